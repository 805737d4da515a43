"""What rooms show of an observatory of packages: their day and counts, and no zero of what is not asked."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from tests.dumps.test_kept import changed, taken

from absentia.check.operand import Operand
from absentia.check.tallying import count
from absentia.cli.main import run
from absentia.dumps.dump import SLICE
from absentia.dumps.standing import standing_of_packages
from absentia.observatory import Observatory
from absentia.pipeline.digest import Week, digest
from absentia.safekeeping.files import files_of, is_derived


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    found = Observatory.create(tmp_path / "observatory")
    world, _happened = changed()
    for week in (0, 1):
        taken(found, world, week)
    return found


def test_the_newest_package_is_told_and_what_became_of_the_one_before(observatory: Observatory) -> None:
    told = [str(line) for line in standing_of_packages(observatory)]
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


def test_why_says_that_nothing_is_linked(observatory: Observatory, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(observatory.path), "why", "216/1/26"]) == 1
    assert "documents of one case number are one case" in capsys.readouterr().err


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
