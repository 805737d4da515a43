"""What makes a package that replay tools open of a WARC file: an index, a list of pages, a description, digests.

The index is written in blocks (``index.cdx.gz``) with a directory of them (``index.idx``): a replay tool fetches the
one block it needs, and pywb takes no other. Lines wait in a temporary database that sorts them and spills to the disk,
so that an archive of any size fits.

Sources: WACZ 1.1.1 (specs.webrecorder.net/wacz/1.1.1), sections 5 (directory layout: archive, indexes, pages) and 6
(data package, data package digest); CDXJ 0.1.0 (specs.webrecorder.net/cdxj/0.1.0), compressed index.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from absentia import __version__
from absentia.archive.addresses import surt
from absentia.archive.capture import as_text

WARC = "archive/data.warc.gz"
"""Where the records stand in the package."""
INDEX, DIRECTORY, PAGES = "indexes/index.cdx.gz", "indexes/index.idx", "pages/pages.jsonl"
_BLOCK = 300
"""Lines of a block of the index."""
_GZIP_MEMBER = 31
_STEP = 1 << 20
_NO_DATE = (1980, 1, 1, 0, 0, 0)
"""What a zip file writes for no moment: the same archive gives the same package."""
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:absentia:export")
_PAGES_HEAD = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}


@dataclass(frozen=True, slots=True)
class Line:
    """One record, for the index and the list of pages."""

    url: str
    moment: datetime
    mime: str
    status: int | None
    digest: str
    offset: int
    length: int
    page: bool
    """Something a person opens: a page with its bytes."""
    title: str = ""


class Lines:
    """Every record of an export, in the order of the index."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("CREATE TABLE line(key TEXT, moment TEXT, cdxj TEXT, page TEXT)")
        self._database.execute("BEGIN")
        self.latest: datetime | None = None

    def add(self, line: Line) -> None:
        """Take one up."""
        key, moment = surt(line.url), f"{line.moment:%Y%m%d%H%M%S}"
        page = _page(line) if line.page else None
        self._database.execute("INSERT INTO line VALUES (?,?,?,?)", (key, moment, _cdxj(line), page))
        self.latest = max(self.latest or line.moment, line.moment)

    def index(self) -> Iterator[str]:
        """Lines of the index, sorted as by their bytes."""
        for key, moment, cdxj in self._database.execute("SELECT key, moment, cdxj FROM line ORDER BY 1, 2, 3"):
            yield f"{key} {moment} {cdxj}\n"

    def pages(self) -> Iterator[str]:
        """Lines of the list of pages, behind its head."""
        yield json.dumps(_PAGES_HEAD) + "\n"
        found = self._database.execute("SELECT page FROM line WHERE page IS NOT NULL ORDER BY key, moment, cdxj")
        for (page,) in found:
            yield page + "\n"

    def close(self) -> None:
        """Let the temporary file go."""
        self._database.close()


def write_package(target: Path, folder: Path, lines: Lines, title: str, undated: datetime) -> None:
    """Write the package around the WARC file in ``folder``, where the other parts are made as well.

    Nothing is compressed once more, so that readers can ask for a stretch of it; and every part's size is known before
    it is written, because replay tools take an entry's two heads in the zip file for equally long.
    """
    _write_index(folder, lines)
    with _part(folder, PAGES).open("w", encoding="utf-8") as pages:
        pages.writelines(lines.pages())
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        resources = [_added(package, name, _part(folder, name)) for name in (WARC, INDEX, DIRECTORY, PAGES)]
        description = {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": title,
            "software": f"absentia {__version__}",
            "created": as_text(lines.latest or undated),
            "resources": resources,
        }
        described = json.dumps(description, indent=2).encode()
        digests = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(described).hexdigest()}"}
        package.writestr(zipfile.ZipInfo("datapackage.json", _NO_DATE), described)
        package.writestr(zipfile.ZipInfo("datapackage-digest.json", _NO_DATE), json.dumps(digests, indent=2).encode())


def _part(folder: Path, name: str) -> Path:
    return folder / Path(name).name


def _write_index(folder: Path, lines: Lines) -> None:
    offset, entries = 0, lines.index()
    with _part(folder, INDEX).open("wb") as blocks, _part(folder, DIRECTORY).open("w", encoding="utf-8") as directory:
        meta = {"format": "cdxj-gzip-1.0", "filename": Path(INDEX).name}
        directory.write(f"!meta 0 {json.dumps(meta)}\n")
        while block := list(islice(entries, _BLOCK)):
            compressor = zlib.compressobj(wbits=_GZIP_MEMBER)
            packed = compressor.compress("".join(block).encode()) + compressor.flush()
            place = {"offset": offset, "length": len(packed), "digest": f"sha256:{hashlib.sha256(packed).hexdigest()}"}
            directory.write(f"{block[0].partition(' {')[0]} {json.dumps(place)}\n")
            blocks.write(packed)
            offset += len(packed)


def _added(package: zipfile.ZipFile, name: str, file: Path) -> dict[str, Any]:
    """Put a file into the package, and say what of it."""
    entry = zipfile.ZipInfo(name, _NO_DATE)
    entry.file_size = file.stat().st_size
    digest = hashlib.sha256()
    with file.open("rb") as source, package.open(entry, "w") as written:
        while data := source.read(_STEP):
            digest.update(data)
            written.write(data)
    return _described(name, entry.file_size, digest.hexdigest())


def _described(name: str, size: int, digest: str) -> dict[str, Any]:
    return {"name": Path(name).name, "path": name, "hash": f"sha256:{digest}", "bytes": size}


def _cdxj(line: Line) -> str:
    fields = {
        "url": line.url,
        "mime": line.mime,
        "status": str(line.status or 200),
        "digest": line.digest,
        "length": str(line.length),
        "offset": str(line.offset),
        "filename": Path(WARC).name,
    }
    return json.dumps(fields, ensure_ascii=True)


def _page(line: Line) -> str:
    name = uuid.uuid5(_NAMESPACE, f"{line.url} {line.moment}")
    row = {"id": str(name), "url": line.url, "ts": as_text(line.moment), "title": line.title or as_text(line.moment)}
    return json.dumps(row, ensure_ascii=True)
