"""A portal and a dump of their own folder go through every stage, and nothing outside of the folder knows of them."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.running import called, in_a_process
from tests.sources.toys import xx_dump, xx_toy

from absentia import sources
from absentia.errors import UsageProblem
from absentia.sources import chosen_portal, chosen_source, known_sources
from absentia.sources.protocol import Dump, Portal, is_dump, is_portal

TOYS = Path(__file__).with_name("toys")
WORLD = [
    # court, ordinal, received, charges, decided, result
    (1, 1, "2023-01-10", "7.1", "2023-02-01", "convicted"),
    (1, 2, "2023-01-20", "7.2, 9", None, None),
    (1, 3, "2023-02-03", "9", "2023-03-01", "sent back"),
    (2, 1, "2023-01-15", "7.1", "2023-02-20", "convicted"),
    (2, 2, "2023-03-03", "9", None, None),
]
"""What there is to know; every case and person is invented."""


def element(case: Sequence[Any]) -> str:
    court, ordinal, received, charges, decided, result = case
    said = {"id": f"toy-{court}-{ordinal}", "number": f"T/{ordinal}-23", "received": received}
    said |= {name: value for name, value in (("decided", decided), ("result", result)) if value}
    attributes = " ".join(f'data-{name}="{value}"' for name, value in said.items())
    return f"<article {attributes}>Sample Person: {charges}</article>"


class ToyCourt(BaseHTTPRequestHandler):
    """Serves the world: two cases a page, as the portal's addresses ask for them."""

    def do_GET(self) -> None:
        host, url = self.headers["Host"], urlsplit(self.path)
        if url.path == "/robots.txt":
            return self.answer("User-agent: *\nDisallow:\n", "text/plain")
        given = {name: values[0] for name, values in parse_qs(url.query).items()}
        mine = [case for case in WORLD if host.startswith(f"toy-{case[0]}.")]
        if url.path == "/case":
            wanted = [case for case in mine if f'data-id="{given["id"]}"' in element(case)]
            return self.page(host, "case", {}, wanted)
        if url.path != "/cases":
            return self.page(host, "form", {}, [])
        law = given.get("law")
        found = [
            case
            for case in mine
            if given["from"] <= case[2] <= given["to"]
            and (law is None or any(law in (one, one.partition(".")[0]) for one in case[3].split(", ")))
        ]
        page = int(given["page"])
        if not found:
            return self.page(host, "none", {}, [])
        counted = {"count": len(found), "pages": -(-len(found) // 2)}
        return self.page(host, "listing", counted, found[2 * page - 2 : 2 * page])

    def page(self, host: str, kind: str, more: dict[str, int], cases: Sequence[Sequence[Any]]) -> None:
        said = {"kind": kind, "host": host, "template": "plain", **more}
        attributes = " ".join(f'data-{name}="{value}"' for name, value in said.items())
        articles = "\n".join(element(case) for case in cases)
        self.answer(
            f"<html><head><title>synthetic</title></head><body {attributes}>\n{articles}\n</body></html>", "text/html"
        )

    def answer(self, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), ToyCourt)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    """As ABSENTIA_SOURCES would have it: a folder more in which sources lie."""
    monkeypatch.setattr(sources, "__path__", [*sources.__path__, str(TOYS)])


def absentia(*arguments: str) -> Any:
    done = called(*arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if "json" in arguments else done.stdout


COURTS = "host,code,name,level\n" + "".join(
    f"toy-{n}.synthetic.example,T{n},Toy Court {n} (synthetic),toy\n" for n in (1, 2)
)
FIRST_QUARTER = ("--since", "2023-01-01", "--until", "2023-03-31")


def counted(path: Path, measure: str, *options: str) -> list[tuple[int, int | None]]:
    """The ranges of a measure, court by court."""
    found = absentia("-C", str(path), "tally", measure, "--by", "court", *options, "--format", "json")
    return [(row["low"], row["high"]) for row in sorted(found["rows"], key=lambda row: row["court"])]


@pytest.mark.usefixtures("toys")
def test_a_portal_goes_through_every_stage(tmp_path: Path, port: int) -> None:
    path = tmp_path / "observatory"
    absentia("init", str(path))
    (path / "courts.csv").write_text(COURTS, encoding="utf-8")
    with (path / "absentia.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            f'\n[collect]\nsource = "xx_toy"\ncontact = "test@synthetic.example"\ncourts_file = "courts.csv"\n'
            f'since = 2023-01-01\nprovisions = ["7"]\n'
            f"rehearsal = {{ port = {port}, start = 2023-12-01T09:00:00Z }}\n"
        )
    absentia("-C", str(path), "collect")
    absentia("-C", str(path), "parse")
    # exact: every window was looked at, page by page, and every zero proven
    assert counted(path, "filings-received", *FIRST_QUARTER) == [(3, 3), (2, 2)]
    assert [low for low, _high in counted(path, "verdicts")] == [1, 1], "the folder says which ending is a verdict"


@pytest.mark.usefixtures("toys")
def test_a_dump_goes_through_every_stage_and_is_its_own_look(tmp_path: Path) -> None:
    path, dump = tmp_path / "observatory", tmp_path / "dump.zip"
    absentia("init", str(path))
    with zipfile.ZipFile(dump, "w") as package:
        package.writestr(zipfile.ZipInfo("readme.txt", (2023, 12, 1, 9, 0, 0)), "not of the dump")
        for court in (1, 2):
            lines = [
                f'toy-{court}-{number},T/{number}-23,{received},"{law}",{decided or ""},{result or ""}'
                for at, number, received, law, decided, result in WORLD
                if at == court
            ]
            file = "\n".join(["id,number,received,law,decided,result", *lines, ""])
            package.writestr(zipfile.ZipInfo(f"files/toy-{court}_2023.csv", (2024, 6, 1, 9, 0, 0)), file)
    absentia("-C", str(path), "archive", "import", str(dump), "--source", "xx_dump")
    absentia("-C", str(path), "parse")
    assert counted(path, "filings-received", *FIRST_QUARTER) == [(3, 3), (2, 2)], "a file that says it is all is a look"
    assert [low for low, _high in counted(path, "verdicts")] == [1, 1]
    for export in ("all.warc.gz", "all.wacz"):  # what goes out comes back, though a dump knows its files by their names
        absentia("-C", str(path), "archive", "export", str(tmp_path / export))
        absentia("init", str(tmp_path / export.partition(".")[2]))
        back = ("-C", str(tmp_path / export.partition(".")[2]), "archive")
        absentia(*back, "import", str(tmp_path / export), "--source", "xx_dump")
        assert absentia(*back, "status", "--format", "json")["pages"] == 2


def test_sources_of_a_folder_that_is_named_are_known() -> None:
    wrong = in_a_process("sources", "check", "xx_none", "nothing.zip", ABSENTIA_SOURCES=str(TOYS))
    assert "xx_dump" in wrong.stderr
    assert "xx_dump" not in in_a_process("sources", "check", "xx_none", "nothing.zip", ABSENTIA_SOURCES="").stderr


@pytest.mark.usefixtures("toys")
def test_toys_are_what_the_protocol_asks_for_and_small() -> None:
    portal: Portal = xx_toy  # mypy holds every name and argument
    dump: Dump = xx_dump
    assert (is_portal(portal), is_dump(portal), is_portal(dump), is_dump(dump)) == (True, False, False, True)
    assert known_sources() == ["ru_sudrf", "ua_edrsr", "xx_dump", "xx_toy"]
    for toy, most in (("xx_toy", 150), ("xx_dump", 100)):
        assert len((TOYS / toy / "__init__.py").read_text(encoding="utf-8").splitlines()) <= most
    with pytest.raises(UsageProblem, match="not said"):
        chosen_source(None)
    with pytest.raises(UsageProblem, match="not said"):
        chosen_portal(None)
    with pytest.raises(UsageProblem, match="cannot be asked"):
        chosen_portal("xx_dump")
