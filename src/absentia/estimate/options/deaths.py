"""What can be asked of deaths: the excess of men, the leading cause, published estimates, inheritance cases."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from absentia.errors import UsageProblem
from absentia.estimate.options.base import File, FirstDay, LastDay, Level, Options, Seed, Shell, Text
from absentia.estimate.variants import KEPT, WAR_AGES, Hiv, Trend, Variant, Window, parse_ages, parse_variant, ranges
from absentia.model.texts import N_, said

EXCESS, LEADING, COMPARE, PROBATE = "excess-male-deaths", "leading-cause", "compare-deaths", "probate"
REGION, UNTIL, EXTERNAL_CAUSES = f"{EXCESS}:region", f"{EXCESS}:until", f"{EXCESS}:external-causes"
EXCESS_REFERENCE = "Kobak et al., Demography 62(2), 2025, https://doi.org/10.1215/00703370-11862998"
LEADING_REFERENCE = (
    "Goldstein and Spiegelhalter, J. R. Stat. Soc. A 159(3), 1996, https://doi.org/10.2307/2983325; excess: "
    "Kobak et al., Demography 62(2), 2025, https://doi.org/10.1215/00703370-11862998"
)
PROBATE_REFERENCE = (
    "Mediazona, Meduza and D. Kobak, Bring out your dead, July 2023, "
    "https://en.zona.media/article/2023/07/10/stats; late registration: Höhle and an der Heiden, Biometrics 70(4), "
    "2014, https://doi.org/10.1111/biom.12194"
)
WAR = dt.date(2022, 2, 24)
LATE_WEEKS = 26
"""Six months: the term in which an inheritance is accepted (Civil Code of Russia, article 1154)."""
LEADING_SEED, PROBATE_SEED = 20_231_026, 20_230_710
# 2022 · 2022-2023
_YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?")


def parse_years(text: str) -> tuple[int, ...]:
    """``2022``, ``2022,2023`` or ``2022-2023``.

    Raises:
        UsageProblem: not years.
    """
    years: set[int] = set()
    for piece in text.split(","):
        match = _YEARS.fullmatch(piece.strip())
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if first > last:
            raise UsageProblem(
                said("“{text}” is not a year", text=piece.strip()), next_step=said("write 2022, 2022,2023 or 2022-2023")
            )
        years |= set(range(first, last + 1))
    return tuple(sorted(years))


def _readable(parse: Callable[[str], object]) -> Callable[[str], str]:
    """Takes an option as it was typed, and tells a wrong one at once."""

    def as_typed(text: str) -> str:
        parse(text)
        return text

    return as_typed


def _whole(given: object) -> object:
    return int(given) if isinstance(given, str) and given.isdigit() else given


ReadableYears = Annotated[Text, AfterValidator(_readable(parse_years))]
Years = Annotated[ReadableYears, Shell("YEARS", flags=("--years", "--year"))]
YEARS_HELP = N_("Years: 2022, 2022,2023 or 2022-2023.")
Ages = Annotated[Text, AfterValidator(_readable(parse_ages)), Shell("AGES")]
_AGES_HELP = N_("Ages in five-year bands: 15-49, 20-29 or 20-24,35-39.")
_VARIANT_HELP = N_("A variant by its name, such as 5-linear-hiv-removed, or paper.")
VariantName = Annotated[str | None, Shell("NAME")]


class _Aged(Options):
    """What has ages."""

    ages: Ages = Field(default=ranges(WAR_AGES), description=_AGES_HELP)

    @property
    def bands(self) -> tuple[str, ...]:
        """The ages as five-year bands."""
        return parse_ages(self.ages)


class _Trended(_Aged):
    """What draws the trend of the sex ratio: by which variant, named whole or by its parts."""

    variant: VariantName = Field(default=None, description=_VARIANT_HELP)
    window: Annotated[Window | None, BeforeValidator(_whole)] = Field(
        default=None, description=N_("Years the trend is drawn through, to 2019.")
    )
    trend: Trend | None = Field(default=None, description=N_("Form of the trend of the ratio."))
    hiv: Hiv | None = Field(default=None, description=N_("What is done with deaths from HIV."))

    @model_validator(mode="after")
    def _one_variant(self) -> Self:
        _ = self.chosen
        return self

    @property
    def chosen(self) -> Variant:
        """The variant asked for; parts that are not named are those of the default.

        Raises:
            UsageProblem: there is no such variant, or it is named whole and by its parts.
        """
        if self.variant is not None and (self.window or self.trend or self.hiv):
            raise UsageProblem(
                said("--variant already says window, trend and hiv"),
                next_step=said("give --variant, or the single parts"),
            )
        if self.variant is not None:
            return parse_variant(self.variant)
        return Variant(self.window or KEPT.window, self.trend or KEPT.trend, self.hiv or KEPT.hiv)


class _Tabled(_Trended):
    """What may rest on the user's own tables of deaths."""

    deaths: File | None = Field(default=None, description=N_("Your own table of deaths (CSV)."))
    hiv_deaths: File | None = Field(default=None, description=N_("Your own table of HIV deaths."))

    @model_validator(mode="after")
    def _both_tables(self) -> Self:
        if self.hiv_deaths is not None and self.deaths is None:
            raise UsageProblem(said("--hiv-deaths needs --deaths"), next_step=said("give both tables, or neither"))
        return self


