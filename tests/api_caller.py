"""A caller of the API as a type checker sees it: this file passes ``mypy --strict`` in ``make check``; it is never run.

Each ``type: ignore`` stands for a mistake that must be found; one that is not needed any more is an error itself.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pyarrow as pa

from absentia.api import Answers, Chart, Observatory, estimate
from absentia.model import Estimate, Refusal


def right(observatory: Observatory, table: pa.Table, relation: duckdb.DuckDBPyRelation) -> list[Answers]:
    """Every method, each with what it takes first."""
    return [
        estimate.excess_male_deaths(years="2022", ages="20-29", all_variants=True),
        estimate.excess_by_region(region="Buryatia"),
        estimate.excess_until(until=dt.date(2022, 12, 31)),
        estimate.excess_external_causes(years="2022"),
        estimate.leading_cause(causes=Path("causes.csv"), draws=1_000),
        estimate.compare_deaths(ages="15-49"),
        estimate.asylum(years="2022", country="Germany", tables=table),
        estimate.asylum_recognition(instance="AR", status="refugee", sampling=True),
        estimate.asylum_pending(country="FRA", tables=Path("own.csv")),
        estimate.lists(table, unit="persons"),
        estimate.lists("lists.csv"),
        estimate.lists(file=Path("lists.csv")),
        estimate.delay(relation, now=dt.date(2024, 1, 1)),
        estimate.delay(observatory, measure="verdicts"),
        estimate.change_point("series.csv", model="poisson"),
        estimate.change_point(observatory, measure="verdicts"),
        estimate.probate("registry.csv", table),
        estimate.serial_gaps(observatory, article="337"),
        estimate.refiled(observatory),
        estimate.signals(observatory),
        estimate.requests("own.csv", cases="cases.csv", earlier="2023-H1", later="2023-H2"),
        estimate.undercount(observatory, lists="lists.csv"),
    ]


def wrong(observatory: Observatory) -> None:
    """What is found before the call is made."""
    estimate.lists()  # type: ignore[call-overload]
    estimate.lists("a.csv", "b.csv")  # type: ignore[call-overload]
    estimate.lists("a.csv", methds="a")  # type: ignore[call-overload]
    estimate.delay(3)  # type: ignore[call-overload]
    estimate.delay(observatory, windw=5)  # type: ignore[call-overload]
    estimate.change_point("a.csv", model="gauss")  # type: ignore[call-overload]
    estimate.probate("a.csv")  # type: ignore[call-overload]
    estimate.regions()  # type: ignore[attr-defined]


def answered(answers: Answers) -> tuple[Estimate | Refusal, str, Chart]:
    """What comes of it."""
    return answers[0], answers.summary("ru"), answers.plot("profile")
