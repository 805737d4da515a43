"""Decomposable graphs: as many as there are, and the published averages to the digit."""

from __future__ import annotations

from itertools import combinations, permutations
from math import comb, lgamma

import numpy as np
import pytest

from absentia.estimate.lists import OverlapTable
from absentia.estimate.lists.graphs import decomposable_graphs, graph_name, graph_posterior


@pytest.mark.parametrize(("lists", "graphs"), [(3, 8), (4, 61), (5, 822), (6, 18154)])
def test_there_are_as_many_decomposable_graphs_as_published(lists: int, graphs: int) -> None:
    assert len(decomposable_graphs(lists)) == graphs


def test_they_are_the_graphs_that_can_be_taken_apart() -> None:
    """A graph is decomposable exactly when its lists can be removed one by one, each among complete neighbours."""
    edges = list(combinations(range(4), 2))

    def comes_apart(chosen: set[tuple[int, int]]) -> bool:
        for order in permutations(range(4)):
            left, fine = set(range(4)), True
            for one in order:
                around = [o for o in left if o != one and (min(one, o), max(one, o)) in chosen]
                fine = fine and all(pair in chosen for pair in combinations(sorted(around), 2))
                left.remove(one)
            if fine:
                return True
        return False

    good = sum(comes_apart(set(chosen)) for size in range(len(edges) + 1) for chosen in combinations(edges, size))
    assert good == len(decomposable_graphs(4))


@pytest.mark.parametrize("lists", [3, 4, 5])
def test_cliques_over_separators_make_a_distribution(lists: int) -> None:
    """Every list is once more in cliques than in separators, so the factors multiply to one table."""
    graphs = decomposable_graphs(lists).astype(int)
    sizes = np.arange(1 << lists)
    for one in range(lists):
        assert np.all(graphs @ (sizes >> one & 1) == 1)
    assert graph_name(decomposable_graphs(3)[0]) == "[1,2,3]"


# The peers' tables were made with a largest number of unseen units of their own; with it they are met to the digit.
@pytest.mark.parametrize(
    ("name", "largest", "printed"),
    [
        ("kosovo", 20_000, (12595, 9827, 16543)),
        ("hepatitis", 3_000, (379, 272, 1265)),
        ("slavery", 60_000, (22990, 10387, 33509)),
    ],
)
def test_published_averages_to_the_digit(
    name: str, largest: int, printed: tuple[int, int, int], request: pytest.FixtureRequest
) -> None:
    posterior = graph_posterior(request.getfixturevalue(name), largest=largest, complete=True)
    assert tuple(round(posterior.quantile(q)) for q in (0.5, 0.025, 0.975)) == printed


def test_the_prior_moves_kosovo_as_published(kosovo: OverlapTable) -> None:
    assert graph_posterior(kosovo, delta=1.0, complete=True).quantile(0.5) == 4617


# computed a second time by others, own code and R
@pytest.mark.parametrize(
    ("name", "delta", "expected"),
    [
        ("hepatitis", None, (402, 354, 630)),
        ("kosovo", 1.0, (9786, 6945, 12745)),
        ("kosovo", None, (12595, 9827, 16544)),
    ],
)
def test_without_the_complete_graph_the_unseen_are_identified(
    name: str, delta: float | None, expected: tuple[int, int, int], request: pytest.FixtureRequest
) -> None:
    """The 4,617 and the 272 are the complete graph's, which leaves the unseen to the prior."""
    posterior = graph_posterior(request.getfixturevalue(name), delta)
    assert tuple(round(posterior.quantile(q)) for q in (0.5, 0.025, 0.975)) == expected
    assert not posterior.graphs[:, -1].any()


def test_the_complete_graph_leaves_the_unseen_to_the_prior(kosovo: OverlapTable) -> None:
    """Alone it answers the same whatever the data say of the overlaps, as long as their sum is the same."""
    mixed = OverlapTable(kosovo.lists, np.array([0, *kosovo.counts[:0:-1]]))
    weights = []
    for table in (kosovo, mixed):
        whole, without = graph_posterior(table, 1.0, complete=True), graph_posterior(table, 1.0)
        assert len(whole.graphs) == len(without.graphs) + 1
        alone = whole.graph_weights[whole.complete_graph]
        weights.append((whole.cumulative - (1 - alone) * without.cumulative) / alone)
    assert weights[0] == pytest.approx(weights[1], abs=1e-6)


def test_a_coarser_grid_gives_nearly_the_same(kosovo: OverlapTable) -> None:
    fine, coarse = graph_posterior(kosovo), graph_posterior(kosovo, coarser=20)
    for probability in (0.025, 0.5, 0.975):
        assert coarse.quantile(probability) == pytest.approx(fine.quantile(probability), rel=2e-3)
    assert coarse.graph_weights.sum() == pytest.approx(1)


def test_the_closed_form_is_the_sum_written_out() -> None:
    """Two lists, two graphs, by hand: [12] a Dirichlet-multinomial of four cells, [1,2] of two margins."""
    table = OverlapTable(("A", "B"), np.array([0, 3, 2, 4]))
    delta, largest = 0.25, 30

    def dirichlet(cells: list[int], prior: float) -> float:
        total = lgamma(prior * len(cells)) - lgamma(prior * len(cells) + sum(cells))
        return total + sum(lgamma(prior + cell) - lgamma(prior) for cell in cells)

    by_hand = []
    for unseen in range(1, largest + 1):
        size = 9 + unseen
        ways = comb(size, unseen) / size
        joined = dirichlet([unseen, 3, 2, 4], delta)
        apart = dirichlet([unseen + 2, 7], 2 * delta) + dirichlet([unseen + 3, 6], 2 * delta)
        by_hand.append(ways * (np.exp(joined) + np.exp(apart)))
    expected = np.cumsum(by_hand) / np.sum(by_hand)
    assert graph_posterior(table, delta, largest, complete=True).cumulative == pytest.approx(expected, rel=1e-9)


def test_draws_follow_the_posterior(kosovo: OverlapTable) -> None:
    posterior = graph_posterior(kosovo)
    draws = posterior.sample(40_000, np.random.default_rng(3))
    assert np.median(draws) == pytest.approx(posterior.quantile(0.5), rel=0.01)
    assert draws.min() > kosovo.observed
