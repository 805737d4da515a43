"""A reader of all files of four versions of a site, who solves for every small count. Everything is invented."""

from __future__ import annotations

import dataclasses
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from tests.disclosure.exposing import exposed, exposed_between
from tests.pipeline.written import THRESHOLD, name_of, problem_of_reader, published, read, write_tables
from tests.study import many

from absentia.disclosure import Problem
from absentia.pipeline.claimed import Labelled
from absentia.pipeline.one_problem import problem_of
from absentia.pipeline.version_record import Shown
from absentia.publish.site import Dossier, build


@pytest.mark.parametrize("ten", range(many(1, 10)))
def test_no_small_count_can_be_computed_from_the_files_of_four_versions(tmp_path: Path, ten: int) -> None:
    small_ones = 0
    for seed in range(10 * ten, 10 * ten + many(3, 10)):
        folder = tmp_path / str(seed)
        problem, told = problem_of_reader(published(seed, folder, write_tables), folder)
        values = problem.system.values
        small = (values > 0) & (values < THRESHOLD) & ~problem.new
        assert told.any()
        assert not (small & told).any(), "a small count is in the files"
        assert len(exposed(problem.system, small, told, THRESHOLD)) == 0, seed
        between = problem.system.few_between(THRESHOLD)
        assert len(exposed_between(problem.system, between, told, THRESHOLD)) == 0, seed
        small_ones += int(small.sum())
    assert small_ones > many(30, 100)


@pytest.mark.parametrize(
    "seed",
    [
        116,  # a case is charged anew: its old article has a zero where two were
        53,  # a difference of two measures that earlier versions leave no room for
        89,
        143,  # a count that can be neither five more nor five less, but some more and some less
    ],
)
def test_worlds_that_found_no_room(tmp_path: Path, seed: int) -> None:
    folder = tmp_path / "world"
    history = published(seed, folder, write_tables)
    assert len(history) == 4
    problem, told = problem_of_reader(history, folder)
    values = problem.system.values
    small = (values > 0) & (values < THRESHOLD) & ~problem.new
    assert len(exposed(problem.system, small, told, THRESHOLD)) == 0
    assert len(exposed_between(problem.system, problem.system.few_between(THRESHOLD), told, THRESHOLD)) == 0


def without_bounds(versions: Sequence[Shown], counts: Mapping[str, Sequence[Labelled]]) -> Problem:
    return dataclasses.replace(problem_of(versions, counts), bounds=())


def without_versions(versions: Sequence[Shown], counts: Mapping[str, Sequence[Labelled]]) -> Problem:
    return problem_of(versions[-1:], counts)


@pytest.mark.parametrize("apart", [without_bounds, without_versions])
def test_the_reader_finds_what_is_withheld_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, apart: Callable[..., Problem]
) -> None:
    monkeypatch.setattr("absentia.pipeline.published.problem_of", apart)

    def finds(seed: int) -> bool:
        folder = tmp_path / str(seed)
        problem, told = problem_of_reader(published(seed, folder, write_tables), folder)
        values = problem.system.values
        small = (values > 0) & (values < THRESHOLD) & ~problem.new & ~told
        return len(exposed(problem.system, small, told, THRESHOLD)) > 0

    assert any(finds(seed) for seed in range(6)), "one world is enough"


def write_site(dossier: Dossier, version: str, folder: Path) -> None:
    for name, content in build(dossier, version).files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def test_pages_say_no_more_than_the_files_beside_them(tmp_path: Path) -> None:
    """The whole site of a world: the same counts, and a page of a withheld number has no other number of it."""
    published(3, tmp_path / "tables", write_tables, versions=1)
    published(3, tmp_path / "site", write_site, versions=1)
    site = tmp_path / "site" / name_of(0)
    assert read(site) == read(tmp_path / "tables" / name_of(0))
    with zipfile.ZipFile(site / "data.zip") as packed:
        packed.extractall(tmp_path / "packed")
    assert read(tmp_path / "packed") == read(site)
    record = json.loads((site / "version.json").read_bytes())["numbers"]
    withheld = {name for name, number in record.items() if number["value"] is None and "withheld" in number["reason"]}
    assert withheld
    assert all(record[name]["least"] is record[name]["most"] is None for name in withheld)
    for page in site.rglob("*.html"):
        soup = BeautifulSoup(page.read_bytes(), "html.parser")
        for link in soup.select("a[href*='#n-']"):
            if str(link["href"]).rpartition("#n-")[2] in withheld:
                assert not re.search(r"\d", link.get_text()), (page, link)
    for name in withheld:
        shown = BeautifulSoup((site / "n" / f"{name}.html").read_bytes(), "html.parser")
        assert "withheld" in shown.get_text()
