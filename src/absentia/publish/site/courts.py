"""The pages of courts, and of what was looked at week by week."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping

from absentia.messages import N_
from absentia.model.checked import Text
from absentia.model.texts import Said, counted, in_languages, joined, said, said_of
from absentia.publish.site.cells import HOW_TO_READ, coverage_of, in_words, newest_known, of_cell, title_of
from absentia.publish.site.dossier import CourtWeeks, Observed, Seen
from absentia.publish.site.numbers import Book, Number
from absentia.publish.site.sheets import Cell, Link, Sheet, Strip, Table, Weeks, file_name

INDEX, COVERAGE = "courts/index", "coverage"
_LONGEST = 160
"""Letters of a name from a page; a court's own has fewer."""
STATES: Mapping[Seen, str] = {
    Seen.WHOLE: N_("answered in full"),
    Seen.PARTLY: N_("answered in part"),
    Seen.NOTHING: N_("asked, and no answer"),
    Seen.NOT_ASKED: N_("not asked"),
}


def page_of(court: str) -> str:
    """The page of a court."""
    return f"courts/{file_name(court)}"


def name_of(one: CourtWeeks) -> Text:
    """A court as its pages call it; its address where no page does."""
    return said_of(readable(one.name or "") or readable(one.court))


def readable(name: str) -> str:
    """A name from a page, no longer than a line, without marks that nobody sees but that turn the text around them."""
    plain = "".join(letter for letter in name if not unicodedata.category(letter).startswith("C")).strip()
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def sheets(observed: Observed, book: Book) -> list[Sheet]:
    """Each court, the list of them, and coverage."""
    numbers = _by_court(observed, book)
    made = [_court(observed, one, numbers.get(one.court, []), book) for one in observed.weeks]
    return [_index(observed, numbers), *made, _coverage(observed, book)]


def _by_court(observed: Observed, book: Book) -> dict[str, list[Number]]:
    names = {one.court: name_of(one) for one in observed.weeks}
    found: dict[str, list[Number]] = {}
    for row in observed.courts.rows:
        court, when = row.cell["court"], row.cell["half-year"]
        if court is None or when is None:
            continue
        label = joined(
            [title_of(observed.courts.measure), names.get(court, said_of(readable(court))), in_words(when)], ", "
        )
        keys = {"court": court, "period": when}
        found.setdefault(court, []).append(book.add(of_cell(observed, observed.courts, keys, label, row.count)))
    return found


def _court(observed: Observed, one: CourtWeeks, numbers: list[Number], book: Book) -> Sheet:
    weeks = _tallied(observed, [one], name_of(one), one.court, book)
    newest, measure = newest_known(numbers), title_of(observed.courts.measure)
    lead = [] if newest is None else [joined([measure, in_words(newest.period)], ", "), said_of(f"{newest.mark}")]
    lead = [joined(lead, ": ")] if lead else []
    why = [] if one.reason is None else [one.reason]
    headings = [said("Period"), measure, said("Why there is no number")]
    return Sheet(
        name=page_of(one.court),
        title=name_of(one),
        lead=[*lead, *why],
        chart=_weeks([one], said("What was looked at, week by week")),
        tables=[
            Table(
                said("By half-year"), headings, [[in_words(each.period), each, each.reason or ""] for each in numbers]
            ),
            Table(said("Weeks by answer"), [said("Answer"), said("Weeks")], weeks),
        ],
        notes=[in_languages(observed.courts.about), HOW_TO_READ, WITHHELD],
        code=observed.courts.command,
    )


WITHHELD = Said(
    N_("Small counts, and others that would give them away, are withheld: somebody could be recognised by them.")
)


