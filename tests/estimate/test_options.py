"""What a method can be asked: one model, and the same answer from the command line, a claims file and a Python call."""

from __future__ import annotations

import dataclasses
import datetime as dt
import subprocess
import sys
from typing import Any

import click
import pytest

from absentia.cli.estimate import command
from absentia.errors import UsageProblem
from absentia.estimate import METHODS, Context, answer
from absentia.estimate.method import Answer
from absentia.estimate.options import courts, deaths, series
from absentia.estimate.options.base import Options
from absentia.estimate.registry import asked, family
from absentia.estimate.variants import KEPT, PAPER

CONTEXT = Context()
COMMANDS = [name for name, one in METHODS.items() if not one.asked_by]


@pytest.mark.parametrize(
    ("method", "given", "what", "next_step"),
    [
        ("delay", {"windw": 5}, "no option windw", "window"),
        ("delay", {"window": "many"}, "“many” cannot be used for window", "2 to 260"),
        ("delay", {"window": 1}, "“1” cannot be used for window", "2 to 260"),
        ("delay", {"level": "1.5"}, "“1.5” cannot be used for level", "0.5 to 0.999"),
        ("delay", {"seed": -1}, "“-1” cannot be used for seed", "from 0"),
        ("delay", {"grain": "weak"}, "“weak” cannot be used for grain", "week"),
        ("delay", {"now": "yesterday"}, "“yesterday” is not a date", "2023-H1"),
        ("delay", {"now": "9999"}, "is not a date", "2023-05-31"),
        ("delay", {"file": "a.csv", "measure": "verdicts"}, "exclude each other", "one of them"),
        ("delay", {"file": "a.csv", "court": "x"}, "--court goes with --measure", "leave it out"),
        ("change-point", {"file": "a.csv", "by": "week"}, "--by goes with --measure", "leave it out"),
        ("change-point", {"model": "poison"}, "“poison” cannot be used for model", "poisson"),
        ("lists", {}, "lists needs file", "`absentia estimate lists --help`"),
        ("probate", {"registry": "a.csv"}, "probate needs matches", "`absentia estimate probate --help`"),
        ("excess-male-deaths", {"years": "22"}, "“22” is not a year", "2022-2023"),
        ("excess-male-deaths", {"years": "2023-2022"}, "is not a year", "2022-2023"),
        ("excess-male-deaths", {"ages": "15-17"}, "cuts one", "15-19"),
        ("excess-male-deaths", {"variant": "papr"}, "no variant papr", "paper"),
        ("excess-male-deaths", {"variant": "paper", "hiv": "kept"}, "already says", "single parts"),
        ("excess-male-deaths", {"window": "3"}, "“3” cannot be used for window", "1, 5, 10"),
        ("excess-male-deaths", {"hiv_deaths": "h.csv"}, "--hiv-deaths needs --deaths", "both tables"),
        ("excess-male-deaths", {"regions": True, "until": "2023"}, "--regions, --until exclude", "one of them"),
        ("excess-male-deaths", {"regions": True, "deaths": "d.csv"}, "region has no option deaths", "regions"),
        ("excess-male-deaths", {"external_causes": True, "ages": "15-49"}, "no option ages", "years"),
        ("leading-cause", {"year": "2022-2023"}, "one year", "--year 2022"),
        ("compare-deaths", {"variant": "papr"}, "no variant papr", "paper"),
        ("serial-gaps", {"years": "soon"}, "“soon” is not a year", "2022"),
        ("serial-gaps", {"posting_delay": 400}, "“400” cannot be used for posting-delay", "0 to 365"),
        ("undercount", {"seed": "x"}, "“x” cannot be used for seed", "from 0"),
    ],
)
def test_what_cannot_be_asked_says_what_and_what_next(
    method: str, given: dict[str, Any], what: str, next_step: str
) -> None:
    with pytest.raises(UsageProblem) as caught:
        answer(method, CONTEXT, given)
    assert what in caught.value.what
    assert next_step in (caught.value.next_step or "")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"window": "5", "level": "0.9", "seed": "3"}, {"window": 5, "level": 0.9, "seed": 3}),
        ({"provision": 337}, {"provision": "337"}),
        ({"now": "2023-H1"}, {"now": dt.date(2023, 6, 30)}),
        ({"now": dt.date(2023, 5, 17)}, {"now": dt.date(2023, 5, 17)}),
        ({}, {"level": 0.95, "seed": series.DELAY_SEED, "measure": None}),
    ],
)
def test_text_and_typed_values_mean_the_same(given: dict[str, Any], expected: dict[str, Any]) -> None:
    options = series.DelayOptions.read("delay", given)
    assert {name: getattr(options, name) for name in expected} == expected


