"""What was looked at of the registers a count is about, read from the tables of looks and registers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby, starmap
from operator import itemgetter
from typing import Any, overload

from absentia.engine import Connection, as_arrow, named_statements, query, remembered
from absentia.looks.coverage import CourtCoverage, Coverage, Window
from absentia.model import LookOutcome, PageKind, Period
from absentia.tally.query import Scope

_STATEMENTS = named_statements((files(__package__) / "coverage.sql").read_text(encoding="utf-8"))
_BY_COURT = ("joined", "outcomes", "registers", "known", "pages")
_NO_COURT = "SELECT count(*) AS pages FROM captures WHERE court IS NULL"
_ABROAD = "SELECT court FROM court_law WHERE jurisdiction <> $jurisdiction"
NOT_ASKED = "not_asked"
"""The settings ask for this court, and no look at it is known."""
NO_LISTING = "no_listing"
"""Only cards, hearing lists or acts of it were read: they show no register."""
_FAILED = (LookOutcome.CAPTCHA, LookOutcome.BLOCKED, LookOutcome.UNREACHABLE, LookOutcome.LAYOUT_CHANGED)
# of several refusals the first of these names the reason, where no look does
_REFUSALS = (
    PageKind.CAPTCHA_GATE,
    PageKind.BLOCK_G,
    PageKind.BLOCK_B,
    PageKind.TEMPORARILY_UNAVAILABLE,
    PageKind.BACKEND_ERROR,
    PageKind.NO_SUCH_DATABASE,
    PageKind.NO_CONTENT,
    PageKind.MOVED,
    PageKind.EMPTY_RESULT,
    PageKind.SEARCH_FORM,
    PageKind.UNKNOWN,
)
_RECORDS = (PageKind.CARD, PageKind.LISTING, PageKind.HEARING_LIST, PageKind.ACT)


def coverage(connection: Connection, scope: Scope) -> Coverage:
    """What the observatory saw of the registers a count is about (``all``: of every one), in one court or all.

    Where a provision is asked for, courts that are known to be of another jurisdiction are left out.
    """
    asked = (scope.instance, scope.procedure, scope.court, scope.jurisdiction)
    return remembered(connection, ("coverage", asked), lambda: _coverage(connection, scope))


def _coverage(connection: Connection, scope: Scope) -> Coverage:
    instance, procedure, court = scope.instance, scope.procedure, scope.court
    asked = {"instance": instance, "procedure": procedure}
    windows = _windows(connection, asked)
    found = {name: _by_court(query(connection, _STATEMENTS[name], asked), court) for name in _BY_COURT}
    records = {court for court, rows in found["pages"].items() if any(row["page"] in _RECORDS for row in rows)}
    elsewhere = found["known"].keys() - found["registers"].keys() - records
    courts = sorted({*found["pages"], *found["outcomes"], *found["registers"]} - elsewhere)
    abroad = {row["court"] for row in query(connection, _ABROAD, scope.parameters())}
    courts = [one for one in courts if one not in abroad]
    one_register = None if "all" in (instance, procedure) else f"{procedure}-{instance}"
    rows = [row for rows in found["pages"].values() for row in rows]
    first = [row["first_captured"] for row in rows if row["first_captured"]]
    last = [row["last_captured"] for row in rows if row["last_captured"]]
    newest = [row["newest"] for rows in found["outcomes"].values() for row in rows]
    return Coverage(
        courts=tuple(
            _court(
                key,
                pages=found["pages"].get(key, ()),
                outcomes=found["outcomes"].get(key, ()),
                registers=found["registers"].get(key, ()),
                windows=_Windows(key, windows),
                joined=tuple(_window(*row.values()) for row in found["joined"].get(key, ())),
                one_register=one_register,
            )
            for key in courts
        ),
        first_captured=min(first).isoformat() if first else None,
        last_captured=max(last).isoformat() if last else None,
        pages_of_no_court=int(query(connection, _NO_COURT)[0]["pages"]),
        newest=max(newest, default=None),
    )


class _Windows(Sequence[Window]):
    """The windows of one court; made of rows when somebody asks for any: most counts need only those joined."""

    def __init__(self, court: str, every: Callable[[], Mapping[str, Sequence[Window]]]) -> None:
        self._court, self._every = court, every

    def __iter__(self) -> Iterator[Window]:
        return iter(self._every().get(self._court, ()))

    def __len__(self) -> int:
        return len(self._every().get(self._court, ()))

    @overload
    def __getitem__(self, place: int) -> Window: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Window]: ...

    def __getitem__(self, place: int | slice) -> Window | Sequence[Window]:
        return self._every().get(self._court, ())[place]


def _windows(connection: Connection, asked: Mapping[str, str]) -> Callable[[], Mapping[str, Sequence[Window]]]:
    """Those of all courts, by court."""
    table = as_arrow(connection, _STATEMENTS["windows"], asked)

    @cache
    def made() -> Mapping[str, Sequence[Window]]:
        # what is not known stands last
        ordered = table.sort_by([(name, "ascending") for name in table.column_names])
        rows = zip(*(column.to_pylist() for column in ordered.columns), strict=True)
        return {court: tuple(starmap(_window, group)) for court, group in groupby(rows, itemgetter(0))}

    return made


def _by_court(rows: Sequence[Mapping[str, Any]], court: str | None) -> dict[str, list[Mapping[str, Any]]]:
    found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if court is None or row["court"] == court:
            found[row["court"]].append(row)
    return found


def _court(
    key: str,
    *,
    pages: Sequence[Mapping[str, Any]],
    outcomes: Sequence[Mapping[str, Any]],
    registers: Sequence[Mapping[str, Any]],
    windows: Sequence[Window],
    joined: Sequence[Window],
    one_register: str | None,
) -> CourtCoverage:
    names = [row["name"] for row in (*registers, *pages) if row["name"]]
    since: list[dt.date | None] = [row["since"] for row in registers]
    ended = {row["outcome"]: row["questions"] for row in outcomes}
    return CourtCoverage(
        court=key,
        name=names[0] if names else None,
        pages={row["page"]: row["pages"] for row in pages},
        reason=None if _seen(pages, outcomes) else _why_not(pages, outcomes, registers),
        windows=windows,
        joined=joined,
        incomplete=sum(number for outcome, number in ended.items() if not LookOutcome(outcome).known),
        places=_places(registers, one_register),
        since=max((one for one in since if one), default=None) if None not in since else None,
        outcomes=ended,
    )


def _places(registers: Sequence[Mapping[str, Any]], one_register: str | None) -> tuple[tuple[str, int], ...]:
    """What must be looked at; nothing where several registers are asked for and nobody says which the court has."""
    if one_register is None and any(row["since"] is None for row in registers):
        return ()
    return tuple((row["register"], building) for row in registers for building in row["buildings"])


def _seen(pages: Sequence[Mapping[str, Any]], outcomes: Sequence[Mapping[str, Any]]) -> bool:
    known = any(LookOutcome(row["outcome"]).known or row["shown"] for row in outcomes)
    return known or any(row["listed"] for row in pages)


def _why_not(
    pages: Sequence[Mapping[str, Any]], outcomes: Sequence[Mapping[str, Any]], registers: Sequence[Mapping[str, Any]]
) -> str:
    kinds = {row["page"] for row in pages}
    refused = next((str(kind) for kind in _REFUSALS if kind in kinds), None)
    failed = next((row["outcome"] for row in outcomes if row["outcome"] in _FAILED), None)
    if failed is not None:
        return str(failed)
    if refused is not None:
        return refused
    if kinds.intersection(_RECORDS):
        return NO_LISTING
    asked = any(row["since"] is not None for row in registers)
    return str(LookOutcome.PARTIAL) if outcomes else NOT_ASKED if asked else str(PageKind.UNKNOWN)


def _window(  # the columns of its statements, in their order
    _court: str, register: str, building: int, article: str | None, part: str | None, since: dt.date, until: dt.date,
    captured: dt.date, jurisdiction: str | None,
) -> Window:  # fmt: skip
    return Window(Period(since, until), captured, article, part, register, building, jurisdiction or "")
