"""The nowcast as estimates: one for each period not whole yet, and their sum."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from absentia.errors import UsageProblem
from absentia.estimate.delay.backtest import Backtest, backtest, chain_ladder
from absentia.estimate.delay.nowcasting import Nowcast, NowcastPeriod, default_delay, nowcast
from absentia.estimate.delay.observatory import NAMED, Observed, from_observatory
from absentia.estimate.delay.packages import from_packages
from absentia.estimate.delay.reading import read_triangle
from absentia.estimate.delay.triangle import Triangle
from absentia.estimate.grid import index_of
from absentia.estimate.method import Answer, Context, Table, drawn, path_of
from absentia.estimate.options.base import number_in, read_period
from absentia.estimate.options.series import DELAY as NAME
from absentia.estimate.options.series import DELAY_REFERENCE as REFERENCE
from absentia.estimate.options.series import LARGEST_WINDOW, DelayOptions
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Refusal
from absentia.model.numbers import Quantity
from absentia.model.period import Grain, Period
from absentia.model.texts import N_, Measured, Words, counted, first_few, said
from absentia.observatory import Observatory
from absentia.tally.catalogue import measures_of_packages, named_as

UNIT = N_("events, reported so far and still to be reported")
METHOD = N_(
    "reporting-delay nowcast: negative binomial counts, random walk, Laplace approximation; "
    "window {window}, delay ≤ {delay}"
)

SHARES = (0.5, 0.75, 1.25)
"""Of what is usually reported by now, in the tipping-point curve."""


def run(context: Context, options: DelayOptions) -> Answer:
    """Every period not whole yet, oldest first, then their sum, of a user's table or a measure; or one refusal."""
    if options.measure is not None:
        return _of_measure(context.needed(), options.measure, options)
    if options.file is None:
        raise UsageProblem(
            said("the nowcast needs a table of events with their reporting delay"),
            next_step=said("write `absentia estimate delay FILE`; the columns are event and report dates"),
        )
    grain = Grain(options.grain) if options.grain else None
    return _answer(read_triangle(path_of(options.file), grain=grain, now=options.now), options)


def _answer(
    triangle: Triangle,
    options: DelayOptions,
    closed: Mapping[int, float | None] | None = None,
    retold: Callable[[Estimate | Refusal], Estimate | Refusal] = lambda one: one,
) -> Answer:
    """The nowcast of a triangle, and the scores of past ones where they are asked for."""
    holidays = {**(closed or {}), **parse_holidays(options.holidays, triangle)}
    numbers = [retold(one) for one in estimates(triangle, options, holidays)]
    drawing = chart(numbers)
    if options.backtest is None:
        return Answer(numbers, drawing)
    delay = default_delay(triangle) if options.max_delay is None else options.max_delay
    again = partial(_nowcast, window=options.window, max_delay=delay, holidays=holidays, seed=options.seed)
    scores = backtest(triangle, again, options.backtest, delay)
    given = [one for one in numbers if isinstance(one, Estimate)]
    past = vintages_chart(scores, given[-1].counts if given else said(UNIT))
    return Answer(
        numbers,
        drawing,
        scored(scores),
        notes=about_scores(scores),
        listed=given,
        more_charts={} if past is None else {"vintages": past},
        more={"backtest": [asdict(one) for one in scores.ages]},
    )


def _of_measure(observatory: Observatory, measure: str, options: DelayOptions) -> Answer:
    grain = Grain(options.grain) if options.grain else Grain.WEEK
    if (of_packages := named_as(measure)) in measures_of_packages():
        if options.court is not None:
            raise UsageProblem(
                said("packages are not counted by “{what}”", what="court"),
                where="--court",
                next_step=said("leave it out"),
            )
        found = from_packages(observatory, of_packages, grain, options.provision)
    else:
        found = from_observatory(observatory, measure, grain=grain, court=options.court, provision=options.provision)
    if not isinstance(found, Observed):
        return Answer([found])
    triangle = found.triangle
    if options.now is not None:
        triangle = triangle.at(min(triangle.now, index_of(options.now, grain)))
    without = (said("In the courts that answer; without {courts}.", courts=first_few(found.left_out, NAMED)),)

    def retold(one: Estimate | Refusal) -> Estimate | Refusal:
        if isinstance(one, Refusal):
            return replace(one, synthetic=found.synthetic)
        caveats = (*one.caveats, *(without if found.left_out else ()))
        return replace(one, unit=found.unit, synthetic=found.synthetic, caveats=caveats)

    return _answer(triangle, options, found.closed, retold)


