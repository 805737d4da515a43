"""Against the courthouse's truth: everything that could be confirmed is found, nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.disappearances.conftest import Watched

from absentia.archive import Archive
from absentia.cli.main import run
from absentia.disappearances import (
    AbsenceState,
    Comparison,
    Disappearance,
    Disappearances,
    against,
    count,
    find_disappearances,
    look_for_disappearances,
)
from absentia.engine import open_tables, query
from absentia.model.tables import TABLES
from absentia.parse.mask import Pseudonyms
from absentia.rehearsal.courthouse.truth import disappearances


def wrongly_returned(found: Disappearances, told: Comparison) -> list[Disappearance]:
    """Said to have returned before they did, or though they did not; a return nobody noticed is another matter."""
    return [
        one
        for one in found.found
        for removal in told.removals
        if removal.fits(one)
        and one.returned is not None
        and (removal.restored is None or one.returned < removal.restored)
    ]


def test_without_faults_every_removal_is_found_with_its_return_and_no_other(peaceful: Watched) -> None:
    found = find_disappearances(peaceful.observatory)
    truth = disappearances(peaceful.life)
    told = against(peaceful.observatory, found, truth)
    assert len(truth) > 20
    assert told.as_json() == {
        "true": len(truth),
        "found": len(truth),
        "false": 0,
        "removed": len(truth),
        "never_seen": 0,
        "not_confirmable": 0,
    }
    restored = {one["guid"] for one in truth if one["restored"]}
    assert restored
    assert {one.guid for one in found.found if one.state is AbsenceState.RETURNED} == restored
    assert not wrongly_returned(found, told)
    for one in found.found:
        assert one.last_seen is not None
        assert one.confirmed is not None
        assert one.last_seen < one.first_missed < one.confirmed


def test_what_changed_its_number_names_or_charge_is_no_disappearance(peaceful: Watched) -> None:
    found = find_disappearances(peaceful.observatory)
    gone = {one.guid for one in found.found} | {one.guid for one in found.suspected}
    entries = {entry.record.guid: entry for entry in peaceful.life.entries if entry.published and not entry.removed}
    start = peaceful.life.start
    changed = {guid for guid, entry in entries.items() if entry.record.changed and entry.record.changed[0] > start}
    hidden = {guid for guid, entry in entries.items() if entry.hidden and start < entry.hidden <= peaceful.life.end}
    moved = {guid for guid, entry in entries.items() if entry.site.migrates}
    for what in (changed, hidden, moved):
        assert what
        assert not what & gone
    assert {one.reason for one in found.excluded} == {"left_listing"}
    assert {one.guid for one in found.excluded} <= changed


def test_with_every_fault_none_is_false_and_what_could_not_be_looked_at_is_said(troubled: Watched) -> None:
    found = find_disappearances(troubled.observatory)
    told = against(troubled.observatory, found, disappearances(troubled.life))
    assert (told.false, wrongly_returned(found, told), told.missed) == ((), [], ())
    assert len(told.found) > 5
    dark = {one.court for one in found.courts if not one.complete}
    assert dark, "with every fault at once there is always something that could not be looked at"
    for one in count(found, "court"):
        if one.key in dark:
            gone = one.disappeared
            assert not gone.exact or (gone.reason or "").startswith("could_not_look")
            assert gone.low != 0 or one.suspected.low, "no zero where somebody could not look"


def test_both_captures_are_in_the_archive(peaceful: Watched) -> None:
    name = Pseudonyms.of_observatory(peaceful.observatory).capture
    kept = {name(capture.sha256) for capture in Archive.reading(peaceful.observatory.archive).captures()}
    for one in find_disappearances(peaceful.observatory).found:
        assert {one.last_seen_capture, one.first_missed_capture, one.confirmed_capture, *one.evidence} <= kept


def test_the_table_is_the_same_to_the_byte_and_its_rows_meet_the_other_tables(peaceful: Watched) -> None:
    file = peaceful.observatory.tables / "disappearances.parquet"
    found = find_disappearances(peaceful.observatory)
    before = file.read_bytes()
    file.unlink()
    assert find_disappearances(peaceful.observatory) == found == look_for_disappearances(peaceful.observatory)
    assert file.read_bytes() == before
    with open_tables(peaceful.observatory.tables, TABLES) as connection:
        rows = query(
            connection,
            "SELECT count(DISTINCT d.filing_id) AS n, bool_and(d.synthetic) AS synthetic FROM disappearances d "
            "JOIN filings f USING (filing_id) WHERE d.state IN ('confirmed', 'returned')",
        )
    assert rows == [{"n": len(found.found), "synthetic": True}]
    exact = {charged for one in found.found for charged in one.provisions}
    assert any("." in charged for charged in exact), "parsed pages tell the part"


def test_the_alarm_comes_with_the_run_that_first_missed_them(peaceful: Watched) -> None:
    (mass,) = {one["removed"] for one in disappearances(peaceful.life) if _many(peaceful, one["removed"])}
    raised = [(report, alarm) for report in peaceful.reports for alarm in report.alarms]
    (first, suspected), (_second, certain) = raised
    assert first is next(r for r in peaceful.reports if r.run[8:16] > mass.replace("-", ""))
    assert (suspected.week, suspected.confirmed) == (certain.week, 0)
    assert suspected.suspected == certain.confirmed > 10


def _many(watched: Watched, day: str) -> bool:
    return [one["removed"] for one in disappearances(watched.life)].count(day) > 5


def _names(watched: Watched) -> set[str]:
    return {
        str(word)
        for entry in watched.life.entries
        for person in entry.record.persons
        for word in str(person.name).split()
        if len(word) > 3
    }


@pytest.mark.parametrize("options", [[], ["--excluded"], ["--by", "court"], ["--by", "week"], ["--by", "article"]])
def test_no_output_names_a_person_or_leads_to_one(
    peaceful: Watched, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    names = _names(peaceful)
    known = {entry.record.guid for entry in peaceful.life.entries}
    numbers = {number for entry in peaceful.life.entries for _since, number in entry.record.numbers}
    assert len(names) > 10
    for form in ("table", "json", "csv"):
        assert run(["-C", str(peaceful.observatory.path), "disappearances", *options, "--format", form]) == 0
        text = capsys.readouterr().out
        assert "ynthetic" in text or "SYNTHETIC" in text
        for secret in names | known | numbers:
            assert secret not in text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_verb_speaks_both_languages(peaceful: Watched, capsys: pytest.CaptureFixture[str], language: str) -> None:
    folder = str(peaceful.observatory.path)
    assert run(["--lang", language, "-C", folder, "disappearances", "--excluded"]) == 0
    out, err = capsys.readouterr()
    words = {
        "en": ("confirmed", "left a listing", "SYNTHETIC", "ALARM"),
        "ru": ("подтверждено", "изменилась", "ВЫМЫШЛЕННЫЕ ДАННЫЕ", "ТРЕВОГА"),
    }
    assert all(word in out + err for word in words[language])
    assert not [word for word in words["ru" if language == "en" else "en"] if word in out + err]


def test_counts_of_one_court_and_provision_agree_with_the_list(
    peaceful: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    base = ["-C", str(peaceful.observatory.path), "disappearances", "--format", "json"]

    def ask(*options: str) -> dict[str, object]:
        assert run([*base, *options]) == 0
        document: dict[str, object] = json.loads(capsys.readouterr().out)
        return document

    everything = ask()["disappearances"]
    assert isinstance(everything, list)
    for by in ("court", "week"):
        counts = ask("--by", by)["counts"]
        assert isinstance(counts, list)
        assert sum(row["disappeared"] for row in counts) == len(everything)
        for row in counts:
            some = (
                ask("--court", row["court"]) if by == "court" else ask("--since", row["week"], "--until", row["week"])
            )
            assert len(some["disappearances"]) == row["disappeared"]  # type: ignore[arg-type]
    under = ask("--provision", "338")["disappearances"]
    assert isinstance(under, list)
    assert under
    assert all(any(one.partition(".")[0] == "338" for one in row["provisions"]) for row in under)
    safe = ask("--by", "court", "--suppress", "5")
    assert "alarms" not in safe, "they count"
    assert not [one for one in safe["courts"] if "known" in one]  # type: ignore[attr-defined]
    withheld = safe["counts"]
    assert isinstance(withheld, list)
    assert all(row["disappeared"] is None or row["disappeared"] in (0, *range(5, 99)) for row in withheld)


@pytest.mark.parametrize("suffix", ["svg", "json"])
def test_the_chart_withholds_small_counts_and_says_synthetic(
    peaceful: Watched, tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    file = tmp_path / f"chart.{suffix}"
    command = ["-C", str(peaceful.observatory.path), "disappearances", "--by", "court", "--chart", str(file)]
    assert run(command) == 0
    capsys.readouterr()
    text = file.read_text(encoding="utf-8")
    if suffix == "svg":
        assert "SYNTHETIC" in text
        assert "withheld" in text
        assert "&lt;5" not in text
    else:
        rows = json.loads(text)["datasets"]["rows"]
        assert all(row["value"] is None or row["value"] == 0 or row["value"] >= 5 for row in rows)
