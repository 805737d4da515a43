"""Decisions of every kind in one file: read whole or not at all, told by their line, never half written."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia import decisions
from absentia.decisions import FILE, Decision
from absentia.errors import DataProblem

LINE = Decision("link", "machine", None, {"level": "case", "keys": ["a", "b"]}, "same", "uid")
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
subjects = st.dictionaries(texts, texts)
kinds = st.sampled_from(["link", "vocabulary"])
lines = st.builds(Decision, kinds, texts, st.none() | texts, subjects, texts, texts)


@given(st.lists(lines, max_size=5))
def test_each_kind_is_read_in_its_order_whatever_the_words_hold(
    tmp_path_factory: pytest.TempPathFactory, written: list[Decision]
) -> None:
    folder = tmp_path_factory.mktemp("decisions")
    for one in written:
        decisions.append(folder, [one])
    for kind in ("link", "vocabulary", "other"):
        assert decisions.read(folder, kind) == [one for one in written if one.kind == kind]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": ...}, "'kind'"),
        ({"who": ...}, "'who'"),
        ({"when": ...}, "'when'"),
        ({"subject": ...}, "'subject'"),
        ({"choice": ...}, "'choice'"),
        ({"kind": 3}, "kind, who, when"),
        ({"who": None}, "kind, who, when"),
        ({"when": 2023}, "kind, who, when"),
        ({"choice": ["same"]}, "kind, who, when"),
        ({"note": 1}, "kind, who, when"),
        ({"subject": "a, b"}, "kind, who, when"),
        ({"note": ...}, None),
        ({"when": "2023-11-06T10:00:00+00:00"}, None),
    ],
)
def test_a_line_is_understood_whole_or_stops_whoever_reads_of_any_kind(
    tmp_path: Path, change: dict[str, Any], why: str | None
) -> None:
    decisions.append(tmp_path, [LINE])
    good = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    row = {key: value for key, value in (good | change).items() if value is not ...}
    (tmp_path / FILE).write_text("\n" + json.dumps(row), encoding="utf-8")
    if why is None:
        assert decisions.read(tmp_path, "link")[0].where.endswith(f"{FILE}:2")
        return
    with pytest.raises(DataProblem, match=why) as problem:
        decisions.read(tmp_path, "disappearance")
    assert f"{FILE}:2" in str(problem.value.where)


@pytest.mark.parametrize("torn", ["[]", '"same"', "{", "\\", "[" * 100_000])
def test_what_is_no_line_of_ours_is_told(tmp_path: Path, torn: str) -> None:
    (tmp_path / FILE).write_text(torn, encoding="utf-8")
    with pytest.raises(DataProblem, match="cannot be understood"):
        decisions.read(tmp_path, "link")


def test_a_last_line_without_an_end_is_not_grown_into(tmp_path: Path) -> None:
    decisions.append(tmp_path, [LINE])
    file = tmp_path / FILE
    file.write_bytes(file.read_bytes().rstrip(b"\n"))
    decisions.append(tmp_path, [LINE])
    assert decisions.read(tmp_path, "link") == [LINE, LINE]


@pytest.mark.parametrize("before", [[], [LINE]])
def test_a_write_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: list[Decision]
) -> None:
    decisions.append(tmp_path, before)

    def full(_file: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        decisions.append(tmp_path, [LINE])
    assert decisions.read(tmp_path, "link") == before
