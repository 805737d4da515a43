"""The pages of courts, of what was looked at week by week, and of what courts no longer show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from absentia.messages import LANGUAGES, N_
from absentia.model.checked import Text
from absentia.model.count import Count
from absentia.model.period import Period
from absentia.model.texts import Said, in_languages, joined, said, said_of
from absentia.publish.dates import period
from absentia.publish.site.counts import (
    HOW_TO_READ,
    chart_of_marks,
    counted,
    coverage_of,
    in_words,
    newest_known,
    title_of,
)
from absentia.publish.site.dossier import CourtWeeks, Observed, Removed, Seen
from absentia.publish.site.numbers import Book, Number, of_count
from absentia.publish.site.sheets import Cell, Chart, Mark, Sheet, Strip, Table, Weeks
from absentia.tally.words import REASONS

INDEX, COVERAGE, GONE = "courts/index", "coverage", "gone"
STATES: Mapping[Seen, str] = {
    Seen.WHOLE: N_("answered in full"),
    Seen.PARTLY: N_("answered in part"),
    Seen.NOTHING: N_("asked, and no answer"),
    Seen.NOT_ASKED: N_("not asked"),
}
WEEKS = 60
"""So many of the newest are drawn."""
COLUMNS: Mapping[str, str] = {
    "disappeared": N_("Disappeared"),
    "returned": N_("Of these shown again"),
    "suspected": N_("Missed, not yet certain"),
}


def page_of(court: str) -> str:
    """The page of a court."""
    return f"courts/{court}"


def name_of(one: CourtWeeks) -> Text:
    """A court as its pages call it; its address where no page does."""
    return said_of(one.name or one.court)


def sheets(observed: Observed, book: Book) -> list[Sheet]:
    """Each court, the list of them, coverage, and disappearances."""
    numbers = _by_court(observed, book)
    made = [_court(observed, one, numbers.get(one.court, [])) for one in observed.weeks]
    found = [_index(observed, numbers), *made, _coverage(observed)]
    return [*found, _gone(observed, book)] if observed.removed else found


def _by_court(observed: Observed, book: Book) -> dict[str, list[Number]]:
    names = {one.court: name_of(one) for one in observed.weeks}
    found: dict[str, list[Number]] = {}
    for row in observed.courts.rows:
        court, when = row.cell["court"], row.cell["half-year"]
        if court is None or when is None:
            continue
        label = joined([title_of(observed.courts.measure), names.get(court, said_of(court)), in_words(when)], ", ")
        keys = {"court": court, "period": when}
        found.setdefault(court, []).append(book.add(counted(observed, observed.courts, keys, label, row.count)))
    return found


def _court(observed: Observed, one: CourtWeeks, numbers: list[Number]) -> Sheet:
    newest, measure = newest_known(numbers), title_of(observed.courts.measure)
    lead = [] if newest is None else [joined([measure, in_words(newest.period)], ", "), said_of(f"{newest.mark}")]
    lead = [joined(lead, ": ")] if lead else []
    why = [] if one.reason is None else [one.reason]
    headings = [said("Period"), measure, said("Why there is no number")]
    return Sheet(
        name=page_of(one.court),
        title=name_of(one),
        lead=[*lead, *why],
        chart=_weeks([one], said("What was looked at, week by week"), linked=False),
        tables=[
            Table(
                said("By half-year"), headings, [[in_words(each.period), each, each.reason or ""] for each in numbers]
            ),
            Table(said("Weeks by answer"), [said("Answer"), said("Weeks")], _tallied(one)),
        ],
        notes=[in_languages(observed.courts.about), HOW_TO_READ, WITHHELD],
        code=observed.courts.command,
    )


WITHHELD = Said(
    N_("Small counts, and others that would give them away, are withheld: somebody could be recognised by them.")
)


def _number(given: int) -> Text:
    return Said("{n}", {"n": given})


def _tallied(one: CourtWeeks) -> list[list[Text]]:
    mondays = _mondays([one])
    states = [one.weeks.get(monday, Seen.NOT_ASKED) for monday in mondays]
    return [[Said(text), _number(states.count(state))] for state, text in STATES.items() if state in states]


def _index(observed: Observed, numbers: Mapping[str, list[Number]]) -> Sheet:
    looked = [one for one in observed.weeks if one.reason is None]
    rows = []
    for one in observed.weeks:
        newest = newest_known(numbers.get(one.court, []))
        rows.append([name_of(one), in_words(newest.period) if newest else "", newest or "", one.reason or ""])
    return Sheet(
        name=INDEX,
        title=said("The courts"),
        lead=[said("{looked} of {every} courts could be looked at.", looked=len(looked), every=len(observed.weeks))],
        tables=[
            Table(
                title_of(observed.courts.measure),
                [said("Court"), said("Period"), said("Count"), said("Why it was not looked at")],
                rows,
                WITHHELD,
            )
        ],
        links=[(name_of(one), page_of(one.court)) for one in observed.weeks],
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


def _weeks(courts: list[CourtWeeks], title: Text, *, linked: bool) -> Weeks | None:
    mondays = _mondays(courts)
    if not mondays:
        return None
    strips = [
        Strip(one.name or one.court, page_of(one.court) if linked else None, _stretches(one, mondays)) for one in courts
    ]
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


def _coverage(observed: Observed) -> Sheet:
    courts = list(observed.weeks)
    mondays = _mondays(courts)
    states = [one.weeks.get(monday, Seen.NOT_ASKED) for one in courts for monday in mondays]
    rows = [[Said(text), _number(states.count(state))] for state, text in STATES.items()]
    return Sheet(
        name=COVERAGE,
        title=said("What was looked at, and what was not"),
        lead=[
            said(
                "Of {all} weeks of courts, {whole} were answered in full.",
                all=len(states),
                whole=states.count(Seen.WHOLE),
            )
        ],
        chart=_weeks(courts, said("Courts by week"), linked=True),
        tables=[Table(said("Weeks of courts by answer"), [said("Answer"), said("Weeks of courts")], rows)],
        notes=[coverage_of(observed.courts)],
    )


def _gone(observed: Observed, book: Book) -> Sheet:
    names = {one.court: name_of(one) for one in observed.weeks}
    total = book.add(_disappearances(observed, {"measure": "disappeared"}, TOTAL, observed.removed_in_all, ""))
    tables = [_removed(observed, one, names, book) for one in observed.removed]
    weeks = next((one for one in observed.removed if one.by == "week"), None)
    return Sheet(
        name=GONE,
        title=said("What courts showed and show no more"),
        lead=[
            said("Records confirmed gone: {number}.", number=total.mark),
            said(
                "A record is gone when looks on at least three days, six or more days apart, missed it while its court "
                "showed others."
            ),
        ],
        chart=None if weeks is None else _chart_of(observed, weeks, names),
        tables=tables,
        numbers=[total],
        notes=[HOW_TO_READ],
        code="\n".join(one.command for one in observed.removed),
    )


TOTAL = Said(N_("Records confirmed gone, in all"))


def _chart_of(observed: Observed, weeks: Removed, names: Mapping[str, Text]) -> Chart:
    marks = []
    for key, counts in weeks.rows:
        keys = {"measure": "disappeared", "week": key}
        place = _when("week", key, names)
        number = _disappearances(observed, keys, _label("disappeared", place), counts["disappeared"], weeks.command)
        marks.append(Mark(place, number))
    return chart_of_marks(Said(COLUMNS["disappeared"]), said("records of court registers"), marks[-WEEKS:])


def _when(by: str, key: str, names: Mapping[str, Text]) -> Text:
    if by == "court":
        return names.get(key, said_of(key))
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
        rows.append([place, *numbers])
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
