"""How much of real pages the gate takes away: names and little else. Skipped where there are no real pages."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from absentia.model import Defendant, Filing, PageRecord, Party
from absentia.model.page import ActReference, ExecutionDocument
from absentia.parse.mask import Pseudonyms, mask_of, mask_record
from absentia.sources import get_source

SOURCE = get_source("ru_sudrf")
KEYED = Pseudonyms(b"key of the tests, which is public")
WORD = re.compile(r"[^\W\d_]{2,}")
MARK = re.compile(r"\[name\]|\b[pj]-[0-9a-f]{16}\b")
OWN_CELLS = {
    Defendant: {"name"},
    Party: {"name"},
    ExecutionDocument: {"recipient"},
    Filing: {"judge", "lower_judge"},
    PageRecord: {"capture"},
    ActReference: {"sha256"},
}
"""Cells for a name or a digest and nothing else."""


def texts(record: Any) -> Iterator[str]:
    """Every running text of a record."""
    if isinstance(record, str):
        yield str(record)
    elif isinstance(record, tuple):
        for one in record:
            yield from texts(one)
    elif dataclasses.is_dataclass(record):
        for field in dataclasses.fields(record):
            if field.name not in OWN_CELLS.get(type(record), ()):
                yield from texts(getattr(record, field.name))


def test_little_but_names_is_masked_on_real_pages(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    all_words, masked_texts, gone, pieces = 0, 0, Counter[str](), []
    for file in sorted((shared / "pages").glob("*.html")):
        raw = SOURCE.read(file.read_bytes())
        masked = mask_record(raw, mask_of(raw, KEYED, SOURCE), SOURCE)
        for before, after in zip(texts(raw), texts(masked), strict=True):
            words = Counter(WORD.findall(before))
            all_words += words.total()
            pieces += [len(MARK.findall(after))]
            masked_texts += after != before
            gone += words - Counter(WORD.findall(MARK.sub(" ", after)))
    share = gone.total() / all_words
    with capsys.disabled():
        sys.stdout.write(
            f"\n{gone.total()} of {all_words} words masked ({share:.2%}), {sum(pieces)} marks in {masked_texts} texts\n"
        )
