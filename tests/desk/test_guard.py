"""Who gets in: whoever was given the address, from this machine, under its own name; and nothing another page sends."""

from __future__ import annotations

import re
import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from tests.desk.conftest import PATIENCE, Open
from tests.running import WITHOUT_TLS

from absentia.desk import Desk
from absentia.observatory import Observatory


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return Observatory.create(tmp_path / "o").path


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


@contextmanager
def entered(address: str) -> Iterator[httpx2.Client]:
    """Somebody who was let in."""
    given: dict[str, Any] = {"timeout": PATIENCE, "verify": WITHOUT_TLS, "follow_redirects": True}
    with httpx2.Client(base_url=origin_of(address), **given) as client:
        assert client.get(address).status_code == 200
        yield client


IDLE = 1000
PAGES = ("/", "/captchas", "/courts", "/issues", "/links", "/gone", "/desk.css", "/desk.js")


@pytest.mark.parametrize("page", PAGES)
def test_nobody_gets_in_without_the_token(empty: Path, opened_desk: Open, page: str) -> None:
    origin = origin_of(opened_desk(empty))
    for wrong in ("", "?token=", "?token=guess"):
        assert httpx2.get(f"{origin}{page}{wrong}", verify=WITHOUT_TLS).status_code == 403
    assert (
        httpx2.get(f"{origin}{page}", headers={"Cookie": "absentia_desk=guess"}, verify=WITHOUT_TLS).status_code == 403
    )


def test_the_token_becomes_a_cookie_that_no_other_site_sends_and_leaves_the_address(
    empty: Path, opened_desk: Open
) -> None:
    address = opened_desk(empty, page="captchas")
    answer = httpx2.get(address, follow_redirects=False, verify=WITHOUT_TLS)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/captchas"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    with entered(address) as client:
        assert "token=" not in client.get("/").text


def test_nothing_of_another_place_runs_or_frames_or_is_kept(empty: Path, opened_desk: Open) -> None:
    with entered(opened_desk(empty)) as client:
        for page in PAGES:
            answer = client.get(page)
            policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
            assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
            assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["referrer-policy"] == "same-origin"
            assert "unsafe" not in answer.headers["content-security-policy"]
            assert not re.search(r"<(style|script)>|\son\w+=|https?://", answer.text)


@pytest.mark.parametrize("host", ["evil.example:80", "127.0.0.1.evil.example", ""])
def test_a_name_that_was_made_to_point_here_is_refused(empty: Path, opened_desk: Open, host: str) -> None:
    with entered(opened_desk(empty)) as client:
        assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ({"Origin": "https://evil.example"}, "id=1&answer=12345&form_token={token}"),
        ({"Origin": "null"}, "id=1&answer=12345&form_token={token}"),
        ({}, "id=1&answer=12345"),
        ({}, "id=1&answer=12345&form_token=guess"),
        ({}, "id=1&answer=12345&form_token={token}&x=" + "0" * 10_000),
    ],
)
def test_what_another_page_or_a_flood_sends_is_not_taken(
    empty: Path, opened_desk: Open, headers: dict[str, str], fields: str
) -> None:
    with entered(opened_desk(empty)) as client:
        # forms stand only where something waits; the token is the same on every page, so the guard is asked itself
        token = "x" * 64
        sent = client.post("/captchas", content=fields.format(token=token).encode(), headers=headers)
        assert sent.status_code == 403


def test_a_thousand_silent_connections_keep_nobody_waiting(empty: Path, opened_desk: Open) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 2 * IDLE + 500:
        pytest.skip(f"this machine lets a process have {hard} files; both ends of {IDLE} connections need more")
    resource.setrlimit(resource.RLIMIT_NOFILE, (2 * IDLE + 500, hard))
    address = opened_desk(empty)
    port = urlsplit(address).port
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(IDLE)]
    try:
        idle[0].sendall(b"GET /")
        with entered(address) as client:
            assert client.get("/courts").status_code == 200
    finally:
        for connection in idle:
            connection.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_port_that_is_taken_or_none_is_an_error_at_once(empty: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            Desk(Observatory.open(empty), taken.getsockname()[1])
    with pytest.raises(OSError):
        Desk(Observatory.open(empty), 99_999)
