"""The pages of estimates that checked articles name: answers, other choices, assumptions, caveats, method."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from absentia.messages import LANGUAGES, N_
from absentia.model.checked import ChartData, CheckedArticle, Text
from absentia.model.estimate import Assumption, Estimate, Refusal
from absentia.model.numbers import NOTHING, Quantity, between, period
from absentia.model.period import Period
from absentia.model.publishers import published_by
from absentia.model.texts import Said, counted, in_languages, joined, said, said_of
from absentia.publish.site.numbers import Book, Number
from absentia.publish.site.sheets import Cell, Sheet, Table, file_name
from absentia.publish.sources import EstimateReport, Origin
from absentia.publish.wording import SERIES, answer_name, choices, distinct, grouped, standing_of, variant_name

INDEX = "estimates/index"
HOLDS: Mapping[bool | None, str] = {True: N_("holds"), False: N_("fails"), None: N_("cannot be checked here")}
KEPT = Said(
    N_("What the records do not show, computed from published figures. Where an assumption fails there is a reason "
       "instead of a number.")
)  # fmt: skip
SHOWN = said("Numbers as their sources give them, each in its own unit; nothing is estimated here.")


def named(article: CheckedArticle) -> list[str]:
    """The estimates that numbers of an article come from, each source begins with its name; then those it asks for."""
    found = [source.split(" ")[0] for claim in article.claims for one in claim.numbers
             if one.standing == "estimated" for source in one.sources]  # fmt: skip
    return list(dict.fromkeys([*found, *article.estimates]))


def page_of(name: str) -> str:
    """The page of an estimate."""
    return f"estimates/{file_name(name)}"


def chart_name(name: str) -> str:
    """What the files of an estimate's chart are called."""
    return f"estimates/charts/{file_name(name)}"


def drawn(report: EstimateReport) -> EstimateReport:
    """The same with a chart of its totals where each number had a line: all of them are in the table."""
    totals = choices(report.answers).totals
    if report.chart is None or report.chart.spec != "estimate_intervals" or not 0 < len(totals) < len(report.answers):
        return report
    rows = [
        {
            "label": joined([answer_name(one), _period(one)], ", "),
            "value": one.value,
            "low": one.interval.low if one.interval else None,
            "high": one.interval.high if one.interval else None,
            "standing": standing_of([one]),
        }
        for one in totals
    ]
    words = said("All ages of the estimate together, with intervals; the table has each by itself.")
    chart = ChartData("estimate_intervals", said_of(report.title), words, said_of(totals[0].counts), rows)
    return replace(report, chart=chart)


def sheets(reports: Sequence[EstimateReport], origin: Origin, book: Book) -> list[Sheet]:
    """Their list, then each with a page of its own for what it assumes."""
    if not reports:
        return []
    index = Sheet(
        name=INDEX,
        title=said("Estimates"),
        lead=[KEPT],
        links=[(said_of(one.title), page_of(one.name)) for one in reports],
    )
    return [index, *(sheet for one in reports for sheet in _Report(one, origin, book).sheets())]


