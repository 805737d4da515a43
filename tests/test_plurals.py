"""Numbers beside English nouns have a singular: “1 file”, never “1 files”. What Russian asks is in test_catalogues."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from tools.catalogues import Key, wanted

NUMBER = re.compile(r"\{(?P<value>\w+)(?P<form>:[^}]*)?\}(?P<words>(?:[ \u00a0][a-z]+(?:[-'’][a-z]+)*){1,3})")
SEVERAL = re.compile(r"[a-z-]+[a-rt-z]s|people|[a-z]*men")
"""A noun in the plural, or a verb: which of the two it is, is said below."""
NO_NOUN = re.compile(
    "as|begins|belongs|besides|changed|comes|counts|covers|cuts|does|exists|gives|goes|has|holds|is|its|knows|means|misses|"
    "answers|fits|leads|lets|wants|needs|points|raises|reads|says|shares|shows|stands|takes|this|waits|was"
)
BETWEEN = re.compile(
    "of|in|on|at|by|for|to|and|or|with|from|the|between|over|after|are|than|that|under|who|which|were|without|not|"
    "could|cut"
)
"""Words after which a noun is no longer what the number counts."""
NOT_COUNTED = {
    "{level} intervals": "it is 95 %",
    "{bands} men": "it is which ages",
    "{article} lists": "an article does",
    "{degrees} degrees": "it is several numbers, one after the other",
    "{factors} times": "it is several numbers, one after the other",
    "{methods} methods": "one alone agrees with none",
    "{count} methods": "one alone agrees with none",
}
"""What looks like a number before its noun, and why it is none or never one."""


def several(sentence: str) -> Iterator[str]:
    """Numbers before a plural noun: with one form for all, “1 files” would be read somewhere."""
    for one in NUMBER.finditer(sentence):
        form = one["form"] or ""
        if (re.search("[f%]", form) and ":.0f" not in form) or re.search(r"\} (and|to|or) $", sentence[: one.start()]):
            continue  # “1.0 times” and “0 to 1 cases” are English
        for word in one["words"].split():
            span = f"{{{one['value']}}} {word}"
            if NO_NOUN.fullmatch(word) or BETWEEN.fullmatch(word):
                break
            if SEVERAL.fullmatch(word):
                yield from [] if span in NOT_COUNTED else [span]
                break


@cache
def keys() -> tuple[Key, ...]:
    """Every sentence that is marked."""
    return tuple(key for key, _place in wanted())


def test_a_number_beside_its_noun_has_a_singular() -> None:
    one_form = {key.singular: found for key in keys() if key.plural is None and (found := [*several(key.singular)])}
    assert one_form == {}


def test_one_of_a_thing_is_said_as_one() -> None:
    """In a sentence with two forms the first names no several things, whichever number it is chosen by."""
    wrong = {key.singular: found for key in keys() if key.plural is not None and (found := [*several(key.singular)])}
    assert wrong == {}


@pytest.mark.parametrize("span", NOT_COUNTED)
def test_what_is_let_pass_is_said_somewhere(span: str) -> None:
    assert any(span in key.singular for key in keys())


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("{n} files", ["{n} files"]),
        ("locked: {n} new files, {excess:.0f} registered men", ["{n} files", "{excess} men"]),
        ("{n} servicemen on lists", ["{n} servicemen"]),
        ("{a} invented courts, of {b} people", ["{a} courts", "{b} people"]),
        ("files: {n}; {a} to {b} codes; {factor:.1f} times its error; {name} gives nothing", []),
        ("{n} of the pages", []),
        ("{n} file", []),
    ],
)
def test_what_is_said_of_several_would_be_found(sentence: str, found: list[str]) -> None:
    assert [*several(sentence)] == found
