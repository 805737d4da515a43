"""The cells a question is asked of, and the country it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from absentia.errors import UsageProblem
from absentia.estimate.given import path_of
from absentia.estimate.method import Context
from absentia.estimate.options.base import File
from absentia.figures.asylum.bundled import unhcr_cells
from absentia.figures.asylum.cells import Cell
from absentia.figures.asylum.facts import read_cells
from absentia.figures.asylum.places import find_place
from absentia.model.texts import Words, said


def own_table(file: File) -> tuple[Sequence[Cell], Mapping[str, Words]]:
    """The user's own table and how it is named.

    Raises:
        FigureProblem: it is no table that `figures import` wrote.
    """
    path = path_of(file)
    return read_cells(path), {path.name: said("your own table")}


def tabled(context: Context, file: File | None, table: str) -> tuple[Sequence[Cell], Mapping[str, Words]]:
    """UNHCR's bundled tables, of which ``table`` is asked, or the user's own."""
    if file is not None:
        return own_table(file)
    return unhcr_cells(context.catalogue), {table: context.catalogue.resources[table].sources[0].title}


def country_of(name: str | None, cells: Iterable[Cell]) -> str | None:
    """The place of that name or code; nothing where none is named.

    Raises:
        UsageProblem: the table has no such country.
    """
    if name is None:
        return None
    known = frozenset(one.place for one in cells)
    place = find_place(name, known)
    if place is None:
        raise UsageProblem(
            said("the table has no country {name}", name=name),
            where="--country",
            next_step=said("it has: {known}", known=", ".join(sorted(known))),
        )
    return place
