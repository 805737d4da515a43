"""The panel as others take it: from its options, as rows for tables and charts, as one JSON document."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from absentia.estimate.lists.agreement import Member, Role
from absentia.estimate.lists.estimating import estimate_lists
from absentia.estimate.lists.latent_class import LatentClassSettings
from absentia.estimate.lists.notes import cells_of, notes_of
from absentia.estimate.lists.panel import ListsOptions, ListsPanel
from absentia.estimate.lists.reading import Layout, read_lists
from absentia.estimate.method import Answer, Context, Table, bar, drawn, path_of
from absentia.estimate.options.series import LISTS as NAME
from absentia.estimate.options.series import OverlapOptions
from absentia.model import Estimate, Period, Refusal
from absentia.model.checked import ChartData
from absentia.model.texts import N_, Measured, Said, said

COLUMNS = (
    "estimate", "stratum", "method", "role", "observed", "value", "standard_error", "low", "high", "level", "deviance",
    "degrees_of_freedom", "unit", "refused",
)  # fmt: skip
ROLES = {Role.TOTAL: N_("estimate of the total"), Role.MODEL: N_("one model"), Role.BOUND: N_("lower bound")}


def names_in(text: str) -> tuple[str, ...]:
    """``A,B,C`` as names."""
    return tuple(piece.strip() for piece in text.split(",") if piece.strip())


def panel_from(options: OverlapOptions, advance: Callable[[], None] = lambda: None) -> ListsPanel:
    """The panel a call asks for."""
    path = path_of(options.file)
    layout = Layout(
        lists=names_in(options.lists),
        count=options.count,
        unit=options.unit_column,
        list_column=options.list_column,
        strata=names_in(options.strata),
    )
    latent = LatentClassSettings(classes=options.classes, chains=options.chains, iterations=options.iterations)
    chosen = ListsOptions(
        seed=options.seed,
        latent=latent,
        delta=options.delta,
        largest=options.largest,
        bootstrap=options.bootstrap or 0,
        methods=names_in(options.methods),
        unit=options.unit,
        period=_period(options.period),
        inputs={path.name: said("overlap counts given by the user")},
        advance=advance,
    )
    found = read_lists(path, layout)
    return estimate_lists(found.tables, chosen, found.notes)


def _period(words: str | None) -> Period | str | None:
    """The period a user named; their own words where they are none of the forms of a period."""
    try:
        return Period.parse(words) if words else None
    except ValueError:
        return words


def run(context: Context, options: OverlapOptions) -> Answer:
    """All answers of the panel, each with the panel's summary so that none travels alone; the last stands for all."""
    panel = panel_from(options, context.advance)
    profile = profile_chart(panel)
    return Answer(
        [
            *(
                dataclasses.replace(one, caveats=(*one.caveats, panel.summary)) if isinstance(one, Estimate) else one
                for one in panel.results()
            ),
            panel.together,
        ],
        chart(panel),
        _table(panel),
        lead=[panel.summary],
        notes=notes_of(panel),
        explained=(),
        more_charts={} if profile is None else {"profile": profile},
        more=document(panel),
    )


def _table(panel: ListsPanel) -> Table:
    headings = {
        **({"shown_stratum": said("stratum")} if panel.strata else {}),
        "title": said("method"),
        "shown_role": said("role"),
        "total": said("total"),
        "error": said("± (1 s.e.)"),
        "interval": said("95 % interval (credible: latent classes, graphs; confidence: the others)"),
        "shown_deviance": said("deviance"),
        "degrees_of_freedom": said("d.f."),
    }
    return Table(rows(panel), headings, COLUMNS, right=("shown_deviance",))


