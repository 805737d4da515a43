"""Looking only at what is new and what it has to do with gives what looking at everything gives, to the byte."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.link.standing import linked_files, stand
from tests.study import many
from tests.tally.build import COURT, NAMES, OKRUG, OTHER, Book, digest

from absentia.decisions import FILE as DECISIONS
from absentia.engine import table_files
from absentia.link import cases, joining, link_cases, parts, states, touched
from absentia.link.judgements import Judgement, append
from absentia.manifest import LINKED_FROM, MANIFEST, as_bytes, read_manifest
from absentia.observatory import Observatory

UIDS = ("00GV0001-01-2022-000001-11", "00GV0001-01-2022-000002-08")
NUMBERS = ("1-1/2023", "1-2/2023")
CODE = "99GV0001"
ENTRY = st.fixed_dictionaries(
    {
        "guid": st.sampled_from([None, "g", "h", "i"]),
        "uid": st.sampled_from([None, *UIDS]),
        "number": st.sampled_from(NUMBERS),
        "former_numbers": st.lists(st.sampled_from(NUMBERS), max_size=1),
        "received": st.sampled_from([None, "2023-02-01", "2023-03-01"]),
        "result": st.sampled_from([None, "Вынесен ПРИГОВОР"]),
        "lower_court": st.sampled_from([None, NAMES[COURT], NAMES[OTHER]]),
        "lower_number": st.sampled_from([None, *NUMBERS]),
        "persons": st.sampled_from([(), (("337.5",),), (("158.1",), None)]),
    }
)
PAGE = st.fixed_dictionaries(
    {
        "court": st.sampled_from([(COURT, None), (COURT, CODE), (CODE, CODE), (OTHER, None), (OKRUG, None)]),
        "kind": st.sampled_from(["card", "listing"]),
        "captured": st.sampled_from(["2024-01-20T03:00:00", "2024-01-27T03:00:00"]),
        "instance": st.sampled_from(["first", "appeal", "cassation"]),
        "spoilt": st.booleans(),
        "entry": ENTRY,
    }
)
WORD = st.tuples(
    st.sampled_from(["same", "not_same", "withdrawn"]), st.sampled_from(["case", "record"]), st.integers(0, 9)
)


def book_of(pages: Sequence[Mapping[str, Any] | None]) -> Book:
    """Tables of these pages in the order in which a parse would write them; ``None`` is a page that is not there."""
    book = Book()
    for one in pages:
        if one is None:
            book._pages += 1
            continue
        court, code = one["court"]
        page = book.page(one["kind"], court=court, code=code, captured=one["captured"], instance=one["instance"])
        uid = one["entry"]["uid"]
        book.entry(page, court_code=code, uid_valid=uid and True, **one["entry"])
        if one["spoilt"]:
            book.issue(page, "truncated")
    for rows in book.rows.values():
        rows.sort(key=lambda row: str(row.get("capture")))
    return book


def left(observatory: Observatory) -> tuple[object, ...]:
    """All that a run leaves behind."""
    manifest = read_manifest(observatory.tables)
    log = observatory.decisions / DECISIONS
    files = {name: (observatory.tables / name).read_bytes() for name in linked_files(observatory)}
    return files, log.read_bytes() if log.exists() else b"", manifest[LINKED_FROM]


def forgetful(observatory: Observatory, into: Path) -> Observatory:
    """The same without any table that linking made."""
    shutil.copytree(observatory.path, into)
    there = Observatory.open(into)
    for name in linked_files(there):
        (there.tables / name).unlink()
    manifest = read_manifest(there.tables)
    there_still = {name: found for name, found in manifest["files"].items() if (there.tables / name).exists()}
    (there.tables / MANIFEST).write_bytes(as_bytes({**manifest, "files": there_still, LINKED_FROM: None}))
    return there


@settings(max_examples=many(12, 600))
@given(st.lists(st.tuples(PAGE, PAGE), min_size=2, max_size=7), st.data())
def test_what_is_gone_on_with_is_what_is_made_at_once(
    tmp_path_factory: pytest.TempPathFactory, world: list[tuple[dict[str, Any], dict[str, Any]]], data: st.DataObject
) -> None:
    """Whatever pages come, change, go and come back, and whatever people say meanwhile."""
    folder = tmp_path_factory.mktemp("o")
    before: Observatory | None = None
    for step in range(data.draw(st.integers(2, 4))):
        pages = [data.draw(st.sampled_from([None, *versions, versions[0]])) for versions in world]
        book = book_of(pages)
        now = book.write(folder / f"{step}")
        if before is not None:
            stand(before, now)
            filings = sorted({row["filing_id"] for row in book.rows["filings"]})
            for word, level, place in data.draw(st.lists(WORD, max_size=2)) if len(filings) > 1 else ():
                pair = (filings[place % len(filings)], filings[(place + 1) % len(filings)])
                append(now.decisions, [Judgement(word, level, pair, "because", "a reader")])
        anew = forgetful(now, folder / f"{step}-anew")
        few = data.draw(st.sampled_from([0, 0, states._FEW]))
        with (
            patch.object(states, "_FEW", few),
            patch.object(touched, "_FEW", few),
            patch.object(parts, "_READINGS", data.draw(st.sampled_from([1, 1, 2, parts._READINGS]))),
        ):
            report = link_cases(now)
            assert (report, *left(now)) == (link_cases(anew), *left(anew))
        rows = [row for file in table_files(now.tables, "cases") for row in pq.read_table(file).to_pylist()]
        assert (report.filings, report.rules) == (len(rows), Counter(row["rule"] for row in rows))
        assert report.records == len({row["record_id"] for row in rows})
        assert report.cases == len({row["case_id"] for row in rows})
        before = now


def two(tmp_path: Path, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any] | None]) -> Observatory:
    """An observatory that was linked with the first pages, and has the others now."""
    before, now = book_of(old).write(tmp_path / "old"), book_of(new).write(tmp_path / "new")
    link_cases(before)
    stand(before, now)
    return now


def page(court: str, code: str | None = None, instance: str = "first", **entry: Any) -> dict[str, Any]:
    given = {"guid": "g", "uid": None, "former_numbers": [], "lower_court": None, "lower_number": None} | entry
    shared = {"kind": "card", "captured": "2024-01-20T03:00:00", "instance": instance, "spoilt": False}
    return shared | {"court": (court, code), "entry": given}


def looked_at(observatory: Observatory, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Of which filings a run asks how they are joined."""
    asked: list[str] = []

    def link(gathered: Any, decided: Any) -> Any:
        asked.extend(gathered.filings)
        return joining.link(gathered, decided)

    monkeypatch.setattr(cases, "link", link)
    monkeypatch.setattr(touched, "_FEW", 0)
    link_cases(observatory)
    return asked


