"""What pages say of a record, resolved: against a slow reading of the same rows, and anew only where pages changed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.link.standing import stand
from tests.study import many
from tests.tally.build import COURT, OTHER, Book

from absentia.engine import fill, read_notes, write_parquet
from absentia.link import link_cases, states, touched
from absentia.manifest import digests_of
from absentia.model.tables import LINKED, TABLES
from absentia.observatory import Observatory
from absentia.tally.without_uid import without_uid

FILES = [f"{table}.parquet" for table in LINKED]
RANKS = {"hearing_list": 0, "listing": 1, "card": 2}
UID = "00GV0001-01-2022-000001-11"
VERDICT, RETURNED = "Вынесен ПРИГОВОР", "Возвращено прокурору"


def table(observatory: Observatory, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(observatory.tables / f"{name}.parquet").to_pylist()
    return found


PAGES = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["card", "listing", "hearing_list"]),
        "court": st.sampled_from([COURT, OTHER]),
        "captured": st.sampled_from([None, "2024-01-20T03:00:00", "2024-01-20T15:00:00", "2024-01-27T03:00:00"]),
        "instance": st.sampled_from(["first", "unknown", "appeal"]),
        "spoilt": st.booleans(),
        "entries": st.lists(
            st.fixed_dictionaries(
                {
                    "guid": st.sampled_from(["g", "h"]),
                    "received": st.sampled_from([None, "2023-02-01", "2023-03-01"]),
                    "decided": st.sampled_from([None, "2023-05-01"]),
                    "result": st.sampled_from([None, VERDICT, RETURNED]),
                    "changed": st.sampled_from(["2023-12-01T00:00:00", "2023-12-02T00:00:00"]),
                    "persons": st.lists(st.sampled_from([("337.5",), ("158.1", "337.5"), None]), max_size=2),
                }
            ),
            min_size=1,
            max_size=2,
            unique_by=lambda entry: str(entry["guid"]),
        ),
    }
)


def book_of(pages: Sequence[Mapping[str, Any]]) -> Book:
    """Tables of these pages, a card of one entry only, in the order in which a parse would write them."""
    book = Book()
    for one in pages:
        shown = one["entries"] if one["kind"] != "card" else one["entries"][:1]
        page = book.page(one["kind"], court=one["court"], captured=one["captured"], instance=one["instance"])
        if one["spoilt"]:
            book.issue(page, "truncated")
        for entry in shown:
            book.entry(page, **entry)
    for rows in book.rows.values():
        rows.sort(key=lambda row: str(row.get("capture")))
    return book


def newest(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """From the oldest to the newest, as the house says it."""
    return sorted(
        rows,
        key=lambda row: (
            not row["spoilt"], row["seen"], RANKS[row["page"]], row["capture"], row["row"],
        ),
    )  # fmt: skip


def resolved(book: Book) -> dict[str, dict[str, Any]]:
    """Records of the readings, one column after the other, in plain Python."""
    spoilt = {row["capture"] for row in book.rows["issues"]}
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in book.rows["filings"]:
        told = row | {"spoilt": row["capture"] in spoilt, "seen": row["captured"] or row["changed"]}
        found[row["filing_id"]].append(told)
    return {filing: _record(newest(rows)) for filing, rows in found.items()}


def _record(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    instances = [row["instance"] for row in rows if row["instance"] not in (None, "unknown")]
    received = [row["received"] for row in rows if row["received"]]
    firm = [row for row in rows if row["page"] != "hearing_list" and not row["spoilt"]]
    charged = sorted(
        (row for row in rows if row["persons"] and not row["spoilt"]),
        key=lambda row: (
            row["seen"].date(), bool(row["charges_readable"]), RANKS[row["page"]], row["seen"],
        ),
    )  # fmt: skip
    return {
        "court": rows[-1]["court"],
        "instance": instances[-1] if instances else "unknown",
        "received": received[-1] if received else None,
        "decided": firm[-1]["decided"] if firm else None,
        "result": firm[-1]["result"] if firm else None,
        "seen": max(row["seen"] for row in rows).date(),
        "persons": charged[-1]["persons"] if charged else 0,
        "readable": charged[-1]["charges_readable"] if charged else None,
    }


@settings(max_examples=many(9, 200))
@given(st.lists(PAGES, min_size=1, max_size=6))
def test_a_record_is_what_its_newest_whole_pages_say(
    tmp_path_factory: pytest.TempPathFactory, pages: list[dict[str, Any]]
) -> None:
    book = book_of(pages)
    observatory = book.write(tmp_path_factory.mktemp("o") / "observatory")
    link_cases(observatory)
    persons = defaultdict(list)
    for person in table(observatory, "record_persons"):
        persons[person["record_id"]].append(person["charges_readable"])
    expected = resolved(book)
    records = table(observatory, "records")
    assert {row["record_id"] for row in records} == {f"record-{filing}" for filing in expected}
    for row in records:
        wanted = expected[row["record_id"].removeprefix("record-")]
        shown = persons[row["record_id"]]
        # which of two pages of one moment is the newer is nobody's to say: here only that they agree where it matters
        assert {key: row[key] for key in ("court", "instance", "received", "decided", "result", "seen")} == {
            key: wanted[key] for key in ("court", "instance", "received", "decided", "result", "seen")
        }
        assert (len(shown), all(shown) if shown else None) == (wanted["persons"], wanted["readable"])


def test_only_courts_whose_pages_changed_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def book(*captured: str) -> Book:
        pages = [{"kind": "card", "court": court, "captured": "2024-01-20T03:00:00"} for court in (COURT, OTHER)]
        pages += [{"kind": "card", "court": OTHER, "captured": when} for when in captured]
        entry = {"guid": "g", "received": "2023-02-01"}
        return book_of([one | {"instance": "first", "spoilt": False, "entries": [entry]} for one in pages])

    old, new = book().write(tmp_path / "old"), book("2024-01-27T03:00:00").write(tmp_path / "new")
    link_cases(old)
    stand(old, new)
    asked: list[str] = []
    monkeypatch.setattr(
        states,
        "fill",
        lambda *given: (
            asked.extend(row[0] for row in given[3] if given[1] == "changed_court") or fill(*given)  # type: ignore[func-returns-value]
        ),
    )
    link_cases(new)
    assert asked == [OTHER]
    asked.clear()
    link_cases(new)
    assert asked == []
    monkeypatch.setattr(states, "VERSION", states.VERSION + 1)
    link_cases(new)
    assert sorted(asked) == [COURT, OTHER]


def test_a_state_stands_once_with_its_newest_page_and_how_many_say_it(tmp_path: Path) -> None:
    book = Book()
    for when in ("2024-01-20T03:00:00", "2024-01-27T03:00:00"):
        page = book.page("card", captured=when)
        book.entry(page, guid="g", result=VERDICT if when > "2024-01-25" else None)
        book.entry(book.page("card", captured=when), guid="h")
    for rows in book.rows.values():
        rows.sort(key=lambda row: str(row.get("capture")))
    observatory = book.write(tmp_path / "o")
    link_cases(observatory)
    found = {(row["guid"], row["result"], row["readings"]) for row in table(observatory, "filing_states")}
    assert found == {("g", None, 1), ("g", VERDICT, 1), ("h", None, 2)}
    (twice,) = (row for row in table(observatory, "filing_states") if row["readings"] > 1)
    assert twice["seen"].isoformat() == "2024-01-27T03:00:00"


@pytest.mark.parametrize("kinds", [("card", "listing"), ("listing", "card"), ("listing", "hearing_list")])
def test_of_one_moment_a_card_goes_before_a_listing_and_that_before_a_hearing_list(
    tmp_path: Path, kinds: tuple[str, str]
) -> None:
    days = {"card": "2023-02-01", "listing": "2023-02-02", "hearing_list": "2023-02-03"}
    shared = {"court": COURT, "captured": "2024-01-20T03:00:00", "instance": "first", "spoilt": False}
    # some of each, so that the order of their ids decides nothing
    pages = [shared | {"kind": kind, "entries": [{"guid": "g", "received": days[kind]}]} for kind in kinds * 4]
    observatory = book_of(pages).write(tmp_path / "o")
    link_cases(observatory)
    (record,) = table(observatory, "records")
    assert str(record["received"]) == days["card" if "card" in kinds else "listing"]


@pytest.mark.parametrize(
    ("table_of", "column", "now"),
    [
        ("filings", "instance", "appeal"),  # the address that was found since says which register it is
        ("filings", "captured", dt.datetime.fromisoformat("2024-01-06T03:00:00")),
        ("filings", "received", dt.date(2023, 1, 1)),
        ("filings", "uid_valid", True),
        ("defendants", "decided", dt.date(2023, 4, 1)),
    ],
)
def test_a_page_known_otherwise_than_before_is_taken_anew(
    tmp_path: Path, table_of: str, column: str, now: object
) -> None:
    """The bytes of a page may be found at another address or of another day: its id stays, what it says does not."""

    def book(*, changed: bool) -> Book:
        pages = [{"kind": "card", "court": court, "captured": "2024-01-20T03:00:00"} for court in (COURT, OTHER)]
        entry = {"guid": "g", "received": "2023-02-01", "uid": UID, "persons": [("337.5",)]}
        made = book_of([one | {"instance": "first", "spoilt": False, "entries": [entry]} for one in pages])
        if changed:
            made.rows[table_of][0][column] = now
        if changed and table_of != "filings":  # a person's day is left out where it is later than its page
            made.rows["filings"][0]["captured"] = dt.datetime.fromisoformat("2024-01-06T03:00:00")
        return made

    old, once = book(changed=False).write(tmp_path / "old"), book(changed=True).write(tmp_path / "once")
    link_cases(old)
    renewed = book(changed=True).write(tmp_path / "renewed")
    stand(old, renewed)
    link_cases(renewed)
    link_cases(once)
    assert digests_of(renewed.tables, FILES) == digests_of(once.tables, FILES)


def test_a_court_that_got_another_key_is_taken_anew(tmp_path: Path) -> None:
    """A court stood as its code, until a page of its host told whose code that is; its own pages are as they were."""

    def book(*, told: bool) -> Book:
        made = Book()
        made.entry(made.page("card", court="99GV0001", code="99GV0001"), guid="g")
        if told:
            made.entry(made.page("card", court=COURT, code="99GV0001"), guid="h", number="1-2/2023")
        return made

    old, once = book(told=False).write(tmp_path / "old"), book(told=True).write(tmp_path / "once")
    link_cases(old)
    assert [row["court"] for row in table(old, "records")] == ["99GV0001"]
    renewed = book(told=True).write(tmp_path / "renewed")
    stand(old, renewed)
    link_cases(renewed)
    link_cases(once)
    assert [row["court"] for row in table(renewed, "records")] == [COURT, COURT]
    assert digests_of(renewed.tables, FILES) == digests_of(once.tables, FILES)


def test_only_records_whose_pages_changed_are_resolved_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands of the others is taken as it stands: a mark put there by hand is found again."""
    pages = [{"kind": "card", "court": court, "captured": "2024-01-20T03:00:00"} for court in (COURT, OTHER)]
    again = {"kind": "card", "court": OTHER, "captured": "2024-01-27T03:00:00"}
    entry = {"guid": "g", "received": "2023-02-01"}
    shown = [[one | {"instance": "first", "spoilt": False, "entries": [entry]} for one in these]
             for these in (pages, [*pages, again])]  # fmt: skip
    old, new = (book_of(one).write(tmp_path / name) for one, name in zip(shown, ("old", "new"), strict=True))
    link_cases(old)
    marked = [row | {"result": "marked"} for row in table(old, "records")]
    notes = read_notes(old.tables / "records.parquet")
    write_parquet(old.tables / "records.parquet", marked, TABLES["records"], notes=notes)
    stand(old, new)
    monkeypatch.setattr(touched, "_FEW", 1)  # one filing of two
    link_cases(new)
    assert {row["court"]: row["result"] for row in table(new, "records")} == {COURT: "marked", OTHER: None}


def test_a_record_has_the_first_and_the_last_valid_uid_of_its_pages(tmp_path: Path) -> None:
    book = Book()
    for uid, valid in (("b", True), ("a", True), ("c", False), (None, None)):
        book.entry(book.page("card"), guid="g", uid=uid, uid_valid=valid)
    book.entry(book.page("card"), guid="h", uid="c", uid_valid=False)
    observatory = book.write(tmp_path / "o")
    link_cases(observatory)
    assert {(row["uid"], row["last_uid"]) for row in table(observatory, "records")} == {("a", "b"), (None, None)}


def test_a_table_with_other_columns_is_made_anew(tmp_path: Path) -> None:
    book = Book()
    book.entry(book.page("card"), guid="g")
    observatory = book.write(tmp_path / "o")
    link_cases(observatory)
    made, file = digests_of(observatory.tables, FILES), observatory.tables / "records.parquet"
    older = pq.read_table(file).drop_columns(["last_uid"])
    pq.write_table(older, file)
    stand(observatory, observatory)
    assert without_uid(observatory) == ()
    link_cases(observatory)
    assert digests_of(observatory.tables, FILES) == made
    assert len(without_uid(observatory)) == 1
