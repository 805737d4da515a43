"""The courts of a courthouse: which there are, and each one's habits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from absentia.rehearsal.courts import Manner, SyntheticCourt, invented_court
from absentia.sources.ru_sudrf.template import Template

PAGE_SIZE = 25
"""Rows a page in the primary template; VNKOD courts differ."""
_WITH_BOTH_ABOVE, _WITH_OKRUG = 4, 3
"""From how many courts on a cassation and an okrug court are among them."""


@dataclass(frozen=True, slots=True)
class Site:
    """One court's site."""

    court: SyntheticCourt
    buildings: int = 1
    """Databases (``srv_num``) with records of their own."""
    repeats: bool = False
    """Asked for a database it lacks, answers from the first; else it says that there is no such server."""
    page_size: int = PAGE_SIZE
    migrates: dt.date | None = None
    """From this day on it uses the VNKOD template."""

    def at(self, day: dt.date) -> SyntheticCourt:
        """The court in the template of a day."""
        migrated = self.migrates is not None and day >= self.migrates
        return replace(self.court, template=Template.VNKOD) if migrated else self.court

    def size(self, day: dt.date) -> int:
        """Rows a page on a day."""
        return self.page_size if self.at(day).template is Template.VNKOD else PAGE_SIZE


def make_sites(count: int, migration: dt.date | None) -> tuple[Site, ...]:
    """So many courts: mostly garrisons, above them an okrug court and a cassation court where there is room.

    Args:
        count: 1 to 200.
        migration: when the second garrison (of four or more) changes its template.
    """
    above = ["ovs-1"] * (count >= _WITH_OKRUG) + ["kvs-1"] * (count >= _WITH_BOTH_ABOVE)
    labels = [f"gvs-{number}" for number in range(1, count - len(above) + 1)] + above
    sites = []
    for position, label in enumerate(labels, 1):
        court = invented_court(host=f"{label}.synthetic.example")
        assert court is not None
        court = replace(court, manner=Manner.ANSWERS, okrug=court.okrug if above else None)
        garrison = court.level == "garrison"
        sites.append(
            Site(
                court=court,
                buildings=2 if garrison and position % 5 == 4 else 1,  # noqa: PLR2004  one garrison in five
                repeats=position % 2 == 0 or court.level == "cassation",
                page_size=(20, 25, 30)[position % 3],
                migrates=migration if position == 2 and count >= _WITH_BOTH_ABOVE else None,  # noqa: PLR2004  gvs-2
            )
        )
    return tuple(sites)
