"""What courts do not show, by every way that can say something of it: one answer of several rows, never one number.

Four ways look at four different gaps, in different units: servicemen on leaked lists against cases in court (people who
left and were never tried); serial numbers no page shows (filings courts do not publish); the reporting delay (filings
not shown yet); overlapping lists (units on none of them). Each row says what it covers; rows are never added.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from absentia.dumps.held import dumps_of, packages_only
from absentia.errors import Damaged, DataProblem
from absentia.estimate.delay import method as delay
from absentia.estimate.lists import method as overlapping
from absentia.estimate.method import Answer, Context, Table, bar, drawn
from absentia.estimate.options.courts import (
    SERIAL_GAPS,
    SERIAL_GAPS_SEED,
    UNDERCOUNT,
    SerialGapsOptions,
    UndercountOptions,
)
from absentia.estimate.options.series import DELAY_SEED, LISTS_SEED, DelayOptions, OverlapOptions
from absentia.estimate.serial_gaps import method as serial_gaps
from absentia.estimate.telling import variant_words
from absentia.figures import Catalogue
from absentia.model.checked import ChartData
from absentia.model.estimate import Assumption, Estimate, Interval, Refusal
from absentia.model.numbers import Quantity
from absentia.model.publishers import published_by
from absentia.model.texts import N_, Measured, Said, Words, counted, joined, said
from absentia.sources import get_source

Numbers = list[Estimate | Refusal]
LEAKED, GAPS = f"{UNDERCOUNT}:leaked-lists", f"{UNDERCOUNT}:serial-gaps"
NOWCAST, LISTS = f"{UNDERCOUNT}:nowcast", f"{UNDERCOUNT}:lists"
LISTED = "hidden_desertion-001"
CASES = ("court_cases-054", "court_cases-056", "court_cases-057")
"""Art. 337, 332 and 338 in court since mobilisation, as counted by one publisher on one day."""
BEFORE, BEFORE_ALONE = "court_cases-004", "court_cases-066"
"""The lists begin seven months before that count. All cases of 2022 under Art. 337 are added, those since mobilisation
a second time: what is divided by is too large, and the ratio safe. The other is another's count of those months."""
COVERS: Mapping[str, str] = {
    LEAKED: N_("servicemen who left and are on a list, against cases that reached a court; all of Russia"),
    GAPS: N_("filings a court numbered and no page shows; the registers and years this observatory has seen"),
    NOWCAST: N_("filings of recent periods not reported yet; what is never reported is not in it"),
    LISTS: N_("units on none of the given lists, of the population and period the lists are drawn from"),
}


def run(context: Context, options: UndercountOptions) -> Answer:
    """One row or several for each of the four ways, in this order; a way without its data is refused with a reason."""
    numbers = [
        _of_its_law(context, leaked(context.catalogue)),
        *_named(GAPS, _gaps(context, options)),
        *_named(NOWCAST, _nowcast(context, options)),
        *_named(LISTS, _lists(options)),
    ]
    estimates = [one for one in numbers if isinstance(one, Estimate)]
    covers = [
        Said("  {name}: {covers}", {"name": said(_WAYS[name]), "covers": said(text)}) for name, text in COVERS.items()
    ]
    return Answer(
        numbers,
        chart(numbers),
        _table(estimates),
        notes=[
            said("What each covers:"),
            *covers,
            said("Units and populations differ: the rows are never added, multiplied or averaged."),
        ],
        explained=[[one] for one in {one.name: one for one in estimates}.values()],
    )


def _packages_alone(context: Context) -> bool:
    return context.observatory is not None and packages_only(context.observatory)


def _of_its_law(context: Context, found: Estimate) -> Estimate | Refusal:
    """What published figures say of one state is not said beside an observatory that counts another's packages."""
    if context.observatory is None or not _packages_alone(context):
        return found
    own = {get_source(one.source).jurisdiction for one in dumps_of(context.observatory)}
    if context.catalogue.figure(LISTED).jurisdiction in own:
        return found
    why = said("the lists and the cases that were published are of another state than the packages of this observatory")
    return Refusal(LEAKED, why)


