"""Whatever is done to an archive shows; whatever a dying process leaves does not."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.archive.warcs import page
from tests.study import many

from absentia.archive import Archive, Capture, digest, opening
from absentia.archive.chain import CHAIN_FILE, Chain
from absentia.archive.index_file import INDEX_FILE, forget
from absentia.archive.sealing import seal
from absentia.archive.seals import PRIVATE, PUBLIC, SEALS, Seal, public_key
from absentia.archive.timestamps import read_timestamp, request
from absentia.archive.verify import CHANGED, SEAL_DIFFERS, SEAL_SHORT, Verified, verify
from absentia.observatory import Observatory

URL = "https://{}.synthetic.example/?n={}"
MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
PAGES = 30


def fill(folder: Path, numbers: range) -> None:
    archive = Archive.appending(folder)
    for number in numbers:
        url = URL.format("one" if number % 3 else "two", number)
        archive.append(Capture.of_page(page(number), url=url, captured=MOMENT), "ru_sudrf")
    archive.close()


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Observatory:
    observatory = Observatory.create(tmp_path_factory.mktemp("sealed") / "observatory")
    fill(observatory.archive, range(PAGES))
    sealing(observatory, date(2026, 3, 4))
    return observatory


@pytest.fixture
def observatory(original: Observatory, tmp_path: Path) -> Observatory:
    shutil.copytree(original.path, tmp_path / "copy")
    return Observatory.open(tmp_path / "copy")


def sealing(observatory: Observatory, day: date) -> tuple[Seal, Path]:
    archive = Archive.appending(observatory.archive)
    try:
        return seal(observatory, archive, day)
    finally:
        archive.close()


def verified(observatory: Observatory) -> Verified:
    return verify(observatory.archive, public_key(observatory.path / "keys" / PUBLIC))


def test_an_untouched_archive_holds_and_its_seal_covers_all_of_it(observatory: Observatory) -> None:
    found = verified(observatory)
    assert found.broken == []
    assert (found.seals, found.sealed) == (1, found.records)
    assert found.bytes == sum(path.stat().st_size for path in Archive.reading(observatory.archive).segments())
    assert stat.S_IMODE((observatory.path / "keys" / PRIVATE).stat().st_mode) == 0o600


def test_a_seal_fits_a_newspaper_and_is_read_back_from_it(observatory: Observatory) -> None:
    (file,) = (observatory.archive / SEALS).glob("*.seal")
    text = file.read_text().strip()
    assert len(text) <= 200
    columns = "\n".join(text.split(" "))
    seal = Seal.parse(columns)
    assert seal is not None
    assert seal.text == text
    assert seal.signed_by(public_key(observatory.path / "keys" / PUBLIC))


@given(data=st.data())
@settings(max_examples=many(20, 300))
def test_a_flipped_bit_anywhere_is_found_and_named(original: Observatory, data: st.DataObject) -> None:
    files = [*Archive.reading(original.archive).segments(), original.archive / CHAIN_FILE]
    file = data.draw(st.sampled_from(files))
    content = file.read_bytes()
    position = data.draw(st.integers(0, len(content) - 1))
    broken = bytearray(content)
    broken[position] ^= 1 << data.draw(st.integers(0, 7))
    try:
        file.write_bytes(broken)
        found = verified(original)
    finally:
        file.write_bytes(content)
    assert found.broken
    if file.name != CHAIN_FILE:
        first = found.broken[0]
        assert (first.reason, first.file) == (CHANGED, file.name)
        assert first.offset is not None
        assert first.offset <= position
        entries = [entry for entry in Archive.reading(original.archive).entries if entry.file == file.name]
        inside = [entry for entry in entries if entry.offset == first.offset]
        assert not inside or first.url == inside[0].url


def cut_file(folder: Path) -> None:
    file = Archive.reading(folder).segments()[0]
    os.truncate(file, file.stat().st_size - 7)


def remove_record(folder: Path) -> None:
    entry = Archive.reading(folder).entries[10]
    links = [link for link in Chain(folder / CHAIN_FILE).read() if link is not None]
    (link,) = [one for one in links if (one.file, one.offset) == (entry.file, entry.offset)]
    content = (folder / entry.file).read_bytes()
    (folder / entry.file).write_bytes(content[: link.offset] + content[link.offset + link.length :])


def swap_files(folder: Path) -> None:
    one, other = Archive.reading(folder).segments()[:2]
    third = one.with_name("third")
    one.rename(third)
    other.rename(one)
    third.rename(other)


def swap_records(folder: Path) -> None:
    links = [link for link in Chain(folder / CHAIN_FILE).read() if link is not None and link.offset]
    one, other = [link for link in links if "two" in link.file][-2:]
    file = folder / one.file
    content = file.read_bytes()
    end = other.offset + other.length
    file.write_bytes(content[: one.offset] + content[other.offset : end] + content[one.offset : other.offset])


def remove_file(folder: Path) -> None:
    Archive.reading(folder).segments()[-1].unlink()


def add_file(folder: Path) -> None:
    segments = Archive.reading(folder).segments()
    shutil.copy(segments[-1], segments[-1].with_name(segments[-1].name.replace("0000", "0009")))


def append_bytes(folder: Path) -> None:
    with Archive.reading(folder).segments()[-1].open("ab") as handle:
        handle.write(b"anything")


def remove_last_line(folder: Path) -> None:
    file = folder / CHAIN_FILE
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))


@pytest.mark.parametrize(
    "tamper",
    [cut_file, remove_record, swap_files, swap_records, remove_file, add_file, append_bytes, remove_last_line],
)
def test_what_is_taken_put_or_moved_is_found(observatory: Observatory, tamper: Callable[[Path], None]) -> None:
    tamper(observatory.archive)
    assert verified(observatory).broken


def test_a_file_put_back_with_a_chain_computed_anew_is_caught_by_the_seal(observatory: Observatory) -> None:
    def forge(numbers: range) -> None:
        for file in Archive.reading(observatory.archive).segments():
            file.unlink()
        (observatory.archive / CHAIN_FILE).unlink()
        forget(observatory.archive / INDEX_FILE)
        fill(observatory.archive, numbers)

    forge(range(1, PAGES))
    assert {one.reason for one in verified(observatory).broken} == {SEAL_SHORT}
    forge(range(1, PAGES + 9))
    assert {one.reason for one in verified(observatory).broken} == {SEAL_DIFFERS}
    assert verify(observatory.archive, None).broken


def test_a_lost_chain_is_written_again_as_it_was(observatory: Observatory) -> None:
    before = (observatory.archive / CHAIN_FILE).read_bytes()
    (observatory.archive / CHAIN_FILE).unlink()
    forget(observatory.archive / INDEX_FILE)
    assert verified(observatory).broken
    Archive.appending(observatory.archive).close()
    assert (observatory.archive / CHAIN_FILE).read_bytes() == before
    assert verified(observatory).broken == []


WRITER = """
import sys
from pathlib import Path
from datetime import datetime, UTC
from tests.archive.warcs import page
from absentia.archive import Archive, Capture
archive = Archive.appending(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), 10_000):
    url = f"https://{'one' if number % 3 else 'two'}.synthetic.example/?n={number}"
    archive.append(Capture.of_page(page(number), url=url, captured=datetime.now(tz=UTC)), "ru_sudrf")
    if number % 4 == 0:
        archive.sync()
        print(number, flush=True)
