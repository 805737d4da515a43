"""What can be asked of series from outside the courts: a help organisation's, and all of them on one time axis."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from absentia.errors import UsageProblem
from absentia.estimate.options.base import File, Level, Options, Seed, Shell, Text, read_period
from absentia.model.period import Period
from absentia.model.texts import N_, said

REQUESTS, SIGNALS = "requests", "signals"
REQUESTS_REFERENCE = (
    "Haugh, JASA 71(354), 1976, https://doi.org/10.1080/01621459.1976.10480353; Westfall and Young, Resampling-Based "
    "Multiple Testing, Wiley, 1993; Freedman and Lane, J. Bus. Econ. Stat. 1(4), 1983, "
    "https://doi.org/10.1080/07350015.1983.10509354; docs/methodology/requests.md"
)
REQUESTS_SEED = 1976
BUNDLED = "figures"
"""Instead of a file: what was published of a help organisation."""
MEASURES = ("requests", "counselled", "helped", "abroad")
"""Who asked, who was advised, who was helped, who left the country: never one for another."""


Stretch = Annotated[Text, Shell("PERIOD")]
"""A period, or several in a row: ``2023-06..2023-08``."""


class RequestsOptions(Options):
    """Of a help organisation's series."""

    file: File | None = Field(default=None, kw_only=False)
    of: Literal["requests", "counselled", "helped", "abroad"] | None = Field(
        default=None, description=N_("Which of the four measures; by default the file's own, else requests.")
    )
    earlier: Stretch | None = Field(
        default=None, description=N_("The earlier of two periods to compare, such as 2023-06..2023-08.")
    )
    later: Stretch | None = Field(default=None, description=N_("The later of the two."))
    cases: File | None = Field(default=None, description=N_("A table of cases by month (date, count)."))
    measure: Annotated[Text | None, Shell("MEASURE")] = Field(
        default=None, description=N_("A measure of the observatory as the cases, instead of a table.")
    )
    provision: Annotated[Text | None, Shell("PROVISION")] = Field(
        default=None, description=N_("With --measure: only this article or part, such as 337.5.")
    )
    level: Level = Field(default=0.95, description=N_("Level of the intervals (0.95)."))
    seed: Seed = Field(default=REQUESTS_SEED, description=N_("Seed of the permutations and simulations."))

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.cases is not None and self.measure is not None:
            raise UsageProblem(said("--cases and --measure exclude each other"), next_step=said("give one of them"))
        if self.provision is not None and self.measure is None:
            raise UsageProblem(said("--provision goes with --measure"), next_step=said("leave it out"))
        if (self.earlier is None) is not (self.later is None):
            raise UsageProblem(
                said("a comparison takes two periods"), next_step=said("give both --earlier and --later")
            )
        self.compared()
        return self

    def compared(self) -> tuple[Period, Period] | None:
        """The two periods, the earlier first.

        Raises:
            UsageProblem: one is no period, or they are not one after the other.
        """
        if self.earlier is None or self.later is None:
            return None
        earlier, later = read_period(self.earlier), read_period(self.later)
        if earlier.end >= later.start:
            raise UsageProblem(
                said("the periods overlap, or the earlier is the later: {earlier} and {later}",
                     earlier=earlier, later=later),
                next_step=said("a month that is in both would be compared with itself; give two that do not meet"),
            )  # fmt: skip
        return earlier, later


class SignalsOptions(Options):
    """Of the series on one time axis."""

    provision: Annotated[Text, Shell("PROVISION")] = Field(
        default="337", description=N_("Of an observatory: this article or part (337).")
    )
