"""The whole pipeline against a courthouse whose truth is known: what was there, what was found, what the ledger says.

Everything here is synthetic, and what comes out says so.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from absentia.collect import Ledger
from absentia.collect.ledger.sweeps import looks_of
from absentia.disappearances import look_for_disappearances
from absentia.disappearances.truth import against
from absentia.errors import ObservatoryProblem
from absentia.link.directory import write_directory
from absentia.model.look import Look
from absentia.model.texts import said
from absentia.observatory import Observatory
from absentia.pipeline.update import Updated, update
from absentia.rehearsal.against_truth import (
    Tallied,
    as_json,
    captures,
    compare,
    not_looked_at,
    unread_cards,
    wrongly_known,
)
from absentia.rehearsal.courthouse import FAULTS, live
from absentia.rehearsal.courthouse import truth as truths
from absentia.rehearsal.courthouse.faults import chosen
from absentia.rehearsal.courthouse.life import Life
from absentia.rehearsal.courts import directory
from absentia.rehearsal.visits import OnVisit, Sent, Visits, Witness, per_day, spacing


@dataclass(frozen=True, slots=True)
class Script:
    """What is rehearsed."""

    courts: int = 6
    months: int = 3
    seed: int = 1
    faults: tuple[str, ...] = ()
    kills: int = 0
    answering: bool = True
    """A person answers the captchas."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rehearsal showed."""

    script: Script
    house: Witness
    tallied: Tallied
    updated: Updated
    report: dict[str, Any]
    """As printed."""

    @property
    def life(self) -> Life:
        """What happened."""
        return self.house.life

    @property
    def never_struck(self) -> list[str]:
        """The faults that were asked for and had no hand in anything: nothing was learnt of them."""
        return [name for name, times in self.report["struck"].items() if not times]

    @property
    def holds(self) -> bool:
        """Whether everything that must hold of any courthouse holds."""
        ledger, found, kept = self.report["ledger"], self.report["disappearances"], self.report["captures"]
        broken = (
            # where nothing went wrong there is nothing that could explain a difference
            len(self.tallied.unexplained if self.report["script"]["faults"] else self.tallied.differences),
            ledger["wrongly_complete"],
            ledger["without_outcome"],
            found["true"] - found["found"],
            found["false"],
            kept["lost"],
            kept["duplicate"],
            not kept["verified"],
            not self.report["requests"]["polite"],
            len(self.report.get("unsound", ())),
        )
        return not any(broken)


def rehearse(script: Script, folder: Path, *, on_visit: OnVisit | None = None) -> Rehearsed:
    """Let courts live, collect from them week by week, run every stage, and hold it all against the truth.

    Args:
        script: which courts, for how long, what goes wrong.
        folder: an empty place for the observatory; it can be looked into afterwards like any other.
        on_visit: told the number of each visit, how many there are, and the virtual day.

    Raises:
        ObservatoryProblem: something is in the folder: a rehearsal is never put on top of an observatory.
        UsageProblem: there is no such fault.
    """
    began = time.monotonic()
    house, visits = _visited(script, folder, on_visit)
    life = house.life
    collecting = time.monotonic() - began
    observatory = Observatory.open(folder)
    updated = update(observatory, None)
    ledger = Ledger(observatory.ledger, reading=True)
    try:
        found = list(looks_of(ledger))
        tallied = compare(observatory, life, not_looked_at(life, found, unread_cards(ledger)))
        report: dict[str, Any] = {
            "synthetic": True,
            "note": "an invented world: nothing here is real",
            "script": {
                "courts": script.courts,
                "months": script.months,
                "seed": script.seed,
                "faults": [fault.name for fault in house.faults],
                "kills": visits.killed,
                "since": str(life.start),
                "until": str(life.end),
            },
            "truth": tallied.truth,
            "tallied": tallied.tallied,
            "differences": [one.as_dict() for one in tallied.differences],
            "unexplained": len(tallied.unexplained),
            "ledger": _ledger(ledger, life, found),
            "disappearances": _disappearances(observatory, life),
            "captures": captures(observatory, house.sent),
            "requests": _requests(ledger, house.sent, visits),
            "struck": {fault.name: house.struck[fault.name] for fault in house.faults},
        }
    finally:
        ledger.close()
    report["elapsed"] = {
        "seconds": round(time.monotonic() - began, 1),
        "collecting_seconds": round(collecting, 1),
        "virtual_days": (life.end - life.start).days + 1,
    }
    return Rehearsed(script, house, tallied, updated, report)


