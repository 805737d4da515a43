"""What a plan costs in requests: lists by what such windows took before, cards by how many filings were seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from absentia.collect.courts import Court
from absentia.collect.ledger import Ledger
from absentia.collect.ledger.sweeps import Question, Sweeps, window_of
from absentia.collect.ledger.values import moment
from absentia.collect.settings import Settings, portal_of

_REQUESTS_PER_SWEEP, _REQUESTS_PER_REGISTER = 1.5, 3.0
"""Guesses until a court was read, of a provision and of a whole register: pages, second readings, proofs of zero."""
_ROWS_PER_PAGE = 25
_FILINGS_A_YEAR = (6.5, 16.5)
"""Guess until a court was read: filings a year in one register of a court under one provision. The lesser is what a
rehearsal comes to that follows the counts published of 2021 to 2023, the greater what a published count of the years to
2025 does (docs/guide/collect.md)."""
_ACTS = 0.1
"""Texts of acts a card leads to."""
_YEAR = 365.25


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
            sum(one.days for one in questions if one.provision is not None) * a_year / _YEAR
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
            a_day = filings[all_registers] / days[all_registers] if days[all_registers] else _FILINGS_A_YEAR[1] / _YEAR
            most += unseen * a_day
    return least, most, bool(days)
