"""The inputs the fuzzer kept, each of which reached something no other did, and every one that ever broke something."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.fuzz.targets import TARGETS
from tools.fuzz import CORPUS, RECORD, digest_of, inputs_of


@pytest.mark.parametrize("target", TARGETS)
def test_every_kept_input_holds(target: str) -> None:
    kept = inputs_of(CORPUS / target)
    assert len(kept) > 10
    for file in kept:
        TARGETS[target](file.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_the_record_is_of_this_corpus(target: str) -> None:
    record = json.loads(RECORD.read_text(encoding="utf-8"))[target]
    assert record["corpus"] == digest_of(CORPUS / target)
    assert record["inputs"] == len(inputs_of(CORPUS / target))
    assert record["executions"] > 0


def test_the_digest_is_of_names_and_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    first = digest_of(tmp_path)
    (tmp_path / "b").write_bytes(b"")
    second = digest_of(tmp_path)
    (tmp_path / "b").write_bytes(b"1")
    (tmp_path / "a").write_bytes(b"")
    assert len({first, second, digest_of(tmp_path)}) == 3
