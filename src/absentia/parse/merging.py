"""New rows among the old ones: both sorted by capture, both streamed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

CAPTURE = "capture"
Write = Callable[[pa.Table], None]


class Merging:
    """One table: the rows it had, and those that come to it, in the order of their captures' digests."""

    def __init__(self, old: Iterator[pa.RecordBatch], schema: pa.Schema, write: Write) -> None:
        self._old = old
        self._schema = schema
        self._write = write
        self._left: pa.Table | None = None

    def add(self, batches: Sequence[pa.RecordBatch], gone: Sequence[str], until: str | None) -> None:
        """Write the stretch of rows up to the capture ``until``: what was there without ``gone``, and ``batches``.

        The rows of one capture stand together and in order, in the old table as in the batches.
        """
        new = _sorted(pa.Table.from_batches(batches, self._schema))
        captures = new[CAPTURE].to_pylist()
        position = 0
        while (rows := self._next(until)) is not None:
            kept = _without(rows, gone)
            if not kept.num_rows:
                continue
            end = bisect_right(captures, kept[CAPTURE][-1].as_py(), position)
            if end > position:
                kept = _sorted(pa.concat_tables([kept, new.slice(position, end - position)]))
                position = end
            self._write(kept)
        if position < new.num_rows:
            self._write(new.slice(position))

    def _next(self, until: str | None) -> pa.Table | None:
        """The next old rows of the stretch; ``None`` behind its end."""
        rows = self._left
        while rows is None or not rows.num_rows:
            batch = next(self._old, None)
            if batch is None:
                self._left = None
                return None
            rows = pa.Table.from_batches([batch], self._schema)
        end = rows.num_rows if until is None else _behind(rows, until)
        self._left = rows.slice(end)
        return rows.slice(0, end) if end else None


def _behind(rows: pa.Table, until: str) -> int:
    """How many of the rows are of captures up to ``until``."""
    captures = rows[CAPTURE]
    return bisect_right(range(rows.num_rows), until, key=lambda row: captures[row].as_py())


def _sorted(rows: pa.Table) -> pa.Table:
    """By capture; rows of the same capture stay as they stand."""
    return rows.take(pc.sort_indices(rows, sort_keys=[(CAPTURE, "ascending")])) if rows.num_rows else rows


def _without(rows: pa.Table, gone: Sequence[str]) -> pa.Table:
    first, last = rows[CAPTURE][0].as_py(), rows[CAPTURE][-1].as_py()
    concerned = gone[bisect_left(gone, first) : bisect_right(gone, last)]
    if not concerned:
        return rows
    return rows.filter(pc.invert(pc.is_in(rows[CAPTURE], value_set=pa.array(concerned, pa.string()))))
