"""What all options share: how they are read, how wrong ones are told, and how the command line shows each."""

from __future__ import annotations

import datetime as dt
import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol, Self, TypeAlias, runtime_checkable

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf, ValidationError, WithJsonSchema
from pydantic_core import ErrorDetails

from absentia.errors import UsageProblem
from absentia.model.period import Period
from absentia.model.texts import Said, said

LARGEST_SEED = 2**63 - 1
EARLIEST, LATEST = dt.date(1000, 1, 1), dt.date(9900, 12, 31)
"""Windows reach some years before and after a date; the calendar ends with 9999."""


@dataclass(frozen=True, slots=True)
class Shell:
    """How the command line shows an option: what stands for its value, and its flags.

    A field that need not be named (``kw_only=False``) is an argument there, and in Python may stand first.
    """

    metavar: str | None = None
    flags: tuple[str, ...] = ()
    """Other than ``--name-of-the-field``."""


@runtime_checkable
class Tabular(Protocol):
    """A table in memory: a DataFrame of pandas or polars, a table of pyarrow, a relation of DuckDB."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table as a stream of Arrow's record batches."""


def read_period(text: object) -> Period:
    """A day or a period in any of the forms people write.

    Raises:
        UsageProblem: it is neither, or at the ends of the calendar, where nothing lies before or after it.
    """
    try:
        return period_in(str(text))
    except ValueError:
        raise UsageProblem(
            said("“{text}” is not a date or a period", text=str(text)[:40]),
            next_step=said("write 2023-05-31, 2023-W22, 2023-05, 2023-Q2, 2023-H1 or 2023"),
        ) from None


def period_in(text: str) -> Period:
    """A day or a period that has time before and after it.

    Raises:
        ValueError: it is neither, or at the ends of the calendar.
    """
    found = Period.parse(text)
    if not EARLIEST <= found.start <= found.end <= LATEST:
        msg = f"{found.name} is at the ends of the calendar"
        raise ValueError(msg)
    return found


def _first_day(given: object) -> object:
    return read_period(given).start if isinstance(given, str) else given


def _last_day(given: object) -> object:
    return read_period(given).end if isinstance(given, str) else given


def _as_text(given: object) -> object:
    return str(given) if isinstance(given, int | float) and not isinstance(given, bool) else given


Text: TypeAlias = Annotated[str, BeforeValidator(_as_text), WithJsonSchema({"type": ["string", "number"]})]
"""Text; a number, as YAML reads ``2022`` or ``337``, is taken as it was written."""
File: TypeAlias = Annotated[
    Path | str | InstanceOf[Tabular], WithJsonSchema({"type": "string", "format": "path"}), Shell("FILE")
]
"""The path of a table; a call of Python may give the table itself."""
_DAY = WithJsonSchema({"type": "string", "format": "period"})
FirstDay: TypeAlias = Annotated[dt.date, BeforeValidator(_first_day), _DAY, Shell("DATE")]
"""A day; of a period, such as ``2023-H1``, its first."""
LastDay: TypeAlias = Annotated[dt.date, BeforeValidator(_last_day), _DAY, Shell("DATE")]
"""A day; of a period its last."""
Level: TypeAlias = Annotated[float, Field(ge=0.5, le=0.999), Shell("SHARE")]
Seed: TypeAlias = Annotated[int, Field(ge=0, le=LARGEST_SEED), Shell("N")]


class Options(BaseModel):
    """The options of one method; each has a default, or is required."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def read(cls, method: str, given: Mapping[str, Any]) -> Self:
        """The options as they came from the command line, a claims file or a Python call.

        Raises:
            UsageProblem: an option there is not, one that is missing, or a value it cannot have.
        """
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise _told(cls, method, error.errors(include_url=False)[0]) from None


def _told(options: type[Options], method: str, problem: ErrorDetails) -> UsageProblem:
    name = str(problem["loc"][0]) if problem["loc"] else ""
    shown = f"--{name.replace('_', '-')}"
    if problem["type"] == "extra_forbidden":
        known = ", ".join(options.model_fields)
        return UsageProblem(
            said("the estimate {name} has no option {option}", name=method, option=name),
            where=shown,
            next_step=said("it takes: {options}", options=known),
        )
    if problem["type"] == "missing":
        return UsageProblem(
            said("the estimate {name} needs {option}", name=method, option=name),
            where=shown,
            next_step=said("`{command} --help` says what it takes", command=f"absentia estimate {method}"),
        )
    return UsageProblem(
        said("“{text}” cannot be used for {option}", text=str(problem["input"])[:40], option=name.replace("_", "-")),
        where=shown,
        next_step=_allowed(options, name, problem),
    )


def _allowed(options: type[Options], name: str, problem: ErrorDetails) -> Said | None:
    expected = problem.get("ctx", {}).get("expected")
    if expected:
        allowed = str(expected).replace("'", "").replace(" or ", ", ")
        close = difflib.get_close_matches(str(problem["input"]), allowed.split(", "), n=1)
        return said("did you mean {names}?", names=close[0]) if close else said("there are: {known}", known=allowed)
    low, high = _bounds(options.model_json_schema()["properties"][name])
    return None if low is None or high is None else said("give a number from {low:g} to {high:g}", low=low, high=high)


def _bounds(schema: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """The least and greatest number an option may be, where it has any."""
    for part in (schema, *schema.get("anyOf", ())):
        if "minimum" in part or "maximum" in part:
            return part.get("minimum"), part.get("maximum")
    return None, None


def number_in(text: str, name: str, *, low: float, high: float) -> float:
    """A number within bounds, of an option that holds several.

    Raises:
        UsageProblem: not a number, or out of bounds.
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise UsageProblem(
            said("“{text}” cannot be used for {option}", text=text, option=name),
            next_step=said("give a number from {low:g} to {high:g}", low=low, high=high),
        )
    return value