def _tallied(observed: Observed, courts: list[CourtWeeks], place: Text, court: str, book: Book) -> list[list[Cell]]:
    """Weeks by what came of the questions put in them: of one court, or of all (``court`` empty)."""
    mondays = _mondays(courts)
    states = [one.weeks.get(monday, Seen.NOT_ASKED) for one in courts for monday in mondays]
    return [
        [
            Said(text),
            book.add(
                Number(
                    keys={"measure": "weeks", "court": court, "answer": state.value},
                    label=joined([said("Weeks"), place, Said(text)], ", "),
                    value=states.count(state),
                    unit=said("Weeks"),
                    standing="tallied",
                    definition=said("Weeks from the first look to the last, by what the court answered in them."),
                    command="absentia status",
                    synthetic=observed.courts.synthetic,
                    data=observed.data,
                )
            ),
        ]
        for state, text in STATES.items()
    ]


def _index(observed: Observed, numbers: Mapping[str, list[Number]]) -> Sheet:
    looked = [one for one in observed.weeks if one.reason is None]
    rows: list[list[Cell]] = []
    for one in observed.weeks:
        newest = newest_known(numbers.get(one.court, []))
        rows.append(
            [
                Link(name_of(one), page_of(one.court)),
                in_words(newest.period) if newest else "",
                newest or "",
                one.reason or "",
            ]
        )
    return Sheet(
        name=INDEX,
        title=said("The courts"),
        lead=[
            counted(
                "{looked} of {every} court could be looked at.",
                "{looked} of {every} courts could be looked at.",
                every=len(observed.weeks),
                looked=len(looked),
            )
        ],
        tables=[
            Table(
                title_of(observed.courts.measure),
                [said("Court"), said("Period"), said("Count"), said("Why it was not looked at")],
                rows,
                WITHHELD,
            )
        ],
        notes=[coverage_of(observed.courts), HOW_TO_READ],
        code=observed.courts.command,
    )


def _mondays(courts: list[CourtWeeks]) -> list[dt.date]:
    known = [monday for one in courts for monday in one.weeks]
    if not known:
        return []
    first, last = min(known), max(known)
    return [first + dt.timedelta(days=7 * number) for number in range((last - first).days // 7 + 1)]


def _stretches(one: CourtWeeks, mondays: list[dt.date]) -> list[tuple[int, int, str]]:
    """Neighbouring weeks of the same state as one; a week nobody asked in is a hole."""
    found: list[tuple[int, int, str]] = []
    for number, monday in enumerate(mondays):
        state = one.weeks.get(monday, Seen.NOT_ASKED).value.replace(" ", "-")
        if found and found[-1][2] == state:
            first, length, _state = found[-1]
            found[-1] = (first, length + 1, state)
        else:
            found.append((number, 1, state))
    return found


def _weeks(courts: list[CourtWeeks], title: Text) -> Weeks | None:
    mondays = _mondays(courts)
    if not mondays:
        return None
    strips = [Strip(name_of(one).text("en"), _stretches(one, mondays)) for one in courts]
    return Weeks(
        title=title,
        description=said(
            "One row a court, one column a week from {first} to {last}. White is a week in which nobody asked, grey "
            "one in which the court gave no answer: what happened there is not known.",
            first=in_words(str(mondays[0])),
            last=in_words(str(mondays[-1] + dt.timedelta(days=6))),
        ),
        first=str(mondays[0]),
        count=len(mondays),
        strips=strips,
    )


def _coverage(observed: Observed, book: Book) -> Sheet:
    courts = list(observed.weeks)
    rows = _tallied(observed, courts, said("all courts"), "", book)
    whole = next(cell for cell in rows[0] if isinstance(cell, Number))
    return Sheet(
        name=COVERAGE,
        title=said("What was looked at, and what was not"),
        lead=[
            counted(
                "Of {all} week of courts, answered in full: {whole}.",
                "Of {all} weeks of courts, answered in full: {whole}.",
                all=len(courts) * len(_mondays(courts)),
                whole=whole.mark,
            )
        ],
        chart=_weeks(courts, said("Courts by week")),
        tables=[Table(said("Weeks of courts by answer"), [said("Answer"), said("Weeks of courts")], rows)],
        notes=[coverage_of(observed.courts)],
    )
