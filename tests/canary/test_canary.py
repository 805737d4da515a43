"""A canary: names planted in every field of invented pages, every verb run, and every byte outside the archive read."""

from __future__ import annotations

import io
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from urllib.parse import quote

import click
import httpx2
import pyarrow.parquet as pq
import pytest
from tests.archive.warcs import Answer, write_warc
from tests.canary.planting import Page, Planter, crowds, pages
from tests.canary.searching import Search, files_outside, leaves
from tests.collect.conftest import Lab, _only_loopback, lab  # noqa: F401  fixtures
from tests.collect.small_court import Courthouse, Reply, Request, court
from tests.collect.test_kills import Served, configure
from tests.collect.test_sweep_truth import house_of
from tests.dumps import register_world
from tests.safekeeping.test_lock import PASSPHRASE, cheap  # noqa: F401  the fixture

from absentia.archive import Archive
from absentia.cli.main import absentia, run
from absentia.desk import Desk
from absentia.desk.pages import NAVIGATION
from absentia.observatory import Observatory
from absentia.parse.mask import Pseudonyms
from absentia.rehearsal import drawn
from absentia.rehearsal.audit import rehearsed
from absentia.sources.ru_sudrf.template import Template
from absentia.tally import measures

FORMATS = ("json", "table", "csv")
ANY = (0, 1, 3, 4)
"""What is planted breaks layouts and archives; it must be said, and without names."""


BUNDLED = "reads figures that are bundled, and no observatory"
OWN_TABLE = "reads a table that the user brings, and no page"
EXCEPTIONS = {
    "figures list": BUNDLED,
    "figures show": BUNDLED,
    "figures cite": BUNDLED,
    "figures contradictions": BUNDLED,
    "figures verify": BUNDLED,
    "figures import": "reads a publisher's form, in which nobody has a name, and no observatory",
    "estimate excess-male-deaths": BUNDLED,
    "estimate leading-cause": BUNDLED,
    "estimate compare-deaths": BUNDLED,
    "estimate probate": OWN_TABLE,
    "estimate lists": OWN_TABLE,
    "brief": "reads figures that are bundled, and what a rehearsal made, which is run here",
    "completion": "reads nothing",
}
"""Every other command of the command line is run here."""


class Teller:
    """Runs verbs and reads what they say: results, talk, and every file they leave outside an archive."""

    def __init__(self, capture: pytest.CaptureFixture[bytes], search: Search, patch: pytest.MonkeyPatch) -> None:
        self._capture = capture
        self._search = search
        self._patch = patch
        self.leaks: list[str] = []
        self.read = 0
        self.ran: set[str] = set()

    def __call__(self, *arguments: str, may: tuple[int, ...] = (0,), typed: str = "") -> bytes:
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        code = run([*arguments])
        said = self._capture.readouterr()
        verb = " ".join(one for one in arguments if not one.startswith("/"))
        assert code in may, (verb, code, (said.out + said.err).decode()[-2000:])
        self.ran.add(command_in(arguments))
        self.look(f"stdout of {verb}", said.out)
        self.look(f"stderr of {verb}", said.err)
        return said.out

    def look(self, name: str, data: bytes) -> None:
        self.read += len(data)
        self.leaks += self._search.found_in(name, data)

    def look_into(self, folder: Path, *left_out: str) -> None:
        for name, data in files_outside(folder, *left_out):
            self.look(name, data)

    def names_in(self, data: bytes) -> bool:
        return any(self._search.found_in("page", data))

    def look_as_it_lies(self, file: Path) -> None:
        """An encrypted file: its bytes are any, and only a name that is spelled out in them is one."""
        data = file.read_bytes()
        self.read += len(data)
        self.leaks += self._search.spelled_in(file.name, data)


