"""The chart of disappearances: one bar for each court, article, provision or week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from absentia.disappearances.counting import Gone
from absentia.messages import LANGUAGES, N_, translate
from absentia.model.checked import ChartData
from absentia.model.count import WITHHELD

TITLES = {
    "court": N_("Records that disappeared, by court"),
    "article": N_("Records that disappeared, by article"),
    "provision": N_("Records that disappeared, by provision"),
    "week": N_("Records that disappeared, by the week they were first missed in"),
}
UNIT = N_("court records that were seen and are confirmed gone, those that came back later included")
WORDS = N_(
    "{bars} bars; {hidden} counts are withheld because they are small or would give away a small one; {dark} could not "
    "be looked at."
)


def chart(counts: Sequence[Gone], by: str, *, synthetic: bool) -> ChartData:
    """The chart ``disappearances``; what is not known has no bar.

    A withheld count is only said to be that: a large one may be withheld to protect a small one.
    """
    hidden = sum(one.disappeared.reason == WITHHELD for one in counts)
    dark = sum(not one.disappeared.known for one in counts) - hidden
    values = {"bars": len(counts), "hidden": hidden, "dark": dark}
    return ChartData(
        spec="disappearances",
        rows=[_row(one, synthetic=synthetic) for one in counts],
        title={code: translate(TITLES[by], code) for code in LANGUAGES},
        description={code: translate(WORDS, code).format(**values) for code in LANGUAGES},
        unit={code: translate(UNIT, code) for code in LANGUAGES},
    )


def _row(one: Gone, *, synthetic: bool) -> dict[str, Any]:
    nothing, gone = N_("not known"), one.disappeared
    instead = N_("withheld") if gone.reason == WITHHELD else N_("could not look")
    texts = {code: gone.text(code) if gone.known else translate(instead, code) for code in LANGUAGES}
    state = "counted" if gone.known else WITHHELD if gone.reason == WITHHELD else "not looked at"
    return {
        **{f"label_{code}": one.key or translate(nothing, code) for code in LANGUAGES},
        "value": gone.low,
        **{f"text_{code}": texts[code] for code in LANGUAGES},
        "state": state,
        "synthetic": synthetic,
    }