class ExcessOptions(_Tabled):
    """Of the excess of the nation, by year."""

    years: Years = Field(default="2022,2023", description=YEARS_HELP)
    all_variants: bool = Field(default=False, description=N_("All twelve variants side by side."))


class RegionOptions(_Trended):
    """Of the excess by region."""

    years: Years = Field(default="2022", description=YEARS_HELP)
    regions: bool = Field(default=False, description=N_("By region, each beside its partially pooled number (2022)."))
    region: Annotated[str | None, Shell("NAME")] = Field(
        default=None, description=N_("One region by its Russian or English name or code.")
    )


class UntilOptions(_Tabled):
    """Of the excess up to a day."""

    until: LastDay = Field(description=N_("From the invasion to this day, cut by the weeks of named deaths."))


class ExternalOptions(Options):
    """Of the residual of external causes."""

    years: Years = Field(default="2022,2023", description=YEARS_HELP)
    external_causes: bool = Field(
        default=False, description=N_("From deaths by external causes instead: a cross-check.")
    )


class LeadingOptions(_Tabled):
    """Of the leading cause of death."""

    ages: Ages = Field(default="15-29", description=_AGES_HELP)
    year: Years = Field(default="2022", description=YEARS_HELP)
    causes: File | None = Field(default=None, description=N_("Your table of causes of death."))
    draws: Annotated[int, Field(ge=1, le=10_000_000), Shell("N")] = Field(
        default=100_000, description=N_("Number of simulations.")
    )
    seed: Seed = Field(default=LEADING_SEED, description=N_("Seed of the simulations."))

    @model_validator(mode="after")
    def _one_year(self) -> Self:
        if len(parse_years(self.year)) != 1:
            raise UsageProblem(said("the leading cause is asked for one year"), next_step=said("write --year 2022"))
        return self


class CompareOptions(_Aged):
    """Of published estimates beside ours."""

    variant: Annotated[str, AfterValidator(_readable(parse_variant)), Shell("NAME")] = Field(
        default=KEPT.name, description=_VARIANT_HELP
    )


class ProbateOptions(Options):
    """Of deaths from inheritance cases."""

    registry: Annotated[File, Shell("REGISTRY")] = Field(kw_only=False)
    matches: Annotated[File, Shell("MATCHES")] = Field(kw_only=False)
    war: FirstDay = Field(
        default=WAR, description=N_("First day of the war; the weeks before are the baseline (2022-02-24).")
    )
    until: LastDay | None = Field(default=None, description=N_("Last day to cover."))
    extracted: FirstDay | None = Field(
        default=None, description=N_("When the registry was read; by default the end of its last week.")
    )
    late_weeks: Annotated[int, Field(ge=0, le=520), Shell("N")] = Field(
        default=LATE_WEEKS,
        description=N_(
            "Weeks before the extract in which cases are not opened yet (26); left out where matches have no period."
        ),
    )
    level: Level = Field(default=0.95, description=N_("Level of the intervals (0.95)."))
    draws: Annotated[int, Field(ge=1_000, le=1_000_000), Shell("N")] = Field(
        default=20_000, description=N_("Number of simulations.")
    )
    seed: Seed = Field(default=PROBATE_SEED, description=N_("Seed of the simulations."))
