"""Link, resolve and tally over copies of a rehearsal's tables: cost over three sizes, against a hand-written script.

`python bench/scale.py --copies 15,155,1550` takes the tables of one rehearsal (synthetic) so often, under keys of their
own: courts, captures, filings and УИД of a copy meet those of no other. Every stage runs in a process of its own and is
told by its CPU seconds and its highest memory; the peer is what somebody would write in DuckDB over the same readings.
"""

# ruff: noqa: S608  the statements are this file's own
from __future__ import annotations

import argparse
import json
import math
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
from absentia.manifest import MANIFEST, as_bytes, digests_of, read_manifest  # noqa: E402  needs the line above

RESULTS = Path(__file__).with_name("scale.json")
_CODE = "lpad((copy % 100)::VARCHAR, 2, '0') || substr({code}, 3, 2) || lpad((copy // 100 * 10 + substr({code}, 5, 4)::INTEGER)::VARCHAR, 4, '0')"  # noqa: E501
"""A court's code in a copy: `00GV0001` → `37GV0151`."""
_HOST = "regexp_replace({host}, '^([^.]*)[.]', '\\1-k' || copy || '.')"
_KEYED = {
    "capture": "'c-' || printf('%08x', copy) || substr(capture, 11)",
    "filing_id": "printf('%08x', copy) || substr(filing_id, 9)",
    "court_code": _CODE.format(code="court_code"),
    "uid": f"{_CODE.format(code='uid')} || substr(uid, 9)",
    "site": _HOST.format(host="site"),
    "court": f"CASE WHEN contains(court, '.') THEN {_HOST.format(host='court')} ELSE {_CODE.format(code='court')} END",
    "look": "printf('%08x', copy) || look",
    "parent": "printf('%08x', copy) || parent",
    "captures": "[printf('c-%08x', copy) || substr(one, 11) for one in captures]",
    "proof": "[printf('c-%08x', copy) || substr(one, 11) for one in proof]",
}
"""What tells the rows of one copy from those of another; other columns are as they were."""
_FILES = (
    "captures.parquet", "filings.parquet", "events.parquet", "defendants.parquet", "charges.parquet", "issues.parquet",
    "looks.parquet", "registers.parquet", "parsed.index",
)  # fmt: skip
PEER = """
SELECT court, make_date(year(received), CASE WHEN month(received) < 7 THEN 1 ELSE 7 END, 1) AS period,
       count(DISTINCT filing_id) AS cases
FROM (
    SELECT filing_id, arg_max(court, captured) AS court, arg_max(received, captured) AS received,
           arg_max(instance, captured) AS instance
    FROM '{tables}/filings.parquet' GROUP BY filing_id
) SEMI JOIN (SELECT DISTINCT filing_id FROM '{tables}/charges.parquet' WHERE article = '337') USING (filing_id)
WHERE instance = 'first'
GROUP BY ALL
"""
"""The short cut somebody would take: any charge on any reading; it counts too many, and is the floor in time."""


def copied(base: Path, into: Path, copies: int) -> int:
    """An observatory with the tables of ``base`` so often; how many readings it has."""
    shutil.copytree(base, into, ignore=shutil.ignore_patterns("tables", "runs"))
    (into / "tables").mkdir()
    return tables_of(base, into / "tables", copies, read_manifest(base / "tables"))


def grown(base: Path, observatory: Path, copies: int) -> None:
    """The same observatory with so many copies, as a parse leaves it: what linking made before stands beside them."""
    before = read_manifest(observatory / "tables")
    tables_of(base, observatory / "tables", copies, before)


def tables_of(base: Path, tables: Path, copies: int, before: Mapping[str, Any]) -> int:
    """Write the tables of pages so often, and a manifest that vouches for them; how many readings there are."""
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        # what is sorted is sorted in pieces: copies of many sizes are made beside other work
        connection.execute(f"SET memory_limit = '2GB'; SET temp_directory = '{tables / 'spilled'}'")
        connection.execute(f"CREATE TABLE copies AS SELECT unnest(range({copies})) AS copy")
        for file in _FILES:
            source = f"read_parquet('{base / 'tables' / file}')"
            columns = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
            shown = ", ".join(
                f'CASE WHEN copy = 0 THEN "{one}" ELSE {_KEYED[one]} END AS "{one}"' if one in _KEYED else f'"{one}"'
                for one in columns
            )
            by = ("capture, filing_id" if "filing_id" in columns else "capture") if "capture" in columns else "ALL"
            connection.execute(
                f"COPY (SELECT {shown} FROM {source}, copies ORDER BY {by}) TO '{tables / file}' "
                "(FORMAT parquet, COMPRESSION zstd)"
            )
        (readings,) = connection.execute(f"SELECT count(*) FROM '{tables}/filings.parquet'").fetchone() or (0,)
    files = {**before["files"], **digests_of(tables, _FILES)}
    there = {name: digest for name, digest in files.items() if (tables / name).exists()}
    (tables / MANIFEST).write_bytes(as_bytes({**before, "files": there}))
    return int(readings)