def parse_holidays(text: str | None, triangle: Triangle) -> dict[int, float | None]:
    """``2024-01-01,2024-05-06=0.2``: report periods of altered reporting, with the share of the usual if known."""
    found: dict[int, float | None] = {}
    for piece in (text or "").replace(" ", "").split(","):
        if not piece:
            continue
        day, _equals, share = piece.partition("=")
        value = number_in(share, "holidays", low=0.0, high=100.0) if share else None
        found[index_of(read_period(day).start, triangle.grain)] = value
    return found


def estimates(
    triangle: Triangle, options: DelayOptions, holidays: Mapping[int, float | None]
) -> list[Estimate | Refusal]:
    """The nowcast of a triangle as estimates; ``holidays`` are report periods of altered reporting."""
    again = partial(_nowcast, triangle, holidays=holidays, seed=options.seed)
    found = again(window=options.window, max_delay=options.max_delay, level=options.level, draws=options.draws)
    if isinstance(found, Refusal):
        return [found]
    later = (_later(triangle),) if triangle.later else ()
    rows = [to_estimate(found, period, later) for period in found.periods[:-1]]
    others = _sensitivity(triangle, again, found) | tipping([found.newest])
    newest = replace(to_estimate(found, found.newest, later), sensitivity=others)
    total = replace(to_estimate(found, found.total, later), sensitivity=tipping(found.periods))
    return [*rows, newest, total]


def _later(triangle: Triangle) -> Words:
    return counted(
        "{number} report made after {period} is in the table and not used",
        "{number} reports made after {period} are in the table and not used",
        number=triangle.later,
        period=triangle.name(triangle.now),
    )


def tipping(periods: Sequence[NowcastPeriod]) -> dict[Words, float]:
    """The number if another share than usual of what happened in these periods has come in; no table can show that."""
    return {
        said("if {share:.0%} of what is usually in by now has come in", share=share): sum(
            max(float(one.observed), one.value / share) for one in periods
        )
        for share in SHARES
    }


def _nowcast(triangle: Triangle, *, window: int | None, max_delay: int | None, **more: Any) -> Nowcast | Refusal:
    """Nowcast with some choices.

    Raises:
        UsageProblem: choices that make no sense together.
    """
    try:
        return nowcast(triangle, window=window, max_delay=max_delay, **more)
    except ValueError as error:
        raise UsageProblem(
            said("these options do not fit together: {reason}", reason=str(error)),
            next_step=said("give a window longer than the longest delay, and not above 260"),
        ) from error


def to_estimate(found: Nowcast, period: NowcastPeriod, more: Sequence[Words] = ()) -> Estimate:
    """One period, or the sum, as an estimate."""
    first = Period.parse(found.periods[0].name)
    method = said(METHOD, window=found.window, delay=found.max_delay)
    return Estimate(
        name=NAME,
        value=period.value,
        interval=period.interval,
        unit=said(UNIT),
        method=method,
        period=first.through(Period.parse(found.newest.name)) if period is found.total else Period.parse(period.name),
        standard_error=period.standard_error,
        inputs={found.source: said("the user's table")} if found.source else {},
        assumptions=found.assumptions,
        caveats=(*_caveats(found), *more),
        reference=REFERENCE,
        seed=found.seed,
        observed=float(period.observed),
        detail=_detail(found) if period is found.total else (),
    )


