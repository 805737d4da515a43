"""What `absentia rehearse` prints for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from absentia.cli.collect_output import OUTCOMES
from absentia.cli.language import N_, _, language
from absentia.cli.output import echo, write_table
from absentia.model.count import Count
from absentia.model.texts import said

if TYPE_CHECKING:
    from absentia.rehearsal.rehearsing import Rehearsed

_MEASURES = {
    "measure": N_("measure"),
    "truth": N_("truth"),
    "tallied": N_("tallied"),
    "cells": N_("cells that differ"),
    "unexplained": N_("of them not explained by the ledger"),
}


def print_rehearsal(done: Rehearsed) -> None:
    """The measures beside the truth, then ledger, disappearances, captures and requests, a line each."""
    report = done.report
    script = report["script"]
    echo(
        "SYNTHETIC: {courts} court from {since} to {until}, seed {seed}, faults: {faults}",
        "SYNTHETIC: {courts} courts from {since} to {until}, seed {seed}, faults: {faults}",
        **{key: script[key] for key in ("courts", "since", "until")},
        seed=str(script["seed"]),
        faults=", ".join(script["faults"]) or _("none"),
    )
    rows = [
        {
            "measure": name,
            "truth": report["truth"][name]["total"],
            "tallied": _count(report["tallied"][name]),
            "cells": sum(one.measure == name for one in done.tallied.differences),
            "unexplained": sum(one.measure == name for one in done.tallied.unexplained),
        }
        for name in report["truth"]
    ]
    write_table(rows, _MEASURES)
    if any(report["tallied"][name]["range"]["high"] is None for name in report["truth"]):
        echo("≥: complete listings do not show all of this; the count is a lower bound.")
    for line in [*_lines(done), *_audit(done.report)]:
        echo(line)
    echo(said("All checks passed") if done.holds else said("A check failed"))


def _count(tallied: Mapping[str, Any]) -> str:
    return Count.of(tallied["range"]).text(language())


def _audit(report: Mapping[str, Any]) -> Iterator[str]:
    """How many numbers and verdicts were held against the truth, each that contradicts it, and what went wrong."""
    if "statements" in report:
        yield _(
            "audit: {statements} statement tried, unsound: {unsound}",
            "audit: {statements} statements tried, unsound: {unsound}",
            statements=sum(report["statements"].values()),
            unsound=json.dumps(report["unsound"], ensure_ascii=False),
        )
    if report["struck"]:
        struck = ", ".join(f"{name} {times}" for name, times in report["struck"].items())
        yield _("faults, by how many answers they had a hand in: {struck}", struck=struck)


def _lines(done: Rehearsed) -> list[str]:
    ledger, gone = done.report["ledger"], done.report["disappearances"]
    kept, asked = done.report["captures"], done.report["requests"]
    outcomes = ", ".join(
        f"{_(label)} {ledger['outcomes'][key]}" for key, label in OUTCOMES.items() if key in ledger["outcomes"]
    )
    return [
        _(
            "ledger: {sweeps} sweep ({outcomes}); wrongly called complete or empty: {wrong}; without an outcome: "
            "{open}",
            "ledger: {sweeps} sweeps ({outcomes}); wrongly called complete or empty: {wrong}; without an outcome: "
            "{open}",
            sweeps=ledger["sweeps"],
            outcomes=outcomes,
            wrong=ledger["wrongly_complete"],
            open=ledger["without_outcome"],
        ),
        _(
            "disappearances: {true} true, {found} found, {false} false",
            **{key: gone[key] for key in ("true", "found", "false")},
        ),
        _(
            "captures: {kept} kept of {answers} answer, {lost} lost, {duplicate} doubled",
            "captures: {kept} kept of {answers} answers, {lost} lost, {duplicate} doubled",
            **{key: kept[key] for key in ("answers", "kept", "lost", "duplicate")},
        ),
        _("the archive verifies") if kept["verified"] else _("the archive does not verify"),
        _(
            "requests: {total}, the least possible times {ratio}; {host} s apart at least to one court, {all} s to all",
            total=asked["total"],
            ratio=asked["ratio"],
            host=asked["seconds_between_to_one_host"],
            all=asked["seconds_between_to_all"],
        ),
        _(
            "elapsed: {seconds} s for {days} day",
            "elapsed: {seconds} s for {days} days",
            days=done.report["elapsed"]["virtual_days"],
            seconds=done.report["elapsed"]["seconds"],
        ),
    ]
