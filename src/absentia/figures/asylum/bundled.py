"""Asylum tables as cells, and cells as rows of a table of figures, each with its citation, and back.

What `figures import` writes is read again. The id of a row is the cell's name:
``eurostat.first_time_applicants.persons.all.all.men.all.FRA.2022``. The ends are what rounding leaves possible; a
masked number has no value, only its ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from absentia.errors import FigureProblem
from absentia.figures.asylum.cells import (
    EUROSTAT,
    MEASURES,
    MEN,
    PERSONS,
    UNHCR,
    UNKNOWN,
    WOMEN,
    Cell,
    Kind,
    of_unhcr,
    rounded_to_five,
)
from absentia.figures.catalogue import Catalogue, read_user_figures
from absentia.figures.figure import RANGE, Figure
from absentia.figures.reading import Row
from absentia.model.period import Period
from absentia.model.texts import said

BY_SEX = "eurostat_asylum_first_time_rus_by_sex"
APPLICATIONS, DECISIONS, STOCK = "unhcr_asylum_applications", "unhcr_asylum_decisions", "unhcr_stock"
OUTCOMES = {
    "dec_recognized": "decisions_refugee",
    "dec_other": "decisions_complementary",
    "dec_rejected": "decisions_rejected",
    "dec_closed": "decisions_closed",
    "dec_total": "decisions",
}
_COUNTED = {"P": PERSONS, "C": "cases"}
_SEX = {"male": MEN, "female": WOMEN, "unknown": UNKNOWN}


def first_time_applicants(catalogue: Catalogue) -> tuple[Cell, ...]:
    """Eurostat's first-time applicants of Russian citizenship by country, year and sex."""
    return tuple(
        _cell(row, Kind(EUROSTAT, "first_time_applicants", sex=_SEX[str(row["sex"])]), str(row["geo"]))
        for row in catalogue.rows(BY_SEX)
    )


def unhcr_cells(catalogue: Catalogue) -> tuple[Cell, ...]:
    """UNHCR's applications, decisions and pending asylum-seekers of Russian citizens."""
    return (*_applications(catalogue), *_decisions(catalogue), *_pending(catalogue))


def _applications(catalogue: Catalogue) -> Iterator[Cell]:
    for row in catalogue.rows(APPLICATIONS):
        measure = f"applications_{str(row['app_type']).lower()}"
        assert measure in MEASURES  # the table is ours, and a test reads all of it
        yield _cell(row, _kind(row, measure, str(row["app_pc"])))


def _decisions(catalogue: Catalogue) -> Iterator[Cell]:
    for row in catalogue.rows(DECISIONS):
        yield _cell(row, _kind(row, OUTCOMES[str(row["outcome"])], str(row["dec_pc"])))


def _pending(catalogue: Catalogue) -> Iterator[Cell]:
    for row in catalogue.rows(STOCK):
        if row["measure"] == "asylum_seekers":
            yield _cell(row, Kind(UNHCR, "pending"))


def _kind(row: Row, measure: str, counted: str) -> Kind:
    return Kind(UNHCR, measure, _COUNTED[counted], str(row["dec_level"]), str(row["procedure_type"]))


def _cell(row: Row, kind: Kind, place: str = "") -> Cell:
    shown = int(str(row["value"]))
    decisions = kind.measure.startswith("decisions")
    low, high = rounded_to_five(shown) if kind.publisher == EUROSTAT else of_unhcr(shown, decisions=decisions)
    return Cell(kind, place or str(row["coa_iso"]), Period.years(int(str(row["year"]))), low, high, shown)


_PUBLISHERS = {one.lower(): one for one in (EUROSTAT, UNHCR)}
_PARTS = 9
_FLAGS = re.compile(r"flags: ([a-z]+)")


def fact_row(cell: Cell, cited: Mapping[str, str], note: str) -> Row:
    """One cell as a row; ``cited`` has ``source_title``, ``source_date`` and ``source_url``."""
    kind = cell.kind
    parts = (kind.publisher.lower(), kind.measure, kind.counted, kind.instance, kind.authority, kind.sex, kind.age)
    exact = cell.shown is not None and cell.low == cell.high
    return {
        "id": ".".join((*parts, cell.place, cell.period.name)),
        "measure": f"asylum_{kind.measure}",
        "value": cell.shown,
        "value_low": None if exact else cell.low,
        "value_high": None if exact else cell.high,
        "interval": None if exact else RANGE,
        "unit": kind.counted,
        "qualifier": "exact",
        "period_start": str(cell.period.start),
        "period_end": str(cell.period.end),
        "as_of": None,
        "geography": cell.place,
        "definition": f"{kind.named.text('en')}; citizens of Russia",
        "publisher": kind.publisher,
        "evidence_level": "primary",
        "verified": True,
        "note": "; ".join(filter(None, (note, f"flags: {cell.flags}" if cell.flags else ""))),
        "jurisdiction": None,
        **cited,
    }


def read_cells(path: Path) -> tuple[Cell, ...]:
    """The cells of a table that `figures import` wrote."""
    return tuple(_of_figure(path, figure) for figure in read_user_figures(path))


def _of_figure(path: Path, figure: Figure) -> Cell:
    parts = figure.id.split(".")
    if len(parts) != _PARTS or parts[0] not in _PUBLISHERS or parts[1] not in MEASURES:
        raise FigureProblem(
            said("{id} is no number of an asylum table", id=figure.id),
            where=str(path),
            next_step=said("write the table from the publisher's own file: `absentia figures import eurostat FILE`"),
        )
    kind = Kind(_PUBLISHERS[parts[0]], *parts[1:7])
    value = None if figure.value is None else int(figure.value)
    low = value if figure.value_low is None else figure.value_low
    high = value if figure.value_high is None else figure.value_high
    if low is None or high is None:
        raise FigureProblem(
            said("{id} has neither a value nor ends", id=figure.id),
            where=str(path),
            next_step=said("mend the line, or download the table again"),
        )
    flags = _FLAGS.search(figure.note or "")
    period = Period.parse(parts[8])
    return Cell(kind, parts[7], period, int(low), int(high), value, flags[1] if flags else "")
