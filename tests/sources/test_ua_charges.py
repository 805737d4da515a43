"""Phrases of charges as Ukrainian courts write them: each read, or refused with the reason; nothing is guessed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.model import UNASSIGNED, Charge
from absentia.model.charge import Role
from absentia.parse.cells import CellReader
from absentia.parse.mask import Mask, Pseudonyms, words_of
from absentia.sources import get_source
from absentia.sources.ua_edrsr.charges import (
    CONVICTED_BEFORE,
    NO_CRIME,
    NOTHING_TO_MODIFY,
    OF_ANOTHER_LAW,
    TWO_WAYS,
    UNREADABLE,
    read_articles,
    read_cell,
)


def told(one: Charge) -> str:
    """``408.1 attempt 15.2``: as the table of phrases has it."""
    words = {Role.ATTEMPT: " attempt", Role.PREPARATION: " preparation", Role.OTHER: " complicity"}.get(one.role, "")
    part = f".{one.part}" if one.part else ""
    return " ".join([f"{one.article}{part}{words}", *one.modifiers])


def charged(text: str) -> list[str]:
    return [told(one) for one in read_articles(text)[0]]


def test_every_phrase_that_was_collected_is_read_or_refused_as_it_should_be(shared: Path) -> None:
    with (shared / "facts" / "ukraine" / "phrases_uk.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    phrases = [row for row in rows if row["kind"] in ("charge", "not_charge")]
    assert len(phrases) == 22
    for row in phrases:
        charges, issues = read_articles(row["phrase"])
        if row["kind"] == "not_charge":
            assert not charges, row
            assert str(issues[0].message).startswith("not a charge"), row
        elif row["expected"] == "408.4 was;407.5 now":
            assert [told(one) for one in charges] == ["407.5"]
            assert [(one.kind, one.raw) for one in issues] == [("charge_requalified", "ч. 4 ст. 408")]
        else:
            assert [told(one) for one in charges] == row["expected"].split(";"), row
            assert not issues


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ч. 5 ст. 407 КК України", ["407.5"]),
        ("ч. 5 ст. 407", ["407.5"]),
        ("Ч.5 СТ.407 КК УКРАЇНИ", ["407.5"]),
        ("ст. 407 ч. 5 УК Украины", ["407.5"]),
        ("частиною п'ятою статті 407", ["407.5"]),
        ("частиною п’ятою статті 407", ["407.5"]),
        ("частиною пʼятою статті 407", ["407.5"]),  # three apostrophes
        ("за частиною третьою статті 408 Кримінального кодексу України", ["408.3"]),
        ("ч. 4 та 5 ст. 407 КК України", ["407.4", "407.5"]),
        ("ст.ст. 407, 408 КК України", ["407", "408"]),
        ("ч. 1 ст. 426-1 КК України", ["426-1.1"]),  # a number behind a hyphen is no part
        ("ч. 1 ст. 4261 КК України", ["426-1.1"]),  # a superscript that was lost
        ("ст. 2583 КК України", ["258-3"]),
        ("п. 1 ч. 2 ст. 115 КК України", ["115.2"]),
        ("ч. 3 ст. 27, ч. 2 ст. 15, ч. 4 ст. 408", ["408.4 complicity 27.3 15.2"]),
        ("ч. 2 ст. 15, ч. 1 ст. 408, ч. 5 ст. 407", ["408.1 attempt 15.2", "407.5"]),  # it modifies the next only
        ("ч. 5 ст. 407 (у редакції від 05 квітня 2001 року) КК України", ["407.5"]),
        ("", []),
    ],
)
def test_what_is_read(text: str, wanted: list[str]) -> None:
    charges, issues = read_articles(text)
    assert [told(one) for one in charges] == wanted
    assert not issues


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ст. 284 КПК України", OF_ANOTHER_LAW),
        ("ст. 172-11 Кодексу України про адміністративні правопорушення", OF_ANOTHER_LAW),
        ("ст. 75 КК України", NO_CRIME),
        ("на підставі ч. 5 ст. 401 КК України", NO_CRIME),
        ("на підставі ч. 5 ст. 407 КК України", UNREADABLE),  # what is said of a crime there is not known
        ("раніше судимого за ч. 2 ст. 185 КК України", CONVICTED_BEFORE),
        ("ч. 1 ст. 14 КК України", NOTHING_TO_MODIFY),
        ("ст. 336, ч. 5 ст. 407 КК України", TWO_WAYS),
        ("ст. 4299 КК України", UNREADABLE),  # no such article is known behind a hyphen
        ("407.5", UNREADABLE),
        ("ч. ст. 407", UNREADABLE),
        ("ч. 5", UNREADABLE),
        ("ч. 5 ст. 407 Вигаданий", UNREADABLE),
        ("ч. 5 ст. 407 *", UNREADABLE),
        ("перекваліфікувати на ч. 5 ст. 407", UNREADABLE),
    ],
)
def test_what_is_refused_and_why(text: str, why: str) -> None:
    charges, issues = read_articles(text, where="here")
    assert not charges
    assert [(one.kind, one.where, one.raw, one.message) for one in issues] == [("charge_unreadable", "here", text, why)]


@given(st.text(alphabet="чст.п 0123456789-,'’КкіУкраїни()", max_size=40) | st.text(max_size=30))
def test_any_text_is_charges_cut_out_of_it_or_an_issue(text: str) -> None:
    charges, issues = read_articles(text)
    assert bool(charges or issues) is bool(text.strip())
    for one in charges:
        assert one.raw in text
        assert one.article.replace("-", "").isdigit()
        assert one.part is None or one.part.isdigit()


@given(st.integers(109, 447), st.integers(1, 9))
def test_part_first_and_article_first_are_the_same(article: int, part: int) -> None:
    wanted = [f"{article}.{part}"]
    if article == 401:  # release, not a crime
        wanted = []
    assert charged(f"ч. {part} ст. {article} КК України") == wanted
    assert charged(f"ст. {article} ч. {part} КК України") == wanted


def test_the_code_is_told_only_where_it_is_named() -> None:
    assert read_articles("ч. 5 ст. 407 КК України")[0][0].code == "КК"
    assert read_articles("ч. 5 ст. 407")[0][0].code == UNASSIGNED
    assert read_cell("ч. 5 ст. 407").persons[0].name is None


def lines(*texts: str) -> list[dict[str, object]]:
    return list(CellReader(get_source("ru_sudrf")).read(f"{text}\n".encode() for text in texts))


def test_a_line_that_names_the_code_of_another_law_is_read_by_it() -> None:
    ours, theirs, both = lines(
        "ст.337 ч.5 УК РФ", "ч. 5 ст. 407 КК України", "ст.337 ч.5 УК РФ; ч. 5 ст. 407 КК України"
    )
    (charge,) = theirs["persons"][0]["charges"]  # type: ignore[index]  # as it is printed
    assert (charge["provision"], charge["code"], charge["family"]) == ("ua:407.5", "КК", "wartime")
    assert charge["raw"] == "ч. 5 ст. 407"
    (charge,) = ours["persons"][0]["charges"]  # type: ignore[index]  # likewise
    assert (charge["provision"], charge["family"]) == ("337.5", "mobilisation")
    assert both["issues"]  # of two laws none is chosen


def test_a_name_among_them_is_masked_and_the_words_of_the_law_are_not() -> None:
    (named,) = lines("Вигаданий ч. 5 ст. 407 КК України")
    assert named["issues"][0]["raw"] == "[name] ч. 5 ст. 407 КК України"  # type: ignore[index]  # likewise
    (worded,) = lines("за частиною п’ятою статті 407 КК України")
    assert worded["persons"][0]["charges"][0]["raw"] == "частиною п’ятою статті 407"  # type: ignore[index]  # likewise


@pytest.mark.parametrize("source", ["ru_sudrf", "ua_edrsr"])
@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ч. 5 ст. 407 КК України", "ч. 5 ст. 407 КК України"),
        ("ст. 407 УК Украины", "ст. 407 УК Украины"),
        ("КК України Вигаданий", "КК України [name]"),
        ("Вигаданий КК України", "[name] КК України"),
    ],
)
def test_a_code_in_full_is_no_name_and_hides_none(source: str, text: str, masked: str) -> None:
    assert Mask([], Pseudonyms.for_one_run(), words_of(source)).charges(text) == masked


def test_half_of_a_codes_name_is_no_code() -> None:
    assert Mask([], Pseudonyms.for_one_run(), words_of("ru_sudrf")).charges("України КК") == "[name]"
