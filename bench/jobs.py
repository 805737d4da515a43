"""`absentia parse --jobs 2` against `--jobs 1`, as a person calls it, linking included.

`python bench/jobs.py`; two free cores are needed, so the load is printed. 3,000 pages are the saved ones beside the
project, each as often as it takes with a comment of its own, else our synthetic ones; 12,000 small ones are generated
(synthetic). Rounds alternate, and of each the shortest counts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from absentia.archive import Archive, Capture
from absentia.observatory import Observatory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.many import cards
from bench.run import pages_of

ROUNDS = 5
SIZES = {"pages": 3_000, "small pages": 12_000}
JOBS = (1, 2)


def saved() -> Iterator[Capture]:
    """The same pages again and again, no two of the same bytes."""
    pages = [page for kind in ("card", "listing") for page in pages_of(kind)[1]]
    for number in range(SIZES["pages"]):
        yield Capture.of_page(pages[number % len(pages)].data + b"<!-- %d -->" % number)


def archived(folder: Path, captures: Iterable[Capture]) -> None:
    archive = Archive.appending(Observatory.create(folder).archive)
    for one in captures:
        archive.append(one, "ru_sudrf")
    archive.close()


def seconds(folder: Path, jobs: int) -> float:
    """By the clock, from the archive to tables and cases."""
    shutil.rmtree(folder / "tables", ignore_errors=True)
    began = time.perf_counter()
    call = [sys.executable, "-m", "absentia", "-q", "-C", str(folder), "parse", "--jobs", str(jobs)]
    subprocess.run(call, check=False, capture_output=True)  # what it finds wrong with pages is no matter here
    took = time.perf_counter() - began
    assert (folder / "tables" / "cases.parquet").exists()
    return took


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        for name, captures in (("pages", saved()), ("small pages", islice(cards(), SIZES["small pages"]))):
            folder = Path(place) / name
            archived(folder, captures)
            print(f"{SIZES[name]:,} {name}, load {os.getloadavg()[0]:.1f}:", end=" ", flush=True)
            rounds = [[seconds(folder, jobs) for jobs in JOBS] for _ in range(ROUNDS)]
            one, two = (min(times) for times in zip(*rounds, strict=True))
            print(f"one process {one:.1f} s, two {two:.1f} s: {one / two:.2f} times as fast")


if __name__ == "__main__":
    main()
