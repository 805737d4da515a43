"""Linking by exact keys: what joins, what must not, and what does not depend on order. All filings are invented."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study import many

from absentia.link.cases import Linked
from absentia.link.cases import link as link_gathered
from absentia.link.courts import CourtNames, Told, fold_host, fold_name
from absentia.link.edges import Declined, exact_edges, unusable
from absentia.link.facts import Facts, Gathered
from absentia.link.judgements import Judgement, append, read, replay
from absentia.rehearsal.courts import directory

A, B, C = "gvs-1.synthetic.example", "gvs-2.synthetic.example", "ovs-1.synthetic.example"
UID = "00GV0001-01-2022-000001-11"
OTHER_UID = "00GV0001-01-2022-000002-08"
FEBRUARY = dt.date(2023, 2, 1)


def facts(name: str, court: str = A, **more: object) -> Facts:
    given: dict[str, object] = {"procedure": "criminal", "instance": "first", "received": frozenset({FEBRUARY})} | more
    for key in ("uids", "numbers", "received", "lower_numbers"):
        if key in given:
            given[key] = frozenset(given[key])  # type: ignore[call-overload]
    return Facts(filing_id=name, court=court, **given)  # type: ignore[arg-type]


def link(given: Sequence[Facts], decided: Sequence[Judgement]) -> Linked:
    """All facts at once: which of them share a key is asked in test_facts."""
    return link_gathered(Gathered(sorted(fact.filing_id for fact in given), given), decided)


def rows(linked: Linked) -> list[dict[str, str]]:
    told = {filing: named for filing, *named, _declined in linked.rows.told()}
    found = [(filing, *told.get(filing, (None, None, None))) for filing in linked.rows.filings]
    columns = ("filing_id", "case_id", "record_id", "rule")
    return [
        dict(zip(columns, (one, f"case-{case or one}", f"record-{of or one}", rule or "alone"), strict=True))
        for one, case, of, rule in found
    ]


def cases(linked: Linked) -> set[frozenset[str]]:
    return _groups(linked, "case_id")


def records(linked: Linked) -> set[frozenset[str]]:
    return _groups(linked, "record_id")


def _groups(linked: Linked, key: str) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for row in rows(linked):
        groups.setdefault(row[key], set()).add(row["filing_id"])
    return {frozenset(members) for members in groups.values()}


def reasons(given: Sequence[Facts]) -> str:
    """Why keys join nothing, one word for each key."""
    return " ".join(sorted(one.reason for one in exact_edges(given).declined))


def together(*given: Facts) -> bool:
    return len(cases(link(given, []))) == 1


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


def test_a_filing_is_joined_by_its_strongest_key_whenever_that_was_found() -> None:
    world = [facts("a", uids={UID}), facts("b", uids={UID})]
    early = link(world, [])
    assert {row["rule"] for row in rows(early)} == {"uid"}
    late = link([facts("a", guid="g1", uids={UID}), facts("b", guid="g1", uids={UID})], early.added)
    assert {row["rule"] for row in rows(late)} == {"guid"}


def test_one_decision_joins_two_filings_by_their_strongest_key() -> None:
    linked = link([facts("a", guid="g1", uids={UID}), facts("b", guid="g1", uids={UID})], [])
    assert [(one.level, one.rule) for one in linked.added if one.judgement == "same"] == [("record", "guid")]


def test_a_decision_is_withdrawn_where_both_filings_are_here_and_no_key_supports_it() -> None:
    joined = [facts("a", uids={UID}), facts("b", B, uids={UID})]
    decided = link(joined, []).added
    apart = link([facts("a"), facts("b", B)], decided)
    assert [one.judgement for one in apart.added] == ["withdrawn", "anchor"]
    assert len(cases(apart)) == 2
    # of a filing whose pages are not here today nobody can say that
    assert link([facts("a")], decided).added == ()


def test_a_human_keeps_apart_what_a_chain_of_keys_would_join() -> None:
    world = [facts("a", uids={UID}), facts("b", B, uids={UID}), facts("c", C, uids={UID})]
    apart = Judgement("not_same", "case", ("a", "c"), "two people", "a reviewer")
    linked = link(world, [apart])
    assert cases(linked) == {frozenset({"a", "b"}), frozenset({"c"})}
    assert [row["rule"] for row in rows(linked)] == ["uid", "uid", "alone"]
    assert link(world, [apart, *linked.added]).added == ()


def test_an_undated_page_joins_only_where_one_receipt_is_possible() -> None:
    undated = facts("u", numbers={"1-1/2023"}, received=())
    dated = facts("a", numbers={"1-1/2023"})
    assert together(undated, dated)
    assert len(cases(link([undated, dated, facts("b", numbers={"1-1/2023"}, received={dt.date(2023, 9, 9)})], []))) == 3


IDENTIFIERS = st.sampled_from(["1-1/2022", "1-2/2022", "1-1/2023", "1-2/2023", "1-3/2023"])


@st.composite
def worlds(draw: st.DrawFn) -> list[Facts]:
    made = []
    for position in range(draw(st.integers(1, 9))):
        first = draw(st.booleans())
        made.append(
            facts(
                f"f{position}",
                draw(st.sampled_from([A, B])) if first else C,
                instance="first" if first else "appeal",
                guid=draw(st.sampled_from([None, f"g{position}", "g0", "g1"])),
                uids=draw(st.sets(st.sampled_from([UID, OTHER_UID]), max_size=1)),
                numbers=draw(st.sets(IDENTIFIERS, min_size=1, max_size=2)),
                received=draw(st.sets(st.sampled_from([FEBRUARY, dt.date(2023, 3, 1)]), max_size=1)),
                lower_court=None if first else draw(st.sampled_from([A, B, None])),
                lower_numbers=() if first else draw(st.sets(IDENTIFIERS, max_size=1)),
            )
        )
    return made


@given(worlds(), st.randoms())
def test_order_does_not_matter_and_running_again_adds_nothing(world: list[Facts], shuffler: random.Random) -> None:
    linked = link(world, [])
    shuffled = list(world)
    shuffler.shuffle(shuffled)
    assert link(shuffled, []) == linked
    again = link(world, linked.added)
    assert again.added == ()
    assert again.rows == linked.rows


@given(worlds())
def test_no_record_holds_two_guids_and_no_case_two_uids(world: list[Facts]) -> None:
    by_id = {one.filing_id: one for one in world}
    linked = link(world, [])
    for group in records(linked):
        assert len({by_id[member].court for member in group}) == 1
        assert len({by_id[member].guid for member in group} - {None}) <= 1
    for group in cases(linked):
        # one GUID shown with two УИД is the page's own contradiction; no other rule may bring two together
        guids = {(by_id[member].court, by_id[member].guid) for member in group if by_id[member].guid}
        by_guid = [{uid for one in world if (one.court, one.guid) == guid for uid in one.uids} for guid in guids]
        if all(len(uids) <= 1 for uids in by_guid):
            assert len({uid for member in group for uid in by_id[member].uids}) <= 1
    assert all(any(group <= case for case in cases(linked)) for group in records(linked))


@settings(max_examples=many(25, 300))
@given(worlds(), st.data())
def test_ids_survive_new_data_and_clusters_do_not_depend_on_its_order(world: list[Facts], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(world)))
    early = link(world[:cut], [])
    late = link(world, early.added)
    assert cases(late) == cases(link(world, []))
    assert records(late) == records(link(world, []))
    before = {row["filing_id"]: row["case_id"] for row in rows(early)}
    after = {row["filing_id"]: row["case_id"] for row in rows(late)}
    for group in cases(late):
        known = {before[member] for member in group if member in before}
        if known:
            # one of the ids the members had lives on, unless a withdrawal split the cluster that owned it
            split = {case for case in known if any(before[m] == case and m not in group for m in before)}
            assert {after[member] for member in group} <= known or split
    assert len({row["case_id"] for row in rows(late)}) == len(cases(late))


def test_the_older_id_wins_when_cases_merge_and_data_may_go_and_come_back() -> None:
    young = link([facts("m", uids={UID})], [])
    name = rows(young)[0]["case_id"]
    merged = link([facts("m", uids={UID}), facts("a", B, uids={UID})], young.added)
    assert {row["case_id"] for row in rows(merged)} == {name}, "“a” sorts first, but “m” was named first"
    decisions = [*young.added, *merged.added]
    alone = link([facts("a", B, uids={UID})], decisions)
    assert {row["case_id"] for row in rows(alone)} == {name}, "the page that gave the name is not here today"


def test_a_humans_word_splits_and_wins_and_can_be_taken_back() -> None:
    world = [facts("a", uids={UID}), facts("b", B, uids={UID})]
    machine = link(world, [])
    apart = Judgement("not_same", "case", ("a", "b"), "a typing error in the УИД", "a reviewer")
    split = link(world, [*machine.added, apart])
    assert len(cases(split)) == 2
    name = rows(machine)[0]["case_id"]
    assert [row["case_id"] for row in rows(split) if row["filing_id"] == "a"] == [name]
    history = [*machine.added, apart, *split.added]
    assert link(world, history).added == ()
    joined = link(world, [*history, Judgement("same", "case", ("a", "b"), "it was right", "a reviewer")])
    assert len(cases(joined)) == 1
    assert {row["case_id"] for row in rows(joined)} == {name}
    assert {row["rule"] for row in rows(joined)} == {"human"}
    # kept apart as cases, they cannot be one record either, whatever the numbers say
    same_number = [facts("a", numbers={"1-1/2023"}), facts("b", numbers={"1-1/2023"})]
    assert len(records(link(same_number, [apart]))) == 2


def test_machine_decisions_without_support_are_withdrawn() -> None:
    world = [facts("a", numbers={"1-1/2023"}), facts("b", numbers={"1-1/2023"}, guid="g1")]
    first = link(world, [])
    assert len(cases(first)) == 1
    # a second GUID under the same number: now nobody can tell whose page “a” is
    world.append(facts("c", numbers={"1-1/2023"}, guid="g2"))
    second = link(world, first.added)
    assert len(cases(second)) == 3
    assert [decision.judgement for decision in second.added if decision.judgement != "anchor"] == ["withdrawn"]


def test_the_file_of_decisions_is_kept_as_written(tmp_path: object) -> None:
    from pathlib import Path

    from absentia.errors import DataProblem

    folder = Path(str(tmp_path))
    first = [Judgement("same", "case", ("a", "b"), "uid"), Judgement("anchor", "case", ("a",), "smallest key")]
    append(folder, first)
    append(folder, [Judgement("not_same", "case", ("a", "b"), "почерк другой", "рецензент")])
    assert [one.judgement for one in read(folder)] == ["same", "anchor", "not_same"]
    assert replay(read(folder)).edges == {}
    file = folder / "decisions.jsonl"
    for damage in ('{"judgement": "same"', '{"judgement": "same", "keys": ["a", "a"], "who": "x"}', "[]", '{"who": 1}'):
        kept = file.read_bytes()
        file.write_bytes(kept + damage.encode() + b"\n")
        with pytest.raises(DataProblem, match=r"decisions.jsonl:4"):
            read(folder)
        file.write_bytes(kept)
    file.write_bytes(file.read_bytes().removesuffix(b"\n"))  # as an editor leaves it
    append(folder, first[:1])
    assert [one.judgement for one in read(folder)] == ["same", "anchor", "not_same", "same"]
    file.write_bytes(file.read_bytes() + b'{"who": "\xff"}\n')
    with pytest.raises(DataProblem, match=r"decisions.jsonl:5"):
        read(folder)


NAMES: Sequence[tuple[str, str | None, str | None]] = [
    (A, "00GV0001", "Учебный гарнизонный военный суд № 1 (synthetic)"),
    (B, "00GV0002", "Учебный гарнизонный военный суд № 2 (synthetic)"),
    ("x--reg.sudrf.ru", None, "Примерный суд"),
    ("y.synthetic.example", None, "Примерный суд"),
]


def test_courts_are_found_however_they_are_written() -> None:
    names = CourtNames.learn(NAMES)
    assert names.by_name("Учебный ГВС №1 (synthetic)") == A
    assert names.by_name("учебный  гарнизонный военный суд № 2 (synthetic)") == B
    assert names.by_name("Примерный суд") is None, "two courts bear the name"
    assert names.by_name("Ярославский ГВС") == "yargvs--jrs.sudrf.ru", "the directory knows it"
    assert names.by_name("Суд, которого нет") is None
    assert names.key("00GV0001", "00GV0001") == A
    # without a host on any page the directory's code gives the key, and names lead to the same key
    seen = [("00GV0001", "00GV0001", "Учебный гарнизонный военный суд № 1 (synthetic)")]
    by_code = CourtNames.learn(seen, told=Told(directory()))
    assert by_code.by_name("Учебный ГВС № 1 (synthetic)") == by_code.key("00GV0001", "00GV0001") == A
    assert names.key("x.reg.sudrf.ru", None) == "x--reg.sudrf.ru"
    assert names.key(None, "00GV9999") == "00GV9999"
    assert fold_host("X--REG.sudrf.ru") == fold_host("x.reg.sudrf.ru")
    assert fold_name("Смоленского гарнизонного военного суда") == fold_name("Смоленского ГВС")
