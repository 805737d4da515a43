"""What is wrong with a ZIP is told apart from what is wrong with whoever reads it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from tests.safekeeping.test_lock import cheaply_locked

from absentia.archive.walking import files_of, open_member, open_zip
from absentia.safekeeping import envelope
from absentia.safekeeping.envelope import opened, write

NAME = "ёж"


def _zip(file: Path, compression: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(file, "w", compression) as package:
        package.writestr(NAME, b"synthetic")
    return file


def _overwritten(file: Path, at: int, value: bytes) -> Path:
    content = bytearray(file.read_bytes())
    content[at : at + len(value)] = value
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("header", "place", "value"),
    [
        (b"PK\x01\x02", 6, b"\xff\x00"),  # a version nobody knows
        (b"PK\x01\x02", 8, b"\x01\x00"),  # locked by a password
        (b"PK\x01\x02", 10, b"\x63\x00"),  # a compression nobody knows
        (b"PK\x03\x04", 0, b"XX"),
        (b"PK\x01\x02", 0, b"XX"),
        (b"PK\x01\x02", 46, b"\xff"),  # a name in UTF-8 that is none
        (b"PK\x03\x04", 30, b"\xff"),
        (b"PK\x05\x06", 16, b"\xf0"),  # a file that begins before the ZIP does
    ],
)
@pytest.mark.parametrize("on_disk", [True, False])
def test_whatever_is_wrong_with_a_zip_is_said_in_one_way(
    tmp_path: Path, header: bytes, place: int, value: bytes, on_disk: bool
) -> None:
    file = _zip(tmp_path / "one.zip")
    _overwritten(file, file.read_bytes().index(header) + place, value)
    named = file if on_disk else io.BytesIO(file.read_bytes())
    with pytest.raises(zipfile.BadZipFile), open_zip(named) as package, open_member(package, NAME) as member:
        member.read()


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_each_compression_is_damaged_in_the_same_way(tmp_path: Path, compression: int) -> None:
    whole = _zip(tmp_path / "one.zip", compression)
    with open_zip(whole) as package, open_member(package, NAME) as member:
        assert (member.read(3), member.seek(1), member.read()) == (b"syn", 1, b"ynthetic")
    _overwritten(whole, 30 + len(NAME.encode()) + 4, b"\xff" * 5)
    with open_zip(whole) as package, open_member(package, NAME) as member, pytest.raises(zipfile.BadZipFile):
        member.read(1)


def test_a_mistake_of_whoever_reads_a_file_of_it_is_no_torn_one(tmp_path: Path) -> None:
    with open_zip(_zip(tmp_path / "one.zip")) as package, open_member(package, NAME) as member:
        member.close()
        with pytest.raises(ValueError, match="closed"):
            member.read()


def test_a_file_may_have_no_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "one.zip", "w") as package:
        for name in ("b", "a/", ""):
            package.writestr(zipfile.ZipInfo(name), b"")
    with open_zip(tmp_path / "one.zip") as package:
        assert [one.filename for one in files_of(package)] == ["", "b"]


def test_what_is_not_in_it_is_wrong_with_it(tmp_path: Path) -> None:
    with open_zip(_zip(tmp_path / "one.zip")) as package:
        with open_member(package, NAME) as member:
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
