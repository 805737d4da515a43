"""One encrypted file that holds a folder: written and read as a stream, of any size, in the age format.

It is a zip file without compression, so that any computer opens it, of three members::

    README.txt     how to open it without absentia
    key.age        a key made for this file, under the passphrase (age, scrypt)
    data.tar.age   the folder as a tar file, encrypted to that key (age, X25519, ChaCha20-Poly1305)

The tar file's last member lists the digest of every other. A key stands between because the library takes a passphrase
for what fits into memory only. It measures at each use how much work a second is on this machine, and refuses what was
made with sixteen times as much; so here it is asked until the work is what the program age takes, on any machine.
Source: C2SP, «The age file encryption format», version 1.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

import pyrage

from absentia.archive.walking import open_member, open_zip
from absentia.durable import put_on_disk
from absentia.errors import DataProblem, UnreadableInput
from absentia.model.texts import said
from absentia.safekeeping.files import pieces

README, KEY, DATA = "README.txt", "key.age", "data.tar.age"
_MANIFEST = "manifest.json"
_LARGEST_KEY = 10_000
_WORK = 18
"""Binary logarithm of scrypt's cost: what the program age takes, about a second and 256 MB."""
_TRIES = 8
_TEXT = b"""\
A folder, encrypted in the age format (https://age-encryption.org/v1). With the program age:

    unzip FILE
    age --decrypt --output key.txt key.age
    age --decrypt --identity key.txt --output data.tar data.tar.age
    tar --extract --file data.tar

The second line asks for the passphrase. Remove key.txt and data.tar afterwards.
"""


def write(target: Path, passphrase: str, root: str, sources: Mapping[str, Path]) -> dict[str, str]:
    """Write files into a new encrypted file, on the disk when this returns, under a folder's name ``root``.

    Returns the digest of each file as it was read.

    Raises:
        OSError: a file cannot be read, or the disk does not take the whole.
    """
    identity = pyrage.x25519.Identity.generate()
    digests: dict[str, str] = {}
    with target.open("xb") as handle:
        with zipfile.ZipFile(handle, "w", zipfile.ZIP_STORED) as package:
            package.writestr(README, _TEXT)
            package.writestr(KEY, locked_key(identity, passphrase))
            with (
                package.open(zipfile.ZipInfo(DATA), "w", force_zip64=True) as member,
                _writing_to(partial(_encrypt, member=member, identity=identity)) as stream,
                tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                for name, source in sources.items():
                    digests[name] = _add(tar, f"{root}/{name}", source)
                _add_manifest(tar, root, digests)
        put_on_disk(handle)
    return digests


@contextmanager
def opened(file: Path, passphrase: str) -> Iterator[Iterator[tuple[str, BinaryIO]]]:
    """The files in an encrypted file, in turn: name with the folder's own before it, and content.

    Whatever stands in it is what was put there only when the block has ended without an error.

    Raises:
        UnreadableInput: it is no such file.
        DataProblem: the passphrase does not fit, or the file is damaged.
    """
    try:
        with open_zip(file) as package:
            identity = _identity(package, passphrase)
            with (
                open_member(package, DATA) as member,
                _reading_from(partial(_decrypt, member=member, identity=identity)) as stream,
                tarfile.open(fileobj=stream, mode="r|") as tar,
            ):
                yield _files_in(tar)
    except zipfile.BadZipFile as error:
        raise UnreadableInput(
            said("this is no locked observatory, or it is cut short"),
            where=str(file),
            next_step=said("name the file that `absentia lock` wrote, or a copy of it"),
        ) from error
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise DataProblem(
            said("this file is damaged: what it holds is not what was locked"),
            where=str(file),
            next_step=said("take another copy of it; nothing was brought back"),
        ) from error


def locked_key(identity: pyrage.x25519.Identity, passphrase: str) -> bytes:
    """The key under a passphrase, with as much work as is usual, or as little off it as chance gave."""
    tried: list[bytes] = []
    while len(tried) < _TRIES and all(_off(one) > 1 for one in tried):
        tried.append(pyrage.passphrase.encrypt(str(identity).encode(), passphrase))
    return min(tried, key=_off)


def _off(locked: bytes) -> int:
    # -> scrypt pJUqhn+v+ClD48+9Vx+TMA 17
    return abs(int(locked.split(b"\n")[1].split()[-1]) - _WORK)


def unlocked_key(locked: bytes, passphrase: str) -> pyrage.x25519.Identity:
    """The key again.

    Raises:
        DataProblem: the passphrase does not fit, or this machine is too slow to try it.
    """
    for left in reversed(range(_TRIES)):
        try:
            return pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(locked, passphrase).decode())
        except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError) as error:
            too_much = "Excessive work" in str(error)
            if too_much and left:
                continue  # it was measured while the machine did something else
            raise DataProblem(
                said("this computer is too slow, or too busy, to try a passphrase made on a fast one")
                if too_much
                else said("the passphrase does not fit"),
                next_step=said(
                    "close what else runs and try again, or open it with age, as README.txt in the file says"
                )
                if too_much
                else said("try again; without it nobody can open this file, absentia's authors neither"),
            ) from error
    raise AssertionError


