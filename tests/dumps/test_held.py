"""Whether packages are all that an observatory has, or its pages are only not there any more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.dumps.register_world import World, package
from tests.running import called

from absentia.archive import EVIDENCE, Archive, Capture
from absentia.dumps.held import packages_only
from absentia.dumps.kept import take_in
from absentia.observatory import Observatory
from absentia.sources import ua_edrsr

PAGE = Path(__file__).parents[1] / "sources" / "fixtures" / "garrison_card_criminal_first.html"


def made(folder: Path, *, pages: bool, packages: bool) -> Observatory:
    observatory = Observatory.create(folder / "o")
    if pages:
        assert called("parse", PAGE, "--into", observatory.path).returncode == 0
    if packages:
        take_in(observatory, package(World(1).documents(0), folder / "edrsr_data_2026.zip", World(1).day(0)), ua_edrsr)
    return observatory


@pytest.mark.parametrize(
    ("pages", "packages", "lost", "only"),
    [
        (False, False, False, False),
        (False, True, False, True),
        (True, False, False, False),
        (True, True, False, False),
        (True, True, True, False),
    ],
)
def test_tables_that_are_lost_are_not_pages_that_never_were(
    tmp_path: Path, *, pages: bool, packages: bool, lost: bool, only: bool
) -> None:
    observatory = made(tmp_path, pages=pages, packages=packages)
    if lost:
        shutil.rmtree(observatory.tables)
    assert packages_only(observatory) == only


def test_what_a_court_answers_that_is_no_page_makes_no_pages(tmp_path: Path) -> None:
    observatory = made(tmp_path, pages=False, packages=True)
    archive = Archive.appending(observatory.archive)
    archive.append(Capture.of_page(b"User-agent: *", url="https://gvs-1.synthetic.example/robots.txt"), EVIDENCE)
    archive.close()
    assert packages_only(observatory)


def test_a_site_is_not_written_without_the_pages_whose_tables_are_lost(tmp_path: Path) -> None:
    observatory = made(tmp_path, pages=True, packages=True)
    shutil.rmtree(observatory.tables)
    done = called("-C", observatory.path, "publish", "--dry-run")
    assert done.returncode == 1
    assert "the tables are missing" in done.stderr
