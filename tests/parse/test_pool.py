"""Processes that read: what they need not import, they do not."""

from __future__ import annotations

import sys

import pyarrow as pa

from absentia.parse.pool import ordered_map


def first_array(item: str) -> tuple[list[str], bool]:
    return pa.array([item]).to_pylist(), "pandas" in sys.modules


def test_a_process_that_reads_has_arrays_and_no_pandas() -> None:
    assert list(ordered_map(first_array, ["a", "b", "c"], 2)) == [([one], False) for one in "abc"]
