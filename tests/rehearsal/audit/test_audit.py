"""The audit itself: its truth is what a full look counts, and what is spoilt does not pass it. All is invented."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.rehearsal.audit.parts import audit_world, imported, part_of, world_and_part
from tests.rehearsal.audit.tiny import lot_of, tiny
from tests.rehearsal.audit.visitor import Kept

from absentia.model import Period
from absentia.observatory import Observatory
from absentia.rehearsal import drawn
from absentia.rehearsal.audit import holding
from absentia.rehearsal.audit.claims import CLAIMS, pose
from absentia.rehearsal.audit.holding import LARGER, Audit, Question, hold_claims, hold_tallies, questions
from absentia.rehearsal.audit.operands import Named, published, stated, sums, tallied
from absentia.rehearsal.audit.scope import BEGIN, DIMENSIONS, MEASURES, Scope, pairs
from absentia.rehearsal.audit.seen import seen_in
from absentia.rehearsal.audit.whole import Whole
from absentia.rehearsal.courthouse import Courthouse, Life
from absentia.rehearsal.courthouse.grammar import REGISTERS_OF_LEVEL
from absentia.sources.ru_sudrf.queries import REGISTERS, Search, card_url
from absentia.tally import held, tally
from absentia.tally.result import Tally

OPERATIONS = {"value", "between", "ratio", "difference", "ratio_per_month", "share", "trend", "contains"}


def _readable(life: Life) -> None:
    """Let every cell be readable and every case have its УИД: then nothing but not looking hides anything."""
    for serial, case in enumerate(life.world.prosecutions):
        uid = drawn.uid(case.records[0].court.code, case.records[0].received.year, serial)
        for record in case.records:
            record.uid = uid
            record.persons = tuple(replace(one, readable=True) for one in record.persons)
            if record.changed:
                record.changed = (record.changed[0], tuple(replace(one, readable=True) for one in record.changed[1]))


def _everything(life: Life) -> Iterator[Kept]:
    """Every page of every register and every card, on the evening of the last day."""
    house = Courthouse(life)
    house.set_time(dt.datetime.combine(life.end, dt.time(20), dt.UTC))
    for site in life.sites:
        template = site.at(life.end).template
        asked = []
        for register in REGISTERS_OF_LEVEL[site.court.level]:
            for building in range(1, site.buildings + 1):
                search = Search(
                    site.court.host, REGISTERS[f"criminal-{register}"], since=BEGIN, building=building,
                    template=template, court_code=site.court.code,
                )  # fmt: skip
                asked += [(replace(search, page=page).url, "listing") for page in range(1, 5)]
        for entry in life.entries:
            if entry.site is site:
                record, register_of = entry.record, f"criminal-{entry.record.register}"
                url = card_url(
                    site.court.host, register_of, record.guid, str(record.portal_id), building=entry.building,
                    template=template,
                )  # fmt: skip
                asked.append((url, "card"))
        for url, kind in asked:
            house.set_time(house.now + dt.timedelta(seconds=3))
            parts = urlsplit(url)
            answered = house.answer(parts.netloc, parts.path, parts.query, {"user-agent": "synthetic"})
            yield Kept(house.now, answered.body, site.court.host, url, answered.status, kind)


@pytest.mark.parametrize("number", [1, 2, 11])
def test_whoever_reads_every_page_on_the_last_day_counts_the_truth(number: int, tmp_path: Path) -> None:
    life = tiny(number)
    _readable(life)
    kept = list(_everything(life))
    observatory = imported(kept, tmp_path / "observatory")
    whole, lot = Whole(life, seen_in(life, kept)), lot_of(number)
    tried = 0
    with held(observatory):
        for question in questions(life, lot):
            if lot.random() < 0.03:
                counted = tally(observatory, question.measure, by=question.by, **asdict(question.scope))
                tried += _must_agree(counted, whole, question)
    assert tried > 50


def _must_agree(counted: Tally, whole: Whole, question: Question) -> int:
    truth = whole.cells(question.measure, question.by, question.scope)
    found: dict[Any, int] = {tuple(row.cell[one] for one in question.by): row.seen for row in counted.rows if row.seen}
    for cell in truth.keys() | found.keys():
        true = truth.get(cell)
        assert true is not None, (question, cell)
        assert true.low <= found.get(cell, 0) <= true.high, (question, cell)
    total = whole.total(question.measure, question.scope, question.by)
    assert total.low <= counted.seen <= total.high
    return len(truth)


def test_the_questions_are_every_dimension_every_pair_and_fifty_larger_sets() -> None:
    life = tiny(3)
    asked = list(questions(life, lot_of(3)))
    plain = [(one.measure, one.by) for one in asked[:-LARGER]]
    for measure in MEASURES:
        assert {by for name, by in plain if name == measure} == {(), *((one,) for one in DIMENSIONS), *pairs()}
    larger = asked[-LARGER:]
    assert {len(one.by) for one in larger} >= {0, 1, 2, 3}
    for name in ("since", "until", "provision", "sole", "instance", "procedure", "court"):
        assert any(getattr(one.scope, name) is not None for one in larger), name
        assert any(getattr(one.scope, name) is None for one in larger), name


def _pool(observatory: Observatory, whole: Whole, lot: random.Random) -> list[Any]:
    counts = tallied(observatory, whole, lot, 12)
    figures, _rows = published(counts, lot)
    return [*counts, *figures, *sums([*counts, *figures], lot)]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> tuple[Observatory, Whole, Life]:
    life, part, _struck = world_and_part(2)
    observatory = imported(part, tmp_path_factory.mktemp("seen") / "observatory")
    return observatory, Whole(life, seen_in(life, part)), life


def test_claims_are_three_hundred_of_every_operation_true_and_false(seen: tuple[Observatory, Whole, Life]) -> None:
    observatory, whole, _life = seen
    with held(observatory):
        posed = pose(_pool(observatory, whole, lot_of(1)), whole, lot_of(2))
    assert len(posed) == CLAIMS >= 300
    assert {one.operation for one in posed} == OPERATIONS
    for operation in OPERATIONS:
        assert {one.truth for one in posed if one.operation == operation} >= {True, False}, operation
    assert len({one.written["id"] for one in posed}) == CLAIMS
    kinds = {key for one in posed for written in one.written["operands"].values() for key in written}
    assert kinds >= {"tally", "figure", "sum", "stated", "minimum", "provision"}
    claimed = {key for one in posed for key in one.written["comparisons"][0].get("expect", ())}
    assert claimed == {"at_least", "at_most", "equals", "tolerance"}


def test_figures_are_exact_one_sided_between_ends_growing_or_without_a_number(
    seen: tuple[Observatory, Whole, Life],
) -> None:
    observatory, whole, _life = seen
    with held(observatory):
        figures, rows = published(tallied(observatory, whole, lot_of(1), 12), lot_of(3))
    assert {row["qualifier"] for row in rows} == {"exact", "at_least", "at_most"}
    assert {row.get("interval") for row in rows} == {None, "95%", "range"}
    growing = [row["measure"].endswith("_cumulative") for row in rows]
    assert set(growing) == {True, False}
    assert any("value" not in row for row in rows)
    assert any(one.written.get("minimum") for one in figures)
    assert all((one.of is not None) is grows for one, grows in zip(figures, growing, strict=True))


def test_no_sum_of_the_audit_counts_a_unit_twice() -> None:
    """The check refuses such a sum, and with it the whole file of claims."""
    year, months = Period(BEGIN, BEGIN + dt.timedelta(days=364)), [BEGIN + dt.timedelta(days=30 * n) for n in range(6)]
    counts = [
        Named(f"{measure} {n}", {"tally": measure}, 1, 1, period)
        for measure in ("charges", "verdicts")
        for n, period in enumerate([year, *(Period(day, day + dt.timedelta(days=20)) for day in months)])
    ]
    found = [one for seed in range(20) for one in sums(counts, lot_of(seed))]
    assert {len(one.parts) for one in found} == {2, 3}
    for one in found:
        for measure in ("charges", "verdicts"):
            whole = [part for part in one.parts if part.written["tally"] == measure]
            assert len(whole) < 2 or year not in {part.period for part in whole}


def test_a_number_that_grew_is_held_against_what_it_was_on_the_day_claimed() -> None:
    lot = lot_of(5)
    life = tiny(4)
    whole = Whole(life, {})
    base = stated(3, "x")
    assert (base.truth, base.said) == (3, 3)
    grown = [one for one in _grown(whole, lot) if "as_of" in one.written["comparisons"][0]]
    assert len({one.written["comparisons"][0]["as_of"] for one in grown}) > 5
    for one in grown:
        comparison = one.written["comparisons"][0]
        day = dt.date.fromisoformat(comparison["as_of"])
        then = whole.total("filings_received", Scope(since=dt.date(2023, 1, 1), until=day)).low
        expect = comparison["expect"]
        low, high = expect.get("at_least", then), expect.get("at_most", then)
        if "equals" in expect:
            low = expect["equals"] - abs(expect["equals"]) * expect["tolerance"]
            high = expect["equals"] + abs(expect["equals"]) * expect["tolerance"]
        assert one.truth is (low <= then <= high)


def _grown(whole: Whole, lot: random.Random) -> list[Any]:
    period = Period(dt.date(2023, 1, 1), dt.date(2023, 9, 30))
    truth = whole.total("filings_received", Scope(since=period.start, until=period.end)).low
    written = {"figure": "synthetic-0", "unit": {"en": "units"}}
    one = Named("f0", written, truth, truth, period, (truth, truth + 1), of=("filings_received", None))
    return pose([one], whole, lot, 320)[:40]


# what is spoilt must not pass


class _Withheld:
    """A table of which nothing is shown."""

    def as_dict(self) -> Mapping[str, Any]:
        rows = [{"court": "x", "count": None, "reason": "suppressed", "complete": False}]
        return {"by": ["court"], "rows": rows, "total": None}


def test_what_is_shown_to_others_is_held_as_well_and_what_is_withheld_states_nothing(
    seen: tuple[Observatory, Whole, Life], monkeypatch: pytest.MonkeyPatch
) -> None:
    observatory, whole, _life = seen
    asked = [Question("filings_received", by, Scope()) for by in ((), ("court",), ("court", "month"))]
    audit = Audit()
    with held(observatory):
        hold_tallies(observatory, whole, asked[:2], audit)
    assert audit.tried["withheld"] > 0
    told, spoilt = Audit(), Audit()

    class Lie:
        def __init__(self, answer: Tally, threshold: int) -> None:
            assert threshold == 5
            self._answer = answer

        def as_dict(self) -> dict[str, Any]:
            lie = {"count": 10_000, "complete": False, "low": 10_000, "high": None}
            told = self._answer.as_dict()
            return told | {"rows": [row | lie for row in told["rows"]]}

    with held(observatory):
        hold_tallies(observatory, whole, asked, told)
        monkeypatch.setattr(holding, "suppressed", Lie)
        hold_tallies(observatory, whole, asked, spoilt)
    found = [one for one in spoilt.unsound if one["said"] == "≥ 10000"]
    # a table of no or one dimension is shown to others; pairs are not worked out here
    assert {tuple(one["by"]) for one in found} == {("court",)}
    assert len(spoilt.unsound) > len(told.unsound)


def test_an_exact_number_that_is_none_is_unsound(
    seen: tuple[Observatory, Whole, Life], monkeypatch: pytest.MonkeyPatch
) -> None:
    observatory, whole, _life = seen
    question = Question("filings_received", ("court",), Scope())
    truth = whole.cells(question.measure, question.by, question.scope)

    def answer(change: int, complete: bool) -> Audit:
        class Answer:
            def as_dict(self) -> Mapping[str, Any]:
                rows = [
                    {"court": one, "count": true.low + change, "complete": complete} for (one,), true in truth.items()
                ]
                return {"by": ["court"], "rows": rows, "total": None}

        monkeypatch.setattr(holding, "tally", lambda *_given, **_more: Answer())
        # shown to others nothing of it is left
        monkeypatch.setattr(holding, "suppressed", lambda *_given: _Withheld())
        audit = Audit()
        hold_tallies(observatory, whole, [question], audit)
        return audit

    assert answer(0, complete=True).unsound == []
    assert answer(-1, complete=False).unsound == []
    assert len(answer(1, complete=True).unsound) == len(answer(1, complete=False).unsound) == len(truth) > 1
    found = answer(-1, complete=True).unsound[0]
    assert (found["measure"], found["by"], found["filters"]) == ("filings_received", ["court"], {})
    assert int(found["truth"]) == int(found["said"]) + 1


def test_a_verdict_turned_round_is_unsound(
    seen: tuple[Observatory, Whole, Life], monkeypatch: pytest.MonkeyPatch
) -> None:
    from absentia.check import article
    from absentia.model.checked import Verdict

    observatory, whole, _life = seen
    for verdict in (Verdict.SUPPORTED, Verdict.SUPPORTED_WITH_CAVEAT, Verdict.NOT_SUPPORTED, Verdict.CANNOT_BE_TESTED):
        monkeypatch.setattr(article, "decide", lambda *_given, said=verdict: said)
        audit = Audit()
        with held(observatory):
            hold_claims(observatory, whole, lot_of(1), audit, 16)
        truths = {one["truth"] for one in audit.unsound}
        wrong = {Verdict.CANNOT_BE_TESTED: set(), Verdict.NOT_SUPPORTED: {"True"}}.get(verdict, {"False"})
        assert truths - {"None"} == wrong
        assert audit.tried["claims decided"] == (0 if verdict is Verdict.CANNOT_BE_TESTED else 16)


def test_the_same_world_is_audited_the_same_way() -> None:
    first, second = (audit_world(5, share=0.01, claims=16) for _time in range(2))
    assert (first.tried, first.unsound, first.struck) == (second.tried, second.unsound, second.struck)
    assert sum(first.tried.values()) > 16


def test_a_part_leaves_out_pages_courts_kinds_and_the_end() -> None:
    _life, kept, _struck = world_and_part(6)
    parts = [part_of(kept, lot_of(number)) for number in range(60)]
    assert any(part == kept for part in parts)
    assert any(0 < len(part) < len(kept) for part in parts)
    for name in ("court", "kind"):
        all_of = {getattr(one, name) for one in kept}
        assert any({getattr(one, name) for one in part} < all_of for part in parts if len(part) > 20), name
    assert all([one for one in kept if one in part] == part for part in parts)
