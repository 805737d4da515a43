"""All stages in their order, each taking up only what is new: what a newsroom runs every week.

collect → archive → parse → link → disappearances → tally, and a report that says why a number changed.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from absentia import __version__
from absentia.archive import Archive
from absentia.archive.sealing import seal
from absentia.collect import Plan, RunReport
from absentia.collect import collect as collect_courts
from absentia.collect.clock import Clock, SystemClock
from absentia.collect.collection import status_of
from absentia.collect.run import OnProgress, Sharing
from absentia.collect.status import Status
from absentia.disappearances import alarms_of_run, find_disappearances
from absentia.dumps.differences import standing_of_packages
from absentia.durable import write_atomically
from absentia.errors import EmptyInput, SourceBlocked
from absentia.link import LinkReport, link_cases
from absentia.model.count import Count
from absentia.model.texts import N_, Said
from absentia.observatory import Observatory
from absentia.parse import Built, build_tables
from absentia.pipeline.digest import Week, as_markdown, digest
from absentia.pipeline.update_cells import FILE as CELLS
from absentia.pipeline.update_cells import Cell, changes, count_cells, read_cells, write_cells

STAGES = (N_("collect"), N_("parse"), N_("link"), N_("disappearances"), N_("tally"))
OnStage = Callable[[str], None]
_PREFIX = "update-"


@dataclass(slots=True)
class Updated:
    """What an update did."""

    run: str
    folder: Path
    collected: RunReport | None
    """``None``: nothing was collected, by request."""
    built: Built | None
    """``None``: no court has answered with a page yet, so there is nothing to read, link and count."""
    linked: LinkReport | None
    disappearances: Mapping[str, int]
    """How many by state."""
    totals: Mapping[str, Count]
    """By measure."""
    changes: list[dict[str, Any]] = field(default_factory=list)
    """Cells of measure × court × half-year × provision in which something else is seen than after the last update:
    ``before`` and ``now`` are counts, as in JSON; ``None`` where there was none."""
    first: bool = False
    """No update was before this one."""
    synthetic: bool = False
    """Some or all pages are invented."""
    status: Status | None = None
    """How every court stands after it; ``None``: the settings name no court."""
    packages: tuple[Said, ...] = ()
    """How the packages stand that were taken in."""

    @property
    def exit_code(self) -> int:
        """As collecting ended; 3 where no court has answered with a page yet."""
        if self.built is None:
            return SourceBlocked.exit_code
        return self.collected.exit_code if self.collected else 0

    @property
    def week(self) -> Week:
        """What its digest tells."""
        return Week(
            self.status,
            self.collected,
            self.disappearances,
            self.changes,
            self.first,
            counted=self.built is not None,
            packages=self.packages,
        )

    def as_json(self) -> dict[str, Any]:
        """For people's programs."""
        return {
            "run": self.run,
            "synthetic": self.synthetic,
            "collected": self.collected.as_json() if self.collected else None,
            "parsed": self.built.counts if self.built else None,
            "linked": self.linked
            and {
                "filings": self.linked.filings,
                "records": self.linked.records,
                "cases": self.linked.cases,
                "declined": self.linked.declined,
            },
            "disappearances": dict(self.disappearances),
            "totals": {name: count.as_dict() for name, count in self.totals.items()},
            "first": self.first,
            "cells_changed": len(self.changes),
        }