def _identity(package: zipfile.ZipFile, passphrase: str) -> pyrage.x25519.Identity:
    with open_member(package, KEY) as member:
        return unlocked_key(member.read(_LARGEST_KEY), passphrase)


def _encrypt(plain: BinaryIO, member: object, identity: pyrage.x25519.Identity) -> None:
    kept = _Kept(member)
    try:
        pyrage.encrypt_io(plain, kept, [identity.to_public()])
    except pyrage.EncryptError as error:
        raise kept.error or OSError(str(error)) from error


def _decrypt(plain: BinaryIO, member: object, identity: pyrage.x25519.Identity) -> None:
    try:
        pyrage.decrypt_io(member, plain, [identity])
    except Exception as error:
        # whatever the library or the zip file around it calls it: these are not the bytes that were written
        raise ValueError(str(error)) from error


def _add(tar: tarfile.TarFile, name: str, source: Path) -> str:
    with source.open("rb") as stream:
        member = tar.gettarinfo(arcname=name, fileobj=stream)
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        member.mode = 0o600
        hashing = _Hashing(stream)
        tar.addfile(member, cast("BinaryIO", hashing))
    return hashing.hasher.hexdigest()


def _add_manifest(tar: tarfile.TarFile, root: str, digests: Mapping[str, str]) -> None:
    text = json.dumps({"folder": root, "files": digests}, indent=1).encode()
    member = tarfile.TarInfo(_MANIFEST)
    member.size, member.mode = len(text), 0o600
    tar.addfile(member, io.BytesIO(text))


def _files_in(tar: tarfile.TarFile) -> Iterator[tuple[str, BinaryIO]]:
    """Every file, checked against the list behind them.

    Raises:
        ValueError: they are not what was put there.
    """
    digests: dict[str, str] = {}
    root = ""
    for member in tar:
        stream = tar.extractfile(member)
        if stream is None or not member.isfile():
            raise ValueError(member.name)
        if member.name == _MANIFEST:
            if json.loads(stream.read()) != {"folder": root, "files": digests}:
                raise ValueError(_MANIFEST)
            return
        path = PurePosixPath(member.name)
        if path.is_absolute() or ".." in path.parts or len(path.parts) == 1 or root not in ("", path.parts[0]):
            raise ValueError(member.name)
        root = path.parts[0]
        hashing = _Hashing(cast("BinaryIO", stream))
        yield member.name, cast("BinaryIO", hashing)
        for _piece in pieces(cast("BinaryIO", hashing)):
            pass
        digests[path.relative_to(root).as_posix()] = hashing.hasher.hexdigest()
    raise ValueError(_MANIFEST)


class _Hashing:
    """A stream that is read, with the digest of what was read of it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.hasher = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self.hasher.update(piece)
        return piece


class _Kept:
    """A stream that is written; what the system said when it refused is not lost on its way through the library."""

    def __init__(self, stream: object) -> None:
        self._stream = cast("BinaryIO", stream)
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._stream.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        self._stream.flush()


@contextmanager
def _writing_to(work: Callable[[BinaryIO], object]) -> Iterator[BinaryIO]:
    """A stream to write to; the work reads it, in a thread: the library pulls, and so does whoever makes a tar file."""
    source, sink = os.pipe()
    with _running(work, source, "rb"), open(sink, "wb") as stream:  # noqa: PTH123  a descriptor
        yield stream


@contextmanager
def _reading_from(work: Callable[[BinaryIO], object]) -> Iterator[BinaryIO]:
    """A stream to read; the work writes it, in a thread."""
    source, sink = os.pipe()
    with _running(work, sink, "wb"), open(source, "rb") as stream:  # noqa: PTH123  a descriptor
        yield stream
        for _piece in pieces(stream):
            pass  # to its end: only then has the work seen that nothing is missing


@contextmanager
def _running(work: Callable[[BinaryIO], object], descriptor: int, mode: str) -> Iterator[None]:
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with open(descriptor, mode) as stream:
                work(cast("BinaryIO", stream))
        except BaseException as error:  # noqa: BLE001  raised below, in the thread that waits
            failed.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    try:
        with contextlib.suppress(BrokenPipeError):
            yield
    finally:
        worker.join()
    if failed:
        raise failed[0]
