"""What a Python user imports: an observatory, tallies, checks and estimates, with paths as plain strings.

Each call takes the options of the command of that name, spelled with underscores, and raises an
:class:`~absentia.errors.AbsentiaError` that says what is wrong, where, and what to do next.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Generic, ParamSpec, get_type_hints, overload

from absentia.api.answers import Answers, Chart
from absentia.check import check_article
from absentia.estimate import METHODS, Context
from absentia.estimate.options import courts, deaths, series
from absentia.estimate.options.base import Options
from absentia.model.checked import CheckedArticle
from absentia.model.texts import spoken
from absentia.observatory import Observatory
from absentia.tally import tally

__all__ = ["Answers", "Chart", "Observatory", "check", "estimate", "spoken", "tally"]

Asked = ParamSpec("Asked")


class _Estimate(Generic[Asked]):
    """One method as a call: the observatory first, if it is to use one, or its table; then its options by name."""

    def __init__(self, name: str, options: Callable[Asked, Options]) -> None:
        self.name = name
        self.__doc__ = METHODS[name].summary
        # what help() shows, derived from the options as the types are
        hints, fields = get_type_hints(options), METHODS[name].options.model_fields
        plain = {field.alias or key: hints[key] for key, field in fields.items()}
        self._first = [key for key, field in fields.items() if field.kw_only is False]
        taken = [
            one.replace(
                annotation=plain[one.name],
                kind=inspect.Parameter.POSITIONAL_OR_KEYWORD if one.name in self._first else one.kind,
            )
            for one in inspect.signature(options).parameters.values()
        ]
        observatory = inspect.Parameter("observatory", inspect.Parameter.POSITIONAL_ONLY, default=None)
        needs_tables = any(fields[key].is_required() for key in self._first)
        self.__signature__ = inspect.Signature(taken if needs_tables else [observatory, *taken])

    @overload
    def __call__(self, observatory: Observatory | None, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Answers: ...

    @overload
    def __call__(self, *args: Asked.args, **kwargs: Asked.kwargs) -> Answers: ...

    def __call__(self, *args: Any, **kwargs: Any) -> Answers:  # type: ignore[misc]  # both signatures above
        """The answer: estimates, or refusals with their reason.

        A table is a path, or the table itself: a DataFrame of pandas, a table of pyarrow, a relation of DuckDB.

        Raises:
            UsageProblem: an option there is not, or a value it cannot have.
            DataProblem: a table or an observatory that cannot be used.
            TypeError: more without a name than the method has tables.
        """
        observatory = args[0] if args and isinstance(args[0], Observatory | None) else None
        tables = args[1:] if args and args[0] is observatory else args
        if len(tables) > len(self._first):
            msg = f"{self.name} takes {len(self._first)} tables without a name; every other option has one"
            raise TypeError(msg)
        given = {**dict(zip(self._first, tables, strict=False)), **kwargs}
        return Answers(self.name, METHODS[self.name].ask(Context(observatory=observatory), given))


class _Estimates:
    """The methods of ``absentia estimate``, each a call."""

    excess_male_deaths = _Estimate(deaths.EXCESS, deaths.ExcessOptions)
    excess_by_region = _Estimate(deaths.REGION, deaths.RegionOptions)
    excess_until = _Estimate(deaths.UNTIL, deaths.UntilOptions)
    excess_external_causes = _Estimate(deaths.EXTERNAL_CAUSES, deaths.ExternalOptions)
    leading_cause = _Estimate(deaths.LEADING, deaths.LeadingOptions)
    delay = _Estimate(series.DELAY, series.DelayOptions)
    probate = _Estimate(deaths.PROBATE, deaths.ProbateOptions)
    change_point = _Estimate(series.CHANGE_POINT, series.ChangePointOptions)
    requests = _Estimate(series.REQUESTS, series.RequestsOptions)
    lists = _Estimate(series.LISTS, series.OverlapOptions)
    serial_gaps = _Estimate(courts.SERIAL_GAPS, courts.SerialGapsOptions)
    refiled = _Estimate(courts.REFILED, courts.RefiledOptions)
    signals = _Estimate(series.SIGNALS, series.SignalsOptions)
    compare_deaths = _Estimate(deaths.COMPARE, deaths.CompareOptions)
    asylum_recognition = _Estimate(courts.RECOGNITION, courts.RecognitionOptions)
    asylum_pending = _Estimate(courts.PENDING, courts.PendingOptions)
    asylum = _Estimate(courts.ASYLUM, courts.AsylumOptions)
    undercount = _Estimate(courts.UNDERCOUNT, courts.UndercountOptions)


estimate = _Estimates()
"""``estimate.delay(observatory, measure="verdicts")``: the methods of ``absentia estimate``, each a call."""


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
