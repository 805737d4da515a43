"""Compile locale/ru/*.po into one absentia.mo, and say what is untranslated.

``--check`` writes nothing and fails where a sentence of the source has no Russian, or the compiled file is stale.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "absentia"
RUSSIAN = SOURCE / "locale" / "ru"
COMPILED = RUSSIAN / "LC_MESSAGES" / "absentia.mo"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "translate": None, "t": None}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.md", "jinja2")]
DATE = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
Key = str | tuple[str, ...]


def wanted() -> dict[Key, str]:
    """Every marked sentence of the source, with the first place it stands in."""
    found: dict[Key, str] = {}
    options = {"**/templates/**.html": {"silent": "false"}, "**/templates/**.md": {"silent": "false"}}
    for file, line, message, _comments, _context in extract_from_dir(
        SOURCE, method_map=METHODS, options_map=options, keywords=KEYWORDS
    ):
        key = tuple(part for part in message if part) if isinstance(message, tuple) else message
        if key:
            found.setdefault(key, f"{file}:{line}")
    return found


def merged() -> Catalog:
    """All Russian catalogues as one; the same sentence twice must be translated the same."""
    # no date of the day: the same sentences compile to the same bytes
    catalogue = Catalog(locale="ru", project="absentia", fuzzy=False, creation_date=DATE, revision_date=DATE)
    for file in sorted(RUSSIAN.glob("*.po")):
        with file.open("rb") as handle:
            for message in read_po(handle, locale="ru", abort_invalid=True):
                if not message.id:
                    continue
                known = catalogue.get(message.id)
                if known is not None and known.string != message.string:
                    sys.exit(f"{file.name}: “{message.id}” is translated twice, differently")
                if known is None:
                    catalogue.add(message.id, message.string)
    return catalogue


def main() -> None:
    """Compile, or check."""
    catalogue = merged()
    missing = []
    for key, place in wanted().items():
        message = catalogue.get(key if isinstance(key, str) else key[0])
        translated = message is not None and (
            all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)
        )
        if not translated:
            missing.append(f"{place}: {key!r}")
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    for line in missing:
        print(line, file=sys.stderr)
    if "--check" in sys.argv:
        stale = not COMPILED.exists() or COMPILED.read_bytes() != buffer.getvalue()
        if stale:
            print(f"{COMPILED} is stale: run `make catalogues`", file=sys.stderr)
        sys.exit(1 if stale or missing else 0)
    COMPILED.parent.mkdir(parents=True, exist_ok=True)
    COMPILED.write_bytes(buffer.getvalue())
    print(f"{len(catalogue)} sentences compiled, {len(missing)} without Russian")


if __name__ == "__main__":
    main()
