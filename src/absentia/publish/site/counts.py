"""The pages of counts: each measure under each article, and their index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from absentia.law import name as law_name
from absentia.messages import LANGUAGES, N_
from absentia.model.checked import Text
from absentia.model.count import Count
from absentia.model.estimate import Estimate
from absentia.model.numbers import period
from absentia.model.texts import Said, counted, in_languages, joined, said
from absentia.publish.site import wording_of_packages
from absentia.publish.site.dossier import Counts, Headline, Packaged
from absentia.publish.site.numbers import Book, Number, of_count
from absentia.publish.site.sheets import Cell, Chart, Mark, Sheet, Table, file_name
from absentia.tally.result import Tally
from absentia.tally.words import NAMES, REASONS

INDEX, REGISTER = "counts/index", "register/index"
MONTHS = 24
"""So many of the newest are drawn; the table has all."""


def title_of(measure: str) -> Text:
    """A measure as a page is called after it."""
    return Said(NAMES.get(measure, measure))


@cache
def article_name(article: str, among: tuple[str, ...]) -> Text:
    """What the law calls an article, or its number alone where no law file knows it.

    ``among``: the jurisdictions of the observatory, of which an article without one is the only one's.
    """
    names = {code: law_name(article, code, among) for code in LANGUAGES}
    number = said("Article {article}", article=bare_article(among, article))
    return number if names["en"] == article else joined([number, in_languages(names)], ": ")


def heading_of(measure: str, article: str, among: tuple[str, ...]) -> Text:
    """A measure under an article, as a page is called."""
    return joined([title_of(measure), article_name(article, among)], ". ")


def short_heading(counted: Counts, measure: str, article: str) -> Text:
    """The same without what the law calls the article."""
    number = said("Article {article}", article=bare_article(counted.jurisdictions, article))
    return joined([title_of(measure), number], ", ")


def in_words(when: str | None) -> Text:
    """A period as each language spells it."""
    if when is None:
        return said("not dated")
    return in_languages({code: period(when, code) for code in LANGUAGES})


def page_of(counted: Counts, measure: str, article: str) -> str:
    """The page of a measure under an article."""
    if isinstance(counted, Packaged):
        return f"register/{measure}-{article.replace(':', '-')}"
    return f"counts/{measure}-{file_name(article)}"


def bare_article(among: tuple[str, ...], article: str) -> str:
    """An article by its number, with its law where there are several."""
    return article.removeprefix(f"{among[0]}:") if len(among) == 1 else article


def coverage_of(tally: Tally) -> Text:
    """What a count rests on, in a sentence."""
    if wording_of_packages.is_of_packages(tally):
        return wording_of_packages.coverage_of(tally)
    seen = tally.coverage
    looked, every = seen["courts_looked_at"], seen["courts_looked_at"] + seen["courts_not_looked_at"]
    if not seen["first_captured"]:
        return counted(
            "Looked at: {looked} of {every} court.",
            "Looked at: {looked} of {every} courts.",
            every=every,
            looked=looked,
        )
    return counted(
        "Looked at: {looked} of {every} court; pages fetched from {first} to {last}.",
        "Looked at: {looked} of {every} courts; pages fetched from {first} to {last}.",
        every=every,
        looked=looked,
        first=in_words(seen["first_captured"][:10]),
        last=in_words(seen["last_captured"][:10]),
    )


def of_cell(observed: Counts, tally: Tally, keys: Mapping[str, str], label: Text, count: Count) -> Number:
    """The number of one cell of a tally."""
    return Number(
        keys={"measure": tally.measure, **keys},
        label=label,
        **of_count(count),
        reason=Said(REASONS.get(count.reason, count.reason)) if count.reason else None,
        unit=title_of(tally.measure),
        period=keys.get("period", ""),
        standing="tallied",
        definition=in_languages(tally.about),
        coverage=coverage_of(tally),
        statement=observed.definitions.get(tally.measure, ""),
        command=tally.command,
        synthetic=tally.synthetic,
        data=observed.data,
        **wording_of_packages.marks_of(tally, keys.get("period", ""), count),
    )


def of_article(observed: Counts, by_article: Mapping[str, Tally], article: str) -> list[Number]:
    """The numbers of an article, period by period; what is not dated stands in none."""
    if article not in by_article:
        return []
    tally, found = by_article[article], []
    for row in tally.rows:
        when = row.cell[tally.by[-1]]
        if when is not None:
            label = joined([short_heading(observed, tally.measure, article), in_words(when)], ", ")
            found.append(of_cell(observed, tally, {"article": article, "period": when}, label, row.count))
    return sorted(found, key=lambda one: one.period)


def articles_of(by_article: Mapping[str, Tally]) -> list[str]:
    """Those of which there is a number to show, in the order of the law."""
    shown = [article for article, tally in by_article.items() if any(row.count.known for row in tally.rows)]
    return sorted(shown, key=_in_order)


def _in_order(article: str) -> list[tuple[int, str]]:
    return [(len(part), part) for part in article.replace(":", ".").split(".")]


def chart_of(title: Text, unit: Text, months: list[Number], expected: Mapping[str, Estimate]) -> Chart:
    """The newest months, each counted, withheld or not known, with what is expected apart."""
    marks = []
    for one in months[-MONTHS:]:
        coming = expected.get(one.period)
        ends = coming.interval if coming else None
        drawn = (coming.value, ends.low, ends.high) if coming and ends else None
        marks.append(Mark(in_words(one.period), one, drawn if one.value is not None else None))
    return chart_of_marks(title, unit, marks)


def chart_of_marks(title: Text, unit: Text, marks: list[Mark]) -> Chart:
    """Periods in their order, with the words that say how each is drawn."""
    expected = any(one.expected is not None for one in marks)
    unfinished = any(one.number is not None and one.number.unfinished is not None for one in marks)
    drawn = wording_of_packages.DRAWN if unfinished else DRAWN
    return Chart(
        title=title,
        description=joined([drawn, Said(DRAWN_EXPECTED)], " ") if expected else drawn,
        unit=unit,
        marks=marks,
    )


DRAWN = Said(
    N_(
        "An arrow above a bar: a lower bound; a dashed top: perhaps up to there. Grey: not known; a dotted box: "
        "withheld; neither is a zero."
    )
)
DRAWN_EXPECTED = N_("A dot with a line: expected when everything is posted, with its interval.")


def sheets(observed: Counts, book: Book) -> list[Sheet]:
    """A page for each measure under each article, and one that leads to them."""
    made = [
        _sheet(observed, measure, article, book)
        for measure, by_article in observed.half_years.items()
        for article in articles_of(by_article)
    ]
    return [_index(observed, book), *made]


def _sheet(observed: Counts, measure: str, article: str, book: Book) -> Sheet:
    halves = [book.add(one) for one in of_article(observed, observed.half_years[measure], article)]
    months = [book.add(one) for one in of_article(observed, observed.months[measure], article)]
    headline = observed.headline
    own = (headline.measure, headline.article) == (measure, article)
    newest = newest_known(halves)
    lead = (
        []
        if newest is None
        else [Said("{period:opening}: {number}.", {"period": in_words(newest.period), "number": newest.mark})]
    )
    tally = observed.months[measure][article]
    what, about = in_languages(tally.unit), in_languages(tally.about)
    heading = heading_of(measure, article, observed.jurisdictions)
    of_packages = isinstance(observed, Packaged)
    headings = [said("Period"), said("Count"), said("To know") if of_packages else said("Why there is no number")]
    return Sheet(
        name=page_of(observed, measure, article),
        title=heading,
        lead=[*lead, said("Counted are {what}.", what=what)],
        chart=chart_of(
            heading,
            title_of(measure),
            months,
            headline.months_expected if own and isinstance(headline, Headline) else {},
        ),
        tables=[
            Table(said("By half-year"), headings, [_row(one) for one in halves]),
            Table(said("By month"), headings, [_row(one) for one in months]),
        ],
        notes=[
            about,
            coverage_of(tally),
            wording_of_packages.HOW_TO_READ if of_packages else HOW_TO_READ,
            *withheld_among([*halves, *months]),
        ],
        code=tally.command,
    )


def _row(one: Number) -> list[Cell]:
    """A period, its number, and why there is none or more is expected."""
    return [in_words(one.period), one, one.reason or one.unfinished or ""]


def withheld_among(numbers: Sequence[Number]) -> list[Text]:
    """How many of a page's counts are withheld, where any is; not how many of them for others' sake.

    That of two withheld counts one is small would tell more of both than is told of either.
    """
    hidden = sum(one.withheld for one in numbers)
    every = hidden + sum(one.value is not None for one in numbers)
    return [said(WITHHELD, hidden=hidden, every=every)] if hidden else []


WITHHELD = N_(
    "Withheld on this page: {hidden} of {every}. How many of these are small themselves, and how many only protect "
    "others, is not told: it would help to work them out."
)
HOW_TO_READ = Said(
    N_(
        "≥ is a lower bound: not everything could be looked at. 5–7 is one of these numbers. A dash is no number, "
        "never zero."
    )
)


def newest_known(numbers: list[Number]) -> Number | None:
    """The last of them that is a number, else the last."""
    known = [one for one in numbers if one.value is not None]
    return (known or numbers)[-1] if numbers else None


def _index(observed: Counts, book: Book) -> Sheet:
    """Articles by measure: the newest half-year of each."""
    measures = {name: by_article for name, by_article in observed.half_years.items() if articles_of(by_article)}
    articles = {one for by_article in measures.values() for one in articles_of(by_article)}
    rows: list[list[Cell]] = []
    for article in sorted(articles, key=_in_order):
        cells: list[Cell] = []
        for by_article in measures.values():
            found = of_article(observed, by_article, article)
            half = [one for one in found if one.period == observed.headline.half_year]
            cells.append(book.add(half[0]) if half else "–")
        rows.append([article_name(article, observed.jurisdictions), *cells])
    headings = [said("Article"), *(title_of(one) for one in measures)]
    of_packages = isinstance(observed, Packaged)
    return Sheet(
        name=REGISTER if of_packages else INDEX,
        title=said("Decisions by article of law") if of_packages else said("Counts by article of law"),
        lead=[said("Each measure under each article, {period}.", period=in_words(observed.headline.half_year))],
        tables=[
            Table(
                said("Measures by article"),
                headings,
                rows,
                wording_of_packages.HOW_TO_READ if of_packages else HOW_TO_READ,
            )
        ],
        links=[
            (short_heading(observed, measure, article), page_of(observed, measure, article))
            for measure, by_article in measures.items()
            for article in articles_of(by_article)
        ],
    )
