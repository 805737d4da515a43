"""The pages about the site itself: methods, the data dictionary, corrections, and why a number changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from absentia.messages import N_
from absentia.model.checked import Text
from absentia.model.texts import Said, counted, in_languages, joined, said, said_of
from absentia.publish.site.cells import in_words, title_of
from absentia.publish.site.corrections import Change, Correction
from absentia.publish.site.dossier import Dossier
from absentia.publish.site.numbers import Book
from absentia.publish.site.sheets import Cell, Sheet, Table

METHODS, DATA, CORRECTIONS, CHANGES = "methods", "data", "corrections", "changes"
COLUMNS: Mapping[str, str] = {
    "id": N_("What the number is known by, in every version"),
    "what": N_("What it is, in words"),
    "value": N_("The number; of a range the lower bound; empty: there is none"),
    "least": N_("The least it can be, where it is not exact"),
    "most": N_("The most it can be, where it is not exact; empty beside a least: nothing limits it"),
    "reason": N_("Why there is no number"),
    "unit": N_("What is counted"),
    "period": N_("A day, month, half-year or year, or two days"),
    "low": N_("Lower bound of the interval"),
    "high": N_("Upper bound of the interval"),
    "level": N_("Level of the interval"),
    "interval": N_("Kind of the interval"),
    "standing": N_("Published, computed, estimated or tallied"),
    "synthetic": N_("“synthetic”: counted from invented pages"),
    "unfinished": N_("Why more is still expected of its period; empty: it is whole"),
    "measure": N_("The name of the count"),
    "article": N_("The article of law, or the publication checked"),
    "court": N_("The court's address"),
}
"""Of the tables to download, in their order."""
OF_PAGES: Sequence[str] = (
    N_("Counted is what pages of courts show; what could not be looked at makes a count a lower bound, never a zero."),
    N_("Expected is what a count will be when everything is posted; hidden is what the numbers of registers tell of "
       "filings that no page shows. The three are never added, and each has its own date."),
)  # fmt: skip
OF_PACKAGES: Sequence[str] = (
    N_("Of a register of decisions its packages are counted: documents, cases seen and cases with a verdict are three "
       "units, never added to each other and never divided by each other, nor by registered offences or persons."),
    N_("A document has an article of law as its category, never a part of one. Where documents of a case have "
       "different ones, the count of cases is a range: from those all of whose documents have the article to those any "
       "of which has."),
    N_("Documents of the newest 90 days still come: of them there are so many at least, of cases there is no number "
       "yet."),
    N_("Counted are courts of first instance of the whole country. No court, region, case number, judge or text is "
       "published."),
)  # fmt: skip
HONEST: Sequence[str] = (
    N_("An estimate whose assumptions fail gives its reason instead of a number."),
    N_("Small counts, and others that would give them away, are withheld: somebody could be recognised by them."),
    N_("A published number never changes within its version. A later version gives another only where new data explain "
       "it, or with a correction that says what was wrong."),
)  # fmt: skip
SHOWN_CHANGES = 120
"""So many stand on their page."""
SEVERITIES: Mapping[str, str] = {"minor": N_("minor"), "major": N_("major: conclusions may be others")}
WHY: Mapping[str, str] = {
    "new data": N_("new data"),
    "correction": N_("a correction"),
    "withheld": N_("withheld now, or no longer: small counts are protected together"),
    "nothing": N_("nothing explains it"),
}


def sheets(dossier: Dossier, book: Book, changes: Sequence[Change], before: str | None) -> list[Sheet]:
    """All four."""
    return [_methods(dossier), _data(dossier), _corrections(dossier, book), _changes(changes, before)]


def honest(dossier: Dossier) -> list[Text]:
    """What is to be known of the numbers of a site, whatever they are."""
    of_pages = OF_PAGES if dossier.observed is not None or dossier.packaged is None else ()
    of_packages = OF_PACKAGES if dossier.packaged is not None else ()
    credit = [said("From: {source}.", source=dossier.packaged.credit)] if dossier.packaged is not None else []
    return [*credit, *(Said(one) for one in (*of_pages, *of_packages, *HONEST))]


def _methods(dossier: Dossier) -> Sheet:
    tables, counted = [], [one for one in (dossier.observed, dossier.packaged) if one is not None]
    tallies = {name: next(iter(by.values())) for one in counted for name, by in one.months.items() if by}
    if counted:
        rows = [[title_of(name), in_languages(one.unit), in_languages(one.about)] for name, one in tallies.items()]
        tables = [Table(said("The measures"), [said("Measure"), said("One of it is"), said("What is in it")], rows)]
    terms = [joined([one.terms, one.data], ": ") for one in dossier.licences]
    return Sheet(
        name=METHODS,
        title=said("Methods"),
        lead=[said("How the numbers came about, and what they cannot tell.")],
        tables=tables,
        notes=[*honest(dossier), *terms],
        template="methods.html",
        more={"definitions": {name: one for each in counted for name, one in each.definitions.items()}},
    )


def _data(dossier: Dossier) -> Sheet:
    rows = [[said_of(name), Said(text)] for name, text in COLUMNS.items()]
    return Sheet(
        name=DATA,
        title=said("Data"),
        lead=[said("Every page has its numbers as a table beside it; one archive holds all of them.")],
        tables=[Table(said("The columns"), [said("Column"), said("Meaning")], rows)],
        template="data.html",
        structured=_dataset(dossier),
    )


def _dataset(dossier: Dossier) -> dict[str, Any]:
    """The tables as schema.org's Dataset; the page adds where they can be fetched."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": dossier.title,
        "description": said(
            "Counts and checked numbers, each with unit, period, coverage and citation{synthetic}.",
            synthetic=said(" (synthetic where a row says so: invented pages)") if dossier.synthetic else "",
        ),
        "isAccessibleForFree": True,
        "variableMeasured": list(COLUMNS),
        "creator": {"@type": "Organization", "name": dossier.title},
    }


