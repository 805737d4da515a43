"""Calls of the Python interface: what they take is what the commands take, and is said in their signatures."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from absentia.api import Observatory, check, estimate, tally
from absentia.errors import ObservatoryProblem, UsageProblem
from absentia.estimate import METHODS
from absentia.model import Estimate, Period

CALLS = {one.name: one for one in vars(type(estimate)).values() if hasattr(one, "name")}


def test_every_method_is_a_call() -> None:
    assert set(CALLS) == set(METHODS)


@pytest.mark.parametrize("name", METHODS)
def test_a_call_takes_the_options_of_its_method(name: str) -> None:
    taken = inspect.signature(CALLS[name]).parameters
    fields = METHODS[name].options.model_fields
    names = [field.alias or key for key, field in fields.items()]
    unnamed = {key: field for key, field in fields.items() if field.kw_only is False}
    needs_tables = any(field.is_required() for field in unnamed.values())
    assert list(taken) == (names if needs_tables else ["observatory", *names])
    kinds = {key: one.kind for key, one in taken.items() if key != "observatory"}
    assert {key for key, kind in kinds.items() if kind is inspect.Parameter.POSITIONAL_OR_KEYWORD} == set(unnamed)
    assert "Annotated" not in str(inspect.signature(CALLS[name]))
    assert CALLS[name].__doc__ == METHODS[name].summary


def test_a_call_gives_what_the_method_gives() -> None:
    answers = estimate.excess_male_deaths(years="2022", ages="20-29")
    assert answers
    for one in answers:
        assert isinstance(one, Estimate)
        assert one.period == Period.parse("2022")
        assert one.interval is not None
        assert one.interval.low < one.value < one.interval.high


def test_a_wrong_option_is_told_with_what_there_is() -> None:
    with pytest.raises(UsageProblem, match="has no option windw") as told:
        estimate.delay(windw=5)  # type: ignore[call-overload]
    assert "window" in str(told.value.next_step)
    with pytest.raises(UsageProblem, match="“5 weeks” cannot be used for window"):
        estimate.delay(window="5 weeks")  # type: ignore[call-overload]


def test_paths_are_plain_strings(tmp_path: Path) -> None:
    made = Observatory.create(str(tmp_path / "mine"))
    assert Observatory(str(tmp_path / "mine")) == made == Observatory.find(str(tmp_path / "mine"))
    table = tmp_path / "lists.csv"
    table.write_text("person,a,b\n" + "".join(f"p{n},{int(n % 3 > 0)},{int(n % 3 < 2)}\n" for n in range(60)))
    assert estimate.lists(file=str(table)) == estimate.lists(file=table)
    with pytest.raises(ObservatoryProblem, match="no observatory here"):
        Observatory(str(tmp_path / "nothing"))


def test_an_article_is_checked_by_name_and_by_path() -> None:
    bundled = Path(__file__).resolve().parents[1] / "src/absentia/claims/guardian_2023_10.yml"
    by_name, by_path = check("guardian_2023_10", only=["d"]), check(str(bundled), only="d")
    assert [one.id for one in by_name.claims] == ["d"]
    assert by_name.claims == by_path.claims


def test_a_tally_of_nothing_is_refused(tmp_path: Path) -> None:
    made = Observatory.create(str(tmp_path / "mine"))
    with pytest.raises(UsageProblem, match="mesure"):
        tally(made, "mesure")
