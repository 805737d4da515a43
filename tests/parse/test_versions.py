"""A table that another version wrote is named, by who counts and by the doctor, until it is parsed again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.parse.test_incremental import add, capture, observatory_at
from tests.running import called

from absentia.errors import ObservatoryProblem
from absentia.manifest import MANIFEST, as_bytes, read_manifest, record
from absentia.observatory import Observatory
from absentia.parse import build_tables, versions
from absentia.parse.versions import RECKONED_WITH, must_be_reckoned_as_now, of_another_version


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    made = observatory_at(tmp_path / "o")
    add(made, [capture(number) for number in range(3)])
    build_tables(made, jobs=1)
    return made


def named(observatory: Observatory) -> list[str]:
    return [Path(problem.where or "").name for problem in of_another_version(observatory.tables)]


def test_of_tables_that_were_just_written_nothing_is_said(observatory: Observatory) -> None:
    assert named(observatory) == []
    must_be_reckoned_as_now(observatory.tables)


def test_with_another_assumption_looks_are_asked_to_be_parsed_again(
    observatory: Observatory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "POSTED_WITHIN", dt.timedelta(days=91))
    assert named(observatory) == ["looks.parquet"]
    refused = called("-C", observatory.path, "tally", "filings_received")
    assert refused.returncode == 1
    assert "another version of absentia wrote it" in refused.stderr
    assert "absentia parse" in refused.stderr
    assert build_tables(observatory, jobs=1).read == 0  # no page need be read for it
    assert named(observatory) == []
    assert called("-C", observatory.path, "tally", "filings_received").returncode == 0


def test_looks_that_do_not_say_what_they_were_reckoned_with_are_another_versions(observatory: Observatory) -> None:
    manifest = read_manifest(observatory.tables)
    del manifest[RECKONED_WITH]
    (observatory.tables / MANIFEST).write_bytes(as_bytes(manifest))
    with pytest.raises(ObservatoryProblem, match="another version"):
        must_be_reckoned_as_now(observatory.tables)


def test_a_table_without_a_column_of_this_version_is_named(observatory: Observatory) -> None:
    file = observatory.tables / "events.parquet"
    pq.write_table(pq.read_table(file).drop(["name"]), file)
    record(observatory.tables, file.name)
    assert named(observatory) == ["events.parquet"]
    (problem,) = of_another_version(observatory.tables)
    assert "“name”" in str(problem)


def test_where_there_are_no_tables_yet_there_is_nothing_to_name(tmp_path: Path) -> None:
    assert of_another_version(tmp_path) == []
