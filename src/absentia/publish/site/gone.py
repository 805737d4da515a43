"""The pages of what courts showed and show no more: in all, by court, and week by week."""

from __future__ import annotations

from collections.abc import Mapping

from absentia.messages import LANGUAGES, N_
from absentia.model.checked import Text
from absentia.model.count import Count
from absentia.model.numbers import period
from absentia.model.period import Period
from absentia.model.texts import Said, in_languages, joined, said, said_of
from absentia.publish.site.cells import HOW_TO_READ, chart_of_marks, in_words
from absentia.publish.site.courts import WITHHELD, name_of, page_of, readable
from absentia.publish.site.dossier import Observed, Removed
from absentia.publish.site.numbers import Book, Number, of_count
from absentia.publish.site.sheets import Cell, Chart, Link, Mark, Sheet, Table
from absentia.tally.words import REASONS

GONE, BY_WEEK = "gone", "gone-weeks"
WEEKS = 40
"""So many of the newest are drawn."""
COLUMNS: Mapping[str, str] = {
    "disappeared": N_("Disappeared"),
    "returned": N_("Of these shown again"),
    "suspected": N_("Missed, not yet certain"),
}


def sheets(observed: Observed, book: Book) -> list[Sheet]:
    """In all with a chart, by court; the table of weeks has a page of its own."""
    if not observed.removed:
        return []
    names = {one.court: name_of(one) for one in observed.weeks}
    tables = {one.by: _removed(observed, one, names, book) for one in observed.removed}
    commands = {one.by: one.command for one in observed.removed}
    total = book.add(_disappearances(observed, {"measure": "disappeared"}, TOTAL, observed.removed_in_all, ""))
    weeks = next((one for one in observed.removed if one.by == "week"), None)
    title = said("What courts showed and show no more")
    first = Sheet(
        name=GONE,
        title=title,
        lead=[
            said("Records confirmed gone: {number}.", number=total.mark),
            said(
                "A record is gone when looks on at least three days, six or more days apart, missed it while its court "
                "showed others."
            ),
        ],
        chart=None if weeks is None else _chart_of(observed, weeks, names),
        tables=[tables["court"]] if "court" in tables else [],
        numbers=[total],
        notes=[HOW_TO_READ],
        links=[(said("By week"), BY_WEEK)] if "week" in tables else [],
        code=commands.get("court", ""),
    )
    if "week" not in tables:
        return [first]
    second = Sheet(
        name=BY_WEEK,
        title=joined([title, said("By week")], ": "),
        tables=[tables["week"]],
        notes=[HOW_TO_READ],
        links=[(title, GONE)],
        code=commands["week"],
    )
    return [first, second]


TOTAL = Said(N_("Records confirmed gone, in all"))


def _chart_of(observed: Observed, weeks: Removed, names: Mapping[str, Text]) -> Chart:
    marks = []
    for key, counts in weeks.rows:
        keys = {"measure": "disappeared", "week": key}
        place = _when("week", key, names)
        number = _disappearances(observed, keys, _label("disappeared", place), counts["disappeared"], weeks.command)
        marks.append(Mark(in_words(str(Period.parse(key).start)), number))
    title = said("Disappeared, by the week from this day on in which they were first missed")
    return chart_of_marks(title, said("records of court registers"), marks[-WEEKS:])


def _when(by: str, key: str, names: Mapping[str, Text]) -> Text:
    if by == "court":
        return names.get(key, said_of(readable(key)))
    monday = Period.parse(key).start
    return said("week from {day}", day=in_languages({code: period(str(monday), code) for code in LANGUAGES}))


def _label(column: str, place: Text) -> Text:
    return joined([Said(COLUMNS[column]), place], ", ")


def _disappearances(observed: Observed, keys: Mapping[str, str], label: Text, count: Count, command: str) -> Number:
    return Number(
        keys=keys,
        label=label,
        **of_count(count),
        reason=_reason(count.reason),
        unit=said("records of court registers"),
        period=keys.get("week", ""),
        standing="tallied",
        definition=said("Records that were seen and are confirmed gone, by the captures of both."),
        command=command,
        synthetic=observed.courts.synthetic,
        data=observed.data,
    )


def _removed(observed: Observed, removed: Removed, names: Mapping[str, Text], book: Book) -> Table:
    rows: list[list[Cell]] = []
    for key, counts in removed.rows:
        place = _when(removed.by, key, names)
        numbers = [
            book.add(
                _disappearances(
                    observed, {"measure": column, removed.by: key}, _label(column, place), count, removed.command
                )
            )
            for column, count in counts.items()
        ]
        rows.append([Link(place, page_of(key)) if removed.by == "court" and key in names else place, *numbers])
    first = said("Court") if removed.by == "court" else said("Week in which they were first missed")
    title = said("By court") if removed.by == "court" else said("By week")
    return Table(title, [first, *(Said(one) for one in COLUMNS.values())], rows, WITHHELD)


def _reason(word: str | None) -> Text | None:
    """Why a count of disappearances is none: ``could_not_look:captcha`` says by what."""
    if word is None:
        return None
    kind, _colon, outcome = word.partition(":")
    if kind == "looked_too_briefly":
        return said("looked at too briefly")
    return Said(REASONS.get(outcome or kind, N_("nobody could look")))
