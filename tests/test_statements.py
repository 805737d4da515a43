"""What README, guides and the other pages state of the program, held against the program."""

from __future__ import annotations

import datetime as dt
import json
import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from absentia import errors
from absentia.cli.main import absentia
from absentia.cli.publish import ARTICLE
from absentia.collect import captcha, pace
from absentia.collect.settings import SECONDS_PER_HOST, SECONDS_PER_PLATFORM, Settings
from absentia.figures import Catalogue, load_package
from absentia.rehearsal.audit.claims import CLAIMS
from absentia.rehearsal.audit.holding import LARGER
from absentia.rehearsal.brief import COURTS, MONTHS
from absentia.sources import get_source
from absentia.tally.suppress import DEFAULT

ROOT = Path(__file__).resolve().parents[1]
TOP = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
PAGES = [*TOP, *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = [page for page in PAGES if "_build" not in page.parts]
READ = [page for page in PAGES if "adr" not in page.parts]
"""Decisions tell of the day they were made on."""
each = pytest.mark.parametrize("page", READ, ids=lambda page: page.relative_to(ROOT).as_posix())
_CALL = re.compile(r"(?:`|\$ |^)absentia ((?:-|[a-z])[^`|>&;#\\(\n]*)", re.MULTILINE)
_FOLDER = r"(?:src|docs|tests|tools|bench|requirements)/"
_PATH = re.compile(rf"`({_FOLDER}[\w./-]+)`")


def calls(text: str) -> list[list[str]]:
    """Every call of the program that a page writes in code, in words."""
    lines = [found.replace("…", "").strip() for found in _CALL.findall(text)]
    return [shlex.split(line) for line in lines if line != "archive chain 1"]  # the head of a file


def wrong(words: list[str]) -> str:
    """The first word of a call that the program does not know: a verb, or an option of it; or nothing."""
    command: click.Command = absentia
    known = {"--help", "--", *options(command)}
    for position, word in enumerate(words):
        if word.startswith("-") and word.partition("=")[0] not in known:
            return word
        if isinstance(command, click.Group) and word.isascii() and re.fullmatch(r"[a-z][a-z0-9-]*", word):
            below = command.get_command(click.Context(command), word)
            if below is None and command.name != "figures" and words[position - 1] not in {"-C", "--lang", "--log"}:
                return word
            command = below or command  # a table of figures stands where a verb of it may
            known |= set(options(command))
    return ""


def options(command: click.Command) -> list[str]:
    """The options of a command; of ``figures``, which shows a table where no verb is named, of all below it."""
    every = [command]
    if isinstance(command, click.Group) and command.name == "figures":
        context = click.Context(command)
        below = (command.get_command(context, name) for name in command.list_commands(context))
        every += [one for one in below if one is not None]
    given = [option for one in every for option in one.params if isinstance(option, click.Option)]
    return [name for option in given for name in (*option.opts, *option.secondary_opts)]


@each
def test_every_command_a_page_names_is_there_with_its_options(page: Path) -> None:
    found = {" ".join(words): wrong(words) for words in calls(page.read_text(encoding="utf-8"))}
    assert {call: word for call, word in found.items() if word} == {}


@each
def test_every_file_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [name for name in _PATH.findall(text) if not list(ROOT.glob(name.rstrip("/.")))] == []
    if page in TOP:
        links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
        assert [link for link in links if not (ROOT / link).exists()] == []


@each
def test_every_target_of_make_a_page_names_is_there(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = re.findall(r"(?:`|\$ )make ([a-z]+)|^make ([a-z]+) +#", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert {one or other for one, other in named} <= targets


def said(page: str, pattern: str) -> tuple[int, ...]:
    """The numbers a page states in the one sentence of that shape."""
    text = " ".join((ROOT / page).read_text(encoding="utf-8").split())
    (found,) = re.findall(pattern, text)
    return tuple(int(number.replace(",", "")) for number in (found if isinstance(found, tuple) else (found,)))


def test_packages_and_pythons() -> None:
    locked = re.findall(r"^[\w.-]+==", (ROOT / "requirements/runtime.lock").read_text(encoding="utf-8"), re.MULTILINE)
    assert said("README.md", r"(\d+) for the brief") == (len(locked),)
    assert said("docs/guide/start.md", r"with its (\d+) packages") == (len(locked),)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pythons = [one.rpartition(" ")[2] for one in project["classifiers"] if re.search(r":: 3\.\d+$", one)]
    for page, listed in (("README.md", "3.11, 3.12 or 3.13"), ("docs/guide/start.md", "3.11, 3.12 or 3.13")):
        assert listed in (ROOT / page).read_text(encoding="utf-8")
        assert re.findall(r"3\.\d+", listed) == pythons


def test_courts() -> None:
    courts = get_source("ru_sudrf").courts()
    asked = [court for court in courts if court.host and court.active]
    stated = said("README.md", r"Of (\d+) military courts in the directory (\d+) have a site")
    assert stated == (len(courts), len(asked))


def test_figures() -> None:
    tables = load_package().values()
    facts = [table for table in tables if table.kind == "facts"]
    series = [table for table in tables if table.kind == "series"]
    words = {"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13}
    ((rows, many, more),) = re.findall(
        r"carries (\d+) of them in (\w+) fact tables, and (\w+)\s",
        (ROOT / "docs/methodology/figures.md").read_text(encoding="utf-8"),
    )
    assert int(rows) == sum(table.rows for table in facts)
    assert (words[many], words[more]) == (len(facts), len(series))


def test_the_cases_that_come_into_a_rehearsal_are_those_that_were_published() -> None:
    stated = said(
        "docs/guide/rehearse.md", r"Article 337 \(([\d,]+) in 2021, ([\d,]+) in 2022, ([\d,]+) in the .*? ([\d,]+) in"
    )
    assert stated == tuple(figure(f"court_cases-00{number}") for number in (3, 4, 1, 6))
    assert said("README.md", r"wrote that ([\d,]+) criminal cases") == (figure("court_cases-001"),)


def figure(name: str) -> int:
    """The value of a published figure."""
    value = Catalogue().figure(name).value
    assert value is not None
    return int(value)


def test_what_was_withdrawn_and_removed() -> None:
    breaks = {str(row["id"]): row for row in Catalogue().rows("series_breaks")}
    withdrawn, removed = breaks["judicial-department-withdraws"], breaks["missing-person-cards-removed"]
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert "withdrawn in December 2022" in text
    assert str(withdrawn["start"]).startswith("2022-12")
    assert "in December 2025 over 70,000 cards of suits" in text
    assert str(removed["start"]).startswith("2025-12")
    assert "over 70,000 cards of suits" in str(removed["what_en"])


def test_estimates_and_claims() -> None:
    (row,) = re.findall(r"^\| estimate \| (.*) \|$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    named = re.findall(r"`(?:absentia estimate )?([\w-]+)`", row)
    command = absentia.get_command(click.Context(absentia), "estimate")
    assert isinstance(command, click.Group)
    assert set(named) <= set(command.list_commands(click.Context(command)))
    assert len(named) > 5
    page = (ROOT / "docs/extra/first_look/index.ru.html").read_text(encoding="utf-8")
    assert "Восемь утверждений" in " ".join((ROOT / "docs/ru/start.md").read_text(encoding="utf-8").split())
    assert page.count('class="claim-line"') == 8


def test_settings_and_their_defaults() -> None:
    text = (
        (ROOT / "docs/guide/collect.md").read_text(encoding="utf-8").partition("## Settings")[2].partition("\n## ")[0]
    )
    rows = [row.split("|")[1:3] for row in text.splitlines() if row.startswith("| `")]
    stated = dict(pair for keys, values in rows for pair in paired(keys, values))
    assert stated.keys() == Settings.model_fields.keys()
    given = {
        name: field.default for name, field in Settings.model_fields.items() if not callable(field.default_factory)
    }
    for name, default in stated.items():
        if default and name in given and re.fullmatch(r"[\d.]+|true|false|\"\w+\"", default):
            assert tomllib.loads(f"is = {default}")["is"] == given[name], name
    assert sum(bool(re.fullmatch(r"[\d.]+", default)) for default in stated.values()) >= 9


def paired(keys: str, values: str) -> list[tuple[str, str]]:
    """The settings a row names, each with its default as it is written there."""
    names = re.findall(r"`(\w+)`", keys)
    defaults = [value.strip(" `") for value in values.split(", ")]
    return list(zip(names, defaults if len(defaults) == len(names) else [""] * len(names), strict=True))


def test_exit_codes() -> None:
    text = (ROOT / "docs/guide/start.md").read_text(encoding="utf-8").partition("## Exit codes")[2]
    stated = {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
    classes = [errors.AbsentiaError]
    for one in classes:
        classes += one.__subclasses__()
    assert stated == {one.exit_code for one in classes} | {0, 5, 130}


def test_what_is_measured_elsewhere() -> None:
    power = json.loads((ROOT / "bench/power.json").read_text(encoding="utf-8"))
    assert power["lost_something"] == 0
    assert said("docs/threats.md", r"(\d+) power cuts simulated: nothing lost") == (power["seeds"],)
    # the tests that hold the other numbers of these sentences
    for page, sentence, test, line in MEASURED:
        assert sentence in " ".join((ROOT / page).read_text(encoding="utf-8").split()), sentence
        assert line in (ROOT / test).read_text(encoding="utf-8"), sentence


MEASURED = [
    (
        "docs/threats.md",
        "54 random tamperings in the tests and 2,400 in `make studies`",
        "tests/safekeeping/test_tamperings.py",
        "many(54, 2400)",
    ),
    ("docs/guide/publish.md", "are 60 KB at most", "tests/publish/site/test_build.py", "LARGEST = 60_000"),
    ("docs/guide/brief.md", "is 8 sheets of A4", "tests/publish/test_browser.py", "MOST_SHEETS, LARGEST = 2500, 8"),
    ("docs/guide/collect.md", "a digest of at most ten lines", "tests/pipeline/test_digest.py", "<= 10"),
    ("docs/release.md", "Python 3.11, 3.12 and 3.13", "tests/test_statements.py", "def test_packages_and_pythons"),
]
"""A sentence, and the test that holds its number."""


PACE = (SECONDS_PER_HOST, SECONDS_PER_PLATFORM)
CONSTANTS: list[tuple[str, str, object, object]] = [
    ("docs/guide/collect.md", "Six requests in a row without a usable answer", pace.FAILURES_TO_TRIP, 6),
    ("docs/guide/collect.md", "at most six hours", captcha.LIFETIME, dt.timedelta(hours=6)),
    ("docs/ru/collect.md", "самое большее шесть часов", captcha.LIFETIME, dt.timedelta(hours=6)),
    ("docs/guide/troubleshooting.md", "for six hours at most", captcha.LIFETIME, dt.timedelta(hours=6)),
    ("docs/guide/rehearse.md", "50 larger sets of dimensions and filters; 320 claims", (LARGER, CLAIMS), (50, 320)),
    ("README.md", "one request per 3 seconds and court and per 1.5 seconds over all", PACE, (3, 1.5)),
    ("docs/guide/rehearse.md", "to a court are less than 3 s apart, to all 1.5 s", PACE, (3, 1.5)),
    ("docs/ru/collect.md", "не чаще запроса в три секунды, ко всем вместе — в полторы", PACE, (3, 1.5)),
    (
        "docs/guide/brief.md",
        "Six courts are [rehearsed](rehearse.md) for two months",
        (COURTS, MONTHS),
        (6, 2),
    ),
    ("docs/guide/brief.md", "bundled article `guardian_2023_10`", ARTICLE, "guardian_2023_10"),
    ("docs/guide/publish.md", "the bundled `guardian_2023_10` is checked", ARTICLE, "guardian_2023_10"),
    ("docs/guide/troubleshooting.md", "left alone for an hour, then two, up to a day", pace.BREAK_HOURS, (1.0, 24.0)),
    ("docs/guide/safe_to_publish.md", "Counts below 5 are withheld", DEFAULT, 5),
    ("docs/ru/safety.md", "Число меньше пяти", DEFAULT, 5),
]
"""A sentence, what it speaks of in the program, and what it says of that."""


@pytest.mark.parametrize(("page", "sentence", "there", "stated"), CONSTANTS, ids=lambda one: str(one)[:40])
def test_what_the_program_holds_to(page: str, sentence: str, there: object, stated: object) -> None:
    assert sentence in " ".join((ROOT / page).read_text(encoding="utf-8").split())
    assert there == stated


def test_rooms_and_their_order() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = [one for contract in project["tool"]["importlinter"]["contracts"] for one in contract.get("layers", [])]
    order = [name.rpartition(".")[2].strip("() ") for layer in layers for name in re.split(r"[|:]", layer)]
    (stated,) = re.findall(
        r"Imports go one way\*\*: (.*?)\. import-linter",
        " ".join((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split()),
    )
    places = [order.index(name) for name in re.split(r", | → ", stated)]
    assert places == sorted(places)


def test_what_is_kept_of_decisions() -> None:
    for page in READ:
        named = re.findall(r"decisions/([a-z_]+\.jsonl)", page.read_text(encoding="utf-8"))
        assert set(named) <= {"decisions.jsonl"}, page


def test_what_linking_and_counting_cost_is_what_was_measured_last() -> None:
    largest = json.loads((ROOT / "bench" / "scale.json").read_text(encoding="utf-8"))["sizes"][-1]
    linked, counted = (largest["stages"][name] for name in ("link", "tally by court and half-year"))
    stated = (
        f"linking {largest['readings'] / 1e6:.1f} million readings of {largest['filings'] / 1e6:.2f} million filings "
        f"takes {linked['cpu_seconds']:.0f} s of CPU and {linked['gb']:.1f} GB, "
        f"a tally of them {counted['cpu_seconds']:.0f} s and {counted['gb']:.1f} GB"
    )
    assert stated in " ".join((ROOT / "docs/reference/parse.md").read_text(encoding="utf-8").split())
