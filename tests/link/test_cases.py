"""Linking is done again where filings, decisions or rules are others than before, and only there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.rehearsal.audit.parts import imported, world_and_part

from absentia.link import cases
from absentia.link.cases import ensure_linked, link_cases
from absentia.link.judgements import Judgement, append
from absentia.observatory import Observatory


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Observatory:
    _life, part, _struck = world_and_part(2)
    return imported(part, tmp_path_factory.mktemp("linked") / "observatory")


@pytest.fixture
def linked(read: Observatory) -> Observatory:
    link_cases(read)
    return read


FILE = "cases.parquet"


def _again(observatory: Observatory, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether cases were linked again, and that once is enough."""
    runs = []

    def counted(given: Observatory) -> object:
        runs.append(given)
        return link_cases(given)

    monkeypatch.setattr(cases, "link_cases", counted)
    ensure_linked(observatory)
    first = len(runs)
    ensure_linked(observatory)
    assert len(runs) == first
    return bool(runs)


def test_what_is_linked_stays(linked: Observatory, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _again(linked, monkeypatch)


def test_a_table_that_is_missing_is_made(linked: Observatory, monkeypatch: pytest.MonkeyPatch) -> None:
    (linked.tables / FILE).unlink()
    assert _again(linked, monkeypatch)


def test_a_table_that_nothing_vouches_for_is_made_anew(linked: Observatory, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest: Path = linked.tables / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    content["files"][FILE] = "0" * 64
    manifest.write_text(json.dumps(content), encoding="utf-8")
    assert _again(linked, monkeypatch)


def test_a_decision_or_another_version_of_the_rules_links_again(
    linked: Observatory, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(linked.decisions, [Judgement("not_same", "case", ("x", "y"), "a reason", "a reviewer")])
    assert _again(linked, monkeypatch)
    monkeypatch.setattr(cases, "VERSION", cases.VERSION + 1)
    assert _again(linked, monkeypatch)


def test_linking_again_without_news_adds_nothing_and_writes_the_same(linked: Observatory) -> None:
    before = (linked.tables / FILE).read_bytes()
    report = link_cases(linked)
    assert report.decisions == 0
    assert (linked.tables / FILE).read_bytes() == before
    assert sum(report.rules.values()) == report.filings >= report.records >= report.cases > 1
