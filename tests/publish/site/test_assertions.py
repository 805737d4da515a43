"""What an owner expects of the numbers: less stops a publication, more is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.pipeline.test_published import world

from absentia.cli.main import run
from absentia.errors import DataProblem
from absentia.publish.site.assertions import (
    EVERY,
    FILE,
    Expected,
    must_be_met,
    must_still_stand,
    not_met,
    read_assertions,
)

ID, OTHER = "8f3a0c12de45", "000000000000"


def number(value: float | None, least: float | None = None, most: float | None = None) -> dict[str, Any]:
    return {"value": value, "least": least, "most": most}


@pytest.mark.parametrize(
    ("found", "expected", "few", "many"),
    [
        (number(10), {"min": 10, "max": 10}, False, False),
        (number(9), {"min": 10}, True, False),
        (number(11), {"max": 10}, False, True),
        (number(10, 10), {"min": 10, "max": 10}, False, False),  # ≥ 10
        (number(9, 9), {"min": 10}, True, False),
        (number(9, 9, 12), {"min": 9, "max": 11}, False, True),
        (number(10, None, 12), {"max": 11}, False, True),
        (number(None), {"min": 1}, True, False),  # withheld, or nobody could look
        (number(None), {"max": 1}, False, False),
    ],
)
def test_less_stops_and_more_warns(found: dict[str, Any], expected: dict[str, float], *, few: bool, many: bool) -> None:
    less, more = not_met({ID: Expected(**expected)}, {ID: found, OTHER: number(3)})
    assert (bool(less), bool(more)) == (few, many)
    assert all(ID in str(one) for one in (*less, *more))


def test_a_number_that_is_gone_and_how_many_there_are() -> None:
    assert not_met({OTHER: Expected(min=0)}, {ID: number(1)})[0]
    every = {EVERY: Expected(min=2, max=2)}
    assert not_met(every, {ID: number(1), OTHER: number(2)}) == ([], [])
    assert not_met(every, {ID: number(1), OTHER: number(None)})[0]
    with pytest.raises(DataProblem) as refused:
        must_be_met(not_met(every, {})[0])
    assert refused.value.where == "numbers is 0, less than 2"


@pytest.mark.parametrize(
    ("written", "reason"),
    [("a: {min: 1}", "a"), (f"{ID}: {{}}", "min, max"), (f"{ID}: {{min: x}}", "min"), (f"{ID}: {{mn: 1}}", "mn"),
     ("[1", "not YAML"), ("- 1", "")],
)  # fmt: skip
def test_a_file_that_expects_no_numbers_says_where(tmp_path: Path, written: str, reason: str) -> None:
    (tmp_path / FILE).write_text(written)
    with pytest.raises(DataProblem) as refused:
        read_assertions(tmp_path)
    assert reason in refused.value.what
    line = ":1" if reason == "not YAML" else ""
    assert refused.value.where == f"{tmp_path / FILE}{line}"


def test_an_id_of_digits_is_a_text(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(f"{OTHER}: {{min: 1}}\nnumbers: {{min: 4e1}}\n")
    assert read_assertions(tmp_path) == {OTHER: Expected(min=1), EVERY: Expected(min=40)}
    (tmp_path / FILE).write_text("")
    assert read_assertions(tmp_path) == read_assertions(tmp_path / "nowhere") == {}


@pytest.mark.parametrize(
    ("expected", "there", "stops"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_only_a_file_that_was_held_against_may_not_be_lost(
    tmp_path: Path, *, expected: bool, there: bool, stops: bool
) -> None:
    if there:
        (tmp_path / FILE).write_text("")
    if not stops:
        must_still_stand(tmp_path, expected=expected)
        return
    with pytest.raises(DataProblem, match="is gone"):
        must_still_stand(tmp_path, expected=expected)


def test_a_dry_run_says_and_a_publication_stops(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    observatory = world(tmp_path, 1, 12)
    at = ["-C", str(observatory.path), "publish", "--out", str(tmp_path / "site")]
    file = observatory.path / FILE
    file.write_text("numbers: {min: 100000}")
    assert run([*at, "--dry-run"]) == 0
    assert "would not be published: numbers is" in capsys.readouterr().err
    assert run(at) == 1
    assert not (tmp_path / "site").exists()
    assert not list(observatory.decisions.glob("published*"))
    file.write_text("numbers: {max: 1}")
    assert run(at) == 0
    assert "expected otherwise: numbers is" in capsys.readouterr().err
    assert len(json.loads(next((tmp_path / "site").glob("20*/version.json")).read_bytes())["numbers"]) > 1
    file.unlink()
    assert run(at) == 1, "a lost file expects nothing: the last version was held against it"
    assert "is gone" in capsys.readouterr().err
