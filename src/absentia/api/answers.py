"""What an estimate answers, as Python and a notebook show it: numbers, text, a DataFrame, a picture."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, overload

from absentia.errors import UsageProblem
from absentia.estimate import Answer, telling
from absentia.estimate.method import Table
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Refusal
from absentia.model.printed import cell, printed, to_the_right
from absentia.model.texts import Words, as_data, said, spoken

if TYPE_CHECKING:
    import pandas as pd

MOST_LINES = 8
"""A repr names no more numbers."""
WIDE = 160
"""Letters in a line of :meth:`Answers.summary`."""
VEGA_LITE_IN_NOTEBOOKS = "https://vega.github.io/schema/vega-lite/v5.json"
"""The version every notebook draws; the specs use nothing newer."""
_MEDIA_TYPE = "application/vnd.vegalite.v5+json"


@dataclass(frozen=True, slots=True, repr=False)
class Answers(Sequence[Estimate | Refusal]):
    """The numbers of an estimate, or the reasons why there are none, in the order of the command."""

    method: str
    answer: Answer

    @overload
    def __getitem__(self, index: int) -> Estimate | Refusal: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Estimate | Refusal]: ...

    def __getitem__(self, index: int | slice) -> Estimate | Refusal | Sequence[Estimate | Refusal]:
        return self.answer.numbers[index]

    def __len__(self) -> int:
        return len(self.answer.numbers)

    @property
    def estimates(self) -> list[Estimate]:
        """The numbers among them."""
        return self.answer.estimates

    @property
    def refusals(self) -> list[Refusal]:
        """The reasons among them."""
        return self.answer.refusals

    def summary(self, language: str = "en") -> str:
        """All that the command writes: numbers, assumptions and their outcome, sensitivity, sources."""
        return "\n".join(
            _as_text(part, language) if isinstance(part, Table) else spoken(part, language)
            for part in telling.told(self.answer)
        )

    def to_pandas(self, language: str = "en") -> pd.DataFrame:
        """One row per number or refusal: value, interval with level and kind, unit, period.

        Raises:
            UsageProblem: pandas is not installed.
        """
        return _frame(telling.numbers_of(self.answer), telling.COLUMNS, language)

    def table(self, language: str = "en") -> pd.DataFrame:
        """The method's own table: of lists one row per model with deviance and degrees of freedom, of delay the scores.

        The same as :meth:`to_pandas` where the method has none.

        Raises:
            UsageProblem: pandas is not installed.
        """
        own = self.answer.table
        if own is None:
            return self.to_pandas(language)
        return _frame(own.rows, own.columns or tuple(own.headings), language)

    def plot(self, chart: str = "", language: str = "en") -> Chart:
        """The chart of the command, or one of those there are beside it: ``profile`` of lists, ``vintages`` of delay.

        Raises:
            UsageProblem: there is no such chart, or no number to draw.
        """
        first = {} if self.answer.chart is None else {"": self.answer.chart}
        there = {**first, **self.answer.more_charts}
        if chart not in there:
            if not chart:
                raise UsageProblem(
                    said("no chart: there is no number to draw"),
                    next_step=said("ask for the summary: it says why there is no number"),
                )
            names = ", ".join(name for name in there if name)
            raise UsageProblem(
                said("there is no chart “{name}”", name=chart),
                next_step=said("choose one of: {names}", names=names) if names else None,
            )
        return Chart(there[chart], language)

    def __repr__(self) -> str:
        lines = [f"{self.method}: {_line(one)}" for one in self[:MOST_LINES]]
        more = len(self) - len(lines)
        return "\n".join([*lines, f"… and {more} more"] if more > 0 else lines)

    def _repr_html_(self) -> str:
        """What a notebook shows: tables first, what they rest on below."""
        return "\n".join(_in_html(telling.told(self.answer), "en"))


def _line(one: Estimate | Refusal) -> str:
    if isinstance(one, Refusal):
        return f"no number: {one.reason}"
    about = " ".join(spoken(part, "en") for part in (one.variant, one.period, one.ages, one.place) if part)
    ends = "" if one.ends is None or one.interval is None else f" ({one.ends}, {one.interval.named})"
    return f"{about}: {spoken(one.measured, 'en')}{ends} {one.counts}".removeprefix(": ")


def _as_text(table: Table, language: str) -> str:
    from rich.console import Console

    page = io.StringIO()
    console = Console(file=page, width=WIDE, highlight=False, markup=False, emoji=False, color_system=None)
    console.print(printed(table.rows, table.headings, language, width=console.width, right=table.right))
    return "\n".join(line.rstrip() for line in page.getvalue().rstrip().splitlines())


def _in_html(parts: Iterator[Words | Table], language: str) -> Iterator[str]:
    lines: list[str] = []
    for part in parts:
        if isinstance(part, Table):
            yield from _lines_in_html(lines)
            lines = []
            yield _table_in_html(part, language)
        else:
            lines.append(spoken(part, language))
    yield from _lines_in_html(lines)


def _lines_in_html(lines: Sequence[str]) -> Iterator[str]:
    text = "\n".join(lines).strip("\n")
    if text:
        yield f'<pre style="white-space: pre-wrap">{escape(text)}</pre>'


def _table_in_html(table: Table, language: str) -> str:
    right = {key: to_the_right(table.rows, key, table.right) for key in table.headings}
    sides = {key: ' style="text-align: right"' if to_the_side else "" for key, to_the_side in right.items()}
    head = "".join(f"<th{sides[key]}>{escape(spoken(text, language))}</th>" for key, text in table.headings.items())
    rows = (
        "".join(f"<td{side}>{escape(cell(row.get(key), language))}</td>" for key, side in sides.items())
        for row in table.rows
    )
    body = "".join(f"<tr>{cells}</tr>" for cells in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], language: str) -> pd.DataFrame:
    try:
        import pandas as pd
    except ImportError as missing:
        raise UsageProblem(
            said("pandas is not installed"), next_step=said("install it: pip install 'absentia[pandas]'")
        ) from missing
    cells = [{key: as_data(row.get(key), language) for key in columns} for row in rows]
    return pd.DataFrame(cells, columns=list(columns))


@dataclass(frozen=True, slots=True, repr=False)
class Chart:
    """A picture: a notebook draws it by itself; elsewhere take its :attr:`spec` or its :attr:`svg`."""

    data: ChartData
    language: str = "en"

    @property
    def spec(self) -> dict[str, Any]:
        """The Vega-Lite spec with its rows, complete: it can be drawn by anybody."""
        from absentia.publish.charts import filled, titled

        return titled(filled(self.data, self.language), self.data, self.language)

    @property
    def svg(self) -> str:
        """The picture, drawn here without a network."""
        from absentia.publish.charts import draw

        return draw(self.spec)

    def __repr__(self) -> str:
        return f"{self.data.title.text(self.language)}. {self.data.description.text(self.language)}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """The spec for notebooks that draw it, the picture for those that do not, the words for readers of neither."""
        del include, exclude  # a notebook takes what it can show
        return {
            _MEDIA_TYPE: {**self.spec, "$schema": VEGA_LITE_IN_NOTEBOOKS},
            "image/svg+xml": self.svg,
            "text/plain": repr(self),
        }
