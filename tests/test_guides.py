"""The guides, followed as they stand: every block of commands runs, and answers what the guide shows."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tests.consoles import Block, Typed, blocks, follow, says
from tests.pipeline.test_published import world
from tests.rehearsal.written import write_pages
from tests.training import GUIDE as FIRST
from tests.training import training

ROOT = Path(__file__).resolve().parents[1]
ELSEWHERE = {
    "keep_it.md": "tests/safekeeping/test_guides.py",
    "prove_it.md": "tests/safekeeping/test_guides.py",
}
"""Guides that a test of their own follows, with disks, passphrases and a timestamp authority."""
ROOMS = ("guide", "ru", "methodology", "reference")
GUIDES = [ROOT / "README.md", *(page for room in ROOMS for page in sorted((ROOT / "docs" / room).glob("*.md")))]
FOLLOWED = [page for page in GUIDES if page.name not in ELSEWHERE and page != FIRST and blocks(page)]
"""The first is followed before any other: what it leaves is the training that they begin with."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader has before a guide begins: saved pages, a claims file, an observatory that was updated once."""
    place = tmp_path_factory.mktemp("guides")
    claims = (ROOT / "docs/guide/write_your_own_claims.md").read_text(encoding="utf-8")
    (place / "my_claims.yml").write_text(claims.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    write_pages(place / "saved", seed=1, scale=0.01)
    training(tmp_path_factory).rename(place / "training")
    world(place, seed=1, many=12).path.rename(place / "small")
    return place


@pytest.mark.parametrize("page", FOLLOWED, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_block_of_a_guide_does_what_it_says(page: Path, prepared: Path, tmp_path: Path) -> None:
    # the whole training is ten seconds of publishing, whose answers the guide does not show
    for name, there in (("saved", "saved"), ("training", "small" if page.name == "publish.md" else "training")):
        if f" init {name} " not in page.read_text(encoding="utf-8"):
            shutil.copytree(prepared / there, tmp_path / name)
    shutil.copy(prepared / "my_claims.yml", tmp_path)
    follow(page, tmp_path)


def test_all_that_is_in_an_observatory_is_said_to_be(prepared: Path) -> None:
    told = (
        (ROOT / "docs/reference/formats.md").read_text(encoding="utf-8").partition("```text\n")[2].partition("```")[0]
    )
    named = {re.split(r"[ /]", line)[0] for line in told.splitlines() if not line.startswith(" ")}
    there = {path.name for path in (prepared / "training").iterdir()}
    assert there <= named | {"state.sqlite-shm", "state.sqlite-wal"}  # those come and go with the ledger
    assert len(there) > 6


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_block_that_is_not_run_says_why_and_where_else_it_is(page: Path) -> None:
    for block in blocks(page):
        for named in re.findall(r"tests/[\w./]+", block.why_not):
            assert (ROOT / named.rstrip(".")).exists(), named
        assert not block.why_not or len(block.why_not.split()) > 2, block.typed


def test_a_block_that_is_marked_is_the_one_below_its_mark(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- not run: it asks\nsomebody -->\n```console\n$ a  # says why\nb\n…\n$ c \\\n  d\n```\n\n"
        "```sh\ne\n# f\ng h # i\n```\n\n```toml\n$ j\n```\n",
        encoding="utf-8",
    )
    first, second = blocks(page)
    assert first == Block((Typed("a", ("b", "…")), Typed("c    d")), "it asks somebody")
    assert second == Block((Typed("e"), Typed("g h")))


@pytest.mark.parametrize(
    ("shown", "told", "holds"),
    [
        (("5 courts",), "5 courts  \n", True),
        (("5 courts",), "6 courts\n", False),
        (("5 courts",), "5 courts\nand more\n", False),
        (("5 courts", "…"), "5 courts\nand more\nand more\n", True),
        (("5 courts", "…"), "5 courts\n", True),
        (("…", "≥ 5"), "≥ 15\n", False),
        (("in …/archive",), "in /tmp/x/archive\n", True),
        (("in …/archive",), "in /tmp/x\n/archive\n", False),
    ],
)
def test_an_answer_is_held_line_by_line(shown: tuple[str, ...], told: str, holds: bool) -> None:
    assert says(shown, told) is holds
