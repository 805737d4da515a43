"""Decomposable graphs over the lists: which there are, as cliques and separators.

A graph joins the lists that depend on each other; it is decomposable where no cycle of four or more lists lacks a
chord. There are 8 on 3 lists, 61 on 4, 822 on 5, 18,154 on 6. Found by maximum-cardinality search, which numbers a
chordal graph so that the earlier neighbours of each list are complete (Tarjan, Yannakakis, SIAM J. Comput. 13, 1984).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

MOST_LISTS = 6
"""Up to so many lists all decomposable graphs are averaged over; seven have 617,675."""


@lru_cache(maxsize=8)
def decomposable_graphs(lists: int) -> NDArray[np.int8]:
    """Every decomposable graph as a row over the 2^lists combinations: +1 for each clique, −1 for each separator.

    The factorisation over the numbering, Π p(family) / Π p(earlier neighbours), already cancels to cliques over
    separators; the entries of the empty combination are kept, their factor being that of the total.
    """
    edges = list(combinations(range(lists), 2))
    rows = []
    for chosen in range(1 << len(edges)):
        around = [0] * lists
        for number, (one, other) in enumerate(edges):
            if chosen >> number & 1:
                around[one] |= 1 << other
                around[other] |= 1 << one
        row = _factorisation(around)
        if row is not None:
            rows.append(row)
    graphs = np.array(rows, dtype=np.int8)
    graphs.setflags(write=False)
    return graphs


def _factorisation(around: list[int]) -> NDArray[np.int8] | None:
    """Signs of the factors of one graph, or ``None`` where it is not decomposable."""
    lists = len(around)
    row = np.zeros(1 << lists, dtype=np.int8)
    numbered = 0
    while numbered != (1 << lists) - 1:
        left = [one for one in range(lists) if not numbered >> one & 1]
        next_list = max(left, key=lambda one: (around[one] & numbered).bit_count())
        before = around[next_list] & numbered
        for one in range(lists):
            if before >> one & 1 and before & ~around[one] & ~(1 << one):
                return None
        row[before | 1 << next_list] += 1
        row[before] -= 1
        numbered |= 1 << next_list
    return row


def graph_name(row: NDArray[np.int8]) -> str:
    """A graph by its cliques, lists numbered from 1: ``[12,13,4]``."""
    present = [int(term) for term in np.flatnonzero(row > 0)]
    cliques = [t for t in present if not any(t != other and t & other == t for other in present)]
    texts = ["".join(str(bit + 1) for bit in range(term.bit_length()) if term >> bit & 1) for term in cliques]
    return "[" + ",".join(sorted(texts, key=lambda text: (-len(text), text))) + "]"
