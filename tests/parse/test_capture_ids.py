"""The ids of captures outside the archive, and the way back."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from absentia.archive import Archive, Archived, Capture
from absentia.archive.sealing import seal
from absentia.cli.main import run
from absentia.errors import DataProblem
from absentia.observatory import Observatory
from absentia.parse.mask import Numbering, Pseudonyms
from absentia.parse.resolving import resolve

VERBS = (["show"], ["verify", "--capture"])
"""Whoever takes an id of a capture; each finds the same page under it."""
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
        with pytest.raises(DataProblem, match="no page of this archive has this id"):
            resolve(observatory, unknown)
        for verb in VERBS:
            assert run(["-C", str(observatory.path), "archive", *verb, unknown]) == 1
    for verb in VERBS:
        assert run(["-C", str(observatory.path), "archive", *verb, "c-"]) == 2


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
    assert run(["-C", str(observatory.path), "archive", "show", name(capture.sha256), "--format", "json"]) == 1
    assert [row["as_it_was"] for row in json.loads(capsys.readouterr().out)] == [False]
    index.unlink()
    assert run(["-C", str(observatory.path), "archive", "show", name(capture.sha256)]) == 1
    assert "some records of the archive cannot be read" in capsys.readouterr().err


def sealed(observatory: Observatory, day: int) -> str:
    archive = Archive.appending(observatory.archive)
    try:
        return seal(observatory, archive, date(2026, 3, day))[0].text
    finally:
        archive.close()


def verified(
    observatory: Observatory, capsys: pytest.CaptureFixture[str], *captures: Archived
) -> tuple[int, list[dict[str, Any]]]:
    name = Pseudonyms.of_observatory(observatory).capture
    named = [word for one in captures for word in ("--capture", name(one.sha256)[:12])]
    capsys.readouterr()
    code = run(["-C", str(observatory.path), "archive", "verify", *named, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)["captures"]


def test_verifying_says_which_record_a_capture_is_and_which_seal_was_the_first_over_it(
    observatory: Observatory, capsys: pytest.CaptureFixture[str]
) -> None:
    first = sealed(observatory, 4)
    archive = Archive.appending(observatory.archive)
    archive.append(Capture.of_page(b"<html>synthetic, later</html>", url="https://a.example/9"), "ru_sudrf")
    archive.close()
    captures = {one.url: one for one in Archive.reading(observatory.archive).captures()}
    early, late = captures["https://a.example/1"], captures["https://a.example/9"]
    code, rows = verified(observatory, capsys, early, late)
    assert (code, [row["seal"] for row in rows]) == (0, [first, None])
    second = sealed(observatory, 5)
    code, rows = verified(observatory, capsys, early, late)
    assert (code, [row["seal"] for row in rows]) == (0, [first, second])
    entries = {entry.url: entry.position for entry in Archive.reading(observatory.archive).iterate()}
    assert [row["position"] for row in rows] == [entries[early.url], entries[late.url]]
    assert run(["-C", str(observatory.path), "archive", "verify", "--capture", rows[0]["capture"]]) == 0
    assert f"the first seal that covers it: {first}" in capsys.readouterr().out
    # elsewhere, where the key is not, the id says nothing
    assert run(["archive", "verify", str(observatory.path), "--capture", rows[0]["capture"]]) == 2


def test_no_seal_is_named_over_what_does_not_hold(observatory: Observatory, capsys: pytest.CaptureFixture[str]) -> None:
    sealed(observatory, 4)
    one, other = list(Archive.reading(observatory.archive).captures())[:2]
    file = observatory.archive / one.file
    data = bytearray(file.read_bytes())
    data[one.offset + 40] ^= 0xFF
    file.write_bytes(data)
    code, rows = verified(observatory, capsys, one, other)
    assert (code, [(row["as_it_was"], row["seal"]) for row in rows]) == (1, [(False, None), (True, None)])
