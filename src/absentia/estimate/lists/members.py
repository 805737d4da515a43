"""Who is on the panel: each method with its name and its role, built over one table."""

from __future__ import annotations

from collections.abc import Callable

from absentia.estimate.lists.agreement import LEAST
from absentia.estimate.lists.bayes import all_graphs, decomposable, latent_class
from absentia.estimate.lists.captures import NAMES
from absentia.estimate.lists.checks import stopped
from absentia.estimate.lists.closed_members import chapman, lincoln_petersen, repeated_captures
from absentia.estimate.lists.context import Context
from absentia.estimate.lists.loglinear_members import average, best, independence, saturated_model
from absentia.estimate.lists.roles import Answered, Member, Role
from absentia.model import Estimate, Refusal
from absentia.model.texts import Said, said

TWO = 2
BOUND = "Mth-chao"
"""The one model of repeated captures that is a lower bound where lists differ in size."""

Build = Callable[[Context], Estimate | Refusal | Answered]
Builder = tuple[str, Said, Role, Build]


def members_of(context: Context, *, sampling: bool = True) -> tuple[Member, ...]:
    """Every member, methods that answer first; all refuse where the lists let no method say anything.

    A single model is built only where it is shown; what the agreement is judged by is built always. Without
    ``sampling`` there are no latent classes.
    """
    why = stopped(context.table)
    found = []
    for name, title, role, build in _two() if context.table.size == TWO else _many():
        judged_by = name == LEAST or name.startswith("captures-")
        if role is Role.MODEL and not judged_by and not context.options.wants(name):
            continue
        if name == "latent-class" and not sampling:
            continue
        built = build(context) if why is None else context.refusal(name, why)
        found.append(Member.of(name, title, role, built))
        context.options.advance()
    return tuple(found)


def _two() -> list[Builder]:
    return [
        ("lincoln-petersen", said("Lincoln–Petersen"), Role.TOTAL, lincoln_petersen),
        ("chapman", said("Chapman"), Role.MODEL, chapman),
        _captures("M0"),
    ]


def _many() -> list[Builder]:
    return [
        ("loglinear-average", said("log-linear models, averaged"), Role.TOTAL, average),
        ("latent-class", said("latent classes, Bayesian"), Role.TOTAL, latent_class),
        ("decomposable", said("decomposable graphs, averaged"), Role.TOTAL, decomposable),
        ("decomposable-all", said("the same with the complete graph"), Role.MODEL, all_graphs),
        ("loglinear-best", said("log-linear model of best BIC"), Role.MODEL, best),
        ("independence", said("independent lists"), Role.MODEL, independence),
        ("saturated", said("all interactions but the highest"), Role.MODEL, saturated_model),
        *map(_captures, NAMES),
    ]


def _captures(name: str) -> Builder:
    role = Role.BOUND if name == BOUND else Role.MODEL
    return (f"captures-{name}", said("repeated captures, {name}", name=name), role, repeated_captures(name))
