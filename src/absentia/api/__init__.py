"""What a Python user imports: an observatory, tallies, checks and estimates, with paths as plain strings.

Each call takes the options of the command of that name, spelled with underscores, and raises an
:class:`~absentia.errors.AbsentiaError` that says what is wrong, where, and what to do next.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from absentia.api.answers import Answers, Chart
from absentia.api.calls import estimate
from absentia.check import check_article
from absentia.model.checked import CheckedArticle
from absentia.model.texts import spoken
from absentia.observatory import Observatory
from absentia.tally import tally

__all__ = ["Answers", "Chart", "Observatory", "check", "estimate", "spoken", "tally"]


def check(
    article: str | os.PathLike[str],
    observatory: Observatory | None = None,
    *,
    only: Sequence[str] = (),
    figures: Sequence[str | os.PathLike[str]] = (),
) -> CheckedArticle:
    """Check every claim of a bundled article (by its name) or of a claims file (by its path).

    Args:
        article: ``guardian_2023_10`` or ``my_claims.yml``.
        observatory: where tallies are counted and methods look; without one they have no number.
        only: ids of the claims to check; all by default.
        figures: your own files of figures, beside the bundled ones.

    Raises:
        ClaimsProblem: there is no such article, or the file cannot be used.
        FigureProblem: a figure of yours without citation, or otherwise wrong.
        UsageProblem: a claim asked for is not in the article.
    """
    return check_article(Path(article), observatory, only=only, figures=[Path(one) for one in figures])
