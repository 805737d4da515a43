"""What to ask, and when again: the sweeps that are due, and what they will cost in requests.

Lists cost by what such windows took before, cards by how many filings were seen.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from absentia.collect.courts import Court
from absentia.collect.ledger import Ledger
from absentia.collect.ledger.cards import SLACK, overdue, overdue_texts
from absentia.collect.ledger.sweeps import Question, Sweeps, window_of
from absentia.collect.ledger.values import moment
from absentia.collect.settings import Settings, portal_of
from absentia.model.provision import article_and_part, asked_provision

_REQUESTS_PER_SWEEP, _REQUESTS_PER_REGISTER = 1.5, 3.0
"""Guesses until a court was read, of a provision and of a whole register: pages, second readings, proofs of zero."""
_ROWS_PER_PAGE = 25
_FILINGS_A_YEAR = (6.5, 16.5)
"""Guess until a court was read: filings a year in one register of a court under one provision. The lesser is what a
rehearsal comes to that follows the counts published of 2021 to 2023, the greater what a published count of the years to
2025 does (docs/guide/collect.md)."""
_ACTS = 0.1
"""Texts of acts a card leads to."""
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests of a plan."""

    lists: int
    """Lists, forms and robots.txt."""
    cards_due: int
    """Cards and texts of acts that are known and due."""
    new_cards: tuple[int, int]
    """Cards of filings nobody has seen yet, and their acts: at least and at most."""
    seen: bool
    """Whether new filings are reckoned at the rate that was seen, not at a stated one."""

    @property
    def least(self) -> int:
        """Requests at least."""
        return self.lists + self.cards_due + self.new_cards[0]

    @property
    def most(self) -> int:
        """Requests at most."""
        return self.lists + self.cards_due + self.new_cards[1]


def cost(
    settings: Settings,
    questions: Sequence[Question],
    courts: Sequence[Court],
    ledger: Ledger | None,
    cards_due: int,
    pulses: int,
) -> Cost:
    """Reckon it.

    Args:
        settings: the observatory's.
        questions: the windows that are due.
        courts: those that are asked.
        ledger: what was read so far; ``None`` before the first run.
        cards_due: cards and texts of acts that are due.
        pulses: registers whose counters are only compared.
    """
    lists = len(courts) + pulses + _lists(settings, questions, courts, ledger)
    least, most, seen = _new_filings(questions, ledger)
    acts = 1 + (_ACTS if settings.acts else 0)
    return Cost(round(lists), cards_due, (round(least * acts), round(most * acts)), seen)


def _lists(settings: Settings, questions: Sequence[Question], courts: Sequence[Court], ledger: Ledger | None) -> float:
    """Pages of lists: what each window took when it was last seen whole, else what such windows took, else a guess."""
    total = 0.0
    wholes = {question for question in questions if question.provision is None}
    looks = ledger.ask("requests_a_look") if ledger else ()
    taken = {(row["register"], bool(row["whole"])): row["requests"] for row in looks}
    for question in questions:
        whole = question.provision is None
        if not whole and replace(question, provision=None) in wholes:
            continue  # read from the whole register
        known = ledger.first("last_size", **window_of(question)) if ledger is not None else None
        if known is None:
            guess = _REQUESTS_PER_REGISTER if whole else _REQUESTS_PER_SWEEP
            total += taken.get((question.register, whole), guess)
        else:
            pages = -(-(known["counter"] or 1) // _ROWS_PER_PAGE)
            total += pages + (pages > 1)
    registers = portal_of(settings).registers
    unknown = [one for one in courts if ledger is None or ledger.first("buildings_checked", court=one.host) is None]
    return total + sum(max(len(registers[one].databases) for one in court.registers) for court in unknown)


def _new_filings(questions: Sequence[Question], ledger: Ledger | None) -> tuple[float, float, bool]:
    """Filings under provisions in what is due and was not seen yet: at least, at most, and whether at rates seen.

    Of a register that nobody has read, other registers' rate for the provision is the most there may be.
    """
    if ledger is None:
        least, most = (
            sum(one.days for one in questions if one.provision is not None) * a_year / _DAYS_A_YEAR
            for a_year in _FILINGS_A_YEAR
        )
        return least, most, False
    filings: Counter[tuple[str | None, str]] = Counter()
    days: Counter[tuple[str | None, str]] = Counter()
    for row in ledger.ask("filings_and_days_seen"):
        for key in ((row["register"], row["provision"]), (None, row["provision"])):
            filings[key] += row["filings"]
            days[key] += row["days"]
    sweeps = Sweeps(ledger)
    least = most = 0.0
    for question in questions:
        if question.provision is None:
            continue
        known = moment(sweeps.last_known(question))
        unseen = question.days if known is None else max((question.until - known.date()).days, 0)
        own, all_registers = (question.register, question.provision), (None, question.provision)
        if days[own]:
            least += unseen * filings[own] / days[own]
            most += unseen * filings[own] / days[own]
        else:
            a_day = (
                filings[all_registers] / days[all_registers]
                if days[all_registers]
                else _FILINGS_A_YEAR[1] / _DAYS_A_YEAR
            )
            most += unseen * a_day
    return least, most, bool(days)


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
