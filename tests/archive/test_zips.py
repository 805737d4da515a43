"""What is wrong with a ZIP is told apart from what is wrong with whoever reads it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tests.safekeeping.test_lock import cheaply_locked

from absentia.archive.walking import open_member, open_zip
from absentia.safekeeping import envelope
from absentia.safekeeping.envelope import opened, write


def _zip(file: Path) -> Path:
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("one", b"synthetic")
    return file


@pytest.mark.parametrize(
    ("header", "place", "value"),
    [
        (b"PK\x01\x02", 6, b"\xff\x00"),  # a version nobody knows
        (b"PK\x01\x02", 8, b"\x01\x00"),  # locked by a password
        (b"PK\x01\x02", 10, b"\x63\x00"),  # a compression nobody knows
        (b"PK\x03\x04", 0, b"XX"),
        (b"PK\x01\x02", 0, b"XX"),
    ],
)
def test_whatever_is_wrong_with_a_zip_is_said_in_one_way(
    tmp_path: Path, header: bytes, place: int, value: bytes
) -> None:
    file = _zip(tmp_path / "one.zip")
    content = bytearray(file.read_bytes())
    at = content.index(header) + place
    content[at : at + len(value)] = value
    file.write_bytes(content)
    with pytest.raises(zipfile.BadZipFile), open_zip(file) as package, open_member(package, "one") as member:
        member.read()


def test_what_is_not_in_it_is_wrong_with_it(tmp_path: Path) -> None:
    with open_zip(_zip(tmp_path / "one.zip")) as package:
        with open_member(package, "one") as member:
            assert member.read() == b"synthetic"
        with pytest.raises(zipfile.BadZipFile):
            open_member(package, "two")


@pytest.mark.parametrize("mistake", [RuntimeError, RecursionError, NotImplementedError, KeyError])
def test_a_mistake_of_whoever_reads_a_locked_observatory_is_no_torn_file(
    tmp_path: Path, mistake: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(envelope, "locked_key", cheaply_locked)
    source = tmp_path / "note"
    source.write_bytes(b"synthetic")
    write(tmp_path / "locked", "a passphrase", "o", {"note": source})
    with pytest.raises(mistake, match="ours"), opened(tmp_path / "locked", "a passphrase"):
        raise mistake("ours")
