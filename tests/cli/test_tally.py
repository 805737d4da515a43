"""What `absentia tally` prints, word for word, in both languages; the tables under it are made by hand (synthetic)."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.tally.build import COURT, OTHER, Book, listing_url
from tests.tally.test_least import uid

from absentia.cli.main import run
from absentia.cli.tally_output import print_legend
from absentia.cli.tally_words import in_short, joined_windows
from absentia.observatory import Observatory
from absentia.tally import tally
from absentia.tally.prepare import held

GOLDEN = Path(__file__).parent / "golden"
CALLS = {
    "tally_by_court": (
        "tally",
        "cases_received",
        "--by",
        "court,half-year",
        "--provision",
        "337",
        "--since",
        "2022-H2",
    ),
    "tally_by_provision": ("tally", "charges", "--by", "provision", "--by", "sole", "--until", "2023-06-30"),
    "tally_compare": ("tally", "filings_received", "--compare", "2023-H1", "2022", "--court", COURT),
    "tally_compare_refused": ("tally", "verdicts", "--compare", "2023-H1", "2019"),
    "tally_suppressed": ("tally", "cases_received", "--by", "quarter", "--suppress"),
    "tally_by_month": ("tally", "verdicts", "--by", "month", "--since", "2023-05", "--until", "2023-06"),
    "tally_coverage": ("tally", "filings_received", "--coverage"),
    "tally_as_of": ("tally", "cases_received", "--by", "court,half-year", "--as-of", "2024-01-19"),
    "tally_list": ("tally", "--list"),
}


@pytest.fixture(scope="module")
def observatory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """It is opened for counting once, whatever it is asked."""
    book = Book()
    url = listing_url("2022-01-01", "2023-12-31")
    page = book.page("listing", url=url, counter=11, code="99GV0001")
    for number in range(8):
        day = f"2023-0{1 + number % 6}-1{number}"
        known = uid(number)
        book.entry(page, guid=f"g{number}", number=f"1-{number}/2023", received=day, uid=known, uid_valid=True)
    known, charged = uid(1, 2022), [["337.3", "158.3"]]
    day = "2022-05-04"
    book.entry(page, guid="h1", number="1-1/2022", received=day, persons=charged, uid=known, uid_valid=True)
    day, known = "2022-11-04", uid(2, 2022)
    book.entry(page, guid="h2", number="1-2/2022", received=day, persons=[["337.4"]], uid=known, uid_valid=True)
    book.entry(page, guid="h3", number="1-3/2022", received="2022-12-04", persons=[None])
    book.page("captcha_gate", court=OTHER, instance=None, procedure=None)
    made = book.write(tmp_path_factory.mktemp("tally") / "o")
    with held(made):
        yield made.path


@pytest.fixture(autouse=True)
def _language_of_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that speaks Russian leaves LANGUAGE behind in the process; the next test wants it gone."""
    monkeypatch.setenv("LANGUAGE", "en")


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(list(arguments)) == 0
    return "".join(f"{line.rstrip()}\n" for line in capsys.readouterr().out.splitlines())


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", list(CALLS))
def test_people_read_just_this(
    observatory: Path, capsys: pytest.CaptureFixture[str], name: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    text = said(capsys, "-C", str(observatory), "--lang", language, *CALLS[name])
    golden = GOLDEN / f"{name}.{language}.txt"
    if not golden.exists():
        golden.write_text(text, encoding="utf-8")
        pytest.fail(f"{golden} was written: read it, and run again")
    assert text == golden.read_text(encoding="utf-8")


def test_json_carries_everything_the_number_rests_on(observatory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["-C", str(observatory), *CALLS["tally_by_court"], "--format", "json"]
    document = json.loads(said(capsys, *call))
    assert document["measure"] == "cases_received"
    assert set(document["unit"]) == {"en", "ru"}
    assert document["synthetic"] is True
    assert document["period"] == {"since": "2022-07-01", "until": None}
    assert document["provision"] == "337"
    assert document["total"] == 9
    between = {"count": 1, "complete": False, "low": 1, "high": 2}
    assert document["rows"][0] == {"court": COURT, "half-year": "2022-H2", **between}
    silent = [row for row in document["rows"] if row["court"] == OTHER]
    nothing = {"count": None, "complete": False, "low": None, "high": None, "reason": "captcha_gate"}
    assert silent == [{"court": OTHER, "half-year": None, **nothing}]
    assert (document["complete"], document["low"], document["high"]) == (False, 9, None)
    assert document["unreadable"]["charges_unreadable"] == 1
    coverage = document["coverage"]
    assert (coverage["pages"], coverage["courts_looked_at"], coverage["courts_not_looked_at"]) == (2, 1, 1)
    # of the records in scope, whatever they are charged with; nobody could tell whose case the third is
    assert document["without_uid"] == [
        {"court": COURT, "year": 2022, "records": 2, "without_uid": 1},
        {"court": COURT, "year": 2023, "records": 8, "without_uid": 0},
    ]
    again = said(capsys, "-C", str(observatory), *document["query"].split()[1:], "--format", "json")
    assert json.loads(again) == document, "the command it names recomputes it"


def test_csv_is_plain_and_says_what_it_rests_on(observatory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "-C", str(observatory), *CALLS["tally_by_court"], "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["court"], row["half-year"], row["count"], row["low"], row["high"]) for row in rows] == [
        (COURT, "2022-H2", "1", "1", "2"),
        (COURT, "2023-H1", "8", "8", "8"),
        (OTHER, "", "", "", ""),
    ]
    assert {row["synthetic"] for row in rows} == {"synthetic"}
    assert {(row["total"], row["total_low"], row["total_high"]) for row in rows} == {("9", "9", "")}
    assert {row["charges_unreadable"] for row in rows} == {"1"}
    assert rows[-1]["reason"] == "captcha_gate"
    assert rows[-1]["why"] == "not looked at: the court wants a captcha"
    assert {row["not_looked_at"] for row in rows} == {f"{OTHER}: captcha_gate"}
    shown = f"{COURT}: 2022-01-01..2023-12-31 | {OTHER}: not looked at: the court wants a captcha"
    assert {row["coverage"] for row in rows} == {shown}
    assert {(row["instance"], row["procedure"]) for row in rows} == {("first", "criminal")}
    assert {row["query"].split()[2] for row in rows} == {"cases_received"}
    assert rows[0]["unit"].startswith("cases:")
    assert {row["without_uid"] for row in rows} == {"0.1"}


def test_csv_says_why_there_is_no_total_and_what_was_withheld(
    observatory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, reason, threshold in (("tally_by_month", "not_covered", ""), ("tally_suppressed", "", "5")):
        rows = csv.DictReader(io.StringIO(said(capsys, "-C", str(observatory), *CALLS[name], "--format", "csv")))
        found = {(row["total_reason"], row["suppressed_below"], row["without_uid"]) for row in rows}
        assert found == {(reason, threshold, "")}, "one record without an УИД is few"


def test_what_was_known_on_a_day_stands_beside_what_is_known_now(
    observatory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["-C", str(observatory), *CALLS["tally_as_of"]]
    document = json.loads(said(capsys, *call, "--format", "json"))
    assert document["as_of"] == {"day": "2024-01-19", "later": 2, "undated": 0}
    assert (document["total"], document["now"]["total"]) == (None, 10)
    assert "as_of" not in document["now"]
    assert document["query"].endswith("--as-of 2024-01-19")
    again = said(capsys, "-C", str(observatory), *document["query"].split()[1:], "--format", "json")
    assert json.loads(again) == document
    rows = list(csv.DictReader(io.StringIO(said(capsys, *call, "--format", "csv"))))
    assert [(row["court"], row["half-year"], row["count"], row["now"], row["now_reason"]) for row in rows][-2:] == [
        (COURT, "2023-H1", "", "8", ""),
        (OTHER, "", "", "", "captcha_gate"),
    ]
    assert {(row["as_of"], row["later"], row["total"], row["now_total"]) for row in rows} == {
        ("2024-01-19", "2", "", "10")
    }


def test_where_small_counts_are_withheld_records_without_a_uid_are_too(
    observatory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["-C", str(observatory), *CALLS["tally_suppressed"]]
    assert json.loads(said(capsys, *call, "--format", "json"))["without_uid"] is None
    assert "УИД" not in said(capsys, *call)
    assert "УИД: 9.1%; most:" in said(capsys, *[part for part in call if part != "--suppress"])


def test_a_comparison_as_data(observatory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(said(capsys, "-C", str(observatory), *CALLS["tally_compare"], "--format", "json"))
    assert document["synthetic"] is True
    assert document["comparison"]["ratio"] == pytest.approx(8 / 6 / (3 / 12))
    assert document["comparison"]["low"] < document["comparison"]["ratio"] < document["comparison"]["high"]
    assert document["comparison"]["count_ratio"] == pytest.approx(8 / 3)
    (row,) = csv.DictReader(
        io.StringIO(said(capsys, "-C", str(observatory), *CALLS["tally_compare_refused"], "--format", "csv"))
    )
    assert row["ratio"] == ""
    assert "2019-01" in row["refusal"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("tally",), 2, "--list"),
        (("tally", "crimes"), 2, "choose one of"),
        (("tally", "charges", "--by", "moon"), 2, "half-year"),
        (("tally", "charges", "--provision", "1.2.3.4.5"), 2, "337.3.1"),
        (("tally", "charges", "--provision", "337.9"), 2, "337.3.1"),
        (("tally", "charges", "--provision", "337.9", "--compare", "2023", "2022"), 2, "337.3.1"),
        (("tally", "charges", "--since", "2023-13"), 2, "2023-H1"),
        (("tally", "charges", "--compare", "2023", "2022", "--by", "court"), 2, "--compare"),
        (("tally", "charges", "--compare", "2023", "then"), 2, "2023-H1"),
        (("tally", "charges", "--as-of", "then"), 2, "2023-H1"),
        (("tally", "charges", "--as-of", "2023", "--nowcast"), 2, "--suppress"),
        (("tally", "charges", "--as-of", "2023", "--suppress"), 2, "--suppress"),
        (("tally", "charges", "--as-of", "2023", "--compare", "2023", "2022"), 2, "--as-of"),
        (("tally", "charges", "--court", "nowhere.sudrf.ru"), 1, COURT),
        (("tally", "charges", "--format", "xml"), 2, "xml"),
    ],
)
def test_wrong_calls(
    observatory: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, words: str
) -> None:
    assert run(["-C", str(observatory), *arguments]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert "Traceback" not in captured.err


def test_an_observatory_without_tables_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "o")]) == 0
    assert run(["-C", str(tmp_path / "o"), "tally", "verdicts"]) == 1
    assert "absentia parse" in capsys.readouterr().err


def test_a_fresh_watch_says_to_ask_the_courts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["init", str(tmp_path / "o"), "--preset", "ru-military", "--contact", "desk@synthetic.example"]
    assert run(call) == 0
    assert run(["-C", str(tmp_path / "o"), "tally", "verdicts"]) == 1
    assert "absentia update" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("windows", "said"),
    [
        ([], []),
        ([("2023-01-01", "2023-01-31", None, 1)], ["2023-01-01..2023-01-31"]),
        # neighbours and overlaps are one stretch, whatever their order; a day between parts them
        ([("2023-02-01", "2023-03-31", None, 1), ("2023-01-01", "2023-01-31", None, 1)], ["2023-01-01..2023-03-31"]),
        ([("2023-01-01", "2023-03-31", None, 1), ("2023-02-01", "2023-02-28", None, 1)], ["2023-01-01..2023-03-31"]),
        (
            [("2023-01-01", "2023-01-31", None, 1), ("2023-02-02", "2023-02-28", None, 1)],
            ["2023-01-01..2023-01-31", "2023-02-02..2023-02-28"],
        ),
        # another provision and another database show days of their own
        (
            [("2023-01-01", "2023-01-31", "337", 1), ("2023-02-01", "2023-02-28", "338", 1)],
            ["2023-01-01..2023-01-31 (337)", "2023-02-01..2023-02-28 (338)"],
        ),
        (
            [("2023-01-01", "2023-01-31", None, 1), ("2023-02-01", "2023-02-28", None, 2)],
            ["2023-01-01..2023-01-31", "2023-02-01..2023-02-28"],
        ),
    ],
)
def test_windows_are_told_as_stretches_of_days(
    windows: list[tuple[str, str, str | None, int]], said: list[str]
) -> None:
    names = ("since", "until", "provision", "building")
    rows = [dict(zip(names, one, strict=True)) | {"register": "criminal-first"} for one in windows]
    assert joined_windows(rows) == said


def _court(
    name: str, *days: str, reason: str | None = None, incomplete: int = 0, wanting: int = 0
) -> dict[str, object]:
    asked = {"provision": None, "register": "criminal-first", "building": 1}
    return {
        "court": name,
        "looked_at": reason is None,
        "reason": reason,
        "complete_windows": [asked | {"since": day, "until": day} for day in days],
        "incomplete_searches": incomplete,
        "not_asked": [{"building": wanting}] if wanting else [],
    }


@pytest.mark.parametrize(
    ("courts", "lines"),
    [
        ([], []),
        ([_court("a", "2023-01-01")], ["a: 2023-01-01..2023-01-01"]),
        ([_court("a")], ["a: none"]),
        ([_court("a", reason="blocked")], ["a: not looked at: the request was refused"]),
        # courts of which the same was seen share a line, and what their looks left open is added up; most go first
        (
            [
                _court("c", "2023-01-01"),
                _court("a", "2023-01-02", incomplete=2, wanting=3),
                _court("b", "2023-01-02", incomplete=1, wanting=2),
            ],
            [
                "2 courts: 2023-01-02..2023-01-02; incomplete searches: 3; databases not looked at: 2, 3",
                "c: 2023-01-01..2023-01-01",
            ],
        ),
        # a court that was not looked at tells of no database
        ([_court("a", reason="not_asked", wanting=2)], ["a: not looked at yet"]),
        (
            [_court("a", "2023-01-01", "2023-01-03", "2023-01-05", "2023-01-07", "2023-01-09")],
            ["a: 2023-01-01..2023-01-01, 2023-01-03..2023-01-03, 2023-01-05..2023-01-05, and 2 more stretches"],
        ),
        (
            [_court(f"c{one}", f"2023-01-0{one}") for one in range(1, 8)],
            [f"c{one}: 2023-01-0{one}..2023-01-0{one}" for one in range(1, 6)] + ["2 courts otherwise: see --coverage"],
        ),
    ],
)
def test_coverage_is_told_in_a_few_lines(courts: list[dict[str, object]], lines: list[str]) -> None:
    assert in_short({"courts": courts}) == lines


def test_why_rows_are_more_or_less_than_their_total(observatory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    several, less = "Some may stand in several rows", "Rows add up to less than the total"
    shown = said(capsys, "-C", str(observatory), "tally", "cases_received", "--by", "provision")
    assert several in shown
    assert less not in shown
    whole = tally(Observatory.open(observatory), "cases_received", by=("half-year",))
    print_legend(whole)
    assert capsys.readouterr().out.count("\n") == 1
    print_legend(dataclasses.replace(whole, rows=whole.rows[1:]))
    assert less in capsys.readouterr().out
