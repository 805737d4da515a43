from __future__ import annotations

import datetime as dt
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from tests.running import WITHOUT_TLS, called

from absentia.model import PageKind
from absentia.rehearsal.courthouse import Courthouse, live
from absentia.sources import get_source
from absentia.sources.ru_sudrf.queries import REGISTERS, Search

HOST = "gvs-1.synthetic.example"
SEARCH = Search(HOST, REGISTERS["criminal-first"], dt.date(2022, 1, 1), dt.date(2022, 12, 31))


def get(port: int, url: str, now: str = "2023-05-04T10:00:00Z") -> httpx2.Response:
    host, _, rest = url.removeprefix("https://").partition("/")
    headers = {"Host": host, "User-Agent": "absentia tests", "X-Rehearsal-Now": now}
    # the address is already encoded in windows-1251: hand it over as it is
    return httpx2.get(httpx2.URL(f"http://127.0.0.1:{port}/{rest}"), headers=headers, timeout=30, verify=WITHOUT_TLS)


def test_over_http_as_in_process(tmp_path: Path) -> None:
    life = live(courts=4, months=6, seed=3)
    quiet = Courthouse(life)
    quiet.set_time(dt.datetime(2023, 10, 1, tzinfo=dt.UTC))
    log = tmp_path / "log.jsonl"
    filtered = Search(HOST, SEARCH.register, SEARCH.since, SEARCH.until, article="337 ч.5")
    with Courthouse(life, log=log).serve() as running:
        for search in (SEARCH, filtered):
            answer = get(running.port, search.url, "2023-10-01T00:00:00Z")
            path, _, query = search.url.removeprefix(f"https://{HOST}").partition("?")
            assert answer.content == quiet.answer(HOST, path, query, {"user-agent": "x"}).body
            assert answer.headers["X-Synthetic"]
            record = get_source("ru_sudrf").read(answer.content, url=search.url)
            assert record.page is PageKind.LISTING
            assert not record.issues
        # time never goes back
        get(running.port, SEARCH.url, "2023-09-01T00:00:00Z")
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _number: get(running.port, SEARCH.url).content, range(40)))
        assert len(set(answers)) == 1
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 43
    assert {line["time"] for line in lines} == {"2023-10-01T00:00:00Z"}
    assert {line["host"] for line in lines} == {HOST}
    assert all(line["synthetic"] and line["status"] == 200 for line in lines)
    with pytest.raises(httpx2.ConnectError):
        get(running.port, SEARCH.url)


def test_connections_break_as_scripted() -> None:
    life = live(courts=2, months=3, seed=3)
    with Courthouse(life, ["connection_reset"], intensity=1000).serve() as running:
        for _try in range(3):
            with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
                get(running.port, SEARCH.url)
        # robots.txt and everything else goes on
        assert get(running.port, f"https://{HOST}/robots.txt").status_code == 200
    with Courthouse(life, ["cut_body"], intensity=1000).serve() as running:
        seen = set()
        for minute in range(20):
            try:
                body = get(running.port, SEARCH.url, f"2023-11-04T10:{minute:02d}:00Z").content
                assert b"</html>" not in body
                seen.add("short page")
            except httpx2.RemoteProtocolError:
                seen.add("broken off")
        assert seen == {"short page", "broken off"}


def _started(tmp_path: Path, *more: str) -> tuple[subprocess.Popen[str], dict[str, object]]:
    command = [sys.executable, "-m", "absentia", "rehearse", "--serve", "--courts", "4", "--months", "3", "--seed", "7"]
    process = subprocess.Popen(
        [*command, "--format", "json", *more],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8"},
    )
    assert process.stdout is not None
    text = ""
    while not text.endswith("}\n"):
        line = process.stdout.readline()
        assert line, "it ended early"
        text += line
    return process, json.loads(text)


def test_the_command_serves_writes_truth_and_log_and_stops_when_told(tmp_path: Path) -> None:
    files = ("--log", "log.jsonl", "--truth", "truth.json", "--courts-file", "courts.csv")
    process, said = _started(tmp_path, "--faults", "slow,moved", *files)
    try:
        port = said["port"]
        assert isinstance(port, int)
        assert said["synthetic"] is True
        assert said["faults"] == ["slow", "moved"]
        assert get(port, SEARCH.url, "2023-11-04T10:00:00Z").status_code == 200
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert truth["synthetic"] is True
    assert truth["seed"] == 7
    assert [court["host"] for court in truth["courts"]] == said["hosts"]
    assert truth["measures"]["filings_received"]["total"] > 10
    assert len((tmp_path / "courts.csv").read_text(encoding="utf-8").splitlines()) == 5
    (line,) = (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["time"] == "2023-11-04T10:00:00Z"


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        wrong = (
            (["--serve", "--faults", "nonsense"], "nonsense"),
            (["--serve", "--into", "kept"], "--into"),
            (["--serve", "--kills", "3"], "--kills"),
            (["--port", "8800"], "--port"),
            (["--log", "log.jsonl"], "--log"),
            (["--serve", "--courts", "1", "--months", "1", "--port", port], f"127.0.0.1:{port}"),
        )
        _refuses(tmp_path, wrong)
    listed = _rehearse(tmp_path, "--list-faults", "--format", "json")
    assert {one["name"] for one in json.loads(listed.stdout)} >= {"outage", "captcha", "page_clamping"}


def _rehearse(at: Path, *arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    return called("--lang", language, "rehearse", *arguments, cwd=at)


def _refuses(at: Path, wrong: Iterable[tuple[list[str], str]]) -> None:
    for arguments, words in wrong:
        done = _rehearse(at, *arguments)
        assert done.returncode == 2, (arguments, done.stderr)
        assert words in done.stderr
        assert "Traceback" not in done.stderr


def test_every_fault_is_described_in_russian_too(tmp_path: Path) -> None:
    english, russian = (
        {one["name"]: one["does"] for one in json.loads(said.stdout)}
        for said in (_rehearse(tmp_path, "--list-faults", "--format", "json", language=it) for it in ("en", "ru"))
    )
    assert {name for name, does in russian.items() if does == english[name]} == set()


def test_the_log_does_not_repeat_what_a_person_answered(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    house = Courthouse(live(courts=1, months=1, seed=7), log=log)
    house.answer("gvs-1.synthetic.example", "/modules.php", "name=sud_delo&captcha=90210&captchaid=abcd1234&delo_id=1")
    house.close()
    text = log.read_text(encoding="utf-8")
    assert "90210" not in text
    assert "captcha=…&captchaid=abcd1234&delo_id=1" in text
