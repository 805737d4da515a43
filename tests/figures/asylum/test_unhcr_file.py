"""UNHCR's downloads: both tables, the ZIP with its footnotes, masked numbers; what is not known is refused by name."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.errors import AbsentiaError, FigureProblem
from absentia.figures.asylum.bundled import OUTCOMES
from absentia.figures.asylum.downloads import CITIZENSHIP, DASH, NOTE
from absentia.figures.asylum.unhcr_file import APPLICATIONS, DECISIONS, read_unhcr

APPLIED = (
    "Year,Country of origin,Country of origin (ISO),Country of asylum,Country of asylum (ISO),Authority,"
    "Application type,Stage of procedure,Cases / Persons,applied"
)
DECIDED = (
    "Year,Country of origin,Country of origin (ISO),Country of asylum,Country of asylum (ISO),Authority,"
    "Stage of procedure,Cases / Persons,Recognized decisions,Complementary protection,Rejected decisions,"
    "Otherwise closed,Total decisions"
)
RUSSIA = "2023,Russian Federation,RUS"


def written(path: Path, *lines: str) -> Path:
    path.write_text("\ufeff" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_applications(tmp_path: Path) -> None:
    path = written(
        tmp_path / "asylum-applications.csv",
        APPLIED,
        f"{RUSSIA},France,FRA,G,N,FI,P,2613",
        f'{RUSSIA},"Bolivia (Plurinational State of)",BOL,G,N,FI,P,5',
        f"{RUSSIA},Kazakhstan,KAZ,G,A,JR,P,*",
        f"{RUSSIA},Australia,AUS,G,R,NA,C,-",
        "2023,Syrian Arab Rep.,SYR,France,FRA,G,N,FI,P,4000",
    )
    found = read_unhcr(path)
    assert found.table == APPLICATIONS
    assert [(one.kind.measure, one.kind.instance, one.place, one.low, one.shown, one.high) for one in found.cells] == [
        ("applications_n", "FI", "FRA", 2613, 2613, 2613),
        ("applications_n", "FI", "BOL", 1, 5, 5),
        ("applications_a", "JR", "KAZ", 1, None, 4),
    ]
    assert dict(found.left_out) == {NOTE: 0, DASH: 1, CITIZENSHIP: 1}


def test_decisions_and_the_names_of_the_api(tmp_path: Path) -> None:
    page = written(tmp_path / "asylum-decisions.csv", DECIDED, f"{RUSSIA},Germany,DEU,G,FI,P,314,64,994,2867,4239")
    api = written(
        tmp_path / "decisions.csv",
        "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,procedure_type,dec_level,dec_pc," + ",".join(OUTCOMES),
        "2023,Russian Federation,RUS,RUS,Germany,GFR,DEU,G,FI,P,314.0,64,994,2867,4239",
    )
    for path in (page, api):
        found = read_unhcr(path)
        assert found.table == DECISIONS
        assert {one.kind.measure: one.shown for one in found.cells} == {
            "decisions_refugee": 314, "decisions_complementary": 64, "decisions_rejected": 994,
            "decisions_closed": 2867, "decisions": 4239,
        }  # fmt: skip
        assert {one.kind.authority for one in found.cells} == {"G"}
    small = read_unhcr(written(tmp_path / "small.csv", DECIDED, f"{RUSSIA},Malta,MLT,G,FI,P,5,0,10,15,30"))
    assert [(one.low, one.high) for one in small.cells] == [(1, 9), (0, 4), (6, 10), (15, 15), (30, 30)]


def test_the_archive_with_its_footnotes(tmp_path: Path) -> None:
    inside = "\n".join(["Extracted on 1 December 2026", APPLIED, f"{RUSSIA},France,FRA,G,N,FI,P,2613", "* 1 to 4", ""])
    path = tmp_path / "query.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("asylum-applications.csv", inside)
        archive.writestr("footnotes.csv", "text\nnothing\n")
    found = read_unhcr(path)
    assert [one.shown for one in found.cells] == [2613]
    assert found.left_out[NOTE] == 2
    assert found.values == 3
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("population.csv", "Year\n2023\n")
        archive.writestr("footnotes.csv", "text\n")
    with pytest.raises(FigureProblem, match=r"this archive holds: population.csv, footnotes.csv"):
        read_unhcr(other)


@given(
    lines=st.lists(
        st.tuples(st.sampled_from(["RUS", "SYR"]), st.sampled_from(["5", "*", "-", "", "0", "117"])),
        min_size=1, max_size=15,
    ),
    notes=st.integers(0, 3),
)  # fmt: skip
def test_nothing_is_dropped_in_silence(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, str]], notes: int
) -> None:
    rows = [f"{2000 + n},x,{origin},x,FRA,G,N,FI,P,{value}" for n, (origin, value) in enumerate(lines)]
    path = written(tmp_path_factory.mktemp("u") / "a.csv", APPLIED, *rows, *["a note"] * notes)
    cells = [value for origin, value in lines if origin == "RUS" and value not in ("-", "")]
    if not cells:
        with pytest.raises(FigureProblem, match="no number of citizens of Russia"):
            read_unhcr(path)
        return
    found = read_unhcr(path)
    assert found.values == len(lines) + notes
    assert len(found.cells) == len(cells)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("lately,x,RUS,x,FRA,G,N,FI,P,5", "code “lately”"),
        ("2023,x,RUS,x,France,G,N,FI,P,5", "code “France”"),
        ("2023,x,RUS,x,FRA,X,N,FI,P,5", "code “X”"),
        ("2023,x,RUS,x,FRA,all,N,FI,P,5", "code “all”"),
        ("2023,x,RUS,x,FRA,G,Q,FI,P,5", "code “applications_q”"),
        ("2023,x,RUS,x,FRA,G,N,ZZ,P,5", "code “ZZ”"),
        ("2023,x,RUS,x,FRA,G,N,FI,H,5", "code “H”"),
        ("2023,x,RUS,x,FRA,G,N,FI,P,about 5", "code “about 5”"),
        ("2023,x,RUS,x,FRA,G,N", "the line has 7 cells"),
    ],
)
def test_what_is_not_known_is_refused_with_its_place(tmp_path: Path, line: str, what: str) -> None:
    with pytest.raises(FigureProblem, match=what) as refused:
        read_unhcr(written(tmp_path / "a.csv", APPLIED, line))
    assert "line 2" in (refused.value.where or "")


def test_a_number_that_stands_twice_is_refused(tmp_path: Path) -> None:
    line = f"{RUSSIA},France,FRA,G,N,FI,P,2613"
    with pytest.raises(FigureProblem, match="twice"):
        read_unhcr(written(tmp_path / "a.csv", APPLIED, line, line))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("Year,Country of origin (ISO),Refugees\n2023,RUS,5", "columns are unknown: refugees"),
        ("Year,Country of origin (ISO),Country of asylum (ISO),Authority,applied", "missing: dec_level, pc, app_type"),
        (APPLIED + ",applied", "a column is there twice"),
        ("a,b\n" * 30, "no line of headings"),
        ("a,b\n", "no line of headings"),
        ("<html>", "a web page or XML"),
    ],
)  # fmt: skip
def test_another_file_is_refused_by_name(tmp_path: Path, content: str, what: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AbsentiaError, match=what) as refused:
        read_unhcr(path)
    assert "asylum-applications.csv" in (refused.value.next_step or "")
