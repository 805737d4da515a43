"""A court whose site moved is one court in every table; two courts that merely share something stay two."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import duckdb
import pytest

from absentia.link.courts import CourtNames, first_hosts

OLD, NEW, OTHER = "yargvs--jrs.sudrf.ru", "ygvs--jrs.sudrf.ru", "permgvs--perm.sudrf.ru"
CODE = "77GV0013"
SHARED, ALONE = "11111111-0000-4000-8000-000000000001", "11111111-0000-4000-8000-000000000002"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE captures (court VARCHAR, court_code VARCHAR, court_name VARCHAR, captured TIMESTAMP)"
        )
        connection.execute("CREATE TABLE filings (court VARCHAR, court_code VARCHAR, guid VARCHAR)")
        connection.execute("CREATE TABLE registers (court VARCHAR, site VARCHAR, court_code VARCHAR, name VARCHAR)")
        yield connection


def put(connection: duckdb.DuckDBPyConnection, court: str, code: str, day: str | None, *guids: str) -> None:
    connection.execute("INSERT INTO captures VALUES (?, ?, ?, ?)", [court, code, f"Суд {code} (synthetic)", day])
    for guid in guids:
        connection.execute("INSERT INTO filings VALUES (?, ?, ?)", [court, code, guid])


def test_the_same_record_under_two_hosts_of_one_code_is_one_court(connection: duckdb.DuckDBPyConnection) -> None:
    put(connection, NEW, CODE, "2023-06-01", SHARED, ALONE)
    put(connection, OLD, CODE, "2023-01-01", SHARED)
    put(connection, "yargvs.jrs.sudrf.ru", CODE, "2023-02-01")
    put(connection, OTHER, "63GV0001", "2022-01-01", SHARED)
    names = CourtNames.of(connection)
    assert names.key(NEW, CODE) == names.key(OLD, CODE) == names.key("yargvs.jrs.sudrf.ru", CODE) == OLD
    assert names.key(None, CODE) == OLD, "a page that tells only the code is of that court, too"
    assert names.by_name(f"Суд {CODE} (synthetic)") == OLD
    assert names.key(OTHER, "63GV0001") == OTHER, "a GUID under another code is another court's"


@pytest.mark.parametrize(
    ("since", "other_since", "first"),
    [
        ("2023-01-01", "2023-06-01", OLD),
        ("2023-06-01", "2023-01-01", NEW),
        (None, "2023-06-01", NEW),
        ("2023-06-01", None, OLD),
        (None, None, OLD),
    ],
)
def test_the_first_host_is_the_one_seen_first_and_no_date_is_no_early_one(
    connection: duckdb.DuckDBPyConnection, since: str | None, other_since: str | None, first: str
) -> None:
    put(connection, OLD, CODE, since, SHARED)
    put(connection, NEW, CODE, other_since, SHARED)
    names = CourtNames.of(connection)
    assert {names.key(OLD, CODE), names.key(NEW, CODE)} == {first}


def test_a_site_that_the_settings_know_leads_on_to_where_its_court_was_seen_first(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    put(connection, OLD, CODE, "2023-01-01", SHARED)
    put(connection, NEW, CODE, "2023-06-01", SHARED)
    connection.execute("INSERT INTO registers VALUES (?, ?, ?, ?)", [NEW, "third--jrs.sudrf.ru", CODE, None])
    assert CourtNames.of(connection).key("third--jrs.sudrf.ru", CODE) == OLD


def test_one_code_without_a_common_record_proves_no_move(connection: duckdb.DuckDBPyConnection) -> None:
    put(connection, NEW, CODE, "2023-06-01", ALONE)
    put(connection, OLD, CODE, "2023-01-01", SHARED)
    names = CourtNames.of(connection)
    assert (names.key(NEW, CODE), names.key(OLD, CODE)) == (NEW, OLD)


def test_a_court_that_the_settings_know_to_have_moved_is_one(connection: duckdb.DuckDBPyConnection) -> None:
    put(connection, NEW, CODE, "2023-06-01", ALONE)
    connection.execute("INSERT INTO registers VALUES (?, ?, ?, ?)", [OLD, NEW, CODE, "Суд (synthetic)"])
    names = CourtNames.of(connection)
    assert names.key(NEW, CODE) == names.key(OLD, None) == names.key(None, CODE) == OLD


def test_any_number_of_moves_leads_to_the_first_host() -> None:
    a, b, c = ("a.sudrf.ru", "2021"), ("b.sudrf.ru", "2022"), ("c.sudrf.ru", "2023")
    chain = [(*a, *b), (*b, *c)]
    both_ways = chain + [(three, four, one, two) for one, two, three, four in chain]
    for order in itertools.permutations(both_ways):
        assert first_hosts(order) == {"b.sudrf.ru": "a.sudrf.ru", "c.sudrf.ru": "a.sudrf.ru"}
    assert first_hosts([("x--reg.sudrf.ru", "2021", "x.reg.sudrf.ru", "2022")]) == {}, "two spellings of one host"
