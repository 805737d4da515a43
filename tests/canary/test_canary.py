"""A canary: names planted in every field of invented pages, every verb run, and every byte outside the archive read."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from urllib.parse import quote

import pytest
from tests.archive.warcs import Answer, write_warc
from tests.canary.planting import Page, Planter, crowds, pages
from tests.canary.searching import Search, files_outside, leaves
from tests.collect.conftest import Lab, _only_loopback, lab  # noqa: F401  fixtures
from tests.collect.small_court import Courthouse, Reply, Request, court
from tests.collect.test_kills import Served, configure
from tests.collect.test_sweep_truth import house_of

from absentia.archive import Archive
from absentia.cli.main import run
from absentia.model import Template
from absentia.tally import measures

FORMATS = ("json", "table", "csv")
ANY = (0, 1, 3, 4)
"""What is planted breaks layouts and archives; it must be said, and without names."""


class Teller:
    """Runs verbs and reads what they say: results, talk, and every file they leave outside an archive."""

    def __init__(self, capture: pytest.CaptureFixture[bytes], search: Search) -> None:
        self._capture = capture
        self._search = search
        self.leaks: list[str] = []
        self.read = 0

    def __call__(self, *arguments: str, may: tuple[int, ...] = (0,)) -> None:
        code = run([*arguments])
        said = self._capture.readouterr()
        verb = " ".join(one for one in arguments if not one.startswith("/"))
        assert code in may, (verb, code, said.err.decode()[-2000:])
        self.look(f"stdout of {verb}", said.out)
        self.look(f"stderr of {verb}", said.err)

    def look(self, name: str, data: bytes) -> None:
        self.read += len(data)
        self.leaks += self._search.found_in(name, data)

    def look_into(self, folder: Path, *left_out: str) -> None:
        for name, data in files_outside(folder, *left_out):
            self.look(name, data)


def save(planted: Iterable[Page], folder: Path, planter: Planter) -> None:
    """Saved pages and crawls in folders and files that bear names, too."""
    below = folder / planter.name()[:40].replace("/", " ")
    below.mkdir(parents=True)
    kept = list(planted)
    for number, page in enumerate(kept[::2]):
        said = f"<!-- saved from url=({len(page.url):04}){page.url} -->".encode()
        name = f"{number:03} {planter.name()[:40].replace('/', ' ')}.html"
        (below / name).write_bytes(said + page.body if number % 2 else page.body)
    (below / f"{planter.name()[:40].replace('/', ' ')}.html").write_bytes(b"")
    crawl, _offsets = write_warc([Answer(page.url, page.body) for page in kept[1::2]], gzipped=True)
    (folder / f"{planter.name()[:40].replace('/', ' ')}.warc.gz").write_bytes(crawl + crawl[:-200])


def every_verb(tell: Teller, home: Path, out: Path) -> None:
    """Everything that reads an observatory, and every format it writes."""
    at = ("-C", str(home))
    tell(*at, "parse", may=ANY)
    tell(*at, "update", "--no-collect", may=ANY)
    for form in FORMATS:
        tell(*at, "parse", "--format", form, may=ANY)
        tell(*at, "status", "--format", form)
        tell(*at, "archive", "status", "--format", form)
        tell(*at, "captcha", "--format", form)
        tell(*at, "disappearances", "--format", form, may=ANY)
        tell(*at, "disappearances", "--by", "week", "--format", form, may=ANY)
        tell(*at, "check", "guardian_2023_10", "--claim", "a", "--format", form, may=ANY)
        tell(*at, "tally", "cases_received", "--by", "court,half-year", "--format", form, may=ANY)
    tell(*at, "estimate", "serial-gaps", may=ANY)
    for measure in measures():
        tell(*at, "tally", measure, "--by", "provision", "--format", "csv", may=ANY)
    tell(*at, "archive", "seal")
    tell(*at, "archive", "verify")
    tell(*at, "archive", "export", str(out / "all.warc.gz"))
    tell(*at, "archive", "export", str(out / "all.wacz"))
    tell(*at, "backup", str(out / "backup"), may=ANY)
    tell("restore", str(out / "backup"), str(out / "restored"), may=ANY)
    torn = shutil.copytree(home, out / "torn")
    for segment in sorted((torn / "archive").glob("*.warc*")):
        data = bytearray(segment.read_bytes())
        for at_byte in range(2000, len(data), 20_000):
            data[at_byte] ^= 0xFF
        segment.write_bytes(data)
    for form in ("table", "json"):
        tell("-C", str(torn), "archive", "verify", "--format", form, may=(1,))
    tell("-C", str(torn), "parse", may=ANY)
    tell("-C", str(torn), "archive", "export", str(out / "torn.warc.gz"), may=ANY)


def unruly(planter: Planter, random: Random) -> Callable[[Courthouse, Request], Reply | None]:
    """Courts that write names wherever an answer has room for one: pages, headers, errors, the way elsewhere."""

    def answer(house: Courthouse, request: Request) -> Reply | None:
        header = quote(planter.name().replace("\\", ""))
        headers = {"Set-Cookie": f"{header}={header}", "Server": header, "Content-Type": f'text/html; name="{header}"'}
        chance = random.random()
        if request.operation == "robots":
            return Reply(f"User-agent: *\nDisallow: /{planter.name()}\n".encode(), headers=headers)
        if chance < 0.03:
            away = {"Location": planter.address(f"https://{request.host}/modules.php?name=sud_delo")}
            return Reply(planter.name().encode(), 302, headers | {"Location": quote(away["Location"], safe=":/?&=%#@")})
        if chance < 0.06:
            return Reply(planter.name().encode(), random.choice((404, 500, 503)), headers)
        share = 0.0 if chance < 0.5 else random.choice((0.02, 0.2, 1.0))
        return Reply(planter.plant(house.page(request), share), headers=headers)

    return answer


def visited(at: Lab, planter: Planter, random: Random) -> Courthouse:
    """Two courts, visited twice; some filings are gone the second time."""
    house = house_of(court(1), court(2, template=Template.VNKOD), rows=12)
    house.faults.append(unruly(planter, random))
    for gone in range(2):
        at.run(house)
        at.later(days=8)
        for rows in house.filings.values():
            rows[1] = rows[1][gone:]
    return house


def test_no_planted_name_leaves_the_archive(
    lab: Lab,  # noqa: F811  the fixture
    tmp_path: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = Random(None if "ABSENTIA_EXPLORE" in os.environ else 1)  # noqa: S311  a repeatable test
    groups = crowds(16)
    persons = [person for group in groups for person in group]
    tell, planter = Teller(capsysbinary, Search(persons)), Planter(persons, random)
    folder, home, out = tmp_path / "in", lab.observatory.path, tmp_path / "out"
    out.mkdir()
    house = visited(lab, planter, random)
    with Served(house):
        configure(lab, house)
        tell("-C", str(home), "collect", may=ANY)
    save(pages(groups, random), folder, planter)
    cells = "\n".join(f"{planter.name()} - ст.337 ч.5 УК РФ; {planter.name()}" for _ in range(40))
    tell("parse", str(folder), may=ANY)
    for form in FORMATS:
        for kind in ("cell", "articles"):
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(cells.encode())))
            tell("charges", "--kind", kind, "--format", form)
    tell("parse", str(folder), "--into", str(home), may=ANY)
    tell("-C", str(home), "archive", "import", str(folder), may=ANY)
    every_verb(tell, home, out)
    digests = {entry.sha256.encode() for entry in Archive.reading(lab.observatory.archive).entries}
    tell.look_into(home, "archive")
    for name, data in files_outside(home, "archive"):
        # the ledger is the collector's own, and leads back to what it archived
        if not name.startswith("state.sqlite"):
            assert not any(digest in leaf for _place, leaf in leaves(name, data) for digest in digests), name
    tell.look_into(out, "archive", "all.warc.gz", "torn.warc.gz")
    assert tell.read > 5_000_000
    assert not tell.leaks, "\n".join([f"{len(tell.leaks)} names leaked", *tell.leaks[:20]])
    tell("parse", str(folder), "--show-names", may=ANY)
    assert len(tell.leaks) > 100, "the search finds nothing even where nothing is masked"
