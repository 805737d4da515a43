"""What linking may know of a filing, gathered from its rows; a row per branch. Everything is invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import duckdb
import pytest

from absentia.link.courts import CourtNames
from absentia.link.facts import Facts, load

A, B = "gvs-1.synthetic.example", "gvs-2.synthetic.example"
NAMES = {A: "Учебный гарнизонный военный суд № 1 (synthetic)", B: "Учебный гарнизонный военный суд № 2 (synthetic)"}
UID, OTHER_UID = "00GV0001-01-2022-000001-11", "00GV0001-01-2022-000002-08"
FEBRUARY, MARCH = dt.date(2023, 2, 1), dt.date(2023, 3, 1)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE filings (filing_id VARCHAR, court VARCHAR, court_code VARCHAR, procedure VARCHAR, "
            "instance VARCHAR, guid VARCHAR, uid VARCHAR, uid_valid BOOLEAN, number VARCHAR, joined_number VARCHAR, "
            "former_numbers VARCHAR[], received DATE, lower_court VARCHAR, lower_number VARCHAR, "
            "lower_former_numbers VARCHAR[], capture VARCHAR);"
            "CREATE TABLE captures (capture VARCHAR, source VARCHAR); INSERT INTO captures VALUES ('c', 'ru_sudrf')"
        )
        yield connection


GIVEN: dict[str, object] = {
    "filing_id": "f", "court": A, "court_code": "00GV0001", "procedure": "criminal", "instance": "first",
    "guid": None, "uid": None, "uid_valid": None, "number": None, "joined_number": None, "former_numbers": [],
    "received": None, "lower_court": None, "lower_number": None, "lower_former_numbers": [], "capture": "c",
}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{}], {}),
        ([{"guid": "ABC"}], {"guid": "abc"}),
        ([{"uid": UID, "uid_valid": True}], {"uids": {UID}}),
        ([{"uid": UID, "uid_valid": False}], {}),
        ([{"uid": UID, "uid_valid": None}], {}),
        # a filing seen with two УИД keeps both: it contradicts itself
        ([{"uid": UID, "uid_valid": True}, {"uid": OTHER_UID, "uid_valid": True}], {"uids": {UID, OTHER_UID}}),
        ([{"number": "1-12/2023", "former_numbers": ["1-45/2022"]}], {"numbers": {"1-12/2023", "1-45/2022"}}),
        ([{"number": "7У-1/2023", "joined_number": "77-2/2023"}], {"numbers": {"7У-1/2023", "77-2/2023"}}),
        ([{"number": "1-12"}], {}),  # without its year it is no key
        ([{"number": "1-12/2023"}, {"number": "1–12/23 (повторно)"}], {"numbers": {"1-12/2023"}}),
        ([{"received": FEBRUARY}, {"received": None}, {"received": MARCH}], {"received": {FEBRUARY, MARCH}}),
        ([{"procedure": None, "instance": None}], {"procedure": "unknown", "instance": "unknown"}),
        ([{"court": "00GV0001"}], {}),
        ([{"lower_court": NAMES[B], "lower_number": "1-3/2022", "lower_former_numbers": ["1-2/2021", "б/н"]}],
         {"lower_court": B, "lower_numbers": {"1-3/2022", "1-2/2021"}}),
        ([{"lower_court": "Суд, которого нет"}], {}),
        ([{"lower_court": NAMES[B]}, {"lower_court": "Учебный ГВС № 2 (synthetic)"}], {"lower_court": B}),
        ([{"lower_court": NAMES[B]}, {"lower_court": NAMES[A]}], {}),  # two courts are none
    ],
)  # fmt: skip
def test_facts_are_gathered_over_every_page(
    connection: duckdb.DuckDBPyConnection, rows: list[dict[str, object]], expected: dict[str, object]
) -> None:
    for row in rows:
        values = list((GIVEN | row).values())
        connection.execute("INSERT INTO filings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    courts = CourtNames.learn((court, f"00GV000{court[4]}", name) for court, name in NAMES.items())
    (found,) = load(connection, courts)
    given = {"procedure": "criminal", "instance": "first"} | expected
    sets = {key: frozenset(value) for key, value in given.items() if isinstance(value, set)}
    assert found == Facts("f", A, **given | sets)  # type: ignore[arg-type]
