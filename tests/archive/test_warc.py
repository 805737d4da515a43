from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.archive.warcs import DATE, Answer, page, write_warc, write_zstd
from tests.study import many

from absentia.archive import Capture, Damage, as_text, read_pages
from absentia.archive.wrappings import parse_message

URL = "https://court.synthetic.example/modules.php?n={}"
PLAIN = [Answer(URL.format(number), page(number)) for number in range(6)]
KINDS: dict[str, Callable[[Sequence[Answer]], tuple[bytes, list[int]]]] = {
    "plain": lambda answers: write_warc(answers, gzipped=False),
    "gzip": lambda answers: write_warc(answers, gzipped=True),
    "zstd": lambda answers: write_zstd(answers, with_dictionary=False),
    "zstd with dictionary": lambda answers: write_zstd(answers, with_dictionary=True),
}


def read(data: bytes) -> tuple[list[Capture | Damage], Counter[str]]:
    counts = Counter[str]()
    return list(read_pages(io.BytesIO(data), counts)), counts


def numbers(items: list[Capture | Damage]) -> list[str]:
    """The page numbers in order; ``!`` where something could not be read."""
    return ["!" if isinstance(item, Damage) else (item.url or "?").rpartition("=")[2] for item in items]


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_of_every_format_comes_out_as_it_was(kind: str) -> None:
    data, offsets = KINDS[kind](PLAIN)
    items, counts = read(data)
    captures = [item for item in items if isinstance(item, Capture)]
    assert [capture.body for capture in captures] == [answer.body for answer in PLAIN]
    assert [capture.url for capture in captures] == [answer.url for answer in PLAIN]
    assert [capture.offset for capture in captures] == offsets
    assert {as_text(capture.captured) for capture in captures if capture.captured} == {DATE}
    assert {capture.status for capture in captures} == {200}
    assert not counts
    assert not any(capture.problems for capture in captures)


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("encodings", [(), ("gzip",), ("br",), ("deflate",), ("zstd",), ("gzip", "br")])
def test_http_encodings_are_undone(encodings: tuple[str, ...], chunked: bool) -> None:
    answer = Answer(URL.format(1), page(1), encodings, chunked)
    (capture,) = read(write_warc([answer], gzipped=True)[0])[0]
    assert isinstance(capture, Capture)
    assert capture.body == answer.body
    assert capture.problems == ()


def test_a_body_kept_decoded_under_the_headers_of_the_encoded_one_is_still_the_page() -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + page(1)
    message = parse_message(block)
    assert (message.body, message.problems) == (page(1), ())


def test_a_body_cut_off_inside_its_encoding_keeps_what_there_is_and_says_so() -> None:
    data, _offsets = write_warc([Answer(URL.format(1), page(1, 90_000), ("gzip",), chunked=True)], gzipped=False)
    start = data.index(b"HTTP/1.1")
    message = parse_message(data[start : start + 5000])
    assert message.problems == ("truncated",)
    assert page(1, 90_000).startswith(message.body)
    assert message.body


def test_a_body_that_cannot_be_decoded_is_said_to_be_so() -> None:
    message = parse_message(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n\x00\x01\x02\x03 not brotli")
    assert message.problems == ("encoding_unreadable",)


def test_what_holds_no_page_is_counted_and_passed_over() -> None:
    answers = [
        PLAIN[0],
        Answer(URL.format("picture"), b"\x89PNG", content_type="image/png"),
        Answer(URL.format("moved"), b"<html>elsewhere</html>", status="302 Found"),
        Answer(URL.format("nothing"), b""),
        Answer(URL.format("untyped"), page(7), content_type=""),
        Answer(URL.format("saved"), page(8), kind="resource", content_type="text/html"),
        Answer(URL.format("json"), b'{"a": 1}', kind="resource", content_type="application/json"),
        Answer(URL.format("asked"), b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        Answer(URL.format("blocked"), page(9), status="403 Forbidden"),
    ]
    items, counts = read(write_warc(answers, gzipped=True)[0])
    assert numbers(items) == ["0", "untyped", "saved", "blocked"]
    assert counts == {"not_a_page": 2, "redirect": 1, "empty": 1}


@pytest.mark.parametrize("kind", KINDS)
def test_a_cut_tail_costs_the_last_page_only(kind: str) -> None:
    data, offsets = KINDS[kind](PLAIN)
    for cut in (offsets[-1] + 40, len(data) - 60):
        items, _counts = read(data[:cut])
        assert numbers(items) == ["0", "1", "2", "3", "4", "!"]


@pytest.mark.parametrize("kind", KINDS)
def test_damage_in_the_middle_costs_one_page_and_the_rest_goes_on(kind: str) -> None:
    data, offsets = KINDS[kind](PLAIN)
    broken = bytearray(data)
    broken[offsets[2] : offsets[2] + 60] = b"\xee" * 60
    items, _counts = read(bytes(broken))
    assert numbers(items) == ["0", "1", "!", "3", "4", "5"]


def test_a_changed_body_is_told_by_its_digest() -> None:
    data, _offsets = write_warc(PLAIN[:1], gzipped=False)
    broken = data.replace("строка".encode("cp1251"), "стр0ка".encode("cp1251"), 1)
    (capture,) = read(broken)[0]
    assert isinstance(capture, Capture)
    assert capture.problems == ("digest_mismatch",)


WHOLE = {kind: make(PLAIN[:3])[0] for kind, make in KINDS.items()}


@given(st.data())
@settings(max_examples=many(60, 600))
def test_no_damage_crashes_the_reader_or_repeats_a_page(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    broken = bytearray(WHOLE[kind])
    for _ in range(data.draw(st.integers(0, 6))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(broken)))
    items, _counts = read(bytes(broken[:cut]))
    offsets = [item.offset for item in items if isinstance(item, Capture)]
    assert len(offsets) == len(set(offsets)) <= 3


@given(st.binary(max_size=3000))
@settings(max_examples=many(40, 400))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    read(data)
    parse_message(data)
