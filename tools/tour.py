"""The way of one invented case, from a request to a sentence, in eight calls; then one byte is changed.

`make tour` prints each call with the file and line it stands at, and what it gave. Everything is SYNTHETIC: one court
on this machine's loopback, asked for a month of virtual time.
"""

from __future__ import annotations

import inspect
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from absentia.archive import Archive
from absentia.archive.whole import Brought, verify_observatory
from absentia.check import check_article
from absentia.collect import collect
from absentia.errors import AbsentiaError
from absentia.link import link_cases
from absentia.observatory import Observatory
from absentia.parse.build import build_tables
from absentia.parse.resolving import resolve
from absentia.rehearsal.courthouse import live
from absentia.rehearsal.visits import Visits, Witness
from absentia.sources import get_source
from absentia.tally import tally

ROOT = Path(__file__).resolve().parents[1]
_CASE = """
SELECT f.filing_id, f.capture, f.number, f.received, c.provision, k.case_id, count(*) OVER () AS others
FROM filings f JOIN charges c USING (capture, filing_id, row) JOIN cases k USING (filing_id)
WHERE f.page = 'card' AND f.instance = 'first' AND c.article = '337' AND f.received IS NOT NULL
ORDER BY f.received, f.filing_id LIMIT 1
"""
_CLAIM = """
id: tour
title: {{en: An invented article, ru: Придуманная статья}}
publisher: invented
date: {day}
claims:
  - id: some
    said: {{en: "Somebody was charged under Art. 337."}}
    reading: {{en: "the court shows at least one filing under Art. 337"}}
    operands:
      n: {{tally: filings_received, provision: "337", since: 2021-01-01, until: {day}, unit: {{en: filings}}}}
    comparisons:
      - {{label: {{en: filings}}, operation: value, of: n, main: true, expect: {{at_least: 1}}}}
"""


def step(number: int, what: str, call: Callable[..., Any], gave: str) -> None:
    """One call: what it is for, where it stands, what it gave."""
    call = inspect.unwrap(call)
    file = Path(inspect.getsourcefile(call) or "").resolve()
    line = inspect.getsourcelines(call)[1]
    print(f"\n{number}. {what}\n   {file.relative_to(ROOT)}:{line}  {call.__module__}.{call.__qualname__}\n   → {gave}")


def collected(folder: Path) -> Observatory:
    """An observatory that asked its one court, week by week."""
    life = live(courts=1, months=1, seed=7)
    house = Witness(life, (), 7)
    Observatory.create(folder)
    with house.serve() as running:
        Visits(folder, house, running.port, answering=True).all()
    return Observatory.open(folder)


def on_the_way(observatory: Observatory, folder: Path) -> Path:
    """The eight calls; returns the table whose byte is changed afterwards."""
    with observatory.writing():
        built = build_tables(observatory, 1)
    linked = link_cases(observatory)
    with duckdb.connect() as db:
        for table in ("filings", "charges", "cases"):
            db.execute(f"CREATE VIEW {table} AS FROM '{observatory.tables / table}.parquet'")
        identity, capture, number, received, provision, case, _others = db.execute(_CASE).fetchall()[0]
    (archived,) = resolve(observatory, capture)
    page = Archive.reading(observatory.archive).get(archived.sha256)
    assert page is not None
    address = (page.url or "").partition("?")[0]
    step(1, "ask: a plan of questions, each answer kept before anybody reads it", collect, f"asked {address}?…")
    step(2, "keep: one record of a chain of bytes", Archive.get, f"{len(page.body):,} bytes of {page.captured}, whole")
    record = get_source("ru_sudrf").read(page.body, page.url)
    step(3, "read: what the page says, and what of it could not be read", get_source("ru_sudrf").read, (
        f"a page of kind “{record.page}”; issues: {len(record.issues)}"
    ))  # fmt: skip
    step(4, "parse: tables without names", build_tables, (
        f"{built.read} pages read; this one is {capture}, filing {identity[:12]}…, № {number}, received {received}"
    ))  # fmt: skip
    step(5, "link: filings of the same prosecution are one case", link_cases, f"{linked.cases} cases; this is {case}")
    counted = tally(observatory, "filings_received", by=("provision",), provision=provision)
    step(6, "count: the range of numbers that what was seen allows", tally, (
        f"charged under {provision}: {counted.total.text('en')} ({counted.command})"
    ))  # fmt: skip
    claims = folder / "claims.yml"
    claims.write_text(_CLAIM.format(day=str(received.replace(month=12, day=31))), encoding="utf-8")
    (claim,) = check_article(claims, observatory).claims
    step(7, "check: a sentence against the range", check_article, f"“{claim.quote}” {claim.verdict}")
    step(8, "walk back: the id in a table leads to the bytes, for whoever has archive and key", resolve, (
        f"{capture} stands in {archived.file} at byte {archived.offset:,}"
    ))  # fmt: skip
    return observatory.tables / "filings.parquet"


def flipped(file: Path, place: int) -> None:
    """Change one byte of a file."""
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)


def main() -> int:
    """Lead somebody through."""
    print("SYNTHETIC: one invented court, one month; nothing here is real.")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        observatory = collected(folder / "observatory")
        table = on_the_way(observatory, folder)
        print("\nNow one byte of a table is changed …")
        flipped(table, table.stat().st_size // 2)
        try:
            check_article(folder / "claims.yml", observatory)
        except AbsentiaError as refused:
            print(f"   the sentence refuses itself: {refused}")
        else:
            return 1
        flipped(table, table.stat().st_size // 2)
        segment = Archive.reading(observatory.archive).segments()[0]
        print("… and, that byte being back, one of the archive:")
        flipped(segment, segment.stat().st_size // 2)
        broken = verify_observatory(observatory, Brought()).broken
        for one in broken[:1]:
            print(f"   verify, things wrong: {len(broken)}; the first: {one.reason} ({one.file})")
        return 0 if broken else 1


if __name__ == "__main__":
    sys.exit(main())