_WAYS = {
    LEAKED: N_("leaked lists, at least"),
    GAPS: N_("serial gaps"),
    NOWCAST: N_("nowcast"),
    LISTS: N_("overlapping lists"),
}


def _way(one: Estimate) -> Said:
    """A row by what it is called, and which of its numbers it is."""
    return (
        said(_WAYS[one.name])
        if one.name == LEAKED or not one.variant
        else Said("{way} ({which})", {"way": said(_WAYS[one.name]), "which": variant_words(one.variant)})
    )


def _table(estimates: Sequence[Estimate]) -> Table:
    rows = [
        {
            "name": _way(one),
            "value": one.measured,
            "interval": one.named_ends or said("none"),
            "observed": None if one.observed is None else Measured(one.observed, one.quantity),
            "unit": one.counts,
            "period": one.period,
        }
        for one in estimates
    ]
    headings = {
        "name": said("way"),
        "value": said("value"),
        "interval": said("interval"),
        "observed": said("counted so far"),
        "unit": said("unit"),
        "period": said("period"),
    }
    return Table(rows, headings, right=("interval",))


def _named(name: str, answers: Numbers) -> Numbers:
    """Under this answer's name, with what the way covers first among its caveats."""
    found: Numbers = []
    for answer in answers:
        if isinstance(answer, Refusal):
            found.append(dataclasses.replace(answer, name=name))
        else:
            found.append(dataclasses.replace(answer, name=name, caveats=(said(COVERS[name]), *answer.caveats)))
    return found


def leaked(catalogue: Catalogue) -> Estimate:
    """Listed servicemen for each refusal case in court, from published figures: a lower bound."""
    listed = catalogue.figure(LISTED)
    cases = [catalogue.figure(one) for one in (*CASES, BEFORE)]
    total = sum(one.value or 0.0 for one in cases)
    alone = catalogue.figure(BEFORE_ALONE)
    tight = total - (catalogue.figure(BEFORE).value or 0.0) + (alone.value or 0.0)
    others: dict[Words, float] = {
        said(
            "{value} listed or said to have left by {day} ({id})", value=one.value or 0, day=one.period_end, id=one.id
        ): (one.value or 0.0) / total
        for one in catalogue.figures(listed.table)
        if one.id != LISTED and one.unit == listed.unit and one.geography == listed.geography
        and one.period is not None and listed.period is not None and one.period.end <= listed.period.end
    }  # fmt: skip
    others[
        counted(
            "with the {n} case that {publisher} counted before mobilisation ({id}), instead of all of 2022",
            "with the {n} cases that {publisher} counted before mobilisation ({id}), instead of all of 2022",
            n=alone.value or 0,
            publisher=published_by(alone.publisher),
            id=alone.id,
        )
    ] = (listed.value or 0.0) / tight
    return Estimate(
        name=LEAKED,
        value=(listed.value or 0.0) / total,
        interval=None,
        unit=said("listed servicemen for each case in court, at least"),
        method=said(
            "servicemen on leaked lists by {day} ({listed}) against cases in court by {then} ({cases})",
            listed=listed.value or 0,
            day=listed.period_end,
            cases=total,
            then=cases[0].period_end,
        ),
        period=listed.period,
        inputs={one.id: one.source_title for one in (listed, *cases)},
        assumptions=[
            Assumption(
                said("a listed man is one who left, and one man makes one case"),
                None,
                said("cannot be tested: persons are set against cases, and the lists are not public"),
            ),
        ],
        sensitivity=others,
        caveats=[
            said(COVERS[LEAKED]),
            said(
                "The lists cover {start} to {end}, the cases {first} to {last}; all Art. 337 cases of 2022 are added, "
                "those since mobilisation a second time, so that no month of the lists is without cases and the ratio "
                "is not too large. Art. 332 and 338 before mobilisation are not counted; they were few.",
                start=listed.period_start,
                end=listed.period_end,
                first=cases[0].period_start,
                last=cases[0].period_end,
            ),
            said("A lower bound: the lists hold “at least” so many; who is on no list, and who came back, are open."),
        ],
        reference=f"{listed.publisher}; {cases[0].publisher}, {cases[0].source_url}",
        variant="published",
        quantity=Quantity.RATIO,
        at_least=True,
        detail=tuple({"figure": one.id, "value": one.value, "unit": one.unit} for one in (listed, *cases)),
    )


