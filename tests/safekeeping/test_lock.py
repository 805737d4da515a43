"""One encrypted file that holds everything: opened by its passphrase alone, damaged nowhere unnoticed."""

from __future__ import annotations

import base64
import errno
import hashlib
import hmac
import io
import os
import pty
import select
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pyrage
import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.safekeeping.conftest import numbers
from tests.study import many
from tests.test_observatory import open_to_others

from absentia.archive.storage import LocationFails
from absentia.cli.main import run
from absentia.errors import DataProblem, ObservatoryBusy, ObservatoryProblem, UnreadableInput, UsageProblem
from absentia.observatory import Observatory
from absentia.safekeeping import envelope, lock, unlock
from absentia.safekeeping.files import files_of

PASSPHRASE = "six synthetic words that nobody uses"  # noqa: S105  a test's


def quietly(_step: str) -> None:
    pass


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in files_of(folder)}


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase that costs nothing to try, where something else is tested: its key is read as any other."""
    monkeypatch.setattr(envelope, "locked_key", cheaply_locked)


def cheaply_locked(identity: Any, passphrase: str) -> bytes:
    """A key under a passphrase at the least work there is, written from the specification of the format."""
    salt, secret = b"synthetic 16 b..", os.urandom(16)
    wrapping = hashlib.scrypt(passphrase.encode(), salt=b"age-encryption.org/v1/scrypt" + salt, n=2, r=8, p=1, dklen=32)
    wrapped = ChaCha20Poly1305(wrapping).encrypt(bytes(12), secret, None)
    header = b"age-encryption.org/v1\n-> scrypt %s 1\n%s\n---" % (_base64(salt), _base64(wrapped))
    proof = hmac.digest(_derived(secret, b"", b"header"), header, "sha256")
    nonce = os.urandom(16)
    sealed = ChaCha20Poly1305(_derived(secret, nonce, b"payload")).encrypt(
        bytes(11) + b"\1", str(identity).encode(), None
    )
    return header + b" " + _base64(proof) + b"\n" + nonce + sealed


def _base64(content: bytes) -> bytes:
    return base64.b64encode(content).rstrip(b"=")


def _derived(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(secret)


@pytest.fixture
def small(tmp_path: Path) -> Observatory:
    """A new observatory with a few files of every kind of name."""
    made = Observatory.create(tmp_path / "observatory")
    (made.tables / "empty.parquet").touch()
    (made.path / ".hidden").write_bytes(b"synthetic")
    (made.runs / ("long" * 40)).mkdir()
    (made.runs / ("long" * 40) / "имя с пробелами.json").write_bytes(os.urandom(200_000))
    return made


@pytest.mark.usefixtures("cheap")
def test_unlocked_every_number_is_equal_and_nothing_was_left_behind(
    observatory: Observatory, its_numbers: dict[str, Any], tmp_path: Path
) -> None:
    held = contents(observatory.path)
    file = tmp_path / "locked.zip"
    done = lock(observatory, file, PASSPHRASE, tell=quietly)
    assert done.removed
    assert [one.name for one in tmp_path.iterdir()] == ["locked.zip"]
    assert open_to_others(file) == []
    where = unlock(file, PASSPHRASE, tmp_path / "back")
    assert contents(where) == held
    assert open_to_others(where) == []
    assert numbers(where) == its_numbers
    assert file.exists()


@pytest.fixture(scope="module")
def dear(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Observatory]:
    """A file under a passphrase as the library locks it, made once and at its first draw, and what was put into it."""
    folder = tmp_path_factory.mktemp("dear")
    made = Observatory.create(folder / "observatory")
    (made.runs / "имя с пробелами.json").write_bytes(os.urandom(200_000))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(envelope, "_off", lambda _locked: 0)  # how much work is asked for is tested below
        envelope.write(
            folder / "locked", PASSPHRASE, "observatory", {name: made.path / name for name in files_of(made.path)}
        )
    return folder / "locked", made


def test_any_computer_opens_it_without_absentia(dear: tuple[Path, Observatory]) -> None:
    file, held = dear[0], contents(dear[1].path)
    with zipfile.ZipFile(file) as package:
        readme, key, data = (package.read(name) for name in ("README.txt", "key.age", "data.tar.age"))
    assert key.startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert data.startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert b"court" not in readme.lower(), "a file that is found says nothing of what it holds"
    assert b"absentia" not in readme.lower()
    opened = pyrage.decrypt(
        data, [pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(key, PASSPHRASE).decode())]
    )
    with tarfile.open(fileobj=io.BytesIO(opened)) as tar:
        found = {member.name: tar.extractfile(member) for member in tar}
    assert {f"observatory/{name}" for name in held} == found.keys() - {"manifest.json"}
    for name, content in held.items():
        stream = found[f"observatory/{name}"]
        assert stream is not None
        assert stream.read() == content
    raw = file.read_bytes()
    assert b"pseudonym" not in raw
    assert (dear[1].keys / "pseudonym.key").read_bytes() not in raw


@pytest.mark.usefixtures("cheap")
def test_it_comes_back_under_its_name_where_one_stands(
    small: Observatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock(small, tmp_path / "locked", PASSPHRASE, tell=quietly)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    where = unlock(tmp_path / "locked", PASSPHRASE)
    assert where == tmp_path / "elsewhere" / "observatory"
    with pytest.raises(UsageProblem, match="something in this folder"):
        unlock(tmp_path / "locked", PASSPHRASE)
    assert sorted(one.name for one in Path().iterdir()) == ["observatory"]


def test_without_the_passphrase_nothing_comes_back(locked: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    with pytest.raises(DataProblem, match="the passphrase does not fit"):
        unlock(locked[0], PASSPHRASE + " ", tmp_path / "back")
    assert contents(unlock(locked[0], PASSPHRASE, tmp_path / "back")) == locked[1]
    (tmp_path / "other").write_bytes(b"synthetic")
    with pytest.raises(UnreadableInput, match="no locked observatory"):
        unlock(tmp_path / "other", PASSPHRASE, tmp_path / "again")
    with pytest.raises(FileNotFoundError):
        unlock(tmp_path / "nowhere", PASSPHRASE, tmp_path / "again")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["back", "other"]


@pytest.fixture
def locked(tmp_path_factory: pytest.TempPathFactory, cheap: None) -> tuple[Path, dict[str, bytes]]:  # noqa: ARG001
    """A file, and what it holds."""
    folder = tmp_path_factory.mktemp("locked")
    made = Observatory.create(folder / "observatory")
    (made.runs / "more").write_bytes(os.urandom(150_000))
    held = contents(made.path)
    lock(made, folder / "file", PASSPHRASE, tell=quietly)
    return folder / "file", held


@given(data=st.data())
@settings(max_examples=many(30, 300))
def test_a_file_that_was_changed_anywhere_brings_back_the_same_or_nothing(
    locked: tuple[Path, dict[str, bytes]], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("changed")
    content = bytearray(locked[0].read_bytes())
    for _ in range(data.draw(st.integers(0, 2))):
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    cut = data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))
    (folder / "file").write_bytes(content[:cut])
    try:
        back = unlock(folder / "file", PASSPHRASE, folder / "back")
    except DataProblem:
        assert [one.name for one in folder.iterdir()] == ["file"]
    else:
        assert contents(back) == locked[1]  # what was changed is what only tells others how to open it


def forged(file: Path, members: dict[str, bytes | None], manifest: bytes | None) -> None:
    """A file whose passphrase fits, made by somebody else with other members."""
    identity = pyrage.x25519.Identity.generate()
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for name, content in {**members, **({} if manifest is None else {"manifest.json": manifest})}.items():
            member = tarfile.TarInfo(name)
            if content is None:
                member.type, member.linkname = tarfile.SYMTYPE, "/etc"
            else:
                member.size = len(content)
            tar.addfile(member, io.BytesIO(content or b""))
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("key.age", cheaply_locked(identity, PASSPHRASE))
        package.writestr("data.tar.age", pyrage.encrypt(plain.getvalue(), [identity.to_public()]))


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize(
    ("members", "manifest"),
    [
        ({"a/x": b"1"}, None),
        ({"a/x": b"1"}, b"{}"),
        ({"a/x": b"1"}, b"no json"),
        ({"../x": b"1"}, b"{}"),
        ({"/tmp/x": b"1"}, b"{}"),  # noqa: S108
        ({"a/../../x": b"1"}, b"{}"),
        ({"x": b"1"}, b"{}"),
        ({"a/x": b"1", "b/x": b"1"}, b"{}"),
        ({"a/x": None}, b"{}"),
        ({}, None),
    ],
)
def test_what_others_made_writes_nowhere(tmp_path: Path, members: dict[str, bytes | None], manifest: bytes) -> None:
    (tmp_path / "deep").mkdir()
    forged(tmp_path / "deep" / "file", members, manifest)
    with pytest.raises(DataProblem, match="this file is damaged"):
        unlock(tmp_path / "deep" / "file", PASSPHRASE, tmp_path / "deep" / "back")
    assert [one.relative_to(tmp_path).as_posix() for one in sorted(tmp_path.rglob("*"))] == ["deep", "deep/file"]


@pytest.mark.usefixtures("cheap")
def test_nothing_is_removed_that_does_not_read_back(
    small: Observatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, real = contents(small.path), envelope.write

    def changing(*arguments: Any) -> dict[str, str]:
        digests = real(*arguments)
        (small.path / "absentia.toml").write_bytes(b"format = 1\n# written meanwhile\n")
        return digests

    def adding(*arguments: Any) -> dict[str, str]:
        digests = real(*arguments)
        (small.path / "new").write_bytes(b"")
        return digests

    def rotting(target: Path, *arguments: Any) -> dict[str, str]:
        digests = real(target, *arguments)
        content = bytearray(target.read_bytes())
        content[len(content) // 2] ^= 1
        target.write_bytes(content)
        return digests

    for harm, said in (
        (changing, "not what is in the folder"),
        (adding, "not what is in the folder"),
        (rotting, "is damaged"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(envelope, "write", harm)
            with pytest.raises(DataProblem, match=said):
                lock(small, tmp_path / "locked", PASSPHRASE, tell=quietly)
        assert [one.name for one in tmp_path.iterdir()] == ["observatory"]
    (small.path / "new").unlink()
    assert contents(small.path).keys() == held.keys()


class _FullDisk(io.FileIO):
    left = 90_000

    def write(self, data: Any) -> int:
        if type(self).left < len(data):
            raise OSError(errno.ENOSPC, "No space left on device")
        type(self).left -= len(data)
        return super().write(data)


@pytest.mark.usefixtures("cheap")
def test_a_full_disk_leaves_the_folder_as_it_was(
    small: Observatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, real = contents(small.path), Path.open
    monkeypatch.setattr(
        Path, "open", lambda path, mode="r", **k: _FullDisk(path, "x") if mode == "xb" else real(path, mode, **k)
    )
    with pytest.raises(OSError, match="No space left") as caught:
        lock(small, tmp_path / "locked", PASSPHRASE, tell=quietly)
    assert caught.value.errno == errno.ENOSPC
    monkeypatch.undo()
    assert [one.name for one in tmp_path.iterdir()] == ["observatory"]
    assert contents(small.path) == held


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize("where", ["observatory/locked", "observatory/archive/locked", "taken"])
def test_a_file_that_would_harm_is_not_written(small: Observatory, tmp_path: Path, where: str) -> None:
    (tmp_path / "taken").write_bytes(b"perhaps the only copy of another one")
    held = contents(tmp_path)
    with pytest.raises(UsageProblem):
        lock(small, tmp_path / where, PASSPHRASE, tell=quietly)
    with pytest.raises(UsageProblem, match="too short"):
        lock(small, tmp_path / "locked", "elevenchars", tell=quietly)
    with small.writing(), pytest.raises(ObservatoryBusy):
        lock(small, tmp_path / "locked", PASSPHRASE, tell=quietly)
    (small.path / "link").symlink_to(tmp_path)
    with pytest.raises(ObservatoryProblem, match="neither a file nor a folder"):
        lock(small, tmp_path / "locked", PASSPHRASE, tell=quietly)
    (small.path / "link").unlink()
    assert {name: content for name, content in contents(tmp_path).items() if "state.lock" not in name} == held


class Measured:
    """The library on a machine that is sometimes fast and sometimes busy: the work it takes and refuses varies."""

    def __init__(self, *works: int) -> None:
        self.works = list(works)
        self.refusals = 0

    def encrypt(self, plain: bytes, passphrase: str) -> bytes:
        work = self.works.pop(0)
        return b"age-encryption.org/v1\n-> scrypt synthetic %d\n" % work + plain + passphrase.encode()

    def decrypt(self, locked: bytes, passphrase: str) -> bytes:
        if self.refusals:
            self.refusals -= 1
            raise pyrage.DecryptError("Excessive work parameter for passphrase.\nDecryption would take …")
        return locked.split(b"\n")[2].removesuffix(passphrase.encode())


@pytest.mark.parametrize(
    ("works", "taken"),
    [
        ((18, 1), 18),
        ((20, 15, 17), 17),
        ((20, 20, 19), 19),
        ((20,) * 8, 20),
        ((15,) * 7 + (16,), 16),
        ((15, 20, 15, 20) * 2, 20),
    ],
)
def test_a_passphrase_costs_the_same_to_try_whatever_the_machine_did_meanwhile(
    monkeypatch: pytest.MonkeyPatch, works: tuple[int, ...], taken: int
) -> None:
    monkeypatch.setattr(pyrage, "passphrase", Measured(*works))
    locked = envelope.locked_key(pyrage.x25519.Identity.generate(), PASSPHRASE)
    assert f" {taken}\n".encode() in locked


def test_a_busy_machine_tries_again_and_a_slow_one_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    library, identity = Measured(18), pyrage.x25519.Identity.generate()
    monkeypatch.setattr(pyrage, "passphrase", library)
    locked = envelope.locked_key(identity, PASSPHRASE)
    library.refusals = 7
    assert str(envelope.unlocked_key(locked, PASSPHRASE)) == str(identity)
    library.refusals = 8
    with pytest.raises(DataProblem, match="too slow, or too busy"):
        envelope.unlocked_key(locked, PASSPHRASE)


# leaving


@pytest.mark.usefixtures("cheap")
def test_leaving_puts_a_copy_elsewhere_reads_it_back_and_only_then_removes_the_folder(
    observatory: Observatory, tmp_path: Path
) -> None:
    held = contents(observatory.path)
    steps: list[str] = []

    def told(step: str) -> None:
        steps.append(step)
        assert observatory.path.exists(), step

    place = tmp_path / "another disk"
    done = lock(observatory, tmp_path / "locked", PASSPHRASE, place=str(place), tell=told)
    assert (done.copy, done.removed, len(steps)) == (str(place / "locked"), True, 4)
    assert (place / "locked").read_bytes() == (tmp_path / "locked").read_bytes()
    (tmp_path / "locked").unlink()
    assert contents(unlock(place / "locked", PASSPHRASE, tmp_path / "back")) == held


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize("harm", ["refuses", "rots"])
def test_a_place_that_does_not_hold_the_copy_keeps_the_folder(
    small: Observatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    held = contents(small.path)

    def put(_storage: Any, _name: str, source: Path, _size: int | None = None) -> None:
        if harm == "refuses":
            raise LocationFails("synthetic: the storage is away")
        (tmp_path / "place").mkdir(exist_ok=True)
        (tmp_path / "place" / "locked").write_bytes(source.read_bytes()[:-1])

    with monkeypatch.context() as patched:
        patched.setattr("absentia.archive.storage.Storage.put", put)
        with pytest.raises(LocationFails, match="does not hold the copy"):
            lock(small, tmp_path / "locked", PASSPHRASE, place=str(tmp_path / "place"), tell=quietly)
    assert contents(small.path) == held
    assert contents(unlock(tmp_path / "locked", PASSPHRASE, tmp_path / "back")) == held


@pytest.mark.usefixtures("cheap")
def test_a_place_that_keeps_nothing_is_refused_before_anything_is_done(small: Observatory, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="keeps nothing"):
        lock(small, tmp_path / "locked", PASSPHRASE, place="memory://place", tell=quietly)
    assert [one.name for one in tmp_path.iterdir()] == ["observatory"]


# the passphrase


@pytest.mark.usefixtures("cheap")
def test_that_a_lost_passphrase_is_final_is_said_before_it_is_taken(
    small: Observatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heard: list[str] = []

    class Typed:
        def isatty(self) -> bool:
            return False

        def readline(self) -> str:
            heard.append(capsys.readouterr().err)
            return PASSPHRASE + "\n"

    monkeypatch.setattr(sys, "stdin", Typed())
    for verb in (["lock", str(tmp_path / "a"), "--keep"], ["leave", str(tmp_path / "b"), str(tmp_path / "c")]):
        assert run(["-C", str(small.path), *verb]) == 0
    assert len(heard) == 2
    assert all("lost for ever" in one for one in heard)
    assert not small.path.exists()
    assert run(["unlock", str(tmp_path / "b"), str(small.path)]) == 0
    assert small.path.exists()


@pytest.mark.usefixtures("cheap")
def test_at_a_terminal_it_is_typed_twice_and_not_shown(small: Observatory, tmp_path: Path) -> None:
    master, slave = pty.openpty()
    # in a session of its own, under a passphrase that costs nothing to try: the screen is what is tested
    as_terminal = """
