"""Rules of evidence of serial gaps, each where it stands: a row per branch, in the queries themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from absentia.estimate import serial_gaps
from absentia.estimate.serial_gaps.evidence import Looks, ShownLook, Swept, _swept, looks
from absentia.model import Period

COURT = "gvs-1.synthetic.example"
QUERIES = Path(serial_gaps.__file__).parent


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("""
            CREATE TABLE cases (filing_id VARCHAR, record_id VARCHAR);
            CREATE TABLE filings (filing_id VARCHAR, capture VARCHAR, page VARCHAR, number VARCHAR,
                former_numbers VARCHAR[], captured TIMESTAMP, changed TIMESTAMP, published TIMESTAMP);
            CREATE TABLE records (record_id VARCHAR, court VARCHAR, received DATE, instance VARCHAR, procedure VARCHAR,
                source VARCHAR DEFAULT 'ru_sudrf');
            CREATE TABLE record_charge (record_id VARCHAR, jurisdiction VARCHAR, of_law BOOLEAN, article VARCHAR,
                part VARCHAR);
            CREATE TABLE source_law AS SELECT 'ru_sudrf' AS source, 'ru' AS jurisdiction;
            CREATE TABLE record_persons (record_id VARCHAR, charges_readable BOOLEAN);
            CREATE TABLE disappearances (filing_id VARCHAR, state VARCHAR, first_missed TIMESTAMP);
            CREATE TABLE court_key (court VARCHAR, court_code VARCHAR, key VARCHAR, name VARCHAR);
            CREATE TABLE looks (look VARCHAR, captures VARCHAR[], outcome VARCHAR, court VARCHAR, court_code VARCHAR,
                building INTEGER, article VARCHAR, part VARCHAR, since DATE, until DATE, started TIMESTAMP,
                ended TIMESTAMP, instance VARCHAR, procedure VARCHAR);
        """)
        yield connection


Charges = tuple[tuple[str, bool, str, str | None], ...]
DESERTION: Charges = (("ru", True, "337", "5"),)
THEFT: Charges = (("ru", True, "158", "3"),)


@pytest.mark.parametrize(
    ("charges", "readable", "part", "article"),
    [
        (DESERTION, [True], None, True),
        (DESERTION, [True], "5", True),
        (DESERTION, [True], "3", False),
        # of another code, or another country's: other charges
        ((("ru", False, "337", None),), [True], None, False),
        ((("xx", True, "337", None),), [True], None, False),
        (THEFT, [True], None, False),
        (DESERTION + THEFT, [True], None, True),
        # what is charged beside it is known, whatever cannot be read
        (DESERTION, [True, False], None, True),
        # a cell that nobody can read may hold the article: it is unknown, and no other charge
        (THEFT, [True, False], None, None),
        (THEFT, [True, None], None, None),
        (THEFT, [False], None, None),
        ((), [False], None, None),
        # nothing is said of charges at all
        ((), [True], None, None),
        (THEFT, [], None, None),
        ((), [], None, None),
    ],
)
def test_a_record_whose_charges_cannot_be_read_may_be_of_the_article(
    connection: duckdb.DuckDBPyConnection,
    charges: Charges,
    readable: list[bool | None],
    part: str | None,
    article: bool | None,
) -> None:
    connection.execute("INSERT INTO cases VALUES ('f', 'r')")
    connection.execute("INSERT INTO filings VALUES ('f', 'c', 'listing', '1-5/2023', [], NULL, NULL, NULL)")
    connection.execute(
        "INSERT INTO records BY NAME SELECT 'r' AS record_id, ? AS court, DATE '2023-05-02' AS received, "
        "'first' AS instance, 'criminal' AS procedure",
        [COURT],
    )
    for charge in charges:
        connection.execute("INSERT INTO record_charge VALUES ('r', ?, ?, ?, ?)", list(charge))
    for one in readable:
        connection.execute("INSERT INTO record_persons VALUES ('r', ?)", [one])
    asked = {"jurisdiction": "ru", "article": "337", "part": part, "court": None}
    (row,) = connection.execute((QUERIES / "ordinals.sql").read_text(encoding="utf-8"), asked).fetchall()
    assert row[5] is article


@pytest.mark.parametrize(
    ("outcome", "until", "started", "expected"),
    [
        ("complete", "2023-05-31", "2023-06-10 09:00", ("2023-05-31", True)),
        # what was received on the day of the first page may have been entered after it
        ("complete", "2023-06-10", "2023-06-10 09:00", ("2023-06-09", True)),
        ("complete", "2023-12-31", "2023-06-10 23:59", ("2023-06-09", True)),
        ("complete", "2023-06-09", "2023-06-10 00:00", ("2023-06-09", True)),
        ("empty", "2023-05-31", "2023-06-10 09:00", ("2023-05-31", True)),
        # «nothing found» that nothing proves, a captcha, a court that does not answer: nobody looked
        ("partial", "2023-05-31", "2023-06-10 09:00", ("2023-05-31", False)),
        ("captcha", "2023-05-31", "2023-06-10 09:00", ("2023-05-31", False)),
        ("unreachable", "2023-05-31", "2023-06-10 09:00", ("2023-05-31", False)),
    ],
)
def test_a_look_covers_the_days_before_its_first_page_and_only_if_it_is_known(
    connection: duckdb.DuckDBPyConnection, outcome: str, until: str, started: str, expected: tuple[str, bool]
) -> None:
    connection.execute(
        "INSERT INTO looks VALUES ('l', ['c'], ?, ?, NULL, 1, NULL, NULL, '2023-01-01', ?, ?, ?, 'first', 'criminal')",
        [outcome, COURT, until, started, started],
    )
    found = connection.execute((QUERIES / "looks.sql").read_text(encoding="utf-8"), {"court": None})
    names = [column[0] for column in found.description or ()]
    (row,) = (dict(zip(names, values, strict=True)) for values in found.fetchall())
    assert (str(row["until"]), row["known"]) == expected
    told = looks([row])
    assert (COURT in told.complete, told.incomplete.get(COURT, 0)) == (expected[1], not expected[1])


def test_a_look_of_the_very_day_covers_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "INSERT INTO looks VALUES ('l', ['c'], 'complete', ?, NULL, 1, NULL, NULL, '2023-06-10', '2023-06-30', "
        "'2023-06-10 09:00', '2023-06-10 09:00', 'first', 'criminal')",
        [COURT],
    )
    found = connection.execute((QUERIES / "looks.sql").read_text(encoding="utf-8"), {"court": None})
    names = [column[0] for column in found.description or ()]
    told = looks(dict(zip(names, values, strict=True)) for values in found.fetchall())
    assert (told.complete, told.incomplete) == ({}, {})


def look(period: str, taken: str, *, article: str | None = None, building: int = 1) -> ShownLook:
    day = dt.date.fromisoformat(taken)
    ended = dt.datetime.combine(day, dt.time(12), dt.UTC)
    return ShownLook(COURT, building, Period.parse(period), day, ended, article, frozenset())


LATE = "2024-06-01"


@pytest.mark.parametrize(
    ("complete", "incomplete", "due", "reason"),
    [
        ([look("2023", LATE)], 0, "2023-01-01..2023-12-31", ""),
        ([look("2022-12-01..2024-01-31", LATE)], 0, "2023-01-01..2023-12-31", ""),
        ([look("2023-H1", LATE), look("2023-H2", LATE)], 0, "2023-01-01..2023-12-31", ""),
        ([look("2023-H1", LATE), look("2023-08..2023-12", LATE)], 0, "2023-01-01..2023-06-30", ""),
        # so many days later as filings may take to be posted, and not one less
        ([look("2023", "2023-07-15")], 0, "2023-01-01..2023-07-01", ""),
        ([look("2023", "2023-01-15")], 0, "2023-01-01..2023-01-01", ""),
        ([look("2023", "2023-01-14")], 0, None, "start"),
        ([look("2023-01-02..2023-12-31", LATE)], 0, None, "start"),
        # a register that never answered was never looked at
        ([], 0, None, "never"),
        ([], 2, None, "incomplete"),
        ([look("2022", LATE)], 0, None, "never"),
        ([look("2024", LATE)], 1, None, "incomplete"),
        ([look("2023", LATE, article="337")], 0, None, "article"),
        ([look("2023", LATE, article="337")], 2, None, "article"),
    ],
)
def test_a_year_is_due_as_far_as_complete_looks_reach_from_its_first_day(
    complete: list[ShownLook], incomplete: int, due: str | None, reason: str
) -> None:
    found = _swept(2023, Looks({COURT: tuple(complete)}, {COURT: incomplete}, {}), COURT, 14)
    assert (found.due and f"{found.due.start}..{found.due.end}", found.reason) == (due, reason)


def test_the_databases_asked_and_the_newest_look_are_told() -> None:
    complete = (look("2023", "2024-02-01", building=2), look("2023", LATE), look("2021", "2024-09-01", building=3))
    found = _swept(2023, Looks({COURT: complete}, {}, {}), COURT, 14)
    assert (found.databases, found.taken) == (("1", "2"), dt.date.fromisoformat(LATE))
    assert _swept(2023, Looks({}, {}, {}), COURT, 14) == Swept(None, "never")
