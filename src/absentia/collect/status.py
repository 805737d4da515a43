"""How every court stands, read from the ledger: which answer, which want a captcha, which have gone dark, and why."""

from __future__ import annotations

import datetime as dt
import enum
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from absentia.collect.captcha import waiting
from absentia.collect.courts import Court
from absentia.collect.ledger import Ledger, Row
from absentia.collect.ledger.cards import next_due, overdue
from absentia.collect.ledger.values import moment, stamp, word_of
from absentia.collect.report import READ
from absentia.collect.settings import Settings
from absentia.model import LookOutcome
from absentia.model.texts import N_

OUTCOMES = ("complete", "empty", "captcha", "blocked", "unreachable", "partial", "layout_changed")


class Standing(enum.StrEnum):
    """How a court stands by the latest run that asked it; the worst first."""

    MOVED = "moved"
    """Its site says that it is elsewhere."""
    LAYOUT_CHANGED = "layout_changed"
    """It answers with pages that cannot be read."""
    DARK = "dark"
    """It does not answer, or refuses."""
    CAPTCHA = "captcha"
    """Its searches want a captcha."""
    PARTIAL = "partial"
    """It answers, and no window could be read whole."""
    NOT_ASKED = "not_asked"
    """Nobody has asked it yet."""
    ANSWERS = "answers"
    """Windows of it were read whole."""


STANDS: Mapping[Standing, str] = {
    Standing.MOVED: N_("moved"),
    Standing.LAYOUT_CHANGED: N_("pages changed"),
    Standing.DARK: N_("does not answer"),
    Standing.CAPTCHA: N_("wants a captcha"),
    Standing.PARTIAL: N_("read in part"),
    Standing.NOT_ASKED: N_("not looked at yet"),
    Standing.ANSWERS: N_("answers"),
}
"""The same in a few words for people."""
_STANDS = {
    LookOutcome.CAPTCHA: Standing.CAPTCHA,
    LookOutcome.BLOCKED: Standing.DARK,
    LookOutcome.UNREACHABLE: Standing.DARK,
    LookOutcome.LAYOUT_CHANGED: Standing.LAYOUT_CHANGED,
    LookOutcome.PARTIAL: Standing.PARTIAL,
}


def standing_of(asked: Mapping[LookOutcome, int], *, moved: bool = False) -> Standing:
    """How a court stands: by what most windows of the latest run ended with, once none of them could be read.

    Args:
        asked: windows of the latest run that asked it, by outcome; those nobody came to do not count.
        moved: its site has said since it was last read that it is elsewhere.
    """
    if moved:
        return Standing.MOVED
    if not any(asked.values()):
        return Standing.NOT_ASKED
    if any(asked.get(one) for one in READ):
        return Standing.ANSWERS
    order = list(Standing)
    by_standing: Counter[Standing] = Counter()
    for outcome, windows in asked.items():
        if not windows:
            continue
        by_standing[_STANDS[outcome]] += windows
    return min(by_standing, key=lambda one: (-by_standing[one], order.index(one)))


@dataclass(frozen=True, slots=True)
class CourtStatus:
    """One court."""

    court: str
    name: str
    standing: Standing
    first_asked: dt.datetime | None
    last_read: dt.datetime | None
    """When a window of it was last read whole."""
    outcomes: dict[str, int]
    """How the latest sweep of each window ended."""
    planned: int
    last_visit: str | None
    rest: str | None
    """Until when it is left alone."""
    reason: str | None
    """Why it does not stand well, or is left alone."""
    template: str | None
    moved_to: str | None = None
    """Where its site is now, or points to."""

    @property
    def since(self) -> dt.datetime | None:
        """Of a court that does not answer with what can be read: since when."""
        return None if self.standing is Standing.ANSWERS else self.last_read or self.first_asked

    @property
    def windows(self) -> int:
        """Windows that were ever asked for."""
        return sum(self.outcomes.values())

    @property
    def known(self) -> int:
        """Windows whose latest look was complete."""
        return sum(self.outcomes.get(one, 0) for one in READ)

    def as_json(self) -> dict[str, Any]:
        """As a row."""
        return {
            "court": self.court,
            "name": self.name,
            "standing": str(self.standing),
            "since": stamp(self.since) if self.since else None,
            **{outcome: self.outcomes.get(outcome, 0) for outcome in OUTCOMES},
            "planned": self.planned,
            "last_visit": self.last_visit,
            "rest": self.rest,
            "reason": self.reason,
            "template": self.template,
            "moved_to": self.moved_to,
        }