class _Report:
    """One estimate on its way to pages."""

    def __init__(self, report: EstimateReport, origin: Origin, book: Book) -> None:
        self.report, self.origin, self.book = report, origin, book
        self.title = said_of(report.title)

    def sheets(self) -> list[Sheet]:
        """The answers; and where there are any, other choices, assumptions and caveats on a page of their own."""
        answers = self.report.answers
        found = [one for one in answers if isinstance(one, Estimate)]
        series = bool(found) and found[0].name in SERIES
        refused = len(answers) - len(found)
        more = self._assumed()
        first = Sheet(
            name=page_of(self.report.name),
            title=self.title,
            lead=[
                *([self._first(found)] if found and not series else []),
                *([counted("For {n} other there is a reason instead.", "For {n} others there is a reason instead.",
                           n=refused)] if refused else []),
                SHOWN if series else KEPT,
            ],
            tables=[self._answers(heading or said("Refused"), members) for heading, members in grouped(answers)],
            links=[(more.title, more.name)],
            code=self.report.command,
            template="estimate.html",
            more={"drawn": self.report.chart, "stem": chart_name(self.report.name)},
        )  # fmt: skip
        return [first, more]

    def _first(self, found: Sequence[Estimate]) -> Text:
        """The answer in a sentence: the last total, of all years and ages, or the first number."""
        one = next(reversed(choices(found).totals), found[0])
        values = {
            "what": joined([answer_name(one), *([_period(one)] if one.period else [])], ", "),
            "within": _within(one),
            "number": self._number(one, answer_name(one)).mark,
            "unit": said_of(one.counts),
        }
        return Said("{what:opening}: {number} ({unit}; {within}).", values)

    def _assumed(self) -> Sheet:
        answers = self.report.answers
        caveats = [said_of(one) for one in distinct(answers, "caveats")]
        methods = [said_of(one) for one in distinct(answers, "method")]
        references = [published_by(one) for one in distinct(answers, "reference")]
        tested: list[Assumption] = distinct(answers, "assumptions")
        rows: list[list[Cell]] = [[one.statement, Said(HOLDS[one.holds]), one.outcome] for one in tested]
        headings = [said("What it assumes"), said("Does it hold?"), said("What the check found")]
        tables = [Table(said("Assumptions"), headings, rows)] if rows else []
        return Sheet(
            name=f"{page_of(self.report.name)}-assumptions",
            title=joined([self.title, said("assumptions and other choices")], ": "),
            lead=methods,
            tables=[*tables, *self._choices()],
            notes=[*caveats, *references],
            links=[(self.title, page_of(self.report.name))],
        )

    def _answers(self, heading: Text, members: Sequence[Estimate | Refusal]) -> Table:
        rows: list[list[Cell]] = []
        for one in members:
            name = answer_name(one)
            if isinstance(one, Refusal):
                rows.append([name, NOTHING, said_of(one.reason)])
            else:
                rows.append([name, self._number(one, name), _within(one)])
        headings = [said("What"), said("Value"), said("Interval, or why there is no number")]
        return Table(heading, headings, rows)

    def _choices(self) -> list[Table]:
        """The totals under every variant of the method."""
        found = choices(self.report.answers)
        rows: list[list[Cell]] = [
            [
                variant_name(name),
                *(self._chosen(name, total, value) for total, value in zip(found.totals, values, strict=True)),
            ]
            for name, values in found.rows
        ]
        if not rows:
            return []
        headings = [joined([answer_name(one), _period(one)], ", ") for one in found.totals]
        return [Table(said("The same number under other choices"), [said("Choice"), *headings], rows)]

    def _chosen(self, choice: Text, total: Estimate, value: float | None) -> Cell:
        if value is None:
            return NOTHING
        # the choice says itself what is done with deaths from HIV
        ages = said("ages {ages}", ages=total.ages.replace("-", "–")) if total.ages else answer_name(total)
        name = joined([ages, variant_name(choice)], ", ")
        return self._number(total, name, value, choice=choice.text("en"))

    def _number(self, one: Estimate, name: Text, value: float | None = None, **keys: str) -> Number:
        own = value is None
        return self.book.add(
            Number(
                keys={
                    "measure": f"estimate:{self.report.name}",
                    "number": one.name,
                    "period": one.period.name if isinstance(one.period, Period) else str(one.period or ""),
                    "ages": one.ages or "",
                    "variant": one.variant or "",
                    **keys,
                },
                label=joined([self.title, name, *([] if one.name in SERIES else [_period(one)])], ", "),
                value=one.value if value is None else value,
                unit=said_of(one.counts),
                quantity=one.quantity,
                period=one.period.name if isinstance(one.period, Period) else one.period or "",
                interval=one.interval if own else None,
                standing=standing_of([one]),
                definition=said_of(one.method),
                command=self.report.command,
                sources=tuple(one.inputs),
                synthetic=one.synthetic,
                data=self._digest(one),
            )
        )

    def _digest(self, one: Estimate) -> str:
        """Of the tables it was computed from: other bytes are new data."""
        tables = {name: digest for name, digest in self.origin.digests.items()
                  if any(key == name or key.startswith(f"{name}-") for key in one.inputs)}  # fmt: skip
        return hashlib.sha256(repr(sorted(tables.items())).encode()).hexdigest()[:12]


def _period(one: Estimate) -> Text:
    if one.period is None:
        return said_of("")
    return in_languages({code: period(one.period or "", code) for code in LANGUAGES})


def _within(one: Estimate) -> Text:
    """The interval and its kind."""
    if one.interval is None:
        return said("none known")
    low, high, share = one.interval.low, one.interval.high, one.quantity is Quantity.SHARE
    ends = in_languages({code: between(low, high, code, one.value, share=share) for code in LANGUAGES})
    return joined([ends, said_of(one.interval.named)], ", ")
