"""What can be asked of series in time and of overlapping lists: nowcast, change point, requests, signals, the panel."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from absentia.errors import UsageProblem
from absentia.estimate.options.base import File, FirstDay, LastDay, Level, Options, Seed, Shell, Text, read_period
from absentia.model.period import Grain, Period
from absentia.model.texts import N_, said

DELAY, CHANGE_POINT = "delay", "change-point"
DELAY_REFERENCE = (
    "McGough, Johansson, Lipsitch and Menzies, PLoS Comput. Biol. 16(4), 2020, "
    "https://doi.org/10.1371/journal.pcbi.1007735; Bastos et al., Stat. Med. 38(22), 2019, "
    "https://doi.org/10.1002/sim.8303; Höhle and an der Heiden, Biometrics 70(4), 2014, https://doi.org/10.1111/biom.12194"
)
CHANGE_POINT_REFERENCE = (
    "Raftery and Akman, Biometrika 73(1), 1986, https://doi.org/10.1093/biomet/73.1.85; Carlin, Gelfand and Smith, "
    "Appl. Stat. 41(2), 1992, https://doi.org/10.2307/2347570"
)
DELAY_SEED, CHANGE_POINT_SEED = 20_200_406, 18_510_315
LARGEST_WINDOW = 260


class _Counted(Options):
    """What counts a user's table, or a measure of the observatory."""

    OF_MEASURE: ClassVar[tuple[str, ...]] = ("provision", "court")
    """Options that choose among the observatory's data; a file would ignore them."""

    file: File | None = Field(default=None, kw_only=False)
    measure: Annotated[Text | None, Shell("MEASURE")] = Field(
        default=None, description=N_("A measure of the observatory instead of a file.")
    )
    provision: Annotated[Text | None, Shell("PROVISION")] = Field(
        default=None, description=N_("With --measure: only this article or part, such as 337.5.")
    )
    court: Annotated[str | None, Shell("HOST")] = Field(
        default=None, description=N_("With --measure: only this court.")
    )

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.file is not None and self.measure is not None:
            raise UsageProblem(said("a file and --measure exclude each other"), next_step=said("give one of them"))
        ignored = [name for name in self.OF_MEASURE if self.file is not None and getattr(self, name) is not None]
        if ignored:
            raise UsageProblem(
                said("--{option} goes with --measure, not with a file", option=ignored[0]),
                next_step=said("leave it out, or cut the file to what is meant"),
            )
        return self


class DelayOptions(_Counted):
    """Of the nowcast for reporting delay."""

    grain: Literal["week", "month"] | None = Field(
        default=None, description=N_("Length of a period; by default as in the file.")
    )
    now: LastDay | None = Field(
        default=None,
        description=N_("A day in the last period whose reports are in; later ones are not used, and counted (all)."),
    )
    window: Annotated[int | None, Field(ge=2, le=LARGEST_WINDOW), Shell("N")] = Field(
        default=None, description=N_("Look back over so many periods (27 weeks or 24 months).")
    )
    max_delay: Annotated[int | None, Field(ge=1, le=LARGEST_WINDOW - 1), Shell("N")] = Field(
        default=None, description=N_("Longest delay in periods; by default what holds 99.5 %.")
    )
    holidays: Annotated[Text | None, Shell("DATES")] = Field(
        default=None,
        description=N_(
            "Periods of altered reporting: 2024-01-01,2024-05-06=0.2; the share of the usual, if known, after =."
        ),
    )
    backtest: Annotated[int | None, Field(ge=1, le=LARGEST_WINDOW), Shell("N")] = Field(
        default=None, description=N_("Also score the nowcasts of the last N periods that are whole by now.")
    )
    level: Level = Field(default=0.95, description=N_("Level of the intervals (0.95)."))
    draws: Annotated[int, Field(ge=100, le=1_000_000), Shell("N")] = Field(
        default=4_000, description=N_("Number of simulations.")
    )
    seed: Seed = Field(default=DELAY_SEED, description=N_("Seed of the simulations."))


class ChangePointOptions(_Counted):
    """Of the change point."""

    OF_MEASURE: ClassVar[tuple[str, ...]] = ("by", "since", "until", "provision", "court")

    by: Grain | None = Field(default=None, description=N_("With --measure: length of a period (month)."))
    since: FirstDay | None = Field(default=None, description=N_("With --measure: first day or period counted."))
    until: LastDay | None = Field(default=None, description=N_("With --measure: last day or period counted."))
    model: Literal["auto", "poisson", "negative-binomial"] = Field(
        default="auto", description=N_("Distribution of the counts; auto takes the likelier one.")
    )
    prior: Annotated[Text | None, Shell("EVENTS[,EXPOSURE]")] = Field(
        default=None,
        description=N_("Gamma prior of both rates: so many events in so much exposure (0.5 at the overall rate)."),
    )
    level: Level = Field(default=0.95, description=N_("Level of the intervals (0.95)."))
    seed: Seed = Field(default=CHANGE_POINT_SEED, description=N_("Seed of the simulations."))


LISTS = "lists"
LISTS_REFERENCE = (
    "Fienberg 1972; Bishop, Fienberg, Holland 1975; Chao 1987; Madigan, York 1997; Manrique-Vallier 2016; Chan, "
    "Silverman, Vincent 2021; Aleshin-Guendel, Sadinle, Wakefield 2024"
)
LISTS_SEED = 1
SHORTEST_RUN = 1_000
FEWEST_REPLICATES = 100
"""Ends of a 95 % interval cannot be read off fewer."""
Names = Annotated[Text, Shell("NAMES")]
Column = Annotated[str | None, Shell("COLUMN")]
Words = Annotated[Text | None, Shell("WORDS")]


class OverlapOptions(Options):
    """Of the panel over overlapping lists."""

    file: File = Field(kw_only=False)
    lists: Names = Field(default="", description=N_("The lists to use, by column or name: A,B,C."))
    count: Column = Field(default=None, description=N_("The column of counts."))
    unit_column: Column = Field(default=None, description=N_("The column of unit ids, where a unit has several rows."))
    list_column: Column = Field(default=None, description=N_("The column that names a row's list, or lists (A;B)."))
    strata: Annotated[Text, Shell("COLUMNS")] = Field(
        default="", description=N_("Columns that cut the units into strata, summed afterwards.")
    )
    methods: Names = Field(default="", description=N_("Show only these members of the panel."))
    seed: Seed = Field(default=LISTS_SEED, description=N_("Seed of the simulations."))
    delta: Annotated[float | None, Field(ge=1e-6, le=1e3)] = Field(
        default=None, description=N_("Prior count per cell of the decomposable graphs; 2^-k by default.")
    )
    largest: Annotated[int | None, Field(ge=1, le=10**12)] = Field(
        default=None, description=N_("Largest number of unseen units the graphs' prior allows.")
    )
    bootstrap: Annotated[int | None, Field(ge=FEWEST_REPLICATES, le=100_000), Shell("N")] = Field(
        default=None, description=N_("Interval of the log-linear average by N replicates.")
    )
    chains: Annotated[int, Field(ge=2, le=64)] = Field(default=4, description=N_("Chains of the latent-class model."))
    iterations: Annotated[int, Field(ge=SHORTEST_RUN, le=10**9)] = Field(
        default=50_000, description=N_("Iterations of each chain before the first check of convergence.")
    )
    classes: Annotated[int, Field(ge=2, le=100)] = Field(
        default=10, description=N_("Most classes of the latent-class model.")
    )
    unit: Words = Field(default=None, description=N_("What is counted, in words."))
    period: Words = Field(default=None, description=N_("The period the lists cover, in words."))


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
