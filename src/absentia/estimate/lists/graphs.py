"""The total averaged over all decomposable graphs, in closed form (Madigan and York, Biometrika 84, 1997).

A graph joins the lists that depend on each other; it is decomposable where no cycle of four or more lists lacks a
chord. There are 8 on 3 lists, 61 on 4, 822 on 5, 18,154 on 6. Found by maximum-cardinality search, which numbers a
chordal graph so that the earlier neighbours of each list are complete (Tarjan, Yannakakis, SIAM J. Comput. 13, 1984).

Under each graph the cell probabilities have a hyper-Dirichlet prior with δ for every cell of the full table; the
marginal likelihood of a complete table is a product of Dirichlet-multinomials over cliques divided by that over
separators. Graphs are equally likely beforehand; the total has the prior 1/N. Summing over graphs at each N gives its
posterior. δ matters much: the default 2^−k makes the prior worth one unit, and the panel shows other values beside it.

Under the complete graph the likelihood of a complete table says nothing of the unseen cell: the prior alone does, and
takes it near zero where δ is large. The average leaves that graph out; with it, it is the published one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.lists.fitting import Floats
from absentia.estimate.lists.table import OverlapTable

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


EVERY_INTEGER = 60_000
"""Numbers of unseen units up to this are all summed over; above, a geometric grid with its gaps as weights."""
GRID_RATIO = 1.002
MANY_GRAPHS, MANY = 1_000, 20
"""With more graphs than this (six lists) the grid is so many times coarser."""
DEFAULT_LARGEST = 100_000
"""Without a limit of the user's the sum ends at so many times the observed units (at least ten million)."""
_CHUNK = 2_000_000


@dataclass(frozen=True, eq=False)
class GraphPosterior:
    """Posterior of the number of unseen units over a grid, and of the graphs."""

    observed: int
    unseen: Floats
    gaps: Floats
    """How many integers each grid value stands for (it is their middle)."""
    cumulative: Floats
    """Posterior probability up to and including each grid value."""
    graphs: NDArray[np.int8]
    graph_weights: Floats
    delta: float

    def quantile(self, probability: float) -> float:
        """The total at a posterior probability: the first integer that reaches it."""
        place = min(int(np.searchsorted(self.cumulative, probability)), len(self.unseen) - 1)
        gap = self.gaps[place]
        if gap == 1:
            return float(self.observed + self.unseen[place])
        before = self.cumulative[place - 1] if place else 0.0
        within = (probability - before) / max(self.cumulative[place] - before, 1e-300)
        return float(self.observed + np.ceil(self.unseen[place] + (within - 0.5) * gap))

    def sample(self, size: int, rng: np.random.Generator) -> Floats:
        """Independent draws of the total."""
        places = np.minimum(np.searchsorted(self.cumulative, rng.random(size)), len(self.unseen) - 1)
        drawn: Floats = self.observed + self.unseen[places]
        return drawn

    def best_graph(self) -> tuple[str, float]:
        """The most probable graph and its posterior probability."""
        best = int(np.argmax(self.graph_weights))
        return graph_name(self.graphs[best]), float(self.graph_weights[best])

    @property
    def complete_graph(self) -> int:
        """Where the graph stands in which all lists are one clique, if it is among them."""
        return int(np.flatnonzero(self.graphs[:, -1])[0])


def graph_posterior(
    table: OverlapTable,
    delta: float | None = None,
    largest: int | None = None,
    *,
    coarser: int = 1,
    complete: bool = False,
) -> GraphPosterior:
    """Posterior of the total over the decomposable graphs.

    Args:
        table: the overlap counts (three to six lists).
        delta: prior count of each cell of the full table; 2^−k by default.
        largest: the largest number of unseen units thought possible; practically none by default.
        coarser: how many times coarser the grid is; quantiles are interpolated within its gaps.
        complete: the complete graph is among them.
    """
    chosen = 0.5**table.size if delta is None else delta
    limit = max(DEFAULT_LARGEST * table.observed, 10**7) if largest is None else largest
    graphs = decomposable_graphs(table.size)
    graphs = graphs if complete else graphs[graphs[:, -1] == 0]
    unseen, gaps = _grid(limit, max(coarser, MANY if len(graphs) > MANY_GRAPHS else 1))
    factors = _log_factors(table, chosen, unseen)
    total = table.observed + unseen
    base = _log_gamma(total + 1) - _log_gamma(unseen + 1) - np.log(total) + np.log(gaps)
    posterior, weights = _summed(graphs, factors, base)
    return GraphPosterior(
        observed=table.observed,
        unseen=unseen,
        gaps=gaps,
        cumulative=np.cumsum(posterior) / posterior.sum(),
        graphs=graphs,
        graph_weights=weights / weights.sum(),
        delta=chosen,
    )


def _summed(graphs: NDArray[np.int8], factors: Floats, base: Floats) -> tuple[Floats, Floats]:
    """Over all graphs at each number of units, and over all numbers for each graph; both up to a factor."""
    rows = max(1, _CHUNK // len(base))
    tops, by_total = [], []
    weights = np.empty(len(graphs))
    for start in range(0, len(graphs), rows):
        logs = graphs[start : start + rows].astype(float) @ factors + base
        top = float(logs.max())
        values = np.exp(logs - top)
        tops.append(top)
        by_total.append(values.sum(axis=0))
        with np.errstate(divide="ignore"):
            weights[start : start + rows] = np.log(values.sum(axis=1)) + top
    scale = np.exp(np.array(tops) - max(tops))
    posterior: Floats = (scale[:, None] * np.array(by_total)).sum(axis=0)
    return posterior, np.exp(weights - weights.max())


def _grid(largest: int, coarser: int) -> tuple[Floats, Floats]:
    """Numbers of unseen units from one on, and how many integers each stands for."""
    every = EVERY_INTEGER // coarser
    dense = np.arange(1, min(largest, every) + 1, dtype=float)
    if largest <= every:
        return dense, np.ones_like(dense)
    steps = int(np.ceil(np.log(largest / every) / np.log1p((GRID_RATIO - 1) * coarser)))
    edges = np.unique(np.round(every * (largest / every) ** (np.arange(steps + 1) / steps)))
    middle = (edges[:-1] + edges[1:] + 1) / 2
    return np.concatenate([dense, middle]), np.concatenate([np.ones_like(dense), np.diff(edges)])


def _log_factors(table: OverlapTable, delta: float, unseen: Floats) -> Floats:
    """Log Dirichlet-multinomial of each combination's marginal table (combinations × grid), unseen units added."""
    cells = np.arange(1 << table.size)
    total = table.observed + unseen
    factors = np.empty((len(cells), len(unseen)))
    everything = delta * len(cells)  # prior units of any marginal table
    whole = _log_gamma(everything + total)
    for chosen in cells:
        size = 1 << int(chosen).bit_count()
        prior = delta * len(cells) / size
        marginal = np.bincount(cells & chosen, weights=table.counts, minlength=len(cells))
        zero = marginal[0]
        inner = [int(cell) for cell in cells if cell & chosen == cell and cell]
        constant = _log_gamma(np.array(everything)) - size * _log_gamma(np.array(prior))
        constant += _log_gamma(np.asarray(prior + marginal[inner], dtype=float)).sum()
        factors[chosen] = constant - whole + _log_gamma(prior + zero + unseen)
    return factors


def _log_gamma(values: Floats) -> Floats:
    from scipy.special import gammaln

    found: Floats = gammaln(values)
    return found
