"""Two periods of one measure as rates per month, refused where one of them was not looked at from end to end."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from absentia.model import Grain, Interval, Period, Refusal
from absentia.model.count import Count
from absentia.model.period import label
from absentia.model.texts import Words, said
from absentia.observatory import Observatory
from absentia.tally.asked import period_of
from absentia.tally.catalogue import measures_of_packages, named_as
from absentia.tally.counting import Counted, count, tally
from absentia.tally.dispersion import Series
from absentia.tally.packages import DOCUMENTS
from absentia.tally.rates import CountRange, RateComparison, compare_counted
from absentia.tally.result import Tally

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two tallies by month and what can be said of their rates. The ratio is ``first`` against ``second``."""

    first: Tally
    second: Tally
    periods: tuple[Period, Period]
    rates: RateComparison | Refusal
    command: str = ""
    """What recomputes it."""

    def as_row(self) -> dict[str, Any]:
        """Flat, for CSV; ``None`` where there is no finite number."""
        one, other = self.periods
        shared = {
            "measure": self.first.measure,
            "unit": self.first.unit["en"],
            "period_a": str(one),
            **_ends("a", self.first.total),
            "months_a": one.months,
            "period_b": str(other),
            **_ends("b", self.second.total),
            "months_b": other.months,
        }
        said = _said(self.rates)
        return shared | said | {"synthetic": "synthetic" if self.first.synthetic or self.second.synthetic else ""}

    def as_dict(self) -> dict[str, Any]:
        """For JSON: both tallies in full and what can be said of their rates."""
        rates = self.rates
        said: dict[str, Any] = _said(rates)
        if isinstance(rates, RateComparison):
            said |= {
                "rate_a": rates.rate_a,
                "rate_b": rates.rate_b,
                "exposure_unit": rates.exposure_unit,
                "count_ratio": rates.count_ratio,
                "intervals": {name: _bounds(interval) for name, interval in rates.intervals.items()},
                "p_values": dict(rates.p_values),
                "dispersion": dataclasses.asdict(rates.dispersion) if rates.dispersion else None,
                "caveats": list(rates.caveats),
            }
        said["assumptions"] = list(rates.assumptions)
        return {
            "measure": self.first.measure,
            "unit": dict(self.first.unit),
            "synthetic": self.first.synthetic or self.second.synthetic,
            "periods": [
                {"since": str(period.start), "until": str(period.end), "months": period.months}
                for period in self.periods
            ],
            "comparison": said,
            "first": self.first.as_dict(),
            "second": self.second.as_dict(),
            "query": self.command,
        }


def _ends(name: str, count: Count) -> dict[str, int | None]:
    return {f"count_{name}": count.low, f"low_{name}": count.low, f"high_{name}": count.high}


def _bounds(interval: Interval) -> dict[str, Any]:
    high = None if math.isinf(interval.high) else interval.high
    return {"low": interval.low, "high": high, "level": interval.level}


def _said(rates: RateComparison | Refusal) -> dict[str, Any]:
    if isinstance(rates, Refusal):
        return {"ratio": None, "low": None, "high": None, "p_value": None, "method": None, "refusal": rates.reason}
    bounds = _bounds(rates.interval)
    return {
        # JSON knows no infinity: an open end is null, and the count of zero that made it stands beside
        "ratio": None if math.isinf(rates.ratio) else rates.ratio,
        "low": bounds["low"],
        "high": bounds["high"],
        "p_value": rates.p_value,
        "method": rates.method,
        "refusal": None,
    }


