"""An alarm: in a week far more records went missing than the past makes credible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from absentia.model.texts import Said, counted, said


@dataclass(frozen=True, slots=True)
class Alarm:
    """Far more missing in a week than the past makes credible."""

    court: str | None
    """``None``: all courts together."""
    since: str
    """ISO week in which the first of them was first missed: 2023-W43."""
    week: str
    """That of the last."""
    suspected: int
    confirmed: int
    returned: int
    known: int
    """Records the court was known to have shown."""
    expected: float
    """How many of them the past makes one expect to miss."""
    probability: float
    """Of so many or more, at the rate of the past."""

    @property
    def period(self) -> str:
        """The week, or the weeks from the first to the last."""
        return self.week if self.since == self.week else f"{self.since}..{self.week}"

    @property
    def missing(self) -> int:
        """All that went missing."""
        return self.suspected + self.confirmed + self.returned

    @property
    def sentence(self) -> Said:
        """What is certain of it and what is only suspected."""
        return counted(
            "ALARM: in {week} {missing} record went missing at {court}, where the past makes one expect {expected}. "
            "Confirmed gone: {confirmed}, suspected: {suspected}, returned: {returned}. See `absentia disappearances`",
            "ALARM: in {week} {missing} records went missing at {court}, where the past makes one expect {expected}. "
            "Confirmed gone: {confirmed}, suspected: {suspected}, returned: {returned}. See `absentia disappearances`",
            missing=self.missing,
            week=self.period,
            court=self.court or said("all courts together"),
            expected=self.expected,
            confirmed=self.confirmed,
            suspected=self.suspected,
            returned=self.returned,
        )

    def as_json(self) -> dict[str, Any]:
        """For reports and people's programs."""
        return {
            "kind": "mass_removal",
            "court": self.court,
            "since": self.since,
            "week": self.week,
            "missing": self.missing,
            "suspected": self.suspected,
            "confirmed": self.confirmed,
            "returned": self.returned,
            "known": self.known,
            "expected": round(self.expected, 3),
            "probability": float(f"{self.probability:.2g}"),
        }
