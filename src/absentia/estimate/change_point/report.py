"""The change point as estimates: the date, the two rates, their ratio, and how probable a change is at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from absentia.errors import UsageProblem
from absentia.estimate.change_point.detecting import MODELS, NAME, SEED, ChangePoint, change_point
from absentia.estimate.change_point.evidence import Floats, Prior
from absentia.estimate.change_point.measure import series_of
from absentia.estimate.change_point.series import Series, read_series
from absentia.estimate.grid import parse_grain
from absentia.estimate.options import number_option, refuse_beside_file
from absentia.messages import LANGUAGES, N_, _, translate
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Interval, Refusal
from absentia.model.period import Grain
from absentia.observatory import Observatory

REFERENCE = (
    "Raftery and Akman, Biometrika 73(1), 1986, https://doi.org/10.1093/biomet/73.1.85; Carlin, Gelfand and Smith, "
    "Appl. Stat. 41(2), 1992, https://doi.org/10.2307/2347570"
)
CHART_TITLE = N_("One change of the rate, after {date}")
CHART_WORDS = N_("Last period at the earlier rate: {date}, between {low} and {high} with 95 % probability")
CHART_UNIT = N_("events per period")
OPTIONS = ("file", "measure", "by", "since", "until", "provision", "court", "model", "prior", "level", "seed")
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


def run(options: Mapping[str, str]) -> list[Estimate | Refusal]:
    """Estimates from a user's series.

    Raises:
        UsageProblem: no file, or options that cannot be used.
        UnreadableInput: a table that cannot be used.
    """
    if not options.get("file"):
        raise UsageProblem(
            _("the change point needs a series of counts"),
            next_step=_(
                "write `absentia estimate change-point FILE` with columns date and count, or --measure MEASURE"
            ),
        )
    refuse_beside_file(options, ("by", "since", "until", "provision", "court"))
    return estimates(read_series(Path(options["file"])), options)


def run_on(observatory: Observatory, options: Mapping[str, str]) -> list[Estimate | Refusal]:
    """As :func:`run`, for a measure of an observatory; ``options`` has ``measure``.

    Raises:
        UsageProblem: an unknown measure, provision or date, or options that cannot be used.
        ObservatoryProblem: nothing has been parsed yet.
    """
    series, unit, synthetic = series_of(
        observatory,
        options["measure"],
        by=parse_grain(options["by"]) if options.get("by") else Grain.MONTH,
        since=options.get("since"),
        until=options.get("until"),
        provision=options.get("provision"),
        court=options.get("court"),
    )
    about = unit + (" · " + _("synthetic pages") if synthetic else "")
    return [
        replace(answer, caveats=(_("counted: {unit}").format(unit=about), *answer.caveats))
        if isinstance(answer, Estimate)
        else answer
        for answer in estimates(series, options)
    ]


def parse_prior(text: str | None) -> Prior:
    """``0.5,1``: events and exposure of the Gamma prior; nothing is the default.

    Raises:
        UsageProblem: not one or two numbers above zero.
    """
    if not text:
        return Prior()
    shape, _comma, exposure = text.partition(",")
    tiny, huge = 1e-6, 1e9
    return Prior(
        number_option(shape.strip(), "prior", low=tiny, high=huge),
        number_option(exposure.strip(), "prior", low=tiny, high=huge) if exposure.strip() else None,
    )


def estimates(series: Series, options: Mapping[str, str]) -> list[Estimate | Refusal]:
    """The change point of a series as estimates, or one refusal.

    Raises:
        UsageProblem: options that cannot be used.
    """
    model = options.get("model") or "auto"
    if model not in MODELS:
        raise UsageProblem(
            _("there is no model {name}").format(name=model),
            next_step=_("there are: {known}").format(known=", ".join(MODELS)),
        )
    level = number_option(options["level"], "level", low=0.5, high=0.999) if options.get("level") else 0.95
    seed = int(number_option(options["seed"], "seed", low=0, high=2**63, whole=True)) if options.get("seed") else SEED
    prior = parse_prior(options.get("prior"))
    found = change_point(series, model=model, level=level, seed=seed, prior=prior)
    if isinstance(found, Refusal):
        return [found]
    others = _sensitivity(series, found, prior)
    exposed = bool((series.exposures != 1).any())
    return [
        _date(found, others),
        _rate(found, found.before, found.rates[0], _(BEFORE_EXPOSED if exposed else BEFORE)),
        _rate(found, found.after, found.rates[1], _(AFTER_EXPOSED if exposed else AFTER)),
        _rate(found, found.ratio, found.rates[1] / found.rates[0], _(RATIO)),
        _rate(found, None, found.probability, _(PROBABILITY)),
    ]


def _span(found: ChangePoint) -> str:
    return f"{found.series.labels[0]} – {found.series.labels[-1]}"


def _date(found: ChangePoint, others: Mapping[str, float]) -> Estimate:
    years = found.series.decimal_years
    labels = found.series.labels
    low, high = found.earliest, found.latest
    return Estimate(
        name=NAME,
        value=years[found.last_before],
        interval=Interval(years[low], years[high], found.level, "credible"),
        unit=_(DATE),
        method=_(METHOD[found.model]),
        period=_span(found),
        inputs={found.series.source: _("the series")} if found.series.source else {},
        assumptions=found.assumptions,
        sensitivity=others,
        caveats=_caveats(),
        reference=REFERENCE,
        seed=found.seed,
        variant=found.model,
        detail=_detail(found),
        written={"value": found.date, "low": labels[low], "high": labels[high]},
    )


def chart(answers: Sequence[Estimate | Refusal]) -> ChartData | None:
    """The rows of the chart ``change_point``; nothing to draw where all was refused."""
    date = next((one for one in answers if isinstance(one, Estimate) and one.detail), None)
    if date is None:
        return None
    return ChartData(
        spec="change_point",
        rows=date.detail,
        title={code: translate(CHART_TITLE, code).format(date=date.written["value"]) for code in LANGUAGES},
        description={
            code: translate(CHART_WORDS, code).format(
                date=date.written["value"], low=date.written["low"], high=date.written["high"]
            )
            for code in LANGUAGES
        },
        unit={code: translate(CHART_UNIT, code) for code in LANGUAGES},
    )


def _caveats() -> tuple[str, ...]:
    return (
        _("the date is where the counts changed, not why; a new way of counting or publishing looks the same"),
        _(
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


def _rate(found: ChangePoint, draws: Floats | None, value: float, unit: str) -> Estimate:
    return Estimate(
        name=NAME,
        value=value,
        interval=found.interval_of(draws) if draws is not None else None,
        unit=unit,
        method=_(METHOD[found.model]),
        period=_span(found),
        standard_error=float(draws.std()) if draws is not None else None,
        inputs={found.series.source: _("the series")} if found.series.source else {},
        assumptions=found.assumptions,
        caveats=_caveats(),
        reference=REFERENCE,
        seed=found.seed,
        variant=found.model,
    )


def _sensitivity(series: Series, found: ChangePoint, prior: Prior) -> dict[str, float]:
    """The date under the other model and other priors, as decimal years."""
    other = "poisson" if found.model == "negative-binomial" else "negative-binomial"
    choices = {
        _("model {name}").format(name=other): (other, prior),
        _("prior worth one event"): (found.model, Prior(1.0, prior.exposure)),
        _("prior worth two events"): (found.model, Prior(2.0, prior.exposure)),
    }
    named = {}
    for label, (model, another) in choices.items():
        again = change_point(series, model=model, seed=found.seed, prior=another)
        if not isinstance(again, Refusal):
            named[label] = series.decimal_years[again.last_before]
    return named
