"""WARC files made by other tools than ours (warcio, zstandard): what people point absentia at."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import brotli  # type: ignore[import-untyped]
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

DATE = "2026-03-04T05:06:07Z"


@dataclass(frozen=True)
class Answer:
    """One HTTP response to write into a WARC file."""

    url: str
    body: bytes
    encodings: tuple[str, ...] = ()
    chunked: bool = False
    content_type: str = "text/html; charset=windows-1251"
    status: str = "200 OK"
    extra: dict[str, str] = field(default_factory=dict)
    kind: str = "response"


def encoded(answer: Answer) -> tuple[bytes, list[tuple[str, str]]]:
    body, headers = answer.body, [("Content-Type", answer.content_type)]
    for encoding in answer.encodings:
        body = {
            "gzip": gzip.compress,
            "br": brotli.compress,
            "deflate": zlib.compress,
            "zstd": zstandard.compress,
        }[encoding](body)
    if answer.encodings:
        headers.append(("Content-Encoding", ", ".join(answer.encodings)))
    if answer.chunked:
        headers.append(("Transfer-Encoding", "chunked"))
        pieces = [body[start : start + 700] for start in range(0, len(body), 700)]
        body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    return body, headers


def write_warc(answers: Sequence[Answer], *, gzipped: bool) -> tuple[bytes, list[int]]:
    """The file and where each record begins."""
    target = io.BytesIO()
    writer = WARCWriter(target, gzip=gzipped)
    offsets = []
    for answer in answers:
        offsets.append(target.tell())
        body, headers = encoded(answer)
        http = StatusAndHeaders(answer.status, headers, protocol="HTTP/1.1") if answer.kind == "response" else None
        writer.write_record(
            writer.create_warc_record(
                answer.url,
                answer.kind,
                payload=io.BytesIO(body),
                http_headers=http,
                warc_content_type=answer.content_type if answer.kind == "resource" else "",
                warc_headers_dict={"WARC-Date": DATE, **answer.extra},
            )
        )
    return target.getvalue(), offsets


def write_zstd(answers: Sequence[Answer], *, with_dictionary: bool) -> tuple[bytes, list[int]]:
    """A ``.warc.zst``: one frame per record, after the IIPC draft; the dictionary in a skippable frame before them."""
    plain, starts = write_warc(answers, gzipped=False)
    records = [plain[start:end] for start, end in zip(starts, [*starts[1:], len(plain)], strict=True)]
    head, compressor = b"", zstandard.ZstdCompressor()
    if with_dictionary:
        samples: list[bytes | bytearray | memoryview[int]] = [
            plain[start : start + 300] for start in range(0, len(plain) - 300, 31)
        ]
        dictionary = zstandard.train_dictionary(2000, samples * 3)
        packed = zstandard.compress(dictionary.as_bytes())
        head = b"\x5d\x2a\x4d\x18" + len(packed).to_bytes(4, "little") + packed
        compressor = zstandard.ZstdCompressor(dict_data=dictionary)
    frames = [compressor.compress(record) for record in records]
    offsets = [len(head) + sum(map(len, frames[:index])) for index in range(len(frames))]
    return head + b"".join(frames), offsets


def page(number: int, size: int = 3000) -> bytes:
    """A page of a made-up court; every number a different one."""
    filler = "".join(f"<p>строка {number * 7919 + line}</p>" for line in range(size // 30))
    return f"<html><body>synthetic {number} {filler}</body></html>".encode("cp1251")
