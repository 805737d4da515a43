"""Serial gaps: what the numbers of court registers say about filings no page shows, judged and as rows of figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from absentia.disappearances import ensure_disappearances
from absentia.engine import Connection, query
from absentia.errors import DataProblem
from absentia.estimate.options.courts import SERIAL_GAPS_SEED as SEED
from absentia.estimate.options.courts import SerialGapsOptions
from absentia.estimate.options.deaths import parse_years
from absentia.estimate.serial_gaps.checks import assumptions, sweep_check
from absentia.estimate.serial_gaps.counting import Counted, count
from absentia.estimate.serial_gaps.evidence import RegisterYear, looks, registers
from absentia.estimate.serial_gaps.hidden import Sample, interval, learn, predict, sample
from absentia.law import parse_provision, written
from absentia.model import Assumption
from absentia.model.estimate import failed
from absentia.model.texts import Said, said
from absentia.observatory import Observatory
from absentia.tally.prepare import jurisdictions, prepared

DRAWS = 20_000
SHORTEST_DELAY = 14
"""Days a filing has to appear, at least."""
_FEWEST_CARDS = 20
"""Cards with a date of publication from which the posting delay is learnt."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One register and year: its ordinals, the checks, and, if none failed, the article's numbers."""

    register: RegisterYear
    counted: Counted | None
    checks: tuple[Assumption, ...]
    sample: Sample | None
    """``None``: refused."""
    draws: NDArray[np.int64] | None = None
    """Filings with the article, shown and hidden, at random; in whole numbers."""

    @property
    def failed(self) -> tuple[Assumption, ...]:
        """The checks that forbid a number."""
        return tuple(check for check in self.checks if check.holds is False)

    @property
    def received(self) -> int:
        """Filings received in the year that are shown, due or not."""
        mine = (one for one in self.register.shown if one.received and one.received.year == self.register.year)
        return len({one.record for one in mine})


@dataclass(frozen=True, slots=True)
class SerialGaps:
    """Every register and year that shows a filing, judged."""

    article: str
    registers: tuple[Judged, ...]
    level: float
    seed: int
    posting_delay: int
    source: str
    synthetic: bool

    @property
    def passed(self) -> tuple[Judged, ...]:
        """Those with a number."""
        return tuple(one for one in self.registers if one.sample is not None)

    @property
    def refused(self) -> tuple[Judged, ...]:
        """Those without."""
        return tuple(one for one in self.registers if one.sample is None)

    def held_by_refused(self, chosen: Iterable[Judged] | None = None) -> float:
        """The share of shown filings that stand in registers without a number."""
        among = tuple(self.registers if chosen is None else chosen)
        whole = sum(one.received for one in among)
        return sum(one.received for one in among if one.sample is None) / whole if whole else 0.0

    def interval(self, draws: NDArray[np.int64]) -> tuple[float, float]:
        """The interval of some draws, at the level asked for."""
        return interval(draws, self.level)


def estimate_serial_gaps(observatory: Observatory, options: SerialGapsOptions | None = None) -> SerialGaps:
    """Judge every first-instance criminal register and year of an observatory by its ordinals.

    Raises:
        UsageProblem: no such article.
        ObservatoryProblem: nothing has been parsed yet.
        DataProblem: there is no first-instance criminal filing with a number.
    """
    asked = options or SerialGapsOptions()
    ensure_disappearances(observatory)
    with prepared(observatory) as connection:
        among = jurisdictions(connection)
        wanted = parse_provision(asked.article, among)
        parameters = {"article": wanted.article, "part": wanted.part, "court": asked.court}
        parameters["jurisdiction"] = wanted.jurisdiction
        rows = query(connection, _sql("ordinals"), parameters)
        seen = looks(query(connection, _sql("looks"), parameters))
        delay = _delay(connection) if asked.posting_delay is None else asked.posting_delay
        synthetic = bool(query(connection, "SELECT bool_or(synthetic) AS synthetic FROM captures")[0]["synthetic"])
    only = None if asked.years is None else parse_years(asked.years)
    register = None if asked.register_index is None else asked.register_index.upper()
    found = [
        one
        for one in registers(rows, seen, delay)
        if (only is None or one.year in only) and register in (None, one.register)
    ]
    if not found:
        raise DataProblem(
            said("no first-instance criminal filing with a register number fits"),
            where=str(observatory.path),
            next_step=said(
                "read listings of criminal registers with `absentia parse`, or ask for other courts or years"
            ),
        )
    judged = judge(found, level=asked.level, draws=asked.draws, seed=asked.seed)
    named, source = written(wanted, among=among), str(observatory.path)
    return SerialGaps(named, judged, asked.level, asked.seed, delay, source, synthetic)


