"""A run of the collector explains itself: ``runs/<id>/`` with index, statistics, issues and delta, from the ledger."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from absentia import __version__
from absentia.archive.naming import capture_id
from absentia.archive.storage import LocationFails
from absentia.archive.watermark import own_key
from absentia.collect.ledger import Ledger
from absentia.errors import LayoutChanged, SourceBlocked
from absentia.model import LookOutcome
from absentia.model.alarm import Alarm
from absentia.observatory import Observatory, write_atomically

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
    observatory: Observatory, ledger: Ledger, run: str, internal: Mapping[str, str], alarms: Alarms
) -> RunReport:
    """Write the run's folder; calling it again writes the same."""
    folder = observatory.runs / run
    known = ledger.row("SELECT * FROM runs WHERE id = ?", (run,))
    assert known is not None
    outcomes = {
        row["outcome"]: row["n"]
        for row in ledger.rows(
            "SELECT outcome, count(*) AS n FROM sweeps WHERE run = ? AND parent IS NULL AND outcome IS NOT NULL "
            "GROUP BY outcome",
            (run,),
        )
    }
    report = RunReport(
        run=run,
        folder=folder,
        outcomes=outcomes,
        requests=_number(ledger, "SELECT count(*) AS n FROM requests WHERE run = ?", run),
        courts=_number(ledger, "SELECT count(DISTINCT court) AS n FROM sweeps WHERE run = ?", run),
        new_filings=known["new_filings"],
        changed_filings=known["changed_filings"],
        cards_opened=known["cards_opened"],
        cards_gone=known["cards_gone"],
        captchas_waiting=_number(
            ledger, "SELECT count(*) AS n FROM captcha WHERE answer IS NULL AND refused IS NULL", None
        ),
        over_budget=_number(
            ledger,
            "SELECT count(*) AS n FROM sweeps WHERE run = ? AND parent IS NULL AND reason = 'budget' "
            "AND outcome IS NOT NULL",
            run,
        ),
        internal_errors=len(internal),
        alarms=tuple(alarms(ledger, run)),
    )
    statistics = report.as_json()
    statistics["requests_by_kind"] = {
        row["kind"]: row["n"]
        for row in ledger.rows(
            "SELECT kind, count(*) AS n FROM requests WHERE run = ? GROUP BY kind ORDER BY kind", (run,)
        )
    }
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
    _write(folder / "delta.json", _delta(ledger, run, known["started"]))
    raised = [alarm.as_json() for alarm in report.alarms]
    issues = [
        *raised,
        *_issues(ledger, run, own_key(observatory)),
        *({"court": court, "kind": kind} for court, kind in sorted(internal.items())),
    ]
    text = "".join(json.dumps(issue, ensure_ascii=False) + "\n" for issue in issues)
    write_atomically(folder / "issues.jsonl", text.encode())
    return report


def _issues(ledger: Ledger, run: str, key: bytes) -> list[dict[str, Any]]:
    """Every sweep that does not know: what was asked, how it ended, why, and the first page of the answer."""
    rows = ledger.rows(
        "SELECT court, register, provision, since, until, building, outcome, reason, "
        "json_extract(captures, '$[0]') AS capture FROM sweeps "
        "WHERE run = ? AND parent IS NULL AND outcome NOT IN ('complete', 'empty') ORDER BY court, id",
        (run,),
    )
    return [dict(row) | {"capture": row["capture"] and capture_id(key, row["capture"])} for row in rows]


def _delta(ledger: Ledger, run: str, started: str) -> dict[str, Any]:
    """Why numbers may have changed: windows that ended otherwise than before, and records that came, went, returned."""
    turned = ledger.rows(
        "SELECT now.court, now.register, now.provision, now.since, now.building, before.outcome AS before, "
        "now.outcome AS now FROM sweeps now JOIN sweeps before ON before.id = (SELECT max(id) FROM sweeps "
        "WHERE court = now.court AND register = now.register AND provision IS now.provision AND since = now.since "
        "AND building = now.building AND parent IS NULL AND run <> now.run AND id < now.id) "
        "WHERE now.run = ? AND now.parent IS NULL AND now.outcome <> before.outcome ORDER BY now.id",
        (run,),
    )
    counts = {
        row["kind"]: {"seen": row["seen"], "absent": row["absent"]}
        for row in ledger.rows(
            "SELECT kind, sum(seen) AS seen, sum(1 - seen) AS absent FROM sightings WHERE date >= ? GROUP BY kind",
            (started,),
        )
    }
    return {"outcomes_changed": [dict(row) for row in turned], "sightings": counts}


def _number(ledger: Ledger, sql: str, run: str | None) -> int:
    found = ledger.row(sql, () if run is None else (run,))
    return int(found["n"]) if found else 0


def _write(file: Path, content: dict[str, Any]) -> None:
    write_atomically(file, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())
