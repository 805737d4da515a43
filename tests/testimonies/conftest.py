"""Codes made up for tests: of nobody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from absentia.testimonies.codebook import Field
from absentia.testimonies.reading import Coded, Pair

REASON = Field("reason", "nominal", ("fear_for_life", "family", "other"))
MONTHS = Field("months_served", "ordinal", ("under_3", "3_to_6", "over_6"))
LEFT = Field("left_in", "ordinal", ("2022-H1", "2022-H2", "2023-H1"))
FIELDS = (REASON, MONTHS, LEFT)
CODEBOOK = """\
fields:
  reason: {scale: nominal, codes: [fear_for_life, family, other]}
  months_served: {scale: ordinal, codes: [under_3, 3_to_6, over_6]}
  left_in: {scale: ordinal, codes: [2022-H1, 2022-H2, 2023-H1]}
"""
HEADER = "testimony,coder,reason,months_served,left_in"


def table(*rows: str, header: str = HEADER) -> str:
    return "\n".join((header, *rows)) + "\n"


def agreed(*codes: str, fields: Sequence[Field] = (REASON,)) -> Coded:
    """Testimonies of one field, both coders of a mind; ``a/b``: they differ; empty: not coded."""

    def pair(text: str) -> Pair:
        one, _stroke, other = text.partition("/")
        return one or None, (other or one) or None

    return Coded(tuple(fields), tuple((pair(code),) for code in codes))


@pytest.fixture
def codebook(tmp_path: Path) -> Path:
    path = tmp_path / "codebook.yml"
    path.write_text(CODEBOOK, encoding="utf-8")
    return path
