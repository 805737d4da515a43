"""The panel as others take it: from options in plain text, as rows for tables and charts, as one JSON document."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from absentia.errors import UsageProblem
from absentia.estimate.charts import bar, drawn
from absentia.estimate.lists.estimating import estimate_lists
from absentia.estimate.lists.latent_class import LatentClassSettings
from absentia.estimate.lists.panel import NAME, ListsOptions, ListsPanel
from absentia.estimate.lists.reading import Layout, read_lists
from absentia.estimate.options import number_option
from absentia.model import Estimate, Refusal
from absentia.model.checked import ChartData
from absentia.model.texts import said

OPTIONS = (
    "file", "lists", "count", "unit_column", "list_column", "strata", "methods", "seed", "delta", "largest",
    "bootstrap", "chains", "iterations", "classes", "unit", "period",
)  # fmt: skip
REFERENCE = (
    "Fienberg 1972; Bishop, Fienberg, Holland 1975; Chao 1987; Madigan, York 1997; Manrique-Vallier 2016; Chan, "
    "Silverman, Vincent 2021; Aleshin-Guendel, Sadinle, Wakefield 2024"
)
_SHORTEST_RUN = 1_000
FEWEST_REPLICATES = 100
"""Ends of a 95 % interval cannot be read off fewer."""


def names_in(text: str | None) -> tuple[str, ...]:
    """``A,B,C`` as names."""
    return tuple(piece.strip() for piece in (text or "").split(",") if piece.strip())


def panel_from(options: Mapping[str, str]) -> ListsPanel:
    """The panel a call asks for.

    Raises:
        UsageProblem: no file, an option that cannot be used, an unknown column or method.
        DataProblem: a file that holds no usable overlap counts.
    """
    if not options.get("file"):
        raise UsageProblem(
            said("the estimate lists needs a file"),
            next_step=said("`absentia estimate lists FILE`: a table of overlap counts, or linked records"),
        )
    path = Path(options["file"])
    layout = Layout(
        lists=names_in(options.get("lists")),
        count=options.get("count"),
        unit=options.get("unit_column"),
        list_column=options.get("list_column"),
        strata=names_in(options.get("strata")),
    )
    chosen = _chosen(options, path)
    found = read_lists(path, layout)
    return estimate_lists(found.tables, chosen, found.notes)


def _chosen(options: Mapping[str, str], path: Path) -> ListsOptions:
    base = LatentClassSettings()

    def whole(name: str, default: int, low: int, high: float) -> int:
        text = options.get(name)
        return default if text is None else int(number_option(text, name, low=low, high=high, whole=True))

    delta, largest = options.get("delta"), options.get("largest")
    return ListsOptions(
        seed=whole("seed", 1, 0, 2**63 - 1),
        latent=dataclasses.replace(
            base,
            classes=whole("classes", base.classes, 2, 100),
            chains=whole("chains", base.chains, 2, 64),
            iterations=whole("iterations", base.iterations, _SHORTEST_RUN, 10**9),
        ),
        delta=None if delta is None else number_option(delta, "delta", low=1e-6, high=1e3),
        largest=None if largest is None else int(number_option(largest, "largest", low=1, high=1e12, whole=True)),
        bootstrap=0 if options.get("bootstrap") == "0" else whole("bootstrap", 0, FEWEST_REPLICATES, 100_000),
        methods=names_in(options.get("methods")),
        unit=options.get("unit"),
        period=options.get("period"),
        inputs={path.name: said("overlap counts given by the user")},
    )


def run(_catalogue: object, options: Mapping[str, str]) -> list[Estimate | Refusal]:
    """All answers of the panel; each estimate carries the panel's summary, so that none travels alone."""
    panel = panel_from(options)
    summary = panel.summary
    return [
        dataclasses.replace(one, caveats=(*one.caveats, summary)) if isinstance(one, Estimate) else one
        for one in panel.results()
    ]


def rows(panel: ListsPanel) -> list[dict[str, Any]]:
    """The members as rows; with strata, those of the total first."""
    found = []
    for part in (panel, *panel.strata):
        for member in part.members:
            result = member.result
            row: dict[str, Any] = {
                "estimate": NAME,
                "stratum": part.stratum,
                "method": member.id,
                "title": member.title,
                "role": member.role.value,
                "observed": part.observed,
            }
            if isinstance(result, Estimate):
                interval = result.interval
                row |= {
                    "value": round(result.value, 6),
                    "standard_error": None if result.standard_error is None else round(result.standard_error, 6),
                    "low": None if interval is None else round(interval.low, 6),
                    "high": None if interval is None else round(interval.high, 6),
                    "level": None if interval is None else interval.level,
                    "unit": result.unit,
                }
            else:
                row["refused"] = result.reason
            found.append(row)
    return found


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
            for member in panel.members
        ],
        "estimates": [one for one in results if isinstance(one, Estimate)],
        "refusals": [one for one in results if isinstance(one, Refusal)],
        "checks": panel.checks,
        "xi": panel.xi,
        "pairs": panel.pairs,
        "notes": panel.notes,
        "strata": [document(part) for part in panel.strata],
    }


def chart(panel: ListsPanel) -> ChartData | None:
    """The observed count, every total and bound, and the two ends of the ξ curve on one scale."""
    rows = [bar(said("observed on at least one list"), panel.observed, standing="tallied")]
    rows += [
        bar(member.title, member.result.value, member.result.interval)
        for member in panel.members
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
