"""What a claims file names must be there: figures, tables, rows, estimates and their options, claims of sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from absentia.check.loading import Wrong, all_of
from absentia.check.operand import Operand
from absentia.check.schema import Article
from absentia.errors import UsageProblem
from absentia.figures import Catalogue, Row
from absentia.model.texts import Words, counted, first_few, nearest, said

_SHOWN = 8


def check_references(article: Article, catalogue: Catalogue, path: Path) -> None:
    """Every figure, table, row and estimate the file names exists, and every estimate takes the options given.

    Where sentences are listed, they name claims of the file, and none of its claims is left out.

    Raises:
        ClaimsProblem: some do not; the nearest known names are given.
    """
    names = _Names(catalogue)
    found = [
        wrong
        for claim in article.claims
        for name, operand in claim.operands.items()
        for wrong in names.wrong_in(operand, f"{path} (claims[{claim.id}].operands.{name}")
    ]
    found += _sentences(article, path)
    if found:
        raise all_of(found)


def _sentences(article: Article, path: Path) -> Iterator[Wrong]:
    """Claims that sentences name and that are not there; claims that no sentence names."""
    known = [claim.id for claim in article.claims]
    named: set[str] = set()
    for nth, sentence in enumerate(article.sentences, 1):
        named.update(sentence.claims or ())
        for name in sentence.claims or ():
            if name not in known:
                step = nearest(name, known) or said("it has: {known}", known=", ".join(known))
                yield Wrong(said("there is no claim {name}", name=name), f"{path} (sentences[{nth}].claims)", step)
    for name in known if article.sentences else ():
        if name not in named:
            step = said("name it under `claims` of the sentence it is taken from")
            yield Wrong(said("no sentence names this claim"), f"{path} (claims[{name}])", step)


class _Names:
    """What there is to be named."""

    def __init__(self, catalogue: Catalogue) -> None:
        from absentia.estimate import METHODS

        figures = {figure.id: figure for figure in catalogue.figures()}
        self.catalogue = catalogue
        self.known: Mapping[str, set[str]] = {
            "figure": set(figures),
            "days_since": set(figures),
            "latest": {figure.table for figure in figures.values()},
            "series": {name for name, resource in catalogue.resources.items() if resource.kind == "series"},
            "estimate": set(METHODS),
        }

    def wrong_in(self, operand: Operand, where: str) -> Iterator[Wrong]:
        """What an operand names and is not there."""
        wanted = getattr(operand, operand.kind) if operand.kind in self.known else None
        if wanted is None:
            return
        if wanted not in self.known[operand.kind]:
            step = nearest(wanted, sorted(self.known[operand.kind])) or said(
                "`absentia figures` and `absentia estimate --list` show what there is"
            )
            yield Wrong(said("there is no {kind} {name}", kind=operand.kind, name=wanted), f"{where})", step)
        elif operand.estimate is not None:
            yield from _options(operand.estimate, operand.options or {}, where)
        elif operand.series is not None:
            yield from self._row(operand.series, operand.where or {}, where)

    def _row(self, table: str, wanted: Mapping[str, str | int], where: str) -> Iterator[Wrong]:
        """Exactly one row of a table must fit."""
        columns = [column.name for column in self.catalogue.resources[table].columns]
        unknown = [column for column in wanted if column not in columns]
        for column in unknown:
            what = said("the table {table} has no column {column}", table=table, column=column)
            yield Wrong(
                what, f"{where}.where)", nearest(column, columns) or said("columns: {names}", names=", ".join(columns))
            )
        if unknown:
            return
        rows = list(self.catalogue.rows(table))
        fitting = [row for row in rows if _fits(row, wanted)]
        if not fitting:
            what = said("the table {table} has no such row", table=table)
            yield Wrong(what, f"{where}.where)", _near(rows, wanted))
        elif len(fitting) > 1:
            what = counted(
                "{n} row of {table} fits; a number must be one row",
                "{n} rows of {table} fit; a number must be one row",
                n=len(fitting),
                table=table,
            )
            free = sorted({c for c in fitting[0] if c != "value" and len({str(row[c]) for row in fitting}) > 1})
            yield Wrong(what, f"{where}.where)", said("fix also: {columns}", columns=", ".join(free)))


def _options(name: str, options: Mapping[str, Any], where: str) -> Iterator[Wrong]:
    from absentia.estimate.registry import asked

    try:
        method = asked(name, options)
        method.options.read(method.name, options)
    except UsageProblem as problem:
        what, _where, next_step = problem.sentences
        yield Wrong(cast("Words", what), f"{where}.options)", cast("Words | None", next_step))


def _fits(row: Row, wanted: Mapping[str, str | int]) -> bool:
    return all(str(row[column]) == str(value) for column, value in wanted.items())


def _near(rows: list[Row], wanted: Mapping[str, str | int]) -> Words | None:
    """Values of the first column that is wrong by itself, else of the first: those it has where all others fit."""
    wrong = [column for column, value in wanted.items() if not any(str(row[column]) == str(value) for row in rows)]
    for column in wrong or list(wanted):
        others = {one: value for one, value in wanted.items() if one != column and one not in wrong}
        values = list(dict.fromkeys(str(row[column]) for row in rows if _fits(row, others)))
        if values:
            close = nearest(str(wanted[column]), values)
            return close or said("{column} may be: {values}", column=column, values=first_few(values, _SHOWN))
    return None
