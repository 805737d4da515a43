"""The folder on disk that everything is kept in: its layout, its settings, its lock.

::

    absentia.toml    settings
    archive/         captures, append-only
    tables/          Parquet, derived: delete it and `absentia parse` rebuilds it
    decisions/       what people and rules decided, append-only
    runs/            one folder per run: index, statistics, issues
    keys/            the pseudonym key; for the owner's eyes, never published
    state.lock       held by the one process that writes

Nobody but its owner may enter it or read a file of it: pages stand there as served, with names.

The framework knows no court and no stage here.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from absentia.durable import write_atomically
from absentia.errors import Damaged, ObservatoryBusy, ObservatoryProblem
from absentia.model.texts import said

CONFIG = "absentia.toml"
FORMAT = 1
_KEY_BYTES = 32
FOLDERS = ("archive", "tables", "decisions", "runs", "keys")
"""What a new one is made of."""
_NEW_CONFIG = """\
# An absentia observatory. Edit freely; absentia only reads this file.
format = {format}

[privacy]
# counts of persons below this are shown as "<N" wherever something is published
smallest_count = 5
"""


@dataclass(frozen=True, slots=True, init=False)
class Observatory:
    """An opened observatory: ``Observatory("my-observatory")``; make one with :meth:`create`."""

    path: Path
    config: dict[str, Any]

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Open the observatory in this very folder.

        Raises:
            ObservatoryProblem: there is none, or its settings cannot be read.
        """
        object.__setattr__(self, "path", Path(path))
        object.__setattr__(self, "config", _settings(self.path))

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Self:
        """The observatory in this very folder, as the constructor gives it."""
        return cls(path)

    @classmethod
    def create(cls, path: str | os.PathLike[str]) -> Self:
        """Make the folder and its settings; an existing observatory is opened as it is.

        Raises:
            ObservatoryProblem: the folder exists, holds other things and is no observatory.
        """
        path = Path(path)
        if (path / CONFIG).exists():
            return cls.open(path)
        if path.exists() and not _may_become_one(path):
            raise ObservatoryProblem(
                said("this is neither an observatory nor an empty folder"),
                where=str(path),
                next_step=said("name a new folder, or an observatory made by `absentia init`"),
            )
        with owner_only():
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(0o700)  # it may have been there before, empty
            for folder in FOLDERS:
                (path / folder).mkdir(exist_ok=True)
            key = path / "keys" / "pseudonym.key"
            if not key.exists():
                write_atomically(key, secrets.token_hex(_KEY_BYTES).encode())
            # written last: a folder with this file is complete
            write_atomically(path / CONFIG, _NEW_CONFIG.format(format=FORMAT).encode())
        return cls.open(path)

    @classmethod
    def find(cls, directory: str | os.PathLike[str] | None = None) -> Self:
        """The observatory in ``directory``, or in the current folder or the nearest one above it."""
        if directory is not None:
            return cls.open(directory)
        here = Path.cwd()
        return cls.open(next((folder for folder in (here, *here.parents) if (folder / CONFIG).exists()), here))

    @classmethod
    def around(cls) -> Self | None:
        """The observatory in the current folder or the nearest one above it; ``None`` where there is none.

        Raises:
            ObservatoryProblem: there is one, and it cannot be used.
        """
        here = Path.cwd()
        return cls.find() if any((folder / CONFIG).exists() for folder in (here, *here.parents)) else None

    @property
    def archive(self) -> Path:
        """Where captures are kept."""
        return self.path / "archive"

    @property
    def tables(self) -> Path:
        """Where the derived Parquet tables are."""
        return self.path / "tables"

    @property
    def decisions(self) -> Path:
        """Where decisions are kept: on links, disappearances, words."""
        return self.path / "decisions"

    @property
    def keys(self) -> Path:
        """Where secret keys are, and what the observatory remembers of itself."""
        return self.path / "keys"

    @property
    def ledger(self) -> Path:
        """The file in which every look is written down."""
        return self.path / "state.sqlite"

    @property
    def runs(self) -> Path:
        """Where each run explains itself."""
        return self.path / "runs"

    def pseudonym_key(self) -> bytes:
        """The owner's secret that turns names into pseudonyms.

        Raises:
            Damaged: the key is missing, or not as long as the one that was made; a new one would give every
                person a new pseudonym, and a short one gives names away to whoever tries keys.
        """
        file = self.path / "keys" / "pseudonym.key"
        try:
            key = bytes.fromhex(file.read_text(encoding="ascii").strip())
        except (FileNotFoundError, ValueError):
            key = b""
        if len(key) != _KEY_BYTES:
            raise Damaged(
                said("the pseudonym key is missing or damaged"),
                where=str(file),
                next_step=said("restore it from your backup; with a new key every pseudonym changes"),
            )
        return key

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's place while the block runs; what is written meanwhile is for the owner only.

        Raises:
            ObservatoryBusy: another process holds it.
        """
        lock_file = self.path / "state.lock"
        with owner_only(), lock_file.open("a+") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                handle.seek(0)
                holder = handle.read().strip() or "?"
                raise ObservatoryBusy(
                    said("another process ({holder}) writes to this observatory", holder=holder),
                    where=str(self.path),
                    next_step=said("wait until it is done; a lock of a dead process frees itself"),
                ) from None
            handle.seek(0)
            handle.truncate()
            handle.write(f"pid {os.getpid()}")
            handle.flush()
            try:
                yield
            finally:
                handle.seek(0)
                handle.truncate()


def _settings(path: Path) -> dict[str, Any]:
    config_file = path / CONFIG
    try:
        config = tomllib.loads(config_file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if next((path / "archive").glob("*"), None):
            raise ObservatoryProblem(
                said("the settings of this observatory are missing"),
                where=str(config_file),
                next_step=said("bring the file back from a backup"),
            ) from None
        raise ObservatoryProblem(
            said("there is no observatory here"),
            where=str(path),
            next_step=said("name one with -C DIR, or make one in a new folder: `absentia init DIR`"),
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ObservatoryProblem(
            said("the settings cannot be read: {reason}", reason=error),
            where=str(config_file),
            next_step=said("mend the file; it is TOML"),
        ) from error
    if config.get("format") != FORMAT:
        raise ObservatoryProblem(
            said(
                "this observatory has format {found}; this absentia reads {expected}",
                found=config.get("format"),
                expected=FORMAT,
            ),
            where=str(config_file),
            next_step=said("use the absentia release that made it, or a newer one"),
        )
    return config


def _may_become_one(path: Path) -> bool:
    """Whether an observatory may be made here: an empty folder, or one whose making was interrupted."""
    if not path.is_dir():
        return False
    return all(
        entry.name.startswith(f".{CONFIG}.")
        or (entry.name in FOLDERS and entry.is_dir() and (entry.name == "keys" or not any(entry.iterdir())))
        for entry in path.iterdir()
    )


@contextmanager
def owner_only() -> Iterator[None]:
    """What is made while the block runs may be read and entered by nobody but its owner (umask 077)."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
