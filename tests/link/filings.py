"""Filings as linking knows them, and what comes of linking them. All are invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hypothesis import strategies as st

from absentia.link.facts import Facts, Gathered
from absentia.link.joining import Linked
from absentia.link.joining import link as link_gathered
from absentia.link.judgements import Judgement

A, B, C = "gvs-1.synthetic.example", "gvs-2.synthetic.example", "ovs-1.synthetic.example"
UID = "00GV0001-01-2022-000001-11"
OTHER_UID = "00GV0001-01-2022-000002-08"
FEBRUARY = dt.date(2023, 2, 1)


def facts(name: str, court: str = A, **more: object) -> Facts:
    given: dict[str, object] = {"procedure": "criminal", "instance": "first", "received": frozenset({FEBRUARY})} | more
    for key in ("uids", "numbers", "received", "lower_numbers"):
        if key in given:
            given[key] = frozenset(given[key])  # type: ignore[call-overload]
    return Facts(filing_id=name, court=court, **given)  # type: ignore[arg-type]


def link(given: Sequence[Facts], decided: Sequence[Judgement]) -> Linked:
    """All facts at once: which of them share a key is asked in test_facts."""
    return link_gathered(Gathered(sorted(fact.filing_id for fact in given), given), decided)


def rows(linked: Linked) -> list[dict[str, str]]:
    told = {filing: named for filing, *named, _declined in linked.rows.told()}
    found = [(filing, *told.get(filing, (None, None, None))) for filing in linked.rows.filings]
    columns = ("filing_id", "case_id", "record_id", "rule")
    return [
        dict(zip(columns, (one, f"case-{case or one}", f"record-{of or one}", rule or "alone"), strict=True))
        for one, case, of, rule in found
    ]


def cases(linked: Linked) -> set[frozenset[str]]:
    return _groups(linked, "case_id")


def records(linked: Linked) -> set[frozenset[str]]:
    return _groups(linked, "record_id")


def _groups(linked: Linked, key: str) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for row in rows(linked):
        groups.setdefault(row[key], set()).add(row["filing_id"])
    return {frozenset(members) for members in groups.values()}


def together(*given: Facts) -> bool:
    return len(cases(link(given, []))) == 1


IDENTIFIERS = st.sampled_from(["1-1/2022", "1-2/2022", "1-1/2023", "1-2/2023", "1-3/2023"])


@st.composite
def worlds(draw: st.DrawFn) -> list[Facts]:
    made = []
    for position in range(draw(st.integers(1, 9))):
        first = draw(st.booleans())
        made.append(
            facts(
                f"f{position}",
                draw(st.sampled_from([A, B])) if first else C,
                instance="first" if first else "appeal",
                guid=draw(st.sampled_from([None, f"g{position}", "g0", "g1"])),
                uids=draw(st.sets(st.sampled_from([UID, OTHER_UID]), max_size=1)),
                numbers=draw(st.sets(IDENTIFIERS, min_size=1, max_size=2)),
                received=draw(st.sets(st.sampled_from([FEBRUARY, dt.date(2023, 3, 1)]), max_size=1)),
                lower_court=None if first else draw(st.sampled_from([A, B, None])),
                lower_numbers=() if first else draw(st.sets(IDENTIFIERS, max_size=1)),
            )
        )
    return made
