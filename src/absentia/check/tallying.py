"""A count of the observatory as a quantity of a claim, with the coverage it rests on."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from absentia.check.operand import Operand
from absentia.check.ranges import Range
from absentia.model.checked import Text
from absentia.model.period import Period
from absentia.model.texts import N_, Said, counted, in_languages, said
from absentia.model.units import UNITS
from absentia.tally.words import REASONS

if TYPE_CHECKING:
    from absentia.check.quantity import Quantity
    from absentia.observatory import Observatory
    from absentia.tally import Tally

_SAYS_ENOUGH = frozenset({"perhaps_refiled", "not_readable", "no_package", "still_grows"})
UNPLACED_DOCUMENTS = N_("Documents that could not be placed: {n}.")
_NOBODY_LOOKED = N_("no court of this observatory was looked at for this period and provision")


def count(name: str, operand: Operand, observatory: Observatory, as_of: dt.date | None = None) -> Quantity:
    """The tally of the operand's measure, period and provision, as its range; no value where nobody looked.

    ``as_of``: of what could be known at the end of that day.
    """
    from absentia.check.quantity import Quantity, named, widened
    from absentia.tally import tally
    from absentia.tally.compare import series_of

    measure, since, until = operand.tally, operand.since, operand.until
    assert measure is not None
    assert since is not None
    assert until is not None  # the schema asks for all three
    made = tally(
        observatory, measure, by=("month",), since=since, until=until, provision=operand.provision, as_of=as_of
    )
    total, period = made.total, Period(since, until)
    span = None if total.low is None else Range(total.low, math.inf if total.high is None else total.high)
    source = f"tally {measure}" + (f" --provision {operand.provision}" if operand.provision else "")
    return Quantity(
        name=name,
        label=named(operand.label, in_languages(made.about)),
        value=None if total.low is None else total.low * operand.scale,
        unit=named(operand.unit, in_languages(made.unit)),
        standing="tallied",
        period=period,
        period_text=f"{since} – {until}",
        span=None if span is None else widened(span, operand),
        events=operand.scale == 1,
        series=series_of(made, period) if total.high is not None and operand.scale == 1 else None,
        synthetic=made.synthetic,
        source_unit=made.unit["en"] if operand.scale == 1 and _may_mislead(operand) else "",
        whose=str(operand.provision).partition(":")[0] if ":" in (operand.provision or "") else None,
        sources=(source,),
        caveats=tuple(_rests_on(made)),
        note=None if total.known else _why_none(total.reason),
    )


def _may_mislead(operand: Operand) -> bool:
    """Whether the claims file calls it by a word that stands for a unit: documents called cases are no cases."""
    return operand.unit is None or operand.unit.words.text("en") in UNITS


def _rests_on(made: Tally) -> list[Text]:
    coverage = made.coverage
    if "packages" in coverage:
        return _rests_on_packages(made)
    caveats: list[Text] = [
        said(
            "Counted on the pages archived here; courts looked at: {looked}, not looked at: {not_looked}.",
            looked=int(coverage.get("courts_looked_at", 0)),
            not_looked=int(coverage.get("courts_not_looked_at", 0)),
        )
    ]
    twice = made.unreadable["perhaps_refiled"] or 0
    unreadable = sum(number or 0 for number in made.unreadable.values()) - twice
    if unreadable:
        caveats.append(
            counted(
                "{n} record could not be placed (undated or unreadable).",
                "{n} records could not be placed (undated or unreadable).",
                n=unreadable,
            )
        )
    if twice and made.total.known:
        caveats.append(said("{n} more were seen that may be later filings of the same cases.", n=twice))
    return caveats


def _rests_on_packages(made: Tally) -> list[Text]:
    """Of packages no court is looked at, or not: what they show ends on a day."""
    coverage = made.coverage
    caveats: list[Text] = [
        said(
            "Counted over packages of {days}; documents adopted after {whole} may still come.",
            days=", ".join(one["day"] for one in coverage["packages"]),
            whole=coverage["whole_until"],
        )
    ]
    if unplaced := sum(number or 0 for number in made.unreadable.values()):
        caveats.append(Said(UNPLACED_DOCUMENTS, {"n": unplaced}))
    return caveats


def _why_none(reason: str | None) -> Text:
    return Said(REASONS[reason] if reason in _SAYS_ENOUGH else _NOBODY_LOOKED)
