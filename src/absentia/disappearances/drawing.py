"""The chart of disappearances: one bar for each court, article, provision or week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from absentia.disappearances.counting import Gone
from absentia.model.checked import ChartData
from absentia.model.count import WITHHELD
from absentia.model.texts import said, said_of

TITLES = {
    "court": said("Records that disappeared, by court"),
    "article": said("Records that disappeared, by article"),
    "provision": said("Records that disappeared, by provision"),
    "week": said("Records that disappeared, by the week they were first missed in"),
}
UNIT = said("court records that were seen and are confirmed gone, those that came back later included")


def chart(counts: Sequence[Gone], by: str, *, synthetic: bool) -> ChartData:
    """The chart ``disappearances``; what is not known has no bar.

    A withheld count is only said to be that: a large one may be withheld to protect a small one.
    """
    hidden = sum(one.disappeared.reason == WITHHELD for one in counts)
    dark = sum(not one.disappeared.known for one in counts) - hidden
    return ChartData(
        spec="disappearances",
        rows=[_row(one, synthetic=synthetic) for one in counts],
        title=TITLES[by],
        description=said(
            "Bars: {bars}; withheld because small, or because they would give away a small count: {hidden}; not "
            "looked at: {dark}.",
            bars=len(counts),
            hidden=hidden,
            dark=dark,
        ),
        unit=UNIT,
    )


def _row(one: Gone, *, synthetic: bool) -> dict[str, Any]:
    gone = one.disappeared
    instead = said("withheld") if gone.reason == WITHHELD else said("could not look")
    state = "counted" if gone.known else WITHHELD if gone.reason == WITHHELD else "not looked at"
    return {
        "label": said_of(one.key or said("not known")),
        "value": gone.low,
        "text": said_of(gone if gone.known else instead),
        "state": state,
        "synthetic": synthetic,
    }
