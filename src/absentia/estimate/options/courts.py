"""What can be asked of courts: the gaps in their numbers, and the undercount by every way."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from absentia.estimate.options.base import File, Level, Options, Seed, Shell, Text
from absentia.estimate.options.deaths import parse_years
from absentia.model.texts import N_

SERIAL_GAPS, REFILED, UNDERCOUNT = "serial-gaps", "refiled", "undercount"
SERIAL_GAPS_REFERENCE = (
    "Goodman, JASA 47(260), 1952; Höhle and Held, Univ. of Munich Discussion Paper 499, 2006; "
    "Dyer and Pierce, Commun. Stat. 22(8), 1993"
)
REFILED_REFERENCE = "Jeffreys, Proc. R. Soc. A 186, 1946; docs/methodology/refiled.md"
REFILED_SEED = 1946
UNDERCOUNT_REFERENCE = N_("each row names its own")
SERIAL_GAPS_SEED = 1952
ARTICLE, MEASURE = "337", "filings_received"


class SerialGapsOptions(Options):
    """Of serial gaps."""

    article: Annotated[Text, Shell("PROVISION")] = Field(
        default=ARTICLE, description=N_("An article or exact part, such as 337.5 (337).")
    )
    court: Annotated[str | None, Shell("HOST")] = Field(default=None, description=N_("Only this court."))
    register_index: Annotated[Text | None, Shell("INDEX", flags=("--register",))] = Field(
        default=None,
        alias="register",
        description=N_("Only this register: the index of its numbers, such as 1 or 1-1."),
    )
    years: Annotated[Text | None, Shell("YEARS")] = Field(
        default=None, description=N_("Only these: 2022, or 2021-2023.")
    )
    posting_delay: Annotated[int | None, Field(ge=0, le=365), Shell("DAYS")] = Field(
        default=None,
        description=N_("Days until a filing is due to be shown; by default what holds 95 % of the cards, at least 14."),
    )
    level: Level = Field(default=0.95, description=N_("Level of the intervals (0.95)."))
    draws: Annotated[int, Field(ge=1_000, le=1_000_000), Shell("N")] = Field(
        default=20_000, description=N_("Number of simulations.")
    )
    seed: Seed = Field(default=SERIAL_GAPS_SEED, description=N_("Seed of the simulations."))

    @model_validator(mode="after")
    def _readable(self) -> Self:
        if self.years is not None:
            parse_years(self.years)
        return self


class RefiledOptions(Options):
    """Of cases filed again."""

    level: Level = Field(default=0.95, description=N_("Level of the intervals (0.95)."))
    seed: Seed = Field(default=REFILED_SEED, description=N_("Seed of the simulations."))


class UndercountOptions(Options):
    """Of the undercount."""

    lists: File | None = Field(default=None, description=N_("Your table of overlapping lists."))
    triangle: File | None = Field(default=None, description=N_("Your table of reporting delays."))
    measure: Annotated[str, Shell("MEASURE")] = Field(
        default=MEASURE, description=N_("The measure to nowcast (filings_received).")
    )
    article: Annotated[Text, Shell("ARTICLE")] = Field(
        default=ARTICLE, description=N_("The article of the Criminal Code (337).")
    )
    seed: Seed | None = Field(default=None, description=N_("Seed of the simulations."))
