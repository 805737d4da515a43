"""What a rehearsal's archive keeps against what the courts sent; every page here is invented (synthetic)."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from absentia.archive import Archive, Capture
from absentia.observatory import Observatory
from absentia.rehearsal.against_truth import captures
from absentia.rehearsal.visits import Sent

MOMENT = dt.datetime(2023, 7, 1, 6, tzinfo=dt.UTC)
HOST = "gvs-1.synthetic.example"
PAGE, OTHER = b"<html>synthetic</html>", b"<html>synthetic, another</html>"


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def sent(body: bytes, target: str, *, whole: bool = True) -> Sent:
    return Sent(MOMENT, HOST, target, digest(body), whole, 0.0)


@pytest.mark.parametrize(
    ("kept", "answers", "lost", "doubled"),
    [
        ([(PAGE, "/a", ())], [sent(PAGE, "/a")], 0, 0),
        ([(PAGE, "/a", ()), (PAGE, "/b", ())], [sent(PAGE, "/a"), sent(PAGE, "/b")], 0, 0),
        ([(PAGE, "/a", ()), (PAGE, "/b", ())], [sent(PAGE, "/a")], 0, 1),
        # another page was cut where it was the same so far
        ([(PAGE, "/a", ()), (PAGE, "/b", ("truncated",))], [sent(PAGE, "/a"), sent(OTHER, "/b", whole=False)], 0, 0),
        ([(PAGE, "/a", ())], [sent(PAGE, "/a"), sent(OTHER, "/b")], 1, 0),
        ([(PAGE, "/a", ())], [sent(PAGE, "/a"), sent(OTHER, "/b", whole=False)], 0, 0),
    ],
)
def test_an_answer_is_kept_once(
    tmp_path: Path, kept: list[tuple[bytes, str, tuple[str, ...]]], answers: list[Sent], lost: int, doubled: int
) -> None:
    observatory = Observatory.create(tmp_path / "o")
    archive = Archive.appending(observatory.archive)
    try:
        for number, (body, target, problems) in enumerate(kept):
            moment = MOMENT + dt.timedelta(minutes=number)
            address = f"https://{HOST}{target}"
            archive.append(Capture(body, digest(body), address, moment, 200, None, problems), "ru_sudrf")
    finally:
        archive.close()
    found = captures(observatory, answers)
    assert (found["lost"], found["duplicate"]) == (lost, doubled)
