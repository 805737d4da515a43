"""All figures in one place: the bundled tables and a user's own files, looked up, filtered, never merged."""

from __future__ import annotations

import datetime as dt
import fnmatch
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from absentia.errors import FigureProblem, UsageProblem
from absentia.figures import form10a
from absentia.figures.figure import Figure
from absentia.figures.reading import FACTS, Column, Resource, Row, load_package, read_table
from absentia.model.period import Period
from absentia.model.texts import nearest, said

OPTIONAL_IN_USER_FILES = (
    "value_low", "value_high", "interval", "qualifier", "as_of", "evidence_level", "verified", "note", "jurisdiction",
)  # fmt: skip
JURISDICTION = r"[a-z]{2}"
PLACE_COLUMNS = ("geography", "coa_name", "coa_iso", "region_ru", "regNameEng")


@cache
def _bundled_rows(name: str) -> tuple[Row, ...]:
    resource = load_package()[name]
    rows = read_table(resource.path, resource.columns, resource.primary_key)
    return tuple({**row, "jurisdiction": resource.jurisdiction} for row in rows) if resource.kind == FACTS else rows


@cache
def carried_forms() -> tuple[form10a.Form, ...]:
    """The bundled forms 10-a, year by year."""
    return tuple(form10a.bundled_forms(_bundled_rows(form10a.TABLE)))


@cache
def _of_forms() -> tuple[Figure, ...]:
    """The bundled forms 10-a as figures: each part, and an article's parts added up."""
    resource = load_package()[form10a.TABLE]
    rows = [
        row
        for form in carried_forms()
        for row in form10a.fact_rows(
            form,
            form10a.BUNDLED,
            {
                "geography": "Russia (all courts)",
                "source_title": f"Form 10-a, {form.file}",
                "source_date": "not stated; a copy kept on 22 November 2022",
                "source_url": resource.sources[0].path,
            },
        )
    ]
    return tuple(Figure.from_row(form10a.TABLE, row) for row in rows)


def fact_columns() -> tuple[Column, ...]:
    """The columns of a file of figures: those of the bundled fact tables with any id, and the jurisdiction."""
    bundled = next(resource for resource in load_package().values() if resource.kind == FACTS)
    columns = (
        Column("id", "string", required=True, pattern=r"[A-Za-z][A-Za-z0-9_.-]*")
        if column.name == "id"
        else Column(column.name, column.type, False, column.pattern, column.enum, column.minimum)
        if column.name in OPTIONAL_IN_USER_FILES
        else column
        for column in bundled.columns
    )
    return (*columns, Column("jurisdiction", "string", pattern=JURISDICTION))


def read_user_figures(path: Path) -> tuple[Figure, ...]:
    """A user's own file of figures; what it leaves out is taken as the least certain.

    Raises:
        FigureProblem: a figure without citation, a cell that does not fit; it names line and column.
    """
    rows = read_table(path, fact_columns(), ("id",), optional=OPTIONAL_IN_USER_FILES)
    defaults: Row = {"qualifier": "approx", "evidence_level": "tertiary", "verified": False}
    filled = [{key: defaults.get(key) if cell is None else cell for key, cell in row.items()} for row in rows]
    figures = tuple(Figure.from_row(path.stem, row) for row in filled)
    for figure in figures:
        problem = figure.ends_problem
        if problem is not None:
            raise FigureProblem(
                problem,
                where=said("{path}, figure {id}", path=str(path), id=figure.id),
                next_step=said("write 95%, 95% CI, 90% credible interval …, or range for ends that are none"),
            )
    return figures


@dataclass(frozen=True, slots=True)
class Filter:
    """What to keep; ``None`` keeps all. ``measure`` may have ``*``; names match a part, whatever the case."""

    measure: str | None = None
    publisher: str | None = None
    geography: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    def keeps(self, row: Mapping[str, object], publisher: str = "") -> bool:
        """Whether the row is wanted; ``publisher`` is the table's, for rows that carry none."""
        if self.measure is not None and not fnmatch.fnmatchcase(str(row.get("measure") or ""), self.measure):
            return False
        if self.publisher is not None and self.publisher.lower() not in str(row.get("publisher", publisher)).lower():
            return False
        places = [str(row[column]).lower() for column in PLACE_COLUMNS if row.get(column)]
        if self.geography is not None and not any(self.geography.lower() in place for place in places):
            return False
        start, end = _days(row)
        before = self.until is not None and start is not None and start > self.until
        after = self.since is not None and end is not None and end < self.since
        return not (before or after)


