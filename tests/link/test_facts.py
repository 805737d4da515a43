"""What linking may know of a filing, gathered from its rows; a row per branch. Everything is invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study import many

from absentia.engine import Connection, fill, query
from absentia.link.courts import CourtNames
from absentia.link.edges import exact_edges
from absentia.link.facts import Facts, load, name_courts, read_facts
from absentia.link.touched import touch_all
from absentia.model.tables import TABLES

A, B = "gvs-1.synthetic.example", "gvs-2.synthetic.example"
NAMES = {A: "Учебный гарнизонный военный суд № 1 (synthetic)", B: "Учебный гарнизонный военный суд № 2 (synthetic)"}
UID, OTHER_UID = "00GV0001-01-2022-000001-11", "00GV0001-01-2022-000002-08"
FEBRUARY, MARCH = dt.date(2023, 2, 1), dt.date(2023, 3, 1)


COURTS = CourtNames.learn((court, f"00GV000{court[4]}", name) for court, name in NAMES.items())
GIVEN: dict[str, object] = {
    "filing_id": "f", "source": "ru_sudrf", "court": A, "court_code": "00GV0001", "procedure": "criminal",
    "instance": "first", "former_numbers": [], "lower_former_numbers": [], "readings": 1,
}  # fmt: skip


@pytest.fixture
def connection() -> Iterator[Connection]:
    with duckdb.connect() as connection:
        columns = ", ".join(f"{name} {kind}" for name, kind in TABLES["filing_states"])
        connection.execute(f"CREATE TABLE filing_states ({columns})")
        yield connection


def told(connection: Connection, rows: Iterable[dict[str, object]]) -> None:
    """States of filings, and the keys of their courts."""
    connection.execute("DELETE FROM filing_states")
    for row in rows:
        values = [(GIVEN | row).get(name) for name, _kind in TABLES["filing_states"]]
        connection.execute(f"INSERT INTO filing_states VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608
    pairs = query(connection, "SELECT DISTINCT court, court_code FROM filing_states")
    keys = [(pair["court"], pair["court_code"], COURTS.key(pair["court"], pair["court_code"])) for pair in pairs]
    fill(connection, "court_key", dict.fromkeys(("court", "court_code", "key"), "VARCHAR"), keys)
    name_courts(connection, COURTS)
    touch_all(connection)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{}], {}),
        ([{"guid": "ABC"}], {"guid": "abc"}),
        ([{"uid": UID}], {"uids": {UID}}),
        # a filing seen with two УИД keeps both: it contradicts itself
        ([{"uid": UID}, {"uid": OTHER_UID}], {"uids": {UID, OTHER_UID}}),
        ([{"number": "1-12/2023", "former_numbers": ["1-45/2022"]}], {"numbers": {"1-12/2023", "1-45/2022"}}),
        ([{"number": "7У-1/2023", "joined_number": "77-2/2023"}], {"numbers": {"7У-1/2023", "77-2/2023"}}),
        ([{"number": "1-12"}], {}),  # without its year it is no key
        ([{"number": "1-12/2023"}, {"number": "1–12/23 (повторно)"}], {"numbers": {"1-12/2023"}}),
        ([{"received": FEBRUARY}, {"received": None}, {"received": MARCH}], {"received": {FEBRUARY, MARCH}}),
        ([{"procedure": None, "instance": None}], {"procedure": "unknown", "instance": "unknown"}),
        # what is known goes before what is not, then what more pages say, then the first by name
        ([{"instance": "unknown", "readings": 9}, {"instance": "appeal"}], {"instance": "appeal"}),
        ([{"instance": "appeal", "readings": 2}, {"instance": "first", "readings": 3}], {}),
        ([{"instance": "first"}, {"instance": "first", "number": "1"}, {"instance": "appeal"}], {}),
        ([{"instance": "cassation"}, {"instance": "appeal"}], {"instance": "appeal"}),
        ([{"court": "00GV0001"}], {}),
        ([{"lower_court": NAMES[B], "lower_number": "1-3/2022", "lower_former_numbers": ["1-2/2021", "б/н"]}],
         {"lower_court": B, "lower_numbers": {"1-3/2022", "1-2/2021"}}),
        ([{"lower_court": "Суд, которого нет"}], {}),
        ([{"lower_court": NAMES[B]}, {"lower_court": "Учебный ГВС № 2 (synthetic)"}], {"lower_court": B}),
        ([{"lower_court": NAMES[B]}, {"lower_court": NAMES[A]}], {}),  # two courts are none
    ],
)  # fmt: skip
def test_facts_are_gathered_over_every_page(
    connection: Connection, rows: list[dict[str, object]], expected: dict[str, object]
) -> None:
    told(connection, rows)
    assert load(connection).filings == ["f"]
    (found,) = read_facts(connection, "SELECT n FROM filing")
    known = {"procedure": "criminal", "instance": "first"} | expected
    sets = {key: frozenset(value) for key, value in known.items() if isinstance(value, set)}
    assert found == Facts("f", A, **known | sets)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "shares"),
    [
        ({"guid": "g"}, {"guid": "G"}, True),
        ({"guid": "g"}, {"guid": "g", "court": B, "court_code": "00GV0002"}, False),
        ({"number": "1-1/2023"}, {"former_numbers": ["1-1/2023"]}, True),
        ({"number": "1-1/2023"}, {"number": "1-1/2023", "procedure": "civil"}, False),
        ({"uid": UID}, {"uid": UID, "court": B, "court_code": "00GV0002"}, True),
        ({"number": "1-1/2023"}, {"instance": "appeal", "lower_court": NAMES[A], "lower_number": "1-1/2023"}, True),
        ({"number": "1-1/2023"}, {"instance": "appeal", "lower_court": NAMES[B], "lower_number": "1-1/2023"}, False),
        ({"instance": "appeal", "lower_court": NAMES[B], "lower_number": "1-1/2023"},
         {"instance": "cassation", "lower_court": NAMES[B], "lower_number": "1-1/2023"}, True),
    ],
)  # fmt: skip
def test_only_what_shares_a_key_with_another_is_compared(
    connection: Connection, one: dict[str, object], other: dict[str, object], shares: bool
) -> None:
    told(connection, [{"filing_id": "a"} | one, {"filing_id": "b"} | other])
    assert [fact.filing_id for fact in load(connection).sharing] == (["a", "b"] if shares else [])


NUMBERS = st.sampled_from([None, "1-1/2023", "1-2/2023", "1-12/2022"])
STATES = st.fixed_dictionaries(
    {
        "filing_id": st.sampled_from("abcdefgh"),
        "procedure": st.sampled_from(["criminal", "material", "civil", None]),
        "instance": st.sampled_from(["first", "appeal", "cassation", "unknown"]),
        "guid": st.sampled_from([None, None, "g", "h"]),
        "uid": st.sampled_from([None, None, UID, OTHER_UID]),
        "number": NUMBERS,
        "former_numbers": st.lists(NUMBERS.filter(bool), max_size=1),
        "received": st.sampled_from([None, FEBRUARY, MARCH]),
        "lower_court": st.sampled_from([None, NAMES[A], NAMES[B]]),
        "lower_number": NUMBERS,
    }
)


@settings(max_examples=many(25, 300))
@given(st.lists(STATES, min_size=2, max_size=9))
def test_leaving_out_what_stands_alone_changes_no_edge(connection: Connection, rows: list[dict[str, object]]) -> None:
    # a filing is of one court
    courts = {True: {"court": B, "court_code": "00GV0002"}, False: {}}
    told(connection, (row | courts[str(row["filing_id"]) in "aceg"] for row in rows))
    sharing = load(connection).sharing
    assert exact_edges(sharing) == exact_edges(read_facts(connection, "SELECT n FROM filing"))
