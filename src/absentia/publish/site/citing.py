"""How a number is cited: as text, BibTeX, CSL-JSON and CFF, always at the version that never changes."""

from __future__ import annotations

import json
import re

from absentia.model.numbers import period, spelled
from absentia.publish.site.dossier import Dossier
from absentia.publish.site.numbers import Number


def address(dossier: Dossier, version: str, path: str) -> str:
    """Where a page of a version stands; from the version's front where nobody said where the site is."""
    return f"{dossier.address}/{version}/{path}" if dossier.address else path


def citations(dossier: Dossier, version: str, number: Number, code: str) -> dict[str, str]:
    """By name of the form."""
    end = ".html" if code == "en" else f".{code}.html"
    url = address(dossier, version, f"n/{number.id}{end}#n-{number.id}")
    title = spelled(f"{number.label.text(code)}: {number.text(code)}", code)
    publisher = dossier.title.text(code)
    day = version[:10]
    words = f"{publisher}. {title}. {period(day, code)}. {url}"
    return {
        "text": words,
        "BibTeX": _bibtex(number.id, title, publisher, day, url),
        "CSL-JSON": _csl(number.id, title, publisher, day, url, code),
        "CFF": _cff(title, publisher, day, url),
    }


def _bibtex(key: str, title: str, publisher: str, day: str, url: str) -> str:
    def plain(text: str) -> str:
        return re.sub(r"([#$%&_{}])", r"\\\1", text.replace("\\", " "))

    rows = {"title": plain(title), "author": f"{{{plain(publisher)}}}", "year": day[:4], "date": day, "url": url}
    return "@misc{absentia-" + key + ",\n" + ",\n".join(f"  {name} = {{{text}}}" for name, text in rows.items()) + "\n}"


def _csl(key: str, title: str, publisher: str, day: str, url: str, code: str) -> str:
    issued = {"date-parts": [[int(part) for part in day.split("-")]]}
    found = {"id": f"absentia-{key}", "type": "dataset", "title": title, "publisher": publisher, "language": code}
    return json.dumps([found | {"issued": issued, "version": day, "URL": url}], ensure_ascii=False, indent=1)


def _cff(title: str, publisher: str, day: str, url: str) -> str:
    # JSON strings are YAML strings
    quoted = {name: json.dumps(text, ensure_ascii=False) for name, text in
              {"title": title, "name": publisher, "url": url}.items()}  # fmt: skip
    return (
        'cff-version: 1.2.0\nmessage: "Cite it so."\ntype: dataset\n'
        f"title: {quoted['title']}\nauthors:\n  - name: {quoted['name']}\n"
        f'version: "{day}"\ndate-released: "{day}"\nurl: {quoted["url"]}'
    )