def commands(group: click.Command = absentia, above: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command of the command line that does something itself."""
    if not isinstance(group, click.Group):
        yield " ".join(above)
        return
    context = click.Context(group)
    for name in group.list_commands(context):
        below = group.get_command(context, name)
        assert below is not None
        yield from commands(below, (*above, name))


def command_in(arguments: tuple[str, ...]) -> str:
    """Which of them a command line runs."""
    words = arguments[2:] if arguments[0] == "-C" else arguments
    found = [one for one in commands() if words[: one.count(" ") + 1] == tuple(one.split())]
    assert len(found) == 1, arguments
    return found[0]


def the_desk(tell: Teller, home: Path) -> None:
    """Every page of the desk, as a browser gets it."""
    desk = Desk(Observatory.open(home))
    thread = threading.Thread(target=desk.serve, daemon=True)
    thread.start()
    with httpx2.Client(follow_redirects=True, timeout=60) as client:
        for page in ("", *(name for name, _label in NAVIGATION if name)):
            answer = client.get(desk.address(page))
            assert answer.status_code == 200, page
            tell.look(f"desk/{page}", answer.content)
    desk.end()
    thread.join()
    tell.ran.add("desk")


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


def every_estimate(tell: Teller, at: tuple[str, str]) -> None:
    """Every method that an observatory has a part in."""
    tell(*at, "estimate", "delay", "--measure", "filings_received", may=ANY)
    tell(*at, "estimate", "change-point", "--measure", "filings_received", may=ANY)
    tell(*at, "estimate", "undercount", may=ANY)
    tell(*at, "estimate", "refiled", may=ANY)
    tell(*at, "estimate", "asylum", "--countries")
    tell(*at, "estimate", "asylum", "--recognition")
    tell(*at, "estimate", "asylum", "--pending")
    tell(*at, "estimate", "signals", may=ANY)
    tell(*at, "estimate", "requests", "--measure", "filings_received", may=ANY)


def every_verb(tell: Teller, home: Path, out: Path) -> None:
    """Everything that reads an observatory, and every format it writes."""
    at = ("-C", str(home))
    tell(*at, "parse", may=ANY)
    the_desk(tell, home)
    tell(*at, "config", "check", may=ANY)
    tell(*at, "update", "--no-collect", may=ANY)
    for form in FORMATS:
        tell(*at, "parse", "--format", form, may=ANY)
        tell(*at, "status", "--format", form)
        tell(*at, "archive", "status", "--format", form)
        tell(*at, "captcha", "--format", form)
        tell(*at, "config", "show", "--format", form)
        tell(*at, "disappearances", "--format", form, may=ANY)
        tell(*at, "disappearances", "--by", "week", "--format", form, may=ANY)
        tell(*at, "check", "guardian_2023_10", "--claim", "a", "--format", form, may=ANY)
        tell(*at, "tally", "cases_received", "--by", "court,half-year", "--format", form, may=ANY)
    other = out / "other.csv"
    other.write_text("court,number\nnowhere,1-1/2023\n", encoding="utf-8")
    for form in FORMATS:
        tell(*at, "reconcile", str(other), "--format", form)
    tell(*at, "estimate", "serial-gaps", may=ANY)
    # an article with no estimates of its own: they are of bundled figures; the observatory's are all there
    site = ("publish", "--article", "babel_2025_08", "--out", str(out / "site"))
    tell(*at, *site, "--dry-run", may=ANY)
    tell(*at, *site, may=ANY)
    every_estimate(tell, at)
    for measure in measures():
        tell(*at, "tally", measure, "--by", "provision", "--format", "csv", may=ANY)
    cases = pq.read_table(home / "tables" / "cases.parquet").to_pylist()
    for case in sorted({row["case_id"] for row in cases})[::7]:
        for form in ("table", "json"):
            tell(*at, "why", case, "--format", form)
    tell(*at, "archive", "seal")
    tell(*at, "archive", "verify")
    name = Pseudonyms.of_observatory(Observatory.open(home)).capture
    captures = [name(one.sha256) for one in Archive.reading(home / "archive").captures()]
    tell(*at, "archive", "verify", *(word for one in captures[:3] for word in ("--capture", one)), "--format", "json")
    for form in FORMATS:
        tell(*at, "archive", "show", captures[0], "--format", form)
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
        tell("-C", str(torn), "doctor", "--format", form, may=(1,))
    tell("-C", str(torn), "parse", may=ANY)
    tell("-C", str(torn), "archive", "export", str(out / "torn.warc.gz"), may=ANY)


def locked_and_back(tell: Teller, home: Path, out: Path) -> None:
    """The observatory in an encrypted file, here and at another place, and what comes out of it again."""
    for form in ("table", "json"):
        tell("-C", str(home), "doctor", "--format", form, may=(0, 1))
    tell("-C", str(home), "lock", str(out / "locked.zip"), "--keep", typed=f"{PASSPHRASE}\n")
    tell("unlock", str(out / "locked.zip"), str(out / "unlocked"), typed=f"{PASSPHRASE}\n")
    (out / "place").mkdir()
    tell("-C", str(out / "unlocked"), "leave", str(out / "left.zip"), str(out / "place"), "--keep", typed=PASSPHRASE)
    for file in (out / "locked.zip", out / "left.zip", out / "place" / "left.zip"):
        tell.look_as_it_lies(file)
        file.unlink()


def without_pages(tell: Teller, out: Path, planter: Planter, monkeypatch: pytest.MonkeyPatch) -> None:
    """What begins without an observatory: a new one, and a rehearsal among the same people."""
    tell("init", str(out / "new"))
    # a table of codes that is full of names is refused, and none of them told
    codebook, coded = out / "codebook.yml", out / "coded.csv"
    codebook.write_text("fields: {reason: {scale: nominal, codes: [family, other]}}", encoding="utf-8")
    coded.write_text(f"testimony,coder,reason\n1,A,{planter.name()}\n{planter.name()},B,family\n", encoding="utf-8")
    tell("-C", str(out / "new"), "testimonies", "import", str(coded), "--codebook", str(codebook), may=(1,))
    coded.unlink()
    tell("-C", str(out / "new"), "testimonies", "show", may=(1,))
    # the audit holds numbers against numbers, for a minute; all else a rehearsal does is done
    monkeypatch.setattr(rehearsed, "audited", lambda done, _observatory: done)
    people = [one for one in planter.persons if is_russian("".join(one.written()))]
    monkeypatch.setattr(drawn, "person", lambda generator: generator.choice(people).written()[0])
    monkeypatch.setattr(drawn, "judge", lambda generator: generator.choice(people).written()[2])
    choices = ("--courts", "1", "--months", "1", "--seed", "3", "--format", "json")
    tell("rehearse", *choices, "--into", str(out / "rehearsed"), may=(0, 1))
    archive = Archive.reading(out / "rehearsed" / "archive")
    shown = [archive.get(entry.sha256) for entry in archive.entries if not entry.revisit]
    assert any(one and tell.names_in(one.body) for one in shown), "nobody was rehearsed with"


def is_russian(text: str) -> bool:
    """Whether a court's page, in its encoding, has the letters."""
    return text.encode("cp1251", errors="replace").decode("cp1251") == text


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


def test_every_exception_is_a_command_and_has_its_reason() -> None:
    assert EXCEPTIONS.keys() <= set(commands())
    assert all(EXCEPTIONS.values())


@pytest.mark.usefixtures("cheap")
def test_no_planted_name_leaves_the_archive(
    lab: Lab,  # noqa: F811  the fixture
    tmp_path: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = Random(None if "ABSENTIA_EXPLORE" in os.environ else 1)  # noqa: S311  a repeatable test
    groups = crowds(16)
    persons = [person for group in groups for person in group]
    tell, planter = Teller(capsysbinary, Search(persons), monkeypatch), Planter(persons, random)
    folder, home, out = tmp_path / "in", lab.observatory.path, tmp_path / "out"
    out.mkdir()
    house = visited(lab, planter, random)
    with Served(house):
        configure(lab, house)
        tell("-C", str(home), "collect", may=ANY)
        tell("-C", str(home), "probe", may=ANY)
    save(pages(groups, random), folder, planter)
    cells = "\n".join(f"{planter.name()} - ст.337 ч.5 УК РФ; {planter.name()}" for _ in range(40))
    tell("parse", str(folder), may=ANY)
    for form in FORMATS:
        for kind in ("cell", "articles"):
            tell("charges", "--kind", kind, "--format", form, typed=cells)
    tell("law", "ru:337", "--on", "2023-06-30")
    own = tmp_path / "own" / "xx_own"
    shutil.copytree(Path(__file__).parents[1] / "sources/toys/xx_toy", own)
    module = own / "__init__.py"
    module.write_text(module.read_text(encoding="utf-8").replace('"xx_toy"', '"xx_own"'), encoding="utf-8")
    save(pages(groups, random), own / "pages", planter)
    for page in sorted((own / "pages").rglob("*.html")):
        page.rename(own / "pages" / page.name)
    for form in ("table", "json"):
        tell("sources", "test", str(own), "--format", form, may=(1,))
    monkeypatch.setattr(register_world, "JUDGE", planter.name())
    register = register_world.package(
        register_world.World(1).documents(0), tmp_path / "edrsr_data_2026.zip", register_world.FIRST_DUMP
    )
    tell("sources", "check", "ua_edrsr", str(register))
    tell("-C", str(home), "archive", "import", str(register), "--source", "ua_edrsr")
    tell("-C", str(home), "tally", "documents", "--by", "article,month")
    tell("-C", str(home), "disappearances", "--packages")
    tell("parse", str(folder), "--into", str(home), may=ANY)
    tell("-C", str(home), "archive", "import", str(folder), may=ANY)
    every_verb(tell, home, out)
    locked_and_back(tell, home, out)
    without_pages(tell, out, planter, monkeypatch)
    assert tell.ran == set(commands()) - EXCEPTIONS.keys(), "a command is neither run here nor excepted"
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
