"""Form 10-a of the Judicial Department: persons convicted, by article and part, as figures with their citation.

The form counts every person once, under the main article of the conviction. Its parts sum to its own total of the
chapter; a form for which they do not is refused, because then a row was not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from absentia.errors import FigureProblem
from absentia.figures.reading import Row
from absentia.model.period import Period
from absentia.model.texts import Said, said

TABLE = "form10a_convicted_ch33"
"""The bundled series: 2013 to 2021."""
BUNDLED, OWN = "form10a", "own_form10a"
"""What the ids of the bundled figures, and of those of a user's file, begin with."""
PUBLISHER = "Judicial Department at the Supreme Court of Russia"
FIRST, LAST = 332, 352
"""The articles of chapter 33. A row “353” of some years is a reserve of the form, no article."""

# "337ч.3", "345", "344ч.1,(344стар.ред.)", "352.1"; blanks are gone by then
_CODE = re.compile(r"(?P<article>\d{3}(?:\.\d+)?)(?:ч\.?(?P<part>\d+(?:\.\d+)?))?(?:,?\(.*\))?")
# "332-352", "332-352.1"
_TOTAL = re.compile(rf"{FIRST}[-–—]{LAST}(?:\.\d+)?")
_IN_CHAPTER = re.compile(r"3(?:3[2-9]|4\d|5[0-2])(?!\d)")


def not_as_printed(what: Said, where: str) -> FigureProblem:
    """That a file cannot be what the Department published."""
    return FigureProblem(
        what, where=where, next_step=said("compare the file with its source; nothing was taken from it")
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the form; ``persons`` is ``None`` where the cell is empty."""

    article: str
    part: str | None
    persons: int | None
    row: int


@dataclass(frozen=True, slots=True)
class Form:
    """One year's (or half-year's) chapter 33: its rows and its own total."""

    file: str
    sheet: str
    period: Period
    total: Line
    lines: tuple[Line, ...]
    heading: str = ""
    """The heading of the column that was read."""
    numbered: str = "form"
    """Whose numbers the rows have: the form prints its own, a sheet counts all of its rows."""

    def checked(self, path: str) -> Form:
        """The form, if its parts sum to its total: then an empty cell is a zero, because no count is below it.

        Raises:
            FigureProblem: they do not, or a part stands twice.
        """
        where = f"{path}, {self.sheet}"
        keys = [(line.article, line.part) for line in self.lines]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise not_as_printed(said("{name} is in the form twice", name=" ".join(filter(None, twice))), where)
        found = sum(line.persons or 0 for line in self.lines)
        if self.total.persons != found:
            stated = "–" if self.total.persons is None else self.total.persons
            what = said("the parts sum to {found}, the form's own total is {total}", found=found, total=stated)
            raise not_as_printed(what, where)
        return replace(self, lines=tuple(replace(line, persons=line.persons or 0) for line in self.lines))


def is_total(code: str) -> bool:
    """Whether the cell names the whole chapter."""
    return _TOTAL.fullmatch("".join(code.split())) is not None


def article_and_part(code: str) -> tuple[str, str | None] | None:
    """``337ч.3`` as article and part; ``None`` for what is not of chapter 33.

    Raises:
        ValueError: it begins as an article of the chapter and is none.
    """
    text = "".join(code.split()).lower()
    match = _CODE.fullmatch(text)
    if match is None:
        if _IN_CHAPTER.match(text) and not is_total(text):
            raise ValueError(code)
        return None
    return (match["article"], match["part"]) if FIRST <= int(match["article"][:3]) <= LAST else None


def bundled_forms(rows: Iterable[Row]) -> Iterator[Form]:
    """The rows of the bundled series, form by form."""
    for (year, file, sheet), group in groupby(rows, key=lambda row: (row["year"], row["file"], row["sheet"])):
        lines, total = [], None
        for row in group:
            code, persons, number = str(row["article_part"]), int(str(row["value"])), int(str(row["row"]))
            if is_total(code):
                total = Line("", None, persons, number)
            elif (found := article_and_part(code)) is not None:
                lines.append(Line(*found, persons, number))
        assert total is not None  # the table is ours, and a test reads all of it
        yield Form(str(file), str(sheet), Period.years(int(str(year))), total, tuple(lines)).checked(str(file))


def _totals(form: Form) -> Iterator[tuple[str, str, str, int, str, str]]:
    """Of each number: end of its id, measure, what it counts, value, qualifier, and where it stands."""
    yield "chapter33", "chapter33", "chapter 33 (Art. 332 to 352)", form.total.persons or 0, "exact", _place(form.total)
    for article, group in groupby(form.lines, key=lambda line: line.article):
        lines = list(group)
        key = f"art{article.replace('.', '_')}"
        whole = sum(line.persons or 0 for line in lines)
        if lines[0].part is None:
            yield article, key, f"Art. {article}", whole, "exact", _place(lines[0])
            continue
        places = f"rows {lines[0].row} to {lines[-1].row}, added"
        yield article, key, f"Art. {article} (all parts)", whole, "derived", places
        for line in lines:
            part = str(line.part)
            measure = f"{key}_part{part.replace('.', '_')}"
            yield f"{article}-{part}", measure, f"Art. {article} part {part}", line.persons or 0, "exact", _place(line)


def _place(line: Line) -> str:
    return f"row {line.row}"


def fact_rows(form: Form, prefix: str, cited: Mapping[str, str], kept: str = "") -> Iterator[Row]:
    """Every number of the form as a row of a table of figures; an article's parts are added up, too.

    Args:
        form: a checked form.
        prefix: what the ids begin with.
        cited: ``geography``, ``source_title``, ``source_date`` and ``source_url``.
        kept: what is known of the file itself, for the note.
    """
    column = f"column “{form.heading}”" if form.heading else ""
    named = re.sub(r"\s*–\s*", "_", form.period.name)
    for end, measure, what, value, qualifier, place in _totals(form):
        yield {
            "id": f"{prefix}-{named}-{end}",
            "measure": f"{measure}_convicted_main_article",
            "value": value,
            "value_low": None,
            "value_high": None,
            "interval": None,
            "unit": "persons",
            "qualifier": qualifier,
            "period_start": str(form.period.start),
            "period_end": str(form.period.end),
            "as_of": None,
            "definition": f"persons convicted with {what} as the main article of their conviction (form 10-a)",
            "publisher": PUBLISHER,
            "evidence_level": "primary",
            "verified": True,
            "jurisdiction": "ru",
            "note": "; ".join(
                filter(None, (f"sheet {form.sheet}, {place} (numbers of the {form.numbered})", column, kept))
            ),
            **cited,
        }
