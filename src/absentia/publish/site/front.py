"""The first page: how many, how sure, since when; or, without an observatory, which articles were checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from absentia.estimate.options.series import SIGNALS
from absentia.messages import N_
from absentia.model.checked import ChartData, Text
from absentia.model.estimate import Estimate, Refusal
from absentia.model.period import Period
from absentia.model.texts import Said, counted, joined, said, said_of
from absentia.publish.site import checked, counts, estimates
from absentia.publish.site.cells import (
    HOW_TO_READ,
    HOW_TO_READ_PACKAGES,
    article_name,
    chart_of,
    coverage_of,
    heading_of,
    in_words,
    of_article,
    title_of,
)
from absentia.publish.site.corrections import Change
from absentia.publish.site.counts import page_of
from absentia.publish.site.dossier import Dossier, Observed, Packaged
from absentia.publish.site.numbers import Book, Number
from absentia.publish.site.sheets import Sheet

NAME = "index"
EXPECTED = Said(N_("expected when everything is posted"))
HIDDEN = Said(N_("shown and hidden, by the numbers of the registers"))
VARIANTS: Mapping[str, str] = {
    "bounds": N_("none of the hidden, or all of them"),
    "missing-at-random": N_("if the hidden are like the shown"),
}
"""What serial gaps are asked under."""


@dataclass(frozen=True, slots=True)
class Card:
    """One of the three numbers that are never added: counted, expected, hidden; or why there is none."""

    kind: str
    title: Text
    numbers: Sequence[Number]
    notes: Sequence[Text]
    reason: Text | None = None


def sheet(dossier: Dossier, book: Book, changed: Text | None) -> Sheet:
    """The front page; ``changed``: what is new since the version before.

    The observatory's number comes first; an article where there is no observatory, or an invented one: that stands
    in a box below.
    """
    observed, packaged = dossier.observed, dossier.packaged
    alone = observed is None and packaged is None
    first = dossier.articles[0] if dossier.articles and (alone or dossier.boxed) else None
    every = [] if first is None else checked.lines(dossier, first, book)
    lines = [one for one in every if first is None or one[0].id not in checked.background(first)]
    shown: dict[str, Any] = {}
    if observed is not None:
        shown = _observed(observed, book)
    elif packaged is not None:
        shown = _packaged(packaged, book)
    beside = counts.numbers_of(packaged, book)[:1] if observed is not None and packaged is not None else []
    more: dict[str, Any] = {
        "articles": [(one, checked.summary(one), checked.page_of(one)) for one in dossier.articles],
        "changed": changed,
        "lines": lines,
        "number": shown.get("lead", ()),
        "cards": shown.get("cards", ()),
        "page": shown.get("page", ""),
        "signals": _signals(dossier),
        "register": counts.sentence(packaged, *beside) if beside and packaged is not None else None,
    }
    own = [numbers[0] for _claim, numbers, _page in lines if numbers]
    return Sheet(
        name=NAME,
        title=dossier.title,
        lead=[checked.summary(first)] if first else shown.get("lead", ()),
        chart=shown.get("chart"),
        notes=[*shown.get("notes", ()), *(_of_what(packaged) if beside and packaged is not None else ())],
        numbers=[*own, *(one for card in more["cards"] for one in card.numbers), *beside],
        template="front.html",
        more=more,
        invented=dossier.invented or any(one.synthetic for one in own),
        boxed=dossier.boxed,
    )


def _signals(dossier: Dossier) -> tuple[ChartData, str, str] | None:
    """The picture of all series side by side, its files and its page, where a checked article asks for it."""
    report = next((one for one in dossier.estimates if one.name == SIGNALS and one.chart is not None), None)
    if report is None or report.chart is None:
        return None
    return report.chart, estimates.chart_name(SIGNALS), estimates.page_of(SIGNALS)


def _observed(observed: Observed, book: Book) -> dict[str, Any]:
    """The number now in words, a chart, the three cards, where it goes on from here, what it rests on."""
    headline = observed.headline
    article = headline.article
    halves = [book.add(one) for one in of_article(observed, observed.half_years[headline.measure], article)]
    months = [book.add(one) for one in of_article(observed, observed.months[headline.measure], article)]
    number = next((one for one in halves if one.period == headline.half_year), None)
    chart = None
    for periods, expected in ((months, headline.months_expected), (halves, {})):
        if chart is None and any(one.value is not None for one in periods):
            title = heading_of(headline.measure, article, observed.jurisdictions)
            chart = chart_of(title, title_of(headline.measure), periods, expected)
    return {
        "lead": [
            sentence(number, article, headline.half_year),
            *([article_name(article, observed.jurisdictions)] if article else []),
            _missing(observed),
        ],
        "chart": chart,
        "cards": _cards(observed, number, book),
        "page": page_of(observed, headline.measure, article) if months else "",
        "notes": [coverage_of(observed.courts), HOW_TO_READ],
    }


def _packaged(packaged: Packaged, book: Book) -> dict[str, Any]:
    """The same of packages: three units beside each other, and no sum of them."""
    focus, numbers = packaged.headline, counts.numbers_of(packaged, book)
    months = [book.add(one) for one in of_article(packaged, packaged.months[focus.measure], focus.article)]
    until = said("documents received up to {day}", day=in_words(str(packaged.until)))
    return {
        "lead": [
            counts.sentence(packaged, *numbers[:1]),
            *([article_name(focus.article, packaged.jurisdictions)] if focus.article else []),
            said("Documents, cases and persons are different units: none is divided by another."),
        ],
        "chart": chart_of(
            heading_of(focus.measure, focus.article, packaged.jurisdictions), title_of(focus.measure), months, {}
        )
        if any(one.value is not None for one in months)
        else None,
        "cards": [
            Card(
                "counted",
                one.unit,
                [one] if one.value is not None else [],
                [one.unfinished or until],
                one.reason,
            )
            for one in numbers
        ],
        "page": page_of(packaged, focus.measure, focus.article) if months else "",
        "notes": [*_of_what(packaged), HOW_TO_READ_PACKAGES],
    }


def _of_what(packaged: Packaged) -> list[Text]:
    """The packages that were counted, and whose they are."""
    tally = packaged.months[packaged.headline.measure].get(packaged.headline.article)
    return [*([coverage_of(tally)] if tally else []), said("From: {source}.", source=packaged.credit)]


def _cards(observed: Observed, number: Number | None, book: Book) -> list[Card]:
    headline = observed.headline
    seen = [] if observed.until is None else [said("seen to {day}", day=in_words(str(observed.until)))]
    known = number if number is not None and number.value is not None else None
    why = None if known else (number.reason if number and number.reason else said("nothing was read of it yet"))
    expected = [book.add(one) for one in _estimated(observed, "expected", [headline.expected], EXPECTED)]
    bounds_first = sorted(headline.hidden, key=lambda one: one.variant != "bounds")
    hidden = [book.add(one) for one in _estimated(observed, "hidden", bounds_first, HIDDEN)]
    return [
        Card("counted", said("Counted"), [known] if known else [], [said("on the pages of the courts"), *seen], why),
        Card("expected", said("Expected"), expected, [EXPECTED, *seen],
             None if expected else _reason([headline.expected])),
        Card("hidden", said("Hidden"), hidden, [HIDDEN, *seen], None if hidden else _reason(headline.hidden)),
    ]  # fmt: skip


def sentence(number: Number | None, article: str, half_year: str) -> Text:
    """The number now, in words: exact, a range, a lower bound, or why there is none."""
    if number is None or number.value is None:
        why = number.reason if number and number.reason else said("nothing was read of it yet")
        return said("How many cases reached the courts in the {period} is not shown: {why}.",
                    period=in_words(half_year), why=why)  # fmt: skip
    under = said("Article {article}", article=article)
    values = {"n": number.value, "number": number.mark, "article": under, "period": in_words(half_year)}
    if number.least is None:
        return counted(
            "{number} case under {article} reached the courts in the {period}.",
            "{number} cases under {article} reached the courts in the {period}.",
            **values,
        )
    if number.most is None:
        return counted(
            "At least {number} case under {article} reached the courts in the {period}.",
            "At least {number} cases under {article} reached the courts in the {period}.",
            **(values | {"number": number.mark_of_least}),
        )
    return said("Between {least} and {most} cases under {article} reached the courts in the {period}: {number}.",
                least=number.least, most=number.most, **values)  # fmt: skip


def since(found: Sequence[Change], first: Sheet) -> Text:
    """What is new: the number of the front, if it is another, then how many are."""
    changed = counted("{n} number changed", "{n} numbers changed", n=len(found))
    own = {one.id for one in first.numbers[:1]}
    news = [said("{before} before, now {number}", before=one.before, number=one.number.mark) for one in found
            if one.number.id in own]  # fmt: skip
    return joined([*news, changed])


def _missing(observed: Observed) -> Text:
    """Why it may be more."""
    dark = sum(one.reason is not None for one in observed.weeks)
    if not dark:
        return said("Every court could be looked at.")
    return counted(
        "Not looked at: {dark} of {every} court.",
        "Not looked at: {dark} of {every} courts.",
        every=len(observed.weeks),
        dark=dark,
    )


def _estimated(observed: Observed, kind: str, answers: Sequence[Estimate | Refusal], label: Text) -> list[Number]:
    headline = observed.headline
    numbers = []
    for one in answers:
        if isinstance(one, Refusal) or (kind == "hidden" and one.variant not in VARIANTS):
            continue
        about = label if one.variant is None else Said(VARIANTS.get(one.variant, one.variant))
        period = one.period.name if isinstance(one.period, Period) else headline.half_year
        numbers.append(
            Number(
                keys={
                    "measure": f"{headline.measure}:{kind}",
                    "article": headline.article,
                    "period": period,
                    "variant": one.variant or "",
                },
                # registers number filings, whatever the headline counts
                label=joined(
                    [title_of("filings_received" if kind == "hidden" else headline.measure), about, in_words(period)],
                    ", ",
                ),
                **_range(one),
                unit=said_of(one.unit),
                quantity=one.quantity,
                period=period,
                standing="estimated",
                definition=said_of(one.method),
                coverage=coverage_of(observed.courts),
                command=headline.commands[kind],
                synthetic=one.synthetic,
                data=observed.data,
            )
        )
    return numbers


def _range(one: Estimate) -> dict[str, Any]:
    """Bounds are a range of numbers that are possible, and no interval around one."""
    if one.variant == "bounds" and one.interval is not None:
        low, high = one.interval.low, one.interval.high
        return {"value": low, "least": low, "most": high}
    return {"value": one.value, "interval": one.interval}


def _reason(answers: Sequence[Estimate | Refusal]) -> Text | None:
    """Why there is no number."""
    return next((said_of(one.reason) for one in answers if isinstance(one, Refusal)), None)
