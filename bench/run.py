"""Measure reading and archiving against peers and floors: medians of one process run. `make bench` calls it.

Prints a table and writes `bench/results.json`. Times are CPU seconds of this machine; the ratios are what holds.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from absentia.archive import Archive, Capture
from absentia.model import PageRecord
from absentia.observatory import Observatory
from absentia.parse import build_tables
from absentia.sources import get_source

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # python puts only this file's own folder there
from bench.peer import CardRecords, as_card_records, read_with_soup  # noqa: E402  needs the line above

SHARED = Path(os.environ.get("ABSENTIA_SHARED", ROOT.parent / "shared")) / "pages"
FIXTURES = ROOT / "tests" / "sources" / "fixtures"
RESULTS = Path(__file__).with_name("results.json")
ROUNDS = 7
FASTER_THAN_PEERS, TIMES_THE_FLOOR, LISTINGS_TIMES_THE_FLOOR = 38, 8, 30
ARCHIVED_PAGES = 2000
READER = get_source("ru_sudrf")


@dataclass(frozen=True)
class Page:
    """One page to read, and how large it is."""

    name: str
    data: bytes


def pages_of(kind: str) -> tuple[str, list[Page]]:
    """Real cards or listings beside the project where there are some, else our synthetic ones; and which of the two."""
    if real := sorted(SHARED.glob(f"*{kind}*.html")):
        return "real pages, masked", [Page(file.stem, file.read_bytes()) for file in real]
    files = sorted(file for file in FIXTURES.glob(f"*{kind}*.html") if not file.name.startswith("ugly"))
    return "synthetic, in a synthetic frame", [Page(file.stem, framed(file.read_bytes())) for file in files]


def read(data: bytes) -> PageRecord:
    """Read a page as its tables are made: its digest is known from loading it, and no table holds acts."""
    return READER.read(data, capture="0" * 64, acts=False)


def framed(card: bytes) -> bytes:
    """A fixture among as many menus as a real page has, which is most of it: 50 KB before the card, 20 KB behind."""
    link = b'<li class="synthetic"><a href="/modules.php?name=synthetic&amp;id=1">An entry of a menu</a></li>'
    menu = b"<ul>" + link * (50_000 // len(link)) + b"</ul>"
    start, end = card.find(b"<body"), card.rfind(b"</body")
    inside = card.find(b">", start) + 1
    return card[:inside] + menu + card[inside:end] + menu[:20_000] + b"</a></li></ul>" + card[end:]


def floor(data: bytes) -> str:
    """The least anybody must do: find the content column by its marks, and decode it."""
    start = data.find(b"modSdpContent")
    end = data.find(b"m-all_m spice", start)
    region = data[max(start, 0) : end if end > 0 else len(data)]
    try:
        return region.decode()
    except UnicodeDecodeError:
        return region.decode("cp1251", errors="replace")


def interleaved(routes: dict[str, Callable[[bytes], object]], pages: Sequence[Page]) -> dict[str, float]:
    """Median milliseconds per page of each route; rounds alternate, so that a busy moment hits all alike."""
    repeats = {name: _repeats(route, pages) for name, route in routes.items()}
    rounds: dict[str, list[float]] = {name: [] for name in routes}
    for _ in range(ROUNDS):
        for name, route in routes.items():
            started = time.process_time()
            for _ in range(repeats[name]):
                for page in pages:
                    route(page.data)
            rounds[name].append((time.process_time() - started) / repeats[name] / len(pages) * 1000)
    return {name: statistics.median(times) for name, times in rounds.items()}


def _repeats(route: Callable[[bytes], object], pages: Sequence[Page]) -> int:
    """How often to go through the pages so that a round lasts long enough to be measured."""
    started = time.process_time()
    for page in pages:
        route(page.data)
    return max(1, round(0.15 / max(time.process_time() - started, 1e-6)))


def differences(pages: Sequence[Page]) -> list[str]:
    """Cards on which the routes do not find the same; with any, the comparison is void."""
    found = []
    for page in pages:
        ours = as_card_records(read(page.data))
        for parser in ("html.parser", "lxml"):
            theirs: CardRecords = read_with_soup(page.data, parser)
            found += [
                f"{page.name}: {parser} and ours differ in {part}"
                for part in ("fields", "events", "persons", "parties")
                if getattr(theirs, part) != getattr(ours, part)
            ]
    return found


def archive_and_tables(pages: Sequence[Page]) -> tuple[float, float]:
    """Pages per CPU second into the archive, and from the archive into tables, in one process."""
    with tempfile.TemporaryDirectory() as folder:
        observatory = Observatory.create(Path(folder) / "observatory")
        started = time.process_time()
        archive = Archive.appending(observatory.archive)
        for number in range(ARCHIVED_PAGES):
            page = pages[number % len(pages)]
            archive.append(Capture.of_page(page.data + b"<!-- %d -->" % number), "ru_sudrf")
        archive.close()
        archived = ARCHIVED_PAGES / (time.process_time() - started)
        started = time.process_time()
        build_tables(observatory, jobs=1)
        return archived, ARCHIVED_PAGES / (time.process_time() - started)


def main() -> None:
    kind, pages = pages_of("card")
    wrong = differences(pages)
    times = interleaved(
        {
            "floor: cut and decode": floor,
            "absentia": read,
            "BeautifulSoup, lxml": lambda data: read_with_soup(data, "lxml"),
            "BeautifulSoup, html.parser": lambda data: read_with_soup(data, "html.parser"),
        },
        pages,
    )
    ours, least = times["absentia"], times["floor: cut and decode"]
    peers = min(value for name, value in times.items() if name.startswith("BeautifulSoup"))
    listings = interleaved({"floor": floor, "absentia": read}, pages_of("listing")[1])
    of_listings = listings["absentia"] / listings["floor"]
    archived, tabled = archive_and_tables(pages)
    print(f"{len(pages)} cards ({kind}), mean {statistics.mean(len(page.data) for page in pages) / 1024:.0f} KB")
    print(f"{'route':28} {'ms/page':>9} {'/ floor':>9} {'/ absentia':>11}")
    for name, value in sorted(times.items(), key=lambda item: item[1]):
        print(f"{name:28} {value:9.3f} {value / least:9.1f} {value / ours:11.2f}")
    print(f"\nabsentia is {peers / ours:.1f} times faster than the faster BeautifulSoup (wanted: {FASTER_THAN_PEERS})")
    print(f"absentia takes {ours / least:.1f} times the floor (wanted: at most {TIMES_THE_FLOOR})")
    print(f"a listing takes {of_listings:.1f} times its floor (wanted: at most {LISTINGS_TIMES_THE_FLOOR})")
    print(f"pages per CPU second: into the archive {archived:.0f}, archive to tables {tabled:.0f} (one process)")
    for line in wrong:
        print(f"VOID: {line}", file=sys.stderr)
    results = {
        "cards": len(pages),
        "pages": kind,
        "same_records": not wrong,
        "milliseconds_per_page": times,
        "times_faster_than_beautifulsoup": peers / ours,
        "times_the_floor": ours / least,
        "listings_times_the_floor": of_listings,
        "pages_per_cpu_second": {"into the archive": archived, "archive to tables": tabled},
        "python": platform.python_version(),
    }
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
