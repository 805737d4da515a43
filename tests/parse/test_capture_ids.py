"""The ids of captures outside the archive, and the way back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from absentia.archive import Archive, Capture
from absentia.cli.main import run
from absentia.observatory import Observatory
from absentia.parse.mask import Numbering, Pseudonyms
from absentia.parse.resolving import resolve

ONE, OTHER = (Pseudonyms(letter * 32) for letter in (b"1", b"2"))
DIGEST = "0123456789abcdef" * 4


def test_an_id_lasts_under_one_key_and_says_nothing_under_another() -> None:
    assert re.fullmatch(r"c-[0-9a-f]{32}", ONE.capture(DIGEST))
    assert re.fullmatch(r"t-[0-9a-f]{32}", ONE.words(DIGEST))
    assert ONE.capture(DIGEST) == Pseudonyms(ONE.key).capture(DIGEST)
    assert len({ONE.capture(DIGEST), OTHER.capture(DIGEST), ONE.capture(DIGEST[::-1]), ONE.words(DIGEST)}) == 4
    assert ONE.capture(DIGEST)[2:] != ONE.words(DIGEST)[2:]
    assert ONE.of(DIGEST)[2:] not in ONE.capture(DIGEST)


def test_without_an_observatory_captures_and_texts_are_numbered_apart() -> None:
    run_ = Pseudonyms.for_one_run()
    said = f"{run_.capture('b')} {run_.words('x')} {run_.capture('a')} {run_.capture('b')} {run_.of('Пробный')}"
    assert Numbering().apply(said) == "capture-1 text-1 capture-2 capture-1 person-1"


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    made = Observatory.create(tmp_path / "observatory")
    archive = Archive.appending(made.archive)
    for number in range(3):
        archive.append(
            Capture.of_page(b"<html>synthetic %d</html>" % number, url=f"https://a.example/{number}"), "ru_sudrf"
        )
    archive.close()
    return made


def test_an_id_leads_back_to_its_bytes(observatory: Observatory, capsys: pytest.CaptureFixture[str]) -> None:
    name = Pseudonyms.of_observatory(observatory).capture
    for capture in Archive.reading(observatory.archive).captures():
        assert resolve(observatory, name(capture.sha256)) == [capture]
        assert run(["-C", str(observatory.path), "archive", "show", name(capture.sha256)[:12], "--format", "json"]) == 0
        (shown,) = json.loads(capsys.readouterr().out)
        assert (shown["file"], shown["offset"], shown["as_it_was"]) == (capture.file, capture.offset, True)
        assert shown["url"] == "https://a.example/[masked]"


def test_other_ids_lead_nowhere(observatory: Observatory) -> None:
    digest = next(Archive.reading(observatory.archive).captures()).sha256
    for unknown in (digest, ONE.capture(digest), f"c-{digest[:32]}"):
        assert resolve(observatory, unknown) == []
        assert run(["-C", str(observatory.path), "archive", "show", unknown]) == 1
    assert run(["-C", str(observatory.path), "archive", "show", "c-"]) == 2


def test_bytes_that_changed_are_said_to_have_changed(
    observatory: Observatory, capsys: pytest.CaptureFixture[str]
) -> None:
    name = Pseudonyms.of_observatory(observatory).capture
    capture = next(Archive.reading(observatory.archive).captures())
    file = observatory.archive / capture.file
    data = bytearray(file.read_bytes())
    assert run(["-C", str(observatory.path), "archive", "show", name(capture.sha256)]) == 0
    index = observatory.archive / "index.sqlite"
    kept = index.read_bytes()
    data[capture.offset + 40] ^= 0xFF
    file.write_bytes(data)
    index.write_bytes(kept)
    capsys.readouterr()
    assert run(["-C", str(observatory.path), "archive", "show", name(capture.sha256)]) == 1
