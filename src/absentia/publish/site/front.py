"""The first page: how many, how sure, since when; or, without an observatory, which articles were checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from absentia.messages import LANGUAGES, N_
from absentia.model.checked import CheckedArticle, Text
from absentia.model.estimate import Estimate, Refusal
from absentia.model.period import Period
from absentia.model.texts import Said, counted, in_languages, joined, said, said_of
from absentia.model.verdict import Verdict
from absentia.publish.site.changes import Change
from absentia.publish.site.counts import (
    HOW_TO_READ,
    article_name,
    chart_of,
    coverage_of,
    heading_of,
    in_words,
    of_article,
    page_of,
    title_of,
)
from absentia.publish.site.dossier import Dossier, Observed
from absentia.publish.site.numbers import Book, Number
from absentia.publish.site.sheets import Sheet, file_name
from absentia.publish.typography import publisher

NAME = "index"
EXPECTED = Said(N_("expected when everything is posted"))
HIDDEN = Said(N_("shown and hidden, by the numbers of the registers"))
VARIANTS: Mapping[str, str] = {
    "bounds": N_("none of the hidden, or all of them"),
    "missing-at-random": N_("if the hidden are like the shown"),
}
"""What serial gaps are asked under."""


def sheet(dossier: Dossier, book: Book, changed: Text | None) -> Sheet:
    """The front page; ``changed``: what is new since the version before."""
    more: dict[str, Any] = {
        "articles": [(one, summary(one), f"articles/{file_name(one.id)}") for one in dossier.articles],
        "changed": changed,
        "cards": [],
    }
    if dossier.observed is None:
        lead = [summary(one) for one in dossier.articles[:1]]
        return Sheet(name=NAME, title=dossier.title, lead=lead, template="front.html", more=more)
    return _observed(dossier, dossier.observed, book, more)


def _observed(dossier: Dossier, observed: Observed, book: Book, more: dict[str, Any]) -> Sheet:
    headline = observed.headline
    article = headline.article
    halves = of_article(observed, observed.half_years[headline.measure], article)
    found = [one for one in halves if one.period == headline.half_year]
    number = book.add(found[0]) if found else None
    months = [book.add(one) for one in of_article(observed, observed.months[headline.measure], article)]
    expected = [book.add(one) for one in _estimated(observed, "expected", [headline.expected], EXPECTED)]
    bounds_first = sorted(headline.hidden, key=lambda one: one.variant != "bounds")
    hidden = [book.add(one) for one in _estimated(observed, "hidden", bounds_first, HIDDEN)]
    until = [] if observed.until is None else [said("to {day}", day=in_words(str(observed.until)))]
    more["cards"] = [
        (said("Counted"), [number] if number else [], [said("on the pages of the courts"), *until], (), "counted"),
        (said("Expected"), expected, [] if expected else [EXPECTED], _reasons([headline.expected]), "expected"),
        (said("Hidden"), hidden, [HIDDEN], _reasons(headline.hidden), "hidden"),
    ]
    chart = None
    if months:
        title = heading_of(headline.measure, article)
        chart = chart_of(title, title_of(headline.measure), months, headline.months_expected)
    more["page"] = page_of(headline.measure, article) if months else ""
    return Sheet(
        name=NAME,
        title=dossier.title,
        lead=[
            sentence(number, article, headline.half_year),
            *([article_name(article)] if article else []),
            _missing(observed),
        ],
        chart=chart,
        notes=[coverage_of(observed.courts), HOW_TO_READ],
        numbers=[one for one in (number, *expected, *hidden) if one is not None],
        template="front.html",
        more=more,
    )


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
    changed = said("{n} numbers changed", n=len(found))
    own = {one.id for one in first.numbers[:1]}
    news = [said("{before} before, now {number}", before=one.before, number=one.number.mark) for one in found
            if one.number.id in own]  # fmt: skip
    return joined([*news, changed])


def _missing(observed: Observed) -> Text:
    """Why it may be more."""
    dark = sum(one.reason is not None for one in observed.weeks)
    if not dark:
        return said("Every court could be looked at.")
    return said("Not looked at: {dark} of {every} courts.", dark=dark, every=len(observed.weeks))


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


def _reasons(answers: Sequence[Estimate | Refusal]) -> list[Text]:
    """Why there is no number."""
    return [said_of(one.reason) for one in answers if isinstance(one, Refusal)][:1]


def summary(article: CheckedArticle) -> Text:
    """What the check of an article found, in one sentence."""
    verdicts = [one.verdict for one in article.claims]
    refuted, untested = (verdicts.count(one) for one in (Verdict.NOT_SUPPORTED, Verdict.CANNOT_BE_TESTED))
    caveat, plain = (verdicts.count(one) for one in (Verdict.SUPPORTED_WITH_CAVEAT, Verdict.SUPPORTED))
    return said(
        "{publisher}: of {all} claims, {plain} hold, {caveat} hold with caveats, {refuted} are refuted, {untested} "
        "cannot be tested.",
        publisher=in_languages({code: publisher(article.publisher, code) for code in LANGUAGES}),
        all=len(verdicts),
        plain=plain,
        caveat=caveat,
        refuted=refuted,
        untested=untested,
    )
