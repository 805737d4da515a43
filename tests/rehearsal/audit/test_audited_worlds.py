"""Tiny worlds: whatever is said of the part that was seen is true of the whole."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.rehearsal.audit.parts import audit_world
from tests.study import STUDY

WORLDS = range(1, 61) if STUDY else (1, 10)
"""One of the few says exact numbers and zeros, one only lower bounds."""
_tried: Counter[str] = Counter()


@pytest.mark.parametrize("number", WORLDS)
def test_nothing_said_of_a_part_contradicts_the_world(number: int) -> None:
    audit = audit_world(number, share=0.03, claims=16)
    _tried.update(audit.tried)
    assert audit.unsound == []


def test_every_kind_of_statement_was_tried() -> None:
    if sum(_tried.values()) == 0:
        pytest.skip("the worlds were not audited in this process")
    assert all(_tried[kind] for kind in ("exact", "zero", "at least")), dict(_tried)
    assert _tried["claims decided"]
