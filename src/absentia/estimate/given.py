"""Tables that a call of Python gives in memory, put where every reader of tables looks: into a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from absentia.errors import AbsentiaError, Sentence, UnreadableInput
from absentia.estimate.options.base import File, Tabular
from absentia.model.texts import Said, said


def path_of(file: File) -> Path:
    """The path of a table; by the time a method runs, all are files (:func:`on_disk`)."""
    assert not isinstance(file, Tabular)
    return Path(file)


@contextmanager
def on_disk(given: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Options in which a table in memory is a file while the block runs, called ``file.csv`` by the option ``file``.

    Raises:
        UnreadableInput: a table whose columns cannot be written as text.
    """
    with tempfile.TemporaryDirectory(prefix="absentia-") as folder:
        try:
            yield {
                name: _written(one, Path(folder, f"{name}.csv")) if isinstance(one, Tabular) else one
                for name, one in given.items()
            }
        except AbsentiaError as error:
            # nobody else knows of the folder, and it is gone when the error is read
            what, where, next_step = error.sentences
            error.sentences = (what, _without(f"{folder}/", where), next_step)
            raise


def _written(table: Tabular, path: Path) -> Path:
    import pyarrow as pa
    from pyarrow import csv

    try:
        given = pa.table(table)
        csv.write_csv(pa.table([_days(column) for column in given.columns], given.column_names), path)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as problem:
        raise UnreadableInput(
            said("this is not a table: {reason}", reason=str(problem).splitlines()[0][:120]),
            where=str(path),
            next_step=said("give it columns of text, numbers or dates"),
        ) from problem
    return path


def _days(column: Any) -> Any:
    """Moments that are all midnight as the days that were meant; a DataFrame knows no other day."""
    import pyarrow as pa

    if not pa.types.is_timestamp(column.type):
        return column
    days = column.cast(pa.date32())
    return days if days.cast(column.type).equals(column) else column


def _without(folder: str, sentence: Sentence | str | None) -> Sentence | str | None:
    """Where something is wrong, a file of the folder called by its name alone."""
    if isinstance(sentence, Said):
        values = {key: str(one).replace(folder, "") for key, one in sentence.values.items() if folder in str(one)}
        return Said(sentence.template, {**sentence.values, **values}, sentence.plural)
    return sentence.replace(folder, "") if isinstance(sentence, str) else sentence
