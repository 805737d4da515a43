"""What a large site costs: some 10,000 pages at first, and the same a week later, the withholding apart.

Invented counts of six measures under many articles, by month and half-year, and of 115 courts by half-year; built and
written as ``absentia publish`` does. ``python bench/large_site.py``; the result stands beside it: CPU
seconds of one process. All data here are synthetic.
"""

from __future__ import annotations

import dataclasses
import json
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from absentia.model.count import Count
from absentia.publish.site import CourtWeeks, Dossier, Versions, build, digest_of
from absentia.tally.words import NAMES

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.publish.conftest import sample_article
from tests.publish.site.conftest import dossier_of, observed, tally_of

RESULTS = Path(__file__).with_suffix(".json")
ARTICLES, COURTS = 26, 115
HALVES = tuple(f"{year}-H{half}" for year in (2022, 2023) for half in (1, 2))
MONTHS = tuple(f"{year}-{month:02}" for year in (2022, 2023) for month in range(1, 13))
WEEKS = ("2023-07-31", "2023-08-07", "2023-08-14")


def grown(by: int) -> Dossier:
    """The site ``by`` weeks after the first: some more of everything in the newest periods."""
    seen = observed(data=f"week {by}")
    provisions = [f"{number}" for number in range(321, 321 + ARTICLES)]
    hosts = [f"gvs-{number}.synthetic.example" for number in range(COURTS)]

    def counted(dimension: str, periods: tuple[str, ...]) -> dict[str, dict[str, Any]]:
        rows = {
            one: Count.at_least(200 + place + (by if one == periods[-1] else 0)) for place, one in enumerate(periods)
        }
        return {measure: {one: tally_of((dimension,), rows, measure) for one in provisions} for measure in NAMES}

    return dossier_of(
        dataclasses.replace(
            seen,
            months=counted("month", MONTHS),
            half_years=counted("half-year", HALVES),
            courts=tally_of(
                ("court", "half-year"), {(host, half): Count.at_least(40 + by) for host in hosts for half in HALVES}
            ),
            weeks=[CourtWeeks(host, f"Суд {place}", seen.weeks[0].weeks) for place, host in enumerate(hosts)],
        ),
        articles=[sample_article()],
    )


def published(versions: Versions, by: int) -> dict[str, Any]:
    """One version more, as ``absentia publish`` makes it."""
    given = grown(by)
    began = time.process_time()
    earlier = versions.earlier()
    assert not earlier or earlier[-1].digest != digest_of(given)
    made = build(given, WEEKS[by], earlier)
    versions.write(WEEKS[by], made.files)
    pages = [name for name in made.files if name.endswith(".html")]
    return {
        "pages": len(pages),
        "files": len(made.files),
        "changed_numbers": len(made.changes),
        "cpu_seconds": round(time.process_time() - began, 1),
        "largest_page_bytes": max(len(made.files[name]) for name in pages),
    }


def main() -> None:
    """Publish three weeks and write the result down."""
    with tempfile.TemporaryDirectory() as place:
        versions = Versions(Path(place) / "site")
        found = [published(versions, by) for by in range(len(WEEKS))]
    result = {"python": platform.python_version(), "first": found[0], "weeks": found[1:]}
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    json.dump(result, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
