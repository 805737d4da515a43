"""Counts over the packages of a register: by article, period of adoption and instance, and by nothing finer.

Courts, regions, weeks, persons and parts of articles are not asked for: a package does not tell the last two, and the
others would point at places and people near a front.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import product
from typing import Any, NoReturn

from absentia.dumps.dump import OUTSIDE, SLICE, WHOLE, Dump, PackageCoverage
from absentia.dumps.held import dumps_of, newest
from absentia.dumps.reading import connected
from absentia.engine import Connection, ask, literal, named_statements
from absentia.errors import ObservatoryProblem, UsageProblem
from absentia.law import parse_provision
from absentia.model import Grain, Instance
from absentia.model.count import Count
from absentia.model.period import Period, label
from absentia.model.texts import said
from absentia.observatory import Observatory
from absentia.sources import get_source
from absentia.tally.asked import ALL, must_have_come
from absentia.tally.catalogue import Measure, measures_of_packages
from absentia.tally.result import AsOf, Row, Tally
from absentia.tally.suppress import cut

PERIODS = ("month", "quarter", "half-year", "year")
DIMENSIONS = ("article", *PERIODS, "instance")
NO_PACKAGE, STILL_GROWS = "no_package", "still_grows"
DOCUMENTS = "documents"
"""The one measure whose units are single documents."""
UNKNOWN = "unknown"
_STATEMENTS = named_statements((files(__package__) / "packages.sql").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted."""

    by: tuple[str, ...]
    since: dt.date | None
    until: dt.date | None
    article: str | None
    instance: str
    jurisdiction: str = ""

    @property
    def grain(self) -> Grain | None:
        """The period that is counted by."""
        return next((Grain(one) for one in self.by if one in PERIODS), None)

    def parameters(self, first: dt.date, last: dt.date) -> dict[str, Any]:
        """For the statements."""
        return {
            "article": self.article,
            "instance": None if self.instance == ALL else self.instance,
            "since": self.since or first,
            "until": min(self.until or last, last),
        }


def count_packages(
    observatory: Observatory,
    name: str,
    *,
    by: Sequence[str] = (),
    since: dt.date | None = None,
    until: dt.date | None = None,
    provision: str | None = None,
    instance: str | None = None,
    as_of: dt.date | None = None,
    **others: Any,
) -> Tally:
    """Count one measure over the newest package of each year.

    ``as_of``: over those of that day or before, as the register stood then, whenever they were taken in.

    Raises:
        UsageProblem: a dimension, a part of an article, a court or anything else that packages are not counted by; a
            day that has not come.
        ObservatoryProblem: no package was taken in, or none of that day or before.
        Damaged: a table of one is not what was written.
    """
    measure = measures_of_packages()[name]
    if as_of is not None:
        must_have_come(as_of)
    every = dumps_of(observatory)
    held = newest([one for one in every if as_of is None or one.day <= as_of])
    if not held:
        _no_package(observatory, every)
    asked = _asked(by, since, until, provision, instance, held, others)
    with prepared(held) as connection:
        found = Reading(connection, measure, asked, PackageCoverage(tuple(held))).tally()
    if as_of is None:
        return found
    known = AsOf(as_of, later=sum(one.day > as_of for one in every), undated=0)
    return replace(found, as_of=known, command=f"{found.command} --as-of {as_of}")


def _no_package(observatory: Observatory, every: Sequence[Dump]) -> NoReturn:
    if every:
        first = min(one.day for one in every)
        raise ObservatoryProblem(
            said("the first package is of {day}: what stood in one before is not known", day=str(first)),
            where="--as-of",
            next_step=said("name that day, or a later one"),
        )
    raise ObservatoryProblem(
        said("no package was taken in yet"),
        where=str(observatory.path),
        next_step=said("run `absentia archive import FILE.zip --source ID`"),
    )


