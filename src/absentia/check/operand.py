"""One number of a claims file, by where it comes from, and texts in both languages."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from absentia.law import Family
from absentia.model.texts import Said, in_languages, said

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
LARGEST = 1e15
"""Nothing counted here is more; of such numbers a machine still knows each whole one."""
Number = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-LARGEST, le=LARGEST)]
"""No text, no “yes”, and neither endless nor none."""
_COMPANIONS = {
    "where": ("series",), "options": ("estimate",), "pick": ("estimate",), "provision": ("tally",),
    "since": ("tally", "stated"), "until": ("tally", "stated"), "measure": ("latest",), "not_after": ("latest",),
    "day": ("law", "days_since"), "family": ("law",), "term": ("law",),
}  # fmt: skip
"""Fields that only some kinds of operands have."""
KINDS = ("figure", "sum", "series", "estimate", "tally", "latest", "law", "days_since", "stated")


class Strict(BaseModel):
    """A part of the file: a key that is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """The same sentence in both languages; with one missing, or written plainly, one stands for both."""

    en: str | None = None
    ru: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, written: Any) -> Any:
        """A text without a language stands for both."""
        return {"en": written, "ru": written} if isinstance(written, str) else written

    @model_validator(mode="after")
    def _one_at_least(self) -> Text:
        if not (self.en or self.ru):
            raise ValueError(said("write the text in en, in ru, or in both"))
        return self

    @property
    def texts(self) -> dict[str, str]:
        """The sentence by language code."""
        return {"en": self.en or self.ru or "", "ru": self.ru or self.en or ""}

    @property
    def words(self) -> Said:
        """The sentence."""
        return in_languages(self.texts)


class Operand(Strict):
    """One number, by where it comes from: exactly one of :data:`KINDS`."""

    label: Text | None = None
    """What the number is, for readers; a figure's own definition by default."""
    figure: str | None = None
    """Id of a figure: ``court_cases-001``."""
    sum: Annotated[list[Name], Field(min_length=1)] | None = None
    """Names of other operands of the claim to add; their units must be the same."""
    series: str | None = None
    """A series table; ``where`` must single out one row."""
    where: dict[str, str | int] | None = None
    estimate: str | None = None
    """An estimate; ``options`` as on the command line, ``pick`` its name where a method gives several."""
    options: dict[str, str | int | float | bool] | None = None
    pick: str | None = None
    tally: str | None = None
    """A measure counted in the observatory."""
    provision: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    latest: str | None = None
    """A fact table; the figure of ``measure`` with the latest day not after ``not_after``."""
    measure: str | None = None
    not_after: dt.date | None = None
    law: str | None = None
    """A provision: its ``term`` of imprisonment on a ``day``, in years."""
    days_since: str | None = None
    """Id of a figure: the days from the first of its period to a ``day``."""
    day: dt.date | None = None
    family: Family | None = None
    """The part of the article that requires these circumstances, whichever it was on that day."""
    term: Literal["least", "most"] | None = None
    """Which of them; the longest by default."""
    stated: Number | None = None
    """A number the article states; ``since`` and ``until`` are the period it states it of."""
    unit: Text | None = None
    scale: Number = Field(default=1, gt=0)
    """Multiply by this to reach the unit wanted: 0.01 turns percent into a share."""
    running_total: bool = False
    """A total that can only grow; on an earlier day it was this at most."""
    minimum: bool = False
    """A count of what is known, such as a list of names: the truth is this at least."""

    @model_validator(mode="after")
    def _one_kind(self) -> Operand:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(
                said(
                    "name exactly one of {kinds}; found: {given}", kinds=", ".join(KINDS), given=", ".join(given) or "–"
                )
            )
        for field, kinds in _COMPANIONS.items():
            if getattr(self, field) is not None and given[0] not in kinds:
                raise ValueError(said("“{field}” belongs to “{kind}”", field=field, kind=" / ".join(kinds)))
        needed = {"series": ("where",), "tally": ("since", "until"), "latest": ("measure", "not_after"),
                  "law": ("day",), "days_since": ("day",)}  # fmt: skip
        for field in needed.get(given[0], ()):
            if getattr(self, field) is None:
                raise ValueError(said("“{kind}” needs “{field}”", kind=given[0], field=field))
        if (self.since is None) != (self.until is None):
            raise ValueError(said("“since” and “until” go together"))
        if self.since is not None and self.until is not None and self.until < self.since:
            ends = {"since": self.since, "until": self.until}
            raise ValueError(said("the period ends ({until}) before it begins ({since})", **ends))
        return self

    @property
    def kind(self) -> str:
        """Which of :data:`KINDS` it is."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)