def chart(answers: Sequence[Estimate | Refusal]) -> ChartData | None:
    """The rows of the chart ``nowcast``; nothing to draw where all was refused."""
    total = next((one for one in reversed(answers) if isinstance(one, Estimate) and one.detail), None)
    if total is None:
        return None
    return drawn(
        total.detail,
        said("Reported so far, and still expected"),
        said(
            "{period}: {observed} reported so far, {value} when all is reported",
            period=total.period,
            observed=total.observed,
            value=round(total.value),
        ),
        total.counts,
        "nowcast",
    )


def vintages_chart(found: Backtest, unit: Words) -> ChartData | None:
    """What each past nowcast said, and what came; nothing where none was given."""
    return drawn(
        [asdict(one) for one in found.past],
        said("What past nowcasts said, and what came"),
        said(
            "Each line is one past nowcast of the periods that were not whole then, with its 95 % prediction interval; "
            "the points are what these periods have by now."
        ),
        unit,
        "nowcast_vintages",
    )


def _caveats(found: Nowcast) -> tuple[Words, ...]:
    later = counted(
        "events that are never reported, or later than {delay} period, are not in it",
        "events that are never reported, or later than {delay} periods, are not in it",
        delay=found.max_delay,
    )
    if found.late:
        later = counted(
            "events later than {delay} period are in it at the share seen so far ({share:.2%}); those never reported "
            "are not",
            "events later than {delay} periods are in it at the share seen so far ({share:.2%}); those never "
            "reported are not",
            delay=found.max_delay,
            share=found.late,
        )
    median = said(
        "the value is the median of what the period will show when all is reported; reported and expected are apart"
    )
    return median, later


def _detail(found: Nowcast) -> tuple[Mapping[str, float | str | None], ...]:
    return tuple(
        {
            "period": period.name,
            "observed": float(period.observed),
            "nowcast": period.value,
            "low": period.interval.low,
            "high": period.interval.high,
        }
        for period in found.periods
    )


def _sensitivity(triangle: Triangle, again: Callable[..., Nowcast | Refusal], found: Nowcast) -> dict[Words, float]:
    """The newest period with other windows and delays, and by the chain ladder."""
    counts, _seen = triangle.shape_of(found.window, found.max_delay)
    named: dict[Words, float] = {said("chain ladder"): chain_ladder(counts).value}
    others: dict[Words, tuple[int, int]] = {
        said("window of {window}", window=size): (size, found.max_delay)
        for size in (found.max_delay + 6, min(LARGEST_WINDOW, found.window + 13))
        if size != found.window
    }
    for delay in (found.max_delay - 2, found.max_delay + 2):
        if 1 <= delay < min(found.window, triangle.counts.shape[1]):
            others[said("delay up to {delay}", delay=delay)] = (found.window, delay)
    for label, (window, delay) in others.items():
        other = again(window=window, max_delay=delay)
        if not isinstance(other, Refusal):
            named[label] = other.newest.value
    return named


def scored(found: Backtest) -> Table:
    """The scores by age, as people and programs read them."""
    headings = {
        "age": said("periods old"),
        "scored": said("scored"),
        "coverage": said("95 % covers"),
        "coverage_of_half": said("50 % covers"),
        "error": said("mean error"),
        "score": said("interval score"),
        "ladder_coverage": said("chain ladder: 95 % covers"),
        "ladder_error": said("mean error"),
        "ladder_score": said("interval score"),
    }
    shares = ("coverage", "coverage_of_half", "ladder_coverage")
    rows = [
        {
            key: Measured(value, Quantity.SHARE) if key in shares else value
            for key, value in ((key, getattr(one, key)) for key in headings)
        }
        for one in found.ages
    ]
    return Table(rows, headings, right=tuple(headings))


def about_scores(found: Backtest) -> list[Words]:
    """What was scored, and why some past nowcasts were not."""
    notes: list[Words] = [
        said(
            "Past nowcasts scored: {given} of {vintages}; the truth is what each period had within the longest delay. "
            "The interval score is in events; smaller is better.",
            given=found.vintages - len(found.refused),
            vintages=found.vintages,
        )
    ]
    reasons = dict.fromkeys(one.reason for one in found.refused)
    notes += [said("Not given: {reason}", reason=reason) for reason in reasons]
    return notes
