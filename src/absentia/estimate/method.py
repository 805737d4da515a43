"""A method: what it can be asked (its options), what it is given (the context, files), and what it answers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from absentia.errors import AbsentiaError, Sentence, UnreadableInput, UsageProblem
from absentia.estimate.options.base import File, Options, Tabular
from absentia.figures import Catalogue
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Interval, Refusal
from absentia.model.texts import Said, Words, said, said_of
from absentia.observatory import Observatory


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


Asked = TypeVar("Asked", bound=Options)


@dataclass(frozen=True, slots=True)
class Context:
    """What a method may draw on besides its options: the published figures and, perhaps, an observatory."""

    catalogue: Catalogue = field(default_factory=Catalogue)
    observatory: Observatory | None = None
    advance: Callable[[], None] = lambda: None
    """Called after each step of a long computation."""

    def needed(self) -> Observatory:
        """The observatory, or the one around the current folder, for a method that cannot do without.

        Raises:
            ObservatoryProblem: there is none.
        """
        return self.observatory or Observatory.find(None)


@dataclass(frozen=True, slots=True)
class Table:
    """An answer as rows, where one estimate a line does not show it."""

    rows: Sequence[Mapping[str, Any]]
    """Cells by key; a row that was refused has the reason in ``refused`` and its name in ``title``."""
    headings: Mapping[str, Words]
    """What people see, in this order; ``None`` of a cell is an empty one."""
    columns: Sequence[str] = ()
    """The keys of the CSV; the usual columns of estimates where empty."""
    right: Sequence[str] = ()
    """Columns whose cells stand to the right though they are no plain numbers."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a method says: numbers or reasons, and how they are shown."""

    numbers: Sequence[Estimate | Refusal]
    chart: ChartData | None = None
    table: Table | None = None
    lead: Sequence[Words] = ()
    """What must be read before any number."""
    notes: Sequence[Words] = ()
    """What must be read after the numbers."""
    listed: Sequence[Estimate] | None = None
    """Estimates in a table of their own, one a line: all where the answer has no table; by default none beside one."""
    explained: Sequence[Sequence[Estimate]] | None = None
    """Groups of estimates whose assumptions, sensitivity and sources are told together; by default all as one."""
    more_charts: Mapping[str, ChartData] = field(default_factory=dict)
    """Charts beside the first, by name."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """What JSON says beside estimates and refusals."""

    @property
    def estimates(self) -> list[Estimate]:
        """The numbers among the answers."""
        return [one for one in self.numbers if isinstance(one, Estimate)]

    @property
    def refusals(self) -> list[Refusal]:
        """The reasons."""
        return [one for one in self.numbers if isinstance(one, Refusal)]


@dataclass(frozen=True, slots=True)
class Method(Generic[Asked]):
    """One way to estimate: what it answers, where it comes from, which options it takes, how to run it."""

    name: str
    title: str
    summary: str
    estimand: str
    """What number of the world is estimated, in one sentence; said before every answer."""
    reference: str
    options: type[Asked]
    run: Callable[[Context, Asked], Answer]
    details: str = ""
    """What its help says after the summary."""
    asked_by: tuple[str, ...] = ()
    """Options that ask for this method under the name of another, up to the colon of its own."""

    def ask(self, context: Context, given: Mapping[str, Any]) -> Answer:
        """Run it with options as they came from the command line, a claims file or a Python call.

        Raises:
            UsageProblem: an option there is not, or a value it cannot have.
            DataProblem: a table or an observatory that cannot be used.
        """
        with on_disk(given) as options:
            found = self.run(context, self.options.read(self.name, options))
        return replace(found, lead=(*found.lead, said("Estimated: {estimand}", estimand=said(self.estimand))))


def of_observatory(*, synthetic: bool) -> Said:
    """What an input is called that is an observatory's own."""
    return said("the observatory, synthetic pages") if synthetic else said("the observatory")


def marked(words: Words, *, synthetic: bool) -> Words:
    """A unit or a title, with what must be read beside it where no page is a court's."""
    return said("{unit} · synthetic pages", unit=words) if synthetic else words


def only_one(asked: Sequence[str]) -> None:
    """Refuse options that ask for different answers.

    Raises:
        UsageProblem: more than one is given.
    """
    if len(asked) > 1:
        names = ", ".join(f"--{key.replace('_', '-')}" for key in asked)
        raise UsageProblem(said("{options} exclude each other", options=names), next_step=said("give one of them"))


def bar(label: Words, value: float, interval: Interval | None = None, standing: str = "estimated") -> dict[str, Any]:
    """One line of ``estimate_intervals``."""
    return {
        "label": said_of(label),
        "value": value,
        "low": None if interval is None else interval.low,
        "high": None if interval is None else interval.high,
        "standing": standing,
    }


def drawn(
    rows: Sequence[Mapping[str, Any]], title: Words, description: Words, unit: Words, spec: str = "estimate_intervals"
) -> ChartData | None:
    """The rows with what is written around them; nothing where there is no row."""
    if not rows:
        return None
    return ChartData(spec=spec, rows=rows, title=said_of(title), description=said_of(description), unit=said_of(unit))
