"""What the ledger tells: of a run in ``runs/<id>/`` (index, statistics, issues, delta), and of every court."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from absentia import __version__
from absentia.archive.naming import capture_id
from absentia.archive.storage import LocationFails
from absentia.archive.watermark import own_key
from absentia.collect.captcha import waiting
from absentia.collect.courts import Court
from absentia.collect.ledger import Ledger, Row
from absentia.collect.ledger.cards import next_due, overdue
from absentia.collect.ledger.values import stamp, word_of
from absentia.collect.settings import Settings, shown_provision
from absentia.durable import write_atomically
from absentia.errors import LayoutChanged, SourceBlocked
from absentia.model import LookOutcome
from absentia.model.alarm import Alarm
from absentia.observatory import Observatory

Alarms = Callable[[Ledger, str], Sequence[Alarm]]
"""Says of a ledger what is alarming in a run: ``absentia.disappearances.alarms_of_run``."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did."""

    run: str
    folder: Path
    outcomes: Mapping[str, int]
    """Sweeps by outcome; parts of split windows are not counted."""
    requests: int
    courts: int
    new_filings: int
    changed_filings: int
    cards_opened: int
    cards_gone: int
    captchas_waiting: int
    over_budget: int = 0
    """Sweeps that nobody began or ended, because the requests of the day were spent."""
    internal_errors: int = 0
    alarms: tuple[Alarm, ...] = ()
    """Weeks of this run in which far more records went missing than the past makes credible."""
    not_shared: str | None = None
    """Why what was collected could not be put into the location others read; it stands in the archive here."""

    @property
    def exit_code(self) -> int:
        """4 where a layout changed, 3 where courts were asked and none could be read, or sharing failed."""
        outcomes = Counter(self.outcomes)
        if outcomes[LookOutcome.LAYOUT_CHANGED]:
            return LayoutChanged.exit_code
        read = outcomes[LookOutcome.COMPLETE] + outcomes[LookOutcome.EMPTY]
        barred = sum(outcomes[one] for one in (LookOutcome.CAPTCHA, LookOutcome.BLOCKED, LookOutcome.UNREACHABLE))
        if barred and not read and not self.cards_opened:
            return SourceBlocked.exit_code
        if self.not_shared:
            return LocationFails.exit_code
        return 1 if self.internal_errors else 0

    def as_json(self) -> dict[str, Any]:
        """The statistics, for people's programs."""
        return {
            "run": self.run,
            "outcomes": dict(sorted(self.outcomes.items())),
            "requests": self.requests,
            "courts": self.courts,
            "new_filings": self.new_filings,
            "changed_filings": self.changed_filings,
            "cards_opened": self.cards_opened,
            "cards_gone": self.cards_gone,
            "captchas_waiting": self.captchas_waiting,
            "over_budget": self.over_budget,
            "alarms": [alarm.as_json() for alarm in self.alarms],
        } | ({"not_shared": self.not_shared} if self.not_shared else {})


def write_report(
    observatory: Observatory,
    ledger: Ledger,
    run: str,
    internal: Mapping[str, str],
    alarms: Alarms,
    jurisdiction: str,
) -> RunReport:
    """Write the run's folder; calling it again writes the same."""
    folder = observatory.runs / run
    known, numbers = ledger.first("run", run=run), ledger.first("numbers_of_run", run=run)
    assert known is not None
    assert numbers is not None
    outcomes = {row["outcome"]: row["n"] for row in ledger.ask("outcomes_of_run", run=run)}
    report = RunReport(
        run=run,
        folder=folder,
        outcomes=outcomes,
        requests=numbers["requests"],
        courts=numbers["courts"],
        new_filings=known["new_filings"],
        changed_filings=known["changed_filings"],
        cards_opened=known["cards_opened"],
        cards_gone=known["cards_gone"],
        captchas_waiting=numbers["captchas_waiting"],
        over_budget=numbers["over_budget"],
        internal_errors=len(internal),
        alarms=tuple(alarms(ledger, run)),
    )
    statistics = report.as_json()
    statistics["requests_by_kind"] = {row["kind"]: row["n"] for row in ledger.ask("requests_of_run", run=run)}
    index = {
        "run": run,
        "verb": "collect",
        "absentia": __version__,
        "started": known["started"],
        "ended": known["ended"],
        "plan": known["plan_digest"],
    }
    _write(folder / "index.json", index)
    _write(folder / "statistics.json", statistics)
    _write(folder / "delta.json", _delta(ledger, run, known["started"], jurisdiction))
    raised = [alarm.as_json() for alarm in report.alarms]
    issues = [
        *raised,
        *_issues(ledger, run, own_key(observatory), jurisdiction),
        *({"court": court, "kind": kind} for court, kind in sorted(internal.items())),
    ]
    text = "".join(json.dumps(issue, ensure_ascii=False) + "\n" for issue in issues)
    write_atomically(folder / "issues.jsonl", text.encode())
    return report


def _issues(ledger: Ledger, run: str, key: bytes, jurisdiction: str) -> list[dict[str, Any]]:
    """Every sweep that does not know: what was asked, how it ended, why, and the first page of the answer."""
    rows = ledger.ask("issues_of_run", run=run)
    return [_shown(row, jurisdiction) | {"capture": row["capture"] and capture_id(key, row["capture"])} for row in rows]


def _shown(row: Row, jurisdiction: str) -> dict[str, Any]:
    """A row of the ledger, its provision as people write it."""
    return dict(row) | {"provision": shown_provision(row["provision"], jurisdiction)}


def _delta(ledger: Ledger, run: str, started: str, jurisdiction: str) -> dict[str, Any]:
    """Why numbers may have changed: windows that ended otherwise than before, and records that came, went, returned."""
    turned = ledger.ask("outcomes_turned", run=run)
    counts = {
        row["kind"]: {"seen": row["seen"], "absent": row["absent"]}
        for row in ledger.ask("sightings_since", started=started)
    }
    return {"outcomes_changed": [_shown(row, jurisdiction) for row in turned], "sightings": counts}


def _write(file: Path, content: dict[str, Any]) -> None:
    write_atomically(file, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())


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
    hosts = {row["host"]: row for row in ledger.ask("hosts")}
    rows = tuple(_court(court, outcomes[court.host], planned[court.host], hosts, now) for court in courts)
    due = next_due(ledger)
    last, cut = ledger.first("last_run"), ledger.first("unfinished_run")
    pictures = tuple(
        {"id": row["id"], "region": row["region"], "court": row["court"], "image": row["image"], "asked": row["asked"]}
        for row in waiting(ledger)
    )
    return Status(
        courts=rows,
        captchas=pictures,
        requests_today=ledger.spent(now.date()),
        budget=settings.daily_budget,
        cards_due=overdue(ledger, now).total(),
        next_due=stamp(due) if due else None,
        last_run=last["id"] if last else None,
        unfinished_run=cut["id"] if cut else None,
    )


def _outcomes(ledger: Ledger) -> tuple[defaultdict[str, Counter[str]], Counter[str]]:
    outcomes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in ledger.ask("latest_outcomes"):
        outcomes[row["court"]][word_of(LookOutcome, row["outcome"])] += 1
    return outcomes, Counter({row["court"]: row["n"] for row in ledger.ask("sweeps_open")})


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
