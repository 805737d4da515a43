"""The panel: what is on it, whether its methods agree, when it refuses, strata, and the command."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.estimate.lists.conftest import result_of, two_kinds
from tests.estimate.lists.test_latent_class import AS_PUBLISHED
from tests.estimate.words import named
from tests.study import many

from absentia.cli.main import run
from absentia.errors import UsageProblem
from absentia.estimate.lists import (
    MEMBERS,
    LatentClassSettings,
    ListsOptions,
    ListsPanel,
    OverlapTable,
    Role,
    Standing,
    bayes,
    estimate_lists,
)
from absentia.estimate.lists.method import chart, document
from absentia.model import Estimate, Refusal
from absentia.publish.charts import draw, filled

QUICK = ("loglinear-average", "decomposable", "loglinear-best", "independence", "saturated", "captures-Mth-chao")
CLOSED = tuple(name for name in MEMBERS if name != "latent-class")
SHORT = LatentClassSettings(chains=2, iterations=1_000, doublings=0)
"""Too short to converge: for tests that do not look at the sampler."""


def value(panel: ListsPanel, name: str) -> Estimate:
    result = result_of(panel, name)
    assert isinstance(result, Estimate), result
    return result


def test_kosovo_the_whole_panel(kosovo: OverlapTable) -> None:
    panel = estimate_lists(kosovo, ListsOptions(seed=1, latent=AS_PUBLISHED, unit="killings", period="March–June 1999"))
    assert round(value(panel, "loglinear-best").value, 1) == 10356.5
    assert round(value(panel, "decomposable").value) == 12595
    assert round(value(panel, "saturated").value) == 16942
    # 10,432 [8,967–13,757] was printed from three chains; tolerances are about three of its Monte Carlo errors
    latent = value(panel, "latent-class")
    assert latent.interval is not None
    assert latent.value == pytest.approx(10_432, abs=150)
    assert latent.interval.low == pytest.approx(8_967, abs=450)
    assert latent.interval.high == pytest.approx(13_757, abs=800)
    assert named(value(panel, "decomposable").sensitivity)["δ = 1"] == 9786
    # weight on 10,357, 12,741 and 18,393 is no agreement, and that is what the summary says
    assert panel.agreement.standing is Standing.DISAGREE
    assert panel.agreement.methods == 3
    assert [one.values["high"] for one in panel.agreement.against] == [pytest.approx(18393.3, abs=0.1)]
    assert "from 10,357 to 18,393" in str(panel.summary)
    # a range, never one number
    assert "10,4" in str(panel.summary)
    assert "13,184" in str(panel.summary)
    assert isinstance(panel.together, Refusal)
    for result in panel.results():
        assert isinstance(result, Estimate)
        assert result.interval is not None
        assert kosovo.observed <= result.interval.low <= result.value <= result.interval.high
        assert result.assumptions
        assert result.reference


def test_the_same_seed_gives_the_same_document(hepatitis: OverlapTable) -> None:
    options = ListsOptions(seed=7, latent=SHORT, bootstrap=3)
    first, again = (document(estimate_lists(hepatitis, options)) for _run in range(2))
    assert first == again
    other = document(estimate_lists(hepatitis, dataclasses.replace(options, seed=8)))
    assert first != other


def test_five_lists_where_models_that_fit_alike_differ_twofold(slavery: OverlapTable) -> None:
    panel = estimate_lists(slavery, ListsOptions(methods=QUICK, latent=SHORT))
    assert panel.agreement.standing is Standing.DISAGREE
    assert "No single number" in str(panel.summary)
    assert "from 11,313 to 28,822" in str(panel.summary)
    assert isinstance(result_of(panel, "saturated"), Refusal)


def test_hepatitis_methods_disagree(hepatitis: OverlapTable) -> None:
    panel = estimate_lists(hepatitis, ListsOptions(latent=SHORT))
    assert panel.agreement.standing is Standing.DISAGREE
    assert "the largest total is 3.14 times the smallest" in str(panel.summary)
    # the 272 is the complete graph's, which leaves the unseen to the prior
    ends = [value(panel, name).interval for name in ("decomposable", "decomposable-all")]
    assert [one and round(one.low) for one in ends] == [354, 272]
    check = next(one for one in result_of(panel, "independence").assumptions if "independent" in str(one.statement))
    assert check.holds is False


def test_a_population_of_two_kinds_is_not_said_to_be_known() -> None:
    """Synthetic: 1,200 easy and 1,800 hard to find on four lists; every method of role total is far below 3,000."""
    panel = estimate_lists(two_kinds(), ListsOptions(latent=SHORT))
    assert panel.agreement.highest is not None
    assert panel.agreement.highest < 3000
    assert panel.agreement.standing is Standing.DISAGREE
    assert "too low" in str(panel.summary)


def test_chains_that_have_not_met_give_no_number(kosovo: OverlapTable) -> None:
    latent = LatentClassSettings(iterations=2_000, doublings=0)
    panel = estimate_lists(kosovo, ListsOptions(latent=latent, methods=("latent-class", "decomposable")))
    refusal = result_of(panel, "latent-class")
    assert isinstance(refusal, Refusal)
    assert "not converged" in str(refusal.reason)
    assert refusal.assumptions[0].holds is False
    assert panel.agreement.refused == 1
    assert "latent classes, Bayesian gave no number" in str(panel.summary)


def test_without_its_compiler_the_sampler_says_so_and_the_others_answer(
    kosovo: OverlapTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bayes, "find_spec", lambda _name: None)
    panel = estimate_lists(kosovo, ListsOptions(methods=("latent-class", "decomposable")))
    refused, answered = panel.results()
    assert isinstance(refused, Refusal)
    assert "absentia[latent-classes]" in str(refused.reason)
    assert isinstance(answered, Estimate)


def test_only_the_bound_with_list_effects_is_called_one() -> None:
    """Three independent lists of .5, .08 and .08, truth 20,000, nothing else wrong."""
    chances = np.array([0.5, 0.08, 0.08])
    on = np.array([[cell >> bit & 1 for bit in range(3)] for cell in range(8)], dtype=bool)
    counts = np.round(20_000 * np.where(on, chances, 1 - chances).prod(axis=1))
    counts[0] = 0
    panel = estimate_lists(OverlapTable(("A", "B", "C"), counts), ListsOptions(latent=SHORT))
    assert [one.id for one in panel.members if one.role is Role.BOUND] == ["captures-Mth-chao"]
    assert value(panel, "captures-Mth-chao").value == pytest.approx(20_000, rel=0.01)
    assert value(panel, "captures-Mh-chao").value > 30_000
    assert next(one for one in panel.checks if "lower bound" in str(one.statement)).holds is True


def test_every_step_is_told(hepatitis: OverlapTable) -> None:
    steps: list[int] = []
    latent = LatentClassSettings(chains=2, iterations=1_000, doublings=2)
    panel = estimate_lists(hepatitis, ListsOptions(latent=latent, advance=lambda: steps.append(1)))
    assert len(steps) == len(panel.members) + 3  # one for each piece of the chains


def test_lists_without_overlap_are_refused_by_every_method() -> None:
    panel = estimate_lists(OverlapTable(("A", "B", "C"), np.array([0, 30, 40, 0, 50, 0, 0, 0])))
    assert all(isinstance(result, Refusal) and result.reason for result in panel.results())
    assert "No method gave a number: at least one list shares no unit with the rest" in str(panel.summary)
    assert panel.checks[0].holds is False


def test_two_lists_rest_on_independence_and_say_so() -> None:
    panel = estimate_lists(OverlapTable(("A", "B"), np.array([0, 30, 20, 30])))
    assert value(panel, "lincoln-petersen").value == pytest.approx(100)
    assert value(panel, "chapman").value == pytest.approx(99.35, abs=0.01)
    assert panel.agreement.standing is Standing.CANNOT_TELL
    assert value(panel, "lincoln-petersen").assumptions[0].holds is None
    assert value(panel, "captures-M0").assumptions[0].holds is True
    assert all(one.role is not Role.BOUND for one in panel.members)
    # of unequal lists M0 stands above the whole interval of the other, and its check says why
    unequal = estimate_lists(OverlapTable(("A", "B"), np.array([0, 800, 240, 150])))
    high = value(unequal, "lincoln-petersen").interval
    assert high is not None
    assert value(unequal, "captures-M0").value > high.high
    assert value(unequal, "captures-M0").assumptions[0].holds is False
    assert "they hold 950, 390" in str(value(unequal, "captures-M0").assumptions[0].outcome)
    none = estimate_lists(OverlapTable(("A", "B"), np.array([0, 30, 20, 0])))
    assert all(isinstance(result, Refusal) for result in none.results())


@settings(max_examples=many(8, 100))
@given(st.lists(st.sampled_from([0, 1, 2, 5, 40, 900]), min_size=7, max_size=7).filter(lambda cells: sum(cells) > 0))
def test_whatever_the_table_no_interval_starts_below_what_was_seen(cells: list[int]) -> None:
    table = OverlapTable(("A", "B", "C"), np.array([0, *cells]))
    panel = estimate_lists(table, ListsOptions(methods=CLOSED, latent=SHORT))
    assert panel.shown
    for result in panel.results():
        if isinstance(result, Estimate):
            assert result.interval is not None
            assert table.observed <= result.interval.low <= result.interval.high
            assert np.isfinite([result.value, result.interval.high]).all()
        else:
            assert result.reason


def test_strata_are_summed(hepatitis: OverlapTable, kosovo: OverlapTable) -> None:
    del kosovo
    first = dataclasses.replace(hepatitis, stratum="first")
    second = OverlapTable(hepatitis.lists, hepatitis.counts * 2, "second")
    options = ListsOptions(methods=QUICK, seed=3, latent=SHORT)
    panel = estimate_lists([first, second], options)
    parts = [estimate_lists(table, options) for table in (first, second)]
    for name in ("loglinear-best", "independence", "captures-Mth-chao"):
        total, one, two = (value(each, name) for each in (panel, *parts))
        assert total.value == pytest.approx(one.value + two.value)
        assert one.standard_error is not None
        assert two.standard_error is not None
        assert total.standard_error == pytest.approx(np.hypot(one.standard_error, two.standard_error))
    graphs = value(panel, "decomposable")
    assert graphs.interval is not None
    assert 271 * 3 <= graphs.interval.low < graphs.value < graphs.interval.high
    assert named(value(panel, "independence").sensitivity)["without strata"] > 0
    assert [part.stratum for part in panel.strata] == ["first", "second"]


def test_a_stratum_that_is_refused_refuses_the_total(hepatitis: OverlapTable) -> None:
    apart = OverlapTable(hepatitis.lists, np.array([0, 30, 40, 0, 50, 0, 0, 0]), "apart")
    tables = [dataclasses.replace(hepatitis, stratum="fine"), apart]
    panel = estimate_lists(tables, ListsOptions(methods=("independence",), latent=SHORT))
    refusal = result_of(panel, "independence")
    assert isinstance(refusal, Refusal)
    assert "apart" in str(refusal.reason)


def test_the_bootstrap_chooses_the_model_again_each_time(hepatitis: OverlapTable) -> None:
    options = ListsOptions(bootstrap=200, seed=5, methods=("loglinear-average",), latent=SHORT)
    first, again = (value(estimate_lists(hepatitis, options), "loglinear-average") for _run in range(2))
    assert first == again
    assert first.seed == 5
    assert first.interval is not None
    assert 271 < first.interval.low < 600
    assert first.interval.high > 1500


def test_options_that_cannot_be_used(kosovo: OverlapTable) -> None:
    with pytest.raises(UsageProblem, match="no method nonsense"):
        estimate_lists(kosovo, ListsOptions(methods=("nonsense",)))
    with pytest.raises(UsageProblem, match="delta"):
        estimate_lists(kosovo, ListsOptions(delta=0.0))
    with pytest.raises(UsageProblem, match="no table"):
        estimate_lists([])


def _file(folder: Path, table: OverlapTable) -> Path:
    rows = [
        [*(str(cell >> bit & 1) for bit in range(table.size)), str(table.counts[cell])]
        for cell in np.flatnonzero(table.counts)
    ]
    lines = [",".join(row) for row in [[*table.lists, "n"], *rows]]
    path = folder / "overlaps.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_command_writes_table_json_csv_and_chart(
    tmp_path: Path, hepatitis: OverlapTable, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(_file(tmp_path, hepatitis))
    common = ["estimate", "lists", file, "--methods", ",".join(QUICK), "--seed", "2", "--iterations", "1000"]
    assert run(["--lang", "en", *common, "--format", "json", "--chart", str(tmp_path / "panel.svg")]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["agreement"]["standing"] == "disagree"
    assert {one["method"] for one in found["panel"]} == set(QUICK)
    assert found["seed"] == 2
    assert {one["xi"] for one in found["xi"]} >= {0.5, 1.0, 2.0}
    assert (tmp_path / "panel.svg").read_text(encoding="utf-8").startswith("<svg")
    assert run(["--lang", "en", *common, "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("estimate,stratum,method,role,observed,value")
    assert run(["--lang", "ru", *common]) == 0
    assert "Ни одно число эти списки не подтверждают" in capsys.readouterr().out


def test_the_command_refuses_with_its_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "apart.csv"
    path.write_text("A,B,C,n\n1,0,0,5\n0,1,0,7\n0,0,1,9\n", encoding="utf-8")
    assert run(["--lang", "en", "estimate", "lists", str(path)]) == 1
    assert "No number for" in capsys.readouterr().out
    path.write_text("A,n\n1,5\n", encoding="utf-8")
    assert run(["--lang", "en", "estimate", "lists", str(path)]) == 1
    assert "only one list" in capsys.readouterr().err
    assert run(["--lang", "en", "estimate", "lists", str(tmp_path / "none.csv")]) == 1
    assert run(["--lang", "en", "estimate", "lists", str(path), "--delta", "-1"]) == 2
    assert run(["--lang", "en", "estimate", "lists", str(path), "--bootstrap", "5"]) == 2
    assert run(["--lang", "en", "estimate", "lists"]) == 2


def test_the_chart_is_drawn_in_both_languages(hepatitis: OverlapTable) -> None:
    data = chart(estimate_lists(hepatitis, ListsOptions(methods=QUICK, latent=SHORT)))
    assert data is not None
    assert all(row["label"].text("ru") != row["label"].text("en") for row in data.rows)
    for language in ("en", "ru"):
        assert "<svg" in draw(filled(data, language))


def test_two_groups_of_lists_without_a_common_unit_give_no_total() -> None:
    counts = np.zeros(16, dtype=np.int64)
    for cell, units in {0b0001: 20, 0b0010: 25, 0b0011: 30, 0b0100: 9, 0b1000: 8, 0b1100: 10}.items():
        counts[cell] = units
    table = OverlapTable(tuple("ABCD"), counts)
    totals = ("loglinear-average", "loglinear-best", "decomposable")
    panel = estimate_lists(table, ListsOptions(methods=totals))
    refused = panel.results()
    assert len(refused) == 3
    assert all(isinstance(one, Refusal) and "shares no unit with the rest" in str(one.reason) for one in refused)
    joined = OverlapTable(tuple("ABCD"), counts + np.eye(16, dtype=np.int64)[0b0110])
    assert any(
        isinstance(one, Estimate)
        for one in estimate_lists(joined, ListsOptions(methods=totals, latent=SHORT)).results()
    )


@pytest.mark.parametrize(
    "counts",
    [
        [0, 31, 7, 8, 12, 18, 0, 7, 39, 1, 137, 20, 5, 4, 83, 12],
        [0, 0, 0, 5, 1, 1, 7, 6, 1, 0, 3, 2, 0, 3, 0, 10],
    ],
)
def test_a_model_of_no_weight_and_a_total_without_end_does_not_move_the_average(counts: list[int]) -> None:
    panel = estimate_lists(
        OverlapTable(tuple("ABCD"), np.array(counts)), ListsOptions(methods=("loglinear-average",), latent=SHORT)
    )
    (result,) = panel.results()
    assert isinstance(result, Estimate)
    assert result.interval is not None
    assert result.interval.low <= result.value <= result.interval.high


@pytest.mark.parametrize("drawn", [[], ["--bootstrap", "100"]])
def test_the_seed_is_said_once_whether_or_not_a_drawn_number_is_shown(
    tmp_path: Path, hepatitis: OverlapTable, capsys: pytest.CaptureFixture[str], drawn: list[str]
) -> None:
    file = str(_file(tmp_path, hepatitis))
    call = ["estimate", "lists", file, "--methods", "loglinear-average", "--seed", "23", "--iterations", "1000", *drawn]
    assert run(["--lang", "en", *call]) == 0
    written = capsys.readouterr()
    assert (written.out + written.err).count("seed 23") == 1