def _corrections(dossier: Dossier, book: Book) -> Sheet:
    rows = [row for one in dossier.corrections for row in _correction(one, book)]
    headings = [said("Number"), said("Now"), said("What stood there"), said("What is right"), said("Evidence"),
                said("Noticed by"), said("Found, mended"), said("Weight")]  # fmt: skip
    return Sheet(
        name=CORRECTIONS,
        title=said("Corrections"),
        lead=[said("What was wrong in an earlier version, what is right, and who noticed.") if rows
              else said("Nothing had to be corrected so far.")],
        tables=[Table(said("Corrections"), headings, rows)] if rows else [],
        template="followed.html",
        more={"feed": "corrections.atom", "follow": said("Follow corrections (Atom)")},
    )  # fmt: skip


def _correction(one: Correction, book: Book) -> list[list[Any]]:
    """A row for each number it concerns that is still shown."""
    texts = [in_languages(part.model_dump()) for part in (one.stood, one.right, one.evidence, one.noticed_by)]
    days = joined([in_words(str(one.found)), in_words(str(one.fixed))], ", ")
    rest = [*texts, days, Said(SEVERITIES[one.severity])]
    known = [book.numbers[each] for each in one.numbers if each in book.numbers]
    return [[number.label, number, *rest] for number in known] or [[said("not shown here"), "", *rest]]


def _changes(changes: Sequence[Change], before: str | None) -> Sheet:
    if before is None:
        lead = said("This is the first version: nothing could change.")
    elif not changes:
        lead = said("No number is another than in the version of {day}.", day=in_words(before[:10]))
    else:
        lead = counted(
            "{n} number is another than in the version of {day}.",
            "{n} numbers are others than in the version of {day}.",
            n=len(changes),
            day=in_words(before[:10]),
        )
    rows: list[list[Cell]] = [
        [one.number.label, one.before, one.number, Said(WHY[one.why])] for one in changes[:SHOWN_CHANGES]
    ]
    more = len(changes) - len(rows)
    note = said("{n} more stand in the table to download.", n=more) if more else None
    headings = [said("Number"), said("Before"), said("Now"), said("Why")]
    return Sheet(
        name=CHANGES,
        title=said("Why did this number change?"),
        lead=[lead],
        tables=[Table(said("Changed numbers"), headings, rows, note)] if rows else [],
        numbers=[one.number for one in changes],
        template="followed.html",
        more={"feed": "changes.atom", "follow": said("Follow changes (Atom)")},
    )
