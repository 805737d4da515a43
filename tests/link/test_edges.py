"""Which keys join filings, and which join nothing. All filings are invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from tests.link.filings import FEBRUARY, OTHER_UID, UID, A, B, C, cases, facts, link, records, rows, together

from absentia.link.edges import Declined, exact_edges, unusable
from absentia.link.facts import Facts


def reasons(given: Sequence[Facts]) -> str:
    """Why keys join nothing, one word for each key."""
    return " ".join(sorted(one.reason for one in exact_edges(given).declined))


def test_a_new_number_in_january_is_the_same_record() -> None:
    linked = link([facts("old", numbers={"1-45/2022"}), facts("new", numbers={"1-12/2023", "1-45/2022"})], [])
    assert records(linked) == {frozenset({"old", "new"})}
    assert {row["rule"] for row in rows(linked)} == {"number"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (facts("a", numbers={"1-1/2023"}), facts("b", B, numbers={"1-1/2023"})),
        (facts("a", numbers={"1-1/2023"}), facts("b", numbers={"1-1/2023"}, instance="appeal")),
        (facts("a", numbers={"1-1/2023"}), facts("b", numbers={"1-1/2023"}, procedure="civil")),
        (facts("a", numbers={"1-1/2023"}), facts("b", numbers={"1-1/2023"}, received={dt.date(2023, 3, 1)})),
        (facts("a", numbers={"1-1/2023"}, guid="g1"), facts("b", numbers={"1-1/2023"}, guid="g2")),
        (facts("a", numbers={"1-1/2023"}, uids={UID}), facts("b", numbers={"1-1/2023"}, uids={OTHER_UID})),
        (facts("a", uids={UID}), facts("b", B, uids={UID}, procedure="civil")),
        (facts("a", uids={UID, OTHER_UID}), facts("b", B, uids={UID})),
        (facts("a", guid="g1"), facts("b", B, guid="g1")),
    ],
)
def test_look_alikes_stay_apart(one: Facts, other: Facts) -> None:
    assert not together(one, other)


def test_a_uid_joins_across_courts_and_instances_but_not_records() -> None:
    linked = link(
        [facts("a", uids={UID}), facts("b", B, uids={UID}), facts("c", C, uids={UID}, instance="cassation")], []
    )
    assert len(cases(linked)) == 1
    assert len(records(linked)) == 3


def test_an_appeal_finds_its_first_instance_by_court_and_number() -> None:
    first = facts("first", numbers={"1-12/2023", "1-45/2022"})
    appeal = facts(
        "appeal", C, instance="appeal", lower_court=A, lower_numbers={"1-45/2022"}, received={dt.date(2023, 5, 1)}
    )
    cassation = facts("cassation", "kvs", instance="cassation", lower_court=A, lower_numbers={"1-12/2023"}, received=())
    assert together(first, appeal, cassation)
    assert not together(first, facts("appeal", C, instance="appeal", lower_court=None, lower_numbers={"1-45/2022"}))
    early = facts(
        "early", C, instance="appeal", lower_court=A, lower_numbers={"1-45/2022"}, received={dt.date(2023, 1, 1)}
    )
    assert not together(first, early), "an appeal is not received before the case it is about"
    # two records of the same court bear the number: ambiguous, so nobody is joined
    twins = [facts("x", numbers={"1-45/2022"}, guid="g1"), facts("y", numbers={"1-45/2022"}, guid="g2")]
    assert len(cases(link([*twins, appeal], []))) == 3
    # without any first instance seen, appeal and cassation of one case still meet
    same = facts("cassation", "kvs", instance="cassation", lower_court=A, lower_numbers={"1-45/2022"})
    assert together(appeal, same)


def test_a_contradiction_is_not_settled_by_order() -> None:
    # the nameless page shares numbers with two records whose GUIDs differ
    pages = [
        facts("a", guid="g1", numbers={"1-1/2023"}),
        facts("b", guid="g2", numbers={"1-2/2023"}),
        facts("x", numbers={"1-1/2023", "1-2/2023"}),
    ]
    outcome = exact_edges(pages)
    assert outcome.joined == ()
    assert [one.reason for one in outcome.declined] == ["guids_meet", "guids_meet"]


MARCH, MAY = dt.date(2023, 3, 1), dt.date(2023, 5, 1)
FIRST: dict[str, Any] = {"numbers": {"1-45/2022"}}


def appeal(name: str = "appeal", **more: object) -> Facts:
    given: dict[str, object] = {"instance": "appeal", "lower_court": A, "lower_numbers": {"1-45/2022"}}
    return facts(name, C, **(given | {"received": {MAY}} | more))


@pytest.mark.parametrize(
    ("filings", "joined", "declined"),
    [
        # the appeal names court and number of the first instance
        ([facts("a", **FIRST), appeal()], True, ""),
        ([facts("a", **FIRST), appeal(instance="cassation")], True, ""),
        ([facts("a", **FIRST), appeal(instance="supervisory")], True, ""),
        ([facts("a", **FIRST), appeal(instance="first")], False, ""),
        ([facts("a", **FIRST), appeal(lower_court=None)], False, ""),
        ([facts("a", **FIRST), appeal(lower_court=B)], False, ""),
        ([facts("a", **FIRST), appeal(lower_numbers={"1-46/2022"})], False, ""),
        ([facts("a", **FIRST, instance="appeal"), appeal()], False, ""),
        # it was received no earlier than what it is about; an unknown day contradicts nothing
        ([facts("a", **FIRST, received={MAY}), appeal()], True, ""),
        ([facts("a", **FIRST, received={MAY}), appeal(received={MARCH})], False, "received_later"),
        ([facts("a", **FIRST, received=()), appeal()], True, ""),
        ([facts("a", **FIRST), appeal(received=())], True, ""),
        ([facts("a", **FIRST, received={MARCH}), appeal(received={FEBRUARY, MAY})], False, "received_later"),
        # criminal registers reach materials, other procedures only their own
        ([facts("a", **FIRST, procedure="material"), appeal()], True, ""),
        ([facts("a", **FIRST), appeal(procedure="material")], True, ""),
        ([facts("a", **FIRST, procedure="civil"), appeal()], False, ""),
        ([facts("a", **FIRST), appeal(procedure="civil")], False, ""),
        ([facts("a", **FIRST, procedure="civil"), appeal(procedure="civil")], True, ""),
        ([facts("a", **FIRST, procedure="civil"), appeal(procedure="administrative")], False, ""),
        ([facts("a", **FIRST, procedure="civil", instance="appeal"), appeal(procedure="civil")], False, ""),
        # an appeal that would join two valid УИД joins nothing
        ([facts("a", **FIRST, uids={UID}), appeal(uids={UID})], True, ""),
        ([facts("a", **FIRST, uids={UID}), appeal()], True, ""),
        ([facts("a", **FIRST, uids={UID}), appeal(uids={OTHER_UID})], False, "uids_meet"),
        ([facts("a", numbers={"1-1/2022"}, uids={UID}), facts("b", numbers={"1-2/2022"}, uids={OTHER_UID}),
          appeal(lower_numbers={"1-1/2022", "1-2/2022"})], False, "uids_meet uids_meet"),
        ([facts("a", **FIRST, uids={UID}), facts("b", B, uids={OTHER_UID}, **FIRST), appeal("x", uids={OTHER_UID}),
          appeal("y", lower_court=B)], False, "uids_meet uids_meet"),
        # two records of the court bear the number
        ([facts("a", **FIRST, guid="g1"), facts("b", **FIRST, guid="g2"), appeal()], False, "guids records"),
        ([facts("a", **FIRST, guid="g1"), facts("b", **FIRST, guid="g1"), appeal()], True, ""),
    ],
)  # fmt: skip
def test_an_appeal_joins_the_one_first_instance_that_it_can_be_about(
    filings: list[Facts], joined: bool, declined: str
) -> None:
    assert together(*filings) is joined
    assert reasons(filings) == declined


@pytest.mark.parametrize(
    ("filings", "joined", "declined"),
    [
        ([facts("a", numbers={"1-1/2023"}), facts("b", numbers={"1-1/2023"})], True, ""),
        ([facts("a", numbers={"1-1/2023"}, guid="g1"), facts("b", numbers={"1-1/2023"})], True, ""),
        ([facts("a", numbers={"1-1/2023"}, guid="g1"), facts("b", numbers={"1-1/2023"}, guid="g2")], False, "guids"),
        ([facts("a", numbers={"1-1/2023"}, uids={UID}), facts("b", numbers={"1-1/2023"})], True, ""),
        # an ambiguous number is one key that joins nothing, however many filings bear it
        ([facts(name, numbers={"1-1/2023"}, guid=guid) for name, guid in (("a", "g1"), ("b", "g2"), ("c", None))],
         False, "guids"),
        ([facts(name, numbers={"1-1/2023"}, uids=uids) for name, uids in (("a", {UID}), ("b", {OTHER_UID}), ("c", ()))],
         False, "uids"),
        ([facts("a", numbers={"1-1/2023"}, uids={UID}), facts("b", numbers={"1-1/2023"}, uids={OTHER_UID})], False,
         "uids"),
        # seen with two days of receipt it is compatible with nothing
        ([facts("a", numbers={"1-1/2023"}), facts("b", numbers={"1-1/2023"}, received={FEBRUARY, MARCH})], False,
         "received"),
        ([facts("a", numbers={"1-1/2023"}, received={FEBRUARY, MARCH}),
          facts("b", numbers={"1-1/2023"}, received={FEBRUARY, MARCH})], False,
         "received"),
        ([facts("a", numbers={"1-1/2023"}, received=()), facts("b", numbers={"1-1/2023"}, received=())], True, ""),
        # the number would bring a second УИД to what a GUID joins already
        ([facts("a", guid="g1", uids={UID}), facts("b", guid="g1", numbers={"1-1/2023"}),
          facts("c", numbers={"1-1/2023"}, uids={OTHER_UID})], False, "uids_meet"),
        ([facts("a", guid="g1", uids={UID}), facts("b", guid="g1", numbers={"1-1/2023"}),
          facts("c", numbers={"1-1/2023"}, uids={UID})], True, ""),
    ],
)  # fmt: skip
def test_a_number_joins_pages_of_one_record_that_do_not_contradict_each_other(
    filings: list[Facts], joined: bool, declined: str
) -> None:
    assert (len(records(link(filings, []))) == 1) is joined
    assert reasons(filings) == declined


NUMBER: dict[str, Any] = {"numbers": {"1-1/2023"}}


@pytest.mark.parametrize(
    ("filings", "told"),
    [
        ([facts("b", **NUMBER, guid="g1"), facts("a", **NUMBER, guid="g2")],
         [Declined("record", "number", "guids", ("1-1/2023",), ("a", "b"))]),
        # with more than two days of receipt a day's filings are joined, and the others told
        ([facts("a", **NUMBER), facts("b", **NUMBER), facts("c", **NUMBER, received={MARCH})],
         [Declined("record", "number", "received", ("1-1/2023",), ("a", "b", "c"))]),
        ([facts("a", **NUMBER), facts("b", **NUMBER, received={MARCH}), facts("u", **NUMBER, received=())],
         [Declined("record", "number", "received", ("1-1/2023",), ("a", "b", "u"))]),
        ([facts("a", guid="g1", uids={UID}), facts("b", guid="g1", **NUMBER), facts("c", **NUMBER, uids={OTHER_UID})],
         [Declined("record", "number", "uids_meet", ("1-1/2023",), ("b", "c"))]),
        ([facts("a", uids={UID}), facts("b", B, uids={UID}, procedure="civil")],
         [Declined("case", "uid", "procedure", (UID,), ("a", "b"))]),
        ([facts("a", **FIRST, received={MAY}), appeal("z", received={MARCH})],
         [Declined("case", "lower", "received_later", (A, "1-45/2022"), ("a", "z"))]),
        ([facts("a", **FIRST), facts("b", **FIRST, received={MAY}), appeal("z", received={MARCH})],
         [Declined("case", "lower", "received_later", (A, "1-45/2022"), ("b", "z")),
          Declined("record", "number", "received", ("1-45/2022",), ("a", "b"))]),
        ([facts("a", **FIRST), facts("b", **FIRST, received={MARCH}), appeal("z")],
         [Declined("case", "lower", "records", (A, "1-45/2022"), ("a", "b", "z")),
          Declined("record", "number", "received", ("1-45/2022",), ("a", "b"))]),
    ],
)  # fmt: skip
def test_a_key_that_joins_nothing_is_told_with_its_filings(filings: list[Facts], told: list[Declined]) -> None:
    assert list(exact_edges(filings).declined) == told


@pytest.mark.parametrize(
    ("filings", "joined"),
    [
        ([facts("a", guid="g1"), facts("b", guid="g1")], [("record", "guid", ("g1",))]),
        ([facts("a", **NUMBER), facts("b", **NUMBER)], [("record", "number", ("1-1/2023",))]),
        ([facts("a", uids={UID}), facts("b", B, uids={UID})], [("case", "uid", (UID,))]),
        ([facts("a", **FIRST), appeal("b")], [("case", "lower", (A, "1-45/2022"))]),
        # each number they share is a key
        ([facts("a", numbers={"1-1/2023", "1-9/2022"}), facts("b", numbers={"1-1/2023", "1-9/2022"})],
         [("record", "number", ("1-1/2023",)), ("record", "number", ("1-9/2022",))]),
    ],
)  # fmt: skip
def test_an_edge_tells_what_its_filings_share(filings: list[Facts], joined: list[tuple[str, str, object]]) -> None:
    found = exact_edges(filings).joined
    assert [(one.level, one.rule, one.key) for one in found] == joined
    assert {(one.first, one.second) for one in found} == {("a", "b")}


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (facts("a", uids={UID}, **NUMBER), []),
        (facts("a", uids={UID, OTHER_UID}), [Declined("case", "uid", "own_uids", (UID, OTHER_UID), ("a",))]),
        (appeal("a", lower_court=None), [Declined("case", "lower", "lower_court", ("1-45/2022",), ("a",))]),
        (appeal("a"), []),
        (appeal("a", lower_court=None, lower_numbers=()), []),
        (appeal("a", lower_court=None, instance="first"), []),
    ],
)
def test_the_keys_that_can_join_a_filing_to_no_other(fact: Facts, told: list[Declined]) -> None:
    assert list(unusable(fact)) == told


def test_an_undated_page_joins_only_where_one_receipt_is_possible() -> None:
    undated = facts("u", numbers={"1-1/2023"}, received=())
    dated = facts("a", numbers={"1-1/2023"})
    assert together(undated, dated)
    assert len(cases(link([undated, dated, facts("b", numbers={"1-1/2023"}, received={dt.date(2023, 9, 9)})], []))) == 3
