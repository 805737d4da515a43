"""A run's issues stand in its report as in the table, and a full disk is no end of the program (synthetic)."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.parse.test_incremental import add, capture, observatory_at

from absentia.parse import build_tables, run_report
from absentia.parse.run_report import RunReport


def test_issues_are_told_as_the_table_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_report, "_LINES", 3)
    observatory = observatory_at(tmp_path)
    add(observatory, [capture(number) for number in range(40)])
    built = build_tables(observatory, jobs=1)
    told = (observatory.runs / built.run / "issues.jsonl").read_text(encoding="utf-8").splitlines()
    rows = pq.read_table(observatory.tables / "issues.parquet").to_pylist()
    assert len(rows) > 3
    assert [json.loads(line) for line in told] == rows


def test_a_full_disk_is_said_to_be_full(tmp_path: Path) -> None:
    observatory = observatory_at(tmp_path)
    add(observatory, [capture(number) for number in range(40)])
    build_tables(observatory, jobs=1)
    with RunReport(observatory) as report:
        (observatory.runs / ".new" / "issues.jsonl").symlink_to("/dev/full")
        with pytest.raises(OSError, match="No space") as full:
            report._write_issues(observatory.tables)
    assert full.value.errno == errno.ENOSPC
