"""What the ledger says: courts and how their sweeps last ended, captchas that wait, the budget, what is due next."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from absentia.collect.captchas import waiting
from absentia.collect.cards import next_due, overdue
from absentia.collect.courts import Court
from absentia.collect.ledger import Ledger
from absentia.collect.settings import Settings
from absentia.collect.written import stamp, word_of
from absentia.model import LookOutcome


@dataclass(frozen=True, slots=True)
class CourtStatus:
    """One court."""

    court: str
    name: str
    outcomes: dict[str, int]
    """How the latest sweep of each window ended."""
    planned: int
    last_visit: str | None
    rest: str | None
    """Until when it is left alone."""
    reason: str | None
    template: str | None
    moved_to: str | None = None
    """Where its site is now, or points to."""

    def as_json(self) -> dict[str, Any]:
        """As a row."""
        return {
            "court": self.court,
            "name": self.name,
            **{outcome: self.outcomes.get(outcome, 0) for outcome in OUTCOMES},
            "planned": self.planned,
            "last_visit": self.last_visit,
            "rest": self.rest,
            "reason": self.reason,
            "template": self.template,
            "moved_to": self.moved_to,
        }


OUTCOMES = ("complete", "empty", "captcha", "blocked", "unreachable", "partial", "layout_changed")


@dataclass(frozen=True, slots=True)
class Status:
    """The whole observatory."""

    courts: tuple[CourtStatus, ...]
    captchas: tuple[dict[str, Any], ...]
    requests_today: int
    budget: int
    cards_due: int
    next_due: str | None
    last_run: str | None
    unfinished_run: str | None

    def as_json(self) -> dict[str, Any]:
        """As one document."""
        return {
            "courts": [court.as_json() for court in self.courts],
            "captchas": list(self.captchas),
            "requests_today": self.requests_today,
            "budget": self.budget,
            "cards_due": self.cards_due,
            "next_due": self.next_due,
            "last_run": self.last_run,
            "unfinished_run": self.unfinished_run,
        }


def status(ledger: Ledger | None, courts: Sequence[Court], settings: Settings, now: dt.datetime) -> Status:
    """Read it from the ledger; without one, nothing was looked at yet."""
    if ledger is None:
        rows = tuple(
            CourtStatus(court.host, court.name, {}, 0, None, None, None, str(court.template)) for court in courts
        )
        return Status(rows, (), 0, settings.daily_budget, 0, None, None, None)
    outcomes, planned = _outcomes(ledger)
    hosts = {row["host"]: row for row in ledger.rows("SELECT * FROM hosts")}
    rows = tuple(_court(court, outcomes[court.host], planned[court.host], hosts, now) for court in courts)
    due = next_due(ledger)
    last = ledger.row("SELECT id FROM runs WHERE ended IS NOT NULL ORDER BY started DESC LIMIT 1")
    cut = ledger.row("SELECT id FROM runs WHERE ended IS NULL ORDER BY started DESC LIMIT 1")
    pictures = tuple(
        {"id": row["id"], "region": row["region"], "court": row["court"], "image": row["image"], "asked": row["asked"]}
        for row in waiting(ledger)
    )
    return Status(
        courts=rows,
        captchas=pictures,
        requests_today=ledger.spent(now.date()),
        budget=settings.daily_budget,
        cards_due=overdue(ledger, now),
        next_due=stamp(due) if due else None,
        last_run=last["id"] if last else None,
        unfinished_run=cut["id"] if cut else None,
    )


def _outcomes(ledger: Ledger) -> tuple[defaultdict[str, Counter[str]], Counter[str]]:
    latest = ledger.rows("SELECT court, outcome FROM latest_looks")
    outcomes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in latest:
        outcomes[row["court"]][word_of(LookOutcome, row["outcome"])] += 1
    open_ones = ledger.rows("SELECT court, count(*) AS n FROM sweeps WHERE outcome IS NULL GROUP BY court")
    return outcomes, Counter({row["court"]: row["n"] for row in open_ones})


def _court(
    court: Court, outcomes: Counter[str], planned: int, hosts: Mapping[str, Any], now: dt.datetime
) -> CourtStatus:
    host, named = hosts.get(court.site), hosts.get(court.host)
    rests = [host["rest_until"], host["breaker_until"]] if host else []
    later = [text for text in rests if text and text > stamp(now)]
    gone = host is not None and (host["moved_seen"] or "") > (host["last_visit"] or "")
    moved_to = (host["moved_to"] or "") if host is not None and gone else None
    return CourtStatus(
        court=court.host,
        name=court.name,
        outcomes=dict(outcomes),
        planned=planned,
        last_visit=host["last_visit"] if host else None,
        rest=max(later, default=None),
        reason="moved" if moved_to is not None else host["reason"] if host and later else None,
        template=(named["template"] if named else None) or str(court.template),
        moved_to=moved_to or court.moved_to,
    )