def observe(script: Script, folder: Path) -> Observatory:
    """The observatory a rehearsal leaves, held against nothing.

    Raises:
        ObservatoryProblem, UsageProblem: as :func:`rehearse`.
    """
    _visited(script, folder, None)
    observatory = Observatory.open(folder)
    update(observatory, None)
    return observatory


def _visited(script: Script, folder: Path, on_visit: OnVisit | None) -> tuple[Witness, Visits]:
    """Courts that live and are visited week by week: what they sent, and what the visits met."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ObservatoryProblem(
            said("a rehearsal needs a new or an empty folder"),
            where=str(folder),
            next_step=said("name another, or remove what is there if nobody needs it"),
        )
    life = live(courts=script.courts, months=script.months, seed=script.seed)
    # a few that were asked for by name must strike; what all of them do is left to chance
    house = Witness(life, script.faults, script.seed, owing=len(chosen(script.faults)) < len(FAULTS))
    observatory = Observatory.create(folder)
    write_directory(observatory, directory())
    with house.serve() as running:
        visits = Visits(folder, house, running.port, answering=script.answering, kills=script.kills)
        visits.all(on_visit)
    return house, visits


def _ledger(ledger: Ledger, life: Life, found: Sequence[Look]) -> dict[str, Any]:
    wrong = wrongly_known(life, found)
    planned = ledger.row("SELECT count(*) AS n FROM sweeps WHERE outcome IS NULL")
    outcomes = Counter(
        {
            row["outcome"]: row["n"]
            for row in ledger.rows(
                "SELECT outcome, count(*) AS n FROM sweeps WHERE outcome IS NOT NULL GROUP BY outcome ORDER BY outcome"
            )
        }
    )
    return {
        "sweeps": outcomes.total(),
        "outcomes": dict(outcomes),
        "without_outcome": planned["n"] if planned else 0,
        "wrongly_complete": len(wrong),
        "wrong": [as_json(one) | {"shown": shown} for one, shown in wrong[:20]],
    }


def _requests(ledger: Ledger, sent: Sequence[Sent], visits: Visits) -> dict[str, Any]:
    """Requests as the courthouse counted them, how far apart, and how many per record that was new or had changed."""
    runs = ledger.row("SELECT count(*) AS n, sum(new_filings) AS new, sum(changed_filings) AS changed FROM runs")
    by_purpose = {
        row["purpose"]: row["n"]
        for row in ledger.rows("SELECT purpose, count(*) AS n FROM requests GROUP BY purpose ORDER BY purpose")
    }
    assert runs is not None
    new, changed = runs["new"] or 0, runs["changed"] or 0
    cards = ledger.row("SELECT count(*) AS n FROM sightings WHERE kind = 'card'")
    host, platform = spacing(sent)
    least = _least(ledger) + new + changed
    return {
        "total": len(sent),
        "least_possible": least,
        "ratio": round(len(sent) / least, 2) if least else None,
        "by_purpose": by_purpose,
        "new_filings": new,
        "changed_filings": changed,
        "per_new_or_changed": round(len(sent) / (new + changed), 2) if new + changed else None,
        "cards_shown_or_gone": cards["n"] if cards else 0,
        "visits": visits.weeks,
        "captchas_answered": visits.answered,
        "seconds_between_to_one_host": host,
        "seconds_between_to_all": platform,
        "most_in_a_day": per_day(sent),
        "polite": (host is None or host >= _HOST) and (platform is None or platform >= _PLATFORM),
    }


def _least(ledger: Ledger) -> int:
    """The fewest pages of listings that show every window that was due and read, once, whatever is in it.

    A whole register shows its provisions as well; a window with nothing in it costs a page.
    """
    rows = ledger.rows(
        "SELECT run, court, register, building, since, provision IS NULL AS whole, max(counter) AS most, "
        "sum(max((coalesce(counter, 0) + ?) / ?, 1)) AS pages FROM known_looks WHERE parent IS NULL "
        "GROUP BY run, court, register, building, since, whole",
        (_ROWS - 1, _ROWS),
    )
    pages: dict[tuple[Any, ...], int] = {}
    for row in sorted(rows, key=lambda row: row["whole"]):
        # sorted so that a whole register, where there is one, replaces the provisions in it
        pages[tuple(row)[:5]] = row["pages"]
    return sum(pages.values())


_ROWS = 25
_HOST, _PLATFORM = 3.0, 1.5


def _disappearances(observatory: Observatory, life: Life) -> dict[str, int]:
    """Removals that happened and could be confirmed, those found, and what was called one and is none."""
    return against(observatory, look_for_disappearances(observatory), truths.disappearances(life, life.end)).as_json()
