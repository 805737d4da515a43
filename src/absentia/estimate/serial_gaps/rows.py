"""One register and year as a row of figures, for tables, CSV and the detail of estimates."""

from __future__ import annotations

from typing import Any

import numpy as np

from absentia.estimate.serial_gaps.estimating import Judged, SerialGaps
from absentia.model.estimate import failed
from absentia.model.texts import Said

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