@dataclass(frozen=True, slots=True)
class Status:
    """The whole observatory."""

    moment: dt.datetime
    courts: tuple[CourtStatus, ...]
    captchas: tuple[dict[str, Any], ...]
    requests_today: int
    budget: int
    cards_due: int
    next_due: str | None
    last_run: str | None
    unfinished_run: str | None

    def standing(self, *which: Standing) -> tuple[CourtStatus, ...]:
        """The courts that stand so, those the longest so first."""
        found = (one for one in self.courts if one.standing in which)
        return tuple(sorted(found, key=lambda one: (one.since or self.moment, one.court)))

    def days(self, court: CourtStatus) -> int:
        """Whole days a court has not stood well."""
        return (self.moment - court.since).days if court.since else 0

    def as_json(self) -> dict[str, Any]:
        """As one document."""
        others = ("requests_today", "budget", "cards_due", "next_due", "last_run", "unfinished_run")
        return {
            "courts": [court.as_json() for court in self.courts],
            "captchas": list(self.captchas),
            **{name: getattr(self, name) for name in others},
        }


def status(ledger: Ledger | None, courts: Sequence[Court], settings: Settings, now: dt.datetime) -> Status:
    """Read it from the ledger; without one, nothing was looked at yet."""
    if ledger is None:
        rows = tuple(
            CourtStatus(
                court.host, court.name, Standing.NOT_ASKED, None, None, {}, 0, None, None, None, str(court.template)
            )
            for court in courts
        )
        return Status(now, rows, (), 0, settings.daily_budget, 0, None, None, None)
    read = _Read(ledger, now)
    due = next_due(ledger)
    last, cut = ledger.first("last_run"), ledger.first("unfinished_run")
    pictures = tuple(
        {"id": row["id"], "region": row["region"], "court": row["court"], "image": row["image"], "asked": row["asked"]}
        for row in waiting(ledger)
    )
    return Status(
        moment=now,
        courts=tuple(read.court(one) for one in courts),
        captchas=pictures,
        requests_today=ledger.spent(now.date()),
        budget=settings.daily_budget,
        cards_due=overdue(ledger, now).total(),
        next_due=stamp(due) if due else None,
        last_run=last["id"] if last else None,
        unfinished_run=cut["id"] if cut else None,
    )


class _Read:
    """What the ledger says of all courts, read once."""

    def __init__(self, ledger: Ledger, now: dt.datetime) -> None:
        self._now = now
        self._outcomes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for row in ledger.ask("latest_outcomes"):
            self._outcomes[row["court"]][word_of(LookOutcome, row["outcome"])] += 1
        self._planned = {row["court"]: row["n"] for row in ledger.ask("sweeps_open")}
        self._hosts: dict[str, Row] = {row["host"]: row for row in ledger.ask("hosts")}
        self._asked: defaultdict[str, Counter[LookOutcome]] = defaultdict(Counter)
        self._reasons: defaultdict[tuple[str, Standing], Counter[str]] = defaultdict(Counter)
        for row in ledger.ask("answers_of_latest_runs"):
            outcome = word_of(LookOutcome, row["outcome"])
            self._asked[row["court"]][outcome] += row["n"]
            if outcome in _STANDS and row["reason"]:
                self._reasons[row["court"], _STANDS[outcome]][row["reason"]] += row["n"]
        self._first = {row["court"]: row for row in ledger.ask("first_asked_and_last_read")}

    def court(self, court: Court) -> CourtStatus:
        """One court."""
        host, named = self._hosts.get(court.site), self._hosts.get(court.host)
        rests = [host["rest_until"], host["breaker_until"]] if host else []
        later = [text for text in rests if text and text > stamp(self._now)]
        gone = host is not None and (host["moved_seen"] or "") > (host["last_visit"] or "")
        moved_to = (host["moved_to"] or "") if host is not None and gone else None
        standing = standing_of(self._asked[court.host], moved=gone)
        times = self._first.get(court.host)
        return CourtStatus(
            court=court.host,
            name=court.name,
            standing=standing,
            first_asked=moment(times["first_asked"]) if times else None,
            last_read=moment(times["last_read"]) if times else None,
            outcomes=dict(self._outcomes[court.host]),
            planned=self._planned.get(court.host, 0),
            last_visit=host["last_visit"] if host else None,
            rest=max(later, default=None),
            reason="moved" if gone else self._reason(court.host, standing, host if later else None),
            template=(named["template"] if named else None) or str(court.template),
            moved_to=moved_to or court.moved_to,
        )

    def _reason(self, court: str, standing: Standing, resting: Row | None) -> str | None:
        """What opened its rest, else what most of its windows met."""
        if resting is not None and resting["reason"]:
            return str(resting["reason"])
        met = self._reasons[court, standing]
        return min(met, key=lambda one: (-met[one], one)) if met else None
