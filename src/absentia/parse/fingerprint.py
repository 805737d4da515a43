"""What reading depends on beside the page: when any of it changes, every page is read again.

Nobody has to remember to raise a version: the code, vocabularies and directories themselves are digested.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from absentia import sources
from absentia.archive import Archived, as_text
from absentia.law import law_files

_PARTS = ("archive", "law", "model", "parse", "sources")
"""Packages between a record's bytes and the rows of the tables."""
_LIBRARIES = ("lxml", "pyarrow", "selectolax")
"""What takes pages apart, and what writes the tables' bytes."""
_SUFFIXES = (".py", ".yml", ".csv", ".json")
_READING_BYTES = 16


def reader_fingerprint(key: bytes) -> str:
    """A digest of reader, vocabularies, laws, table schema, libraries and key, without giving the key away."""
    laws = hashlib.sha256(b"\0".join(file.read_bytes() for file in law_files())).hexdigest()
    return hmac.new(key, f"absentia reader {_code()} {laws}".encode(), hashlib.sha256).hexdigest()


@cache
def _code() -> str:
    digest = hashlib.sha256()
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    package = files("absentia")
    folders = [(part, package / part) for part in _PARTS]
    folders += [("sources", Path(path)) for path in sources.__path__[1:]]
    for part, folder in folders:
        for name, file in _walk(folder, part):
            content = file.read_bytes()
            digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from _walk(entry, name)
        elif entry.name.endswith(_SUFFIXES):
            yield name, entry


def reading_of(capture: Archived, key: bytes) -> bytes:
    """A digest of all that is known of a capture beside its bytes: address, moment, place in the archive.

    Keyed, because an address may hold a name somebody searched for: whoever has the tables cannot try names out.
    """
    moment = as_text(capture.captured) if capture.captured else None
    known = (capture.sha256, capture.source, capture.file, capture.offset, capture.url, moment, capture.problems)
    return hashlib.blake2b(repr(known).encode(), digest_size=_READING_BYTES, key=key[:64]).digest()
