"""A year of a register's documents, made here and thrown away: time and memory to take it in, to count, to compare.

``python bench/packages.py --rows 9000000 --into bench/packages.json``; `make packages` calls it. Rows have the widths
of the real columns (219 bytes) and random addresses, so that they pack as real ones would; a fifth is criminal, one in
200 is under the chapter. Each step is a process of its own; seconds of CPU are what another machine can compare.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from absentia.dumps import kept
from absentia.dumps.differences import compare
from absentia.dumps.dump import SLICE, SNAPSHOT, Dump, PackageCoverage
from absentia.dumps.held import dumps_of
from absentia.dumps.kept import take_in
from absentia.dumps.reading import connected
from absentia.engine import literal
from absentia.manifest import digest_of
from absentia.observatory import Observatory
from absentia.sources import ua_edrsr
from absentia.tally.catalogue import measures_of_packages
from absentia.tally.packages import Asked, Reading, prepared

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.dumps.register_world import CATEGORIES, COLUMNS, COURTS, DICTIONARIES, JUDGE

NAME = "edrsr_data_2026.zip"
BLOCK = 100_000
YEARS = 5


def blocks(rows: int) -> Iterator[bytes]:
    """The documents, block by block."""
    dice = random.Random(1)  # noqa: S311  repeatable, no secret
    courts, forms = [*COURTS, "9876"], "1255555"
    chapter = [code for code in CATEGORIES if code not in ("2001", "41000")]
    for start in range(0, rows, BLOCK):
        size = min(BLOCK, rows - start)
        hashes = dice.randbytes(16 * size).hex()
        kinds = dice.choices("12345", (29, 20, 6, 17, 28), k=size)
        days = [f'"2026-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d} 00:00:00+02"' for _ in range(400)]
        lines = []
        for at in range(size):
            number = start + at
            military = number % 200 == 0
            kind = "2" if military else kinds[at]
            category = chapter[number // 200 % len(chapter)] if military else ("2001", "41000", "")[number % 3]
            day = days[number % 397]
            case = f"{200 + number // 1000 % 640}/{number // 1000}" if military else f"{200 + number % 640}/{number}"
            lines.append(
                f"{130_000_000 + number}\t{courts[number % 8]}\t{forms[number // 3 % 7]}\t{kind}\t{category}\t"
                f"{case}/26\t{day}\t{day}\t{day}\t{JUDGE} {number % 9000}\t"
                f"http://register.synthetic.example/files/66/{hashes[32 * at : 32 * at + 32]}.rtf\t1\n"
            )
        yield "".join(lines).encode()


def make(folder: Path, rows: int) -> int:
    """Write the package; bytes of the documents."""
    total = 0
    with zipfile.ZipFile(folder / NAME, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, content in DICTIONARIES.items():
            made.writestr(
                zipfile.ZipInfo(name, (2027, 4, 1, 6, 15, 0)), "".join("\t".join(row) + "\n" for row in content)
            )
        entry = zipfile.ZipInfo("documents.csv", (2027, 4, 1, 6, 15, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        with made.open(entry, "w", force_zip64=True) as target:
            target.write(("\t".join(COLUMNS) + "\n").encode())
            for block in blocks(rows):
                total += target.write(block)
    return total


def step(name: str, folder: Path, threads: int) -> dict[str, Any]:
    """One step in a process of its own."""
    command = [sys.executable, __file__, "--step", name, "--folder", str(folder), "--threads", str(threads)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def run(name: str, folder: Path, threads: int) -> dict[str, Any]:
    """What a step does, and what it took."""
    started = time.perf_counter()
    more: dict[str, Any] = {}
    if name == "take_in":
        plain = partial(connected, threads=threads)
        setattr(kept, "connected", plain)  # noqa: B010  as many threads as are asked for
        found = take_in(Observatory.create(folder / f"observatory-{threads}"), folder / NAME, ua_edrsr)
        more = {"rows": found.lines.rows, "refused": found.lines.refused}
        more["digests"] = [digest_of(found.dump.folder / one) for one in (SNAPSHOT, SLICE)]
        more["kept_MB"] = round(sum(one.stat().st_size for one in found.dump.folder.iterdir()) / 1e6, 1)
    elif name == "count":
        held = years(folder)
        with prepared(held, threads) as connection:
            for measure in measures_of_packages().values():
                asked = Asked(("article", "month", "instance"), None, None, None, "all")
                more[measure.name] = Reading(connection, measure, asked, PackageCoverage(tuple(held))).tally().seen
    elif name == "compare":
        dump, other = (
            held_of(folder),
            Dump(folder / "other", "ua_edrsr", 2026, held_of(folder).day, told(folder, "other")),
        )
        more = dict(compare(dump, other, threads=threads).changes)
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = {"wall_s": round(time.perf_counter() - started, 1), "cpu_s": round(used.ru_utime + used.ru_stime, 1)}
    return {**seconds, "peak_MB": round(used.ru_maxrss / 1024), **more}


def held_of(folder: Path) -> Dump:
    """The package that was taken in first."""
    (dump,) = dumps_of(Observatory.open(folder / "observatory-1"))
    return dump


def told(folder: Path, name: str) -> dict[str, Any]:
    """The record of a package of which only the tables are others."""
    files = {one: digest_of(folder / name / one) for one in (SNAPSHOT, SLICE)}
    return {**held_of(folder).told, "files": files}


def years(folder: Path) -> list[Dump]:
    """Five years of slices."""
    day = held_of(folder).day
    found = []
    for back in range(YEARS):
        year, name = 2026 - back, f"year-{back}"
        found.append(Dump(folder / name, "ua_edrsr", year, day, told(folder, name)))
    return found


def derive(folder: Path) -> None:
    """Other years and another week, made of the one that was read."""
    dump = held_of(folder)
    with connected(folder) as connection:
        for back in range(YEARS):
            (folder / f"year-{back}").mkdir()
            connection.execute(
                f"COPY (SELECT document - {back * 10_000_000} AS document, open, "  # noqa: S608  paths
                f"(adopted - INTERVAL {back} YEAR)::DATE AS adopted, instance, verdict, category, article, "
                f"number || '{back}' AS number FROM read_parquet({literal(str(dump.folder / SLICE))})) "
                f"TO {literal(str(folder / f'year-{back}' / SLICE))} (FORMAT parquet)"
            )
        (folder / "other").mkdir()
        connection.execute(
            f"COPY (SELECT * REPLACE (open AND document % 5000 <> 0 AS open) "  # noqa: S608  paths
            f"FROM read_parquet({literal(str(dump.folder / SNAPSHOT))}) WHERE document % 7000 <> 0) "
            f"TO {literal(str(folder / 'other' / SNAPSHOT))} (FORMAT parquet)"
        )


def main() -> None:
    """Measure, print and write."""
    options = argparse.ArgumentParser(description="Measure packages of a register.")
    options.add_argument("--rows", type=int, default=9_000_000)
    options.add_argument("--into", type=Path)
    options.add_argument("--step")
    options.add_argument("--folder", type=Path)
    options.add_argument("--threads", type=int, default=1)
    given = options.parse_args()
    if given.step:
        os.environ["SOURCE_DATE_EPOCH"] = "1800000000"
        print(json.dumps(run(given.step, given.folder, given.threads)))
        return
    with tempfile.TemporaryDirectory(prefix="absentia-bench-") as name:
        folder = Path(name)
        size = make(folder, given.rows)
        found: dict[str, Any] = {"rows": given.rows, "csv_MB": round(size / 1e6)}
        found["zip_MB"] = round((folder / NAME).stat().st_size / 1e6)
        found["take_in"] = step("take_in", folder, 1)
        derive(folder)
        found["count_five_years"] = step("count", folder, 1)
        found["compare"] = step("compare", folder, 1)
        again = step("take_in", folder, 2)
        found["same_bytes_again"] = again["digests"] == found["take_in"]["digests"]
    text = json.dumps(found, indent=1)
    print(text)
    if given.into:
        given.into.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
