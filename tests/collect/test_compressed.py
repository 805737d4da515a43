"""A server that compresses its pages and does not say so: they are read, and kept as they came."""

from __future__ import annotations

import gzip

from tests.collect.conftest import Lab
from tests.collect.small_court import Courthouse, Reply, Request, court
from tests.collect.test_sweep_truth import house_of

from absentia.archive import Archive, load
from absentia.parse.mask import Pseudonyms


def test_a_page_compressed_without_a_word_is_read_as_any_other(lab: Lab) -> None:
    house = house_of(court(1), rows=6)

    def compressed(house: Courthouse, request: Request) -> Reply | None:
        return Reply(gzip.compress(house.page(request), mtime=0)) if request.operation == "r" else None

    house.faults.append(compressed)
    lab.run(house)
    assert {sweep["outcome"] for sweep in lab.sweeps()} == {"complete", "empty"}
    folder = lab.observatory.archive
    archive = Archive.reading(folder)
    pages = [load(folder, one) for one in archive.captures(Pseudonyms.of_observatory(lab.observatory).capture)]
    assert any(page is not None and page.body.startswith(b"\x1f\x8b") for page in pages), "bytes are kept as they came"
