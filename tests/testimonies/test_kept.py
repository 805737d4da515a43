"""What an observatory keeps of testimonies: codes with a digest; a table of a few more would tell of these few."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from tests.testimonies.conftest import agreed

from absentia.errors import Damaged, ObservatoryProblem, UsageProblem
from absentia.observatory import Observatory
from absentia.testimonies.reading import file_of, keep, kept


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    return Observatory.create(tmp_path / "watch")


def test_what_is_kept_is_read_again_by_its_owner_alone(observatory: Observatory) -> None:
    coded = agreed("family", "other/family", "family")
    keep(observatory, coded, 5)
    assert kept(observatory) == coded
    assert stat.S_IMODE(file_of(observatory).stat().st_mode) == 0o600
    content = json.loads(file_of(observatory).read_text(encoding="utf-8"))
    assert set(content) == {"format", "fields", "rows", "digest"}


def test_where_nothing_is_kept_the_error_says_how(observatory: Observatory) -> None:
    with pytest.raises(ObservatoryProblem, match="testimonies import"):
        kept(observatory)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("family", "other", 1),
        lambda text: text.replace('"nominal"', '"ordinal"'),
        lambda text: text[:-9],
        lambda text: text.replace('"digest"', '"digests"'),
        lambda _text: "[]",
        lambda _text: "",
    ],
)
def test_what_was_changed_is_not_counted(observatory: Observatory, change: object) -> None:
    keep(observatory, agreed("family", "family"), 5)
    file = file_of(observatory)
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")  # type: ignore[operator]  # a lambda
    with pytest.raises(Damaged):
        kept(observatory)
    with pytest.raises(Damaged):
        keep(observatory, agreed("family"), 5)


@pytest.mark.parametrize(
    ("before", "now", "taken"),
    [
        (2, 3, True),
        (4, 6, True),
        (5, 6, False),
        (9, 5, False),
        (9, 13, False),
        (9, 14, True),
        (9, 4, True),
        (9, 9, True),
    ],
)
def test_a_table_of_a_few_more_or_fewer_is_refused(
    observatory: Observatory, before: int, now: int, taken: bool
) -> None:
    keep(observatory, agreed(*["family"] * before), 5)
    if taken:
        keep(observatory, agreed(*["other"] * now), 5)
        assert len(kept(observatory).rows) == now
        return
    with pytest.raises(UsageProblem, match="fewer than 5"):
        keep(observatory, agreed(*["other"] * now), 5)
    assert kept(observatory) == agreed(*["family"] * before)
