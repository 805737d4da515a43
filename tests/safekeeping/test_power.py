"""The power fails, and nothing that was said to be on the disk is lost; what was being written is taken up or let go.

``make power`` does it hundreds of times. A disk that only pretends to have written something is found out.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.safekeeping.power.simulate import Life, lived, wrong_after

from absentia.archive.chain import Chain, Link
from absentia.observatory import Observatory

SEEDS = 20
pytestmark = pytest.mark.skipif(
    shutil.which("cc") is None or not sys.platform.startswith("linux"), reason="needs a C compiler, and Linux"
)


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory, lived_path: Path) -> Life:
    return lived(lived_path, tmp_path_factory.mktemp("power"))


@pytest.fixture(scope="module")
def lived_path(lived: Observatory) -> Path:
    return lived.path


def test_nothing_that_was_said_to_be_on_the_disk_is_lost(life: Life, tmp_path: Path) -> None:
    kinds = {one.kind for one in life.log.done}
    assert kinds >= {"C", "W", "T", "S", "R", "U", "D"}, "the shim writes everything down"
    found = {seed: wrong_after(life, seed, tmp_path / "disk", rebuild=seed % 5 == 0) for seed in range(SEEDS)}
    assert {seed: wrong for seed, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("file", ["captures-", "state.sqlite", "decisions.jsonl", "watermark"])
def test_a_disk_that_lies_is_found_out(life: Life, tmp_path: Path, file: str) -> None:
    """Else the test above could not fail."""
    honest = life.log.done
    lies = [one for one in honest if not (one.kind == "S" and file in one.path)]
    assert len(lies) < len(honest)
    lying = replace(life, log=replace(life.log, done=lies))
    assert any(wrong_after(lying, seed, tmp_path / "disk", rebuild=False) for seed in range(60))


def test_zeros_that_a_power_cut_left_end_the_chain(tmp_path: Path) -> None:
    chain = Chain(tmp_path / "chain.log")
    links = [chain.link("captures-00001.warc.zst", number * 10, b"%10d" % number) for number in range(6)]
    chain.write(links)
    content = chain.path.read_bytes()
    at = len(links[0].line() + links[1].line())
    chain.path.write_bytes(content[:at] + bytes(100) + content[at + 100 :])
    again = Chain(chain.path)
    assert (again.position, again.head) == (2, links[1].chain)
    assert list(again.read()) == links[:2]
    assert [link for link, _end in again.read_from(0)] == links[:2]
    more = [Link(link.position, link.file, link.offset, link.length, link.digest, link.chain) for link in links[2:]]
    again.write(more)
    assert chain.path.read_bytes() == content
