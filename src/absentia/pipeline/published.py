"""What a site may show, decided for all that it counts, and for all versions that can still be read, as one problem.

Every measure in months, half-years and in all under each article, the headline by court, disappearances, and what
claims of articles count: these bound each other (see ``one_problem``), and what earlier versions showed stays shown.
What is counted over packages is decided apart (see ``published_packages``).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from absentia.check.loading import find, load
from absentia.check.schema import Article
from absentia.disappearances import look_for_disappearances
from absentia.disclosure import Cell, Key, Table, withhold_together
from absentia.dumps.dump import Dump
from absentia.dumps.held import dumps_of, newest, packages_only
from absentia.engine import Connection
from absentia.model import Grain
from absentia.model.period import label
from absentia.observatory import Observatory
from absentia.pipeline import version_record
from absentia.pipeline.claimed import Asked, Labelled, counts_of, labelled
from absentia.pipeline.inputs import inputs, inputs_of_claims
from absentia.pipeline.one_problem import AXES, BY_ARTICLE, BY_COURT, BY_PERIOD, GONE, HEADLINE, TOTAL, problem_of
from absentia.pipeline.published_packages import hides, of_packages, with_packages
from absentia.pipeline.version_record import Shown, Withheld
from absentia.pipeline.withholding import gone_cells
from absentia.tally import measures, threshold_of
from absentia.tally.coverage import coverage
from absentia.tally.prepare import prepared
from absentia.tally.query import Scope
from absentia.tally.units import units


@dataclass(frozen=True, slots=True)
class Together:
    """The decision for one new version."""

    observatory: Observatory
    shown: Shown
    counts: Mapping[str, Sequence[Labelled]] = field(default_factory=dict)
    """By measure: what claims count, and every rest that could be computed from it."""
    claims: Mapping[tuple[str, str], tuple[Asked, ...]] = field(default_factory=dict)
    """By article and claim: the counts that it prints."""
    before: Sequence[Shown] = ()
    """What is on record of earlier versions, of whatever site."""
    held: Sequence[Dump] = ()
    """The newest package of each year that was taken in."""

    @property
    def articles(self) -> tuple[str, ...]:
        """Those that are shown: of each enough was seen; that of most cases first."""
        return self.shown.articles

    @property
    def withheld(self) -> Withheld:
        """By measure and table: the cells that are not shown."""
        return self.shown.withheld

    def hidden(self, measure: str, by: str, article: str) -> Container[Key]:
        """The rows to withhold of a measure under an article, by a period; ``()`` is the total."""
        found, table = self.withheld[measure], BY_PERIOD[by]
        total = (article,) in found[BY_ARTICLE]
        if article in self.shown.left_out[measure][table]:
            return _AllRows(total=total)
        rows = {(key[1],) for key in found[table] if key[0] == article}
        return frozenset(rows | ({()} if total else set()))

    def hidden_by_court(self) -> frozenset[Key]:
        """The same of the headline by court and half-year."""
        found = self.withheld[HEADLINE]
        return found[BY_COURT] | found[TOTAL]

    def hidden_claims(self, article: str) -> frozenset[str]:
        """The claims of a checked article that print a count which is withheld."""
        return frozenset(
            claim
            for (of, claim), asked in self.claims.items()
            if of == article and any(self._hides(one) for one in asked)
        )

    def _hides(self, asked: Asked) -> bool:
        if of_packages(asked):
            return bool(self.held) and hides(asked, self.shown, self.held)
        return (asked.label,) in self.withheld.get(asked.measure, {}).get(BY_ARTICLE, ())

    def untouched(self, records: Mapping[str, bytes]) -> dict[str, frozenset[str]]:
        """By version: numbers, and claims that rest on counts alone, whose own units and looks are what they were.

        ``records``: what each version of the site says of itself.
        """
        before = {one.site: one.inputs for one in self.before}
        found = {name: before.get(hashlib.sha256(record).hexdigest(), {}) for name, record in records.items()}
        now = self.shown.inputs
        return {
            name: frozenset(one for one, own in now.items() if inputs.get(one) == own) for name, inputs in found.items()
        }

    def record(self, name: str, record: bytes) -> None:
        """Write down what the version of this name shows, before it is published.

        ``record``: what it says of itself.
        """
        site = hashlib.sha256(record).hexdigest()
        version_record.write(self.observatory, name, dataclasses.replace(self.shown, site=site))


def together(
    observatory: Observatory,
    published: Mapping[str, bytes] = version_record.NOTHING,
    articles: Sequence[str | Path] = (),
) -> Together:
    """Decide what a new version shows beside all that is on record, of whatever site.

    Args:
        observatory: where it is counted.
        published: the versions of the site it is for, with what each says of itself.
        articles: claims files, or names of bundled articles, that it checks.

    Raises:
        DataProblem: what a published version showed is not on record, gives a small count away, or was changed.
        Damaged: a package is missing or was changed.
    """
    threshold = threshold_of(observatory)
    written = [load(find(one)) for one in articles]
    claims = counts_of(written)
    history = version_record.read(observatory, published)
    held = newest(dumps_of(observatory))
    asked = sorted({one for each in claims.values() for one in each})
    shown = Shown(articles=(), units={}, withheld={}, left_out={}, counts={})
    counts: dict[str, Sequence[Labelled]] = {}
    if not packages_only(observatory):
        shown, counts = _of_pages(observatory, written, claims, asked, history)
    if held:
        shown = with_packages(shown, held, [one for one in asked if of_packages(one)], history, threshold)
    return Together(observatory, shown, counts, claims, history, held)


def _of_pages(
    observatory: Observatory,
    written: Sequence[Article],
    claims: Mapping[tuple[str, str], tuple[Asked, ...]],
    asked: Sequence[Asked],
    history: Sequence[Shown],
) -> tuple[Shown, dict[str, Sequence[Labelled]]]:
    """What a new version shows of courts' pages, and by measure what claims count of them."""
    with prepared(observatory) as connection:
        own = {name: dict(_cells(connection, name)) for name in measures()}
        counts: dict[str, Sequence[Labelled]] = {
            name: labelled(connection, name, asked, own[name]) for name in measures()
        }
        seen = coverage(connection, Scope())
    gone = gone_cells(look_for_disappearances(observatory))
    shown = decide(own, gone, counts, history, threshold_of(observatory))
    on_pages = {claim: each for claim, each in claims.items() if not any(of_packages(one) for one in each)}
    rested_on = inputs({**own, GONE: gone}, seen) | inputs_of_claims(written, on_pages, counts, seen)
    return dataclasses.replace(shown, inputs=rested_on), counts


