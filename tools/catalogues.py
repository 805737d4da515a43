"""Compile locale/ru/*.po into one absentia.mo, and say what is untranslated.

``--check`` writes nothing and fails where a sentence of the source has no Russian, or the compiled file is stale.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "absentia"
RUSSIAN = SOURCE / "locale" / "ru"
COMPILED = RUSSIAN / "LC_MESSAGES" / "absentia.mo"
KEYWORDS = {
    "_": None, "N_": None, "said": None, "translate": None, "t": None,
    "ngettext": (1, 2), "counted": (1, 2), "pgettext": ((1, "c"), 2),
}  # fmt: skip
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.md", "jinja2")]
DATE = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


class Key(NamedTuple):
    """What a translation is found by: the sentence, and what tells it from the same words with another meaning."""

    singular: str
    context: str | None
    plural: str | None


def wanted(source: Path = SOURCE) -> Iterator[tuple[Key, str]]:
    """Every marked sentence of the source, with the first place it stands in."""
    found: dict[Key, str] = {}
    options = {"**/templates/**.html": {"silent": "false"}, "**/templates/**.md": {"silent": "false"}}
    for file, line, message, _comments, context in extract_from_dir(
        source, method_map=METHODS, options_map=options, keywords=KEYWORDS
    ):
        parts = [part for part in message if part] if isinstance(message, tuple) else [message]
        if parts and parts[0]:
            found.setdefault(Key(parts[0], context, parts[1] if len(parts) > 1 else None), f"{file}:{line}")
    yield from found.items()


def merged(folder: Path = RUSSIAN) -> Catalog:
    """All Russian catalogues as one; the same sentence twice must be translated the same."""
    # no date of the day: the same sentences compile to the same bytes
    catalogue = Catalog(locale="ru", project="absentia", fuzzy=False, creation_date=DATE, revision_date=DATE)
    for file in sorted(folder.glob("*.po")):
        with file.open("rb") as handle:
            for message in read_po(handle, locale="ru", abort_invalid=True):
                if not message.id:
                    continue
                known = catalogue.get(message.id, message.context)
                if known is not None and known.string != message.string:
                    sys.exit(f"{file.name}: “{message.id}” is translated twice, differently")
                if known is None:
                    catalogue.add(message.id, message.string, context=message.context)
    return catalogue


def complete(message: Message | None, key: Key) -> bool:
    """Whether the sentence has its Russian, in every plural form it needs."""
    if message is None:
        return False
    if isinstance(message.string, str):
        return key.plural is None and bool(message.string)
    return bool(message.string) and all(message.string or ())


def main() -> None:
    """Compile, or check."""
    catalogue = merged()
    missing = [
        f"{place}: {key.singular!r}"
        for key, place in wanted()
        if not complete(catalogue.get(key.singular, key.context), key)
    ]
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