def _asked(
    by: Sequence[str],
    since: dt.date | None,
    until: dt.date | None,
    provision: str | None,
    instance: str | None,
    held: Sequence[Dump],
    others: Mapping[str, Any],
) -> Asked:
    for what in (*(one for one in by if one not in DIMENSIONS), *(key for key, one in others.items() if one)):
        raise UsageProblem(
            said("packages are not counted by “{what}”", what=what),
            next_step=said("choose among: {names}", names=", ".join(DIMENSIONS)),
        )
    if sum(one in PERIODS for one in by) > 1:
        raise UsageProblem(
            said("only one period can be counted by at a time"),
            where="--by",
            next_step=said("name one of: {names}", names=", ".join(PERIODS)),
        )
    if (found := cut(by, since, until)) is not None:
        raise UsageProblem(
            said("a period that is cut tells single units to those who ask for a day more or less"),
            where=found[0],
            next_step=said("choose the first or last day of {period}", period=found[1].name),
        )
    known = [one.value for one in Instance]
    if instance not in (None, ALL, *known):
        raise UsageProblem(
            said("“{given}” is not known", given=instance),
            where="--instance",
            next_step=said("choose among: {names}", names=", ".join((*known, ALL))),
        )
    return Asked(
        by=tuple(dict.fromkeys(by)),
        since=since,
        until=until,
        article=article_of(provision, held) if provision is not None else None,
        instance=instance or (ALL if "instance" in by else Instance.FIRST.value),
        jurisdiction=get_source(held[0].source).jurisdiction,
    )


def article_of(provision: str, held: Sequence[Dump]) -> str:
    """The article a person names, under the law of the packages.

    Raises:
        UsageProblem: it is none of that law, or a part of one.
    """
    wanted = parse_provision(provision, sorted({get_source(one.source).jurisdiction for one in held}))
    if wanted.part is not None:
        raise UsageProblem(
            said("a document's category is an article, never a part of it"),
            where="--provision",
            next_step=said("ask for {article}", article=wanted.article),
        )
    return wanted.article


def prepared(held: Sequence[Dump], threads: int | None = None) -> Connection:
    """The documents that counts are made of, as the tables ``document`` and ``case_article``; to be closed.

    Raises:
        Damaged: a slice is missing or was changed.
    """
    connection = connected(held[0].folder, threads)
    parts = []
    for one in held:
        groups = ", ".join(literal(code) for code in one.told["groups"]) or "NULL"
        parts.append(
            f"SELECT *, DATE {literal(str(one.day))} AS day, {one.year} AS year, "  # noqa: S608  literals
            f"coalesce(category IN ({groups}), false) AS grouped FROM read_parquet({literal(str(one.table(SLICE)))})"
        )
    connection.execute(f"CREATE TEMP VIEW sliced AS {' UNION ALL '.join(parts)}")
    for name in ("document", "case_article"):
        connection.execute(_STATEMENTS[name])
    return connection


