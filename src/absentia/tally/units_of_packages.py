"""The units behind counts over packages, one by one: for those who decide what may be shown of them.

They come of the statement of the measure itself, asked for each case or document and month.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from absentia.dumps.dump import Dump, PackageCoverage
from absentia.engine import Connection
from absentia.model import Instance
from absentia.sources import get_source
from absentia.tally.catalogue import Measure
from absentia.tally.packages import Asked, Reading

WHOLE_CHAPTER = "*"
"""Instead of an article: any of the chapter."""


@dataclass(slots=True)
class PackageUnit:
    """One case or document of a court of first instance."""

    months: set[str] = field(default_factory=set)
    """In which it is counted, under whichever article."""
    some: set[str] = field(default_factory=set)
    """Articles, each with its law, that any of its documents has; and the whole chapter."""
    every: set[str] = field(default_factory=set)
    """Those of them that all of its documents have."""


def units_of_packages(connection: Connection, measure: Measure, held: Sequence[Dump]) -> Mapping[str, PackageUnit]:
    """The units of a measure, in a connection of :func:`~absentia.tally.packages.prepared`.

    They are known by digests: numbers of cases stay with the packages.
    """
    law = get_source(held[0].source).jurisdiction
    read = Reading(
        connection,
        measure,
        Asked(by=("article", "month"), since=None, until=None, article=None, instance=Instance.FIRST.value),
        PackageCoverage(tuple(held)),
    )
    found: defaultdict[str, PackageUnit] = defaultdict(PackageUnit)
    for by in (("article", "month"), ("month",)):
        for row in read.count(by, each=True):
            one = found[hashlib.sha256(str(row["unit"]).encode()).hexdigest()[:16]]
            label = f"{law}:{row['article'] if 'article' in by else WHOLE_CHAPTER}"
            one.months.add(f"{row['month']:%Y-%m}")
            one.some.add(label)
            if row["low"]:
                one.every.add(label)
    return dict(found)
