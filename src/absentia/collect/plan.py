"""What to ask, and when again: the sweeps that are due, and what they will cost in requests."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from absentia.collect.cost import Cost, cost
from absentia.collect.courts import Court
from absentia.collect.ledger import Ledger
from absentia.collect.ledger.cards import SLACK, overdue, overdue_texts
from absentia.collect.ledger.sweeps import Question, Sweeps, window_of
from absentia.collect.ledger.values import moment
from absentia.collect.settings import Settings
from absentia.model.provision import article_and_part, asked_provision

_MONTHS_RECENT = 2
_YEAR = 365
_JULY = 7
_HEAVY = 150
"""Rows in a window of a whole register from which on it is read more rarely than single provisions."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to do."""

    settings: Settings
    courts: tuple[Court, ...]
    questions: tuple[Question, ...]
    cards_due: int
    cost: Cost
    """Estimate."""
    pulses: tuple[Question, ...] = ()
    """Older windows that are not due: their counters are held against the rows known."""

    @property
    def requests(self) -> int:
        """About how many it takes: the middle of what is expected."""
        return round((self.cost.least + self.cost.most) / 2)

    @property
    def seconds(self) -> float:
        """Shortest time it can take at the pace of the settings."""
        hosts = max(len(self.courts), 1)
        return max(
            self.requests * self.settings.seconds_per_platform, self.requests / hosts * self.settings.seconds_per_host
        )

    @property
    def digest(self) -> str:
        """Recognises a plan."""
        return hashlib.sha256(repr(self.questions).encode()).hexdigest()[:16]


def make_plan(
    settings: Settings,
    courts: Sequence[Court],
    ledger: Ledger | None,
    now: dt.datetime,
    *,
    provisions: Sequence[str] = (),
    since: dt.date | None = None,
    until: dt.date | None = None,
    everything: bool = False,
) -> Plan:
    """The sweeps that are due now.

    Args:
        settings: the observatory's.
        courts: the courts to ask.
        ledger: what is known so far; ``None`` before the first run.
        now: the moment of planning.
        provisions: only these; by default the settings' and, if set so, whole registers.
        since: first receipt date, not before the settings'.
        until: last receipt date, by default today.
        everything: also what was seen so lately that it is not due.
    """
    first, last = since or settings.since, min(until or now.date(), now.date())
    sweeps = Sweeps(ledger) if ledger else None
    questions, pulses = [], []
    whole_run = ledger is not None and not (provisions or since or until)
    for court in courts:
        buildings = _buildings(ledger, court.host)
        for register in court.registers:
            for asked, begin, end in _asked(settings, provisions, first, last, now.date()):
                for building in buildings:
                    question = Question(court.host, register, asked, begin, end, building)
                    known = moment(sweeps.last_known(question)) if sweeps else None
                    if (
                        everything
                        or known is None
                        or _due(question, known, settings, now, heavy=_heavy(question, ledger))
                    ):
                        questions.append(question)
                    elif whole_run and end < last and (asked is None or not _reads_whole(settings)):
                        pulses.append(question)
    cards = _cards_due(settings, ledger, courts, now)
    expected = cost(settings, questions, courts, ledger, cards, len({(*one.key[:-1],) for one in pulses}))
    return Plan(settings, tuple(courts), tuple(questions), cards, expected, tuple(pulses))


def windows(first: dt.date, last: dt.date, today: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """The receipt dates from ``first`` to ``last``, newest first: this and the two months before, then half-years."""
    month = today.year * 12 + today.month - 1 - _MONTHS_RECENT
    recent = max(dt.date(month // 12, month % 12 + 1, 1), first)
    if recent <= last:
        yield recent, last
    begin = min(last + dt.timedelta(days=1), recent)
    while begin > first:
        end = begin - dt.timedelta(days=1)
        begin = max(dt.date(end.year, _JULY if end.month >= _JULY else 1, 1), first)
        yield begin, end


def _asked(
    settings: Settings, provisions: Sequence[str], first: dt.date, last: dt.date, today: dt.date
) -> Iterator[tuple[str | None, dt.date, dt.date]]:
    """Whole registers first: what they show proves the zeros of single provisions without another request."""
    wanted: list[str | None] = [*provisions] if provisions else [*settings.provisions]
    if not provisions and _reads_whole(settings):
        wanted.insert(0, None)
    for begin, end in windows(first, last, today):
        for provision in wanted:
            yield asked_provision(*article_and_part(provision)), begin, end


def _reads_whole(settings: Settings) -> bool:
    return settings.whole_register or not settings.provisions


def _due(question: Question, known: dt.datetime, settings: Settings, now: dt.datetime, *, heavy: bool) -> bool:
    """Whether a window is to be looked at again: the newest every week, others the more rarely the older they are.

    A whole register is read as often as the provisions in it, which then cost nothing more, unless it is so long that
    asking for the provisions alone is less.
    """
    age = (now.date() - question.until).days
    if age <= 1 and not heavy:
        days = settings.recent_days
    elif age < _YEAR:
        days = settings.year_days
    else:
        days = settings.old_days
    return now - known >= dt.timedelta(days=days) - SLACK


def _heavy(question: Question, ledger: Ledger | None) -> bool:
    """Whether a whole register had so many rows in this window that it is read more rarely."""
    if question.provision is not None or ledger is None:
        return False
    known = ledger.first("last_counter", **window_of(question))
    return bool(known and known["counter"] > _HEAVY)


def _buildings(ledger: Ledger | None, host: str) -> tuple[int, ...]:
    """The first database and the others known to be there; unknown ones are looked for in the run itself."""
    if ledger is None:
        return (1,)
    found = ledger.ask("buildings_present", court=host)
    return (1, *sorted(row["building"] for row in found))


def _cards_due(settings: Settings, ledger: Ledger | None, courts: Sequence[Court], now: dt.datetime) -> int:
    """Cards that are due, and texts of acts."""
    if ledger is None:
        return 0
    due = overdue(ledger, now) + (overdue_texts(ledger) if settings.acts else Counter())
    return sum(due[court.host] for court in courts)
