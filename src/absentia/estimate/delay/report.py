"""The nowcast as estimates: one for each period not whole yet, and their sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from absentia.errors import UsageProblem
from absentia.estimate.charts import drawn
from absentia.estimate.delay.baselines import chain_ladder
from absentia.estimate.delay.nowcasting import DRAWS, NAME, SEED, Nowcast, NowcastPeriod, nowcast
from absentia.estimate.delay.observatory import Observed, from_observatory, named
from absentia.estimate.delay.reading import read_triangle
from absentia.estimate.delay.triangle import Triangle
from absentia.estimate.grid import index_of, parse_day, parse_grain
from absentia.estimate.options import number_option, refuse_beside_file
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Refusal
from absentia.model.period import Grain, Period
from absentia.model.texts import N_, Words, said
from absentia.observatory import Observatory

REFERENCE = (
    "McGough, Johansson, Lipsitch and Menzies, PLoS Comput. Biol. 16(4), 2020, "
    "https://doi.org/10.1371/journal.pcbi.1007735; Bastos et al., Stat. Med. 38(22), 2019, "
    "https://doi.org/10.1002/sim.8303; Höhle and an der Heiden, Biometrics 70(4), 2014, https://doi.org/10.1111/biom.12194"
)
UNIT = N_("events, reported so far and still to be reported")
METHOD = N_(
    "reporting-delay nowcast: negative binomial counts, random walk, Laplace approximation; "
    "window {window}, delay ≤ {delay}"
)
OPTIONS = (
    "file",
    "measure",
    "provision",
    "court",
    "grain",
    "now",
    "window",
    "max_delay",
    "holidays",
    "level",
    "draws",
    "seed",
)


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of a nowcast, read."""

    window: int | None = None
    max_delay: int | None = None
    holidays: Mapping[int, float | None] | None = None
    level: float = 0.95
    draws: int = DRAWS
    seed: int = SEED

    def run(self, triangle: Triangle) -> Nowcast | Refusal:
        """Nowcast with these choices.

        Raises:
            UsageProblem: choices that make no sense together.
        """
        try:
            return nowcast(
                triangle,
                window=self.window,
                max_delay=self.max_delay,
                holidays=self.holidays,
                level=self.level,
                draws=self.draws,
                seed=self.seed,
            )
        except ValueError as error:
            raise UsageProblem(
                said("these options do not fit together: {reason}", reason=error),
                next_step=said("give a window longer than the longest delay, and not above 260"),
            ) from error


def parse_holidays(text: str | None, triangle: Triangle) -> dict[int, float | None]:
    """``2024-01-01,2024-05-06=0.2``: report periods of altered reporting, with the share of the usual if known.

    Raises:
        UsageProblem: not a date, or a share that is no number of at least zero.
    """
    found: dict[int, float | None] = {}
    for piece in (text or "").replace(" ", "").split(","):
        if not piece:
            continue
        day, _equals, share = piece.partition("=")
        value = number_option(share, "holidays", low=0.0, high=100.0) if share else None
        found[index_of(parse_day(day, "holidays"), triangle.grain)] = value
    return found


def run(options: Mapping[str, str]) -> list[Estimate | Refusal]:
    """Estimates from a user's table: every period not whole yet, oldest first, then their sum; or one refusal.

    Raises:
        UsageProblem: no file, or options that cannot be used.
        UnreadableInput: a table that cannot be used.
    """
    if not options.get("file"):
        raise UsageProblem(
            said("the nowcast needs a table of events with their reporting delay"),
            next_step=said("write `absentia estimate delay FILE`; the columns are event and report dates"),
        )
    refuse_beside_file(options, ("provision", "court"))
    grain = parse_grain(options["grain"]) if options.get("grain") else None
    now = parse_day(options["now"], "now") if options.get("now") else None
    triangle = read_triangle(Path(options["file"]), grain=grain, now=now)
    return estimates(triangle, choices_from(options, triangle))


