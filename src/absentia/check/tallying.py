"""A count of the observatory as a quantity of a claim, with the coverage it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from absentia.check.schema import Operand
from absentia.messages import LANGUAGES, N_
from absentia.model.checked import Text
from absentia.model.period import Period
from absentia.model.texts import said

if TYPE_CHECKING:
    from absentia.check.quantities import Quantity
    from absentia.observatory import Observatory


def count(name: str, operand: Operand, observatory: Observatory) -> Quantity:
    """The tally of the operand's measure, period and provision; no value where nobody looked."""
    from absentia.check.quantities import Quantity
    from absentia.tally import tally

    measure, since, until = operand.tally, operand.since, operand.until
    assert measure is not None and since is not None and until is not None  # the schema asks for them  # noqa: PT018
    counted = tally(observatory, measure, by=(), since=since, until=until, provision=operand.provision)
    coverage = counted.coverage
    caveats: list[Text] = [
        said(
            N_("Counted on the pages archived here; courts looked at: {looked}, not looked at: {not_looked}."),
            looked=int(coverage.get("courts_looked_at", 0)),
            not_looked=int(coverage.get("courts_not_looked_at", 0)),
        ).both()
    ]
    unreadable = sum(number or 0 for number in counted.unreadable.values())
    partial = bool(unreadable or coverage.get("courts_not_looked_at"))
    if unreadable:
        caveats.append(said(N_("{n} records could not be placed (undated or unreadable)."), n=unreadable).both())
    if counted.synthetic:
        caveats.append(said(N_("The pages counted are synthetic: this number says nothing of the world.")).both())
    source = " ".join(
        part for part in (f"tally {measure}", operand.provision and f"--provision {operand.provision}") if part
    )
    return Quantity(
        name=name,
        label=operand.label.both() if operand.label else dict(counted.about),
        value=counted.total,
        unit=operand.unit.both() if operand.unit else dict(counted.unit),
        standing="tallied",
        period=Period(since, until),
        period_text=f"{since} – {until}",
        bound="at_least" if operand.minimum or partial else "exact",
        sources=(source,),
        caveats=tuple(caveats),
        note=None if counted.total is not None else _nobody_looked(),
    )


def _nobody_looked() -> dict[str, str]:
    reason = said(N_("no court of this observatory was looked at for this period and provision"))
    return {code: reason.text(code) for code in LANGUAGES}
