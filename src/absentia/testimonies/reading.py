"""Read what two coders coded: a row for each testimony and coder, a column for each field, nothing but codes in it.

An observatory keeps that table with the digest it is checked by, and not a word of a testimony.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from absentia.durable import write_atomically
from absentia.errors import Damaged, ObservatoryProblem, UnreadableInput, UsageProblem
from absentia.model.texts import Said, said
from absentia.observatory import Observatory
from absentia.testimonies.codebook import RESERVED, Field, content_of, refused

CODERS = ("A", "B")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
Pair = tuple[str | None, str | None]
"""What coder A and coder B gave; ``None``: nothing."""


@dataclass(frozen=True, slots=True)
class Coded:
    """The codes of all testimonies: ``rows[testimony][field]``, in the order of the fields. Numbered, no more."""

    fields: tuple[Field, ...]
    rows: tuple[tuple[Pair, ...], ...]


def read_coded(path: Path, fields: Sequence[Field]) -> Coded:
    """The codes in a CSV file with the columns testimony (1, 2, 3 …), coder (A, B) and each field by name.

    Comma, semicolon or tab; UTF-8 with or without its mark, UTF-16 with it, or Windows-1251. An empty cell: not coded.

    Raises:
        UnreadableInput: it cannot be read, or something in it is no code; told by line and column, never by its text.
    """
    header, rows = _table(path)
    places = _columns(path, header, fields)
    wrong: list[Said] = []
    found: dict[tuple[int, str], tuple[str | None, ...]] = {}
    for line, cells in rows:
        at = said("{path}, line {line}", path=path, line=str(line))
        if len(cells) != len(header):
            wrong.append(said("{at}: it has another number of cells than the header", at=at))
            continue
        row = {name: cells[place] for name, place in places.items()}
        problems = list(_wrong(at, row, fields))
        wrong += problems
        if not problems:
            key = int(row["testimony"]), row["coder"].upper()
            if key in found:
                wrong.append(said("{at}: this testimony has a row of this coder already", at=at))
            found[key] = tuple(_code(row[field.name], field) or None for field in fields)
    if not wrong:
        wrong = list(_incomplete(path, found))
    if wrong:
        raise refused(wrong)
    numbers = sorted({number for number, _coder in found})
    return Coded(
        tuple(fields),
        tuple(tuple(zip(*(found[number, coder] for coder in CODERS), strict=True)) for number in numbers),
    )


def _table(path: Path) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    text = _text(content_of(path))
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)

    def rows() -> Iterator[tuple[int, list[str]]]:
        try:
            for cells in reader:
                stripped = [cell.strip() for cell in cells]
                if any(stripped):
                    yield reader.line_num, stripped
        except csv.Error:
            raise refused([said("{path}, line {line}: this is no CSV", path=path, line=str(reader.line_num))]) from None

    found = rows()
    _line, header = next(found, (1, []))
    if not header:
        raise UnreadableInput(said("the file is empty"), where=str(path), next_step=said("check that it was saved"))
    return [name.casefold() for name in header], found


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1251", errors="replace")


def _columns(path: Path, header: Sequence[str], fields: Sequence[Field]) -> Mapping[str, int]:
    wanted = (*RESERVED, *(field.name for field in fields))
    unknown = [
        said("{path}, column {n}: no such field is in the codebook, or it is there twice", path=path, n=str(nth))
        for nth, name in enumerate(header, 1)
        if name not in wanted or name in header[: nth - 1]
    ]
    missing = [said("{path}: there is no column {name}", path=path, name=name) for name in wanted if name not in header]
    if unknown or missing:
        raise refused([*unknown, *missing])
    return {name: header.index(name) for name in wanted}


def _wrong(at: Said, row: Mapping[str, str], fields: Sequence[Field]) -> Iterator[Said]:
    if not _NUMBER.fullmatch(row["testimony"]):
        yield said("{at}, column testimony: testimonies are numbered 1, 2, 3 …", at=at)
    if row["coder"].upper() not in CODERS:
        yield said("{at}, column coder: the coders are A and B", at=at)
    for field in fields:
        if row[field.name] and _code(row[field.name], field) is None:
            yield said("{at}, column {field}: this is none of {codes}", at=at, field=field.name,
                       codes=", ".join(field.codes))  # fmt: skip


def _code(cell: str, field: Field) -> str | None:
    """The code a cell gives, whatever its capitals: spreadsheets begin cells with one."""
    return next((code for code in field.codes if code.casefold() == cell.casefold()), None)


def _incomplete(path: Path, found: Mapping[tuple[int, str], object]) -> Iterator[Said]:
    """Numbers that are left out say nothing of how many there are; what one coder coded alone cannot be compared."""
    numbers = sorted({number for number, _coder in found})
    if not numbers:
        yield said("{path}: no testimony is coded", path=path)
    elif numbers != list(range(1, len(numbers) + 1)):
        yield said("{path}: the testimonies are not numbered 1, 2, 3 … without a gap", path=path)
    for number in numbers:
        for coder in CODERS:
            if (number, coder) not in found:
                yield said("{path}: there is no row of coder {coder} for testimony {n}", path=path, coder=coder,
                           n=str(number))  # fmt: skip


FORMAT = 1


def file_of(observatory: Observatory) -> Path:
    """Where the codes are."""
    return observatory.path / "testimonies" / "codes.json"


def keep(observatory: Observatory, coded: Coded, threshold: int) -> None:
    """Keep the codes in the place of those kept before.

    Raises:
        UsageProblem: there are a few testimonies more or fewer than before: whoever has both counts could tell these.
        Damaged: what was kept before is not what was written.
        ObservatoryBusy: another process writes.
    """
    file = file_of(observatory)
    with observatory.writing():
        before = len(kept(observatory).rows) if file.exists() else 0
        if before >= threshold and 0 < abs(len(coded.rows) - before) < threshold:
            raise UsageProblem(
                said("the number of testimonies differs by fewer than {n} from those kept", n=threshold),
                next_step=said("what changed from one count to the next would tell of single people; wait for more"),
            )
        content = {
            "format": FORMAT,
            "fields": [[field.name, field.scale, list(field.codes)] for field in coded.fields],
            "rows": [[list(pair) for pair in row] for row in coded.rows],
        }
        write_atomically(file, json.dumps({**content, "digest": _digest(content)}, ensure_ascii=False).encode())


def kept(observatory: Observatory) -> Coded:
    """The codes as they were kept.

    Raises:
        ObservatoryProblem: none were.
        Damaged: they are not what was written.
    """
    file = file_of(observatory)
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        if content.pop("digest") != _digest(content) or content["format"] != FORMAT:
            raise ValueError  # noqa: TRY301  one place builds the message
        fields = tuple(Field(name, scale, tuple(codes)) for name, scale, codes in content["fields"])
        return Coded(fields, tuple(tuple((first, second) for first, second in row) for row in content["rows"]))
    except FileNotFoundError:
        raise ObservatoryProblem(
            said("no testimonies are kept here"),
            where=str(file),
            next_step=said("`absentia testimonies import CODED.csv --codebook FILE` keeps their codes"),
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Damaged(
            said("the codes of testimonies are not what was written"),
            where=str(file),
            next_step=said("restore the file from your backup, or remove it and import the codes again"),
        ) from None


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
