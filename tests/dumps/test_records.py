"""Records are cut strictly, columns are found by their names, and both paths agree on what a document is."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.dumps.package import NO_DOCUMENT, NO_RECORD, Sieve, columns_in, is_day, is_document, rows_of
from absentia.errors import UnreadableInput

WANTED = ("id", "name")


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (b"id\tname\n", ("id", "name")),
        (b"name\tid\r\n", ("name", "id")),
        (b'\xef\xbb\xbf"id"\t name\n', ("id", "name")),
    ],
)
def test_columns_are_found_by_their_names(header: bytes, found: tuple[str, ...]) -> None:
    assert columns_in(header, WANTED, "a.csv", "a.zip") == found


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (b"id\tname\tmore\n", "unknown: more; missing: –"),
        (b"id\n", "missing: name"),
        (b"id\tname\tid\n", "named twice: id"),
        (b"id,name\n", "unknown: id,name"),
        (b"\xff\xfe\n", "unknown: "),
    ],
)
def test_other_columns_are_refused(header: bytes, told: str) -> None:
    with pytest.raises(UnreadableInput, match="has other columns") as raised:
        columns_in(header, WANTED, "a.csv", "a.zip")
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("body", "read", "listed"),
    [
        (b"1\ta\n2\tb\n", [["1", "a"], ["2", "b"]], []),
        (b"1\ta\r\n2\tb", [["1", "a"], ["2", "b"]], []),
        (b'1\t"a\nb"\n2\t"c ""d"""\n', [["1", "a\nb"], ["2", 'c "d"']], []),
        (b'1\tht"tp\n', [["1", 'ht"tp']], []),
        (b"1\n2\tb\n", [["2", "b"]], [(2, NO_RECORD)]),
        (b"1\ta\tc\n2\tb\n", [["2", "b"]], [(2, NO_RECORD)]),
        (b"\n2\tb\n", [["2", "b"]], [(2, NO_RECORD)]),
        (b'1\t"a"b\n2\tb\n', [["2", "b"]], [(2, NO_RECORD)]),
        (b'1\t"a\nx\tb\n2\tb\n', [["x", "b"], ["2", "b"]], [(2, NO_RECORD)]),
        (b"1\t\xff\n2\tb\n", [["2", "b"]], [(2, NO_RECORD)]),
        (b'0\t"a\nb"\nx\n1\ta\n', [["0", "a\nb"], ["1", "a"]], [(4, NO_RECORD)]),
    ],
)
def test_what_is_no_record_is_left_out_and_named_by_its_line(
    body: bytes, read: list[list[str]], listed: list[tuple[int, str]]
) -> None:
    for step in (1, 3, len(body)):
        sieve = Sieve(2)
        pieces = [body[start : start + step] for start in range(0, len(body), step)]
        found = [values for piece in pieces for _record, values in sieve.feed(piece)]
        found += [values for _record, values in sieve.feed(b"", last=True)]
        assert (found, sieve.listed, sieve.refused) == (read, listed, len(listed))


def test_what_does_not_fit_is_refused_as_another_kind() -> None:
    sieve = Sieve(2, lambda values: values[0] != "1")
    assert [values for _record, values in sieve.feed(b"1\ta\n2\tb\n", last=True)] == [["2", "b"]]
    assert sieve.listed == [(2, NO_DOCUMENT)]


def test_a_dictionary_with_a_line_that_is_none_is_refused() -> None:
    assert rows_of(b"name\tid\nb\t2\n", WANTED, "a.csv", "a.zip") == [{"id": "2", "name": "b"}]
    with pytest.raises(UnreadableInput, match=r"a\.csv, line 3"):
        rows_of(b"id\tname\n1\ta\n2\n", WANTED, "a.csv", "a.zip")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", True), ("2025-03-30", True), ("2025-03-30 00:00:00+02", True), ("2025-03-30T00:00:00", True),
        ("1906-01-01 00:00:00+02", True), ("2025-02-30", False), ("2025-03-3", False), ("30.03.2025", False),
        ("2025/03/30", False), ("2025-03-301", False), ("20250330", False), ("٢٠٢٥-03-30", False),
    ],
)  # fmt: skip
def test_a_day_is_the_first_ten_characters(text: str, day: bool) -> None:
    assert is_day(text) is day


GOOD = {
    "document": "7", "court": "0201", "form": "1", "kind": "2", "category": "40851", "number": "1/2/26",
    "adopted": "2026-01-02", "received": "2026-01-02", "published": "", "judge": "x", "address": "", "open": "1",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        ({}, True), ({"document": ""}, False), ({"document": "7a"}, False), ({"document": "9" * 19}, False),
        ({"category": ""}, True), ({"category": "x"}, False), ({"open": ""}, False), ({"open": "2"}, False),
        ({"adopted": "soon"}, False), ({"judge": "a\tb"}, True), ({"judge": "\t" * 11}, False), ({"court": ""}, True),
    ],
)  # fmt: skip
def test_what_a_document_is(change: dict[str, str], fits: bool) -> None:
    assert is_document(GOOD | change, len(GOOD)) is fits


@given(st.text("0123456789-/. T:+a", max_size=22))
def test_both_paths_agree_on_days(text: str) -> None:
    """The statement of ``staging.sql`` and the sieve must refuse the same lines."""
    sql = "SELECT x[5] = '-' AND x[8] = '-' AND x[11] IN ('', ' ', 'T') AND TRY_CAST(left(x, 10) AS DATE) IS NOT NULL"
    (found,) = duckdb.connect().execute(f"{sql} FROM (SELECT ?::VARCHAR AS x)", [text]).fetchone() or (None,)
    assert not text or bool(found) == is_day(text)