import fcntl, os, sys, termios
from absentia.cli.main import run
from absentia.safekeeping import envelope
from tests.safekeeping.test_lock import cheaply_locked
envelope.locked_key = cheaply_locked
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
sys.exit(run(sys.argv[1:]))
"""
    command = ["-C", str(small.path), "lock", str(tmp_path / "locked"), "--keep"]
    with subprocess.Popen(
        [sys.executable, "-c", as_terminal, *command],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        close_fds=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        os.close(slave)
        screen = ""

        def until(text: str) -> None:
            nonlocal screen
            while text not in screen:
                assert select.select([master], [], [], 120)[0], screen
                screen += os.read(master, 4096).decode(errors="replace")
            screen = screen.partition(text)[2]

        until("lost for ever")
        for typed, prompt in (
            (PASSPHRASE, "Passphrase"),
            ("another", "again"),
            (PASSPHRASE, "Passphrase"),
            (PASSPHRASE, "again"),
        ):
            until(f"{prompt}: ")
            assert PASSPHRASE not in screen
            os.write(master, f"{typed}\n".encode())
        until("locked and read back")
        until("was kept")
        process.wait()
    os.close(master)
    assert process.returncode == 0
    assert unlock(tmp_path / "locked", PASSPHRASE, tmp_path / "back").is_dir()


@pytest.mark.skipif(shutil.which("age") is None or shutil.which("unzip") is None, reason="needs age and unzip")
def test_the_program_age_opens_the_data(dear: tuple[Path, Observatory], tmp_path: Path) -> None:
    subprocess.run(["unzip", "-q", str(dear[0])], cwd=tmp_path, check=True)
    key = pyrage.passphrase.decrypt((tmp_path / "key.age").read_bytes(), PASSPHRASE)  # age itself asks at a terminal
    (tmp_path / "key.txt").write_bytes(key)
    plain = subprocess.run(
        ["age", "--decrypt", "--identity", "key.txt", "data.tar.age"], cwd=tmp_path, check=True, capture_output=True
    ).stdout
    assert b"absentia.toml" in plain
