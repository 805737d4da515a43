"""What an id of a case, a record or a filing names, and a person's word on two of them."""

from __future__ import annotations

from dataclasses import dataclass

from absentia.decisions import MACHINE, now
from absentia.engine import Connection, open_tables, query
from absentia.errors import DataProblem, UsageProblem
from absentia.link import judgements as log
from absentia.link.cases import ensure_linked, must_have_pages
from absentia.link.judgements import Judgement
from absentia.model.tables import TABLES
from absentia.model.texts import counted, first_few, said
from absentia.observatory import Observatory
from absentia.parse.resolving import SHORTEST

_LEVELS = ("case", "record", "filing")
_COLUMNS = tuple(f"{level}_id" for level in _LEVELS)
_MANY = 5
"""So many ids are listed where several are possible."""


@dataclass(frozen=True, slots=True)
class Named:
    """What an id names."""

    level: str
    """case, record or filing."""
    case_id: str
    records: frozenset[str]
    filings: tuple[str, ...]
    """All that it is made of, in their order."""


def linked(observatory: Observatory) -> Connection:
    """The tables of an observatory, linked.

    Raises:
        ObservatoryProblem: no pages have been parsed into it.
        Damaged: something that linking rests on is missing, or is not what it was.
    """
    must_have_pages(observatory)
    ensure_linked(observatory)
    return open_tables(observatory.tables, TABLES)


def named(connection: Connection, name: str) -> Named:
    """What an id, or its beginning, names in the table ``cases``.

    Raises:
        UsageProblem: the name is too short, or several ids begin like it.
        DataProblem: none does.
    """
    level = next((one for one in _LEVELS if name.startswith(f"{one}-")), "filing")
    if len(name.removeprefix(f"{level}-")) < SHORTEST:
        raise UsageProblem(
            said("this is too short to tell cases apart"),
            where=name,
            next_step=counted(
                "give at least {count} letter of it", "give at least {count} letters of it", count=SHORTEST
            ),
        )
    column = f"{level}_id"
    rows = query(
        connection,
        f"SELECT {', '.join(_COLUMNS)} FROM cases WHERE starts_with({column}, $name) ORDER BY filing_id",  # noqa: S608
        {"name": name},
    )
    ids = sorted({row[column] for row in rows})
    if len(ids) > 1:
        shown = first_few(ids, _MANY)
        raise UsageProblem(
            said("several ids begin like this"), where=name, next_step=said("give more of one: {ids}", ids=shown)
        )
    if not ids:
        raise DataProblem(
            said("no case, record or filing of this observatory has this id"),
            where=name,
            next_step=said("ids are in the table cases, in the folder “tables”"),
        )
    records = frozenset(row["record_id"] for row in rows)
    return Named(level, rows[0]["case_id"], records, tuple(row["filing_id"] for row in rows))


def decide(observatory: Observatory, judgement: str, one: str, other: str, *, reason: str, who: str) -> bool:
    """Write a person's word on whether two are one case, and link by it; whether it is so now.

    Args:
        observatory: whose decisions.
        judgement: ``same`` or ``not_same``.
        one: id of a case, a record or a filing, or its beginning.
        other: the same of the other.
        reason: why, in the person's words.
        who: the person's role.

    Raises:
        UsageProblem: an id names too much, or nothing can be decided of the two.
        DataProblem: there is no such id.
        ObservatoryBusy: another process writes to the observatory.
    """
    if not reason.strip() or who.strip() in ("", MACHINE):
        raise UsageProblem(
            said("a decision needs a reason and the role of who decides, which is not “{machine}”", machine=MACHINE),
            where="--reason, --who",
            next_step=said("add both"),
        )
    with linked(observatory) as connection:
        both = (named(connection, one), named(connection, other))
    pair = tuple(found.filings[0] for found in both)
    _must_be_two(judgement, both, f"{one}, {other}")
    with observatory.writing():
        log.append(observatory.decisions, [Judgement(judgement, "case", pair, reason.strip(), who.strip(), now())])
    with linked(observatory) as connection:  # by the new line
        first, second = (named(connection, filing) for filing in pair)
    return (first.case_id == second.case_id) == (judgement == "same")


def withdraw(observatory: Observatory, one: str, other: str, *, reason: str, who: str) -> None:
    """Take back a person's word on two records, and link without it.

    Raises:
        UsageProblem, DataProblem: an id names too much, or nothing.
        ObservatoryBusy: another process writes to the observatory.
    """
    with linked(observatory) as connection:
        pair = tuple(named(connection, name).filings[0] for name in (one, other))
    with observatory.writing():
        log.append(observatory.decisions, [Judgement("withdrawn", "case", pair, reason, who, now())])
    linked(observatory).close()  # by the new line


def _must_be_two(judgement: str, both: tuple[Named, Named], where: str) -> None:
    first, second = both
    if first.filings[0] == second.filings[0]:
        raise UsageProblem(said("both ids name the same"), where=where, next_step=said("name two that differ"))
    if judgement == "not_same" and any(found.level == "case" and len(found.records) > 1 for found in both):
        raise UsageProblem(
            said("a case of several records is named: nobody can tell which of them is meant"),
            where=where,
            next_step=said("name a record or a filing of it"),
        )
