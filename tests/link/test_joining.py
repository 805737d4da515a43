"""Cases and their ids by the decisions made so far: what stands, what is withdrawn, and what no order changes."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.link.filings import UID, B, C, cases, facts, link, records, rows, worlds
from tests.study import many

from absentia.link.facts import Facts
from absentia.link.judgements import Judgement


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
