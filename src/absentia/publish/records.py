"""What pages owe to the stages before: estimates asked for, versions and digests, terms; plain records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from absentia.model.checked import ChartData, Text
from absentia.model.estimate import Estimate, Refusal
from absentia.model.texts import IN_BOTH, Words


@dataclass(frozen=True, slots=True)
class EstimateReport:
    """The answers of one estimate."""

    name: str
    title: Annotated[Words, IN_BOTH]
    command: str
    answers: Sequence[Estimate | Refusal]
    chart: ChartData | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """What the pages were computed with and from, instead of a time stamp."""

    version: str
    vintage: str
    """How new the figures are: the latest publication date among them."""
    digests: Mapping[str, str]
    """Table of figures → SHA-256 of its file."""


@dataclass(frozen=True, slots=True)
class Licence:
    """Terms, and the data sets under them."""

    terms: Text
    data: Text
