"""The Bayesian members of the panel: latent classes and decomposable graphs, with their gates and priors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec

import numpy as np

from absentia.estimate.lists.agreement import Answered
from absentia.estimate.lists.checks import STRICT_LEVEL
from absentia.estimate.lists.fitting import predictive_fit
from absentia.estimate.lists.graphs import MOST_LISTS, GraphPosterior, graph_posterior
from absentia.estimate.lists.latent_class import EFFECTIVE_GATE, R_HAT_GATE, LatentClassRun, sample_latent_class
from absentia.estimate.lists.panel import Context
from absentia.estimate.lists.table import OverlapTable
from absentia.model import Assumption, Estimate, Interval, Refusal
from absentia.model.texts import Said, Words, counted, said

KEPT_DRAWS = 20_000
"""Draws a Bayesian member hands on, for sums over strata."""
COARSER = 10
"""What is shown beside the answer is summed over a grid so many times coarser."""
REFERENCE_LATENT = "Manrique-Vallier 2016; Vehtari et al. 2021"
REFERENCE_GRAPHS = "Madigan, York 1997"
_NOT_INSTALLED = said(
    "the sampler is compiled by numba, which is not installed; install it with: pip install 'absentia[latent-classes]'"
)
_DELTA = "δ = {delta:g}"
_PRIOR_FACTOR = 1.5


def latent_class(context: Context) -> Answered | Refusal:
    """Latent classes by Gibbs sampling; withheld unless the chains have converged."""
    if find_spec("numba") is None:
        return context.refusal("latent-class", _NOT_INSTALLED)
    settings, seed = context.options.latent, context.options.seed
    run = sample_latent_class(context.table, seed, settings, context.options.advance)
    gate = convergence_check(run)
    if not run.converged:
        return context.refusal(
            "latent-class",
            counted(
                "the chains have not converged after {iterations} iteration each ({outcome}): withheld",
                "the chains have not converged after {iterations} iterations each ({outcome}): withheld",
                iterations=run.iterations,
                outcome=gate.outcome,
            ),
            (gate,),
        )
    listed = run.cells[:, 1:] / run.cells[:, 1:].sum(axis=1, keepdims=True)
    fit, tail = predictive_fit(context.table.counts[1:], listed, np.random.default_rng(seed))
    pooled = run.draws.T.reshape(-1)
    estimate = context.estimate(
        "latent-class",
        run.quantile(0.5),
        Interval(run.quantile(0.025), run.quantile(0.975), kind="credible"),
        said(
            "Dirichlet-process mixture of {classes}, {chains} of {iterations}",
            classes=counted("{n} latent class", "{n} latent classes", n=settings.classes),
            chains=counted("{n} chain", "{n} chains", n=settings.chains),
            iterations=counted("{n} iteration", "{n} iterations", n=run.iterations),
        ),
        standard_error=float(pooled.std(ddof=1)),
        assumptions=(gate, predictive_check(tail)),
        sensitivity={said("posterior mean"): float(pooled.mean())},
        reference=REFERENCE_LATENT,
        seed=seed,
        detail=tuple(
            {"chain": str(number + 1), "value": float(np.median(chain))} for number, chain in enumerate(run.draws)
        ),
    )
    return Answered(estimate, np.random.default_rng(seed).permutation(pooled)[:KEPT_DRAWS], fit)


def predictive_check(tail: float) -> Assumption:
    """Tables drawn from the posterior fit as badly as the one seen often enough."""
    return Assumption(
        said("the latent classes foresee the combinations seen"),
        tail >= STRICT_LEVEL,
        said("of tables drawn from the posterior {tail:.2g} of all fit worse", tail=tail),
    )


def convergence_check(run: LatentClassRun) -> Assumption:
    """The hard gates."""
    return Assumption(
        counted(
            "the chains have converged (split R-hat below {gate}, at least {size} effective draw)",
            "the chains have converged (split R-hat below {gate}, at least {size} effective draws)",
            size=int(EFFECTIVE_GATE),
            gate=R_HAT_GATE,
        ),
        run.converged,
        said(
            "R-hat {r_hat:.4f}, effective draws {bulk:.0f} in the middle and {tail:.0f} in the tails",
            r_hat=run.r_hat,
            bulk=run.bulk_size,
            tail=run.tail_size,
        ),
    )


def decomposable(context: Context) -> Answered | Refusal:
    """The average over the decomposable graphs but the complete one, with the prior turned up and down beside it."""
    table, options = context.table, context.options
    if refused := _too_many(context, "decomposable"):
        return refused
    posterior = graph_posterior(table, options.delta, options.largest)
    others = _by_delta(table)
    prior = prior_check([posterior.quantile(0.5), *others.values()])
    estimate = _graphs(context, "decomposable", posterior, (prior,), prior_sensitivity(table, posterior, others))
    return Answered(estimate, posterior.sample(KEPT_DRAWS, np.random.default_rng(options.seed)))


def all_graphs(context: Context) -> Answered | Refusal:
    """The average as it is published, the complete graph among the others."""
    table, options = context.table, context.options
    if refused := _too_many(context, "decomposable-all"):
        return refused
    posterior = graph_posterior(table, options.delta, options.largest, complete=True)
    weight = float(posterior.graph_weights[posterior.complete_graph])
    prior_only = Assumption(
        said("the data identify the unseen under every graph"),
        None if weight < 0.01 else False,  # too little to be seen in the total
        said("the complete graph, which leaves them to the prior, has {weight:.1%} of the weight", weight=weight),
    )
    estimate = _graphs(context, "decomposable-all", posterior, (prior_only,), {})
    return Answered(estimate, posterior.sample(KEPT_DRAWS, np.random.default_rng(options.seed)))


def _too_many(context: Context, member: str) -> Refusal | None:
    if context.table.size <= MOST_LISTS:
        return None
    return context.refusal(
        member,
        said(
            "graphs are averaged where the lists are {most} at most; for {found} there are too many",
            most=MOST_LISTS,
            found=context.table.size,
        ),
    )


def _graphs(
    context: Context,
    member: str,
    posterior: GraphPosterior,
    assumptions: tuple[Assumption, ...],
    sensitivity: dict[Words, float],
) -> Estimate:
    graph, weight = posterior.best_graph()
    return context.estimate(
        member,
        posterior.quantile(0.5),
        Interval(posterior.quantile(0.025), posterior.quantile(0.975), kind="credible"),
        counted(
            "{count} decomposable graph, hyper-Dirichlet prior δ = {delta:g}, closed form; best graph {graph}",
            "{count} decomposable graphs, hyper-Dirichlet prior δ = {delta:g}, closed form; best graph {graph}",
            count=len(posterior.graph_weights),
            delta=posterior.delta,
            graph=Said("{name} ({weight:.0%})", {"name": graph, "weight": weight}),
        ),
        assumptions=assumptions,
        sensitivity=sensitivity,
        reference=REFERENCE_GRAPHS,
    )


def prior_check(values: Sequence[float]) -> Assumption:
    """Other prior counts, and no limit to the total, give about the same, whatever prior was chosen."""
    return Assumption(
        said("the answer does not hang on the prior"),
        max(values) <= _PRIOR_FACTOR * min(values),
        said("from {low:.0f} to {high:.0f} over the values of δ beside it", low=min(values), high=max(values)),
    )


def _by_delta(table: OverlapTable) -> dict[float, float]:
    """Medians under other prior counts, without a limit to the total."""
    powers = (0, 4, 5, 7) if table.size == MOST_LISTS else range(table.size + 2)
    deltas = (0.5**power for power in powers)
    return {delta: graph_posterior(table, delta, coarser=COARSER).quantile(0.5) for delta in deltas}


def prior_sensitivity(
    table: OverlapTable, posterior: GraphPosterior, others: Mapping[float, float]
) -> dict[Words, float]:
    """Medians under other prior counts, and the upper bound under a smaller largest total."""
    found: dict[Words, float] = {
        Said(_DELTA, {"delta": delta}): value for delta, value in others.items() if delta != posterior.delta
    }
    shorter = graph_posterior(table, posterior.delta, 10 * table.observed, coarser=COARSER)
    key = said("97.5 % where the unseen are at most ten times the observed")
    found[key] = shorter.quantile(0.975)
    return found
