"""Why filings are one case: the keys that join them, those that do not and why, the decisions in force, and the pages.

The rules are those of ``edges``, asked once more over the same facts: nothing is judged here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from absentia.engine import Connection, fill, named_statements, query
from absentia.link import judgements as log
from absentia.link.courts import CourtNames, court_keys
from absentia.link.directory import directory_of
from absentia.link.edges import Declined, Edge, exact_edges, unusable
from absentia.link.facts import load, name_courts, read_facts
from absentia.link.judgements import Judgement
from absentia.link.naming import linked, named
from absentia.link.touched import touch_all
from absentia.observatory import Observatory
from absentia.sources import get_source

_SQL = named_statements((files(__package__) / "why.sql").read_text(encoding="utf-8"))
Ids = Mapping[str, Mapping[str, str]]
"""Level → filing → the id of its record, or its case."""


@dataclass(frozen=True, slots=True)
class Key:
    """An exact key that filings share, and the newest page of each that shows it."""

    level: str
    rule: str
    key: tuple[str, ...]
    filings: tuple[str, ...]
    pages: tuple[str, ...]
    reason: str | None = None
    """Why it joins nothing: as in :class:`absentia.link.edges.Declined`; or ``not_same``: a person keeps them apart;
    ``check_digits``, ``no_year``: as it is written it is no key."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that pages say of a filing, and the newest page that does."""

    filing_id: str
    capture: str
    page: str
    seen: dt.datetime | None
    readings: int
    """How many pages say it."""
    spoilt: bool
    number: str | None
    uid: str | None
    """Where its check digits hold."""
    guid: str | None
    received: dt.date | None
    decided: dt.date | None
    result: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it stands now, and what its pages say."""

    record_id: str
    court: str
    instance: str
    procedure: str
    received: dt.date | None
    decided: dt.date | None
    result: str | None
    seen: dt.date | None
    persons: int
    provisions: tuple[str, ...]
    charged_capture: str | None
    """The page that persons and charges are taken from."""
    crowded: bool
    told: tuple[Told, ...]
    """Of each of its filings the newest first."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why the filings of a case are one."""

    case_id: str
    records: tuple[Record, ...]
    joined: tuple[Key, ...]
    declined: tuple[Key, ...]
    decisions: tuple[Judgement, ...]
    """Those in force that name a filing of it, but for the names of clusters."""
    synthetic: bool
    """Some of its pages say that they are invented."""


def why(observatory: Observatory, name: str) -> Why:
    """Explain a case, by its id or that of a record or filing of it; the beginning of an id is enough.

    Raises:
        UsageProblem: the name is too short, or several ids begin like it.
        DataProblem: none does, or there are no pages at all.
        Damaged: something that linking rests on is missing, or is not what it was.
    """
    with linked(observatory) as connection:
        case_id = named(connection, name).case_id
        members = frozenset(row["filing_id"] for row in query(connection, _SQL["members"], {"case": case_id}))
        courts = CourtNames.of(connection, directory_of(observatory))
        court_keys(connection, courts)
        name_courts(connection, courts)
        touch_all(connection)
        edges = exact_edges(load(connection).sharing)
        joined = [edge for edge in edges.joined if members & {edge.first, edge.second}]
        declined = [one for one in edges.declined if members & set(one.filings)]
        _ask(connection, members)
        declined += [one for fact in read_facts(connection, _SQL["own"]) for one in unusable(fact)]
        (said_so,) = query(connection, _SQL["synthetic"])
        misread = [_misread(row) for row in query(connection, _SQL["wrong_uid"])]
        decided = in_force(log.read(observatory.decisions), members)
        _ask(connection, members | mentioned(joined, declined, decided))
        ids = _ids(query(connection, _SQL["ids"]))
        states = query(connection, _SQL["told"])
        rows = query(connection, _SQL["records"], {"case": case_id})
    keys = [*_keys(joined, declined, ids, states), *misread, *without_year(members, states)]
    return Why(
        case_id=case_id,
        records=tuple(_record(row, ids["record"], states) for row in rows),
        joined=tuple(key for key in keys if key.reason is None),
        declined=tuple(key for key in keys if key.reason is not None),
        decisions=tuple(one for one in decided if one.judgement == "not_same" or together(ids, one.level, one.keys)),
        synthetic=said_so["synthetic"],
    )


