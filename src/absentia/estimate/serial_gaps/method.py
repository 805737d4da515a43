"""Serial gaps as estimates: for each register and year, for each year of the country, and for all years together.

The headline is ``bounds``: from what is shown, if none of the hidden filings is of the article, to all of them. What
lies between no data can tell: ``missing-at-random`` stands beside it (the article's share among the hidden is that
among the shown), with the number if the article is hidden more or less often than others. For a year that is not over
there is ``register-size`` (the highest ordinal given out, by the German-tank estimator).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from absentia.estimate.method import Answer, Context, Table, bar, drawn, marked, of_observatory
from absentia.estimate.options.courts import SERIAL_GAPS as NAME
from absentia.estimate.options.courts import SERIAL_GAPS_REFERENCE as REFERENCE
from absentia.estimate.options.courts import SerialGapsOptions
from absentia.estimate.serial_gaps.estimating import COLUMNS, Judged, SerialGaps, estimate_serial_gaps, gaps_rows, row
from absentia.estimate.serial_gaps.hidden import TIMES, tipped
from absentia.model import Assumption, Estimate, Interval, Period, Refusal
from absentia.model.checked import ChartData
from absentia.model.estimate import failed
from absentia.model.texts import N_, Said, Words, counted, joined, said

UNIT = N_("filings with Article {article}, shown and hidden, by date of receipt")
SIZE_UNIT = N_("ordinals given out in the register, cases carried over included")
METHOD = N_("ordinals of court registers that no page shows, times the article's share among those shown")
SIZE_METHOD = N_("German-tank estimator: highest ordinal seen of so many")
AT_RANDOM, BOUNDS, SIZE = "missing-at-random", "bounds", "register-size"
_HEADINGS = {
    "court": said("court"),
    "register": said("register index"),
    "shown_year": said("year"),
    "size": said("highest"),
    "shown": said("shown"),
    "missing": said("missing"),
    "removed": said("removed since"),
    "not_yet_due": said("not yet due"),
    "article_shown": said("of the article"),
    "bounds": said("with none … all hidden"),
}


def run(context: Context, options: SerialGapsOptions) -> Answer:
    """The registers of the observatory, judged: those with a number, and why the others have none."""
    gaps = estimate_serial_gaps(context.needed(), options)
    numbers = answers(gaps)
    totals = [one for one in numbers if isinstance(one, Estimate) and one.name == NAME]
    ends = Interval(0, 0, options.level, "prediction").named
    headings = {**_HEADINGS, "random": said("hidden at random ({interval})", interval=ends)}
    return Answer(
        numbers,
        chart(gaps, totals),
        Table(gaps_rows(gaps), headings, COLUMNS, right=("bounds", "random")),
        lead=[said("synthetic pages")] if gaps.synthetic else [],
        listed=headline(totals),
        explained=[headline(totals)] if totals else (),
        more={
            "synthetic": gaps.synthetic,
            "article": gaps.article,
            "posting_delay": gaps.posting_delay,
            "registers": [row(gaps, one) for one in gaps.registers],
            "refused_share_of_filings": gaps.held_by_refused(),
        },
    )


def headline(totals: Sequence[Estimate]) -> list[Estimate]:
    """The bounds of all years before the numbers at random."""
    return sorted(totals, key=lambda one: one.variant != BOUNDS)


def answers(gaps: SerialGaps) -> list[Estimate | Refusal]:
    """Every register and year, then every year of all courts, then all years; or refusals with their reasons."""
    found: list[Estimate | Refusal] = []
    for one in gaps.registers:
        found += list(_of_register(gaps, one)) if one.sample is not None else [_refusal(gaps, one)]
    if not gaps.passed:
        reason = said("in no register and year do the assumptions hold: {reasons}", reasons=_reasons(gaps))
        return [*found, Refusal(NAME, reason, (), _inputs(gaps), variant=AT_RANDOM, synthetic=gaps.synthetic)]
    years = sorted({one.register.year for one in gaps.passed})
    for year in years:
        found += _of_all(gaps, [one for one in gaps.registers if one.register.year == year])
    return [*found, *_of_all(gaps, gaps.registers)] if len(years) > 1 else found


def _name(one: Judged) -> str:
    return f"{NAME}:{one.register.court}:{one.register.register}"


def _period(one: Judged) -> Period:
    year, due = Period.years(one.register.year), one.register.swept.due
    return year if due is None or due.end == year.end else due


def _inputs(gaps: SerialGaps) -> dict[str, Words]:
    return {gaps.source: of_observatory(synthetic=gaps.synthetic)}


def _refusal(gaps: SerialGaps, one: Judged) -> Refusal:
    reason = said("{year}: an assumption fails: {reason}", year=str(one.register.year), reason=failed(one.checks) or "")
    return Refusal(_name(one), reason, one.checks, _inputs(gaps), variant=AT_RANDOM, synthetic=gaps.synthetic)


def _numbers(
    gaps: SerialGaps,
    name: str,
    period: Period | str,
    chosen: Sequence[Judged],
    checks: Sequence[Assumption],
    left_out: Sequence[Words] = (),
) -> list[Estimate]:
    """At random, and what is shown, at least, to what there would be if all of the hidden were of the article."""
    passed = [one for one in chosen if one.sample is not None]
    samples = [one.sample for one in passed if one.sample is not None]
    draws = np.sum([one.draws for one in passed if one.draws is not None], axis=0)
    low, high = gaps.interval(draws)
    at_random = Estimate(
        name=name,
        value=float(np.median(draws)),
        interval=Interval(low, high, gaps.level, "prediction"),
        unit=said(UNIT, article=gaps.article),
        method=said(METHOD),
        period=period,
        standard_error=float(draws.std()),
        inputs=_inputs(gaps),
        assumptions=checks,
        sensitivity=_sensitivity(passed),
        caveats=(*left_out, *_caveats(gaps, passed)),
        reference=REFERENCE,
        seed=gaps.seed,
        variant=AT_RANDOM,
        observed=float(sum(one.article for one in samples)),
        detail=tuple(row(gaps, one) for one in chosen),
        synthetic=gaps.synthetic,
    )
    least, most = (float(sum(getattr(one, end) for one in samples)) for end in ("low", "high"))
    ends = Interval(least, most, gaps.level, "bounds")
    return [at_random, replace(at_random, variant=BOUNDS, value=least, interval=ends, standard_error=None, seed=None)]


def _of_register(gaps: SerialGaps, one: Judged) -> Iterator[Estimate]:
    assert one.sample is not None
    at_random, bounds = _numbers(gaps, _name(one), _period(one), [one], one.checks)
    yield from (at_random, bounds)
    if _period(one) != Period.years(one.register.year):
        own = one.sample
        yield replace(
            at_random,
            value=own.expected_size,
            interval=Interval(float(own.size), float(own.largest_size), gaps.level, "one-sided"),
            unit=said(SIZE_UNIT),
            method=said(SIZE_METHOD),
            standard_error=None,
            sensitivity={},
            seed=None,
            variant=SIZE,
            observed=float(own.size),
        )


def _of_all(gaps: SerialGaps, chosen: Sequence[Judged]) -> list[Estimate]:
    """All registers of a year, or of all years, that have a number."""
    passed = [one for one in chosen if one.sample is not None]
    period = Period.of_years({one.register.year for one in passed})
    return _numbers(gaps, NAME, period, chosen, _together(passed), [_left_out(gaps, chosen)])


def _together(passed: Sequence[Judged]) -> tuple[Assumption, ...]:
    """Every check once: it holds in all registers that have a number, or no data can test it in any."""
    outcome = said("in each register and year with a number ({number})", number=len(passed))
    first = {check.statement: check for one in passed for check in one.checks}
    return tuple(check if check.holds is None else replace(check, outcome=outcome) for check in first.values())


def _left_out(gaps: SerialGaps, chosen: Sequence[Judged]) -> Words:
    refused = [one for one in chosen if one.sample is None]
    if not refused:
        return said("every register that was seen has a number; courts nobody looked at are not in it")
    listed = ", ".join(f"{one.register.court} {one.register.register}/{one.register.year}" for one in refused[:20])
    more = [said(" and {number} more", number=len(refused) - 20)] if len(refused) > 20 else []
    return said(
        "not in it: registers and years refused ({number}), which hold {share:.1%} of the filings shown ({listed})",
        number=len(refused),
        share=gaps.held_by_refused(chosen),
        listed=joined([listed, *more], ""),
    )


def _caveats(gaps: SerialGaps, chosen: Sequence[Judged]) -> tuple[Words, ...]:
    notes: list[Words] = [
        said(
            "a missing ordinal may be a case joined to another, removed, never published or not yet found, an ordinal "
            "struck out, or a material of another kind that shares the index; the gaps do not tell which"
        ),
        counted(
            "filings less than {days} day old when looked at are not due yet and not in it",
            "filings less than {days} days old when looked at are not due yet and not in it",
            days=gaps.posting_delay,
        ),
    ]
    slips = [f"{one.register.court} {_said(one)}" for one in chosen if one.counted is not None and one.counted.slips]
    if slips:
        notes.append(said("left out as typing errors, far from their neighbours: {slips}", slips="; ".join(slips)))
    unreadable = sum(one.sample.unreadable for one in chosen if one.sample is not None)
    if unreadable:
        notes.append(
            counted(
                "{number} shown filing has charges nobody can read, counted among the unknown",
                "{number} shown filings have charges nobody can read, counted among the unknown",
                number=unreadable,
            )
        )
    return tuple(notes)


def _said(one: Judged) -> str:
    assert one.counted is not None
    return ", ".join(f"{one.register.register}-{slip.ordinal}/{one.register.year}" for slip in one.counted.slips)


def _sensitivity(passed: Sequence[Judged]) -> dict[Words, float]:
    samples = [one.sample for one in passed if one.sample is not None]
    named: dict[Words, float] = {
        said("no hidden filing is of the article"): float(sum(one.low for one in samples)),
        said("every hidden filing is of the article"): float(sum(one.high for one in samples)),
    }
    for times in TIMES:
        label = said("how often this article's filings are hidden, others being 1: {times:g}", times=times)
        named[label] = sum(_tipped(one, times) for one in passed)
    if all(one.nearby is not None or one.missing == 0 for one in samples):
        near = sum(one.article + (one.nearby or 0.0) * one.missing for one in samples)
        named[said("share among the 20 shown ordinals around each gap")] = near
    return named


def _tipped(one: Judged, times: float) -> float:
    assert one.sample is not None
    assert one.draws is not None
    return tipped(one.sample, float(one.draws.mean()) - one.sample.article, times)


def _reasons(gaps: SerialGaps) -> Said:
    return joined(dict.fromkeys(check.outcome for one in gaps.refused for check in one.failed))


def chart(gaps: SerialGaps, totals: Sequence[Estimate]) -> ChartData | None:
    """The years of all courts, at random and bounded, for the chart ``estimate_intervals``."""
    if not totals:
        return None
    labels = {AT_RANDOM: N_("hidden at random"), BOUNDS: N_("none or all of the hidden")}
    last, bounds = totals[-2], totals[-1].interval
    title = said("Filings with Article {article}, shown and hidden", article=gaps.article)
    rows = []
    for one in headline(totals):
        how = said(labels[one.variant or AT_RANDOM])
        rows.append(bar(Said("{period}: {how}", {"period": one.period, "how": how}), one.value, one.interval))
    return drawn(
        rows,
        marked(title, synthetic=gaps.synthetic),
        said(
            "{period}: {shown} shown, at most {high}; {value} if hidden at random, which cannot be tested",
            period=last.period,
            shown=last.observed,
            value=round(last.value),
            high=bounds.high if bounds else "",
        ),
        last.counts,
    )
