"""Serial gaps of rehearsed registers against the truth no page shows."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from tests.rehearsal.registers import register_truth

from absentia.cli.main import run
from absentia.errors import DataProblem, ObservatoryProblem, UsageProblem
from absentia.estimate import METHODS, Context, answer, estimate
from absentia.estimate.options.courts import SerialGapsOptions
from absentia.estimate.serial_gaps import Judged, SerialGaps, estimate_serial_gaps
from absentia.estimate.serial_gaps.method import answers, headline
from absentia.figures import Catalogue
from absentia.model import Estimate, Refusal
from absentia.observatory import Observatory

from .conftest import BY_ARTICLE, FIRST, SECOND, Rehearsed, host

REFUSED = {
    3: "ordinals follow the dates of receipt",
    4: "one series of ordinals",
    BY_ARTICLE: "the whole register was looked at, not only one article",
    7: "ordinals follow the dates of receipt",
    8: "every ordinal is given out, not every second or tenth only",
}


@pytest.fixture(scope="module")
def gaps(rehearsed: Rehearsed) -> SerialGaps:
    return estimate_serial_gaps(rehearsed.observatory)


def _of(gaps: SerialGaps, court: int) -> list[Judged]:
    return [one for one in gaps.registers if one.register.court == host(court)]


def test_bounds_hold_the_truth_in_every_register(gaps: SerialGaps, rehearsed: Rehearsed) -> None:
    assert {one.register.court for one in gaps.passed} == {host(1), host(2), host(5)}
    for one in gaps.passed:
        register = one.register
        assert register.swept.due is not None
        assert one.sample is not None
        truth = register_truth(
            rehearsed.world, register.court, register.year, register.swept.due.end, register=register.register
        )
        assert one.sample.low <= truth.article <= one.sample.high
        unknown = one.sample.missing + one.sample.before + one.sample.after
        assert one.sample.missing <= truth.received - one.sample.shown <= unknown


def test_numbers_at_random_hold_it_too(gaps: SerialGaps, rehearsed: Rehearsed) -> None:
    held = []
    for one in gaps.passed:
        assert one.draws is not None
        assert one.register.swept.due is not None
        low, high = gaps.interval(one.draws)
        truth = register_truth(
            rehearsed.world,
            one.register.court,
            one.register.year,
            one.register.swept.due.end,
            register=one.register.register,
        )
        held.append(low <= truth.article <= high)
    assert sum(held) >= len(held) - 1


@pytest.mark.parametrize("court", list(REFUSED))
def test_a_register_that_fails_gets_its_reason_and_no_number(gaps: SerialGaps, court: int) -> None:
    judged = _of(gaps, court)
    assert {one.register.year for one in judged} == {2022, 2023}
    for one in judged:
        assert one.sample is None
        assert one.draws is None
    assert REFUSED[court] in {str(check.statement) for one in judged for check in one.failed}


def test_a_marked_series_is_counted_apart(gaps: SerialGaps) -> None:
    assert {one.register.register for one in _of(gaps, 5)} == {"1", "1-1"}


def test_what_disappeared_between_the_visits_is_removed_not_missing(gaps: SerialGaps, rehearsed: Rehearsed) -> None:
    one = next(one for one in _of(gaps, 1) if one.register.year == 2022)
    gone = {
        record.guid
        for record in rehearsed.world.records
        if record.court.host == host(1)
        and record.received.year == 2022
        and record.shows_on(FIRST)
        and not record.shows_on(SECOND)
    }
    assert one.counted is not None
    removed = [shown for shown in one.counted.own if shown.removed]
    assert gone
    assert len(removed) == len(gone)
    assert not {shown.ordinal for shown in removed} & set(one.counted.missing)


def test_carried_over_cases_are_no_receipts_of_the_new_year(gaps: SerialGaps) -> None:
    one = next(one for one in _of(gaps, 1) if one.register.year == 2023)
    assert one.counted is not None
    assert one.counted.carried > 5
    assert all(shown.received and shown.received.year == 2023 for shown in one.counted.own)
    # the same record stands in 2022 under its former number
    earlier = next(other for other in _of(gaps, 1) if other.register.year == 2022)
    assert {shown.record for shown in earlier.register.shown} & {shown.record for shown in one.register.shown}


def test_an_unfinished_year_ends_where_filings_are_due(gaps: SerialGaps) -> None:
    for one in gaps.passed:
        if one.register.year == 2023:
            assert one.register.swept.due is not None
            assert (SECOND - one.register.swept.due.end).days == gaps.posting_delay
            assert one.counted is not None
            assert one.counted.not_due > 0


def test_the_posting_delay_is_learnt_from_the_cards(gaps: SerialGaps, rehearsed: Rehearsed) -> None:
    assert 14 <= gaps.posting_delay <= 21
    longer = estimate_serial_gaps(
        rehearsed.observatory, SerialGapsOptions(posting_delay=60, years="2023", court=host(1))
    )
    (one,) = longer.registers
    assert one.register.swept.due is not None
    assert (SECOND - one.register.swept.due.end).days == 60


def test_the_country_adds_up_and_names_what_is_left_out(gaps: SerialGaps) -> None:
    found = answers(gaps)
    total = [one for one in found if isinstance(one, Estimate) and one.name == "serial-gaps"][-2:]
    at_random, bounds = total
    assert (at_random.variant, bounds.variant) == ("missing-at-random", "bounds")
    samples = [one.sample for one in gaps.passed if one.sample is not None]
    assert at_random.observed == sum(one.article for one in samples)
    assert bounds.interval is not None
    assert at_random.interval is not None
    assert (bounds.interval.low, bounds.interval.high) == (
        sum(one.low for one in samples),
        sum(one.high for one in samples),
    )
    assert bounds.interval.low <= at_random.interval.low < at_random.value < at_random.interval.high
    assert at_random.interval.high <= bounds.interval.high
    # the headline is the bound: what is shown at least, with what each way of hiding would make of it
    assert bounds.value == bounds.interval.low
    curve = [value for label, value in bounds.sensitivity.items() if "others being 1" in str(label)]
    assert len(curve) == 5
    assert bounds.value < curve[0] < curve[2] < curve[-1] < bounds.interval.high
    assert curve[2] == pytest.approx(at_random.value, rel=0.02)
    untested = next(one for one in bounds.assumptions if "like the shown ones" in str(one.statement))
    assert untested.holds is None
    assert [one.variant for one in headline(total)] == ["bounds", "missing-at-random"]
    left_out = at_random.caveats[0]
    assert all(host(court) in str(left_out) for court in REFUSED)
    assert f"{gaps.held_by_refused():.1%}" in str(left_out)
    assert {refusal.name for refusal in found if isinstance(refusal, Refusal)} == {
        f"serial-gaps:{host(court)}:1" for court in REFUSED
    }


def test_one_article_is_part_of_all(gaps: SerialGaps, rehearsed: Rehearsed) -> None:
    part = estimate_serial_gaps(rehearsed.observatory, SerialGapsOptions(article="337.1"))
    for whole, one in zip(gaps.passed, part.passed, strict=True):
        assert whole.sample is not None
        assert one.sample is not None
        assert one.sample.article <= whole.sample.article
        assert one.sample.missing == whole.sample.missing


def test_the_same_seed_gives_the_same_numbers(gaps: SerialGaps, rehearsed: Rehearsed) -> None:
    again = estimate_serial_gaps(rehearsed.observatory)
    other = estimate_serial_gaps(rehearsed.observatory, SerialGapsOptions(seed=1))
    assert answers(again) == answers(gaps)
    assert answers(other) != answers(gaps)


def test_the_registry_reaches_it(rehearsed: Rehearsed, gaps: SerialGaps) -> None:
    assert "serial-gaps" in METHODS
    found = estimate("serial-gaps", Catalogue(), {}, rehearsed.observatory)
    assert found == answers(gaps)


def test_the_chart_says_synthetic(rehearsed: Rehearsed) -> None:
    drawn = answer("serial-gaps", Context(observatory=rehearsed.observatory), {}).chart
    assert drawn is not None
    assert "synthetic" in drawn.title.text("en")
    assert "вымышленные" in drawn.title.text("ru")
    assert len(drawn.rows) == 6


def test_command_line(rehearsed: Rehearsed, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["-C", str(rehearsed.observatory.path), "estimate", "serial-gaps"]
    assert run([*place, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["synthetic"] is True
    assert {one["variant"] for one in document["estimates"]} == {"missing-at-random", "bounds", "register-size"}
    assert len(document["registers"]) == 18
    assert run([*place, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["refused"] for row in rows if row["court"] == host(3)] != ["", ""]
    for row in rows:
        assert bool(row["refused"]) != bool(row["value"])
    assert run([*place, "--court", host(3)]) == 1
    assert "No number for" in capsys.readouterr().out
    assert run(["--lang", "ru", *place, "--years", "2022"]) == 0
    assert "пропущенный номер может быть" in capsys.readouterr().out


@pytest.mark.parametrize("options", [{"years": "2023-2022"}, {"years": "x"}, {"article": "9999"}, {"level": "2"}])
def test_options_that_cannot_be_used(rehearsed: Rehearsed, options: dict[str, str]) -> None:
    with pytest.raises(UsageProblem):
        estimate("serial-gaps", Catalogue(), options, rehearsed.observatory)


def test_an_observatory_without_tables_or_without_the_register(rehearsed: Rehearsed, tmp_path: Path) -> None:
    with pytest.raises(ObservatoryProblem, match="no pages have been read"):
        estimate_serial_gaps(Observatory.create(tmp_path / "new"))
    with pytest.raises(DataProblem, match="no first-instance criminal filing"):
        estimate_serial_gaps(rehearsed.observatory, SerialGapsOptions(court="gvs-1.synthetic.example"))