def _ask(connection: Connection, filings: Iterable[str]) -> None:
    fill(connection, "asked_filing", {"filing_id": "VARCHAR"}, [(filing,) for filing in sorted(filings)])


def _ids(rows: Iterable[Mapping[str, Any]]) -> Ids:
    ids: dict[str, dict[str, str]] = {"record": {}, "case": {}}
    for row in rows:
        for level, known in ids.items():
            known[row["filing_id"]] = row[f"{level}_id"]
    return ids


def in_force(decided: Iterable[Judgement], members: Collection[str]) -> list[Judgement]:
    """The decisions that stand and name one of these filings: those that join, then those that keep apart."""
    state = log.replay(decided)
    standing = [*sorted(state.edges.items()), *sorted(state.apart.items())]
    return [decision for _pair, decision in standing if set(decision.keys) & set(members)]


def mentioned(joined: Iterable[Edge], declined: Iterable[Declined], decided: Iterable[Judgement]) -> set[str]:
    """All filings that are spoken of."""
    groups: list[tuple[str, ...]] = [(edge.first, edge.second) for edge in joined]
    groups += (one.filings for one in declined)
    groups += (one.keys for one in decided)
    return {filing for group in groups for filing in group}


def together(ids: Ids, level: str, filings: Sequence[str]) -> bool:
    """Whether these stand in one record, or case; one that is not here today stands where it was put."""
    return len({ids[level][filing] for filing in filings if filing in ids[level]}) <= 1


def _keys(
    joined: Iterable[Edge], declined: Iterable[Declined], ids: Ids, states: Sequence[Mapping[str, Any]]
) -> Iterator[Key]:
    for edge in joined:
        pair = (edge.first, edge.second)
        reason = None if together(ids, edge.level, pair) else "not_same"
        yield Key(edge.level, edge.rule, edge.key, pair, pages(edge.rule, edge.key, pair, states), reason)
    for one in declined:
        yield Key(one.level, one.rule, one.key, one.filings, pages(one.rule, one.key, one.filings, states), one.reason)


def pages(
    rule: str, key: Sequence[str], filings: Sequence[str], states: Iterable[Mapping[str, Any]]
) -> tuple[str, ...]:
    """Of each of the filings, the first of its states (the newest) that shows the key."""
    found: dict[str, str] = {}
    for state in states:
        if state["filing_id"] in filings and not set(key).isdisjoint(_shown(rule, state)):
            found.setdefault(state["filing_id"], state["capture"])
    return tuple(dict.fromkeys(found[filing] for filing in filings if filing in found))


def _shown(rule: str, state: Mapping[str, Any]) -> set[str | None]:
    match rule:
        case "guid":
            return {(state["guid"] or "").lower()}
        case "uid":
            return {state["uid"]}
    number_key = get_source(state["source"]).number_key
    numbers = _numbers(state)
    if rule == "lower":  # it stands on the appeal as that of the court below, and there as its own
        numbers += [state["lower_number"], *(state["lower_former_numbers"] or ())]
    return {number_key(number) or number for number in numbers if number}


def _numbers(state: Mapping[str, Any]) -> list[str | None]:
    return [state["number"], state["joined_number"], *(state["former_numbers"] or ())]


def without_year(members: Collection[str], states: Iterable[Mapping[str, Any]]) -> Iterator[Key]:
    """Numbers of these filings that are none of any register as they are written, with the newest page of each."""
    told: set[tuple[str, str]] = set()
    for state in states:
        filing = state["filing_id"]
        for number in _numbers(state) if filing in members else ():
            if number and (filing, number) not in told and get_source(state["source"]).number_key(number) is None:
                told.add((filing, number))
                yield Key("record", "number", (number,), (filing,), (state["capture"],), "no_year")


def _misread(row: Mapping[str, Any]) -> Key:
    return Key("case", "uid", (row["uid"],), (row["filing_id"],), (row["capture"],), "check_digits")


def _record(row: Mapping[str, Any], records: Mapping[str, str], states: Iterable[Mapping[str, Any]]) -> Record:
    own = [state for state in states if records.get(state["filing_id"]) == row["record_id"]]
    told = tuple(Told(**{name: state[name] for name in Told.__slots__}) for state in own)
    return Record(**{**row, "provisions": tuple(row["provisions"])}, told=told)