def run_on(observatory: Observatory, options: Mapping[str, str]) -> list[Estimate | Refusal]:
    """As :func:`run`, for a measure of an observatory with its own delays; ``options`` has ``measure``.

    Raises:
        UsageProblem: an unknown measure, or options that cannot be used.
        ObservatoryProblem: nothing has been parsed yet.
    """
    grain = parse_grain(options["grain"]) if options.get("grain") else Grain.WEEK
    found = from_observatory(
        observatory,
        options["measure"],
        grain=grain,
        court=options.get("court"),
        provision=options.get("provision"),
    )
    if not isinstance(found, Observed):
        return [found]
    triangle = found.triangle
    if options.get("now"):
        triangle = triangle.at(min(triangle.now, index_of(parse_day(options["now"], "now"), grain)))
    choices = choices_from(options, triangle)
    choices = replace(choices, holidays={**found.closed, **(choices.holidays or {})})
    without = (said(N_("In the courts that answer; without {courts}."), courts=named(found.left_out)),)
    return [
        replace(
            answer,
            unit=found.unit,
            synthetic=found.synthetic,
            caveats=(*answer.caveats, *(without if found.left_out else ())),
        )
        if isinstance(answer, Estimate)
        else replace(answer, synthetic=found.synthetic)
        for answer in estimates(triangle, choices)
    ]


def choices_from(options: Mapping[str, str], triangle: Triangle) -> Choices:
    """Read the options of a nowcast.

    Raises:
        UsageProblem: an option that cannot be used.
    """

    def whole(name: str, low: int, high: int) -> int | None:
        return int(number_option(options[name], name, low=low, high=high, whole=True)) if options.get(name) else None

    return Choices(
        window=whole("window", 2, 260),
        max_delay=whole("max_delay", 1, 259),
        holidays=parse_holidays(options.get("holidays"), triangle),
        level=number_option(options["level"], "level", low=0.5, high=0.999) if options.get("level") else 0.95,
        draws=whole("draws", 100, 1_000_000) or DRAWS,
        seed=whole("seed", 0, 2**63 - 1) if options.get("seed") else SEED,  # type: ignore[arg-type]
    )


def estimates(triangle: Triangle, choices: Choices) -> list[Estimate | Refusal]:
    """The nowcast of a triangle as estimates."""
    found = choices.run(triangle)
    if isinstance(found, Refusal):
        return [found]
    rows = [to_estimate(found, period) for period in found.periods[:-1]]
    rows.append(to_estimate(found, found.newest, sensitivity=_sensitivity(triangle, choices, found)))
    return [*rows, to_estimate(found, found.total)]


def to_estimate(found: Nowcast, period: NowcastPeriod, sensitivity: Mapping[Words, float] | None = None) -> Estimate:
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
        sensitivity=sensitivity or {},
        caveats=_caveats(found),
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


def _caveats(found: Nowcast) -> tuple[Words, ...]:
    return (
        said(
            "the value is the median of what the period will show when all is reported; reported and expected are apart"
        ),
        said("events that are never reported, or later than {delay} periods, are not in it", delay=found.max_delay),
    )


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


def _sensitivity(triangle: Triangle, choices: Choices, found: Nowcast) -> dict[Words, float]:
    """The newest period with other windows and delays, and by the chain ladder."""
    counts, _seen = triangle.shape_of(found.window, found.max_delay)
    named: dict[Words, float] = {said("chain ladder"): chain_ladder(counts).value}
    others = {
        said("window of {window}", window=size): Choices(size, found.max_delay, choices.holidays, seed=choices.seed)
        for size in (found.max_delay + 6, min(260, found.window + 13))
        if size != found.window
    }
    for delay in (found.max_delay - 2, found.max_delay + 2):
        if 1 <= delay < found.window:
            label = said("delay up to {delay}", delay=delay)
            others[label] = Choices(found.window, delay, choices.holidays, seed=choices.seed)
    for label, other in others.items():
        again = other.run(triangle)
        if not isinstance(again, Refusal):
            named[label] = again.newest.value
    return named
