"""A run explains itself: ``runs/0001/`` with what it read, what it counted, every issue, and what changed since.

No moment and no path of an input stands in it: the first would change an unchanged world, the second may name a person.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from absentia import __version__
from absentia.archive import Archive, Archived
from absentia.observatory import Observatory
from absentia.parse.outcome import Outcome
from absentia.parse.tables import remove_folder

_STEP = 1 << 20


class RunReport:
    """Written beside the other runs and put in its place when it is whole."""

    def __init__(self, observatory: Observatory) -> None:
        self._observatory = observatory
        self._folder = observatory.runs / ".new"
        self.run = next_run(observatory.runs)
        """The run's id: the next free number."""
        self._position = 0

    def __enter__(self) -> Self:
        remove_folder(self._folder)
        self._folder.mkdir(parents=True)
        self._issues = (self._folder / "issues.jsonl").open("w", encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self._issues.close()
        except OSError:
            if kind is None:
                raise
        finally:
            remove_folder(self._folder)

    def add_issues(self, issues: pa.RecordBatch) -> None:
        """Append rows of the table of issues, names already masked."""
        for issue in issues.to_pylist():
            self._issues.write(json.dumps(issue, ensure_ascii=False) + "\n")

    def finish(self, outcome: Outcome, archive: Archive, captures: Sequence[Archived], counts: dict[str, int]) -> None:
        """Write the rest and put the report in its place."""
        self._issues.close()
        statistics = {
            "captures": len(captures),
            "synthetic": outcome.synthetic,
            "pages": dict(sorted(outcome.pages.items())),
            "issues": dict(sorted(outcome.issues.items())),
            "rows": counts,
            "damaged": len(outcome.damaged),
            "foreign": len(outcome.foreign),
            "layout_changed": len(outcome.changed),
        }
        tables = {
            table: {"rows": rows, "sha256": _digest(self._observatory.tables / f"{table}.parquet")}
            for table, rows in counts.items()
        }
        index = {
            "run": self.run,
            "verb": "parse",
            "absentia": __version__,
            "sources": sorted({capture.source for capture in captures}),
            "archive": [{"file": file.name, "bytes": file.stat().st_size} for file in archive.segments()],
            "tables": tables,
        }
        self._write("index.json", index)
        self._write("statistics.json", statistics)
        self._write("delta.json", delta(_last_statistics(self._observatory.runs), statistics))
        self._folder.rename(self._observatory.runs / self.run)

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
        except (OSError, ValueError):
            continue
        if "captures" in statistics:  # other verbs keep their runs beside ours
            return statistics
    return None


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as handle:
        while chunk := handle.read(_STEP):
            digest.update(chunk)
    return digest.hexdigest()
