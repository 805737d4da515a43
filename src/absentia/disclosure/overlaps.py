"""Which tables must be told apart so that equal margins are all a reader can know.

A set of tables is *decomposable* where they hang together as a tree in which what two of them have in common is in
every table between them. Then tables with equal margins always come from some world (the one in which the rest is
independent), and the huge cross of everything with everything need not be formed: Dobra and Fienberg, PNAS 97(22),
2000. Where tables overlap in a ring, a finer one that nobody publishes is put among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, permutations
from math import prod

Levels = tuple[int, ...]
"""How fine a table is on each axis: the position of its finest dimension; the axis's length where it asks for none."""


def decomposable(sizes: Sequence[Sequence[int]], tables: Iterable[Levels]) -> tuple[Levels, ...]:
    """The finest of some tables, with others of as few cells as it takes to make them decomposable.

    Args:
        sizes: how many values each dimension of each axis has, fine to coarse.
        tables: how fine the published ones are.
    """
    lengths = tuple(map(len, sizes))
    bases = _finest(tables)
    while not is_decomposable(lengths, bases):
        ways = [_finest([*bases, added]) for added in _between(bases)]
        whole = [one for one in ways if is_decomposable(lengths, one)]
        closer = [one for one in ways if len(one) < len(bases)]
        everything = (tuple(map(min, zip(*bases, strict=True))),)
        bases = min(whole or closer or [everything], key=lambda one: (_cells(sizes, one), one))
    return bases


def is_decomposable(lengths: Levels, bases: Sequence[Levels]) -> bool:
    """Whether they hang together as a tree: each dimension is shared by one pair fewer than tables have it."""
    held = [_held(lengths, base) for base in bases]
    shared = sum(len(held[one] & held[other]) for one, other in spanning(lengths, bases))
    return shared == sum(map(len, held)) - len(set().union(*held))


def spanning(lengths: Levels, bases: Sequence[Levels]) -> tuple[tuple[int, int], ...]:
    """Pairs of tables that connect all, with as much in common as can be (Kruskal)."""
    pairs = sorted(
        combinations(range(len(bases)), 2),
        key=lambda pair: -len(_held(lengths, bases[pair[0]]) & _held(lengths, bases[pair[1]])),
    )
    group = list(range(len(bases)))
    chosen = []
    for one, other in pairs:
        if group[one] != group[other]:
            chosen.append((one, other))
            group = [group[one] if member == group[other] else member for member in group]
    return tuple(chosen)


def within(coarse: Levels, fine: Levels) -> bool:
    """Whether a table is a sum over another."""
    return all(one >= other for one, other in zip(coarse, fine, strict=True))


def _between(bases: Sequence[Levels]) -> Iterator[Levels]:
    """Tables that hold one of three and what the other two have in common."""
    for one, other, third in permutations(bases, 3):
        common = tuple(map(max, zip(other, third, strict=True)))
        yield tuple(map(min, zip(one, common, strict=True)))


def _finest(tables: Iterable[Levels]) -> tuple[Levels, ...]:
    found = sorted(set(tables))
    return tuple(one for one in found if not any(one != other and within(one, other) for other in found))


def _held(lengths: Levels, base: Levels) -> set[tuple[int, int]]:
    """A table's dimensions, and those that follow from them: the court tells the okrug."""
    return {(axis, at) for axis, length in enumerate(lengths) for at in range(base[axis], length)}


def _cells(sizes: Sequence[Sequence[int]], bases: Iterable[Levels]) -> int:
    """How many cells some tables have together."""
    return sum(prod((*axis, 1)[at] for axis, at in zip(sizes, base, strict=True)) for base in bases)
