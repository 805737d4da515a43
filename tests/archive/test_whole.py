"""What stands around an archive: keys, seals that were published, authorities, and that there was more before."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.archive.sealed import DAY, checked, fill, reasons, sealed, sealing

from absentia.archive import Archive
from absentia.archive.chain import CHAIN_FILE, Chain
from absentia.archive.evidence import KEY_OTHER, LEDGER_MISSING, NOT_REMEMBERED
from absentia.archive.index_file import INDEX_FILE, forget
from absentia.archive.seals import PUBLIC, SEALS, Seal, private_key, public_key
from absentia.archive.verify import (
    BEYOND,
    CHANGED,
    SEAL_BACK,
    SEAL_BROKEN,
    SEAL_DIFFERS,
    SEAL_SHORT,
    TIMESTAMP_NOT_VOUCHED,
    verify,
)
from absentia.archive.watermark import FILE as WATERMARK
from absentia.archive.watermark import watermark
from absentia.archive.whole import (
    KEY_MISSING,
    KEY_UNUSED,
    Brought,
    verify_folder,
)
from absentia.cli.main import run
from absentia.errors import EmptyInput, ObservatoryProblem
from absentia.observatory import Observatory


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    return sealed(tmp_path / "observatory")


def emptied(observatory: Observatory) -> None:
    shutil.rmtree(observatory.archive)
    observatory.archive.mkdir()


def begun_anew(observatory: Observatory) -> None:
    emptied(observatory)
    fill(observatory, range(50, 90))


def without_seals(observatory: Observatory) -> None:
    begun_anew(observatory)
    (observatory.path / WATERMARK).unlink()


def other_seal_key(observatory: Observatory) -> None:
    stranger = sealed(observatory.path.with_name("stranger"))
    shutil.copy(stranger.keys / PUBLIC, observatory.keys / PUBLIC)


def other_pseudonym_key(observatory: Observatory) -> None:
    (observatory.keys / "pseudonym.key").write_text("ab" * 32)


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (lambda _observatory: None, set()),
        (emptied, {SEAL_SHORT}),
        (begun_anew, {SEAL_DIFFERS}),
        (without_seals, {NOT_REMEMBERED}),
        (other_seal_key, {KEY_OTHER, SEAL_BROKEN}),
        (other_pseudonym_key, {KEY_OTHER}),
        (lambda it: (it.keys / "pseudonym.key").unlink(), {KEY_MISSING}),
        (lambda it: (it.keys / PUBLIC).unlink(), {KEY_MISSING}),
        (lambda it: it.ledger.unlink(), {LEDGER_MISSING}),
        (lambda it: (it.path / WATERMARK).unlink(), {NOT_REMEMBERED}),
        (lambda it: (it.path / WATERMARK).write_text("{"), {NOT_REMEMBERED}),
        (lambda it: (it.path / WATERMARK).write_text('{"ledger": 7}'), {NOT_REMEMBERED}),
    ],
)
def test_that_there_was_more_before_is_known(
    observatory: Observatory, tamper: Callable[[Observatory], object], expected: set[str]
) -> None:
    tamper(observatory)
    assert reasons(observatory) == expected
    assert run(["-C", str(observatory.path), "archive", "verify"]) == (1 if expected else 0)


@pytest.mark.parametrize("tamper", [emptied, begun_anew])
def test_less_than_was_sealed_is_not_sealed_again(
    observatory: Observatory, tamper: Callable[[Observatory], None]
) -> None:
    before = watermark(observatory)
    tamper(observatory)
    if tamper is emptied:
        fill(observatory, range(50, 55))
    with pytest.raises(ObservatoryProblem, match="does not hold what was sealed on 2026-03-04: 16 records"):
        sealing(observatory, DAY)
    assert watermark(observatory) == before


def test_a_lost_key_is_not_replaced_though_the_seals_are_gone_too(observatory: Observatory) -> None:
    emptied(observatory)
    (observatory.keys / "seal.key").unlink()
    with pytest.raises(ObservatoryProblem, match="missing, damaged or another one"):
        private_key(observatory)
    shutil.copy(sealed(observatory.path.with_name("stranger")).keys / "seal.key", observatory.keys / "seal.key")
    with pytest.raises(ObservatoryProblem, match="missing, damaged or another one"):
        private_key(observatory)


def test_seals_never_go_back_in_time(observatory: Observatory) -> None:
    fill(observatory, range(12, 20))
    with pytest.raises(ObservatoryProblem, match="today is 2026-03-03 by this machine's clock"):
        sealing(observatory, date(2026, 3, 3))
    shutil.rmtree(observatory.archive / SEALS)  # what is remembered apart from them says so too
    with pytest.raises(ObservatoryProblem, match="the last seal is of 2026-03-04"):
        sealing(observatory, date(2026, 3, 3))
    sealing(observatory, DAY)
    key, chain = private_key(observatory), Chain(observatory.archive / CHAIN_FILE)
    head = chain.head_at(15)
    assert head is not None
    for day, count, at in ((date(2026, 3, 9), 15, head), (date(2026, 3, 8), chain.position, chain.head)):
        stated = Seal(day, count, at, b"")
        signed = Seal(day, count, at, key.sign(stated.stated.encode()))
        (observatory.archive / SEALS / f"{day}.{count}.seal").write_bytes(signed.file_content)
    assert SEAL_BACK in reasons(observatory)


# what somebody else verifies, with a copy and a key


@pytest.fixture
def copy(observatory: Observatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of ``archive/`` in a place where there is no observatory, and what was published."""
    target = tmp_path / "elsewhere" / "copy"
    shutil.copytree(observatory.archive, target)
    shutil.copy(observatory.keys / PUBLIC, target.parent / "seal.pub")
    monkeypatch.chdir(target.parent)
    return target


