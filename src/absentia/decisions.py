"""Decisions: what a person or a rule settled, of every kind in one file that only grows.

``decisions/decisions.jsonl``, one JSON object a line::

    {"kind": "link", "who": "machine", "when": null, "subject": {"level": "case", "keys": [A, B]}, "choice": "same",
     "note": "uid"}
    {"kind": "disappearance", "who": "desk", "when": "2023-11-06T10:00:00+00:00", "subject": {"filing": F,
     "missed": "2023-11-02"}, "choice": "not_gone", "note": "it has another number now"}

What was decided is never rewritten: a later line on the same subject holds, or takes back. What a kind's subjects and
choices mean is said where it is used: :mod:`absentia.link.judgements`, :mod:`absentia.disappearances.judged`,
:mod:`absentia.desk.decided`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from absentia.durable import put_on_disk
from absentia.errors import DataProblem
from absentia.model.texts import Words, said

FILE = "decisions.jsonl"
MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the file."""

    kind: str
    """What it is about: ``link``, ``disappearance``, ``vocabulary``."""
    who: str
    """The role of who decided, or :data:`MACHINE`."""
    when: str | None
    """UTC, to the second; ``None`` of the machine's, which are the same whenever they are made."""
    subject: Mapping[str, Any]
    """What was decided on: ids, words."""
    choice: str
    note: str = ""
    """The rule, the person's reason, or what words mean."""
    where: str = field(default="", compare=False)
    """File and line it was read from."""


def now() -> str:
    """For the line of a person."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def read(folder: Path, kind: str) -> list[Decision]:
    """The decisions of a kind, in order.

    Raises:
        DataProblem: a line of the file, of any kind, cannot be understood; nothing is guessed from a damaged file.
    """
    file = folder / FILE
    if not file.exists():
        return []
    lines = enumerate(file.read_bytes().splitlines(), 1)
    every = [_parsed(line, f"{file}:{number}") for number, line in lines if line.strip()]
    return [one for one in every if one.kind == kind]


def digest(folder: Path) -> str:
    """SHA-256 of the file as it is; of nothing where there is none."""
    file = folder / FILE
    return hashlib.sha256(file.read_bytes() if file.exists() else b"").hexdigest()


def _parsed(line: bytes, where: str) -> Decision:
    try:
        row: Any = json.loads(line)
        one = Decision(row["kind"], row["who"], row["when"], row["subject"], row["choice"], row.get("note", ""), where)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise not_understood(str(error) or type(error).__name__, where) from error
    texts = (one.kind, one.who, one.when or "", one.choice, one.note)
    if not all(isinstance(text, str) for text in texts) or not isinstance(one.subject, dict):
        raise not_understood("kind, who, when, subject, choice", where)
    return one


def not_understood(problem: Words, where: str) -> DataProblem:
    """The error of a line that says nothing that could be held to."""
    return DataProblem(
        said("this decision cannot be understood: {problem}", problem=problem),
        where=where,
        next_step=said("mend or remove the line; docs/reference/archive.md shows the form"),
    )


def append(folder: Path, decisions: Sequence[Decision]) -> None:
    """Add lines to the file, on the disk when this returns.

    A torn last line of a crash is completed by nothing and told by :func:`read`: it may be a person's.
    """
    if not decisions:
        return
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILE
    content = "".join(f"{_line(one)}\n" for one in decisions).encode()
    there = file.read_bytes() if file.exists() else b""
    before = len(there)
    if there and not there.endswith(b"\n"):
        content = b"\n" + content  # a person's editor need not end the last line
    with file.open("ab") as handle:
        try:
            handle.write(content)
            put_on_disk(handle)
        except BaseException:
            # a full disk must not leave half a line
            os.truncate(handle.fileno(), before)
            raise


def _line(one: Decision) -> str:
    row = {
        "kind": one.kind,
        "who": one.who,
        "when": one.when,
        "subject": one.subject,
        "choice": one.choice,
        "note": one.note,
    }
    return json.dumps(row, ensure_ascii=False)