A, B, C = (digest("guid", court, "g") for court in (COURT, OTHER, OKRUG))
BY_CODE = (digest("guid", CODE, "g"), digest("guid", COURT, "h"))
NEIGHBOURS = (page(COURT, uid=UIDS[0]), page(COURT, guid="h"))
"""Of one number, and one of them with a УИД."""
APPEAL = page(OKRUG, instance="appeal", lower_court=NAMES[OTHER], lower_number=NUMBERS[0])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([page(COURT), page(OTHER)], [page(COURT), page(OTHER)], set()),
        ([page(COURT)], [page(COURT), page(OTHER)], {B}),
        # who has a key in common with it, and who has one in common with that
        (
            [page(COURT, uid=UIDS[0]), page(OTHER)],
            [page(COURT, uid=UIDS[0]), page(OTHER), page(OKRUG, uid=UIDS[0])],
            {A, C},
        ),
        ([*NEIGHBOURS], [*NEIGHBOURS, page(OTHER, uid=UIDS[0])], {A, B, BY_CODE[1]}),
        # who had one in common with it before
        ([page(COURT, uid=UIDS[0]), page(OTHER, uid=UIDS[0])], [page(COURT, uid=UIDS[0]), page(OTHER)], {A, B}),
        ([page(COURT, uid=UIDS[0]), page(OTHER, uid=UIDS[0])], [page(COURT, uid=UIDS[0])], {A}),
        # whose court below is known by now, or whose court has another key by now
        ([APPEAL], [APPEAL, page(OTHER)], {B, C}),
        ([page(CODE, CODE)], [page(CODE, CODE), page(COURT, CODE, guid="h")], {*BY_CODE}),
    ],
)  # fmt: skip
def test_only_what_is_new_and_what_it_has_to_do_with_is_looked_at(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    old: list[dict[str, Any]],
    new: list[dict[str, Any]],
    expected: set[str],
) -> None:
    assert set(looked_at(two(tmp_path, old, new), monkeypatch)) == expected


def test_what_a_person_says_is_looked_at_with_those_it_is_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [page(COURT), page(OTHER), page(OKRUG)]
    observatory = two(tmp_path, pages, pages)
    append(observatory.decisions, [Judgement("same", "case", (A, B), "because", "a reader")])
    assert set(looked_at(observatory, monkeypatch)) == {A, B}


def test_a_filing_that_comes_back_is_looked_at_with_those_it_was_joined_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Decisions that were made stand: it was joined to one whose key has changed since."""
    both = [page(COURT, uid=UIDS[0]), page(OTHER, uid=UIDS[0])]
    alone = two(tmp_path, both, [None, page(OTHER, uid=UIDS[0])])
    link_cases(alone)
    back = book_of([page(COURT, uid=UIDS[1]), page(OTHER, uid=UIDS[0])]).write(tmp_path / "back")
    stand(alone, back)
    assert set(looked_at(back, monkeypatch)) == {A, B}


@pytest.mark.parametrize("change", ["lost", "touched", "decisions", "version"])
def test_where_what_stands_cannot_be_gone_on_with_everything_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    pages = [page(COURT, uid=UIDS[0]), page(OTHER, uid=UIDS[0])]
    observatory = two(tmp_path, pages, pages)
    file = observatory.tables / linked_files(observatory)[-1]
    match change:
        case "lost":
            file.unlink()
        case "touched":
            file.write_bytes(file.read_bytes() + b" ")
        case "decisions":
            log = observatory.decisions / DECISIONS
            log.write_bytes(b"".join(reversed(log.read_bytes().splitlines(keepends=True))))
        case _:
            monkeypatch.setattr(cases, "VERSION", cases.VERSION + 1)
    assert set(looked_at(observatory, monkeypatch)) == {A, B}