def test_a_copy_is_verified_without_an_observatory(
    copy: Path, observatory: Observatory, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = checked(capsys, "copy", "--key", "seal.pub")
    assert (code, found["seals"], found["sealed_records"]) == (0, 1, 16)
    code, found = checked(capsys, "copy")
    assert (code, found["seals"], found["parts"][0]["key"]) == (0, 0, None)
    assert run(["archive", "verify", "copy"]) == 0
    assert "key not checked" in capsys.readouterr().out
    assert checked(capsys, str(observatory.path), "--key", "seal.pub")[0] == 0
    assert run(["archive", "verify", "nowhere"]) == 1
    segment = max(copy.glob("captures-*"))
    content = bytearray(segment.read_bytes())
    content[-20] ^= 1
    segment.write_bytes(content)
    code, found = checked(capsys, "copy", "--key", "seal.pub")
    assert (code, found["first_broken"]["reason"]) == (1, CHANGED)


def test_a_foreign_key_vouches_for_nothing(copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stranger = sealed(tmp_path / "stranger", first=800)
    code, found = checked(capsys, str(copy), "--key", str(stranger.keys / PUBLIC))
    assert code == 1
    assert [one["reason"] for one in found["broken"]] == [KEY_UNUSED]
    assert found["seals"] == 0
    # and who rewrites the copy, seals and key and all, is caught by the key that was published
    shutil.rmtree(copy)
    shutil.copytree(stranger.archive, copy)
    assert checked(capsys, str(copy), "--key", "seal.pub")[0] == 1


def test_a_published_seal_is_held_against_the_copy(
    copy: Path, observatory: Observatory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (file,) = (copy / SEALS).glob("*.seal")
    line = file.read_text().strip()
    fill(observatory, range(12, 15))
    later, _file = sealing(observatory, DAY)
    for brought in (["--key", "seal.pub"], []):
        code, found = checked(capsys, "copy", "--seal", line.replace(" ", "\n"), *brought)
        assert (code, found["published"]) == (0, [{"seal": line, "holds": True, "reason": None}])
        code, found = checked(capsys, "copy", "--seal", line, "--seal", later.text, *brought)
        assert code == 1
        assert [one["reason"] for one in found["published"]] == [None, SEAL_SHORT]
    forged = sealed(tmp_path / "forged", first=400)
    fill(forged, range(420, 430))
    code, found = checked(capsys, str(forged.path), "--seal", line)
    assert [one["reason"] for one in found["published"]] == [SEAL_DIFFERS]
    code, found = checked(capsys, str(forged.path), "--seal", line, "--key", str(forged.keys / PUBLIC))
    assert (code, [one["reason"] for one in found["published"]]) == (1, [SEAL_BROKEN])
    assert run(["archive", "verify", "copy", "--seal", line[:-3]]) == 2
    assert run(["archive", "verify", "copy", "--seal", line]) == 0
    assert "the published seal of 2026-03-04 holds: 16 records are as they were" in capsys.readouterr().out


# a process that dies in its first import


WRITER = """
import sys
from pathlib import Path
from datetime import datetime, UTC
from tests.archive.warcs import page
from absentia.archive import Archive, Capture
archive = Archive.appending(Path(sys.argv[1]))
for number in range(40):
    url = f"https://{'one' if number % 3 else 'two'}.synthetic.example/?n={number}"
    archive.append(Capture.of_page(page(number, 300), url=url, captured=datetime.now(tz=UTC)), "ru_sudrf")
    print(number, flush=True)
sys.stdin.read()
"""


def test_a_first_import_that_dies_before_its_first_sync_is_not_broken(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        while process.stdout.readline() != "39\n":
            pass
        process.send_signal(signal.SIGKILL)
    assert not (folder / CHAIN_FILE).exists()
    found = verify(folder, None)
    assert (found.broken, found.records) == ([], 0)
    assert found.unfinished > 40
    archive = Archive.appending(folder)
    archive.close()
    assert len(archive.entries) == 40
    assert verify(folder, None).broken == []


def test_records_that_do_not_go_on_from_each_other_are_no_unfinished_import(tmp_path: Path) -> None:
    first, other = Observatory.create(tmp_path / "first"), Observatory.create(tmp_path / "other")
    fill(first, range(6))
    fill(other, range(50, 56))
    for observatory in (first, other):
        (observatory.archive / CHAIN_FILE).unlink()
        forget(observatory.archive / INDEX_FILE)
        assert verify(observatory.archive, None).broken == []
    for file in other.archive.glob("captures-one*-00002*"):
        shutil.copy(file, first.archive / file.name)
    assert [one.reason for one in verify(first.archive, None).broken] == [BEYOND]


# authorities


AUTHORITY = """
[req]
distinguished_name=dn
[dn]
[root]
basicConstraints=critical,CA:true
keyUsage=critical,keyCertSign
[stamps]
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
[tsa]
default_tsa=one
[one]
dir=.
serial=serial
crypto_device=builtin
signer_cert=cert.pem
signer_key=key.pem
signer_digest=sha256
default_policy=1.2.3.4
digests=sha256
accuracy=secs:1
"""


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to play the authority")
def test_who_vouches_for_a_timestamp_is_said(
    observatory: Observatory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = tmp_path / "authority"
    work.mkdir()
    (work / "conf").write_text(AUTHORITY)
    (work / "serial").write_text("01\n")

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=work, check=True, capture_output=True)

    for name in ("root", "stranger"):
        openssl(
            *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.pem"),
            *("-subj", f"/CN=synthetic {name}", "-config", "conf", "-extensions", "root"),
        )
    openssl(
        *("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "request.csr"),
        *("-subj", "/CN=synthetic authority", "-config", "conf"),
    )
    openssl(
        *("x509", "-req", "-in", "request.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial"),
        *("-out", "cert.pem", "-extfile", "conf", "-extensions", "stamps"),
    )
    at = ["-C", str(observatory.path), "archive"]
    assert run([*at, "seal", "--timestamp-request"]) == 0
    (query,) = (observatory.archive / SEALS).glob("*.tsq")
    openssl("ts", "-reply", "-queryfile", str(query), "-out", "answer.tsr", "-config", "conf")
    assert run([*at, "seal", "--timestamp-response", str(work / "answer.tsr")]) == 0
    # as the guide writes it: the file of the seal, its answer, the authority's certificates
    seal, answer = query.with_suffix(".seal"), query.with_suffix(".tsr")
    openssl("ts", "-verify", "-data", str(seal), "-in", str(answer), "-CAfile", "root.pem")

    assert run([*at, "verify"]) == 0
    assert "authority not vouched for" in capsys.readouterr().out
    assert run([*at, "verify", "--ca", str(work / "root.pem")]) == 0
    assert "not vouched for" not in capsys.readouterr().out
    assert run([*at, "verify", "--ca", str(work / "stranger.pem")]) == 1
    assert TIMESTAMP_NOT_VOUCHED in capsys.readouterr().out
    assert run([*at, "verify", "--ca", str(observatory.keys / PUBLIC)]) == 1


def test_the_key_of_a_seal_is_that_of_its_part(observatory: Observatory) -> None:
    whole = verify_folder(observatory.archive, Brought(keys=(observatory.keys / PUBLIC,)))
    assert whole.keys[""].public_bytes_raw() == public_key(observatory.keys / PUBLIC).public_bytes_raw()


def test_a_folder_without_an_archive_is_not_verified(tmp_path: Path) -> None:
    with pytest.raises(EmptyInput, match="holds no archive"):
        verify_folder(tmp_path, Brought())
