"""The guides to proof and to keeping, followed word by word: every command in them, as it stands there."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.archive.test_whole import AUTHORITY
from tests.consoles import Reader, Typed, blocks
from tests.safekeeping.conftest import said
from tests.safekeeping.test_lock import PASSPHRASE, cheap

from absentia.observatory import Observatory

GUIDES = Path(__file__).parents[2] / "docs" / "guide"
__all__ = ["cheap"]


def typed_in(guide: str) -> list[tuple[Typed, ...]]:
    """What is typed in every block of commands."""
    return [block.typed for block in blocks(GUIDES / guide)]


def follow(block: Sequence[Typed], written: dict[str, str]) -> None:
    """Type the lines of a block, with what the reader is to put in the place of the guide's own words."""
    reader = Reader(Path.cwd())
    for typed in block:
        line = typed.line
        for word, meant in written.items():
            line = line.replace(word, meant)
        reader.types(Typed(line, typed.shown))
    reader.ends()


class Person:
    """A person who types a passphrase."""

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        return PASSPHRASE + "\n"


@pytest.mark.usefixtures("cheap")
def test_what_the_guide_to_keeping_says_keeps_everything(
    observatory: Observatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back, again, asked, mended, locked, left = typed_in("keep_it.md")
    counted = ("tally", "cases_received", "--by", "court", "--format", "json")
    before = said("-C", str(observatory.path), *counted)
    written = {"/mnt/disk": str(tmp_path / "disk"), "/mnt/stick": str(tmp_path / "stick")}
    written["s3://bucket/place"] = str(tmp_path / "place")
    monkeypatch.setattr(sys, "stdin", Person())
    monkeypatch.chdir(tmp_path)
    follow(back, written)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    follow(again, written)
    follow(asked, written)
    follow(mended, written)
    follow(locked, written)
    assert said("-C", "observatory", *counted) == before
    (tmp_path / "elsewhere" / "observatory.zip").unlink()
    follow(left, written)
    assert not (tmp_path / "elsewhere" / "observatory").exists()
    assert (tmp_path / "place" / "observatory.zip").is_file()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to play the authority")
def test_what_the_guide_to_proof_says_proves_it(
    observatory: Observatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp, page, _against_a_list, check, plain = typed_in("prove_it.md")
    authority = tmp_path / "authority"
    authority.mkdir()
    (authority / "conf").write_text(AUTHORITY.replace("dir=.", f"dir={authority}"))
    (authority / "serial").write_text("01\n")
    new = "openssl req -newkey rsa:2048 -nodes -config conf"
    issue = (
        f"{new} -x509 -keyout root.key -out root.pem -subj /CN=root -extensions root",
        f"{new} -keyout key.pem -out one.csr -subj /CN=one",
        "openssl x509 -req -in one.csr -CA root.pem -CAkey root.key -out cert.pem -extfile conf -extensions stamps",
    )
    for line in issue:
        subprocess.run(shlex.split(line), cwd=authority, check=True, capture_output=True)
    monkeypatch.chdir(observatory.path)
    follow(stamp[:1], {})
    query = max((observatory.archive / "seals").glob("*.tsq"), key=lambda file: file.stat().st_mtime_ns)
    seal = query.with_suffix(".seal").read_text().strip()
    # the authority's address is a program here, and answers as one does
    answer = f"openssl ts -reply -config {authority}/conf -queryfile {query} -out {authority}/a && cat {authority}/a"
    asked = re.sub(r"^curl .*--data-binary @(\S+) ADDRESS", rf"cd {authority} && ({answer})", stamp[1].line)
    asked = asked.replace("> answer.tsr", f"> {observatory.path}/answer.tsr")
    assert asked != stamp[1].line
    follow([Typed(asked), *stamp[2:]], {"DAY.COUNT": query.stem})
    gone = json.loads(said("disappearances", "--excluded", "--format", "json"))["disappearances"]
    follow(page, {"ID": gone[0]["last_seen_capture"][:12]})
    theirs = tmp_path / "theirs"
    shutil.copytree(observatory.archive, theirs / "archive")
    shutil.copy(observatory.keys / "seal.pub", theirs / "seal.pub")
    shutil.copy(authority / "root.pem", theirs / "authority.pem")
    monkeypatch.chdir(theirs)
    follow([*check, *plain], {"absentia DAY COUNT HEAD SIGNATURE": seal, "DAY.COUNT": query.stem})
    (theirs / "archive" / "seals" / f"{query.stem}.seal").write_text(seal.replace(" 2", " 1", 1) + "\n")
    with pytest.raises(AssertionError):
        follow(check[:1], {})
    with pytest.raises(AssertionError):
        follow(plain, {"DAY.COUNT": query.stem})