def decide(
    own: Mapping[str, Mapping[str, Cell]],
    gone: Mapping[str, Cell],
    counts: Mapping[str, Sequence[Labelled]],
    history: Sequence[Shown],
    threshold: int,
) -> Shown:
    """What a new version shows of these units, by measure, of disappearances, and of counts of claims."""
    articles = _articles(own["filings_received"], threshold)
    now = Shown(
        articles=articles,
        units={name: _with_labels(own[name], counts[name]) for name in measures()} | {GONE: gone},
        withheld={},
        left_out={
            name: {table: _mostly_small(own[name], articles, table, threshold) for table in BY_PERIOD.values()}
            for name in measures()
        },
        counts={name: {one.label: (str(one.since), str(one.until)) for one in counts[name]} for name in measures()},
    )
    return dataclasses.replace(now, withheld=withhold_together(problem_of([*history, now], counts), threshold))


def _mostly_small(units: Mapping[str, Cell], articles: Iterable[str], table: Table, threshold: int) -> frozenset[str]:
    """The articles of which more than half of the cells would be withheld for themselves.

    To show the rest would cost coarser counts, which tell more: a year of which nobody may know the months.
    """
    position = AXES[1].index(table.dimensions[1])
    cells = Counter((article, cell[1][position]) for cell in units.values() for article in _several(cell))
    small = Counter(article for (article, _period), many in cells.items() if many < threshold)
    every = Counter(article for article, _period in cells)
    return frozenset(article for article in articles if 2 * small[article] > every[article])


def withheld_last(observatory: Observatory, article: str | Path) -> frozenset[str]:
    """The claims of an article that print a count which the last publication withheld.

    Raises:
        DataProblem: what a published version showed is not on record.
    """
    history = version_record.read(observatory)
    if not history:
        return frozenset()
    written = load(find(article))
    held = newest(dumps_of(observatory)) if history[-1].packages else []
    last = Together(observatory, history[-1], claims=counts_of([written]), held=held)
    return last.hidden_claims(written.id)


@dataclass(frozen=True, slots=True)
class _AllRows:
    """Every row is withheld, whatever it is; the total where it must be."""

    total: bool

    def __contains__(self, key: object) -> bool:
        return self.total if key == () else True


def _cells(connection: Connection, name: str) -> Iterator[tuple[str, Cell]]:
    for one in units(connection, name, Scope(by_decision=measures()[name].by_decision)):
        month, half = (_named(one.day, grain) for grain in (Grain.MONTH, Grain.HALF_YEAR))
        for time in range(one.weight):
            yield f"{one.unit}#{time}", ((one.court,), (month, half), (frozenset(one.articles),))


def _with_labels(cells: Mapping[str, Cell], counts: Iterable[Labelled]) -> dict[str, Cell]:
    """The units with the counts they stand in among their articles."""
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for one in counts:
        for unit in one.units:
            labels[unit].add(one.label)
    return {unit: (*cell[:2], (frozenset(_several(cell)) | labels[unit],)) for unit, cell in cells.items()}


def _named(day: dt.date | None, grain: Grain) -> str | None:
    return None if day is None else label(day, grain)


def _articles(filings: Mapping[str, Cell], threshold: int) -> tuple[str, ...]:
    totals = Counter(article for cell in filings.values() for article in _several(cell))
    shown = [article for article, many in totals.items() if many >= threshold]
    return tuple(sorted(shown, key=lambda one: (-totals[one], one)))


def _several(cell: Cell) -> Iterable[str]:
    articles = cell[2][0]
    assert isinstance(articles, frozenset)
    return (str(one) for one in articles)
