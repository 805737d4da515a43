"""One sheet of form 10-a: which column holds the articles, which the persons convicted, and what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from absentia.errors import UsageProblem
from absentia.figures.form10a import Line, article_and_part, is_total, not_as_printed
from absentia.model.texts import counted, said

_MAIN, _OTHER, _CONVICTED, _ALL = (re.compile(one) for one in (r"основн", r"дополнит", r"осужд", r"всего"))
# the row of letters and numbers under the headings, and the numbers of chapters that stand above
_NO_HEADING = re.compile(r"[\d\s.,–—-]*|\w")
_WHOLE = re.compile(r"\d+")
_NOTHING = frozenset(("", "-", "–", "—"))


def _text(cell: Any) -> str:
    """A cell as it is read: 345.0 is the article 345."""
    value = cell.value
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _blanks_as_one(text: str) -> str:
    return " ".join(text.split())


class Sheet:
    """The cells of a sheet as texts; what is under a merged cell has its text."""

    def __init__(self, path: str, sheet: Any) -> None:
        self.path, self.name = path, str(sheet.name)
        cells = [[_text(cell) for cell in sheet.row(n)] for n in range(sheet.nrows)]
        self._width = max(map(len, cells), default=0)
        self._cells = [row + [""] * (self._width - len(row)) for row in cells]
        self._spans: dict[tuple[int, int], range] = {}
        for top, bottom, left, right in sheet.merged_cells:
            for row in range(top, min(bottom, len(cells))):
                for place in range(left, min(right, self._width)):
                    self._cells[row][place] = self._cells[top][left]
                    self._spans[row, place] = range(left, right)
        self._codes = self._code_column()

    @property
    def has_chapter(self) -> bool:
        """Whether some row of it is an article of chapter 33 with its part."""
        return self._codes is not None

    def texts(self) -> Iterator[str]:
        """Each row as one text: a title may be spread over cells."""
        for row in self._cells:
            yield " ".join(dict.fromkeys(_blanks_as_one(cell) for cell in row if cell))

    def _code_column(self) -> int | None:
        """Where the articles stand: nothing else looks like ``337ч.3``."""
        found = [sum(_names_a_part(row[place]) for row in self._cells) for place in range(self._width)]
        return found.index(max(found)) if any(found) else None

    def _where(self, row: int, column: int) -> str:
        return f"{self.path}, {self.name}, R{row + 1}C{column + 1}"

    def _of_chapter(self) -> Iterator[tuple[int, tuple[str, str | None] | None]]:
        """The rows of the chapter: number, and article with part, or ``None`` for the chapter's total."""
        at = self._codes
        assert at is not None  # only a sheet that has the chapter is read
        for number, row in enumerate(self._cells):
            try:
                found = article_and_part(row[at])
            except ValueError:
                what = said("“{text}” is no article with a part of it", text=_blanks_as_one(row[at]))
                raise not_as_printed(what, self._where(number, at)) from None
            if found is not None or is_total(row[at]):
                yield number, found

    def _headings(self) -> dict[int, str]:
        """Of each column what stands over it; a title over the articles, too, is no heading."""
        first = next(number for number, _found in self._of_chapter())
        headings = {}
        for place in range(self._width):
            above = (
                _blanks_as_one(self._cells[row][place])
                for row in range(first)
                if self._codes not in self._spans.get((row, place), range(place, place + 1))
            )
            texts = dict.fromkeys(text for text in above if not _NO_HEADING.fullmatch(text))
            if texts:
                headings[place] = " / ".join(texts)
        return headings

    def column(self, wanted: str | None = None) -> tuple[int, str]:
        """The column of persons convicted by main article, and its heading; ``wanted`` are words of it, if it is named.

        Raises:
            UsageProblem: no heading, or more than one, says so; the headings are named.
        """
        headings = self._headings()
        if wanted is not None:
            fitting = {at: text for at, text in headings.items() if _blanks_as_one(wanted).lower() in text.lower()}
        else:
            fitting = {at: text for at, text in headings.items() if _by_main_article(text.lower())}
            if len(fitting) > 1:
                fitting = {at: text for at, text in fitting.items() if _ALL.search(text.lower())}
        if len(fitting) != 1:
            raise UsageProblem(
                said("which column holds the persons convicted by main article cannot be told from the headings"),
                where=f"{self.path}, {self.name}",
                next_step=said(
                    "say it: --column with words of one of these headings alone: {headings}",
                    headings="; ".join(f"“{text}”" for text in headings.values()),
                ),
            )
        return next(iter(fitting.items()))

    def lines(self, column: int) -> tuple[Line, tuple[Line, ...]]:
        """The chapter's total and its rows, as this column has them.

        Raises:
            FigureProblem: a cell is no count, or the chapter has no total or several.
        """
        totals: list[Line] = []
        lines: list[Line] = []
        for number, found in self._of_chapter():
            line = Line(*(found or ("", None)), self._count(number, column), number + 1)
            (totals if found is None else lines).append(line)
        if len(totals) != 1:
            what = counted(
                "the total of chapter 33 (332-352) stands in the form {n} time; it must stand there once",
                "the total of chapter 33 (332-352) stands in the form {n} times; it must stand there once",
                n=len(totals),
            )
            raise not_as_printed(what, f"{self.path}, {self.name}")
        return totals[0], tuple(lines)

    def _count(self, row: int, column: int) -> int | None:
        text = "".join(self._cells[row][column].split())
        if text in _NOTHING:
            return None
        if not _WHOLE.fullmatch(text):
            raise not_as_printed(said("“{value}” is not a whole number", value=text), self._where(row, column))
        return int(text)


def _by_main_article(heading: str) -> bool:
    """“Осуждено / по основной статье”; the lowest part of the heading that speaks of articles decides."""
    speaking = [part for part in heading.split(" / ") if _MAIN.search(part) or _OTHER.search(part)]
    return bool(speaking) and not _OTHER.search(speaking[-1]) and _CONVICTED.search(heading) is not None


def _names_a_part(text: str) -> bool:
    try:
        found = article_and_part(text)
    except ValueError:
        return False
    return found is not None and found[1] is not None