LINK = "from absentia.link import link_cases; print(link_cases(observatory).filings)"
STAGES: Mapping[str, str] = {
    "link": LINK,
    "nothing new": "from absentia.link import ensure_linked; print(ensure_linked(observatory))",
    "tally by court and half-year": (
        "from absentia.tally import tally; "
        "print(tally(observatory, 'cases_received', by=('court', 'half-year'), provision='337').total)"
    ),
    "peer": "import duckdb; print(len(duckdb.sql(peer).fetchall()))",
    "1,000 new filings, linked": LINK,
    "1,000 new filings, all after parse": (
        "from absentia.disappearances import find_disappearances; from absentia.link import link_cases; "
        "from absentia.pipeline.update_cells import count_cells; "
        "link_cases(observatory); find_disappearances(observatory); print(len(count_cells(observatory)[1]))"
    ),
}
"""What is measured, in this order: the code of a process of its own. The last is what an update does."""
NEW_COPIES = 5
_RUN = """
import resource, sys
from pathlib import Path
from absentia.observatory import Observatory
observatory = Observatory.open(Path(sys.argv[1]))
peer = sys.argv[2]
{stage}
"""


def measured(stage: str, observatory: Path) -> tuple[float, float, str]:
    """CPU seconds and highest memory in GB of one stage in a process of its own, and what it printed."""
    peer = PEER.format(tables=observatory / "tables")
    code = _RUN.format(stage=stage) + (
        "\nused = resource.getrusage(resource.RUSAGE_SELF)"
        # not ru_maxrss: that is the parent's, where it was higher
        "\npeak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))"
        "\nprint(used.ru_utime + used.ru_stime, int(peak.split()[1]) / 1e6, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(observatory), peer], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    seconds, memory = done.stderr.split()[-2:]
    return float(seconds), float(memory), done.stdout.strip()


def sized(base: Path, copies: int, rounds: int) -> dict[str, Any]:
    """Medians of every stage over so many copies: CPU seconds and GB."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in STAGES}
    readings, said = 0, {}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            observatory = Path(folder) / "observatory"
            readings, new = copied(base, observatory, copies), 0
            for name, stage in STAGES.items():
                if name.startswith("1,000 new filings"):
                    new += NEW_COPIES
                    grown(base, observatory, copies + new)
                seconds, memory, said[name] = measured(stage, observatory)
                found[name].append((seconds, memory))
    medians = {
        name: {"cpu_seconds": statistics.median(s for s, _m in runs), "gb": statistics.median(m for _s, m in runs)}
        for name, runs in found.items()
    }
    return {
        "copies": copies,
        "rounds": rounds,
        "readings": readings,
        "filings": int(said["link"]),
        "stages": medians,
    }


def told(size: dict[str, Any]) -> dict[str, Any]:
    """Print what was measured of a size: the largest takes long."""
    print(f"{size['filings']:,} filings, {size['readings']:,} readings (synthetic)")
    for name, one in size["stages"].items():
        print(f"  {name:28} {one['cpu_seconds']:8.2f} s of CPU {one['gb']:6.2f} GB", flush=True)
    return size


def exponents(sizes: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """How cost grows with size, between the two largest: 1 is in proportion."""
    smaller, larger = sizes[-2:]
    grown_by = math.log(larger["readings"] / smaller["readings"])
    return {
        name: math.log(larger["stages"][name]["cpu_seconds"] / max(smaller["stages"][name]["cpu_seconds"], 1e-9))
        / grown_by
        for name in STAGES
    }


def rehearsed(into: Path) -> None:
    """The rehearsal whose tables are copied."""
    command = [sys.executable, "-m", "absentia", "rehearse", "--courts", "4", "--months", "6", "--into", str(into)]
    subprocess.run(command, check=True, capture_output=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", default="15,155,1550", help="how often, separated by commas; at least two sizes")
    parser.add_argument("--rounds", default="3", help="of each size; or a number for every size, separated by commas")
    parser.add_argument("--base", type=Path, help="an observatory of a rehearsal; without, one is made")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = given.base or Path(folder) / "base"
        if given.base is None:
            rehearsed(base)
        copies = [int(one) for one in given.copies.split(",")]
        rounds = [int(one) for one in given.rounds.split(",")] * (len(copies) if "," not in given.rounds else 1)
        sizes = [told(sized(base, *one)) for one in zip(copies, rounds, strict=True)]
    grows = exponents(sizes)
    for name, power in grows.items():
        print(f"  {name:28} grows with size to the power of {power:.2f}")
    RESULTS.write_text(json.dumps({"sizes": sizes, "exponents": grows}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
