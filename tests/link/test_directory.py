"""The courts an observatory was told of: written, read back, refused where the file is none; invented (synthetic)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tally.build import COURT, OKRUG, Book

from absentia.errors import UnreadableInput
from absentia.link.directory import FILE, directory_of, write_directory
from absentia.manifest import LINKED_FROM, read_manifest
from absentia.observatory import Observatory
from absentia.rehearsal.courts import directory
from absentia.sources.protocol import Court
from absentia.tally import tally

ONE = Court(
    "one.synthetic.example", 'Court "One", (synthetic)', None, "toy", region="East", above="up.synthetic.example"
)


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    return Observatory.create(tmp_path / "o")


def test_what_is_written_is_read_back(observatory: Observatory) -> None:
    assert directory_of(observatory) == ()
    for courts in ((ONE,), directory(), ()):
        write_directory(observatory, courts)
        assert directory_of(observatory) == courts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("host,name\nA.synthetic.example ,Court\n", [("a.synthetic.example", "Court", None, None)]),
        (
            "name,host,region,template\nCourt,a.synthetic.example,East,x\n",
            [("a.synthetic.example", "Court", "East", None)],
        ),
        ("host,name,above\n,Court,b\na.synthetic.example,,b\n", []),
    ],
)
def test_a_list_that_somebody_wrote(observatory: Observatory, text: str, found: list[tuple[str | None, ...]]) -> None:
    (observatory.path / FILE).write_text(text, encoding="utf-8")
    assert [(one.host, one.name, one.region, one.above) for one in directory_of(observatory)] == found


@pytest.mark.parametrize(
    "content", [b"", b"host,code\na,b\n", b"host,name\n\xff\xfe,b\n", b'host,name\n"a"b,c\n', b"host,name\na\n"]
)
def test_a_file_that_is_no_list_is_refused(observatory: Observatory, content: bytes) -> None:
    (observatory.path / FILE).write_bytes(content)
    if content.endswith(b"a\n"):
        assert directory_of(observatory) == (), "a line that breaks off is no court"
        return
    with pytest.raises(UnreadableInput) as caught:
        directory_of(observatory)
    assert FILE in str(caught.value.where)


def test_regions_are_those_it_was_told_of_and_linking_notices_another_list(tmp_path: Path) -> None:
    book = Book()
    book.entry(book.page())
    observatory = book.write(tmp_path / "told")
    linked: set[str] = set()
    region = "Учебная область «Восток» (synthetic)"
    for courts, expected in ((directory(), (region, OKRUG)), ((Court(COURT, "x", None, "", region="W"),), ("W", None))):
        write_directory(observatory, courts)
        (row,) = tally(observatory, "filings_received", by=("region", "okrug")).rows
        assert (row.as_dict()["region"], row.as_dict()["okrug"]) == expected
        linked.add(read_manifest(observatory.tables)[LINKED_FROM]["courts"])
    assert len(linked) == 2
