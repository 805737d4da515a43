"""Cells as rows of a table of figures, each with its citation, and back: what `figures import` writes is read again.

The id of a row is the cell's name: ``eurostat.first_time_applicants.persons.all.all.men.all.FRA.2022``. The ends are
what rounding leaves possible; a masked number has no value, only its ends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from absentia.errors import FigureProblem
from absentia.figures.asylum.cells import EUROSTAT, MEASURES, UNHCR, Cell, Kind
from absentia.figures.catalogue import read_user_figures
from absentia.figures.figure import RANGE, Figure
from absentia.figures.reading import Row
from absentia.model.period import Period
from absentia.model.texts import said

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
    """The cells of a table that `figures import` wrote.

    Raises:
        FigureProblem: the table is none, or has a row that is no cell of an asylum table.
    """
    return tuple(_cell(path, figure) for figure in read_user_figures(path))


def _cell(path: Path, figure: Figure) -> Cell:
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
        raise FigureProblem(said("{id} has neither a value nor ends", id=figure.id), where=str(path))
    flags = _FLAGS.search(figure.note or "")
    period = Period.parse(parts[8])
    return Cell(kind, parts[7], period, int(low), int(high), value, flags[1] if flags else "")
