"""From a publisher's download to an estimate, by the commands a person types."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.cli.main import run
from absentia.errors import AbsentiaError
from absentia.figures import Catalogue
from absentia.figures.asylum.bundled import BY_SEX
from absentia.figures.asylum.cells import EU27, OF_EUROSTAT
from absentia.figures.asylum.eurostat_file import read_eurostat
from absentia.figures.asylum.unhcr_file import read_unhcr

Captured = pytest.CaptureFixture[str]
URL = ("--url", "https://ec.europa.eu/eurostat")
CODES = {iso: code for code, iso in OF_EUROSTAT.items()} | {EU27: "EU27_2020"}
SEX = {"male": "M", "female": "F", "unknown": "UNK"}
HEADER = "DATAFLOW,LAST UPDATE,freq,unit,citizen,sex,applicant,age,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG"


def line(geo: str, year: str, sex: str, value: str, flag: str = "", citizen: str = "RU") -> str:
    about = "ESTAT:MIGR_ASYAPPCTZA(1.0),05/01/26 23:00:00"
    return f"{about},A,PER,{citizen},{sex},FRST,TOTAL,{geo},{year},{value},{flag}"


@pytest.fixture
def download(tmp_path: Path) -> Path:
    """The bundled table as Eurostat would give it, with what is not for us beside it."""
    rows = [line(CODES[str(row["geo"])], str(row["year"]), SEX[str(row["sex"])], str(row["value"]))
            for row in Catalogue().rows(BY_SEX)]  # fmt: skip
    rows += [
        line("FR", "2022", "M", "500", citizen="SY"),
        line("FR", "2010", "M", ":", "c"),
        line("FR", "2010", "F", ""),
    ]
    path = tmp_path / "migr_asyappctza_linear.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def imported(capsys: Captured, table: Path, *words: str) -> str:
    assert run(["figures", "import", *words]) == 0
    captured = capsys.readouterr()
    table.write_text(captured.out, encoding="utf-8")
    return captured.err


def test_what_a_download_gives_is_what_the_bundled_table_gives(
    tmp_path: Path, download: Path, capsys: Captured
) -> None:
    mine = tmp_path / "mine.csv"
    told = imported(capsys, mine, "eurostat", str(download), *URL)
    assert "values read: 790, written: 787; left out: other citizenships: 1, confidential: 1, not available: 1" in told
    with mine.open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert {row["source_date"] for row in rows} == {"2026-01-05"}
    assert all(row["publisher"] == "Eurostat" and row["note"].startswith("sha256 ") for row in rows)
    assert run(["estimate", "asylum", "--tables", str(mine), "--format", "json"]) == 0
    own = json.loads(capsys.readouterr().out)["estimates"]
    assert run(["estimate", "asylum", "--format", "json"]) == 0
    bundled = json.loads(capsys.readouterr().out)["estimates"]
    assert [(one["place"], one["value"], one["interval"]) for one in own] == [
        (one["place"], one["value"], one["interval"]) for one in bundled
    ]
    # and the file is known again
    assert run(["figures", "verify", str(download), "--figures", str(mine)]) == 0
    assert run(["figures", "list", "mine", "--figures", str(mine), "--measure", "asylum_*", "--format", "csv"]) == 0


def test_a_break_that_eurostat_marks_is_told(tmp_path: Path, download: Path, capsys: Captured) -> None:
    text = download.read_text(encoding="utf-8").replace("EU27_2020,2019,7795,", "EU27_2020,2019,7795,b")
    download.write_text(text, encoding="utf-8")
    mine = tmp_path / "mine.csv"
    imported(capsys, mine, "eurostat", str(download), *URL)
    assert run(["estimate", "asylum", "--tables", str(mine), "--country", "EU27", "--year", "2022"]) == 0
    assert "[FAILS] the publisher marks no break in the series: a break is marked in 2019" in capsys.readouterr().out


def test_unhcr_and_the_recognition_of_ones_own_table(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "asylum-decisions.csv"
    path.write_text(
        "Year,Country of origin,Country of origin (ISO),Country of asylum,Country of asylum (ISO),Authority,"
        "Stage of procedure,Cases / Persons,Recognized decisions,Complementary protection,Rejected decisions,"
        "Otherwise closed,Total decisions\n"
        "2026,Russian Federation,RUS,Germany,DEU,G,FI,P,100,*,300,50,453\n",
        encoding="utf-8",
    )
    mine = tmp_path / "mine.csv"
    told = imported(capsys, mine, "unhcr", str(path), *URL, "--date", "2026-12-01")
    assert "asylum-decisions.csv (asylum_decisions): values read: 5, written: 5" in told
    assert (
        run(["estimate", "asylum", "--recognition", "--tables", str(mine), "--year", "2026", "--format", "json"]) == 0
    )
    (one,) = json.loads(capsys.readouterr().out)["estimates"]
    assert (one["interval"]["low"], one["interval"]["high"]) == (101 / 401, 104 / 404)


def test_what_does_not_belong_together_is_refused(tmp_path: Path, download: Path, capsys: Captured) -> None:
    copy = tmp_path / "migr_asyappctza_copy.csv"
    copy.write_bytes(download.read_bytes())
    for words, code, says in (
        (("eurostat", str(download), str(copy), *URL), 1, "another file has eurostat.first_time_applicants"),
        (("eurostat", str(download), *URL, "--geography", "Russia"), 2, "of form 10-a"),
        (("unhcr", str(download), *URL, "--period", "2022"), 2, "of form 10-a"),
        (("form10a", str(download), *URL), 2, "form 10-a needs --geography"),
        (("unhcr", str(download), *URL), 1, "asylum-applications.csv"),
        (("eurostat", str(download)), 2, "--url"),
    ):
        assert run(["figures", "import", *words]) == code
        captured = capsys.readouterr()
        assert says in captured.err
        assert not captured.out
    assert run(["estimate", "asylum", "--tables", str(download)]) == 1
    assert "these columns are" in capsys.readouterr().err


@given(where=st.integers(0, 400), junk=st.binary(min_size=1, max_size=6), cut=st.integers(0, 400))
def test_broken_bytes_are_an_error_that_says_so(
    tmp_path_factory: pytest.TempPathFactory, where: int, junk: bytes, cut: int
) -> None:
    whole = "\n".join([HEADER, line("FR", "2022", "M", "10", "b"), line("DE", "2023", "F", ":", "c"), ""]).encode()
    path = tmp_path_factory.mktemp("junk") / "migr_asyappctza.csv"
    path.write_bytes(whole[:where] + junk + whole[where + cut :])
    for read in (read_eurostat, read_unhcr):
        try:
            found = read(path)
        except AbsentiaError as error:
            problem = error
        else:
            assert found.cells
            continue
        assert problem.what
        assert problem.where
