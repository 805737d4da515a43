"""The page that takes a person's answers: for this machine, under its own name, whoever else connects."""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx2
import pytest
from tests.collect.conftest import Lab
from tests.collect.small_court import RIGHT, court
from tests.collect.test_sweep_truth import house_of

from absentia.collect import Ledger
from absentia.collect.captcha_page import CaptchaPage

PATIENCE = 30


@contextmanager
def served(lab: Lab) -> Iterator[str]:
    """The page's address; it ends when everything is answered, and must."""
    house = house_of(court(1), rows=3)
    house.captcha_hosts.add(house.courts[0].host)
    lab.run(house)
    ready, address = threading.Event(), []

    def serve() -> None:
        ledger = Ledger(lab.observatory.path / "state.sqlite")
        page = CaptchaPage(lab.observatory, ledger, 0, lab.now)
        address.append(page.address)
        ready.set()
        page.serve()
        ledger.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    assert ready.wait(PATIENCE)
    yield address[0]
    httpx2.post(address[0], content=f"c1={RIGHT}".encode(), follow_redirects=True)
    thread.join(PATIENCE)
    assert not thread.is_alive()


def answers(lab: Lab) -> list[str | None]:
    return [row["answer"] for row in lab.ask("SELECT answer FROM captcha")]


def test_connections_that_say_nothing_keep_nobody_waiting(lab: Lab) -> None:
    with served(lab) as address:
        port = urlsplit(address).port
        idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(5)]
        idle[0].sendall(b"GET /")
        assert httpx2.get(address, timeout=PATIENCE).status_code == 200
    for connection in idle:
        connection.close()
    assert answers(lab) == [RIGHT]


@pytest.mark.parametrize("host", ["evil.example:80", "127.0.0.1.evil.example", ""])
def test_a_name_that_was_made_to_point_here_is_refused(lab: Lab, host: str) -> None:
    with served(lab) as address:
        for method, content in (("GET", None), ("POST", b"c1=99999")):
            answer = httpx2.request(method, address, content=content, headers={"Host": host})
            assert answer.status_code == 400
            assert "base64" not in answer.text
        assert answers(lab) == [None]


def test_nothing_runs_on_the_page_and_nothing_of_it_is_kept(lab: Lab) -> None:
    with served(lab) as address:
        shown = httpx2.get(address)
    policy = dict(part.strip().split(" ", 1) for part in shown.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    (style,) = re.findall(r"<style>(.*?)</style>", shown.text)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy["style-src"] == f"'sha256-{digest}'"
    assert policy["img-src"] == "data:"
    assert "<script" not in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert "set-cookie" not in shown.headers


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ({"Origin": "https://evil.example"}, b"c1=99999"),
        ({"Origin": "null"}, b"c1=99999"),
        ({}, b"c1=99999&x=" + b"0" * 10_000),
    ],
)
def test_answers_of_other_pages_and_floods_are_not_taken(lab: Lab, headers: dict[str, str], content: bytes) -> None:
    with served(lab) as address:
        assert httpx2.post(address, content=content, headers=headers).status_code == 404
        assert answers(lab) == [None]


def test_a_port_that_is_taken_is_an_error_at_once(lab: Lab) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            CaptchaPage(lab.observatory, Ledger(lab.observatory.path / "state.sqlite"), taken.getsockname()[1], lab.now)
