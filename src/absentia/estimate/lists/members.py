"""Who is on the panel: each method with its name and its role, built over one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from absentia.estimate.lists.bayes import decomposable, latent_class
from absentia.estimate.lists.captures import NAMES
from absentia.estimate.lists.closed_members import chao_bound, chapman, lincoln_petersen, repeated_captures
from absentia.estimate.lists.context import Context
from absentia.estimate.lists.loglinear_members import average, best, independence, saturated_model
from absentia.estimate.lists.panel import Member, Role
from absentia.model import Estimate, Refusal
from absentia.model.texts import Said, said

TWO = 2

Build = Callable[[Context], Estimate | Refusal | tuple[Estimate | Refusal, Any]]


def members_of(context: Context) -> tuple[Member, ...]:
    """Every member that was asked for, methods that answer first."""
    many = context.table.size > TWO
    builders: list[tuple[str, Said, Role, Build]] = []
    if many:
        builders += [
            ("loglinear-average", said("log-linear models, averaged"), Role.TOTAL, average),
            ("latent-class", said("latent classes, Bayesian"), Role.TOTAL, latent_class),
            ("decomposable", said("decomposable graphs, averaged"), Role.TOTAL, decomposable),
            ("loglinear-best", said("log-linear model of best BIC"), Role.MODEL, best),
            ("independence", said("independent lists"), Role.MODEL, independence),
            ("saturated", said("all interactions but the highest"), Role.MODEL, saturated_model),
        ]
    else:
        builders += [
            ("lincoln-petersen", said("Lincoln–Petersen"), Role.TOTAL, lincoln_petersen),
            ("chapman", said("Chapman"), Role.MODEL, chapman),
        ]
    builders.append(("chao", said("Chao's lower bound"), Role.BOUND, chao_bound))
    if many:
        builders += [
            (
                f"captures-{name}",
                said("repeated captures, {name}", name=name),
                _capture_role(name),
                repeated_captures(name),
            )
            for name in NAMES
        ]
    return tuple(_build(context, *builder) for builder in builders if context.options.wants(builder[0]))


def _capture_role(name: str) -> Role:
    return Role.BOUND if name.endswith("-chao") else Role.MODEL


def _build(context: Context, member: str, title: Said, role: Role, build: Build) -> Member:
    built = build(context)
    result, draws = built if isinstance(built, tuple) else (built, None)
    return Member(member, title, role, result, draws)
