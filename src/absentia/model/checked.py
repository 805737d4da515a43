"""A checked article: each claim with its verdict, the numbers it rests on, caveats and sources.

Its texts are sentences that know no language yet: the brief is written in both from one check.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from absentia.model.estimate import Interval
from absentia.model.texts import IN_BOTH, IN_COLUMNS, Said, counted, joined, said


class Verdict(enum.StrEnum):
    """What a check of a claim can say."""

    SUPPORTED = "supported"
    SUPPORTED_WITH_CAVEAT = "supported with caveat"
    NOT_SUPPORTED = "not supported"
    CANNOT_BE_TESTED = "cannot be tested"


Text = Annotated[Said, IN_BOTH]
"""A sentence; JSON has it in every language."""
Standing = Literal["published", "computed", "estimated", "tallied"]
"""``published`` (somebody's figure), ``computed`` (arithmetic over figures), ``estimated``, ``tallied``."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a number or sentence was published. ``figure`` is the id in the figures, e.g. ``court_cases-001``."""

    publisher: str
    title: str
    date: str
    url: str
    figure: str | None = None
    evidence_level: str | None = None
    """primary (the publisher's own text), secondary, tertiary."""
    verified: bool | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """One number of a check, with unit, period and interval; ``main`` marks the one the verdict turns on."""

    label: Text
    value: float | None
    """``None``: could not be computed; ``note`` says why. Where other numbers are possible, the nearest known one."""
    unit: Text
    period: str | None = None
    interval: Interval | None = None
    main: bool = False
    note: Text | None = None
    standing: Standing = "published"
    sources: Sequence[str] = ()
    """Figure ids or estimate names this number was computed from."""
    least: float | None = None
    """The numbers what is known allows go from here to ``most``, ``None`` being an open end; of an exact one both are
    ``None``."""
    most: float | None = None


@dataclass(frozen=True, slots=True)
class ChartData:
    """Rows for a Vega-Lite spec kept as ``publish/charts/<spec>.vl.json``, and what is written around them.

    A sentence in a row (``label``) is drawn, and written down, as ``label_en`` and ``label_ru``.
    """

    spec: str
    title: Text
    description: Text
    """What it shows, in words: the text alternative."""
    unit: Text
    rows: Annotated[Sequence[Mapping[str, Any]], IN_COLUMNS]


@dataclass(frozen=True, slots=True)
class KnownThen:
    """What could be said of a claim at the end of the day its article was written: observatory's counts as of then."""

    day: str
    later: int
    """Pages left out that were fetched after it."""
    undated: int
    """Pages left out of which nobody knows when they were fetched."""
    verdict: Verdict
    reason: Text
    numbers: Sequence[Computed]
    """As many as of the claim, each the same question in the same place."""
    caveats: Sequence[Text]


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """One claim and what the figures say of it."""

    id: str
    label: str
    """What people call it: ``a′`` for ``a2``; the id where the claims file gives none."""
    quote: Text
    """The sentence as published (and its translation)."""
    reading: Text
    """The testable comparison it was reduced to."""
    verdict: Verdict
    reason: Text
    """One or two sentences: why this verdict."""
    numbers: Sequence[Computed]
    caveats: Sequence[Text]
    citations: Sequence[Citation]
    command: str
    """The exact command that recomputes it."""
    chart: ChartData | None = None
    then: KnownThen | None = None
    """The same as known when the article was written, where its file says when, and the claim rests on a count."""


SentenceKind = Literal["claim", "testimony", "quotation", "background"]
"""``claim`` (the article says it itself), ``testimony`` (somebody tells what happened to them), ``quotation``
(somebody's view or number, as theirs), ``background``."""
SentenceState = Literal["tested", "undecided", "unchecked"]
"""``tested`` (every claim it names has a verdict that decides), ``undecided`` (its claims have numbers that do not),
``unchecked`` (nothing here can test it)."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One factual sentence of an article: the claims that check it, or why nothing here can."""

    kind: SentenceKind
    text: Text
    """A paraphrase."""
    claims: Sequence[str] = ()
    """Ids of the claims that check it."""
    why: Text | None = None
    """Why nothing here can test it; of a sentence that names no claim."""


@dataclass(frozen=True, slots=True)
class CheckedArticle:
    """All claims of one article."""

    id: str
    title: Text
    publisher: str
    date: str
    url: str | None
    claims: Sequence[CheckedClaim]
    notes: Sequence[Text] = field(default_factory=tuple)
    estimates: Sequence[str] = ()
    """Estimates a reader of the article wants beside those its numbers come from."""
    language: str = "en"
    """The language the article was published in; the other text of a quote is its translation."""
    sentences: Sequence[Sentence] = ()
    """All its factual sentences, in order; none where nobody listed them, or only some claims were checked."""

    def state_of(self, sentence: Sentence) -> SentenceState:
        """How far one of the sentences is checked, by the verdicts of the claims it names."""
        if not sentence.claims:
            return "unchecked"
        verdicts = {claim.id: claim.verdict for claim in self.claims}
        open_ones = [name for name in sentence.claims if verdicts[name] is Verdict.CANNOT_BE_TESTED]
        return "undecided" if open_ones else "tested"

    @property
    def coverage(self) -> Said | None:
        """How many of the sentences are checked; ``None`` where they are not listed."""
        if not self.sentences:
            return None
        states = [self.state_of(sentence) for sentence in self.sentences]
        undecided, unchecked = states.count("undecided"), states.count("unchecked")
        parts = [
            said("{n} tested", n=states.count("tested")),
            said("{n} with numbers that cannot decide", n=undecided) if undecided else None,
            said("{n} that nothing here can test", n=unchecked) if unchecked else None,
        ]
        return counted(
            "{n} factual sentence: {parts}",
            "{n} factual sentences: {parts}",
            n=len(states),
            parts=joined([part for part in parts if part is not None], ", "),
        )
