"""A little that unpacks to very much is told for what it is, and never held in memory."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.archive.warcs import Answer, write_warc

from absentia.archive import Capture, read_pages, warc, wrappings
from absentia.archive.frames import Tail, read_member
from absentia.cli.main import run

MEGABYTE = 1 << 20
LARGE = 64 * MEGABYTE
BEHIND = b"what stands behind"


@pytest.fixture(scope="module")
def member() -> bytes:
    """Sixty-four megabytes in sixty-five kilobytes."""
    return gzip.compress(b"0" * LARGE)


def peak(task: Callable[[], Any]) -> tuple[Any, int]:
    """What comes of it, and the most memory it held."""
    tracemalloc.start()
    try:
        return task(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_end_of_a_member_is_found_in_flat_memory(member: bytes) -> None:
    found, held = peak(lambda: read_member(io.BytesIO(member + BEHIND), 0))
    assert found == (len(member), Tail.WHOLE)
    assert held < 8 * MEGABYTE
    assert read_member(io.BytesIO(BEHIND + member), len(BEHIND)) == (len(BEHIND) + len(member), Tail.WHOLE)
    assert read_member(io.BytesIO(member[:-9]), 0) == (0, Tail.TORN)
    assert read_member(io.BytesIO(member[:1000] + BEHIND + member[1000:]), 0) == (0, Tail.CORRUPT)


@pytest.fixture
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (wrappings, warc):
        monkeypatch.setattr(module, "LARGEST_PAGE", MEGABYTE)


@pytest.mark.usefixtures("_small_pages")
@pytest.mark.parametrize("encodings", [(), ("gzip",), ("deflate",), ("br",), ("zstd",), ("gzip", "gzip")])
@pytest.mark.parametrize("last", [False, True])
def test_a_record_larger_than_any_page_is_passed_over_and_said(
    encodings: tuple[str, ...], last: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bomb = Answer("https://a.example/1", b"<html>" + b"0" * 8 * MEGABYTE, encodings)
    page = Answer("https://a.example/2", b"<html>synthetic</html>")
    data, _offsets = write_warc([page, bomb] if last else [bomb, page], gzipped=True)
    passed_over = Counter[str]()
    found, held = peak(lambda: list(read_pages(io.BytesIO(data), passed_over)))
    assert [one.url for one in found if isinstance(one, Capture)] == [page.url]
    assert passed_over == {"too_large": 1}
    assert held < 6 * MEGABYTE
    file = tmp_path / "crawl.warc.gz"
    file.write_bytes(data)
    assert run(["init", str(tmp_path / "observatory")]) == 0
    for verb in (["parse", str(file)], ["-C", str(tmp_path / "observatory"), "archive", "import", str(file)]):
        run(verb)
        assert "1 record passed over: larger than any page" in capsys.readouterr().err
