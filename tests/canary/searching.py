"""Whether anything a verb wrote holds a planted name: every byte of every file, packed, encoded or escaped as it is.

Nothing here is borrowed from the gate: what blinds the gate must not blind the search.
"""

from __future__ import annotations

import gzip
import html
import io
import json
import re
import sqlite3
import sys
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote

import pyarrow.parquet as pq
from tests.parse.people import Person

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_LOOK_ALIKES = str.maketrans("aeopcyxkmthbё", "аеорсухкмтнве")
_INVISIBLE = re.compile("[\u00ad\u0300-\u036f\u0483-\u0489\u200b-\u200f\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|%u([0-9a-fA-F]{4})")
_WIDE = 8
"""Bytes of Cyrillic as UTF-16 has them, from which on that is tried."""
_SURE = 6
"""Letters from which on a stem is looked for within words, too."""


def folded(text: str) -> str:
    """Free of case, accents, marks of no width and look-alikes."""
    apart = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", apart)).casefold().translate(_LOOK_ALIKES)


def readings(data: bytes) -> Iterator[str]:
    """The bytes as every text they may be meant for."""
    if data.count(b"\x04") > _WIDE:
        yield data.decode("utf-16-le", errors="replace")
    if data.isascii() and not any(mark in data for mark in (b"%", b"&", b"\\u")):
        return
    try:
        data.decode("utf-8")
        encodings: tuple[str, ...] = ("utf-8",)
    except UnicodeDecodeError:
        encodings = ("utf-8", "cp1251")
    for encoding in encodings:
        text = html.unescape(html.unescape(data.decode(encoding, errors="replace")))
        plain = _ESCAPED.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
        yield plain
        if "%" in plain:
            yield unquote(unquote(plain))
            yield unquote(unquote(plain, "cp1251", errors="replace"), "cp1251", errors="replace")


def leaves(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """What is packed in a file, and the file itself."""
    if name.endswith(".wacz"):
        yield from _beside_the_captures(name, data)
        return
    yield name, data
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for member in packed.namelist():
                yield from leaves(f"{name}!{member}", packed.read(member))
    elif data[:2] == b"\x1f\x8b":
        yield from leaves(f"{name}!", gzip.decompress(data))
    elif data[:4] == b"\x28\xb5\x2f\xfd":
        yield from leaves(f"{name}!", zstd.decompress(data))
    elif data[:4] == b"PAR1":
        values = pq.read_table(io.BytesIO(data)).to_pylist()
        yield f"{name}!", repr(values).encode()
    elif data[:15] == b"SQLite format 3":
        with closing(sqlite3.connect(":memory:")) as base:
            # a base in WAL mode has no log in memory
            base.deserialize(data[:18] + b"\x01\x01" + data[20:])
            base.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
            yield f"{name}!", "\n".join(base.iterdump()).encode()


def _beside_the_captures(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """What an export for replay says of its captures; their addresses, by which replay finds them, are part of them."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for member in packed.namelist():
            if member.startswith("pages/"):
                lines = [json.loads(line) for line in packed.read(member).splitlines()]
                yield f"{name}!{member}", repr([{**line, "url": ""} for line in lines]).encode()
            elif not member.startswith(("archive/", "indexes/")):
                yield from leaves(f"{name}!{member}", packed.read(member))


def files_outside(folder: Path, *left_out: str) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder with its name, but those in these parts of it."""
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and not set(left_out) & set(relative.parts):
            yield str(relative), path.read_bytes()


class Search:
    """For all forms of the people's surnames."""

    def __init__(self, persons: Sequence[Person], looked_for: Iterable[str] = ()) -> None:
        forms = {folded(form) for person in persons for form in person.forms} | {folded(one) for one in looked_for}
        self._forms = forms
        spelled = {form for person in persons for form in person.forms if len(form) >= _SURE}
        self._spelled = [(form, form.encode(code, "replace")) for form in spelled for code in ("utf-8", "utf-16-le")]
        shortest = sorted(forms, key=len)
        self._stems: list[str] = []
        for form in shortest:
            if len(form) >= _SURE and not any(form.startswith(stem) for stem in self._stems):
                self._stems.append(form)

    def found_in(self, name: str, data: bytes) -> Iterator[str]:
        """Where a name stands in a file, in its own name included, with a little of what is around it."""
        for place, content in [(f"name of {name}", name.encode()), *leaves(name, data)]:
            seen: set[str] = set()
            for text in readings(content):
                look = folded(text)
                if look in seen:
                    continue
                seen.add(look)
                yield from self._found(place, look)

    def spelled_in(self, name: str, data: bytes) -> Iterator[str]:
        """Whether a name is spelled out in bytes that may be any: encrypted, none of the other readings proves one."""
        yield from (f"{name}: {form}" for form, spelled in self._spelled if spelled in data)

    def _found(self, place: str, text: str) -> Iterator[str]:
        words = set(re.findall(r"[^\W\d_]+", text))
        for form in (words & self._forms) | {stem for stem in self._stems if stem in text}:
            at = text.index(form)
            yield f"{place}: {form}: …{text[max(0, at - 60) : at + 60]!r}"
