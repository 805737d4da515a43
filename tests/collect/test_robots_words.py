"""What a robots.txt says, in whatever way it comes; what is no whole one says nothing, not «everything»."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import pytest
from tests.collect.conftest import START

from absentia.archive import Capture
from absentia.archive.capture import digest
from absentia.collect import Ledger
from absentia.collect.clock import VirtualClock
from absentia.collect.kind import Kind
from absentia.collect.pace import Robots
from absentia.collect.request import Kept

HOST = "gvs-1--syn.synthetic.example"
URL = f"https://{HOST}/modules.php?name=sud_delo"
WORDS = "User-agent: *\nDisallow: /modules.php\n"
FORBIDS = WORDS.encode()


class Kepts:
    """The one thing asked of an archive here: a page by its digest."""

    def __init__(self, kept: Kept) -> None:
        self.get = {kept.digest: kept.capture}.get


def kept(body: bytes, *problems: str) -> Kept:
    capture = Capture(
        body=body, sha256=digest(body), url=URL, captured=START, status=200, message=b"", problems=problems
    )
    return Kept(capture, readable=False, digest=capture.sha256)


UNKNOWN, FORBIDDEN, ALLOWED = Kind.ROBOTS_UNREACHABLE, Kind.ROBOTS, None


@pytest.mark.parametrize(
    ("status", "one", "verdict"),
    [
        (200, kept(FORBIDS), FORBIDDEN),
        (200, kept(b""), ALLOWED),
        (200, kept(b"<html><body>" + FORBIDS), ALLOWED),
        (404, kept(FORBIDS), ALLOWED),
        # marked by an editor, in its own encoding, with old line ends, compressed without a word
        (200, kept(WORDS.encode("utf-8-sig")), FORBIDDEN),
        (200, kept(WORDS.encode("utf-16")), FORBIDDEN),
        (200, kept(FORBIDS.replace(b"\n", b"\r")), FORBIDDEN),
        (200, kept(gzip.compress(FORBIDS)), FORBIDDEN),
        (200, kept(gzip.compress(b"<html><body>")), ALLOWED),
        # a part of one, whatever it says
        (200, kept(FORBIDS[:16], "truncated"), UNKNOWN),
        (200, kept(gzip.compress(FORBIDS)[:-12]), UNKNOWN),
        (206, kept(FORBIDS), UNKNOWN),
        (204, kept(b""), UNKNOWN),
    ],
)
def test_only_what_came_whole_allows_anything(tmp_path: Path, status: int, one: Kept, verdict: Kind | None) -> None:
    ledger = Ledger(tmp_path / "state.sqlite", durable=False)
    robots = Robots(ledger, Kepts(one), VirtualClock(START + dt.timedelta(seconds=1)))  # type: ignore[arg-type]
    assert robots.learn(HOST, status, one) == (verdict is not UNKNOWN)
    assert robots.stale(HOST) == (verdict is UNKNOWN)
    assert robots.verdict(HOST, URL) is verdict
    ledger.close()
