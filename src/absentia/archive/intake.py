"""Pages out of whatever file people keep them in, by what it is and not by what it is called.

One way for every verb: a file, standard input, a folder's files and the files of a package are read alike. What is no
page is refused by name; in a package it is left out and counted by kind.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import BinaryIO, cast

from absentia.archive.capture import LARGEST_PAGE, Capture, Damage, digest
from absentia.archive.formats import (
    EMPTY,
    HEAD,
    MESSAGE,
    MHTML,
    OFFICE,
    PAGE,
    PARTS,
    READ,
    WARC,
    WITHOUT,
    ZIP,
    NoPage,
    is_packed,
    kind_of,
    unpack,
)
from absentia.archive.revisits import Revisits
from absentia.archive.walking import files_of, open_member, open_zip, part_of_a_page, stems_of
from absentia.archive.warc import read_pages
from absentia.archive.wrappings import page_of_mhtml, parse_message, saved_page
from absentia.errors import DataProblem, EmptyInput, UnreadableInput
from absentia.model.texts import Said, counted, said

NEXT_FILE = said("name a saved page, a folder of them, or a WARC, WACZ or ZIP file of them")
_DEEPEST, _DENSEST = 2, 20
"""Packages in packages, and how many times its size what is in one of those may take: it is written out."""
_ZIP_END, _LONGEST_COMMENT = b"PK\x05\x06", 1 << 16
_PACKAGE = "datapackage.json"
_ITS_PAGE = "index.html"


@dataclass(slots=True)
class Noted:
    """What is found beside pages."""

    passed_over: Counter[str] = field(default_factory=Counter)
    """Records of WARC files that hold no page, by reason."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Files of packages and folders that are no pages, by kind."""
    problems: list[DataProblem] = field(default_factory=list)
    """Files of packages that cannot be read; the others are."""
    again: Revisits | None = None
    """Takes what says that pages were seen again; without it they are passed over."""


def read_any(
    stream: BinaryIO, called: Said | str, noted: Noted, dated: datetime | None = None, depth: int = 0
) -> Iterator[Capture | Damage]:
    """The pages of one file.

    Args:
        stream: opened for reading bytes; it must be able to seek.
        called: what it is called in messages.
        noted: what is found beside pages.
        dated: when a saved page that does not say so was fetched.
        depth: how many packages it lies in.

    Raises:
        NoPage: it is of a kind that is not read.
        UnreadableInput: it is not what it begins as.
        EmptyInput: it holds not a single page.
    """
    kind = kind_of(stream.read(HEAD))
    stream.seek(0)
    if kind == WARC:
        yield from _warc(stream, called, noted)
    elif kind == ZIP:
        yield from _package(stream, called, noted, depth, dated=dated is not None)
    elif kind in (*READ, EMPTY):
        body, whole = _whole(stream, called)
        page = _page(kind, body, called)
        if kind == PAGE and _unpacks_itself(body):
            for item in _package(io.BytesIO(body), called, noted, depth, dated=dated is not None):
                yield item if isinstance(item, Damage) else _with_words_of(page, item)
            return
        problems = page.problems if whole else (*page.problems, "truncated")
        yield replace(page, captured=page.captured or dated, problems=problems)
    else:
        raise NoPage(kind, called)


def _with_words_of(shell: Capture, page: Capture) -> Capture:
    """A page that has no address and date of its own has those that are written into the shell around it."""
    return replace(page, url=page.url or shell.url, captured=page.captured or shell.captured)


def _whole(stream: BinaryIO, called: Said | str) -> tuple[bytes, bool]:
    """A file that is one page, uncompressed, and whether its end is there."""
    data, whole = stream.read(LARGEST_PAGE + 1), True
    if is_packed(data):
        try:
            data, whole = unpack(data, LARGEST_PAGE + 1)
        except OSError as error:
            raise UnreadableInput(
                said("this cannot be read: {reason}", reason=error), where=called, next_step=NEXT_FILE
            ) from error
    if len(data) > LARGEST_PAGE:
        raise UnreadableInput(
            said("this is larger than any page: over {limit} MB", limit=LARGEST_PAGE >> 20),
            where=called,
            next_step=NEXT_FILE,
        )
    return data, whole


def _page(kind: str, body: bytes, called: Said | str) -> Capture:
    if kind == EMPTY and body.strip():
        kind = kind_of(body.lstrip()[:HEAD])  # thousands of blanks before the markup
    if kind == PAGE:
        return saved_page(body)
    page = _answer(body) if kind == MESSAGE else page_of_mhtml(body) if kind == MHTML else None
    if page is None:
        raise NoPage({MESSAGE: EMPTY, MHTML: "mail"}.get(kind, kind), called)
    return page


def _answer(block: bytes) -> Capture | None:
    """An answer that was kept with its head (``curl -i``)."""
    message = parse_message(block)
    if kind_of(message.body[:HEAD]) != PAGE:
        return None
    return Capture(message.body, digest(message.body), None, None, message.status, block, message.problems)


