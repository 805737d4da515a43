"""What the ledger tells of a run, in ``runs/<id>/``: index, statistics, issues, delta."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from absentia import __version__
from absentia.archive.capture import capture_id
from absentia.archive.storage import LocationFails
from absentia.archive.watermark import own_key
from absentia.collect.ledger import Ledger, Row
from absentia.collect.settings import shown_provision
from absentia.durable import write_atomically
from absentia.errors import LayoutChanged, SourceBlocked
from absentia.model import LookOutcome
from absentia.model.alarm import Alarm
from absentia.observatory import Observatory

READ = (LookOutcome.COMPLETE, LookOutcome.EMPTY)
"""How a sweep ends that read its window whole."""
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
    answering: int = 0
    """Courts of the plan of which the latest run that asked them, this or an earlier one, could read a window."""
    internal_errors: int = 0
    alarms: tuple[Alarm, ...] = ()
    """Weeks of this run in which far more records went missing than the past makes credible."""
    not_shared: str | None = None
    """Why what was collected could not be put into the location others read; it stands in the archive here."""

    @property
    def exit_code(self) -> int:
        """4 where a layout changed, 3 where no court can be read any more, or sharing failed.

        A run that met only captchas because everything else is not due yet has not failed: its courts answered last.
        """
        outcomes = Counter(self.outcomes)
        if outcomes[LookOutcome.LAYOUT_CHANGED]:
            return LayoutChanged.exit_code
        read = sum(outcomes[one] for one in READ)
        barred = sum(outcomes[one] for one in (LookOutcome.CAPTCHA, LookOutcome.BLOCKED, LookOutcome.UNREACHABLE))
        if barred and not read and not self.cards_opened and not self.answering:
            return SourceBlocked.exit_code
        if self.not_shared:
            return LocationFails.exit_code
        return 1 if self.internal_errors else 0

    def as_json(self) -> dict[str, Any]:
        """The statistics, for people's programs."""
        numbers = ("requests", "courts", "new_filings", "changed_filings", "cards_opened", "cards_gone",
                   "captchas_waiting", "over_budget")  # fmt: skip
        return {
            "run": self.run,
            "outcomes": dict(sorted(self.outcomes.items())),
            **{name: getattr(self, name) for name in numbers},
            "alarms": [alarm.as_json() for alarm in self.alarms],
        } | ({"not_shared": self.not_shared} if self.not_shared else {})


def write_report(
    observatory: Observatory,
    ledger: Ledger,
    run: str,
    internal: Mapping[str, str],
    alarms: Alarms,
    jurisdiction: str,
    hosts: Collection[str],
) -> RunReport:
    """Write the run's folder; calling it again writes the same."""
    folder = observatory.runs / run
    known, numbers = ledger.first("run", run=run), ledger.first("numbers_of_run", run=run)
    assert known is not None
    assert numbers is not None
    outcomes = {row["outcome"]: row["n"] for row in ledger.ask("outcomes_of_run", run=run)}
    answers = ledger.ask("answers_of_latest_runs")
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
        answering=len({row["court"] for row in answers if row["outcome"] in READ} & set(hosts)),
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
