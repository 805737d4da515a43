"""One package that was taken in, by what was written of it; nothing here leads to its bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from absentia.errors import Damaged
from absentia.manifest import digest_of
from absentia.model.texts import N_, Said, said

_AROUND_NEW_YEAR = dt.timedelta(days=14)
"""So long may courts send nothing at a year's end."""
SNAPSHOT, SLICE = "documents.parquet", "criminal.parquet"
CHANGED = N_("this is missing, or is not what was written when the package was taken in")


@dataclass(frozen=True, slots=True)
class Dump:
    """One package that was taken in."""

    folder: Path
    source: str
    year: int
    """Of receipt."""
    day: dt.date
    """The day the package bears."""
    told: Mapping[str, Any]
    """What stands in ``dump.json``."""

    @property
    def articles(self) -> Mapping[str, str]:
        """Article by category, as its own dictionary names them."""
        found: Mapping[str, str] = self.told["articles"]
        return found

    @property
    def synthetic(self) -> bool:
        """Some of its documents are invented: they have addresses at a host whose name can never be registered."""
        return bool(self.told["synthetic"])

    @property
    def shown_until(self) -> dt.date:
        """The last day of receipt it shows. One taken after its year shows the whole of it, unless it ends well before.

        The day a ZIP bears is not enough: whoever packs old tables anew dates them anew.
        """
        last = dt.date.fromisoformat(self.told["counts"]["last_received"])
        end = dt.date(self.year, 12, 31)
        return end if self.day > end and end - last <= _AROUND_NEW_YEAR else min(last, end)

    def table(self, name: str) -> Path:
        """One of its tables, held against what was written.

        Raises:
            Damaged: it is missing, or was changed.
        """
        if digest_of(self.folder / name) != self.told["files"][name]:
            raise damaged(self.folder / name)
        return self.folder / name


def damaged(file: Path) -> Damaged:
    """What is said of a file that is not what it was."""
    return Damaged(
        Said(CHANGED),
        where=str(file),
        next_step=said("restore it from your backup, or remove its folder and take the package in again"),
    )