@dataclass(frozen=True, slots=True)
class Reading:
    """The statements of one count."""

    connection: Connection
    measure: Measure
    asked: Asked
    seen: PackageCoverage

    def tally(self) -> Tally:
        """The counts, with everything they rest on."""
        asked, seen = self.asked, self.seen
        parameters = asked.parameters(seen.first_day, seen.last_day)
        (of_cases,) = ask(self.connection, _STATEMENTS["differing"], parameters)
        found = {self._key(row): row for row in self.count(asked.by)}
        (total,) = self.count(()) or ({"low": 0, "high": 0},)
        ends = {"article": asked.article, "first": seen.first_day, "last": seen.last_day}
        (unplaced,) = ask(self.connection, _STATEMENTS["unplaced"], ends)
        unplaced["contradictory"] = sum(one.told["counts"]["contradictory"] for one in seen.dumps)
        whole = Period(parameters["since"], max(parameters["until"], parameters["since"]))
        return Tally(
            measure=self.measure.name,
            unit=self.measure.unit,
            about=self.measure.about,
            by=asked.by,
            rows=tuple(self._rows(found, whole)),
            total=self._as_count(total, whole if asked.until is None else Period(whole.start, asked.until)),
            looked=replace(seen, cases=of_cases["cases"], differing=of_cases["differing"]),
            unreadable={key: int(value) for key, value in unplaced.items()},
            synthetic=any(one.synthetic for one in seen.dumps),
            filters=self._filters(),
            since=str(asked.since) if asked.since else None,
            until=str(asked.until) if asked.until else None,
            command=self._command(),
            seen=total["high"],
        )

    def count(self, by: Sequence[str], *, each: bool = False) -> list[dict[str, Any]]:
        """Both ends by these dimensions; ``each``: of every case or document by itself, as ``unit``."""
        asked = self.asked
        by_article = "article" in by
        of, unit = ("d.article", "d.document") if self.measure.name == DOCUMENTS else ("c.article", "d.number")
        columns = {"article": of, "instance": "coalesce(d.instance, 'unknown')", "unit": unit} | {
            grain: _start(grain) for grain in PERIODS
        }
        asked_for = (*by, "unit") if each else by
        dimensions = ", ".join(f'{columns[one]} AS "{one}"' for one in asked_for) or "1 AS nothing"
        sql = self.measure.sql.replace("{dimensions}", dimensions)
        sql = sql.replace("{every}", "every" if by_article or asked.article else "chapter")
        sql = sql.replace("{asked}", _ASKED)
        return ask(self.connection, sql, asked.parameters(self.seen.first_day, self.seen.last_day))

    def _key(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(label(row[one], Grain(one)) if one in PERIODS else row[one] for one in self.asked.by)

    def _rows(self, found: Mapping[tuple[Any, ...], Mapping[str, Any]], whole: Period) -> Iterator[Row]:
        """Every combination of what occurs with every period of what is asked for: a zero is a row."""
        by, grain = self.asked.by, self.asked.grain
        if not by:
            yield Row(
                {}, self._as_count(next(iter(found.values()), {"low": 0, "high": 0}), whole), self._seen(found, ())
            )
            return
        periods = [one.name for one in whole.split(grain)] if grain else []
        values = [periods if one in PERIODS else sorted({key[at] for key in found}) for at, one in enumerate(by)]
        for key in product(*values):
            cell = dict(zip(by, key, strict=True))
            period = Period.parse(cell[grain.value]) if grain else whole
            yield Row(cell, self._as_count(found.get(key, {"low": 0, "high": 0}), period), self._seen(found, key))

    @staticmethod
    def _seen(found: Mapping[tuple[Any, ...], Mapping[str, Any]], key: tuple[Any, ...]) -> int:
        return int(found[key]["high"]) if key in found else 0

    def _as_count(self, found: Mapping[str, Any], period: Period) -> Count:
        """What is whole is a range; of documents that still come, so many at least; outside of the packages, nothing.

        While documents come, a case all of whose documents have an article may get one of another: no end of its range
        is a bound of what it will be.
        """
        low, high = int(found["low"]), int(found["high"])
        state = self.seen.of(period)
        if state == WHOLE:
            return Count(low, high)
        if state == OUTSIDE and not low:
            return Count.unknown(NO_PACKAGE)
        return Count.at_least(low) if self.measure.name == DOCUMENTS else Count.unknown(STILL_GROWS)

    def _filters(self) -> dict[str, Any]:
        asked = self.asked
        article = f"{asked.jurisdiction}:{asked.article}" if asked.article else None
        return {"instance": asked.instance, "procedure": "criminal", "provision": article, "sole": None, "court": None}

    def _command(self) -> str:
        asked = self.asked
        given = {
            "--by": ",".join(asked.by) or None,
            "--since": asked.since,
            "--until": asked.until,
            "--provision": asked.article,
            "--instance": None if asked.instance == Instance.FIRST.value else asked.instance,
        }
        words = [part for key, value in given.items() if value is not None for part in (key, str(value))]
        return " ".join(["absentia", "tally", self.measure.name, *words])


_ASKED = "d.adopted BETWEEN $since AND $until AND ($instance IS NULL OR coalesce(d.instance, 'unknown') = $instance)"


def _start(grain: str) -> str:
    if grain == Grain.HALF_YEAR.value:
        return "make_date(year(d.adopted), CASE WHEN month(d.adopted) < 7 THEN 1 ELSE 7 END, 1)"
    return f"date_trunc('{grain}', d.adopted)::DATE"
