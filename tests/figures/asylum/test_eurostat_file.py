"""Eurostat's downloads: three layouts, any order of dimensions, every flag; what is not known is refused by name."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.errors import AbsentiaError, EmptyInput, FigureProblem, UnreadableInput
from absentia.figures.asylum.cells import Cell
from absentia.figures.asylum.downloads import CITIZENSHIP, CONFIDENTIAL, NOT_APPLICABLE, NOT_AVAILABLE
from absentia.figures.asylum.eurostat_file import APPLICANTS, DECISIONS, TABLES, read_eurostat

ORDER = ("freq", "unit", "citizen", "sex", "applicant", "age", "geo")
HEADER = b"citizen,sex,age,applicant,geo,TIME_PERIOD,OBS_VALUE\n"
CODES = {"freq": "A", "unit": "PER", "citizen": "RU", "sex": "M", "applicant": "FRST", "age": "TOTAL", "geo": "FR"}


def linear(
    path: Path, rows: Sequence[dict[str, str]], order: Sequence[str] = ORDER, *, table: str = "MIGR_ASYAPPCTZA"
) -> Path:
    """SDMX-CSV: what is not said in a row is that of :data:`CODES`."""
    names = ["DATAFLOW", "LAST UPDATE", *order, "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG"]
    lines = [",".join(names)]
    for row in rows:
        whole = {"DATAFLOW": f"ESTAT:{table}(1.0)", "LAST UPDATE": "05/01/26 23:00:00", "TIME_PERIOD": "2022",
                 "OBS_VALUE": "10", "OBS_FLAG": "", **CODES, **row}  # fmt: skip
        lines.append(",".join(whole[name] for name in names))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def wide(path: Path, rows: Sequence[tuple[str, Sequence[str]]], order: Sequence[str] = ORDER) -> Path:
    """TSV: a combination of codes and its values of 2021, 2022 and 2023."""
    lines = [f"{','.join(order)}\\TIME_PERIOD\t2021 \t2022 \t2023 ", *("\t".join([code, *of]) for code, of in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def only(path: Path) -> Cell:
    (cell,) = read_eurostat(path).cells
    return cell


def test_the_same_numbers_from_every_layout(tmp_path: Path) -> None:
    expected = ("first_time_applicants", "persons", "all", "men", "all", "FRA", "2022", 1923, 1925, 1927)
    sdmx = linear(tmp_path / "a.csv", [{"OBS_VALUE": "1925"}])
    tsv = wide(tmp_path / "estat_migr_asyappctza.tsv", [("A,PER,RU,M,FRST,TOTAL,FR", [": ", "1925 ", ": z"])])
    packed = tmp_path / "estat_migr_asyappctza.tsv.gz"
    packed.write_bytes(gzip.compress(tsv.read_bytes()))
    labelled = tmp_path / "migr_asyappctza_linear.csv"
    labelled.write_text(
        "freq:Time frequency,unit:Unit,citizen:Country of citizenship,sex:Sex,applicant:Applicant type,age:Age class,"
        "geo:Entity,TIME_PERIOD:Time,OBS_VALUE:Observation value,OBS_FLAG:Observation status,CONF_STATUS:Secrecy\n"
        "A:Annual,PER:Person,RU:Russia,M:Males,FRST:First-time applicant,TOTAL:Total,FR:France,2022,1925,,\n",
        encoding="utf-8",
    )
    for path in (sdmx, tsv, packed, labelled):
        cell = only(path)
        kind = cell.kind
        found = (kind.measure, kind.counted, kind.instance, kind.sex, kind.age, cell.place, cell.period.name)
        assert (*found, cell.low, cell.shown, cell.high) == expected
    assert read_eurostat(sdmx).updated == "2026-01-05"
    assert read_eurostat(tsv).left_out == {NOT_AVAILABLE: 1, NOT_APPLICABLE: 1}


@given(order=st.permutations(ORDER), geo=st.sampled_from(["DE", "EL", "EU27_2020"]), number=st.integers(0, 500))
def test_dimensions_are_read_by_their_headings_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, order: list[str], geo: str, number: int
) -> None:
    folder = tmp_path_factory.mktemp("orders")
    codes = {**CODES, "geo": geo}
    long = linear(folder / "a.csv", [{"geo": geo, "OBS_VALUE": str(5 * number)}], order)
    tsv = wide(folder / "migr_asyappctza.tsv", [(",".join(codes[one] for one in order), [":", str(5 * number), ":"])],
               order)  # fmt: skip
    assert only(long) == only(tsv)
    assert only(long).shown == 5 * number
    assert only(long).place == {"DE": "DEU", "EL": "GRC", "EU27_2020": "EU27"}[geo]


@given(
    values=st.lists(
        st.tuples(
            st.sampled_from(["RU", "SY", "TOTAL", "EXT_EU27_2020"]),
            st.sampled_from(["10", "0", "5 p", ":", ": c", ": z", "15 be", "20 ep", ":u"]),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_nothing_is_dropped_in_silence(tmp_path_factory: pytest.TempPathFactory, values: list[tuple[str, str]]) -> None:
    rows = [(f"A,PER,{citizen},M,FRST,Y{n},FR", [value, value, value]) for n, (citizen, value) in enumerate(values)]
    path = wide(tmp_path_factory.mktemp("all") / "migr_asyappctza.tsv", rows)
    shown = [value for citizen, value in values if citizen == "RU" and value[0].isdigit()]
    if not shown:
        with pytest.raises(FigureProblem, match="no number of citizens of Russia"):
            read_eurostat(path)
        return
    found = read_eurostat(path)
    assert found.values == 3 * len(values)
    assert len(found.cells) == 3 * len(shown)
    assert found.left_out[CITIZENSHIP] == 3 * sum(citizen != "RU" for citizen, _value in values)
    assert found.left_out[CONFIDENTIAL] == 3 * values.count(("RU", ": c"))


@pytest.mark.parametrize(
    ("value", "flag", "shown", "flags"),
    [("10", "", 10, ""), ("10", "b", 10, "b"), ("10", "P", 10, "p"), ("10", "ep", 10, "ep"), ("10.0", "", 10, "")],
)
def test_flags_stay_with_the_number(tmp_path: Path, value: str, flag: str, shown: int, flags: str) -> None:
    cell = only(linear(tmp_path / "a.csv", [{"OBS_VALUE": value, "OBS_FLAG": flag}]))
    assert (cell.shown, cell.flags) == (shown, flags)


@pytest.mark.parametrize(
    ("value", "flag", "reason"),
    [("", "", NOT_AVAILABLE), (":", "", NOT_AVAILABLE), (":", "c", CONFIDENTIAL), ("", "z", NOT_APPLICABLE)],
)
def test_a_value_that_is_not_there_is_no_zero(tmp_path: Path, value: str, flag: str, reason: str) -> None:
    rows = [{"OBS_VALUE": value, "OBS_FLAG": flag}, {"TIME_PERIOD": "2023"}]
    found = read_eurostat(linear(tmp_path / "a.csv", rows))
    assert found.left_out == {reason: 1}
    assert [one.period.name for one in found.cells] == ["2023"]


def test_what_is_marked_secret_in_its_own_column_is_confidential(tmp_path: Path) -> None:
    path = tmp_path / "migr_asyappctza.csv"
    lines = ["RU,M,TOTAL,FRST,FR,2022,,C", "RU,F,TOTAL,FRST,FR,2022,15,"]
    path.write_text("\n".join([HEADER.decode().strip() + ",CONF_STATUS", *lines]), encoding="utf-8")
    assert read_eurostat(path).left_out == {CONFIDENTIAL: 1}


@pytest.mark.parametrize(("code", "measure"), APPLICANTS.items())
def test_types_of_applicants(tmp_path: Path, code: str, measure: str) -> None:
    assert only(linear(tmp_path / "a.csv", [{"applicant": code}])).kind.measure == measure


@pytest.mark.parametrize(("code", "measure"), DECISIONS.items())
def test_decisions_are_of_the_first_instance(tmp_path: Path, code: str, measure: str) -> None:
    order = [one if one != "applicant" else "decision" for one in ORDER]
    row = {"decision": code, "freq": "Q", "TIME_PERIOD": "2023-Q2"}
    kind = only(linear(tmp_path / "a.csv", [row], order, table="MIGR_ASYDCFSTQ")).kind
    assert (kind.measure, kind.instance) == (measure, "FI")


def test_pending_by_month_and_the_older_names_of_columns(tmp_path: Path) -> None:
    order = [one for one in ORDER if one != "applicant"]
    row = {"freq": "M", "TIME_PERIOD": "2024-11", "sex": "T"}
    cell = only(linear(tmp_path / "a.csv", [row], order, table="MIGR_ASYPENCTZM"))
    assert (cell.kind.measure, cell.period.name, cell.kind.sex) == ("pending", "2024-11", "all")
    old = tmp_path / "migr_asyappctzm.tsv"
    old.write_text(
        "unit,citizen,sex,age,asyl_app,geo\\time\t2021M12 \nPER,RU,F,TOTAL,NASY_APP,UK\t45 \n", encoding="utf-8"
    )
    cell = only(old)
    assert (cell.kind.sex, cell.place, cell.period.name) == ("women", "GBR", "2021-12")


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({"geo": "XX"}, "code “XX”"),
        ({"sex": "X"}, "code “X”"),
        ({"age": "adult"}, "code “adult”"),
        ({"applicant": "WHO"}, "code “WHO”"),
        ({"unit": "PC"}, "code “PC”"),
        ({"freq": "Q"}, "code “Q”"),
        ({"TIME_PERIOD": "2022-05"}, "code “2022-05”"),
        ({"TIME_PERIOD": "lately"}, "code “lately”"),
        ({"OBS_VALUE": "many"}, "code “many”"),
        ({"OBS_VALUE": "-5"}, "code “-5”"),
        ({"OBS_VALUE": "1.5"}, "code “1.5”"),
        ({"OBS_FLAG": "q"}, "code “10 q”"),
        ({"OBS_VALUE": "12"}, "12 is no multiple of 5"),
        ({"citizen": "SY"}, "no number of citizens of Russia"),
    ],
)
def test_what_is_not_known_is_refused_with_its_place(tmp_path: Path, row: dict[str, str], what: str) -> None:
    with pytest.raises(FigureProblem, match=what) as refused:
        read_eurostat(linear(tmp_path / "a.csv", [row]))
    assert refused.value.next_step


def test_a_number_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FigureProblem, match="twice") as refused:
        read_eurostat(linear(tmp_path / "a.csv", [{}, {}]))
    assert "line 3" in (refused.value.where or "")


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.csv", b"", "empty"),
        ("a.xls", b"\xd0\xcf\x11\xe0rest", "old Excel"),
        ("a.pdf", b"%PDF-1.7", "a PDF"),
        ("a.xml", b"<?xml version='1.0'?>", "a web page or XML"),
        ("a.json", b'\xef\xbb\xbf{"version": "2.0"}', "JSON"),
        ("a.rar", b"Rar!rest", "a RAR"),
        ("a.gz", b"\x1f\x8bbroken", "cannot be read"),
        ("a.zip", b"PKbroken", "cannot be read"),
        ("a.csv", b'TIME,GEO,CITIZEN,SEX,Value\n2022,France,Russia,Males,"1,925"\n', "columns are unknown: value"),
        ("a.csv", b"citizen,sex,age,applicant,TIME_PERIOD,OBS_VALUE\nRU,M,TOTAL,FRST,2022,10\n", "missing: geo"),
        ("a.csv", b"citizen,sex,age,applicant,geo,geo,TIME_PERIOD,OBS_VALUE\n", "a column is there twice"),
        ("a.csv", b"citizen,sex,age,applicant,geo,TIME_PERIOD,OBS_VALUE\n", "has no value"),
        ("a.csv", HEADER + b"RU,M,TOTAL,FRST,FR,2022,10\n", "does not say which"),
        ("migr_asyappctza.csv", b"citizen,sex,age,applicant,geo,TIME_PERIOD,OBS_VALUE\nRU,M\n", "the line has 2 cells"),
        ("migr_asyappctza.csv", HEADER.replace(b"applicant,", b"") + b"RU,M,TOTAL,FR,2022,10\n",
         "missing: applicant"),
        ("migr_asydcfina.csv", b"citizen,sex,age,decision,geo,TIME_PERIOD,OBS_VALUE\nRU,M,TOTAL,POS,FR,2022,10\n",
         "this is Eurostat's table migr_asydcfina"),
        ("migr_asyappctza.tsv", b"citizen,sex,age,applicant,geo\\TIME_PERIOD\t2022\nRU,M\t10\n", "other columns"),
        ("a.csv", b"citizen,sex,age,applicant,geo,TIME_PERIOD,OBS_VALUE\n\xff\xfe", "not UTF-8"),
    ],
)  # fmt: skip
def test_another_file_is_refused_by_name_with_what_is_wanted(
    tmp_path: Path, name: str, content: bytes, what: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises((FigureProblem, UnreadableInput, EmptyInput), match=what) as refused:
        read_eurostat(path)
    assert str(path) in (refused.value.where or "")


def test_an_excel_file_and_a_strange_archive_are_told_apart(tmp_path: Path) -> None:
    for member, what in (
        ("xl/workbook.xml", "a new Excel file"),
        ("photos/cat.jpg", "this archive holds: photos/cat.jpg"),
    ):
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, "x")
        with pytest.raises(AbsentiaError, match=what):
            read_eurostat(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="cannot be read"):
        read_eurostat(tmp_path / "none.csv")


def test_the_tables_are_those_the_refusal_names() -> None:
    assert set(TABLES) == {"migr_asyappctza", "migr_asyappctzm", "migr_asypenctzm", "migr_asydcfstq"}
