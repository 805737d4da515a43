"""What can be asked of asylum tables: excess men, and what became of applications."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from absentia.errors import UsageProblem
from absentia.estimate.options.base import File, Options, Shell, Text
from absentia.estimate.options.deaths import EXCESS_REFERENCE, parse_years
from absentia.model.texts import N_, counted, said

ASYLUM = "asylum"
RECOGNITION, PENDING = f"{ASYLUM}:recognition", f"{ASYLUM}:pending"
ASYLUM_REFERENCE = f"method: {EXCESS_REFERENCE}; tables: Eurostat, migr_asyappctza; docs/methodology/asylum.md"
UNHCR_REFERENCE = "UNHCR, Refugee Data Finder, https://www.unhcr.org/refugee-statistics/; docs/methodology/asylum.md"
FIRST_WAR_YEAR = 2022
FEWEST_YEARS = 5
"""A line through fewer has no error worth the name, and no placebo years."""
Years = Annotated[Text, Shell("YEARS", flags=("--years", "--year"))]
Country = Annotated[str | None, Shell("NAME")]
COUNTRY_HELP = N_("One country by its English or Russian name or code.")
TABLES_HELP = N_("Your own table, as `absentia figures import` wrote it.")
YEARS_HELP = N_("Years: 2022, 2022,2023 or 2022-2023.")
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

    @model_validator(mode="after")
    def _readable(self) -> Self:
        parse_years(self.years)
        return self


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
