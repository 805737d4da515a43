"""Read form 10-a from the Department's .xls file: columns by what stands in and over them, never by their place."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from pathlib import Path
from typing import Any

from absentia.errors import EmptyInput, FigureProblem, UnreadableInput, UsageProblem
from absentia.figures.form10a import Form
from absentia.figures.form10a_sheet import Sheet
from absentia.figures.reading import unreadable
from absentia.model.period import Period
from absentia.model.texts import N_, Said, said

_LARGEST = 64 * 2**20
# "Форма № 10-а", "форма N 10.3.1"; the Latin a, too
_NUMBER = re.compile(r"форм[аы]\s*(?:№|n)\s*(\d+(?:\.\d+)*(?:-?\s?[а-яa]\b)?)")
_WANTED = re.compile(r"10\s?-?\s?[аa]")
_YEAR = r"\s+(\d{4})"
# "за 12 месяцев 2021 г.", "за 2021 год", "за 6 месяцев 2022 г.", "за 1-е полугодие 2022", "за I полугодие 2022"
_PERIODS = (
    (re.compile(rf"за (?:12|двенадцать) месяцев{_YEAR}"), "{}"),
    (re.compile(r"за\s+(\d{4})\s+год"), "{}"),
    (re.compile(rf"за (?:6|шесть) месяцев{_YEAR}"), "{}-H1"),
    (re.compile(rf"за (?:1|i|перво)(?:-?е)? полугодие{_YEAR}"), "{}-H1"),
)
_REFUSED = (
    (b"%PDF", N_("a PDF"), N_("find the form as .xls: no table is read from a PDF")),
    (b"<", N_("a web page or XML"), N_("open it in Excel or LibreOffice and save it as Excel 97–2003 (.xls)")),
    (b"Rar!", N_("a RAR archive"), N_("unpack it and give the .xls file that is in it")),
    (b"\x1f\x8b", N_("a gzip file"), N_("unpack it and give the .xls file that is in it")),
)
_DAMAGE = (struct.error, IndexError, KeyError, ValueError, AssertionError, TypeError, AttributeError, OverflowError,
           MemoryError, NotImplementedError, RecursionError)  # fmt: skip
"""What the reader of Excel files raises on bytes that are none, beside its own errors."""


def read_form(path: Path, period: Period | None = None, column: str | None = None) -> tuple[Form, bytes]:
    """The chapter's rows of one file, and its bytes.

    Args:
        path: the .xls file.
        period: what it covers, where the file does not say so.
        column: words of the heading to read, where it cannot be told from the headings.

    Raises:
        FigureProblem: the file is another form or no form, or its rows do not sum to its total.
        UsageProblem: period or column are wanting, or contradict the file.
        UnreadableInput: the file cannot be opened, or is no .xls file.
    """
    content = _bytes(path)
    sheets = [Sheet(str(path), sheet) for sheet in _workbook(path, content).sheets()]
    _check_number(path, sheets)
    found = [sheet for sheet in sheets if sheet.has_chapter]
    if not found:
        raise FigureProblem(
            said("no row of this file is one of chapter 33 (337ч.3 and the like)"),
            where=str(path),
            next_step=said(
                "the Department has left crimes against military service out since December 2022; older forms have them"
            ),
        )
    if len(found) > 1:
        raise FigureProblem(
            said("several sheets hold chapter 33: {names}", names=", ".join(one.name for one in found)),
            where=str(path),
            next_step=said("keep one of them in a copy of the file"),
        )
    covered = _period(path, sheets, period)
    sheet = found[0]
    place, heading = sheet.column(column)
    total, lines = sheet.lines(place)
    return Form(path.name, sheet.name, covered, total, lines, heading, "sheet").checked(str(path)), content


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as handle:
            content = handle.read(_LARGEST + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    if not content:
        raise EmptyInput(said("the file is empty"), where=str(path), next_step=said("take another copy of it"))
    if len(content) > _LARGEST:
        raise UnreadableInput(
            said("the file is larger than any form"), where=str(path), next_step=said("give the .xls file of form 10-a")
        )
    return content


def _not_xls(path: Path, what: str, next_step: str) -> UnreadableInput:
    return UnreadableInput(
        said("this is {what}, no old Excel file (.xls)", what=Said(what)), where=str(path), next_step=Said(next_step)
    )


def _workbook(path: Path, content: bytes) -> Any:
    import xlrd
    from xlrd.compdoc import CompDocError

    if content.startswith(b"PK"):
        raise _zipped(path, content)
    for magic, what, next_step in _REFUSED:
        if content.lstrip().startswith(magic):
            raise _not_xls(path, what, next_step)
    try:
        return xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    except (xlrd.XLRDError, CompDocError, *_DAMAGE) as error:
        raise UnreadableInput(
            said(
                "this is no old Excel file (.xls), or it is damaged: {reason}",
                reason=str(error) or type(error).__name__,
            ),
            where=str(path),
            next_step=said(
                "take another copy of it, or open it in Excel or LibreOffice and save it as Excel 97–2003 (.xls)"
            ),
        ) from error


def _zipped(path: Path, content: bytes) -> UnreadableInput:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError):
        names = []
    if "xl/workbook.xml" in names:
        save = N_("open it in Excel or LibreOffice and save it as Excel 97–2003 (.xls)")
        return _not_xls(path, N_("a new Excel file (.xlsx)"), save)
    return _not_xls(path, N_("a ZIP archive"), N_("unpack it and give the .xls file that is in it"))


def _check_number(path: Path, sheets: list[Sheet]) -> None:
    """A file that names itself another form is one; what names itself not at all is known by its rows."""
    named = {match[1] for sheet in sheets for text in sheet.texts() for match in _NUMBER.finditer(text.lower())}
    if named and not any(_WANTED.fullmatch(one) for one in named):
        raise FigureProblem(
            said("this is form {number}, not form 10-a", number=", ".join(sorted(named))),
            where=str(path),
            next_step=said("give the file of form 10-a (persons convicted, by every article and part)"),
        )


def _period(path: Path, sheets: list[Sheet], given: Period | None) -> Period:
    texts = [text.lower() for sheet in sheets for text in sheet.texts()]
    named = {form.format(match[1]) for text in texts for pattern, form in _PERIODS for match in pattern.finditer(text)}
    periods = {Period.parse(one) for one in named}
    if given is not None and periods and periods != {given}:
        raise UsageProblem(
            said("the file says that it covers {periods}", periods=", ".join(sorted(named))),
            where=f"{path}, --period {given.name}",
            next_step=said("leave --period out, or give the other file"),
        )
    if given is None and len(periods) != 1:
        raise UsageProblem(
            said("the file does not say which year or half-year it covers"),
            where=str(path),
            next_step=said("say it: --period 2021, or --period 2022-H1"),
        )
    return given or periods.pop()
