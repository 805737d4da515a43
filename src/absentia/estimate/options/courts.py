"""What can be asked of courts and asylum offices: gaps in numbers, the undercount, who applied and what came of it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from absentia.errors import UsageProblem
from absentia.estimate.options.base import File, Level, Options, Seed, Shell, Text
from absentia.estimate.options.deaths import EXCESS_REFERENCE, YEARS_HELP, ReadableYears, Years, parse_years
from absentia.model.texts import N_, counted, said

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
    years: Annotated[ReadableYears | None, Shell("YEARS")] = Field(
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


ASYLUM = "asylum"
RECOGNITION, PENDING = f"{ASYLUM}:recognition", f"{ASYLUM}:pending"
ASYLUM_REFERENCE = f"method: {EXCESS_REFERENCE}; tables: Eurostat, migr_asyappctza; docs/methodology/asylum.md"
UNHCR_REFERENCE = "UNHCR, Refugee Data Finder, https://www.unhcr.org/refugee-statistics/; docs/methodology/asylum.md"
FIRST_WAR_YEAR = 2022
FEWEST_YEARS = 5
"""A line through fewer has no error worth the name, and no placebo years."""
Country = Annotated[str | None, Shell("NAME")]
COUNTRY_HELP = N_("One country by its English or Russian name or code.")
TABLES_HELP = N_("Your own table, as `absentia figures import` wrote it.")
Instance = Literal["FI", "FA", "AR", "RA", "JR", "IN", "EO", "SP", "TP", "NA"]


class AsylumOptions(Options):
    """Of excess men among first-time applicants."""

    tables: File | None = Field(default=None, description=TABLES_HELP)
    years: Years = Field(default="2022-2024", description=YEARS_HELP)
    baseline: Annotated[Text, Shell("YEARS")] = Field(
        default="2013-2021", description=N_("Years the line is drawn through, at least five and before the war.")
    )
    countries: bool = Field(default=False, description=N_("By country, each by its own line."))
    country: Country = Field(default=None, description=COUNTRY_HELP)

    @model_validator(mode="after")
    def _readable(self) -> Self:
        if self.countries and self.country is not None:
            raise UsageProblem(
                said("--countries and --country ask for different answers"), next_step=said("give one of them")
            )
        baseline, years = self.line_years, parse_years(self.years)
        if len(baseline) < FEWEST_YEARS or max(baseline) >= FIRST_WAR_YEAR:
            raise UsageProblem(
                counted(
                    "the line needs at least {n} year, all before {war}",
                    "the line needs at least {n} years, all before {war}",
                    n=FEWEST_YEARS,
                    war=str(FIRST_WAR_YEAR),
                ),
                where=f"--baseline {self.baseline}",
                next_step=said("write --baseline 2013-2021"),
            )
        if min(years) <= max(baseline):
            raise UsageProblem(
                said("{year} is not after the years the line is drawn through", year=str(min(years))),
                where=f"--years {self.years}",
                next_step=said("ask for later years, or end the baseline earlier"),
            )
        return self

    @property
    def line_years(self) -> tuple[int, ...]:
        """The years of the baseline."""
        return parse_years(self.baseline)


class _Tabled(Options):
    """What rests on the tables of UNHCR, or on the user's own."""

    tables: File | None = Field(default=None, description=TABLES_HELP)
    years: Years = Field(default="2022-2024", description=YEARS_HELP)
    country: Country = Field(default=None, description=COUNTRY_HELP)


class RecognitionOptions(_Tabled):
    """Of recognition rates."""

    recognition: bool = Field(default=False, description=N_("Recognition rates by country and instance instead."))
    instance: Instance = Field(
        default="FI", description=N_("Whose decisions, by UNHCR's code: FI is the first instance; never pooled.")
    )
    status: Literal["any", "refugee"] = Field(
        default="any", description=N_("Protection of any kind, or refugee status alone.")
    )
    sampling: bool = Field(
        default=False, description=N_("As the chance of another such case: chance is in the interval, too.")
    )


class PendingOptions(_Tabled):
    """Of persons who wait for a decision."""

    pending: bool = Field(
        default=False, description=N_("Persons who wait for a decision at the end of a year instead.")
    )
