"""What stands beside the pages for programs: numbers as CSV and JSON, all of them in one archive, and citations.

A number is cited as text, BibTeX, CSL-JSON and CFF, always at the version that never changes.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from absentia.messages import LANGUAGES
from absentia.model.numbers import finite, period, spelled
from absentia.model.sheets import write_rows
from absentia.model.texts import both
from absentia.publish.site.about import COLUMNS
from absentia.publish.site.dossier import Dossier
from absentia.publish.site.numbers import Number
from absentia.publish.site.sheets import Sheet


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


README, PACKAGE = "README.md", "datapackage.json"
NUMBERS = frozenset({"value", "least", "most", "low", "high", "level"})
"""Columns that hold numbers; all others hold text."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The same for every file of an archive, so that the same content is the same bytes."""


def row(number: Number) -> dict[str, Any]:
    """A number as a row of a table."""
    interval = number.interval
    own = {name: number.keys.get(name) for name in ("measure", "article", "court")}
    return {
        "id": number.id,
        "what": number.label.text("en"),
        "value": finite(number.value),
        "least": finite(number.least),
        "most": finite(number.most),
        "reason": number.reason.text("en") if number.reason else None,
        "unit": number.unit.text("en"),
        "period": number.period or number.keys.get("week"),
        "low": finite(interval.low) if interval else None,
        "high": finite(interval.high) if interval else None,
        "level": interval.level if interval else None,
        "interval": interval.kind if interval else None,
        "standing": number.standing,
        "synthetic": "synthetic" if number.synthetic else None,
        "unfinished": number.unfinished.text("en") if number.unfinished else None,
        **own,
    }


def as_csv(numbers: Iterable[Number]) -> bytes:
    """Numbers as a table; a cell that a spreadsheet would run is none any more."""
    sheet = io.StringIO()
    write_rows(sheet, [list(COLUMNS), *(list(row(one).values()) for one in numbers)])
    return sheet.getvalue().encode()


def as_json(value: object) -> bytes:
    """JSON as it is written everywhere here."""
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def document(dossier: Dossier, version: str, sheet: Sheet) -> bytes:
    """A page's numbers with everything they rest on, texts in both languages."""
    return as_json(
        {
            "title": both(sheet.title),
            "address": address(dossier, version, f"{sheet.name}.html"),
            "version": version,
            "synthetic": sheet.synthetic,
            "numbers": [
                row(one)
                | {
                    "what": both(one.label),
                    "unit": both(one.unit),
                    "reason": both(one.reason) if one.reason else None,
                    "unfinished": both(one.unfinished) if one.unfinished else None,
                    "definition": both(one.definition),
                    "coverage": both(one.coverage) if one.coverage else None,
                    "command": one.command,
                    "sources": list(one.sources),
                }
                for one in sheet.every_number
            ],
        }
    )


def readme(dossier: Dossier, version: str, words: Mapping[str, Sequence[str]]) -> bytes:
    """What an archive is: its title, where it stands, what its columns mean, in both languages."""
    parts = []
    for code in LANGUAGES:
        parts += [f"# {dossier.title.text(code)}", address(dossier, version, ""), *words[code]]
        parts.append(
            "\n".join(f"- `{name}`: {text}" for name, text in zip(COLUMNS, words[f"{code}:columns"], strict=True))
        )
    return ("\n\n".join(parts) + "\n").encode()


def package(dossier: Dossier, version: str, sheets: Iterable[Sheet]) -> bytes:
    """The description of the tables for programs: https://datapackage.org, version 2."""
    fields = [
        {"name": name, "type": "number" if name in NUMBERS else "string", "description": text}
        for name, text in COLUMNS.items()
    ]
    resources = [
        {
            "name": re.sub(r"[^a-z0-9._-]", "_", one.name.lower()),
            "title": one.title.text("en"),
            "path": f"{one.name}.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {"fields": fields, "primaryKey": ["id"]},
        }
        for one in sheets
    ]
    return as_json(
        {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": f"absentia-{version}",
            "title": dossier.title.text("en"),
            "description": "SYNTHETIC where a row says so: invented courts and pages" if dossier.synthetic else "",
            "version": version,
            **({"homepage": address(dossier, version, "")} if dossier.address else {}),
            "resources": resources,
        }
    )


def archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files: the same files are the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, files[name])
    return packed.getvalue()
