"""A method: what it can be asked (its options), what it is given (the context), and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from absentia.errors import UsageProblem
from absentia.estimate.given import on_disk
from absentia.estimate.options.base import Options
from absentia.figures import Catalogue
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Refusal
from absentia.model.texts import Words, said
from absentia.observatory import Observatory

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


def only_one(asked: Sequence[str]) -> None:
    """Refuse options that ask for different answers.

    Raises:
        UsageProblem: more than one is given.
    """
    if len(asked) > 1:
        names = ", ".join(f"--{key.replace('_', '-')}" for key in asked)
        raise UsageProblem(said("{options} exclude each other", options=names), next_step=said("give one of them"))
