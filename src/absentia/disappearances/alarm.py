"""An alarm for mass removals: a week in which far more records went missing than the past of the court makes credible.

In each ISO week in which a court was looked at, every record known of it is either found missing or not. If records
went missing independently at the rate of the earlier weeks, the number of new absences would be binomial; an alarm is a
number whose upper tail has a probability below :data:`LEVEL`, and of at least :data:`FLOOR` records. The rate is the
mean of a beta distribution that begins at :data:`PRIOR`, so that the first weeks can alarm too, and learns from the
earlier weeks. Weeks that raised an alarm teach it nothing: a mass removal must not make the next one look usual. The
same is asked of four weeks together, because a court that answers by halves shows a removal piece by piece.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from absentia.collect.ledger import Ledger
from absentia.collect.ledger.values import day_of, moment, word_of
from absentia.disappearances.episodes import Absence, AbsenceState
from absentia.disappearances.missed import absences
from absentia.model import Grain, LookOutcome
from absentia.model.alarm import Alarm
from absentia.model.period import label

LEVEL = 1e-5
"""Of 115 courts and two tests a week one in eight years would be a false alarm, were records independent."""
FLOOR = 5
SPANS = (1, 4)
"""Weeks that are tested: the week itself, and it with the three before: a court that answers by halves shows a removal
piece by piece."""
PRIOR = (1.0, 499.0)
"""Absences and presences before anything is known: a record in five hundred goes missing in a week."""
Weeks = defaultdict[dt.date, Counter[AbsenceState]]
"""New absences by the Monday of the week they were first missed in."""


def alarms(ledger: Ledger, found: Iterable[Absence]) -> list[Alarm]:
    """The alarms of every week, by court and over all courts, oldest first.

    Args:
        ledger: what was looked at.
        found: the episodes of absence it knows of, as :func:`~absentia.disappearances.missed.absences` gives them.
    """
    missing: defaultdict[str, Weeks] = defaultdict(lambda: defaultdict(Counter))
    for one in found:
        if one.disappeared or one.in_doubt:
            missing[one.known.court][_monday(one.missed.when)][one.state] += 1
    if not missing:
        return []
    known = _known(ledger, missing)
    raised = []
    together: Weeks = defaultdict(Counter)
    everything: Counter[dt.date] = Counter()
    struck: defaultdict[str, set[str]] = defaultdict(set)
    for court in {*missing, *known}:
        own = _of(court, missing[court], known.get(court, {}))
        raised += own
        # what one court explains is not told again of all
        for week in {*missing[court], *known.get(court, {})}:
            name = label(week, Grain.WEEK)
            if any(alarm.since <= name <= alarm.week for alarm in own):
                continue
            everything[week] += known.get(court, {}).get(week, 0)
            if states := missing[court].get(week):
                together[week].update(states)
                struck[name].add(court)
    # of one court alone, its own past is the judge
    raised += [
        alarm
        for alarm in _of(None, together, everything)
        if len({court for week, courts in struck.items() if alarm.since <= week <= alarm.week for court in courts}) > 1
    ]
    return sorted(raised, key=lambda alarm: (alarm.week, alarm.court or ""))


@dataclass(slots=True)
class _Week:
    """A week of a court's past."""

    monday: dt.date
    states: Counter[AbsenceState]
    known: int
    alarmed: bool = False


def _of(court: str | None, weeks: Weeks, known: Mapping[dt.date, int]) -> list[Alarm]:
    past: list[_Week] = []
    raised = []
    for monday in sorted({*weeks, *known}):
        states = weeks.get(monday, Counter())
        past.append(_Week(monday, states, max(known.get(monday, 0), states.total())))
        for span in SPANS if states else ():
            begin = monday - dt.timedelta(weeks=span - 1)
            window = [one for one in past if one.monday >= begin and not one.alarmed]
            alarm = _tested(court, window, [one for one in past if one.monday < begin and not one.alarmed])
            if alarm is not None:
                raised.append(alarm)
                for one in window:
                    one.alarmed = True
                break
    return raised


def _tested(court: str | None, window: Sequence[_Week], before: Sequence[_Week]) -> Alarm | None:
    """The alarm of some weeks, if they deserve one by the rate of those before."""
    states: Counter[AbsenceState] = Counter()
    for one in window:
        states.update(one.states)
    count, trials = states.total(), sum(one.known for one in window)
    missed = PRIOR[0] + sum(one.states.total() for one in before)
    rate = missed / (sum(PRIOR) + sum(one.known for one in before))
    if count < FLOOR or (tail := _tail(count, trials, rate)) >= LEVEL:
        return None
    struck = [one.monday for one in window if one.states]
    return Alarm(
        court=court,
        since=label(struck[0], Grain.WEEK),
        week=label(struck[-1], Grain.WEEK),
        suspected=states[AbsenceState.SUSPECTED],
        confirmed=states[AbsenceState.CONFIRMED],
        returned=states[AbsenceState.RETURNED],
        known=window[-1].known,
        expected=trials * rate,
        probability=tail,
    )


def _known(ledger: Ledger, missing: Mapping[str, Weeks]) -> dict[str, dict[dt.date, int]]:
    """Records known by court and week, for the weeks in which a listing was read to its end or something missed."""
    weeks: defaultdict[str, set[dt.date]] = defaultdict(set, {court: set(found) for court, found in missing.items()})
    for row in ledger.ask("days_looked_at"):
        if word_of(LookOutcome, row["outcome"]).known:
            weeks[row["court"]].add(_monday_of(day_of(row["day"])))
    arrivals: defaultdict[str, Counter[dt.date]] = defaultdict(Counter)
    for row in ledger.ask("records_by_first_day"):
        arrivals[row["court"]][_monday_of(day_of(row["day"]))] += row["n"]
    return {
        court: {week: sum(n for first, n in arrivals[court].items() if first <= week) for week in read}
        for court, read in weeks.items()
    }


def _monday(when: dt.datetime) -> dt.date:
    return _monday_of(when.date())


def _monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _tail(count: int, trials: int, rate: float) -> float:
    """P(X ≥ count) of a binomial distribution, summed from its largest term on."""
    log_rate, log_rest = math.log(rate), math.log1p(-rate)
    total = 0.0
    for hits in range(count, trials + 1):
        term = math.exp(
            math.lgamma(trials + 1)
            - math.lgamma(hits + 1)
            - math.lgamma(trials - hits + 1)
            + hits * log_rate
            + (trials - hits) * log_rest
        )
        total += term
        if hits > trials * rate and term < total * 1e-12:
            break
    return min(total, 1.0)


def alarms_of_run(ledger: Ledger, run: str) -> list[Alarm]:
    """The alarms a run's report is to tell: of weeks it was under way in, or of which it made an absence certain."""
    row = ledger.first("run", run=run)
    started = moment(row["started"]) if row else None
    if row is None or started is None:
        return []
    ended = moment(row["ended"])
    found = absences(ledger)
    weeks = set()
    for one in found:
        marks = [one.missed.when, *([one.confirmed.when] if one.confirmed else [])]
        if any(started <= mark and (ended is None or mark <= ended) for mark in marks):
            weeks.add(label(_monday(one.missed.when), Grain.WEEK))
    return [alarm for alarm in alarms(ledger, found) if any(alarm.since <= week <= alarm.week for week in weeks)]
