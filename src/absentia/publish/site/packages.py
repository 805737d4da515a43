"""The pages of packages of a register: what each was, and its measures under each article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from absentia.messages import N_
from absentia.model.checked import Text
from absentia.model.count import WITHHELD
from absentia.model.texts import Said, counted, joined, said, said_of
from absentia.publish.site import counts
from absentia.publish.site.counts import bare_article, in_words, of_article, title_of
from absentia.publish.site.dossier import Packaged, PackageRead
from absentia.publish.site.numbers import Book, Number
from absentia.publish.site.sheets import Cell, Sheet, Table
from absentia.publish.site.wording_of_packages import HOW_TO_READ
from absentia.tally.words import REASONS, UNREADABLE

PACKAGES = "register/packages"
_READ = (("documents", N_("Documents read")), ("refused", N_("Lines refused")))
_DEFINITION = Said(
    N_("Counted while the package was read, of all documents of the register, whatever their kind of proceedings.")
)


def sheets(packaged: Packaged, book: Book) -> list[Sheet]:
    """Measures by article, and the packages they rest on."""
    return [*counts.sheets(packaged, book), _packages(packaged, book)]


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
            HOW_TO_READ,
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