def _days(row: Mapping[str, object]) -> tuple[dt.date | None, dt.date | None]:
    if year := row.get("year"):
        return dt.date(int(str(year)), 1, 1), dt.date(int(str(year)), 12, 31)
    start, end = row.get("period_start"), row.get("period_end") or row.get("as_of")
    return Period.parse(str(start)).start if start else None, Period.parse(str(end)).end if end else None


class Catalogue:
    """The bundled figures and, beside them, a user's own files.

    Raises (on construction):
        FigureProblem: a user's file has a bad row, or an id that is taken.
    """

    def __init__(self, extra: Sequence[Path] = ()) -> None:
        self._user: dict[str, tuple[Figure, ...]] = {}
        self._figures: dict[str, Figure] = {
            str(row["id"]): Figure.from_row(resource.name, row)
            for resource in load_package().values()
            if resource.kind == FACTS
            for row in _bundled_rows(resource.name)
        } | {figure.id: figure for figure in _of_forms()}
        for path in extra:
            figures = read_user_figures(path)
            for figure in figures:
                if figure.id in self._figures:
                    raise FigureProblem(
                        said("the id {id} is already taken by another figure", id=figure.id),
                        where=str(path),
                        next_step=said("give your figures ids of their own"),
                    )
                self._figures[figure.id] = figure
            if path.stem in load_package() or path.stem in self._user:
                raise FigureProblem(
                    said("a table named {name} exists already", name=path.stem),
                    where=str(path),
                    next_step=said("rename the file"),
                )
            self._user[path.stem] = figures

    @property
    def resources(self) -> Mapping[str, Resource]:
        """The bundled tables by name."""
        return load_package()

    @property
    def user_tables(self) -> Mapping[str, tuple[Figure, ...]]:
        """The user's own files by name."""
        return MappingProxyType(self._user)

    def figures(self, table: str | None = None) -> Iterator[Figure]:
        """All figures with an id, or those of one table."""
        return (figure for figure in self._figures.values() if table in (None, figure.table))

    def figure(self, figure_id: str) -> Figure:
        """The figure of that id.

        Raises:
            FigureProblem: there is none; the nearest ids are named.
        """
        try:
            return self._figures[figure_id]
        except KeyError:
            raise FigureProblem(
                said("there is no figure {id}", id=figure_id),
                where=figure_id,
                next_step=nearest(figure_id, self._figures) or said("`absentia figures` lists the tables"),
            ) from None

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of a bundled table.

        Raises:
            FigureProblem: there is no such table.
        """
        if table not in load_package():
            raise FigureProblem(
                said("there is no table {name}", name=table),
                where=table,
                next_step=nearest(table, load_package()) or said("`absentia figures` lists the tables"),
            )
        return _bundled_rows(table)

    def select(self, table: str, wanted: Filter) -> list[Row]:
        """The rows of a table, bundled or the user's, that a filter keeps.

        Raises:
            FigureProblem: there is no such table.
            UsageProblem: the table has no such measure, or no column the filter could look at.
        """
        rows = self._rows_of(table)
        resource = load_package().get(table)
        if wanted.measure is not None:
            _check_measure(table, wanted.measure, rows)
        if wanted.geography is not None and rows and not any(column in rows[0] for column in PLACE_COLUMNS):
            raise UsageProblem(
                said("the table {name} has no places", name=table), next_step=said("leave --geography out")
            )
        publisher = "; ".join(source.title for source in resource.sources) if resource else ""
        return [row for row in rows if wanted.keeps(row, publisher)]

    def _rows_of(self, table: str) -> Sequence[Row]:
        if table in self._user:
            return [as_row(figure) for figure in self._user[table]]
        return self.rows(table)


def _check_measure(table: str, measure: str, rows: Sequence[Row]) -> None:
    known = sorted({str(row["measure"]) for row in rows if row.get("measure")})
    if not known:
        raise UsageProblem(
            said("the table {name} has no column “measure”", name=table), next_step=said("leave --measure out")
        )
    if not any(fnmatch.fnmatchcase(name, measure) for name in known):
        raise UsageProblem(
            said("the table {name} has no measure {measure}", name=table, measure=measure),
            next_step=said("it has: {known}", known=", ".join(known)),
        )


def as_row(figure: Figure) -> Row:
    """A figure as a row with the columns of a fact table."""
    names = [column.name for column in fact_columns()]
    return {name: getattr(figure, "interval_note" if name == "interval" else name) for name in names}


def as_cells(row: Mapping[str, object]) -> dict[str, object]:
    """A row as its table writes it: what is written can be read again with ``--figures``."""
    return {name: ("yes" if cell else "no") if isinstance(cell, bool) else cell for name, cell in row.items()}
