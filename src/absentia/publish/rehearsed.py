"""Tallies of the synthetic pages as tables of the brief: counted, withheld, or not looked at, each said in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from absentia.messages import LANGUAGES, N_
from absentia.model.checked import ChartData, Text
from absentia.model.count import WITHHELD, Count
from absentia.model.look import LookOutcome
from absentia.model.page import PageKind
from absentia.model.texts import Said, in_languages, said, said_of
from absentia.publish.dates import period
from absentia.publish.records import Coverage, State, TallyCell, TallyRow, TallyTable, Unplaced
from absentia.tally.grid import NOT_READABLE, PERHAPS_REFILED
from absentia.tally.words import REASONS, UNREADABLE

if TYPE_CHECKING:
    from absentia.tally import Tally

HEADINGS: Mapping[str, str] = {
    "court": N_("Court"),
    "half-year": N_("Half-year"),
    "provision": N_("Article and part"),
    "family": N_("Family of articles"),
}
NOT_SEEN = N_("not looked at")
SEEN = N_("looked at")
PARTLY = N_("looked at in part: its searches want a captcha")
MISSING = N_("not stated")
RECORDS = (PageKind.LISTING, PageKind.CARD, PageKind.HEARING_LIST)


def table(tally: Tally, title: str, *, command: str, truth: int | None = None) -> TallyTable:
    """One tally as a table; ``title`` is a message of the catalogue."""
    return TallyTable(
        measure=tally.measure,
        title=Said(title),
        unit=in_languages(tally.unit),
        about=in_languages(tally.about),
        headings=[Said(HEADINGS.get(dimension, dimension)) for dimension in tally.by],
        rows=[TallyRow([_key(one, row.cell[one]) for one in tally.by], cell(row.count)) for row in tally.rows],
        total=cell(tally.total),
        unplaced=[
            Unplaced(Said(UNREADABLE.get(kind, kind)), count) for kind, count in tally.unreadable.items() if count
        ],
        command=command,
        truth=truth,
    )


def cell(count: Count) -> TallyCell:
    """A count, or the state of having none."""
    if count.known:
        return TallyCell.of(State.COUNTED, count)
    states = {WITHHELD: State.SUPPRESSED, PERHAPS_REFILED: State.UNCERTAIN, NOT_READABLE: State.UNCERTAIN}
    return TallyCell.of(states.get(count.reason or "", State.NOT_LOOKED_AT), count)


def _key(dimension: str, value: object) -> Text:
    if value is None:
        return Said(MISSING)
    if dimension == "half-year":
        return in_languages({code: period(str(value), code) for code in LANGUAGES})
    return said_of(str(value))


def coverage(courts: Iterable[Mapping[str, Any]]) -> list[Coverage]:
    """Each court of a tally's coverage: what was looked at, or in words why not."""
    return [
        Coverage(
            court=court["court"],
            name=court["name"],
            pages=sum(court["pages"].get(kind, 0) for kind in RECORDS),
            looked_at=court["looked_at"],
            outcome=Said(_outcome(court)),
        )
        for court in courts
    ]


def _outcome(court: Mapping[str, Any]) -> str:
    if not court["looked_at"]:
        return REASONS.get(court["reason"], NOT_SEEN)
    return PARTLY if court["looks"].get(LookOutcome.CAPTCHA) else SEEN


_CELLS = {State.SUPPRESSED: N_("withheld"), State.NOT_LOOKED_AT: NOT_SEEN, State.UNCERTAIN: N_("cannot be told")}


def chart(shown: TallyTable) -> ChartData:
    """The chart of a table by half-year."""
    rows: Sequence[Mapping[str, Any]] = [
        {
            "label": row.keys[0],
            "value": row.cell.low,
            "text": cell_words(row.cell),
            "state": row.cell.state.value,
        }
        for row in shown.rows
    ]
    return ChartData(
        spec="tally_half_years",
        rows=rows,
        title=shown.title,
        description=Said(
            N_("Synthetic counts from invented pages, by half-year. A half-year without a bar is not a zero: its count "
               "is withheld or it was not looked at.")
        ),
        unit=Said("{label}: {unit}", {"label": Said(SYNTHETIC), "unit": shown.unit}),
    )  # fmt: skip


SYNTHETIC = N_("Synthetic")


def cell_words(given: TallyCell) -> Said:
    """A cell in words; only a count is a number."""
    if given.state in _CELLS:
        return Said(_CELLS[given.state])
    if given.at_least:
        return said("at least {count}", count=given.low)
    return said_of(given.count)
