"""A rehearsal as the brief shows it: tallies with small counts withheld, and what the books say beside the truth."""

from __future__ import annotations

import tempfile
from pathlib import Path

from absentia.model.texts import N_, Said
from absentia.observatory import Observatory
from absentia.pipeline.rehearsing import Rehearsed, rehearse
from absentia.pipeline.script import Script
from absentia.publish import Book, Rehearsal, rehearsed
from absentia.tally import held, suppressed, tally

OBSERVATORY = "rehearsal"
"""How the commands printed in the brief name their folder."""
SCRIPT = Script(courts=6, months=2, faults=("captcha",), answering=False)
"""Nobody reads the captchas, so that a reader sees what a court looks like that could not be looked at."""

# measure, dimension, provision, title
TALLIES = (
    ("cases_received", "half-year", "337", N_("Synthetic cases under Article 337 received, by half-year")),
    ("cases_received", "court", None, N_("Synthetic cases received, by court")),
    ("persons_charged", "provision", None, N_("Synthetic persons charged, by article and part")),
    ("verdicts", "half-year", "337", N_("Synthetic verdicts in cases under Article 337, by half-year")),
)


def rehearsal(seed: int) -> Rehearsal:
    """Rehearse in a folder that is gone afterwards. The same seed gives the same record."""
    script = Script(SCRIPT.courts, SCRIPT.months, seed, SCRIPT.faults, answering=SCRIPT.answering)
    with tempfile.TemporaryDirectory(prefix="absentia-rehearsal-") as folder:
        place = Path(folder) / OBSERVATORY
        done, observatory = rehearse(script, place), Observatory.open(place)
        with held(observatory):
            return _shown(done, observatory)


def _shown(done: Rehearsed, observatory: Observatory) -> Rehearsal:
    smallest = int(observatory.config["privacy"]["smallest_count"])
    tables = []
    for measure, dimension, provision, title in TALLIES:
        counted = suppressed(tally(observatory, measure, by=(dimension,), provision=provision), smallest)
        command = counted.command.replace("absentia ", f"absentia -C {OBSERVATORY} ", 1)
        known = done.report["truth"][measure]["total"] if provision is None else None
        tables.append(rehearsed.table(counted, title, command=command, truth=known))
    everything = tally(observatory, "filings_received", instance="all", procedure="all")
    assert done.updated.built is not None  # a courthouse that lives has answered
    counts = done.updated.built.counts
    return Rehearsal(
        seed=done.script.seed,
        courts=done.script.courts,
        since=str(done.life.start),
        until=str(done.life.end),
        pages=counts["captures"],
        smallest_count=smallest,
        tables=tables,
        coverage=rehearsed.coverage(everything.coverage["courts"]),
        books=_books(done),
        unreadable=counts["issues"],
        chart=rehearsed.chart(tables[0]),
        commands=[_command(done.script)],
    )


def _command(script: Script) -> str:
    faults = f" --faults {','.join(script.faults)}" if script.faults else ""
    person = "" if script.answering else " --nobody"
    return (
        f"absentia rehearse --courts {script.courts} --months {script.months} --seed {script.seed}{faults}{person} "
        f"--into {OBSERVATORY}"
    )


def _books(done: Rehearsed) -> list[Book]:
    """What the books of the rehearsal say, and how it compares with what happened."""
    report = done.report
    ledger, gone, kept = report["ledger"], report["disappearances"], report["captures"]
    known = ledger["outcomes"].get("complete", 0) + ledger["outcomes"].get("empty", 0)
    differing = len(report["differences"])
    return [
        _line(N_("Questions asked of the courts, each with an outcome"), "{count}", count=ledger["sweeps"]),
        _line(
            N_("Answered in full, or proven empty"),
            N_("{count}, of them wrongly: {wrong}"),
            count=known,
            wrong=ledger["wrongly_complete"],
        ),
        _line(
            N_("Not known: a captcha stood before the search and nobody read it"),
            "{count}",
            count=ledger["outcomes"].get("captcha", 0),
        ),
        _line(
            N_("Answers of the courts that are not in the archive, or twice"),
            "{lost} + {twice}",
            lost=kept["lost"],
            twice=kept["duplicate"],
        ),
        _line(
            N_("Cells of measure, court, half-year and provision that differ from the truth"),
            N_("{count}, of them not explained by the questions without an answer: {open}"),
            count=differing,
            open=report["unexplained"],
        ),
        _line(
            N_("Removed records that could be noticed and were confirmed gone"),
            N_("{found} of {true}; wrongly called gone: {false}"),
            **{key: gone[key] for key in ("found", "true", "false")},
        ),
    ]


def _line(label: str, sentence: str, **counts: int) -> Book:
    return Book(Said(label), Said(sentence, counts))
