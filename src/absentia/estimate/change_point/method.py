"""The change point as estimates: the date, the two rates, their ratio, and how probable a change is at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from absentia.errors import UsageProblem
from absentia.estimate.change_point.detecting import ChangePoint, change_point
from absentia.estimate.change_point.evidence import Floats, Prior
from absentia.estimate.change_point.series import Series, read_series, series_of
from absentia.estimate.method import Answer, Context, drawn, marked, path_of
from absentia.estimate.options.base import number_in
from absentia.estimate.options.series import CHANGE_POINT as NAME
from absentia.estimate.options.series import CHANGE_POINT_REFERENCE as REFERENCE
from absentia.estimate.options.series import ChangePointOptions
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Interval, Refusal
from absentia.model.numbers import Quantity
from absentia.model.period import Grain, Period
from absentia.model.texts import N_, Measured, Words, said
from absentia.observatory import Observatory

METHOD = {
    "poisson": N_("one change of a Poisson rate, Gamma prior, exact posterior of the date"),
    "negative-binomial": N_("one change of a negative binomial rate, Beta prior, exact posterior of the date"),
}
DATE, BEFORE, AFTER = (
    N_("last period at the earlier rate"),
    N_("events per period before"),
    N_("events per period after"),
)
BEFORE_EXPOSED, AFTER_EXPOSED = N_("events per unit of exposure before"), N_("events per unit of exposure after")
RATIO, PROBABILITY = N_("rate after / rate before"), N_("probability that there was a change")


def run(context: Context, options: ChangePointOptions) -> Answer:
    """The change point of a user's series, or of a measure of the observatory: estimates, or one refusal."""
    if options.measure is not None:
        numbers = _of_measure(context.needed(), options.measure, options)
    elif options.file is not None:
        numbers = estimates(read_series(path_of(options.file)), options)
    else:
        raise UsageProblem(
            said("the change point needs a series of counts"),
            next_step=said(
                "write `absentia estimate change-point FILE` with columns date and count, or --measure MEASURE"
            ),
        )
    return Answer(numbers, chart(numbers))


def _of_measure(observatory: Observatory, measure: str, options: ChangePointOptions) -> list[Estimate | Refusal]:
    series, unit, synthetic = series_of(
        observatory,
        measure,
        by=options.by or Grain.MONTH,
        since=options.since,
        until=options.until,
        provision=options.provision,
        court=options.court,
    )
    about = marked(unit, synthetic=synthetic)
    return [
        replace(answer, caveats=(said("counted: {unit}", unit=about), *answer.caveats), synthetic=synthetic)
        if isinstance(answer, Estimate)
        else replace(answer, synthetic=synthetic)
        for answer in estimates(series, options)
    ]


def parse_prior(text: str | None) -> Prior:
    """``0.5,1``: events and exposure of the Gamma prior; nothing is the default."""
    if not text:
        return Prior()
    shape, _comma, exposure = text.partition(",")
    tiny, huge = 1e-6, 1e9
    return Prior(
        number_in(shape.strip(), "prior", low=tiny, high=huge),
        number_in(exposure.strip(), "prior", low=tiny, high=huge) if exposure.strip() else None,
    )


def estimates(series: Series, options: ChangePointOptions) -> list[Estimate | Refusal]:
    """The change point of a series as estimates, or one refusal."""
    prior = parse_prior(options.prior)
    found = change_point(series, model=options.model, level=options.level, seed=options.seed, prior=prior)
    if isinstance(found, Refusal):
        return [found]
    others = _sensitivity(series, found, prior)
    exposed = bool((series.exposures != 1).any())
    return [
        _date(found, others),
        _rate(found, found.before, found.rates[0], BEFORE_EXPOSED if exposed else BEFORE),
        _rate(found, found.after, found.rates[1], AFTER_EXPOSED if exposed else AFTER),
        _rate(found, found.ratio, found.rates[1] / found.rates[0], RATIO),
        _rate(found, None, found.probability, PROBABILITY, Quantity.SHARE),
    ]


def _span(found: ChangePoint) -> Period | str:
    """From the first period to the last; as the series names them where its names are no dates."""
    first, last = found.series.labels[0], found.series.labels[-1]
    try:
        return Period.parse(first).through(Period.parse(last))
    except ValueError:
        return f"{first} – {last}"


def _date(found: ChangePoint, others: Mapping[Words, float]) -> Estimate:
    years, labels = found.series.decimal_years, found.series.labels
    low, high = found.earliest, found.latest
    return replace(
        _rate(found, None, years[found.last_before], DATE, Quantity.DATE),
        interval=Interval(years[low], years[high], found.level, "credible"),
        sensitivity=others,
        detail=_detail(found),
        written={"value": found.date, "low": labels[low], "high": labels[high]},
    )


def chart(answers: Sequence[Estimate | Refusal]) -> ChartData | None:
    """The rows of the chart ``change_point``; nothing to draw where all was refused."""
    date = next((one for one in answers if isinstance(one, Estimate) and one.detail), None)
    if date is None or date.interval is None:
        return None
    written = date.written
    return drawn(
        date.detail,
        said("One change of the rate, after {date}", date=written["value"]),
        said(
            "Last period at the earlier rate: {date}, between {low} and {high} with a probability of {level}",
            level=Measured(date.interval.level, Quantity.LEVEL),
            date=written["value"],
            low=written["low"],
            high=written["high"],
        ),
        said("events per period"),
        "change_point",
    )


def _caveats() -> tuple[Words, ...]:
    return (
        said("the date is where the counts changed, not why; a new way of counting or publishing looks the same"),
        said(
            "the rates are given for the date quoted; their intervals include that the date is uncertain, and that "
            "there may have been no change"
        ),
    )


def _detail(found: ChangePoint) -> tuple[Mapping[str, float | str | None], ...]:
    series = found.series
    chances = [*found.posterior.tolist(), 0.0]
    return tuple(
        {
            "period": series.labels[at],
            "count": float(series.counts[at]),
            "exposure": float(series.exposures[at]),
            "time": series.decimal_years[at],
            "expected": float(series.exposures[at]) * found.rates[0 if at <= found.last_before else 1],
            "probability": chances[at],
        }
        for at in range(len(series))
    )


def _rate(
    found: ChangePoint, draws: Floats | None, value: float, unit: str, quantity: Quantity = Quantity.RATIO
) -> Estimate:
    return Estimate(
        name=NAME,
        value=value,
        interval=found.interval_of(draws) if draws is not None else None,
        unit=said(unit),
        method=said(METHOD[found.model]),
        period=_span(found),
        standard_error=float(draws.std()) if draws is not None else None,
        inputs={found.series.source: said("the series")} if found.series.source else {},
        assumptions=found.assumptions,
        caveats=_caveats(),
        reference=REFERENCE,
        seed=found.seed,
        variant=found.model,
        quantity=quantity,
    )


def _sensitivity(series: Series, found: ChangePoint, prior: Prior) -> dict[Words, float]:
    """The date under the other model and other priors, as decimal years."""
    other = "poisson" if found.model == "negative-binomial" else "negative-binomial"
    choices = {
        said("model {name}", name=other): (other, prior),
        said("prior worth one event"): (found.model, Prior(1.0, prior.exposure)),
        said("prior worth two events"): (found.model, Prior(2.0, prior.exposure)),
    }
    named: dict[Words, float] = {}
    for label, (model, another) in choices.items():
        again = change_point(series, model=model, seed=found.seed, prior=another)
        if not isinstance(again, Refusal):
            named[label] = series.decimal_years[again.last_before]
    return named
