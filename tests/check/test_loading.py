"""A claims file that cannot be used: which place is named, by line and name, and what is said to be allowed there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.check.test_own_claims import GOOD, changed, write

from absentia.check.loading import find, load
from absentia.check.references import check_references
from absentia.check.schema import Article
from absentia.claims import bundled
from absentia.errors import ClaimsProblem, UnreadableInput
from absentia.figures import Catalogue

OPERAND = "claims__0__operands__now"
COMPARED = "claims__0__comparisons__0__"


def problem(path: Path, content: Any) -> ClaimsProblem:
    with pytest.raises(ClaimsProblem) as caught:
        load(write(path / "mine.yml", content))
    return caught.value


def test_a_bundled_name_a_path_and_neither(tmp_path: Path) -> None:
    assert find("guardian_2023_10") == bundled()["guardian_2023_10"]
    file = write(tmp_path / "mine", "")
    assert find(file) == file


@pytest.mark.parametrize(
    ("name", "a_file"),
    [("mine.yml", True), ("mine.yaml", True), ("folder/mine", True), ("guardian_2023", False), ("mine.txt", False)],
)
def test_what_looks_like_a_path_is_called_a_file_and_what_does_not_an_article(name: str, a_file: bool) -> None:
    with pytest.raises(ClaimsProblem) as caught:
        find(name)
    assert ("file" in caught.value.what) is a_file
    assert ("article" in caught.value.what) is not a_file


def test_a_name_that_is_nearly_right_is_given(tmp_path: Path) -> None:
    with pytest.raises(ClaimsProblem) as caught:
        find("guardian_2023_1")
    assert "guardian_2023_10" in str(caught.value.next_step)
    with pytest.raises(ClaimsProblem) as caught:
        find(tmp_path / "zzz.yml")
    assert "absentia check" in str(caught.value.next_step)


def test_what_cannot_be_read_or_is_no_article_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput) as unread:
        load(tmp_path)
    assert unread.value.where == str(tmp_path)
    assert "directory" in unread.value.what
    file = tmp_path / "bytes.yml"
    file.write_bytes(b"id: \xff")
    with pytest.raises(ClaimsProblem, match="UTF-8"):
        load(file)
    wrong = problem(tmp_path, 'id: x\ntitle: "a" b')
    assert wrong.where == f"{tmp_path / 'mine.yml'}:2"  # the line that is wrong
    assert wrong.what.count("line") == 0  # which is not said twice
    unknown = problem(tmp_path, "id: \x00")
    assert unknown.where == str(tmp_path / "mine.yml")  # no line is known
    assert "character" in unknown.what


@pytest.mark.parametrize(
    ("text", "twice"),
    [
        ("id: x\ntitle: t\nid: y", 3),
        ("id: x\nclaims:\n  - id: c\n    operands: {a: {stated: 1}, b: {stated: 1}, a: {stated: 2}}", 4),
        ("id: x\ntitle: {en: a, ru: b, en: c}", 2),
        ("base: &base {id: x, title: t}\nid: {<<: *base, id: y}", None),  # what is merged in may be replaced
        ("id: {en: a}\ntitle: {en: a}", None),
        ("id: x\n[1]: a\n[1]: b", None),
    ],
)
def test_of_two_things_of_one_name_none_is_left_out_unsaid(tmp_path: Path, text: str, twice: int | None) -> None:
    wrong = problem(tmp_path, text)
    assert ("given twice" in wrong.what) is (twice is not None)
    if twice is not None:
        assert wrong.where == f"{tmp_path / 'mine.yml'}:{twice}"


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("a: " + "[" * 39 + "]" * 39, True),
        ("a: " + "[" * 40 + "]" * 40, False),
        ("a: &a 1\nb: [" + "*a," * 1000 + "]", True),
        ("a: &a 1\nb: [" + "*a," * 1001 + "]", False),
    ],
)
def test_a_text_that_nests_or_repeats_itself_too_much_is_not_read(tmp_path: Path, text: str, reads: bool) -> None:
    assert ("nests too deep" not in problem(tmp_path, text).what) is reads


@pytest.mark.parametrize(
    ("change", "place", "line_holds"),
    [
        ({"date": 2023}, "date", "date: 2023"),
        ({"date": "yesterday"}, "date", "date: yesterday"),  # no point before the first name
        ({COMPARED + "operation": "rato"}, "claims[twice].comparisons[1].operation", "operation: rato"),
        ({COMPARED + "label": {"en": 1}}, "claims[twice].comparisons[1].label.en", "en: 1"),
        ({"notes": [{"en": "good"}, 7]}, "notes[2]", "- 7"),
        ({"notes": [{"en": "good"}, {"en": 7}]}, "notes[2].en", "en: 7"),
        ({"claims__0__id": "Twice"}, "claims[Twice].id", "id: Twice"),
        ({"claims__0__operands": {7: {"stated": 1}}}, "claims[twice].operands.7", "7:"),
        ({"claims__0__operands": {7: {"stated": 1}, "id": 1}}, "claims[twice].operands.7", "7:"),
        ({"claims__0__operands": {7: 1}}, "claims[twice].operands.7", "7:"),
    ],
)
def test_the_field_is_named_as_it_stands_in_the_file(
    tmp_path: Path, change: dict[str, Any], place: str, line_holds: str
) -> None:
    text = yaml.safe_dump(changed(**change), sort_keys=False)
    where = str(problem(tmp_path, text).where)
    named, _space, rest = where.partition(" (")
    assert rest.startswith(place)
    assert line_holds in text.splitlines()[int(named.rpartition(":")[2]) - 1]


def test_of_a_field_that_is_missing_the_nearest_line_above_is_named(tmp_path: Path) -> None:
    text = yaml.safe_dump({"title": {"en": "no id"}, **{key: GOOD[key] for key in ("publisher", "date", "claims")}})
    assert str(problem(tmp_path, text).where).endswith("mine.yml:1 (id)")
    nameless = changed()
    del nameless["claims"][0]["said"]
    text = yaml.safe_dump(nameless, sort_keys=False)
    line = next(n for n, row in enumerate(text.splitlines(), 1) if row.startswith("- id: twice"))
    assert str(problem(tmp_path, text).where).endswith(f"mine.yml:{line} (claims[twice].said)")


def test_a_file_that_is_wrong_as_a_whole_is_named_by_a_point(tmp_path: Path) -> None:
    twice = changed(claims=[GOOD["claims"][0], GOOD["claims"][0]])
    assert str(problem(tmp_path, twice).where).endswith("mine.yml:1 (.)")


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        ({COMPARED + "operation": "rato"}, "'ratio_per_month'"),  # the values a field may have
        ({COMPARED + "opperation": "ratio"}, "operation"),  # the nearest field
        ({COMPARED + "zzzz": 1}, "direction"),  # or all of them
        ({OPERAND + "__zzzz": 1}, "not_after"),
        ({"claims__0__said__zzzz": 1}, "en, ru"),
        ({"title__zzzz": 1}, "en, ru"),
        ({"zzzz": 1}, "publisher"),
        ({"claims__0__id": 1}, "--print-schema"),  # else where to look
    ],
)
def test_what_is_allowed_at_that_place_is_said(tmp_path: Path, change: dict[str, Any], allowed: str) -> None:
    next_step = str(problem(tmp_path, changed(**change)).next_step)
    assert allowed in next_step
    assert ("did you mean" in next_step) is ("opperation" in str(change))


@pytest.mark.parametrize(
    ("operand", "wrong", "near"),
    [
        ({"figure": "court_cases-1000"}, "court_cases-1000", "court_cases-0"),
        ({"latest": "court_case", "measure": "x", "not_after": "2023-01-01"}, "court_case", "court_cases"),
        ({"series": "court_cases", "where": {"year": 2023}}, "court_cases", ""),  # a table, but none of series
        ({"latest": "unhcr_stock", "measure": "x", "not_after": "2023-01-01"}, "unhcr_stock", ""),
        ({"estimate": "undercounts"}, "undercounts", "undercount"),
        ({"figure": "zzzz"}, "zzzz", "absentia figures"),
    ],
)
def test_what_a_claim_names_must_be_there(operand: dict[str, Any], wrong: str, near: str) -> None:
    article = Article.model_validate(changed(**{OPERAND: operand}))
    with pytest.raises(ClaimsProblem) as caught:
        check_references(article, Catalogue(), Path("mine.yml"))
    assert wrong in caught.value.what
    assert near in str(caught.value.next_step)
    assert caught.value.where == "mine.yml (claims[twice].operands.now)"


@pytest.mark.parametrize(
    "operand",
    [
        {"figure": "court_cases-001"},
        {"latest": "court_cases", "measure": "x", "not_after": "2023-01-01"},
        {"series": "unhcr_stock", "where": {"year": 2023, "coa_iso": "FRA", "measure": "refugees"}},
        {"estimate": "undercount", "options": {"article": "337"}},
        {"tally": "whatever", "since": "2023-01-01", "until": "2023-06-30"},  # an observatory knows its measures
        {"sum": ["before"]},
        {"stated": 0},
    ],
)
def test_what_is_there_is_taken(operand: dict[str, Any]) -> None:
    check_references(Article.model_validate(changed(**{OPERAND: operand})), Catalogue(), Path("mine.yml"))


@pytest.mark.parametrize(
    ("options", "taken"),
    [(None, True), ({}, True), ({"article": "337"}, True), ({"artikel": "337"}, False)],
)
def test_an_estimate_takes_the_options_its_method_has(options: dict[str, Any] | None, taken: bool) -> None:
    article = Article.model_validate(changed(**{OPERAND: {"estimate": "undercount", "options": options}}))
    if taken:
        check_references(article, Catalogue(), Path("mine.yml"))
        return
    with pytest.raises(ClaimsProblem) as caught:
        check_references(article, Catalogue(), Path("mine.yml"))
    assert caught.value.where == "mine.yml (claims[twice].operands.now.options)"