def compare(observatory: Observatory, name: str, first: str, second: str, **filters: Any) -> Comparison:
    """Compare the monthly rates of two periods of a measure.

    Args:
        observatory: with tables.
        name: of the measure.
        first: a period as people write it: ``2023-H1``, ``2022``, ``2021-01-01..2021-12-31``.
        second: likewise.
        filters: ``provision``, ``sole``, ``instance``, ``procedure``, ``court`` of :func:`~absentia.tally.tally`.

    Raises:
        UsageProblem: a text is no period, or anything :func:`~absentia.tally.tally` raises.
    """
    periods = (period_of(first, "--compare"), period_of(second, "--compare"))
    if named_as(name) in measures_of_packages():
        return _of_packages(observatory, name, (first, second), periods, filters)
    counted = [
        count(observatory, name, by=("month",), since=period.start, until=period.end, **filters) for period in periods
    ]
    found = [text for one, period in zip(counted, periods, strict=True) for text in _missing(one, period)]
    missing = list(dict.fromkeys(found))
    a, b = (_counted(one.tally, period) for one, period in zip(counted, periods, strict=True))
    rates = compare_counted(a, b, missing=missing if len(missing) <= _SHOWN else [*missing[:_SHOWN], "…"])
    scope = dataclasses.replace(counted[0].scope, since=None, until=None)
    options = " ".join(part for pair in scope.options() for part in pair if part)
    command = f"absentia tally {counted[0].tally.measure} --compare {first} {second} {options}"
    return Comparison(counted[0].tally, counted[1].tally, periods, rates, command)


def _of_packages(
    observatory: Observatory,
    name: str,
    written: tuple[str, str],
    periods: tuple[Period, Period],
    filters: Mapping[str, Any],
) -> Comparison:
    """The same over packages: refused while documents of one of the periods still come.

    A case stands in several months, so that these do not tell how much more than by chance cases vary.
    """
    one, other = (
        tally(observatory, name, by=("month",), since=each.start, until=each.end, **filters) for each in periods
    )
    tallies = (one, other)
    ranges = [_counted(each, period) for each, period in zip(tallies, periods, strict=True)]
    if named_as(name) != DOCUMENTS:
        ranges = [dataclasses.replace(each, series=None) for each in ranges]
    missing = [
        said("{period}: {count}", period=period, count=each.total)
        for each, period in zip(tallies, periods, strict=True)
        if each.total.high is None
    ]
    options = " ".join(f"--{key} {value}" for key, value in filters.items() if value)
    command = f"absentia tally {tallies[0].measure} --compare {' '.join(written)} {options}".rstrip()
    return Comparison(one, other, periods, compare_counted(*ranges, missing=missing), command)


def _months(period: Period) -> Iterator[Period]:
    for month in period.split(Grain.MONTH):
        yield Period(max(month.start, period.start), min(month.end, period.end))


def _counted(tally: Tally, period: Period) -> CountRange:
    """The total as a range, with its months; where it is open above the comparison is refused, whatever stands here."""
    low = tally.total.low or 0
    return CountRange(low, max(low, tally.total.high or 0), period.months, series_of(tally, period))


def series_of(tally: Tally, period: Period) -> Series:
    """The months of a tally by month, as :func:`compare_rates` takes them: the units that were seen in each."""
    counts = {row.cell["month"]: row.seen for row in tally.rows}
    months = list(_months(period))
    # the half-open way of Period.months makes the exposures add up to those of the whole period
    return Series(
        tuple(counts.get(label(month.start, Grain.MONTH), 0) for month in months),
        tuple(month.months for month in months),
    )


def _missing(counted: Counted, period: Period) -> list[Words]:
    """Courts and months of which nobody can say that all was seen; or a count that is open above, or none."""
    if not counted.coverage.looked_at:
        return [said("no court was looked at")]
    scope = counted.scope
    missing: list[Words] = []
    for court in counted.coverage.looked_at:
        months = [
            label(month.start, Grain.MONTH)
            for month in _months(period)
            if not court.covers(month, scope.article, scope.part, decisions=scope.by_decision)
        ]
        if months:
            span = months[0] if len(months) == 1 else f"{months[0]} … {months[-1]}"
            missing.append(f"{court.court} {span}")
    missing += [said("{court}: not looked at", court=court.court) for court in counted.coverage.not_looked_at]
    if not missing and counted.tally.total.high is None:
        missing.append(said("{period}: {count}", period=period, count=counted.tally.total))
    return missing
