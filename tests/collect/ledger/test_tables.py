from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from absentia.collect.ledger import Ledger
from absentia.collect.ledger.cards import Cards
from absentia.collect.ledger.rows import Rows
from absentia.collect.ledger.sweeps import Question
from absentia.collect.ledger.values import moment_of

HOST = "gvs-1.synthetic.example"
NOW = dt.datetime(2023, 5, 4, 9, tzinfo=dt.UTC)
MAY = Question(HOST, "criminal-first", "337", dt.date(2023, 5, 1), dt.date(2023, 5, 31))
DAY = dt.timedelta(days=1)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "state.sqlite")


@pytest.mark.parametrize(
    ("found", "days", "widest"),
    [(None, None, None), (NOW - 59 * DAY, 30, 30), (NOW - 60 * DAY, 30, None), (NOW, None, None)],
)
def test_how_wide_a_window_a_court_answers_is_found_out_anew_after_sixty_days(
    ledger: Ledger, found: dt.datetime | None, days: int | None, widest: int | None
) -> None:
    ledger.set_host(HOST, widest_days=days, widest_found=found and f"{found:%Y-%m-%dT%H:%M:%S.%fZ}")
    assert ledger.widest(HOST, NOW) == widest


@pytest.mark.parametrize(
    ("last_visit", "due"),
    [(None, True), (NOW - dt.timedelta(hours=2), True), (NOW - dt.timedelta(minutes=30), False)],
)
def test_a_card_is_due_soon_unless_it_was_asked_for_since(
    ledger: Ledger, last_visit: dt.datetime | None, *, due: bool
) -> None:
    cards = Cards(ledger, HOST, b"")
    with ledger.step():
        cards.want(MAY, "guid", "1001", NOW + 9 * DAY)
        if last_visit is not None:
            ledger._open.execute("UPDATE cards SET last_visit = ?", (f"{last_visit:%Y-%m-%dT%H:%M:%S.%fZ}",))
        cards.soon("criminal-first", "guid", NOW, unless_since=NOW - dt.timedelta(hours=1))
    assert [card.guid for card in cards.due(NOW)] == (["guid"] if due else [])


def test_a_card_wanted_again_moves_to_where_the_newest_listing_has_it_and_one_that_is_known_stays(
    ledger: Ledger,
) -> None:
    cards = Cards(ledger, HOST, b"")
    with ledger.step():
        cards.want(MAY, "guid", "1001", NOW)
        cards.want(replace(MAY, building=2), "guid", None, NOW + DAY, unless_known=True)
        assert [(card.case_id, card.building) for card in cards.due(NOW)] == [("1001", 1)]
        cards.want(replace(MAY, building=2), "guid", None, NOW + DAY)
    assert [(card.case_id, card.building) for card in cards.due(NOW)] == [("1001", 2)]
    (row,) = ledger.rows("SELECT next_visit FROM cards")
    assert moment_of(row["next_visit"]) == NOW


@pytest.mark.parametrize(
    ("received", "present", "nearest"),
    [
        (["2023-05-02"], 1, None),
        (["2023-04-20", "2023-06-03"], 1, dt.date(2023, 6, 3)),
        (["2023-04-29", "2023-06-03"], 1, dt.date(2023, 4, 29)),
        (["2023-04-29", "2023-05-02"], 0, None),
    ],
    ids=["inside", "after", "before", "not shown any more"],
)
def test_the_nearest_receipt_outside_of_a_window(
    ledger: Ledger, received: list[str], present: int, nearest: dt.date | None
) -> None:
    rows = Rows(ledger, HOST, Cards(ledger, HOST, b""))
    with ledger.step():
        for number, day in enumerate(received):
            ledger._open.execute(
                "INSERT INTO rows VALUES (?, 'criminal-first', ?, '337', 1, ?, '', '', '', ?, '', NULL)",
                (HOST, str(number), day, present),
            )
    assert rows.nearest_receipt(MAY) == nearest
    assert rows.nearest_receipt(replace(MAY, provision=None)) == nearest, "a whole register shows it as well"
    assert rows.nearest_receipt(replace(MAY, provision="338")) is None
    shown = [day for day in received if present and "2023-05" in day]
    assert [row["received"] for row in rows.known(MAY)] == shown
