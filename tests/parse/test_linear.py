"""The gate's work grows as its input does: counted in lines of its code that are run, not in time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.counting import lines_run

import absentia.parse.mask as package
from absentia.parse.mask import Mask, Pseudonyms, mask_url, suspicion, words, words_of
from absentia.parse.mask.letters import clean
from absentia.parse.mask.pseudonyms import Kind
from absentia.sources import get_source

FOLDER = str(Path(package.__file__).parent)
KEYED = Pseudonyms(b"key of the tests, which is public")
ADDRESSES = get_source("ru_sudrf").addresses
SMALL, LARGE = 200, 800


@pytest.fixture(autouse=True)
def _nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (words, suspicion):
        monkeypatch.setattr(module, "LONGEST_KEPT", 0)


def work(task: Callable[[], object]) -> int:
    """How many lines of the gate are run."""
    return lines_run(task, FOLDER)


TEXTS: dict[str, Callable[[int], str]] = {
    "a run of capitals": lambda n: "А" * n,
    "capitals apart": lambda n: "А " * n,
    "a compound": lambda n: "Аа-" * n,
    "small compounds": lambda n: "аа-" * n,
    "words": lambda n: "Аа " * n,
    "initials": lambda n: "А.Б. " * n,
    "towns": lambda n: "г. Аа " * n,
    "courts": lambda n: "Аский " * n,
    "roles": lambda n: "судья " * n,
    "roles and names": lambda n: "судья аа, " * n,
    "a list": lambda n: "судья " + "аа, " * n,
    "a list of letters": lambda n: "судья а. " * n,
    "patronymics": lambda n: "тестович " * n,
    "particles": lambda n: "Аа оглы " * n,
    "blanks": lambda n: "А" + " " * n + "Б",
    "hyphens": lambda n: "А" + "-" * n,
    "accents": lambda n: "А" + "\u0301" * n,
    "references": lambda n: "&#1055;" * n,
    "references of references": lambda n: "&" + "amp;" * n + "#1055;",
    "percents": lambda n: "%D0%9F" * n,
    "percents of percents": lambda n: "%" + "25" * n + "D0",
    "one known name": lambda n: "Пробный А.Б. " * n,
    "known names of one surname": lambda n: "Образцов " * n,
}
GATES = ("text", "charges", "court", "party")


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("gate", GATES)
def test_four_times_the_text_is_four_times_the_work(kind: str, gate: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # a short text goes another way than a long one, and is remembered: both go the long one here
    monkeypatch.setattr("absentia.parse.mask.gate.LONGEST_KEPT", 0)
    names: list[tuple[str, Kind]] = [("Пробный А.Б.", "person")]
    names += [(f"Образцов {'абвгде'[n % 6] * (n + 2)}", "person") for n in range(20)]
    mask = Mask(names, KEYED, words_of("ru_sudrf"))
    little, much = (work(lambda n=n: getattr(mask, gate)(TEXTS[kind](n))) for n in (SMALL, LARGE))  # type: ignore[misc]
    assert little > 0
    assert much <= 4.5 * little + 300


def test_many_names_of_one_surname_and_a_text_full_of_it() -> None:
    def page(size: int) -> None:
        names: list[tuple[str, Kind]] = [(f"Образцов {'а' * (n % 50 + 1)}{n}", "person") for n in range(size)]
        Mask(names, KEYED, words_of("ru_sudrf")).text("Образцову " * size)

    little, much = (work(lambda n=n: page(n)) for n in (100, 400))  # type: ignore[misc]
    assert much <= 4.5 * little + 300


URLS: dict[str, Callable[[int], str]] = {
    "parameters": lambda n: "https://a.example/?" + "a=1&" * n,
    "separators": lambda n: "https://a.example/?" + "&" * n,
    "path": lambda n: "https://a.example" + "/a" * n,
    "fragment": lambda n: "https://a.example/#" + "#" * n,
    "people": lambda n: "https://" + "a:" * n + "@a.example/",
    "at signs": lambda n: "https://" + "@" * n,
    "dots": lambda n: "https://" + "a." * n + "example/",
    "encoded": lambda n: "https://a.example/?case_id=" + "%25" * n,
    "digits": lambda n: "https://a.example/?case_id=" + "1" * n,
    "no address": lambda n: "http:/" * n,
}


@pytest.mark.parametrize("kind", URLS)
def test_four_times_the_address_is_at_most_four_times_the_work(kind: str) -> None:
    little, much = (work(lambda n=n: mask_url(URLS[kind](n), ADDRESSES)) for n in (SMALL, LARGE))  # type: ignore[misc]
    assert much <= 4.5 * little + 300


def repeats(pattern: Any) -> list[Any]:
    """Every repetition of a parsed regular expression that has no upper bound, with what it repeats."""
    found = []
    for operation, argument in pattern:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _least, most, inner = argument
            if str(most) == "MAXREPEAT":
                found.append(list(inner))
            found += repeats(inner)
        elif name == "BRANCH":
            found += [one for branch in argument[1] for one in repeats(branch)]
        elif name == "SUBPATTERN":
            found += repeats(argument[-1])
        elif name in ("ASSERT", "ASSERT_NOT"):
            found += repeats(argument[1])
    return found


def test_no_expression_of_the_gate_repeats_more_than_one_letter_without_bound() -> None:
    import re
    from importlib import import_module
    from re import _parser  # type: ignore[attr-defined]

    seen = 0
    for file in sorted(Path(FOLDER).glob("*.py")):
        module = import_module(f"absentia.parse.mask.{file.stem}") if file.stem != "__init__" else package
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                seen += 1
                for inner in repeats(_parser.parse(value.pattern, value.flags)):
                    assert len(inner) == 1, f"{file.stem}.{name}"
                    assert str(inner[0][0]) in ("IN", "LITERAL", "NOT_LITERAL", "ANY"), f"{file.stem}.{name}"
    assert seen > 20
    assert clean("а") == "а"