def update(
    observatory: Observatory,
    plan: Plan | None,
    *,
    clock: Clock | None = None,
    sharing: Sharing | None = None,
    jobs: int = 1,
    on_stage: OnStage | None = None,
    on_progress: OnProgress | None = None,
) -> Updated:
    """Carry out a plan and all stages after it; ``None`` collects nothing and only takes up what the archive has.

    Each stage is safe to cut short: the next update goes on where this one was.

    Raises:
        ObservatoryBusy: another process writes.
        EmptyInput: the archive holds no page yet, and nobody was asked.
        NoSpace, OSError: the disk does not take what came.
    """
    tell = on_stage or (lambda _stage: None)
    collected, clock = None, clock or SystemClock()
    if plan is not None:
        tell("collect")
        asked = collect_courts(
            observatory, plan, clock=clock, progress=on_progress, sharing=sharing, alarms=alarms_of_run
        )
        collected = run_coroutine(asked)
    tell("parse")
    try:
        with observatory.writing():
            built = build_tables(observatory, jobs)
    except EmptyInput:
        if collected is None:
            raise
        return _without_pages(observatory, collected)
    tell("link")
    linked = link_cases(observatory)
    tell("disappearances")
    found = find_disappearances(observatory)
    states = dict(sorted(Counter(str(one.state) for one in found.episodes).items()))
    tell("tally")
    totals, cells, invented = count_cells(observatory)
    run = _name(observatory, _PREFIX + (collected.run.partition("-")[2] if collected else built.run))
    before = _before(observatory)
    done = Updated(run, observatory.runs / run, collected, built, linked, states, totals)
    done.changes, done.first, done.synthetic = changes(before or {}, cells), before is None, invented
    done.status = status_of(observatory)
    done.packages = standing_of_packages(observatory)
    with observatory.writing():
        _write(done, cells)
        if collected is not None:
            _seal(observatory, clock)
    return done


def _without_pages(observatory: Observatory, collected: RunReport) -> Updated:
    """Courts were asked and none has answered with a page yet: what they did instead is all there is to tell."""
    run = _name(observatory, _PREFIX + collected.run.partition("-")[2])
    done = Updated(run, observatory.runs / run, collected, None, None, {}, {}, first=True)
    done.status = status_of(observatory)
    done.packages = standing_of_packages(observatory)
    with observatory.writing():
        _write(done, None)
    return done


def _seal(observatory: Observatory, clock: Clock) -> None:
    """Once more, now that the tables and decisions of the day stand there: the day's seal covers them too."""
    archive = Archive.appending(observatory.archive)
    try:
        seal(observatory, archive, clock.now().date())
    finally:
        archive.close()


def _name(observatory: Observatory, run: str) -> str:
    """A report once complete is not written over, even where a rehearsal's time stands still."""
    name, number = run, 1
    while (observatory.runs / name / CELLS).exists():
        number += 1
        name = f"{run}-{number}"
    return name


def _before(observatory: Observatory) -> Mapping[str, Cell] | None:
    """The cells of the last complete update; ``None``: there was none."""
    found = (read_cells(folder) for folder in _newest_first(observatory))
    return next((cells for cells in found if cells is not None), None)


def newest_report(observatory: Observatory) -> str | None:
    """What the last update found, as it wrote it in both languages; ``None``: none has written anything."""
    for folder in _newest_first(observatory):
        try:
            return (folder / "report.md").read_text(encoding="utf-8")
        except (OSError, ValueError):
            continue
    return None


def _newest_first(observatory: Observatory) -> list[Path]:
    """Folders of updates. Names do not tell which was last: those of runs that collected are dates; parsing counts."""
    found = []
    for folder in observatory.runs.glob(f"{_PREFIX}*"):
        try:
            parsed = json.loads((folder / "index.json").read_text(encoding="utf-8"))["parse"]
            found.append((0 if parsed is None else int(parsed), folder.name, folder))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
    return [folder for _parsed, _name, folder in sorted(found, reverse=True)]


def _write(done: Updated, cells: Mapping[str, Cell] | None) -> None:
    index = {
        "run": done.run,
        "verb": "update",
        "absentia": __version__,
        "collect": done.collected.run if done.collected else None,
        "parse": done.built.run if done.built else None,
    }
    _json(done.folder / "index.json", index)
    _json(done.folder / "statistics.json", done.as_json())
    _json(done.folder / "delta.json", {"cells": done.changes})
    report = as_markdown(digest(done.week), done.run, synthetic=done.synthetic)
    write_atomically(done.folder / "report.md", report.encode())
    if cells is not None:
        write_cells(done.folder, cells)


def _json(file: Path, content: Any) -> None:
    write_atomically(file, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


T = TypeVar("T")


def run_coroutine(coroutine: Coroutine[Any, Any, T]) -> T:
    """What it returns, or the error it raises."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
