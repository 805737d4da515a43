"""The two Bayesian members of the panel: latent classes and decomposable graphs, with their gates and priors."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np

from absentia.estimate.lists.bounds import connected
from absentia.estimate.lists.context import Context
from absentia.estimate.lists.convergence import EFFECTIVE_GATE, R_HAT_GATE
from absentia.estimate.lists.decomposable import MOST_LISTS
from absentia.estimate.lists.graph_average import GraphPosterior, graph_posterior
from absentia.estimate.lists.latent_class import LatentClassRun, sample_latent_class
from absentia.estimate.lists.table import OverlapTable
from absentia.model import Assumption, Estimate, Interval, Refusal
from absentia.model.texts import Said, said

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


def latent_class(context: Context) -> Estimate | Refusal | tuple[Estimate | Refusal, Any]:
    """Latent classes by Gibbs sampling; withheld unless the chains have converged."""
    if refused := _not_joined(context, "latent-class"):
        return refused
    if find_spec("numba") is None:
        return context.refusal("latent-class", _NOT_INSTALLED)
    settings = context.options.latent
    run = sample_latent_class(context.table, context.options.seed, settings)
    gate = convergence_check(run)
    if not run.converged:
        return context.refusal(
            "latent-class",
            said(
                "the chains have not converged after {iterations} iterations each ({outcome}): withheld",
                iterations=run.iterations,
                outcome=gate.outcome,
            ),
            (gate,),
        )
    pooled = run.draws.T.reshape(-1)
    estimate = context.estimate(
        "latent-class",
        run.quantile(0.5),
        Interval(run.quantile(0.025), run.quantile(0.975), kind="credible"),
        said(
            "Dirichlet-process mixture of {classes} latent classes, {chains} chains of {iterations} iterations",
            classes=settings.classes,
            chains=settings.chains,
            iterations=run.iterations,
        ),
        standard_error=float(pooled.std(ddof=1)),
        assumptions=(gate,),
        sensitivity={said("posterior mean"): float(pooled.mean())},
        reference=REFERENCE_LATENT,
        seed=context.options.seed,
        detail=tuple(
            {"chain": str(number + 1), "value": float(np.median(chain))} for number, chain in enumerate(run.draws)
        ),
    )
    return estimate, _thinned(pooled, context.options.seed)


def convergence_check(run: LatentClassRun) -> Assumption:
    """The hard gates."""
    return Assumption(
        said(
            "the chains have converged (split R-hat below {gate}, at least {size} effective draws)",
            gate=R_HAT_GATE,
            size=int(EFFECTIVE_GATE),
        ),
        run.converged,
        said(
            "R-hat {r_hat:.4f}, effective draws {bulk:.0f} in the middle and {tail:.0f} in the tails",
            r_hat=run.r_hat,
            bulk=run.bulk_size,
            tail=run.tail_size,
        ),
    )


def _thinned(draws: np.ndarray, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).permutation(draws)[:KEPT_DRAWS]


def _not_joined(context: Context, member: str) -> Refusal | None:
    if connected(context.table):
        return None
    return context.refusal(member, said("at least one list shares no unit with the rest: only the prior would answer"))


def decomposable(context: Context) -> Estimate | Refusal | tuple[Estimate | Refusal, Any]:
    """The average over all decomposable graphs, with the prior turned up and down beside it."""
    table, options = context.table, context.options
    if table.size > MOST_LISTS:
        return context.refusal(
            "decomposable",
            said(
                "graphs are averaged for up to {most} lists; there are too many for {found}",
                most=MOST_LISTS,
                found=table.size,
            ),
        )
    if refused := _not_joined(context, "decomposable"):
        return refused
    posterior = graph_posterior(table, options.delta, options.largest)
    graph, weight = posterior.best_graph(table.size)
    sensitivity = prior_sensitivity(table, posterior)
    rng = np.random.default_rng(options.seed)
    draws = posterior.sample(KEPT_DRAWS, rng)
    values = [posterior.quantile(0.5), *(value for key, value in sensitivity.items() if key.template == _DELTA)]
    prior = Assumption(
        said("the answer does not hang on the prior"),
        max(values) <= 1.5 * min(values),
        said("from {low:.0f} to {high:.0f} over the values of δ beside it", low=min(values), high=max(values)),
    )
    estimate = context.estimate(
        "decomposable",
        posterior.quantile(0.5),
        Interval(posterior.quantile(0.025), posterior.quantile(0.975), kind="credible"),
        said(
            "{count} decomposable graphs, hyper-Dirichlet prior δ = {delta:g}, closed form; best graph {graph}",
            count=len(posterior.graph_weights),
            delta=posterior.delta,
            graph=Said("{name} ({weight:.0%})", {"name": graph, "weight": weight}),
        ),
        assumptions=(prior,),
        sensitivity=dict(sensitivity),
        reference=REFERENCE_GRAPHS,
    )
    return estimate, draws


def prior_sensitivity(table: OverlapTable, posterior: GraphPosterior) -> dict[Said, float]:
    """Medians under other prior counts, and the upper bound under a smaller largest total."""
    found = {}
    powers = (0, 4, 5, 7) if table.size == MOST_LISTS else range(table.size + 2)
    for delta in (0.5**power for power in powers):
        if delta != posterior.delta:
            found[Said(_DELTA, {"delta": delta})] = graph_posterior(
                table, delta, posterior.largest, coarser=COARSER
            ).quantile(0.5)
    shorter = graph_posterior(table, posterior.delta, 10 * table.observed, coarser=COARSER)
    key = said("97.5 % where the unseen are at most ten times the observed")
    found[key] = shorter.quantile(0.975)
    return found