_NO_OBSERVATORY = N_(
    "no observatory was named: it needs court pages of your own; make one with `absentia init` and name it with -C DIR"
)


def _asked(work: Callable[[], Answer]) -> Numbers:
    """What an observatory answers; one that holds nothing usable is a reason, not an error of the call."""
    try:
        return list(work().numbers)
    except Damaged:
        raise
    except DataProblem as problem:
        shapes = zip(("{part}", "[{part}]", "→ {part}"), problem.sentences, strict=True)
        return [Refusal(UNDERCOUNT, joined([Said(shape, {"part": part}) for shape, part in shapes if part], " "))]


def _or(seed: int | None, default: int) -> int:
    return default if seed is None else seed


def _gaps(context: Context, options: UndercountOptions) -> Numbers:
    if context.observatory is None:
        return [Refusal(GAPS, said(_NO_OBSERVATORY))]
    if _packages_alone(context):
        why = said("a gap in the numbers of a package means nothing: drafts and other kinds of cases have numbers too")
        return [Refusal(GAPS, why)]
    wanted = SerialGapsOptions(article=options.article, seed=_or(options.seed, SERIAL_GAPS_SEED))
    answers = _asked(lambda: serial_gaps.run(context, wanted))
    # single registers carry their court in the name; the last numbers under the method's own name are the widest
    whole = [one for one in answers if isinstance(one, Estimate) and one.name == SERIAL_GAPS]
    widest: Numbers = [one for one in whole if one.period == whole[-1].period]
    return widest or answers[-1:] or [Refusal(GAPS, said("the registers gave no number"))]


def _nowcast(context: Context, options: UndercountOptions) -> Numbers:
    if options.triangle is not None:
        return list(
            delay.run(context, DelayOptions(file=options.triangle, seed=_or(options.seed, DELAY_SEED))).numbers[-1:]
        )
    if context.observatory is None:
        why = said("no table of reporting delays (--triangle FILE), and {reason}", reason=said(_NO_OBSERVATORY))
        return [Refusal(NOWCAST, why)]
    if _packages_alone(context):
        why = said("what is still to come of documents in packages `absentia estimate delay --measure documents` says")
        return [Refusal(NOWCAST, why)]
    wanted = DelayOptions(measure=options.measure, provision=options.article, seed=_or(options.seed, DELAY_SEED))
    return _asked(lambda: delay.run(context, wanted))[-1:]


def _lists(options: UndercountOptions) -> Numbers:
    if options.lists is None:
        return [Refusal(LISTS, said("no overlapping lists were given; name a table of overlaps with --lists FILE"))]
    return [overlapping.panel_from(OverlapOptions(file=options.lists, seed=_or(options.seed, LISTS_SEED))).together]


def chart(answers: Numbers) -> ChartData | None:
    """Each number as a multiple of what it set out from, because the units differ."""
    rows = []
    for one in answers:
        base = 1.0 if isinstance(one, Estimate) and one.name == LEAKED else getattr(one, "observed", None)
        if not isinstance(one, Estimate) or not base:
            continue
        ends = one.interval and Interval(one.interval.low / base, one.interval.high / base)
        rows.append(bar(_way(one), one.value / base, ends))
    return drawn(
        rows,
        said("How many times what is shown"),
        said(
            "Each method's total divided by its observed part: listed servicemen over cases, filings with the hidden "
            "over filings shown, periods when reported over what is reported, units over units listed. Four different "
            "gaps: never multiplied or added."
        ),
        said("times"),
    )
