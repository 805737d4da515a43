"""A run explains itself: ``runs/0001/`` with what it read, what it counted, every issue, and what changed since.

No moment and no path of an input stands in it: the first would change an unchanged world, the second may name a person.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from absentia import __version__
from absentia.archive import Archive
from absentia.engine import open_tables
from absentia.model.tables import TABLES
from absentia.observatory import Observatory
from absentia.parse.changes import Changes
from absentia.parse.earlier import EarlierTables
from absentia.parse.outcome import Outcome
from absentia.parse.summary import MEMORY, sources_of
from absentia.parse.tables import remove_folder

_LINES = 4096


@dataclass(frozen=True, slots=True)
class Done:
    """What a run brought about."""

    outcome: Outcome
    read: int
    """Captures read now."""
    known: int
    """Captures whose rows were there already."""
    counts: dict[str, int]
    """Rows by table."""
    digests: dict[str, str | None]
    """SHA-256 by file."""


class RunReport:
    """Written beside the other runs and put in its place when it is whole."""

    def __init__(self, observatory: Observatory) -> None:
        self._observatory = observatory
        self._folder = observatory.runs / ".new"
        self.run = next_run(observatory.runs)
        """The run's id: the next free number."""

    def __enter__(self) -> Self:
        remove_folder(self._folder)
        self._folder.mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        remove_folder(self._folder)

    def write(self, done: Done, archive: Archive, before: EarlierTables, tables: Path) -> None:
        """Write everything down; ``tables`` is the folder of the new tables, which need not be in place yet."""
        statistics = {
            "captures": done.read + done.known,
            "synthetic": done.outcome.synthetic,
            "pages": dict(sorted(done.outcome.pages.items())),
            "issues": dict(sorted(done.outcome.issues.items())),
            "rows": done.counts,
            "damaged": len(done.outcome.damaged),
            "foreign": len(done.outcome.foreign),
            "layout_changed": len(done.outcome.changed),
        }
        files = {
            table: {"rows": rows, "sha256": done.digests[f"{table}.parquet"]} for table, rows in done.counts.items()
        }
        index = {
            "run": self.run,
            "verb": "parse",
            "absentia": __version__,
            "sources": sources_of(tables),
            "archive": [{"file": file.name, "bytes": file.stat().st_size} for file in archive.segments()],
            "read": done.read,
            "known": done.known,
            "tables": files,
        }
        changes = Changes(before, tables)
        self._write_issues(tables)
        self._write_lines("changes.jsonl", changes.lines())
        self._write("index.json", index)
        self._write("statistics.json", statistics)
        because = changes.because()
        counted = delta(_last_statistics(self._observatory.runs), statistics)
        self._write("delta.json", counted | ({"because": because} if because else {}))

    def publish(self) -> None:
        """Put the report in its place."""
        self._folder.rename(self._observatory.runs / self.run)

    def _write_lines(self, name: str, rows: Iterable[dict[str, Any]]) -> None:
        with (self._folder / name).open("w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def _write_issues(self, tables: Path) -> None:
        """The rows of the table of issues as they stand there, names already masked."""
        with (
            open_tables(tables, {"issues": TABLES["issues"]}, memory=MEMORY) as connection,
            (self._folder / "issues.jsonl").open("w", encoding="utf-8") as file,
        ):
            lines = connection.execute("SELECT to_json(issues)::VARCHAR FROM issues")
            while some := lines.fetchmany(_LINES):
                file.writelines(f"{line}\n" for (line,) in some)

    def _write(self, name: str, content: dict[str, Any]) -> None:
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        (self._folder / name).write_text(text, encoding="utf-8")


def next_run(runs: Path) -> str:
    """The id after the highest one there: ``0001`` for the first run."""
    return f"{max(_numbers(runs), default=0) + 1:04}"


def delta(before: dict[str, Any] | None, now: dict[str, Any]) -> dict[str, Any]:
    """Every count that changed since the run before: ``{"rows.filings": {"before": 25, "now": 50}}``."""
    old, new = _flat(before or {}), _flat(now)
    return {
        key: {"before": old.get(key, 0), "now": new.get(key, 0)}
        for key in sorted(old.keys() | new.keys())
        if old.get(key, 0) != new.get(key, 0)
    }


def _flat(counts: dict[str, Any], prefix: str = "") -> dict[str, int]:
    flat: dict[str, int] = {}
    for key, value in counts.items():
        if isinstance(value, dict):
            flat.update(_flat(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = value
    return flat


def _numbers(runs: Path) -> list[int]:
    return [int(folder.name) for folder in runs.iterdir() if folder.name.isdigit()] if runs.exists() else []


def _last_statistics(runs: Path) -> dict[str, Any] | None:
    for number in sorted(_numbers(runs), reverse=True):
        try:
            statistics: dict[str, Any] = json.loads(
                (runs / f"{number:04}" / "statistics.json").read_text(encoding="utf-8")
            )
        except (OSError, ValueError, RecursionError):
            continue
        if "captures" in statistics:  # other verbs keep their runs beside ours
            return statistics
    return None
