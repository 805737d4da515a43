"""What is said of a count over packages that no count of pages has: their days, and what is not complete yet."""

from __future__ import annotations

import datetime as dt
from typing import Any

from absentia.messages import LANGUAGES, N_
from absentia.model.checked import Text
from absentia.model.count import Count
from absentia.model.numbers import period as in_language
from absentia.model.period import Period
from absentia.model.texts import Said, in_languages, joined, said
from absentia.tally.result import Tally

HOW_TO_READ = Said(
    N_(
        "≥ is a lower bound: more is still expected, or an upper bound that would tell of few is withheld. 40–47: "
        "40 cases have this article of law in every document, 47 in at least one. A dash is no number, never zero."
    )
)
DRAWN = Said(
    N_(
        "A grey bar with an arrow: not complete yet. A dashed top: perhaps up to there. A dotted box: withheld, "
        "not zero."
    )
)
_BOUND = Said(N_("a lower bound: an upper one would tell of few cases, and is withheld"))


def is_of_packages(tally: Tally) -> bool:
    """Whether packages were counted, and no page."""
    return "packages" in tally.coverage


def day(when: str) -> Text:
    """A day as each language spells it."""
    return in_languages({code: in_language(when, code) for code in LANGUAGES})


def coverage_of(tally: Tally) -> Text:
    """The days of the packages a count rests on, and up to when it is whole."""
    seen = tally.coverage
    return said(
        "Packages of {days}, with all documents received in {years}; adopted up to {whole}, no more are expected.",
        days=joined([day(one["day"]) for one in seen["packages"]], ", "),
        years=", ".join(str(one["year"]) for one in seen["packages"]),
        whole=day(seen["whole_until"]),
    )


def marks_of(tally: Tally, period: str, count: Count) -> dict[str, Any]:
    """Why a number of a period may become more, as a number takes it; nothing of what is withheld or not known."""
    if not is_of_packages(tally) or not count.known:
        return {}
    whole = dt.date.fromisoformat(tally.coverage["whole_until"])
    if period and Period.parse(period).end > whole:
        return {"unfinished": said("documents may come 90 days late: whole up to {whole}", whole=day(str(whole)))}
    return {"bound": _BOUND} if count.high is None else {}