def _warc(stream: BinaryIO, called: Said | str, noted: Noted) -> Iterator[Capture | Damage]:
    before, waited = noted.passed_over.total(), noted.again.waited if noted.again else 0
    pages = damages = 0
    for item in read_pages(stream, noted.passed_over, noted.again):
        pages += isinstance(item, Capture)
        damages += isinstance(item, Damage)
        yield item
    if pages or (noted.again is not None and noted.again.waited > waited):
        return
    others = noted.passed_over.total() - before
    if damages and not others:
        raise UnreadableInput(
            said("not one record of this file can be read as WARC"), where=called, next_step=NEXT_FILE
        )
    raise EmptyInput(
        counted(
            "the archive holds no page ({others} other record)",
            "the archive holds no page ({others} other records)",
            others=others,
        ),
        where=called,
        next_step=said("check that the crawl kept its answers (response or resource records with HTML)"),
    )


def _unpacks_itself(body: bytes) -> bool:
    """Whether a page is a shell around a ZIP that holds the page, as SingleFile can write it."""
    if _ZIP_END not in body[-_LONGEST_COMMENT:]:
        return False
    try:
        with open_zip(io.BytesIO(body)) as package:
            return _ITS_PAGE in package.namelist()
    except zipfile.BadZipFile:
        return False


def is_wacz(stream: BinaryIO) -> bool:
    """Whether a ZIP is a package of WARC files."""
    try:
        with open_zip(stream) as package:
            return _PACKAGE in package.namelist()
    except zipfile.BadZipFile:
        return False
    finally:
        stream.seek(0)


def _package(
    stream: BinaryIO, called: Said | str, noted: Noted, depth: int, *, dated: bool
) -> Iterator[Capture | Damage]:
    """The pages of a ZIP or WACZ, file by file; one that cannot be read does not cost the others."""
    if depth > _DEEPEST:
        raise UnreadableInput(
            said("packages lie in packages, too deep"), where=called, next_step=said("unpack it and name the folder")
        )
    found, problems = 0, len(noted.problems)
    try:
        with open_zip(stream) as package:
            for number, one in enumerate(_parts(package, called, noted), 1):
                inside = said("{file}, file {number} of the package", file=called, number=number)
                try:
                    for item in _part(package, one, inside, noted, depth, zip_date(one) if dated else None):
                        found += 1
                        yield item
                except NoPage as refused:
                    noted.left_out[refused.kind] += 1
                except EmptyInput:
                    noted.left_out[WITHOUT] += 1  # pictures of pages have WARC files of their own
                except DataProblem as problem:
                    noted.problems.append(problem)
                except zipfile.BadZipFile as error:
                    noted.problems.append(_torn(inside, error))
    except zipfile.BadZipFile as error:
        raise _torn(called, error) from error
    if not found and len(noted.problems) == problems:
        raise EmptyInput(said("the package holds no page"), where=called, next_step=NEXT_FILE)


def _torn(called: Said | str, error: Exception) -> UnreadableInput:
    return UnreadableInput(said("this cannot be read: {reason}", reason=error), where=called, next_step=NEXT_FILE)


def _parts(package: zipfile.ZipFile, called: Said | str, noted: Noted) -> list[zipfile.ZipInfo]:
    """The files of a package that may be or hold pages, in the order of their names."""
    parts = files_of(package)
    names = [one.filename for one in parts]
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise NoPage(OFFICE, called)
    if _PACKAGE in names:  # a WACZ: indexes and lists are not pages of their own
        return [one for one in parts if one.filename.startswith("archive/") or one.filename.lower().endswith(".wacz")]
    stems = stems_of(names)
    own = [one for one in parts if not part_of_a_page(one.filename, stems)]
    noted.left_out.update({PARTS: len(parts) - len(own)} if len(own) < len(parts) else {})
    return own


def _part(
    package: zipfile.ZipFile, one: zipfile.ZipInfo, called: Said, noted: Noted, depth: int, dated: datetime | None
) -> Iterator[Capture | Damage]:
    with open_member(package, one) as member:
        stream = cast("BinaryIO", member)
        nested = kind_of(stream.read(HEAD)) == ZIP
        stream.seek(0)
        if not nested:
            yield from read_any(stream, called, noted, dated, depth + 1)
            return
        if one.file_size > _DENSEST * one.compress_size:
            raise UnreadableInput(
                said("a package in a package that unpacks to very much"),
                where=called,
                next_step=said("unpack it and name the folder"),
            )
        with tempfile.TemporaryFile() as written:  # a package is read from its end
            while data := stream.read(1 << 20):
                written.write(data)
            written.seek(0)
            yield from read_any(cast("BinaryIO", written), called, noted, dated, depth + 1)


def zip_date(one: zipfile.ZipInfo) -> datetime | None:
    """The date a ZIP bears for a file; what stands there may be none."""
    try:
        return datetime(*one.date_time, tzinfo=UTC)
    except ValueError:
        return None
