"""The bundled asylum tables as cells: what each row counts, and what its rounding leaves possible."""

from __future__ import annotations

from collections.abc import Iterator

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
from absentia.figures.catalogue import Catalogue
from absentia.figures.reading import Row
from absentia.model.period import Period

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
