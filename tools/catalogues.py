"""Compile locale/ru/*.po into one absentia.mo, and say what is untranslated.

``--check`` writes nothing and fails where a sentence of the source has no Russian, or the compiled file is stale.
"""

from __future__ import annotations

import ast
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
SENTENCES = frozenset(("_", "N_", "said", "translate", "say", "echo"))
PLURALS = frozenset(("_", "counted", "say", "echo"))
TEMPLATES = [("**/templates/**.html", "jinja2"), ("**/templates/**.md", "jinja2")]
DATE = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


class Key(NamedTuple):
    """What a translation is found by: the sentence, and what tells it from the same words with another meaning."""

    singular: str
    context: str | None
    plural: str | None


def wanted(source: Path = SOURCE) -> Iterator[tuple[Key, str]]:
    """Every marked sentence of the source, with the first place it stands in."""
    found: dict[Key, str] = {}
    for path in sorted(source.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and (key := _marked(node.func.id, node)):
                found.setdefault(key, f"{path.relative_to(source)}:{node.lineno}")
    options = {pattern: {"silent": "false"} for pattern, _method in TEMPLATES}
    for file, line, message, _comments, _context in extract_from_dir(
        source, method_map=TEMPLATES, options_map=options, keywords={"_": None, "t": None}
    ):
        assert isinstance(message, str)
        found.setdefault(Key(message, None, None), f"{file}:{line}")
    yield from found.items()


def _marked(name: str, call: ast.Call) -> Key | None:
    """The sentence a call marks: wherever it stands, within other calls and f-strings, too."""
    texts = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    match name, texts:
        case "pgettext", [context, message]:
            return Key(message, context, None)
        case _, [singular, plural, *_] if name in PLURALS:
            return Key(singular, None, plural)
        case _, [message, *_] if name in SENTENCES and message and isinstance(call.args[0], ast.Constant):
            return Key(message, None, None)
    return None


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
