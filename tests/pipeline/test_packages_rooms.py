"""What rooms show of an observatory of packages: their day and counts, and no zero of what is not asked."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from pathlib import Path

import pytest
from tests.dumps.register_world import COURTS, JUDGE, Document, package
from tests.dumps.test_kept import changed, taken

from absentia.check.estimating import count
from absentia.check.operand import Operand
from absentia.cli.main import run
from absentia.dumps.differences import standing_of_packages
from absentia.dumps.dump import SLICE
from absentia.dumps.held import dumps_of
from absentia.estimate import estimate
from absentia.figures import Catalogue
from absentia.model import Refusal
from absentia.observatory import Observatory
from absentia.pipeline.digest import Week, digest
from absentia.safekeeping.files import files_of, is_derived
from absentia.tally import tally


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    found = Observatory.create(tmp_path / "observatory")
    world, _happened = changed()
    for week in (0, 1):
        taken(found, world, week)
    return found


def test_the_newest_package_is_told_and_what_became_of_the_one_before(observatory: Observatory) -> None:
    invented, *told = [str(line) for line in standing_of_packages(observatory)]
    assert invented.startswith("SYNTHETIC DATA")
    assert told[0].startswith("Package of 2026-09-14, documents received in 2026: ")
    assert told[0].endswith("lines refused: 0")
    assert told[1].startswith("Since the package before it: gone 1, closed to the public 1, opened again 1")
    assert re.fullmatch(r"Months are whole until 2026-06-1\d, and grow after it", told[2])
    assert len(told) == 3


def test_without_packages_nothing_is_told_of_them(tmp_path: Path) -> None:
    assert standing_of_packages(Observatory.create(tmp_path / "o")) == ()


def test_a_digest_has_them_in_one_line(observatory: Observatory) -> None:
    week = Week(None, None, {}, (), first=False, packages=standing_of_packages(observatory))
    (line,) = [str(one) for one in digest(week) if "Package of" in str(one)]
    assert "gone 1" in line
    plain = Week(None, None, {}, (), first=False)
    assert not [one for one in digest(plain) if "ackage" in str(one)]


def test_the_status_of_packages_alone_speaks_of_no_court(
    observatory: Observatory, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["-C", str(observatory.path), "status"]) == 0
    out = capsys.readouterr().out
    assert "Package of 2026-09-14" in out
    assert "court" not in out
    assert "0 " not in out.replace("2026-09-14", "").replace("refused: 0", "")


CLAIM = Operand(tally="cases_seen", provision="ua:407", since=dt.date(2026, 3, 1), until=dt.date(2026, 4, 30))


def test_a_claim_may_count_them_and_speaks_of_no_court(observatory: Observatory) -> None:
    found = count("mine", CLAIM, observatory)
    assert found.value is not None
    assert found.span is not None
    assert found.span.high > found.span.low > 0
    told = [str(one) for one in found.caveats]
    assert told[0].startswith("Counted over packages of 2026-09-14; documents adopted after 2026-06-1")
    assert "court" not in " ".join(told)
    outside = count(
        "mine", CLAIM.model_copy(update={"since": dt.date(2020, 1, 1), "until": dt.date(2020, 1, 31)}), observatory
    )
    assert (outside.value, str(outside.note)) == (None, "no package of that time was taken in")
    growing = count("mine", CLAIM.model_copy(update={"until": dt.date(2026, 8, 31)}), observatory)
    assert (growing.value, str(growing.note)) == (None, "not complete yet: documents of it still come")


def test_why_tells_what_a_case_rests_on_and_no_judge_court_or_address(
    observatory: Observatory, capsys: pytest.CaptureFixture[str]
) -> None:
    world, _happened = changed()
    documents = [one for one in world.documents(1) if one.kind == "2"]
    by_case: dict[str, list[Document]] = {}
    for one in documents:
        by_case.setdefault(one.number.replace(" ", ""), []).append(one)
    number, own = max(by_case.items(), key=lambda pair: len(pair[1]))
    for name in (number, number.replace("/", " / "), str(own[0].id)):
        assert run(["-C", str(observatory.path), "why", name, "--format", "json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["number"] == number
        assert {one["document"] for one in told["documents"]} == {one.id for one in own}
        assert [one["day"] for one in told["packages"]] == ["2026-09-14"]
        assert len(told["packages"][0]["package"]) == 64
        assert {one["first"] for one in told["documents"]} <= {"2026-09-07", "2026-09-14"}
    assert run(["-C", str(observatory.path), "why", number]) == 0
    out = capsys.readouterr().out
    assert JUDGE not in out
    assert "http" not in out
    assert not [court for court in COURTS if re.search(rf"\b{court}\b", out)]


@pytest.mark.parametrize(
    ("asked", "told"),
    [(["1/1/99"], "no newest package has"), (["9" * 40], "no newest package has"),
     (["216/1/26", "--same", "2"], "documents of one case number are one case")],
)  # fmt: skip
def test_why_says_that_there_is_none_and_that_nothing_is_linked(
    observatory: Observatory, capsys: pytest.CaptureFixture[str], asked: list[str], told: str
) -> None:
    assert run(["-C", str(observatory.path), "why", *asked]) == 1
    assert told in capsys.readouterr().err


def test_a_folder_of_packages_that_is_gone_is_damage_to_whoever_reads_them(
    observatory: Observatory, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(observatory.path / "dumps")
    for command in (["status"], ["tally", "documents"], ["publish", "--dry-run"]):
        assert run(["-C", str(observatory.path), *command]) == 1
        assert "is missing, or is not what was written" in capsys.readouterr().err


def test_packages_travel_with_the_archive_that_vouches_for_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world, _happened = changed()
    places = {"one": '\nshard = "1/2"', "two": '\nshard = "2/2"', "reader": ""}
    for name, shard in places.items():
        Observatory.create(tmp_path / name)
        with (tmp_path / name / "absentia.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[archive]\nlocation = "{tmp_path}/location"{shard}\n')
    for name, week in (("one", 0), ("two", 0), ("two", 1)):
        written = package(world.documents(week), tmp_path / "edrsr_data_2026.zip", world.day(week))
        found = ["archive", "import", str(written), "--source", "ua_edrsr"]
        assert run(["-C", str(tmp_path / name), *found]) == 0
    assert run(["-C", str(tmp_path / "reader"), "parse"]) == 0
    reader = Observatory.open(tmp_path / "reader")
    held = dumps_of(reader)
    # what two machines took in is one package
    assert [str(one.day) for one in held] == ["2026-09-07", "2026-09-14"]
    assert tally(reader, "documents").seen == tally(Observatory.open(tmp_path / "two"), "documents").seen
    capsys.readouterr()
    assert run(["-C", str(reader.path), "archive", "verify"]) == 0
    table = next(reader.path.rglob(SLICE))
    table.write_bytes(table.read_bytes() + b"x")
    assert run(["-C", str(reader.path), "archive", "verify"]) == 1


def test_verify_and_doctor_notice_what_was_changed(
    observatory: Observatory, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["-C", str(observatory.path), "archive", "verify"]) == 0
    file = next(observatory.path.rglob(SLICE))
    file.write_bytes(file.read_bytes() + b"x")
    for command in (["archive", "verify"], ["doctor"]):
        assert run(["-C", str(observatory.path), *command]) == 1
        assert file.relative_to(observatory.path).as_posix() in capsys.readouterr().out


def test_a_backup_has_what_cannot_be_made_anew(observatory: Observatory) -> None:
    kept = [name for name in files_of(observatory.path) if name.startswith("dumps/")]
    assert len(kept) == 6, "of two packages a record, a snapshot and a slice"
    assert not [name for name in kept if is_derived(name)]


def test_beside_packages_of_another_state_no_published_ratio_is_told(observatory: Observatory) -> None:
    found = estimate("undercount", Catalogue(), {}, observatory)
    assert all(isinstance(one, Refusal) for one in found)
    assert [str(one.reason) for one in found if isinstance(one, Refusal)][:3] == [
        "the lists and the cases that were published are of another state than the packages of this observatory",
        "a gap in the numbers of a package means nothing: drafts and other kinds of cases have numbers too",
        "what is still to come of documents in packages `absentia estimate delay --measure documents` says",
    ]
