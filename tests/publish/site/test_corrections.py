"""A changed number is explained by new data, by a correction, or stops the publication."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.publish.site.conftest import correction_of

from absentia.errors import DataProblem
from absentia.publish.site.corrections import WITHHELD_TEXT, explained, narrowed, read_corrections, same

WRITTEN = """\
numbers: [abcdefabcdef]
found: 2023-08-01
fixed: 2023-08-02
severity: minor
stood: {en: "5", ru: "5"}
right: {en: "6", ru: "6"}
evidence: {en: page, ru: страница}
noticed_by: {en: a reader, ru: читатель}
"""


def recorded(
    value: float | None, least: float | None = None, most: float | None = None, data: str = "a", rule: str = "r"
) -> dict[str, Any]:
    return {"value": value, "least": least, "most": most, "reason": None, "data": data, "rule": rule}


@pytest.mark.parametrize(
    ("before", "now", "holds"),
    [
        (recorded(5, 5), recorded(7), True),  # ≥ 5, then 7
        (recorded(5, 5), recorded(7, 7), True),
        (recorded(5, 5), recorded(4, 4), False),  # ≥ 4 takes back that there are five
        (recorded(5, 5, 9), recorded(6, 6, 8), True),
        (recorded(5, 5, 9), recorded(6, 6), False),  # no upper end any more
        (recorded(5, 5, 9), recorded(10), False),
        (recorded(5), recorded(6), False),  # exact, then another
        (recorded(None), recorded(6), True),
        (recorded(6), recorded(None), True),
        (recorded(5, None, 9), recorded(3), True),
    ],
)
def test_a_range_may_only_become_narrower(before: dict[str, Any], now: dict[str, Any], holds: bool) -> None:
    assert narrowed(before, now) is holds


def test_the_same_number_is_what_a_reader_sees() -> None:
    assert same(recorded(5, 5), recorded(5, 5, data="b", rule="s"))
    assert not same(recorded(5, 5), recorded(5))


@pytest.mark.parametrize(
    ("now", "corrected", "why"),
    [
        (recorded(6, data="b"), False, "new data"),
        (recorded(6), False, "nothing"),  # nothing new was read
        (recorded(6, data="b", rule="s"), False, "nothing"),  # another rule takes back what was said
        (recorded(6), True, "correction"),
        (recorded(6, data="b"), True, "correction"),
    ],
)
def test_what_explains_a_change(now: dict[str, Any], corrected: bool, why: str) -> None:
    fresh = [correction_of("a" * 12 if corrected else "b" * 12)]
    assert explained("a" * 12, recorded(5), now, fresh) == why


@pytest.mark.parametrize(
    ("before", "now", "why"),
    [
        (recorded(5), recorded(6, data="b"), "nothing"),  # the same five units, and six
        (recorded(5, 5), recorded(7, 7, data="b"), "new data"),  # ≥ 5, now ≥ 7: looks elsewhere tell them apart
        (recorded(5, 5), recorded(4, 4, data="b"), "new data"),  # ≥ 4: one may be the same as one elsewhere
        (recorded(5), recorded(4, 4, 5, data="b"), "new data"),
        (recorded(5, 5, 6), recorded(7, 7, 8, data="b"), "nothing"),  # one of the two is wrong
        (recorded(5, 5), recorded(7, 7), "nothing"),  # no data changed at all
    ],
)
def test_what_was_counted_from_the_same_units_and_looks_may_not_contradict_itself(
    before: dict[str, Any], now: dict[str, Any], why: str
) -> None:
    assert explained("n", before, now, [], untouched=True) == why


@pytest.mark.parametrize("data", ["a", "b"])
def test_to_withhold_a_number_takes_nothing_back(data: str) -> None:
    hidden = recorded(None, data=data) | {"reason": WITHHELD_TEXT}
    assert explained("n", recorded(5), hidden, []) == "withheld"
    assert explained("n", hidden | {"data": "a"}, recorded(5, data=data), []) == "withheld"
    assert explained("n", recorded(5), recorded(None), []) == "nothing"


def test_another_rule_with_new_data_may_narrow() -> None:
    assert explained("n", recorded(5, 5), recorded(7, data="b", rule="s"), []) == "new data"
    assert explained("n", recorded(5, 5), recorded(7, rule="s"), []) == "nothing"


def test_files_are_read_the_newest_first(tmp_path: Path) -> None:
    (tmp_path / "old.yml").write_text(WRITTEN, encoding="utf-8")
    (tmp_path / "new.yml").write_text(WRITTEN.replace("2023-08-02", "2023-09-02"), encoding="utf-8")
    assert [one.name for one in read_corrections(tmp_path)] == ["new", "old"]
    assert read_corrections(tmp_path / "nowhere") == ()


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (WRITTEN.replace("severity: minor", "severity: huge"), "severity"),
        (WRITTEN.replace("numbers: [abcdefabcdef]", "numbers: []"), "numbers"),
        (WRITTEN + "more: 1\n", "more"),
        (WRITTEN.replace('stood: {en: "5", ru: "5"}', 'stood: {en: "5"}'), "stood.ru"),
        (WRITTEN.replace("[abcdefabcdef]", "[n/abcdef.html]"), "numbers.0"),
        ("numbers:\n  - [1, 2", "is not YAML: expected"),
        ("just words", "no correction"),
    ],
)
def test_a_file_that_is_no_correction_says_where(tmp_path: Path, broken: str, said: str) -> None:
    (tmp_path / "one.yml").write_text(broken, encoding="utf-8")
    with pytest.raises(DataProblem) as refused:
        read_corrections(tmp_path)
    assert said in refused.value.what
    assert "\n" not in refused.value.what
    assert str(refused.value.where).partition(":")[0] == str(tmp_path / "one.yml")