def test_a_period_is_its_first_day_or_its_last_as_the_option_means() -> None:
    options = series.ChangePointOptions.read("change-point", {"measure": "x", "since": "2023-H1", "until": "2023-H1"})
    assert (options.since, options.until) == (dt.date(2023, 1, 1), dt.date(2023, 6, 30))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "excess-male-deaths"),
        ({"regions": True}, "excess-male-deaths:region"),
        ({"region": "Tuva"}, "excess-male-deaths:region"),
        ({"regions": False, "until": "2023-05-27"}, "excess-male-deaths:until"),
        ({"external_causes": "yes"}, "excess-male-deaths:external-causes"),
    ],
)
def test_an_option_may_ask_for_another_method_of_the_family(given: dict[str, Any], name: str) -> None:
    assert asked("excess-male-deaths", given).name == name


def test_parts_of_a_variant_change_the_one_default_of_every_method() -> None:
    for options in (deaths.ExcessOptions, deaths.LeadingOptions, deaths.RegionOptions):
        assert options.read("x", {}).chosen == KEPT
        assert options.read("x", {"window": 10}).chosen.name == "10-linear-hiv-kept"
        assert options.read("x", {"hiv": "removed"}).chosen == PAPER
    assert deaths.UntilOptions.read("x", {"until": "2023-05-27"}).chosen == KEPT
    assert deaths.CompareOptions.read("x", {}).variant == KEPT.name


@pytest.mark.parametrize("name", COMMANDS)
def test_the_command_has_an_option_for_every_field_and_says_what_it_is(name: str) -> None:
    assert isinstance(command, click.Group)
    made = command.get_command(click.Context(command), name)
    assert made is not None
    fields = {field.alias or key: field for one in family(name) for key, field in one.options.model_fields.items()}
    shown = {parameter.name: parameter for parameter in made.params}
    assert set(shown) == {*fields, "chart_path", "output_format"}
    for key, field in fields.items():
        parameter = shown[key]
        if isinstance(parameter, click.Option):
            assert parameter.help == field.description
            assert parameter.help
        else:
            assert parameter.required == field.is_required()


def test_every_default_can_be_asked_for() -> None:
    for one in METHODS.values():
        needed = {"file": "a.csv"} if one.name == "lists" else {}
        needed |= {"registry": "a.csv", "matches": "b.csv"} if one.name == "probate" else {}
        needed |= {"until": "2023"} if one.name == deaths.UNTIL else {}
        options = one.options.read(one.name, needed)
        kept = {key: value for key, value in options.model_dump(by_alias=True).items() if value is not None}
        assert one.options.read(one.name, kept) == options


def test_a_missing_option_of_a_register_is_named_as_it_is_typed() -> None:
    options = courts.SerialGapsOptions.read("serial-gaps", {"register": "1-1"})
    assert options.register_index == "1-1"
    with pytest.raises(UsageProblem):
        Options.read("any", {"anything": 1})


def test_help_loads_nothing_that_computes() -> None:
    heavy = ("numpy", "scipy", "numba", "duckdb", "pyarrow")
    code = (
        "import sys; from absentia.cli.main import run; run(['estimate', 'delay', '--help']); "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", METHODS)
def test_every_answer_says_first_what_is_estimated(name: str) -> None:
    method = METHODS[name]
    assert method.estimand.endswith(".")
    told = dataclasses.replace(method, run=lambda _context, _options: Answer([], lead=["invented"]), options=Options)
    assert [str(text) for text in told.ask(CONTEXT, {}).lead] == ["invented", f"Estimated: {method.estimand}"]
