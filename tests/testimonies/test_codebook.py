"""What a codebook may hold, and that nothing it may not hold is ever printed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study import many
from tests.testimonies.conftest import FIELDS
from tests.testimonies.tellers import TELLING

from absentia.errors import UnreadableInput
from absentia.testimonies.codebook import MOST_CODES, MOST_FIELDS, is_code, read_codebook


def written(path: Path, content: object) -> Path:
    path.write_text(
        content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8"
    )
    return path


def test_a_codebook_is_its_fields_in_order(codebook: Path) -> None:
    assert read_codebook(codebook) == FIELDS


@pytest.mark.parametrize(
    ("code", "fits"),
    [
        ("fear_for_life", True),
        ("страх_за_жизнь", True),
        ("other", True),
        ("under_3", True),
        ("over_12", True),
        ("3_to_6", True),
        ("2022-H2", True),
        ("volga", True),  # an okrug is large enough
        ("", False),
        (None, False),
        (3, False),
        (True, False),
        ("6_to_3", False),  # no bracket
        ("3_to_3", False),
        ("under_120", False),
        ("2022-H3", False),
        ("1922-H2", False),
        ("2022-03", False),
        ("2022-03-15", False),
        ("15.03.2022", False),
        ("military_unit_12345", False),
        ("55.7558", False),
        ("Иванов", False),
        ("Ivan", False),
        ("иванов и.", False),
        ("he said he was afraid", False),
        ("one_two_three_four_five_six_seven", False),  # a sentence
        ("a" * 41, False),
        ("rostov", False),
        ("via_rostov", False),
        ("московская_область", False),
        ("nizhny_novgorod", False),
        ("=cmd", False),
        ("@someone", False),
        ("other\n", False),
    ],
)
def test_a_code_is_few_words_a_bracket_or_a_half_year(code: object, fits: bool) -> None:
    assert is_code(code) is fits


GOOD = {"scale": "nominal", "codes": ["one", "two"]}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"reason": {**GOOD, "scale": "interval"}}, "field 1: the scale is"),
        ({"reason": {**GOOD, "codes": ["one"]}}, "it has 2 to 12 codes"),
        ({"reason": {**GOOD, "codes": [chr(97 + n) * 3 for n in range(MOST_CODES + 1)]}}, "it has 2 to 12 codes"),
        ({"reason": {**GOOD, "codes": ["one", "one"]}}, "code 2: this code is given twice"),
        ({"reason": {**GOOD, "codes": ["one", ["two"]]}}, "code 2: this is no code"),
        ({"reason": {"scale": "nominal"}}, "a field has `scale`"),
        ({"reason": {**GOOD, "label": "free"}}, "a field has `scale`"),
        ({"reason": {**GOOD, "codes": "one"}}, "a field has `scale`"),
        ({"reason": None}, "a field has `scale`"),
        ({"coder": GOOD}, "its name is no name"),
        ({"testimony": GOOD}, "its name is no name"),
        ({"2022-H1": GOOD}, "its name is no name"),
        ({7: GOOD}, "its name is no name"),
        ({chr(97 + n) * 3: GOOD for n in range(MOST_FIELDS + 1)}, "more than 12 fields"),
        ({}, "a codebook is"),
        ([], "a codebook is"),
    ],
)
def test_what_a_codebook_may_not_say(tmp_path: Path, fields: object, told: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read_codebook(written(tmp_path / "c.yml", {"fields": fields}))
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "fields:\n  - [", "fields: !Ivanov x", "fields: *Ivanov", "[" * 2000, "{a: 1}", "\xff"]
)
def test_what_is_no_codebook_is_refused_without_its_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.yml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(UnreadableInput) as caught:
        read_codebook(path)
    assert "Ivanov" not in str(caught.value)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read_codebook(
            written(tmp_path / "c.yml", {"fields": {"reason": {"scale": "none", "codes": ["X", "two"]}, "coder": GOOD}})
        )
    for told in ("field 1: the scale", "field 1, code 1", "field 2: its name"):
        assert told in str(caught.value)


@settings(max_examples=many(60, 600))
@given(TELLING, st.sampled_from(["code", "name", "scale", "key", "top"]))
def test_nothing_that_tells_of_a_person_passes_or_is_printed(tmp_path: Path, telling: str, place: str) -> None:
    field = {
        "code": {"reason": {**GOOD, "codes": ["one", telling]}},
        "name": {telling: GOOD},
        "scale": {"reason": {**GOOD, "scale": telling}},
        "key": {"reason": {**GOOD, telling: "one"}},
        "top": {"reason": GOOD},
    }[place]
    content = {"fields": field} | ({telling: 1} if place == "top" else {})
    with pytest.raises(UnreadableInput) as caught:
        read_codebook(written(tmp_path / "codebook.yml", content))
    assert telling not in str(caught.value).replace(str(tmp_path), "")