"""


def test_killed_at_any_instant_nothing_synced_is_lost_and_the_archive_holds(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    start = 0
    for attempt in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), str(start)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.02 + 0.037 * attempt)
            process.send_signal(signal.SIGKILL)
            said = process.stdout.read().split()
        synced = int(said[-1]) if said else start
        assert verify(folder, None).broken == []
        archive = Archive.appending(folder)
        assert not archive.damages
        urls = [entry.url for entry in archive.entries]
        archive.close()
        assert len(urls) == len(set(urls))
        assert len(urls) >= synced
        start = len(urls)
        found = verify(folder, None)
        assert (found.broken, found.unfinished, found.torn) == ([], 0, 0)
        archive = Archive.reading(folder)
        assert all(archive.get(entry.sha256) is not None for entry in archive.entries)
    assert [digest(page(number)) for number in range(start)] == [entry.sha256 for entry in archive.entries]


AUTHORITY = """
[req]
distinguished_name=dn
[dn]
[ext]
extendedKeyUsage=critical,timeStamping
[tsa]
default_tsa=one
[one]
dir={folder}
serial={folder}/serial
crypto_device=builtin
signer_cert={folder}/cert.pem
signer_key={folder}/key.pem
signer_digest=sha256
default_policy=1.2.3.4
digests=sha256
accuracy=secs:1
"""


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to play the authority")
def test_a_timestamp_is_asked_for_and_checked(tmp_path: Path, observatory: Observatory) -> None:
    seal, file = sealing(observatory, date(2026, 3, 4))
    (tmp_path / "ask.tsq").write_bytes(request(seal.file_content))
    (tmp_path / "serial").write_text("01\n")
    (tmp_path / "conf").write_text(AUTHORITY.format(folder=tmp_path))

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=tmp_path, check=True, capture_output=True)

    openssl(
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem"),
        *("-subj", "/CN=synthetic authority", "-config", "conf", "-extensions", "ext"),
    )
    openssl("ts", "-reply", "-queryfile", "ask.tsq", "-out", "answer.tsr", "-config", "conf")
    openssl("ts", "-verify", "-queryfile", "ask.tsq", "-in", "answer.tsr", "-CAfile", "cert.pem")
    answer = (tmp_path / "answer.tsr").read_bytes()
    timestamp = read_timestamp(answer, seal.file_content)
    assert timestamp is not None
    assert timestamp.signature_checked
    assert timestamp.authority == "CN=synthetic authority"
    assert read_timestamp(answer, seal.file_content.replace(b"2026", b"2025")) is None
    spoilt = bytearray(answer)
    spoilt[-5] ^= 1
    assert read_timestamp(bytes(spoilt), seal.file_content) is None
    file.with_suffix(".tsr").write_bytes(answer)
    assert [one.authority for one in verified(observatory).timestamps] == ["CN=synthetic authority"]


def test_an_archives_index_is_trusted_filled_up_and_never_missed(tmp_path: Path) -> None:
    for run in range(4):
        fill(tmp_path, range(run * 20, run * 20 + 20))
        archive = Archive.reading(tmp_path)
        assert opening.is_current(archive._index, archive.chain, tmp_path)
        assert [entry.url for entry in archive.entries if entry.url and "x" not in entry.url.split("?")[1]] == [
            URL.format("one" if number % 3 else "two", number) for number in range(run * 20 + 20)
        ]
        dying = Archive.appending(tmp_path)
        dying.append(Capture.of_page(page(1000 + run), url=URL.format("one", f"x{run}"), captured=MOMENT), "ru_sudrf")
        dying._index._connection.rollback()
        dying._index._connection.close()
        assert not opening.is_current(archive._index, archive.chain, tmp_path)
        assert len(Archive.reading(tmp_path).entries) == run * 21 + 21
    (tmp_path / INDEX_FILE).write_bytes(b"this is no database at all, and long enough to be taken for one" * 20)
    archive = Archive.appending(tmp_path)
    assert len(archive.entries) == 84
    archive.close()
    assert verify(tmp_path, None).broken == []


def test_pages_of_a_few_bytes_and_equal_ones_do_not_stop_a_dictionary(tmp_path: Path) -> None:
    archive = Archive.appending(tmp_path)
    for number in range(60):
        archive.append(Capture.of_page(b"%d" % number, url=URL.format("one", number), captured=MOMENT), "ru_sudrf")
    archive.close()
    assert len(archive.segments()) == 3
    assert all(archive.get(entry.sha256) is not None for entry in archive.entries)
