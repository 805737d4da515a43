"""Names become pseudonyms under one whole key, and under no other. Pages are synthetic."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from absentia.archive.watermark import key_fingerprint, own_key, remember
from absentia.errors import ObservatoryProblem
from absentia.manifest import KEY, digests_of, read_manifest
from absentia.observatory import Observatory
from absentia.parse import Outcome, Pseudonyms, build_tables, find_inputs, store_inputs
from absentia.parse.tables import FILES

CARD = Path(__file__).resolve().parents[1] / "sources" / "fixtures" / "garrison_card_criminal_first.html"
ONE, OTHER = "1" * 64, "2" * 64


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    made = Observatory.create(tmp_path / "observatory")
    key_of(made).write_text(ONE)
    store_inputs(made, find_inputs([str(CARD)], "ru_sudrf").inputs, "ru_sudrf", Outcome(), lambda _done: None)
    return made


def key_of(observatory: Observatory) -> Path:
    return observatory.keys / "pseudonym.key"


@pytest.mark.parametrize("content", ["", "\n", "00", "1" * 62, "1" * 66, "no key", "g" * 64])
def test_a_key_that_is_not_whole_is_refused_and_nothing_is_written(observatory: Observatory, content: str) -> None:
    key_of(observatory).write_text(content)
    with pytest.raises(ObservatoryProblem, match="missing or damaged"):
        build_tables(observatory, jobs=1)
    assert not list(observatory.tables.iterdir())


def test_another_key_than_the_tables_is_refused_until_the_right_one_is_back(observatory: Observatory) -> None:
    build_tables(observatory, jobs=1)
    before = digests_of(observatory.tables, FILES)
    key_of(observatory).write_text(OTHER)
    with pytest.raises(ObservatoryProblem, match="not the pseudonym key"):
        build_tables(observatory, jobs=1)
    assert digests_of(observatory.tables, FILES) == before
    key_of(observatory).write_text(ONE)
    assert build_tables(observatory, jobs=1).known == 1


def test_another_key_than_the_one_remembered_is_refused_without_tables_too(observatory: Observatory) -> None:
    with observatory.writing():
        remember(observatory)
    assert own_key(observatory) == bytes.fromhex(ONE)
    shutil.rmtree(observatory.tables)
    key_of(observatory).write_text(OTHER)
    with pytest.raises(ObservatoryProblem, match="not the pseudonym key"):
        own_key(observatory)


def test_the_manifest_tells_keys_apart_and_gives_none_away(observatory: Observatory) -> None:
    build_tables(observatory, jobs=1)
    named = read_manifest(observatory.tables)[KEY]
    assert named == key_fingerprint(bytes.fromhex(ONE)) != key_fingerprint(bytes.fromhex(OTHER))
    assert len(named) >= 16
    assert ONE[: len(named)] not in (observatory.tables / "manifest.json").read_text()


@pytest.mark.parametrize("key", [b"", b"short", bytes(31)])
def test_pseudonyms_need_a_whole_key(key: bytes) -> None:
    with pytest.raises(ValueError, match="hides no name"):
        Pseudonyms(key)
