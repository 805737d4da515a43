"""Recognition rates: of the decisions on the merits, the share that gave protection, by country, year and instance.

A decision on the merits says yes or no; one that closes a case without an answer (withdrawn, another country
responsible) is none. With *x* decisions that gave protection and *y* that did not, each a whole number between its
ends, x / (x + y) rises with x and falls with y, so that its ends, over every table that rounds to the published one,
are those of the corners. With chance, the corners are those of the Clopper–Pearson interval (Biometrika 26, 1934),
which is monotone in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scipy import stats

from absentia.estimate.asylum.series import country_of, tabled
from absentia.estimate.method import Answer, Context, Table, bar, drawn
from absentia.estimate.options.courts import RECOGNITION, UNHCR_REFERENCE, RecognitionOptions
from absentia.estimate.options.deaths import parse_years
from absentia.figures.asylum.bundled import DECISIONS
from absentia.figures.asylum.cells import ALL, AUTHORITIES, CASES, INSTANCES, PERSONS, Cell, Kind, place_name
from absentia.model.checked import ChartData
from absentia.model.estimate import Assumption, Estimate, Interval, Refusal
from absentia.model.numbers import Quantity
from absentia.model.period import Period
from absentia.model.texts import N_, Measured, Said, Words, joined, said

LEVEL = 0.95
PARTS = ("decisions_refugee", "decisions_humanitarian", "decisions_subsidiary", "decisions_complementary")
"""Kinds of protection; their sum is ``decisions_positive`` where a table has it."""


@dataclass(frozen=True, slots=True)
class Ends:
    """A number as shown, and the least and most it may stand for."""

    low: int
    shown: int
    high: int

    def __add__(self, other: Ends) -> Ends:
        return Ends(self.low + other.low, self.shown + other.shown, self.high + other.high)


NONE = Ends(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Decided:
    """What one instance of one country decided in one period: decisions of each outcome, of one kind throughout."""

    kind: Kind
    """That of all decisions together."""
    place: str
    period: Period
    outcomes: Mapping[str, Ends]

    def of(self, *measures: str) -> Ends:
        """The sum of some outcomes; those without a cell count nothing."""
        return sum((self.outcomes[one] for one in measures if one in self.outcomes), NONE)

    def protected(self, status: str) -> Ends:
        """Decisions that gave this status: refugee status alone, or any protection."""
        if status == "refugee":
            return self.of("decisions_refugee")
        return self.of("decisions_positive") if "decisions_positive" in self.outcomes else self.of(*PARTS)

    def others(self, status: str) -> Ends:
        """Decisions on the merits that gave another status or none."""
        rejected = self.of("decisions_rejected")
        return rejected if status == "any" else self.of(*PARTS[1:]) + rejected

    def share(self, status: str) -> float:
        """As the published numbers are."""
        yes, no = self.protected(status), self.others(status)
        return yes.shown / (yes.shown + no.shown)

    def ends(self, status: str) -> Interval:
        """Of every table that rounds to the published one."""
        yes, no = self.protected(status), self.others(status)
        return Interval(yes.low / (yes.low + no.high), yes.high / (yes.high + no.low), 1.0, "bounds")

    def ends_with_chance(self, status: str) -> Interval:
        """The same for the chance of another such case."""
        yes, no = self.protected(status), self.others(status)
        tail = (1 - LEVEL) / 2
        low = float(stats.beta.ppf(tail, yes.low, no.high + 1)) if yes.low else 0.0
        high = float(stats.beta.isf(tail, yes.high + 1, no.low)) if no.low else 1.0
        return Interval(low, high, LEVEL, "confidence")

    def why_not(self, status: str) -> Said | None:
        """Why there is no share; nothing where there is one."""
        given = {"decisions_refugee"} if status == "refugee" else {"decisions_positive", *PARTS}
        if "decisions_rejected" not in self.outcomes or not self.outcomes.keys() & given:
            return said("the table does not say how many decisions gave this and how many did not")
        whole, parts = self.outcomes.get("decisions"), self._parts()
        if whole is not None and not (parts.low <= whole.high and whole.low <= parts.high):
            return said(
                "the outcomes add up to {low} to {high}, the table's own total is {total}: some have no outcome",
                low=parts.low,
                high=parts.high,
                total=whole.shown,
            )
        yes, no = self.protected(status), self.others(status)
        if yes.low + no.low == 0:
            return said("no decision on the merits is shown: the share is not known, and not 0 %")
        return None

    def _parts(self) -> Ends:
        return self.protected("any") + self.of("decisions_rejected", "decisions_closed")


def decided(cells: Iterable[Cell]) -> list[Decided]:
    """The decisions of a table, together where country, period, instance, authority, sex, age and unit are the same.

    Masked numbers count as the middle of what they may be.
    """
    found: dict[tuple[Kind, str, Period], dict[str, Ends]] = {}
    for one in cells:
        if one.kind.measure.startswith("decisions"):
            key = (replace(one.kind, measure="decisions"), one.place, one.period)
            shown = (one.low + one.high) // 2 if one.shown is None else one.shown
            found.setdefault(key, {})[one.kind.measure] = Ends(one.low, shown, one.high)
    return [Decided(kind, place, period, outcomes) for (kind, place, period), outcomes in found.items()]


UNIT = {"any": N_("share of decisions on the merits that gave protection"),
        "refugee": N_("share of decisions on the merits that gave refugee status")}  # fmt: skip
METHOD = N_("decisions that gave it, over these and those that did not; closed without an answer is neither")
MOST_BARS = 25
CAVEATS = (
    said("Decisions of a year are not about the applications of that year, and a person may be decided on again."),
    said(
        "Instances are never pooled: some countries show first instance and appeal together only, and their shares are "
        "not comparable with those of a first instance."
    ),
    said("Citizenship, not the reason for asking: nothing here says how deserters or those called up were decided on."),
)


def run(context: Context, options: RecognitionOptions) -> Answer:
    """One number, or reason, for each country, year and unit of the instance asked for."""
    cells, inputs = tabled(context, options.tables, DECISIONS)
    years = parse_years(options.years)
    every = [one for one in decided(cells) if one.period.start.year in years]
    place = country_of(options.country, cells)
    at = [
        one
        for one in every
        if one.kind.instance == options.instance
        and (one.kind.sex, one.kind.age) == (ALL, ALL)
        and place in (None, one.place)
    ]
    numbers: list[Estimate | Refusal] = [_answer(one, options, inputs) for one in sorted(at, key=_by_size(options))]
    if place is not None:
        numbers += [_absent(place, year, every, options, inputs) for year in years if not _has(at, year)]
    if not numbers:
        why = said("{years}: no decision of this instance is shown: not known, and not 0 %", years=options.years)
        numbers = [Refusal(RECOGNITION, why, (), inputs, variant=options.instance)]
    found = [one for one in numbers if isinstance(one, Estimate)]
    return Answer(numbers, _chart(found, options), _table(found), listed=())


def _by_size(options: RecognitionOptions) -> Any:
    """Year by year, the countries with most decisions first."""
    return lambda one: (
        one.period.start,
        -(one.protected(options.status).shown + one.others(options.status).shown),
        one.place,
    )


def _has(found: Sequence[Decided], year: int) -> bool:
    return any(one.period.start.year == year for one in found)


def _absent(
    place: str, year: int, every: Sequence[Decided], options: RecognitionOptions, inputs: Mapping[str, Words]
) -> Refusal:
    """A country asked for by name of which the instance decided nothing that is shown."""
    others = sorted({one.kind.instance for one in every if one.place == place and one.period.start.year == year})
    why = said("{years}: no decision of this instance is shown: not known, and not 0 %", years=str(year))
    if others:
        named = joined([said(INSTANCES[one]) for one in others], ", ")
        why = said("{why}; there are: {others} (--instance {codes})", why=why, others=named, codes=", ".join(others))
    return _refusal(place, why, inputs, options)


def _refusal(place: str, why: Words, inputs: Mapping[str, Words], options: RecognitionOptions) -> Refusal:
    name = place_name(place)
    reason = Said("{place}: {why}", {"place": name, "why": why})
    return Refusal(RECOGNITION, reason, (), inputs, variant=options.instance, place=name)


def _answer(one: Decided, options: RecognitionOptions, inputs: Mapping[str, Words]) -> Estimate | Refusal:
    why = one.why_not(options.status)
    if why is not None:
        told = Said("{period}: {why}", {"period": one.period, "why": why})
        return _refusal(one.place, told, inputs, options)
    unit: Words = said(UNIT[options.status])
    ends: Interval = one.ends_with_chance(options.status) if options.sampling else one.ends(options.status)
    yes, no = one.protected(options.status), one.others(options.status)
    return Estimate(
        name=RECOGNITION,
        value=one.share(options.status),
        interval=ends,
        unit=unit,
        method=said(METHOD),
        period=one.period,
        inputs=inputs,
        assumptions=_assumptions(options),
        caveats=(*CAVEATS, *_of_units(one)),
        reference=UNHCR_REFERENCE,
        variant=options.instance,
        place=place_name(one.place),
        quantity=Quantity.SHARE,
        detail=({"gave": yes.shown, "did_not": no.shown, "closed": one.of("decisions_closed").shown,
                 "instance": options.instance, "counted": one.kind.counted, "authority": one.kind.authority},),
    )  # fmt: skip


def _assumptions(options: RecognitionOptions) -> tuple[Assumption, ...]:
    if not options.sampling:
        return ()
    return (
        Assumption(
            said("the cases decided were decided independently of each other, each with the same chance"),
            None,
            said("cannot be tested; relatives are decided on together, and then the interval is too narrow"),
        ),
    )


def _of_units(one: Decided) -> Iterator[Words]:
    if one.kind.counted == CASES:
        yield said("{place} counts cases, and a case may hold several persons.", place=place_name(one.place))


_HEADINGS: Mapping[str, Words] = {
    "place": said("country"), "period": said("period"), "counted": said("counted"), "authority": said("decided by"),
    "gave": said("gave it"), "did_not": said("did not"), "closed": said("closed"), "share": said("share"),
}  # fmt: skip


def _table(found: Sequence[Estimate]) -> Table | None:
    rows = [
        {
            "place": one.place,
            "period": one.period,
            "counted": said(_COUNTED[one.detail[0]["counted"]]),
            "authority": said(AUTHORITIES[one.detail[0]["authority"]]),
            **{key: Measured(one.detail[0][key], Quantity.COUNT) for key in ("gave", "did_not", "closed")},
            "share": one.measured,
            "ends": one.ends,
        }
        for one in found
    ]
    named = [one.interval.named for one in found if one.interval is not None]
    return Table(rows, {**_HEADINGS, "ends": named[0]}, right=("ends",)) if rows else None


_COUNTED = {PERSONS: N_("persons"), CASES: N_("cases")}


def _chart(found: Sequence[Estimate], options: RecognitionOptions) -> ChartData | None:
    """The last period asked for, the countries with most decisions first."""
    last = max((one.period for one in found if one.period), key=str, default=None)
    shown = [one for one in found if one.period == last][:MOST_BARS]
    return drawn(
        [bar(one.place or "", 100 * one.value, _percent(one.interval)) for one in shown],
        said("Recognition of Russian citizens, {instance}, {period}", instance=said(INSTANCES[options.instance]),
             period=last),
        said("The share of decisions on the merits that gave protection, in percent, with its interval."),
        said("percent"),
    )  # fmt: skip


def _percent(interval: Interval | None) -> Interval | None:
    if interval is None:
        return None
    return Interval(100 * interval.low, 100 * interval.high, interval.level, interval.kind)
