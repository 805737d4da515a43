"""Sets of keys, and pairs that must not meet."""

from __future__ import annotations

import pytest

from absentia.link.clusters import Clusters


def test_what_was_joined_is_together_and_nothing_else() -> None:
    clusters = Clusters()
    assert clusters.join("a", "b")
    assert clusters.join("b", "a"), "what is one set already is no contradiction"
    assert clusters.join("c", "d")
    assert not clusters.together("a", "c")
    assert clusters.join("d", "b")
    assert clusters.together("a", "c")
    assert not clusters.together("a", "e")


def test_a_set_keeps_its_representative_unless_a_larger_one_takes_it_in() -> None:
    clusters = Clusters()
    clusters.join("a", "b")
    clusters.join("x", "y")
    assert (clusters.root("b"), clusters.root("y")) == ("a", "x")
    clusters.join("z", "a")
    assert clusters.root("z") == "a"
    clusters.join("x", "z")
    assert {clusters.root(one) for one in "abxyz"} == {"a"}


@pytest.mark.parametrize("apart", [("a", "c"), ("c", "a"), ("b", "d"), ("d", "a")])
def test_sets_that_hold_a_forbidden_pair_never_meet(apart: tuple[str, str]) -> None:
    clusters = Clusters([apart])
    assert clusters.join("a", "b")
    assert clusters.join("c", "d")
    assert not clusters.join("a", "c")
    assert not clusters.join("d", "b")
    assert not clusters.together("a", "d")
    assert clusters.join("e", "a"), "others may still join either"
    assert not clusters.join("e", "c")
