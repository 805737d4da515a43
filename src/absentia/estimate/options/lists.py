"""What can be asked of overlapping lists."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from absentia.estimate.options.base import File, Options, Seed, Shell, Text
from absentia.model.texts import N_

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