def judge(
    found: Sequence[RegisterYear], *, level: float = 0.95, draws: int = DRAWS, seed: int = SEED
) -> tuple[Judged, ...]:
    """Check each register and year; predict the article's hidden filings where every check holds. A pure function.

    Registers that show nothing received in their year (only cases carried over) are left out.
    """
    checked = list(_checked(found, level))
    by_year: dict[int, list[Sample]] = {}
    for one in checked:
        if one.sample is not None:
            by_year.setdefault(one.register.year, []).append(one.sample)
    rng = np.random.default_rng(seed)
    priors = {year: learn(samples, draws, rng) for year, samples in sorted(by_year.items())}
    return tuple(
        one
        if one.sample is None or one.counted is None
        else replace(one, draws=predict(one.counted, one.sample, priors[one.register.year], rng))
        for one in checked
    )


def _checked(found: Sequence[RegisterYear], level: float) -> Iterator[Judged]:
    for register in found:
        if not any(one.received is not None and one.received.year == register.year for one in register.shown):
            continue
        swept = sweep_check(register.swept)
        counted = count(register)
        if not swept.holds or counted is None:
            none = () if counted else (Assumption(said("enough filings are shown"), False, said("none that is due")),)
            yield Judged(register, counted, (swept, *none), None)
            continue
        checks = (swept, *assumptions(register, counted))
        passes = all(check.holds is not False for check in checks)
        yield Judged(register, counted, checks, sample(counted, level) if passes else None)


def _delay(connection: Connection) -> int:
    row: Mapping[str, Any] = query(connection, _sql("delays"))[0]
    learnt = int(row["late"]) if row["late"] is not None and row["cards"] >= _FEWEST_CARDS else 0
    return max(SHORTEST_DELAY, learnt)


def _sql(name: str) -> str:
    return (files(__package__) / f"{name}.sql").read_text(encoding="utf-8")


COLUMNS = (
    "court", "court_name", "register", "year", "until", "size", "shown", "carried_over", "missing", "removed",
    "not_yet_due", "left_out", "unclear_before", "unclear_after", "article_shown", "at_least", "at_most", "value",
    "low", "high", "refused",
)  # fmt: skip


def row(gaps: SerialGaps, one: Judged) -> dict[str, Any]:
    """One register and year, as a row of figures; empty where the ordinals could not be sorted."""
    counted, own = one.counted, one.sample
    due = one.register.swept.due
    found: dict[str, Any] = {
        "court": one.register.court,
        "court_name": one.register.name,
        "register": one.register.register,
        "year": one.register.year,
        "until": str(due.end) if due else None,
        "size": counted.highest if counted else None,
        "shown": len(counted.own) if counted else one.received,
        "carried_over": counted.carried if counted else None,
        "missing": len(counted.missing) if counted and own else None,
        "removed": sum(shown.removed for shown in counted.own) if counted else None,
        "not_yet_due": counted.not_due if counted else None,
        "left_out": len(counted.slips) if counted else None,
    }
    if own is not None and one.draws is not None:
        low, high = gaps.interval(one.draws)
        found |= {"unclear_before": own.before, "unclear_after": own.after, "article_shown": own.article}
        found |= {"at_least": own.low, "at_most": own.high, "value": float(np.median(one.draws))}
        found |= {"low": low, "high": high, "refused": None}
    else:
        found |= dict.fromkeys(
            ("unclear_before", "unclear_after", "article_shown", "at_least", "at_most", "value", "low", "high")
        )
        found["refused"] = failed(one.checks)
    return found


def gaps_rows(gaps: SerialGaps) -> list[dict[str, Any]]:
    """Every register and year, with the cells people see."""
    return [{**found, **_shown(found)} for found in (row(gaps, one) for one in gaps.registers)]


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    place = f"{found['court']} {found['register']}/{found['year']}"
    if found["refused"] is not None:
        return {"title": place}
    return {
        "shown_year": str(found["year"]),
        "bounds": Said("{at_least:.0f} … {at_most:.0f}", found),
        "random": Said("{value:.0f} ({low:.0f} … {high:.0f})", found),
    }
