"""The bundled article, checked once for all tests of a process, and not while tests are collected."""

from __future__ import annotations

from functools import cache

from absentia.check import check_article
from absentia.check.loading import find, load
from absentia.model.checked import CheckedClaim

NAME = "guardian_2023_10"
WRITTEN = {claim.id: claim for claim in load(find(NAME)).claims}
"""Its claims as the file has them."""


@cache
def claims() -> dict[str, CheckedClaim]:
    """Its claims by id, as they are checked."""
    return {claim.id: claim for claim in check_article(NAME).claims}
