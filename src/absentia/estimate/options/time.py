"""What can be asked of series in time: the nowcast and the change point."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from absentia.errors import UsageProblem
from absentia.estimate.options.base import File, FirstDay, LastDay, Level, Options, Seed, Shell, Text
from absentia.model.period import Grain
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
