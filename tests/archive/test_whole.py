"""What stands around an archive: keys, seals that were published, authorities, and that there was more before."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.archive.warcs import page

from absentia.archive import Archive, Capture
from absentia.archive.chain import CHAIN_FILE, Chain
from absentia.archive.evidence import NOT_REMEMBERED
from absentia.archive.index import INDEX_FILE, forget
from absentia.archive.sealing import seal
from absentia.archive.seals import PUBLIC, SEALS, Seal, private_key, public_key
from absentia.archive.shards import Shard
from absentia.archive.stated import KEY_OTHER, LEDGER_DAMAGED, LEDGER_DIFFERS, LEDGER_MISSING, SEAL_LOST, Since
from absentia.archive.statements import statements_in
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
from absentia.archive.vouched import vouched
from absentia.archive.watermark import FILE as WATERMARK
from absentia.archive.watermark import watermark
from absentia.archive.whole import (
    KEY_MISSING,
    KEY_UNUSED,
    Brought,
    verify_folder,
    verify_observatory,
)
from absentia.cli.main import run
from absentia.cli.shards import take_shards
from absentia.collect import Ledger
from absentia.errors import ObservatoryProblem
from absentia.manifest import record
from absentia.observatory import Observatory
from absentia.sharing.fetch import fetch
from absentia.sharing.location import Location, clashing
from absentia.sharing.push import Sharing

MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
DAY = date(2026, 3, 4)


def fill(observatory: Observatory, numbers: range) -> None:
    archive = Archive.appending(observatory.archive, durable=False)
    for number in numbers:
        url = f"https://one.synthetic.example/?n={number}"
        archive.append(Capture.of_page(page(number, 300), url=url, captured=MOMENT), "ru_sudrf")
    archive.close()


def sealing(observatory: Observatory, day: date) -> tuple[Seal, Path]:
    archive = Archive.appending(observatory.archive, durable=False)
    try:
        return seal(observatory, archive, day)
    finally:
        archive.close()


def sealed(path: Path, first: int = 0, day: date = DAY) -> Observatory:
    observatory = Observatory.create(path)
    Ledger(observatory.ledger).close()
    fill(observatory, range(first, first + 12))
    sealing(observatory, day)
    return observatory


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    return sealed(tmp_path / "observatory")


def reasons(observatory: Observatory, **brought: Any) -> set[str]:
    return {one.reason for one in verify_observatory(observatory, Brought(**brought)).broken}


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


# what stands beside the archive


ASKED = """
INSERT INTO runs (id, started, plan_digest) VALUES (?, '2026', '');
INSERT INTO sweeps (run, court, register, since, until, building, outcome) VALUES (?, 'one', 'r', '', '', 1, 'empty');
INSERT INTO requests (run, time, host, purpose, url_digest, kind, seconds) VALUES (?, '', '', '', '', '', 0);
INSERT INTO sightings (court, register, guid, date, seen, kind) VALUES ('one', 'r', ?, '', 1, 'card');
INSERT INTO buildings VALUES (?, 1, 'present', '');
"""


def asked(observatory: Observatory, run_id: str, *, ended: bool = True) -> None:
    """A run that asked once and saw one filing; synthetic."""
    ledger = Ledger(observatory.ledger)
    with ledger.step():
        for statement in ASKED.strip().split("\n"):
            ledger._open.execute(statement, (run_id,))
        if ended:
            ledger._open.execute("UPDATE runs SET ended = '2026' WHERE id = ?", (run_id,))
    ledger.close()


def changed(observatory: Observatory, sql: str) -> None:
    with closing(sqlite3.connect(observatory.ledger, isolation_level=None)) as ledger:
        ledger.execute(sql)


def test_a_seal_covers_what_stands_beside_the_archive_and_says_so_once(observatory: Observatory) -> None:
    asked(observatory, "first")
    (observatory.decisions / "decisions.jsonl").write_text("synthetic 1\n")
    (observatory.tables / "one.parquet").write_bytes(b"synthetic")
    record(observatory.tables, "one.parquet")
    whole = verify_observatory(observatory, Brought())
    assert (whole.broken, whole.since) == ([], Since(ledger_rows=3, decisions=1, tables=True))
    first, path = sealing(observatory, DAY)
    assert sealing(observatory, DAY) == (first, path)
    assert len(statements_in(observatory.archive)) == 2
    assert verify_observatory(observatory, Brought()).since == Since()
    assert not Archive.reading(observatory.archive).get(first.head.hex())
    assert all(entry.source == "ru_sudrf" for entry in Archive.reading(observatory.archive).entries), "it is no page"
    # what was added since is said, and what was sealed still holds
    asked(observatory, "second", ended=False)
    with (observatory.decisions / "decisions.jsonl").open("a") as file:
        file.write("synthetic 2\n")
    whole = verify_observatory(observatory, Brought())
    assert (whole.broken, whole.since) == ([], Since(ledger_rows=3, decisions=1, tables=False))
    sealing(observatory, DAY)
    changed(
        observatory, "UPDATE runs SET ended = '2027' WHERE id = 'second'"
    )  # a run that goes on is stated when it ends
    changed(observatory, "UPDATE sweeps SET outcome = 'complete' WHERE run = 'second'")
    assert reasons(observatory) == set()


def test_a_run_that_no_court_answered_may_change_what_is_known(observatory: Observatory) -> None:
    asked(observatory, "first")
    sealing(observatory, DAY)
    changed(observatory, "INSERT INTO runs (id, started, ended, plan_digest) VALUES ('second', '2026', '2026', '')")
    changed(observatory, "UPDATE buildings SET state = 'unknown'")
    whole = verify_observatory(observatory, Brought())
    assert (whole.broken, whole.since) == ([], Since(ledger_rows=1))
    sealing(observatory, DAY)
    assert verify_observatory(observatory, Brought()).since == Since()
    changed(observatory, "UPDATE buildings SET state = 'absent'")
    assert reasons(observatory) == {LEDGER_DIFFERS}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE runs SET new_filings = 7 WHERE id = 'first'",
        "UPDATE sweeps SET outcome = 'complete' WHERE run = 'first'",
        "DELETE FROM sweeps WHERE run = 'first'",
        "DELETE FROM runs WHERE id = 'first'",
        "DELETE FROM sightings",
        "UPDATE sightings SET seen = 0",
        "UPDATE requests SET kind = 'card'",
        "UPDATE buildings SET state = 'absent'",
        "INSERT INTO texts VALUES ('one', 'r', 'first', 1, '', '')",
        "PRAGMA user_version = 99",
        "DROP TABLE sightings",
    ],
)
def test_a_ledger_that_was_edited_is_not_what_was_sealed(observatory: Observatory, sql: str) -> None:
    asked(observatory, "first")
    sealing(observatory, DAY)
    changed(observatory, sql)
    assert reasons(observatory) <= {LEDGER_DIFFERS, LEDGER_DAMAGED}
    assert reasons(observatory)


def test_what_is_known_now_is_held_against_the_seal_until_somebody_is_asked(observatory: Observatory) -> None:
    asked(observatory, "first")
    sealing(observatory, DAY)
    asked(observatory, "second")
    changed(observatory, "UPDATE buildings SET state = 'absent' WHERE court = 'first'")
    assert reasons(observatory) == set()
    sealing(observatory, DAY)
    changed(observatory, "UPDATE buildings SET state = 'empty' WHERE court = 'first'")
    assert reasons(observatory) == {LEDGER_DIFFERS}


def test_a_seal_or_a_timestamp_that_goes_is_missed(observatory: Observatory) -> None:
    (first,) = (observatory.archive / SEALS).glob("*.seal")
    first.with_suffix(".tsr").write_bytes(b"synthetic")
    fill(observatory, range(30, 33))
    sealing(observatory, date(2026, 3, 5))
    first.with_suffix(".tsr").unlink()
    assert reasons(observatory) == {SEAL_LOST}
    first.unlink()
    assert reasons(observatory) == {SEAL_LOST}


def test_a_lost_ledger_stops_whoever_reads_it(observatory: Observatory, capsys: pytest.CaptureFixture[str]) -> None:
    with (observatory.path / "absentia.toml").open("a", encoding="utf-8") as file:
        file.write('[collect]\ncontact = "test@synthetic.example"\ncourts = "ru-military"\n')
    observatory.ledger.unlink()
    for verb in (["status"], ["disappearances"], ["collect", "--dry-run"]):
        assert run(["-C", str(observatory.path), *verb]) == 1
        assert "the ledger is missing" in capsys.readouterr().err


# what somebody else verifies, with a copy and a key


@pytest.fixture
def copy(observatory: Observatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of ``archive/`` in a place where there is no observatory, and what was published."""
    target = tmp_path / "elsewhere" / "copy"
    shutil.copytree(observatory.archive, target)
    shutil.copy(observatory.keys / PUBLIC, target.parent / "seal.pub")
    monkeypatch.chdir(target.parent)
    return target


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = run(["archive", "verify", *arguments, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


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


# the parts of a shared archive


@dataclass(frozen=True)
class Shared:
    place: Path
    machines: tuple[Observatory, ...]
    reader: Observatory


def push(observatory: Observatory, place: Path, part: int) -> None:
    Sharing(observatory, Location(str(place)), Shard(part, 2), every_minutes=30).push()


def fetched(reader: Observatory, place: Path) -> list[str]:
    with reader.writing():
        return [str(problem) for problem in fetch(reader, Location(str(place))).problems]


@pytest.fixture
def shared(tmp_path: Path) -> Shared:
    machines = []
    for part in (1, 2):
        machine = Observatory.create(tmp_path / f"machine{part}")
        fill(machine, range(part * 100, part * 100 + 5))
        sealing(machine, DAY)
        push(machine, tmp_path / "place", part)
        machines.append(machine)
    reader = Observatory.create(tmp_path / "reader")
    assert fetched(reader, tmp_path / "place") == []
    return Shared(tmp_path / "place", tuple(machines), reader)


def replaced(shared: Shared, tmp_path: Path) -> None:
    """Another's archive, sealed with another's key, in the place of the second part, here and there."""
    stranger = Observatory.create(tmp_path / "stranger")
    fill(stranger, range(900, 907))
    sealing(stranger, DAY)
    other = tmp_path / "other place"
    push(stranger, other, 2)
    shutil.rmtree(shared.place / "shards" / "2-of-2")
    shutil.copytree(other / "shards" / "2-of-2", shared.place / "shards" / "2-of-2")


def test_every_part_is_checked_with_its_own_key(shared: Shared, capsys: pytest.CaptureFixture[str]) -> None:
    keys = [str(machine.keys / PUBLIC) for machine in shared.machines]
    whole = verify_observatory(shared.reader, Brought())
    assert (whole.broken, whole.seals, sorted(whole.keys)) == ([], 2, ["1-of-2", "2-of-2"])
    for capture in Archive.reading(shared.reader.archive).captures():
        part = capture.file.split("/")[1]
        of_it = vouched(shared.reader.archive, whole, capture)
        assert of_it.as_it_was
        assert of_it.seal is not None
        assert of_it.seal.signed_by(whole.keys[part])
    folder = str(shared.reader.archive)
    assert checked(capsys, folder, "--key", keys[0], "--key", keys[1])[1]["seals"] == 2
    code, found = checked(capsys, folder, "--key", keys[1])
    assert (code, found["seals"], [part["key"] is None for part in found["parts"]]) == (0, 1, [True, False])
    assert run(["archive", "verify", folder, "--key", keys[1]]) == 0
    assert "part 1-of-2: key not checked" in capsys.readouterr().out


def test_a_part_replaced_wholesale_is_found_and_never_fetched(
    shared: Shared, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replaced(shared, tmp_path)
    part = shared.reader.archive / "shards" / "2-of-2"
    (problem,) = fetched(shared.reader, shared.place)
    assert "taken over" in problem
    shutil.rmtree(part)
    (problem,) = fetched(shared.reader, shared.place)  # though nothing of it is here any more
    assert "taken over" in problem
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(shared.place / "shards" / "2-of-2", part)
    assert reasons(shared.reader) == {KEY_OTHER}
    keys = [argument for machine in shared.machines for argument in ("--key", str(machine.keys / PUBLIC))]
    code, found = checked(capsys, str(shared.reader.archive), *keys)
    assert (code, [one["reason"] for one in found["broken"]]) == (1, [KEY_UNUSED])


def test_machines_that_share_the_courts_out_otherwise_are_told(
    shared: Shared, capsys: pytest.CaptureFixture[str]
) -> None:
    with (shared.reader.path / "absentia.toml").open("a", encoding="utf-8") as file:
        file.write(f'[archive]\nlocation = "{shared.place}"\n')
    reader = Observatory.open(shared.reader.path)
    for clash in (False, True):
        with reader.writing():
            take_shards(reader)
        assert ("different numbers of parts (2, 3)" in capsys.readouterr().err) is clash
        other = Observatory.create(shared.place.with_name("other"))
        fill(other, range(700, 703))
        sealing(other, DAY)
        Sharing(other, Location(str(shared.place)), Shard(3, 3), every_minutes=30).push()
    assert clashing([Shard(1, 2), Shard(2, 2)]) == clashing([]) == ()


def test_the_ledger_of_a_part_is_held_against_what_its_machine_stated(shared: Shared) -> None:
    machine = shared.machines[0]
    asked(machine, "first")
    sealing(machine, DAY)
    push(machine, shared.place, 1)
    assert fetched(shared.reader, shared.place) == []
    assert reasons(shared.reader) == set()
    part = shared.reader.archive / "shards" / "1-of-2"
    with closing(sqlite3.connect(part / "ledger.sqlite", isolation_level=None)) as ledger:
        ledger.execute("DELETE FROM sightings")
    assert reasons(shared.reader) == {LEDGER_DIFFERS}


def test_a_damaged_manifest_of_what_was_fetched_is_told(shared: Shared) -> None:
    (shared.reader.archive / "shards" / "1-of-2" / "manifest.json").write_text("{")
    (problem,) = fetched(shared.reader, shared.place)
    assert "the manifest of a shard cannot be read" in problem


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
