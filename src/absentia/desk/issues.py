"""What could not be read, by kind and words, and what a person makes of it: a file for whoever keeps the vocabulary."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from absentia.durable import write_atomically
from absentia.engine import open_tables, query
from absentia.errors import UsageProblem
from absentia.link.cases import must_have_pages
from absentia.messages import N_
from absentia.model.tables import TABLES
from absentia.model.texts import said
from absentia.observatory import Observatory

FILE = "vocabulary.jsonl"
"""In ``decisions/``: one line for each choice, the newest of a kind and words counts."""
CHOICES = {"map": N_("means"), "ignore": N_("ignore"), "report": N_("report")}
_SHOWN = 100
_GROUPED = """
SELECT i.kind, coalesce(i.raw, '') AS words, any_value(i.message) AS message, count(*) AS times,
       count(DISTINCT i.capture) AS pages, min(i.capture) AS capture
FROM issues i GROUP BY 1, 2 ORDER BY times DESC, 1, 2 LIMIT $shown
"""


def grouped(observatory: Observatory) -> list[dict[str, Any]]:
    """Issues by kind and words, the most frequent first. Words of pages are masked in the tables.

    Raises:
        ObservatoryProblem: no pages have been parsed into it.
    """
    must_have_pages(observatory)
    with open_tables(observatory.tables, TABLES) as connection:
        return query(connection, _GROUPED, {"shown": _SHOWN})


def chosen(observatory: Observatory) -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """What was chosen of each kind and words."""
    file = observatory.decisions / FILE
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    rows = (json.loads(line) for line in lines if line.strip())
    return {(row["subject"]["kind"], row["subject"]["words"]): row for row in rows}


def choose(observatory: Observatory, kind: str, words: str, choice: str, to: str) -> None:
    """Write down what some words mean, that they mean nothing, or that whoever keeps the reader should see them.

    Raises:
        UsageProblem: no such issue stands in the tables, or the choice is none or says not what the words mean.
        ObservatoryBusy: another process writes.
    """
    if choice not in CHOICES or (choice == "map") != bool(to.strip()):
        raise UsageProblem(
            said("say what the words mean, or that they are to be ignored or reported"), where=f"{kind}: {words}"
        )
    if not any((row["kind"], row["words"]) == (kind, words) for row in grouped(observatory)):
        raise UsageProblem(said("no page shows this any more"), where=f"{kind}: {words}")
    line = {
        "kind": "vocabulary",
        "who": "desk",
        "when": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "subject": {"kind": kind, "words": words},
        "choice": choice,
        "to": to.strip(),
    }
    with observatory.writing():
        file = observatory.decisions / FILE
        before = file.read_bytes() if file.exists() else b""
        write_atomically(file, before + (json.dumps(line, ensure_ascii=False) + "\n").encode())
