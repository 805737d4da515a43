"""The pages of counts: each measure under each article, their index, and what each package of a register was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from absentia.messages import N_
from absentia.model.checked import Text
from absentia.model.count import WITHHELD
from absentia.model.texts import Said, counted, in_languages, joined, said, said_of
from absentia.publish.site.cells import (
    HOW_TO_READ,
    HOW_TO_READ_PACKAGES,
    article_name,
    articles_of,
    bare_article,
    chart_of,
    coverage_of,
    heading_of,
    in_order,
    in_words,
    newest_known,
    of_article,
    short_heading,
    title_of,
)
from absentia.publish.site.dossier import Counts, Headline, Packaged, PackageRead
from absentia.publish.site.numbers import Book, Number
from absentia.publish.site.sheets import Cell, Sheet, Table, file_name
from absentia.tally.words import REASONS, UNREADABLE

INDEX, REGISTER = "counts/index", "register/index"
PACKAGES = "register/packages"
_READ = (("documents", N_("Documents read")), ("refused", N_("Lines refused")))
_DEFINITION = Said(
    N_("Counted while the package was read, of all documents of the register, whatever their kind of proceedings.")
)


def page_of(counted: Counts, measure: str, article: str) -> str:
    """The page of a measure under an article."""
    if isinstance(counted, Packaged):
        return f"register/{measure}-{article.replace(':', '-')}"
    return f"counts/{measure}-{file_name(article)}"


def sheets(observed: Counts, book: Book) -> list[Sheet]:
    """A page for each measure under each article, one that leads to them; of a register, the packages they rest on."""
    made = [
        _sheet(observed, measure, article, book)
        for measure, by_article in observed.half_years.items()
        for article in articles_of(by_article)
    ]
    packages = [_packages(observed, book)] if isinstance(observed, Packaged) else []
    return [_index(observed, book), *made, *packages]


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
            HOW_TO_READ_PACKAGES if of_packages else HOW_TO_READ,
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
    return [said(WITHHELD_HERE, hidden=hidden, every=every)] if hidden else []


WITHHELD_HERE = N_(
    "Withheld on this page: {hidden} of {every}. How many of these are small themselves, and how many only protect "
    "others, is not told: it would help to work them out."
)


def _index(observed: Counts, book: Book) -> Sheet:
    """Articles by measure: the newest half-year of each."""
    measures = {name: by_article for name, by_article in observed.half_years.items() if articles_of(by_article)}
    articles = {one for by_article in measures.values() for one in articles_of(by_article)}
    rows: list[list[Cell]] = []
    for article in sorted(articles, key=in_order):
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
                HOW_TO_READ_PACKAGES if of_packages else HOW_TO_READ,
            )
        ],
        links=[
            (short_heading(observed, measure, article), page_of(observed, measure, article))
            for measure, by_article in measures.items()
            for article in articles_of(by_article)
        ],
    )


def numbers_of(packaged: Packaged, book: Book) -> list[Number]:
    """The headline's half-year in each of the three units, the headline's first."""
    focus = packaged.headline
    found = []
    for measure in sorted(packaged.half_years, key=lambda one: one != focus.measure):
        every = of_article(packaged, packaged.half_years[measure], focus.article)
        found += [book.add(one) for one in every if one.period == focus.half_year]
    return found


def sentence(packaged: Packaged, number: Number | None) -> Text:
    """The headline in words: exact, a range, a lower bound, or why there is none."""
    focus = packaged.headline
    period = in_words(focus.half_year)
    if number is None or number.value is None:
        why = number.reason if number and number.reason else said("no article of law has enough documents to be shown")
        return said("What the register shows of the {period} is not shown here: {why}.", period=period, why=why)
    open_above = number.least is not None and number.most is None
    values = {
        "n": number.value,
        "number": number.mark_of_least if open_above else number.mark,
        "article": bare_article(packaged.jurisdictions, focus.article),
        "period": period,
    }
    return _of_documents(values, open_above) if focus.measure == "documents" else _of_cases(values, open_above)


def _of_documents(values: Mapping[str, Any], open_above: bool) -> Text:
    if open_above:
        return counted(
            "At least {number} document under Article {article} was adopted in the {period}.",
            "At least {number} documents under Article {article} were adopted in the {period}.",
            **values,
        )
    return counted(
        "{number} document under Article {article} was adopted in the {period}.",
        "{number} documents under Article {article} were adopted in the {period}.",
        **values,
    )


def _of_cases(values: Mapping[str, Any], open_above: bool) -> Text:
    if open_above:
        return counted(
            "At least {number} case under Article {article} had a document adopted in the {period}.",
            "At least {number} cases under Article {article} had a document adopted in the {period}.",
            **values,
        )
    return counted(
        "{number} case under Article {article} had a document adopted in the {period}.",
        "{number} cases under Article {article} had a document adopted in the {period}.",
        **values,
    )


def _packages(packaged: Packaged, book: Book) -> Sheet:
    rows: list[list[Cell]] = [
        [in_words(str(one.day)), said_of(str(one.year)), *(book.add(_number(packaged, one, *each)) for each in _READ)]
        for one in packaged.packages
    ]
    unplaced: list[list[Cell]] = [
        [Said(UNREADABLE[name]), book.add(_unplaced(packaged, name))] for name in packaged.unplaced
    ]
    headings = [said("Package of"), said("Documents received in"), *(Said(text) for _name, text in _READ)]
    return Sheet(
        name=PACKAGES,
        title=said("The packages"),
        lead=[
            said(
                "Counted are packages of all documents of a register, up to {day}; adopted up to {whole}, no more are "
                "expected.",
                day=in_words(str(packaged.until)),
                whole=in_words(str(packaged.whole_until)),
            )
        ],
        tables=[
            Table(said("Packages, and what was read of them"), headings, rows),
            Table(said("Documents that stand in no count"), [said("Why"), said("Documents")], unplaced),
        ],
        notes=[
            said("A package is the whole register of a year; a count rests on the newest of each year."),
            *(said("Package of {day}: SHA-256 {digest}", day=in_words(str(one.day)), digest=one.digest)
              for one in packaged.packages),
            said("From: {source}.", source=packaged.credit),
            HOW_TO_READ_PACKAGES,
        ],
    )  # fmt: skip


def _number(packaged: Packaged, one: PackageRead, name: str, text: str) -> Number:
    return Number(
        keys={"measure": f"package:{name}", "period": str(one.year)},
        label=joined([Said(text), said("documents received in {year}", year=str(one.year))], ", "),
        value=getattr(one, name),
        unit=Said(text),
        period=str(one.year),
        standing="tallied",
        definition=_DEFINITION,
        coverage=said("Package of {day}, SHA-256 {digest}", day=in_words(str(one.day)), digest=one.digest),
        data=packaged.data,
        synthetic=packaged.synthetic,
    )


def _unplaced(packaged: Packaged, name: str) -> Number:
    return Number(
        keys={"measure": f"unplaced:{name}"},
        label=joined([said("Documents that stand in no count"), Said(UNREADABLE[name])], ", "),
        value=packaged.unplaced[name],
        reason=Said(REASONS[WITHHELD]) if packaged.unplaced[name] is None else None,
        unit=title_of("documents"),
        standing="tallied",
        definition=said(
            "Documents in criminal proceedings that could not be placed: small numbers of them are withheld."
        ),
        command="absentia tally documents",
        data=packaged.data,
        synthetic=packaged.synthetic,
    )
