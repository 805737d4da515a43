"""A provision as questions write it is read back by the one function everybody reads it with."""

from __future__ import annotations

from typing import Any

import pytest

from absentia.model.provision import Asked, article_and_part
from absentia.sources.ru_sudrf.queries import filter_text


@pytest.mark.parametrize(
    ("article", "part", "written", "filtered"),
    [
        (None, None, None, None),
        ("337", None, "337", "337"),
        ("337", "3.1", "337.3.1", "337 ч.3.1"),
        ("228", "1", "228.1", "228 ч.1"),
        ("228.1", None, "228.1/", "228.1"),
        ("205.1", "2", "205.1/2", "205.1 ч.2"),
    ],
)
def test_what_was_asked_is_read_as_it_was_meant(
    article: str | None, part: str | None, written: str | None, filtered: str | None
) -> None:
    rest: dict[str, Any] = dict.fromkeys(Asked.__dataclass_fields__)
    assert Asked(**(rest | {"article": article, "part": part})).provision == written
    assert article_and_part(written) == (article, part)
    assert filter_text(written) == filtered
