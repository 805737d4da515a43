"""The files of a folder that somebody names: in one order, and none that lies elsewhere."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PAGES = (".html", ".htm", ".xhtml", ".php")
WARCS = (".warc", ".warc.gz", ".warc.zst")


@dataclass(slots=True)
class Walk:
    """What a folder holds: files of these endings, in the order of their sorted names, depth first.

    A folder that came from elsewhere may hold links; one that leads out of it would bring a file of this machine into
    the archive, and from there into every export. Such links are counted and not followed; no folder is entered twice.
    A folder ``name_files`` beside ``name.html`` holds parts of that page and is left out.
    """

    root: Path
    endings: tuple[str, ...]
    files: list[Path] = field(default_factory=list)
    unreadable: list[tuple[Path, OSError]] = field(default_factory=list)
    left_out: int = 0
    """Files of other kinds, and folders that are parts of a page."""
    outside: int = 0
    """Links that lead out of the folder."""

    def __post_init__(self) -> None:
        self.files += self._below(self.root, self.root.resolve(), set())

    def _below(self, folder: Path, inside: Path, visited: set[tuple[int, int]]) -> Iterator[Path]:
        try:
            status = folder.stat()
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            self.unreadable.append((folder, error))
            return
        if (status.st_dev, status.st_ino) in visited:
            return
        visited.add((status.st_dev, status.st_ino))
        stems = {entry.name.rpartition(".")[0] for entry in entries if entry.name.lower().endswith(PAGES)}
        for entry in entries:
            path = Path(entry.path)
            try:
                mode = entry.stat().st_mode
                if entry.is_symlink() and not path.resolve(strict=True).is_relative_to(inside):
                    self.outside += 1
                    continue
            except OSError as error:
                self.unreadable.append((path, error))
                continue
            if stat.S_ISDIR(mode):
                if entry.name.removesuffix("_files") in stems:
                    self.left_out += 1
                else:
                    yield from self._below(path, inside, visited)
            elif stat.S_ISREG(mode) and entry.name.lower().endswith(self.endings):
                yield path
            else:
                self.left_out += 1
