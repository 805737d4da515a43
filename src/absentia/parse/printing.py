"""Inputs to the texts that are printed: one JSON object per page, names already gone when it leaves its process."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from absentia.archive import Capture, Damage, as_text
from absentia.archive.bringing import read_path
from absentia.archive.intake import Noted
from absentia.errors import DataProblem
from absentia.model.texts import Said
from absentia.parse.document import page_document
from absentia.parse.inputs import Input
from absentia.parse.mask import Numbering, Pseudonyms, mask_of, mask_record
from absentia.parse.outcome import Outcome
from absentia.parse.pool import ordered_map
from absentia.parse.reading import Reading, read_capture
from absentia.sources import get_source

_LARGEST_IN_MEMORY = 4 << 20
"""Characters of one input's texts; what is longer waits its turn in a temporary file, pseudonyms and all."""


@dataclass(frozen=True, slots=True)
class Printing:
    """How pages are to be read and written."""

    source: str
    pseudonyms: Pseudonyms | None
    """``None``: names are shown as they are."""
    brief: bool = False
    """One line per page instead of everything it says."""
    language: str = "en"
    """What issues are told in."""


def print_inputs(
    inputs: Sequence[Input], printing: Printing, outcome: Outcome, jobs: int, advance: Callable[[int], None]
) -> Iterator[str]:
    """The text of every page, in order. ``outcome`` is filled on the way.

    With one job, pages are given as they are read; otherwise whole inputs are handed to processes.
    """
    numbering = Numbering()
    if jobs <= 1:
        for source in inputs:
            for text in texts_of(source, printing, outcome):
                yield numbering.apply(text)
            advance(1)
        return
    for texts, part in ordered_map(partial(_whole_input, printing=printing), inputs, jobs):
        outcome.add(part)
        for text in texts:
            yield numbering.apply(text)
        advance(1)


def texts_of(source: Input, printing: Printing, outcome: Outcome) -> Iterator[str]:
    """The texts of one input's pages; what is wrong with the input becomes a problem of the outcome."""
    reader, noted = get_source(printing.source), Noted()
    try:
        for item in read_path(source.path, source.name, printing.source, noted):
            place = source.name if item.offset is None else f"{source.name} @{item.offset}"
            if isinstance(item, Damage):
                outcome.damaged.append(place)
                continue
            reading = read_capture(reader, item)
            outcome.note(reading, place)
            yield json.dumps(_page(source, item, reading, printing), ensure_ascii=False)
    except DataProblem as problem:
        source.note(problem, noted)
    outcome.take(noted)


def _page(source: Input, capture: Capture, reading: Reading, printing: Printing) -> dict[str, Any]:
    record, file = reading.record, source.path
    if printing.pseudonyms is not None:
        publisher = get_source(printing.source)
        mask = mask_of(record, printing.pseudonyms, publisher)
        record, file = mask_record(record, mask, publisher), mask.file(file)
    captured = as_text(capture.captured) if capture.captured else None
    document = page_document(record, source_file=file, captured=captured, http_status=capture.status)
    for issue in document["issues"]:
        issue["message"] = Said(issue["message"]).text(printing.language)
    return _line(document) if printing.brief else document


def _line(document: dict[str, Any]) -> dict[str, Any]:
    filing = document["filing"] or {}
    return {
        "page": document["page"],
        "template": document["template"],
        "court": document["host"] or document["court_code"] or document["court"],
        "procedure": document["procedure"],
        "instance": document["instance"],
        "number": filing.get("number"),
        "received": filing.get("received"),
        "counter": document["counter"],
        "rows": len(document["rows"]),
        "events": len(document["events"]),
        "defendants": len(document["defendants"]) + sum(len(row["defendants"]) for row in document["rows"]),
        "issues": len(document["issues"]),
        "source_file": document["source_file"],
    }


def _whole_input(source: Input, printing: Printing) -> tuple[Texts, Outcome]:
    outcome = Outcome()
    texts = Texts()
    for text in texts_of(source, printing, outcome):
        texts.append(text)
    return texts.finished(), outcome


class Texts:
    """The texts of one input on their way between processes: in memory while they are few, else in a file."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._size = 0
        self._file: str | None = None

    def append(self, text: str) -> None:
        """Add one text."""
        self._texts.append(text)
        self._size += len(text)
        if self._size > _LARGEST_IN_MEMORY:
            self._spill()

    def finished(self) -> Texts:
        """Write the last part down if the first ones are in a file."""
        if self._file is not None:
            self._spill()
        return self

    def __iter__(self) -> Iterator[str]:
        if self._file is None:
            yield from self._texts
            return
        path = Path(self._file)
        try:
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    yield line.rstrip("\n")
        finally:
            path.unlink(missing_ok=True)

    def _spill(self) -> None:
        if self._file is None:
            with tempfile.NamedTemporaryFile(prefix="absentia-", suffix=".jsonl", delete=False) as made:
                self._file = made.name
        with Path(self._file).open("a", encoding="utf-8") as handle:
            handle.writelines(f"{text}\n" for text in self._texts)
        self._texts, self._size = [], 0
