"""The archive against warcio's gzip on sibling pages, and its memory over many captures.

Siblings are made of each real saved page by changing its digits (one in seven, from a seed). That is more than two
cards of one court differ by in their shell, and nothing like the names and acts they differ by: a stand-in.
The saved pages are found through `ABSENTIA_SHARED`, or in `../shared` beside the project. `make bench` calls it.

With `--captures N` it measures something else: time and memory of every stage over up to N generated cards, each stage
in a process of its own (see `many.py`): `python bench/archive.py --captures 1000000`. A million take the better part of
an hour and 3 GB of the temporary folder; with `--parse-up-to M` the stages behind the archive stop at M captures.
"""

from __future__ import annotations

import argparse
import importlib
import io
import os
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from absentia.archive import Archive, Capture, load

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("ABSENTIA_SHARED", ROOT.parent / "shared"))
SIBLINGS = 60
MANY = 30_000
MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def siblings() -> list[bytes]:
    """Pages of one court after another, in the order a collector would bring them."""
    dice = random.Random(1)  # noqa: S311  a stand-in for pages, no secret
    files = sorted((SHARED / "pages").glob("*.html")) if SHARED.exists() else []
    pages = [file.read_bytes() for file in files if "block" not in file.name]
    if not pages:
        sys.exit("no saved pages: set ABSENTIA_SHARED")
    return [
        re.sub(rb"\d", lambda digit: b"%d" % dice.randrange(10) if dice.random() < 1 / 7 else digit[0], page)
        for page in pages
        for _sibling in range(SIBLINGS)
    ]


def address(number: int) -> str:
    return f"https://court-{number // SIBLINGS}.synthetic.example/?n={number}"


def capture(number: int, body: bytes) -> Capture:
    page = Capture.of_page(body, url=address(number), captured=MOMENT)
    return Capture(body, page.sha256, page.url, MOMENT, 200, HEAD + body)


def ours(pages: Sequence[bytes]) -> tuple[float, float, float]:
    """Bytes per page, pages written per second, pages read per second."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive.appending(Path(folder))
        captures = [capture(number, body) for number, body in enumerate(pages)]
        started = time.perf_counter()
        for one in captures:
            archive.append(one, "ru_sudrf")
        archive.close()
        written = time.perf_counter() - started
        kept = sum(path.stat().st_size for path in archive.segments())
        wanted = sorted(Archive.reading(Path(folder)).captures(), key=lambda one: (one.file, one.offset))
        started = time.perf_counter()
        assert all(load(Path(folder), one) for one in wanted)
        return kept / len(pages), len(pages) / written, len(pages) / (time.perf_counter() - started)


def theirs(pages: Sequence[bytes]) -> tuple[float, float, float]:
    """The same for warcio with its gzip."""
    target = io.BytesIO()
    writer = WARCWriter(target, gzip=True)
    started = time.perf_counter()
    for number, body in enumerate(pages):
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(address(number), "response", io.BytesIO(body), http_headers=http))
    written = time.perf_counter() - started
    size = target.tell()
    target.seek(0)
    started = time.perf_counter()
    assert sum(len(record.content_stream().read()) for record in ArchiveIterator(target)) == sum(map(len, pages))
    return size / len(pages), len(pages) / written, len(pages) / (time.perf_counter() - started)


def memory() -> list[tuple[int, float]]:
    """Captures so far, and the highest resident memory of this process in MB: it must level off."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive.appending(Path(folder))
        for number in range(MANY):
            body = b"<html><body>synthetic %d</body></html>" % number
            archive.append(Capture.of_page(body, url=f"https://one.synthetic.example/?{number}", captured=MOMENT), "x")
            if (number + 1) % (MANY // 5) == 0:
                archive.sync()
                found.append((number + 1, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
        archive.close()
    return found


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description="Measure the archive.")
    options.add_argument("--captures", type=int, metavar="N", help="every stage over up to N generated cards instead")
    options.add_argument("--parse-up-to", type=int, metavar="M", help="beyond M captures only the archive's own stages")
    given = options.parse_args()
    if given.captures:
        importlib.import_module("many").main(given.captures, given.parse_up_to or given.captures)
        return
    levels = memory()
    pages = siblings()
    raw = sum(map(len, pages)) / len(pages)
    print(f"{len(pages)} siblings of {len(pages) // SIBLINGS} saved pages, {raw:,.0f} bytes each")
    print(f"{'':24}{'bytes/page':>12}{'x smaller':>11}{'written/s':>11}{'read/s':>9}")
    for name, (size, written, read) in (("absentia", ours(pages)), ("warcio gzip", theirs(pages))):
        print(f"{name:24}{size:>12,.0f}{raw / size:>11.1f}{written:>11,.0f}{read:>9,.0f}")
    print("highest memory over captures:", ", ".join(f"{count:,}: {size:.0f} MB" for count, size in levels))


if __name__ == "__main__":
    main()
