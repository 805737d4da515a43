"""Edge cases a synthetic court may not show, on tables made by hand (synthetic)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.tally.build import COURT, OKRUG, OTHER, Book, listing_url, rows

from absentia.errors import DataProblem, ObservatoryProblem, UsageProblem
from absentia.observatory import Observatory
from absentia.tally import held, measures, tally

UID = "00GV0001-01-2022-000001-11"
VERDICT = "Вынесен ПРИГОВОР"


def totals(observatory: Observatory, **filters: object) -> dict[str, int]:
    return {name: tally(observatory, name, **filters).seen for name in measures()}  # type: ignore[arg-type]


def test_the_newest_reading_of_charges_counts_and_a_card_goes_before_a_listing(tmp_path: Path) -> None:
    book = Book()
    book.entry(book.page("card", captured="2023-03-01T10:00:00"), guid="g", persons=[["337.5"]])
    later = book.page("listing", captured="2023-06-01T10:00:00")
    book.entry(later, guid="g", persons=[["338.3"]])
    same_day = book.page("card", captured="2023-06-01T09:00:00")
    book.entry(same_day, guid="g", persons=[["338.1"]])
    observatory = book.write(tmp_path / "o")
    assert [row["provision"] for row in rows(tally(observatory, "cases_received", by=("provision",)))] == ["338.1"]
    assert tally(observatory, "cases_received", provision="337").total.low is None, "no listing proves a zero"


def test_a_page_without_capture_time_is_dated_by_its_own_change(tmp_path: Path) -> None:
    book = Book()
    new = book.page("card", captured=None)
    book.entry(new, guid="g", persons=[["338.3"]], changed="2023-08-01T10:00:00")
    book.entry(book.page("card", captured="2023-07-01T10:00:00"), guid="g", persons=[["337.5"]])
    observatory = book.write(tmp_path / "o")
    assert [row["provision"] for row in rows(tally(observatory, "charges", by=("provision",)))] == ["338.3"]


def test_an_unreadable_cell_does_not_override_a_readable_one_of_the_same_day(tmp_path: Path) -> None:
    book = Book()
    book.entry(book.page("card", captured="2023-06-01T09:00:00"), guid="g", persons=[None])
    book.entry(book.page("listing", captured="2023-06-01T08:00:00"), guid="g", persons=[["337.5"]])
    observatory = book.write(tmp_path / "o")
    counted = tally(observatory, "persons_charged", by=("provision",))
    assert [(row["provision"], row["seen"]) for row in rows(counted)] == [("337.5", 1)]
    assert counted.unreadable["charges_unreadable"] == 0


def test_charges_of_a_case_are_shown_where_any_of_its_instances_shows_them(tmp_path: Path) -> None:
    book = Book()
    book.entry(book.page(), guid="a", persons=[["337.5"]], uid=UID, uid_valid=True)
    above = book.page(court=OKRUG, instance="appeal")
    book.entry(above, guid="b", number="22-1/2023", received="2023-05-01", persons=(), uid=UID, uid_valid=True)
    book.entry(above, guid="c", number="22-2/2023", received="2023-05-02", persons=())
    observatory = book.write(tmp_path / "o")
    appealed = tally(observatory, "cases_received", instance="appeal")
    assert (appealed.seen, appealed.unreadable["charges_not_shown"]) == (2, 1)


def test_renumbered_transferred_refiled_and_appealed_is_one_case(tmp_path: Path) -> None:
    book = Book()
    first = book.page()
    book.entry(
        first,
        guid="g1",
        number="1-12/2023",
        former_numbers=["1-45/2022"],
        received="2022-11-10",
        decided="2023-01-20",
        result="ВОЗВРАЩЕНО ПРОКУРОРУ (в порядке ст. 237 УПК РФ)",
        uid=UID,
        uid_valid=True,
    )
    book.entry(
        book.page(),
        guid="g2",
        number="1-80/2023",
        received="2023-03-01",
        decided="2023-03-20",
        result="Направлено по ПОДСУДНОСТИ (подведомственности)",
        uid=UID,
        uid_valid=True,
        persons=[["337.5", "158.3"]],
    )
    book.entry(
        book.page(court=OTHER),
        guid="g3",
        number="1-7/2023",
        received="2023-04-05",
        decided="2023-06-01",
        result=VERDICT,
        uid=UID,
        uid_valid=True,
        persons=[["338.3"]],
    )
    book.entry(
        book.page(court=OKRUG, instance="appeal"),
        guid="g4",
        number="22-9/2023",
        received="2023-07-01",
        lower_court="Учебный ГВС № 2 (synthetic)",
        lower_number="1-7/2023",
        persons=[["338.3"]],
    )
    # the same card saved loose: no GUID, the number it bore last year
    book.entry(book.page(captured=None), number="1-45/2022", received="2022-11-10", changed="2022-12-01T10:00:00")
    observatory = book.write(tmp_path / "o")
    assert totals(observatory) == {
        "filings_received": 3,
        "cases_received": 1,
        "persons_charged": 1,
        "charges": 1,
        "cases_decided": 1,
        "verdicts": 1,
    }
    assert tally(observatory, "cases_received", instance="all").seen == 1
    assert tally(observatory, "filings_received", instance="all").seen == 4
    (row,) = [
        row for row in rows(tally(observatory, "cases_received", by=("court", "month", "provision"))) if row["seen"]
    ]
    assert (row["court"], row["month"], row["provision"]) == (COURT, "2022-11", "338.3")
    (row,) = [row for row in rows(tally(observatory, "verdicts", by=("court", "month"))) if row["seen"]]
    assert (row["court"], row["month"], row["seen"]) == (OTHER, "2023-06", 1)


def test_a_case_stands_in_every_cell_it_belongs_to_and_once_in_the_total(tmp_path: Path) -> None:
    book = Book()
    book.entry(book.page(), guid="g", persons=[["337.5", "158.3"], ["337.3.1"]], episodes=2)
    observatory = book.write(tmp_path / "o")
    counted = tally(observatory, "cases_received", by=("provision",))
    assert [(row["provision"], row["seen"]) for row in rows(counted)] == [("158.3", 1), ("337.3.1", 1), ("337.5", 1)]
    assert counted.seen == 1
    assert tally(observatory, "persons_charged").seen == 2
    assert tally(observatory, "charges").seen == 6
    assert tally(observatory, "charges", provision="337").seen == 4
    # the case is charged with several things; of its persons one with a single thing
    assert tally(observatory, "cases_received", sole=False).seen == 1
    assert tally(observatory, "persons_charged", sole=True).seen == 1
    assert tally(observatory, "persons_charged", sole=True, provision="337").seen == 1
    # by article the second person's only article is 337, and the case has two
    assert [row["sole"] for row in rows(tally(observatory, "cases_received", by=("sole",), provision="337"))] == [
        "among"
    ]


def test_a_verdict_of_one_person_is_a_verdict_of_the_case(tmp_path: Path) -> None:
    book = Book()
    book.entry(
        book.page(),
        guid="g",
        decided="2023-05-05",
        result="Уголовное дело ПРЕКРАЩЕНО",
        persons=[["337.5"], ["337.5"]],
        person_results=["вынесен приговор", "Уголовное дело ПРЕКРАЩЕНО"],
    )
    observatory = book.write(tmp_path / "o")
    assert tally(observatory, "verdicts").seen == 1


def test_a_decision_that_is_gone_from_the_newest_page_is_gone(tmp_path: Path) -> None:
    book = Book()
    old = book.page(captured="2023-05-01T10:00:00")
    book.entry(old, guid="g", decided="2023-04-30", result=VERDICT)
    book.entry(book.page(captured="2023-09-01T10:00:00"), guid="g")
    # a hearing list later still says nothing of decisions either way
    book.entry(book.page("hearing_list", captured="2023-10-01T10:00:00"), guid="g", received=None)
    observatory = book.write(tmp_path / "o")
    assert tally(observatory, "verdicts").total.low is None
    assert rows(tally(observatory, "filings_received", by=("month",)))[0]["month"] == "2023-02"


@pytest.mark.parametrize("kind", ["truncated", "mojibake", "digest_mismatch"])
def test_what_a_spoilt_page_does_not_say_is_not_gone(tmp_path: Path, kind: str) -> None:
    book = Book()
    whole = book.page(captured="2024-01-10T03:00:00")
    book.entry(whole, guid="g1", decided="2023-05-05", result=VERDICT, persons=[["337.5", "158.3"]])
    cut = book.page(captured="2024-02-10T03:00:00")
    book.entry(cut, guid="g1", persons=[["337.5"]])
    book.issue(cut, kind)
    only = book.page(captured="2024-02-10T03:00:00")
    book.entry(only, guid="g2", persons=[["338.1"]])
    book.issue(only, kind)
    observatory = book.write(tmp_path / "o")
    assert tally(observatory, "verdicts").seen == 1
    assert tally(observatory, "cases_received", provision="158.3").seen == 1
    # what only a spoilt page shows is a record; what it is charged with, nobody can say
    assert tally(observatory, "cases_received").seen == 2
    bare = tally(observatory, "cases_received", provision="338.1")
    assert (bare.seen, bare.unreadable["charges_not_shown"]) == (0, 1)
    assert tally(observatory, "charges").total.high is None


def test_a_result_cut_short_is_no_result(tmp_path: Path) -> None:
    book = Book()
    for kind in ("truncated", "mojibake", "digest_mismatch"):
        cut = book.page(court=f"{kind}.synthetic.example")
        # «ВОЗВРАЩЕНО ПРОКУРОРУ» cut short moves nothing on, and would be a decision
        book.entry(cut, guid="g", decided="2023-05-05", result="ВОЗВРАЩЕНО ПРОК")
        book.issue(cut, kind)
    book.entry(book.page(), guid="g", decided="2023-05-05", result="ПРЕКРАЩЕНО")
    counted = tally(book.write(tmp_path / "o"), "cases_decided", by=("court",))
    assert [row["court"] for row in rows(counted) if row["seen"]] == [COURT]
    assert counted.seen == 1


def test_undated_and_unknown_are_shown_not_dropped(tmp_path: Path) -> None:
    book = Book()
    book.entry(book.page(), guid="a", received=None)
    book.entry(book.page(), guid="b", received="2023-02-01", persons=())
    book.entry(book.page(instance="unknown"), guid="c")
    book.entry(book.page(court=OKRUG, instance="appeal"), guid="d", number="22-1/2023")
    observatory = book.write(tmp_path / "o")
    counted = tally(observatory, "cases_received", by=("year", "provision"))
    assert [(row["year"], row["provision"], row["seen"]) for row in rows(counted)] == [
        ("2023", None, 1),
        (None, "337.5", 1),
    ]
    assert counted.unreadable == {
        "undated": 1,
        "charges_unreadable": 0,
        "charges_not_shown": 1,
        "instance_unknown": 1,
        "known_only_from_above": 1,
        "perhaps_refiled": 2,
    }
    dated = tally(observatory, "cases_received", since="2023", until="2023")
    assert dated.seen == 1
    assert dated.unreadable["undated"] == 1


def test_every_period_names_its_cell(tmp_path: Path) -> None:
    book = Book()
    book.entry(book.page(), guid="a", number="1-1/2021", received="2021-01-02")
    observatory = book.write(tmp_path / "o")
    names = {
        grain: rows(tally(observatory, "filings_received", by=(grain,)))[0][grain]
        for grain in ("week", "month", "quarter", "half-year", "year")
    }
    # 2 January 2021 lies in the last ISO week of 2020; the year in the case number plays no part
    assert names == {
        "week": "2020-W53",
        "month": "2021-01",
        "quarter": "2021-Q1",
        "half-year": "2021-H1",
        "year": "2021",
    }


def test_a_court_seen_by_host_and_by_code_is_one(tmp_path: Path) -> None:
    book = Book()
    book.entry(book.page(code="00GV0001"), guid="a", number="1-1/2023")
    book.entry(book.page(court="00GV0001", code="00GV0001", captured=None), number="1-1/2023")
    observatory = book.write(tmp_path / "o")
    assert [(row["court"], row["count"]) for row in rows(tally(observatory, "filings_received", by=("court",)))] == [
        (COURT, 1)
    ]
    (row,) = rows(tally(observatory, "filings_received", by=("region", "okrug")))
    assert "synthetic" in row["region"]
    assert row["okrug"] == OKRUG


LISTINGS = [
    (2, False, 1, None, 0),
    (3, False, 2, None, None),
    (3, True, 2, "2024-01-20T03:05:00", 0),
    (3, True, 2, None, None),  # the first page was not read again: rows may have shifted while pages were turned
    (3, True, 2, "2024-03-20T03:05:00", None),  # nor was it in one visit
    (2, False, 2, None, None),
]


def test_zero_needs_listings_that_add_up(tmp_path: Path) -> None:
    book = Book()
    courts = [f"gvs-{number}.synthetic.example" for number in range(len(LISTINGS))]  # one for each
    for at, (counter, page_two, last_page, again, _expected) in zip(courts, LISTINGS, strict=True):
        url = listing_url("2023-01-01", "2023-06-30", court=at)
        page = book.page("listing", court=at, url=url, counter=counter, last_page=last_page)
        for number in range(2):
            book.entry(page, guid=f"g{number}", number=f"1-{number}/2023", received="2023-02-01")
        if page_two:
            second = listing_url("2023-01-01", "2023-06-30", 2, court=at)
            more = book.page("listing", court=at, url=second, counter=counter, captured="2024-01-20T03:02:00")
            book.entry(more, guid="g9", number="1-9/2023", received="2023-03-01")
        if again:
            book.seen_again(page, again)
    observatory = book.write(tmp_path / "o")
    found = rows(tally(observatory, "filings_received", by=("court", "month"), since="2023-01", until="2023-07"))
    counts = {(row["court"], row["month"]): row["count"] for row in found}
    for at, (*listing, expected) in zip(courts, LISTINGS, strict=True):
        assert counts[at, "2023-05"] == expected, listing
        assert counts[at, "2023-07"] is None, "July was not asked about"
        assert counts[at, "2023-02"] == 2


SEARCHES = [
    ("2023-01-01", "2023-12-31", "2023-04-01T10:00:00", None, None, None),  # fetched before May began
    ("2023-01-01", "2023-12-31", "2024-01-20T10:00:00", "337", None, None),  # other articles were not asked about
    ("2023-01-01", "2023-12-31", "2024-01-20T10:00:00", "337", "337", 0),
    ("2023-01-01", "2023-12-31", "2024-01-20T10:00:00", "337", "337.3", 0),
    ("2023-01-01", "2023-12-31", "2024-01-20T10:00:00", "337+%F7.5", "337", None),
    ("2023-01-01", "2023-12-31", "2024-01-20T10:00:00", "337+%F7.5", "337.5", 0),
    ("2023-01-01", "2023-12-31", "2024-01-20T10:00:00", "337&U1_CASE__JUDGE=1", "337", None),  # narrowed by a judge
    ("2023-05-02", "2023-12-31", "2024-01-20T10:00:00", None, None, None),  # a day is missing
]


def test_what_a_search_did_not_ask_it_does_not_answer(tmp_path: Path) -> None:
    book = Book()
    for number, (since, until, captured, article, _provision, _expected) in enumerate(SEARCHES):
        at = f"gvs-{number}.synthetic.example"  # a court for each
        url = listing_url(since, until, court=at, article=article)
        page = book.page("listing", court=at, url=url, counter=1, captured=captured)
        book.entry(page, guid="g", received="2023-02-01", persons=[["337.3", "337.5"]])
    observatory = book.write(tmp_path / "o")
    asked: dict[str, Any] = {"by": ("court", "month"), "since": "2023-05", "until": "2023-05"}
    with held(observatory):
        for number, (*search, provision, expected) in enumerate(SEARCHES):
            counted = rows(tally(observatory, "filings_received", provision=provision, **asked))
            found = [row["count"] for row in counted if row["court"] == f"gvs-{number}.synthetic.example"]
            assert found == [expected], search


def test_an_empty_answer_is_a_zero_only_beside_a_full_one(tmp_path: Path) -> None:
    book = Book()
    zero = book.page("empty_result", url=listing_url("2023-05-01", "2023-05-31"), instance=None, procedure=None)
    alone = book.write(tmp_path / "alone")
    (row,) = rows(tally(alone, "filings_received", by=("court",), since="2023-05", until="2023-05"))
    assert (row["count"], row["reason"]) == (None, "empty_result")
    page = book.page("listing", url=listing_url("2023-01-01", "2023-04-30"), counter=1)
    book.entry(page, guid="g")
    once = book.write(tmp_path / "once")
    (row,) = rows(tally(once, "filings_received", by=("court",), since="2023-05", until="2023-05"))
    assert (row["count"], row["complete"]) == (None, False), "the zero itself was read once"
    book.seen_again(zero, "2024-01-20T03:10:00")
    beside = book.write(tmp_path / "beside")
    (row,) = rows(tally(beside, "filings_received", by=("court",), since="2023-05", until="2023-05"))
    assert (row["count"], row["complete"]) == (0, True)


def test_every_kind_of_refusal_is_named(tmp_path: Path) -> None:
    book = Book()
    kinds = ("captcha_gate", "block_g", "block_b", "temporarily_unavailable", "backend_error", "search_form", "unknown")
    for number, kind in enumerate(kinds):
        book.page(kind, court=f"gvs-{number}.synthetic.example", instance=None, procedure=None)
    book.entry(book.page(court="gvs-99.synthetic.example"), guid="g")
    found = rows(tally(book.write(tmp_path / "o"), "verdicts", by=("court",)))
    assert {row["court"]: row.get("reason") for row in found} == {
        **{f"gvs-{number}.synthetic.example": kind for number, kind in enumerate(kinds)},
        "gvs-99.synthetic.example": "no_listing",
    }
    assert {row["count"] for row in found} == {None}


def test_wrong_calls_get_clear_answers(tmp_path: Path) -> None:
    empty = Observatory.create(tmp_path / "empty")
    with pytest.raises(ObservatoryProblem, match="nothing to count"):
        tally(empty, "cases_received")
    # an archive without tables is no empty archive
    (empty.archive / "captures-synthetic-00001.warc.zst").write_bytes(b"synthetic")
    with pytest.raises(ObservatoryProblem, match="tables are missing"):
        tally(empty, "cases_received")
    book = Book()
    book.entry(book.page(), guid="g")
    observatory = book.write(tmp_path / "o")
    for wrong in (
        {"by": ("colour",)},
        {"by": ("month", "year")},
        {"provision": "9999"},
        {"provision": "337'; DROP TABLE filings; --"},
        {"instance": "second"},
        {"procedure": "military"},
        {"since": "yesterday"},
        {"since": "2023", "until": "2022"},
    ):
        with pytest.raises(UsageProblem):
            tally(observatory, "cases_received", **wrong)
    with pytest.raises(UsageProblem, match="no measure"):
        tally(observatory, "cases")
    with pytest.raises(DataProblem, match="no page of the court"):
        tally(observatory, "cases_received", court="x' OR '1'='1")
    (observatory.tables / "filings.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(ObservatoryProblem):
        tally(observatory, "cases_received")


def test_every_measure_says_its_unit_in_both_languages() -> None:
    for one in measures().values():
        assert set(one.unit) == set(one.about) == {"en", "ru"}
        assert any("а" <= letter <= "я" for letter in one.unit["ru"])
        assert not any("а" <= letter <= "я" for letter in one.about["en"].replace("«Дата поступления»", ""))
    assert "acquittal" in measures()["verdicts"].unit["en"]
