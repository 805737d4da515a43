"""What can be asked of asylum tables: excess men, and what became of applications."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from absentia.errors import UsageProblem
from absentia.estimate.options.base import File, Options, Shell, Text
from absentia.estimate.options.deaths import EXCESS_REFERENCE, parse_years
from absentia.model.texts import N_, said

ASYLUM = "asylum"
ASYLUM_REFERENCE = f"method: {EXCESS_REFERENCE}; tables: Eurostat, migr_asyappctza; docs/methodology/asylum.md"
FIRST_WAR_YEAR = 2022
FEWEST_YEARS = 5
"""A line through fewer has no error worth the name, and no placebo years."""
Years = Annotated[Text, Shell("YEARS", flags=("--years", "--year"))]
Country = Annotated[str | None, Shell("NAME")]
COUNTRY_HELP = N_("One country by its English or Russian name or code.")


class AsylumOptions(Options):
    """Of excess men among first-time applicants."""

    tables: File | None = Field(
        default=None, description=N_("Your own table, as `absentia figures import eurostat` wrote it.")
    )
    years: Years = Field(default="2022-2024", description=N_("Years: 2022, 2022,2023 or 2022-2023."))
    baseline: Annotated[Text, Shell("YEARS")] = Field(
        default="2013-2021", description=N_("Years the line is drawn through, at least five and before the war.")
    )
    countries: bool = Field(default=False, description=N_("By country, each by its own line."))
    country: Country = Field(default=None, description=COUNTRY_HELP)

    @model_validator(mode="after")
    def _readable(self) -> Self:
        baseline, years = self.line_years, parse_years(self.years)
        if len(baseline) < FEWEST_YEARS or max(baseline) >= FIRST_WAR_YEAR:
            raise UsageProblem(
                said("the line needs at least {n} years, all before {war}", n=FEWEST_YEARS, war=str(FIRST_WAR_YEAR)),
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
