"""What a site says of the packages of a register: three measures under each article, and what each package was."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import cast

from absentia.dumps.dump import SLICE, Dump, PackageCoverage
from absentia.model import Grain
from absentia.model.period import Period, label
from absentia.model.texts import in_languages
from absentia.pipeline.published import Together
from absentia.pipeline.published_packages import shown_tally
from absentia.publish.site.dossier import Focus, Packaged, PackageRead
from absentia.sources import get_source
from absentia.sources.protocol import RegisterDump
from absentia.tally import threshold_of
from absentia.tally.catalogue import measures_of_packages
from absentia.tally.packages import DOCUMENTS, count_packages
from absentia.tally.result import Tally

_FIRST = ("cases_seen", DOCUMENTS)
"""What stands on the front: cases; documents while no half-year of cases is whole."""


def packaged(decided: Together) -> Packaged:
    """Every measure over packages under every article, without what is withheld.

    Raises:
        Damaged: a package is missing or was changed.
    """
    held, threshold = decided.held, threshold_of(decided.observatory)
    law = get_source(held[0].source).jurisdiction
    months, halves = (_by_article(decided, grain, law, threshold) for grain in (Grain.MONTH, Grain.HALF_YEAR))
    of_most = sorted(halves[DOCUMENTS], key=lambda one: (-_documents(decided, one), one))
    article = next(iter(of_most), "")
    seen = PackageCoverage(tuple(held))
    measure = next((one for one in _FIRST if known_half_years(halves[one].get(article))), DOCUMENTS)
    return Packaged(
        synthetic=any(one.synthetic for one in held),
        until=seen.last_day,
        whole_until=seen.whole_until,
        headline=Focus(
            measure, article, newest_half_year(halves[measure].get(article), (seen.whole_until, seen.last_day))
        ),
        months=months,
        half_years=halves,
        packages=[_read(one) for one in held],
        credit=in_languages(cast("RegisterDump", get_source(held[0].source)).register_layout.credit),
        unplaced=_unplaced(decided, threshold),
        definitions={name: one.sql for name, one in measures_of_packages().items()},
        threshold=threshold,
        data=hashlib.sha256("".join(one.told["files"][SLICE] for one in held).encode()).hexdigest()[:12],
        jurisdictions=(law,),
    )


def _by_article(decided: Together, grain: Grain, law: str, threshold: int) -> Mapping[str, Mapping[str, Tally]]:
    """Every measure under every article that occurs, by a period."""
    found = {}
    for name in measures_of_packages():
        tally = count_packages(decided.observatory, name, by=("article", grain.value))
        articles = dict.fromkeys(row.cell["article"] for row in tally.rows)
        found[name] = {
            f"{law}:{one}": shown_tally(_of(tally, one, grain), f"{law}:{one}", decided.shown, threshold)
            for one in articles
        }
    return found


def _of(tally: Tally, article: str, grain: Grain) -> Tally:
    """The part of a tally by article and period that is of one article, as if it alone had been asked for."""
    rows = [
        replace(row, cell={grain.value: row.cell[grain.value]}) for row in tally.rows if row.cell["article"] == article
    ]
    command = f"absentia tally {tally.measure} --by {grain.value} --provision {article}"
    return replace(tally, by=(grain.value,), rows=tuple(rows), command=command)


def _documents(decided: Together, label: str) -> int:
    return sum(label in cell[2][0] for cell in decided.shown.units[DOCUMENTS].values())  # type: ignore[operator]


def _unplaced(decided: Together, threshold: int) -> Mapping[str, int | None]:
    """Documents that stand in no count, by reason; few of them are withheld."""
    found = count_packages(decided.observatory, DOCUMENTS).unreadable
    return {name: None if many is None or 0 < many < threshold else many for name, many in found.items()}


def known_half_years(tally: Tally | None) -> list[str]:
    """The half-years of which there is a number."""
    rows = tally.rows if tally is not None else ()
    return [row.cell["half-year"] for row in rows if row.cell["half-year"] and row.count.known]


def newest_half_year(tally: Tally | None, days: Sequence[dt.date]) -> str:
    """The newest that was over by the first of these days and of which something is known; else by the next; else any.

    Where nothing is known, that of the last of the days.
    """
    known = known_half_years(tally)
    for day in (*days, dt.date.max):
        if over := [one for one in known if Period.parse(one).end <= day]:
            return max(over)
    return label(days[-1], Grain.HALF_YEAR)


def _read(one: Dump) -> PackageRead:
    source = get_source(one.source)
    lines = one.told["lines"]
    return PackageRead(
        source=source.id,
        name=PurePath(one.folder).name,
        year=one.year,
        day=one.day,
        documents=lines["rows"],
        refused=lines["refused"],
        digest=one.told["package"],
    )