def rows(panel: ListsPanel) -> list[dict[str, Any]]:
    """The members as rows; with strata, those of the total first."""
    found = []
    for part in (panel, *panel.strata):
        for member in part.shown:
            result = member.result
            row: dict[str, Any] = {
                "estimate": NAME,
                "stratum": part.stratum,
                "method": member.id,
                "title": member.title,
                "role": member.role.value,
                "observed": part.observed,
                "shown_stratum": part.stratum or said("all"),
                "shown_role": said(ROLES[member.role]),
            }
            if isinstance(result, Estimate):
                interval = result.interval
                row |= {
                    "value": round(result.value, 6),
                    "standard_error": None if result.standard_error is None else round(result.standard_error, 6),
                    "low": None if interval is None else round(interval.low, 6),
                    "high": None if interval is None else round(interval.high, 6),
                    "level": None if interval is None else interval.level,
                    "unit": result.counts,
                    "total": result.measured,
                    "error": result.standard_error and Measured(result.standard_error, result.quantity),
                    "interval": result.ends or said("none"),
                }
                row |= _fit(member)
            else:
                row["refused"] = result.reason
                if part.stratum:
                    row["title"] = Said("{title} ({stratum})", {"title": member.title, "stratum": part.stratum})
            found.append(row)
    return found


def _fit(member: Member) -> dict[str, Any]:
    """Deviance and degrees of freedom of a single model, as the R program for repeated captures prints them."""
    if member.role is Role.TOTAL or not isinstance(member.result, Estimate) or not member.result.detail:
        return {}
    row = member.result.detail[0]
    if "deviance" not in row:
        return {}
    deviance = round(float(row["deviance"]), 6)
    return {
        "deviance": deviance,
        "degrees_of_freedom": row["degrees_of_freedom"],
        "shown_deviance": Said("{deviance:.1f}", {"deviance": deviance}),
    }


def document(panel: ListsPanel) -> dict[str, Any]:
    """Everything of the panel as one document, the summary first."""
    results = panel.results()
    return {
        "name": NAME,
        "summary": panel.summary,
        "agreement": panel.agreement,
        "lists": panel.lists,
        "observed": panel.observed,
        "unit": panel.unit,
        "stratum": panel.stratum,
        "seed": panel.seed,
        "panel": [
            {
                "method": member.id,
                "title": member.title,
                "role": member.role.value,
                "estimate" if isinstance(member.result, Estimate) else "refusal": member.result,
            }
            for member in panel.shown
        ],
        "estimates": [one for one in results if isinstance(one, Estimate)],
        "refusals": [one for one in results if isinstance(one, Refusal)],
        "checks": panel.checks,
        "xi": panel.xi,
        "pairs": panel.pairs,
        "left_out": panel.left_out,
        "leave_one_out": panel.without,
        "dependence": panel.dependence,
        "cells": cells_of(panel),
        "notes": panel.notes,
        "strata": [document(part) for part in panel.strata],
    }


def chart(panel: ListsPanel) -> ChartData | None:
    """The observed count, every total and bound, and the two ends of the ξ curve on one scale."""
    rows = [bar(said("observed on at least one list"), panel.observed, standing="tallied")]
    rows += [
        bar(member.title, member.result.value, member.result.interval)
        for member in panel.shown
        if isinstance(member.result, Estimate) and not member.id.startswith("captures-")
    ]
    for point in panel.xi:
        if point.xi in (0.5, 2.0):
            label = said("all interactions, ξ = {xi}", xi=point.xi)
            rows.append(bar(label, point.value, point.interval))
    return drawn(
        rows,
        said("How many there are, listed or not, by every method"),
        said(
            "The units observed on at least one list, and the total by each method with its 95 % interval. Where the "
            "intervals lie apart no single number is supported."
        ),
        panel.unit,
    )


def profile_chart(panel: ListsPanel) -> ChartData | None:
    """The profile likelihood of the total, a curve for each of the best models."""
    return drawn(
        [{"model": one.model, "total": one.total, "drop": one.drop} for one in panel.profiles],
        said("How well each total fits, by model"),
        said(
            "Log likelihood at its best for each total, less the model's maximum, for the log-linear models of most "
            "weight. A model's 95 % interval is where its curve is above the line."
        ),
        panel.unit,
        "profile_likelihood",
    )
