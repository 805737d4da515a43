"""An observatory held open is opened once, and counts as it does otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tally.build import COURT, OTHER, Book, rows

from absentia.engine import Connection, open_tables, query, remembering
from absentia.observatory import Observatory
from absentia.tally import held, measures, prepare, tally
from absentia.tally.counting import count, seen_cells


def _observatory(folder: Path, filings: int, court: str = COURT) -> Observatory:
    book = Book()
    for number in range(filings):
        book.entry(book.page(court=court), guid=f"{court} {number}", number=f"1-{number}/2023")
    return book.write(folder)


def test_it_is_opened_once_however_often_it_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    observatory = _observatory(tmp_path / "one", 3)
    alone = [tally(observatory, "filings_received", by=by).as_dict() for by in ((), ("court",), ("month",))]
    opened = []

    def counting(folder: Path, *given: object) -> Connection:
        opened.append(folder)
        return open_tables(folder, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(prepare, "open_tables", counting)
    with held(observatory):
        together = [tally(observatory, "filings_received", by=by).as_dict() for by in ((), ("court",), ("month",))]
    assert together == alone
    assert opened == [observatory.tables]
    tally(observatory, "filings_received")
    assert len(opened) == 2


def test_coverage_is_looked_at_once_for_all_that_is_counted(tmp_path: Path) -> None:
    observatory = _observatory(tmp_path / "one", 3)
    with held(observatory):
        one, other = (count(observatory, name).coverage for name in ("filings_received", "charges"))
        appeals = count(observatory, "charges", instance="appeal").coverage
    assert one is other
    assert appeals is not one
    assert count(observatory, "filings_received").coverage.told == one.told


@pytest.mark.parametrize("name", measures())
def test_what_is_kept_of_every_cell_is_what_the_tally_says(tmp_path: Path, name: str) -> None:
    book = Book()
    for number, persons in enumerate(([["337.5"]], [["337.5", "338"], ["337.5"]], [])):
        page = book.page()
        book.entry(page, guid=str(number), persons=persons, decided="2023-05-02", result="Вынесен ПРИГОВОР")
    observatory = book.write(tmp_path / "one")
    by = ("court", "half-year", "provision")
    told = tally(observatory, name, by=by)
    with held(observatory), prepare.prepared(observatory) as connection:
        total, cells = seen_cells(connection, name, by)
        found = {tuple(cell.items()): (one, seen) for cell, one, seen in cells}
    assert total == told.total
    assert found == {tuple(row.cell.items()): (row.count, row.seen) for row in told.rows if row.seen}
    assert {dict(cell)["provision"] for cell in found} >= {"337.5", "338"}


def test_another_observatory_is_another(tmp_path: Path) -> None:
    one, other = _observatory(tmp_path / "one", 3), _observatory(tmp_path / "other", 2, OTHER)
    with held(one):
        assert tally(other, "filings_received").as_dict()["rows"][0]["count"] == 2
        with held(other):
            assert rows(tally(other, "filings_received", by=("court",)))[0]["court"] == OTHER
        assert rows(tally(one, "filings_received", by=("court",)))[0]["court"] == COURT


def test_a_question_is_put_once_and_answered_in_copies(tmp_path: Path) -> None:
    with open_tables(tmp_path, {}) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS n")
        asked = ("SELECT n FROM t WHERE n < $most", {"most": 5})
        with remembering(connection):
            first = query(connection, *asked)
            connection.execute("INSERT INTO t VALUES (2)")
            first[0]["n"] = 99
            assert query(connection, *asked) == [{"n": 1}]
            assert len(query(connection, asked[0], {"most": 9})) == 2
        assert len(query(connection, *asked)) == 2
