from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet as pq
import pytest

from absentia import sources
from absentia.archive import Archive, Archived, Capture
from absentia.model import (
    Charge,
    Defendant,
    Filing,
    Instance,
    Issue,
    ListingRow,
    Masked,
    PageKind,
    PageRecord,
    Procedure,
)
from absentia.model.tables import TABLES, WRITTEN
from absentia.observatory import Observatory
from absentia.parse import build_tables, portions, tables
from absentia.parse.mask import MaskedReading
from absentia.parse.reading import charges_readable
from absentia.parse.rows import identity_of, rows_of
from absentia.sources import get_source

FIXTURES = Path(__file__).resolve().parents[1] / "sources" / "fixtures"
CARD = PageRecord(
    "c" * 64,
    PageKind.CARD,
    host="A--B.sudrf.ru",
    court_code="99GV0001",
    procedure=Procedure.CRIMINAL,
    instance=Instance.FIRST,
)


def rows(
    record: PageRecord, captured: datetime | None = None, source: str = "ru_sudrf"
) -> dict[str, list[dict[str, Any]]]:
    """The page's rows by table, each as column → value."""
    place = Archived(record.capture, source, "captures-00001.warc.gz", 7, record.url, captured, ())
    reading = MaskedReading(cast("PageRecord[Masked]", record), synthetic=False, readable=charges_readable(record))
    written = rows_of(place, 99, reading).tables
    return {
        table: [dict(zip((name for name, _type in TABLES[table]), row, strict=True)) for row in written[table]]
        for table in WRITTEN
    }


def with_filing(filing: Filing, *defendants: Defendant, issues: tuple[Issue, ...] = ()) -> PageRecord:
    return PageRecord(
        CARD.capture,
        CARD.page,
        host=CARD.host,
        court_code=CARD.court_code,
        procedure=CARD.procedure,
        instance=CARD.instance,
        filing=filing,
        defendants=defendants,
        issues=issues,
    )


def charged(position: int, raw: str, *charges: Charge) -> Defendant:
    return Defendant(position, None, name_hidden=True, charges=charges, charges_raw=raw)


def identity(page: PageRecord, filing: Filing, row: int, listed: ListingRow | None = None) -> str:
    return identity_of(page, filing, row, listed, key=get_source("ru_sudrf").number_key)


def test_a_filing_is_its_court_and_guid_whatever_its_number() -> None:
    one = identity(CARD, Filing(number="1-1/2026", guid="AB-1"), -1)
    assert one == identity(CARD, Filing(number="1-9/2027", guid="ab-1"), 4)
    other_court = PageRecord("d" * 64, PageKind.CARD, host="c--d.sudrf.ru")
    assert one != identity(other_court, Filing(number="1-1/2026", guid="AB-1"), -1)


def test_without_a_guid_it_is_register_number_and_receipt_with_look_alikes_folded() -> None:
    latin, cyrillic = (
        Filing(number="22K-1/2026", received="2026-01-01"),
        Filing(number="22К-1 / 2026", received="2026-01-01"),
    )
    assert identity(CARD, latin, -1) == identity(CARD, cyrillic, 3)
    assert identity(CARD, latin, -1) != identity(CARD, Filing(number="22K-1/2026", received="2026-01-02"), -1)
    listed = ListingRow(0, latin, procedure=Procedure.KAS, instance=Instance.FIRST)
    assert identity(CARD, latin, -1) != identity(CARD, latin, 0, listed)
    for same in ("22К–1/26", "22К-01/2026 (повторно)"):
        assert identity(CARD, Filing(number=same, received="2026-01-01"), -1) == identity(CARD, latin, -1)
    yearless = [identity(CARD, Filing(number=text), -1) for text in ("1-17", "1 - 17", "1-18")]
    assert (yearless[0], yearless[0] != yearless[2]) == (yearless[1], True)
    nameless = [identity(CARD, Filing(), row) for row in (0, 1)]
    assert nameless[0] != nameless[1]


def test_a_cell_that_raised_an_issue_counts_no_charge_and_one_without_text_is_neither() -> None:
    good, partly = Charge("УК", "337", "3.1"), Charge("УК", "338", "1")
    issues = (Issue("charge_unreadable", "ЛИЦА[1]", "бяка"), Issue("bad_date", "ЛИЦА[0]", "x"))
    found = rows(
        with_filing(
            Filing(guid="g"),
            charged(0, "ст.337 ч.3.1 УК РФ; бяка", good),
            charged(1, "ст.338 ч.1; бяка", partly),
            charged(2, "вздор"),
            charged(3, ""),
            issues=issues,
        )
    )
    assert [person["charges_readable"] for person in found["defendants"]] == [True, False, False, None]
    assert [(charge["defendant"], charge["provision"]) for charge in found["charges"]] == [(0, "337.3.1")]
    assert [issue["kind"] for issue in found["issues"]] == ["charge_unreadable", "bad_date"]


def test_a_provision_is_written_as_the_law_of_the_source_reads_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "__path__", [*sources.__path__, str(FIXTURES.parent / "toys")])
    page = with_filing(Filing(guid="g"), charged(0, "337.5", Charge("unassigned", "337", "5")))
    assert [one["provision"] for one in rows(page)["charges"]] == ["337.5"]
    assert [one["provision"] for one in rows(page, source="xx_toy")["charges"]] == ["337/5"], "no law of xx is here"


def test_in_a_row_only_the_person_whose_cell_is_quoted_is_unreadable() -> None:
    charge = Charge("УК", "337", "5")
    persons = (charged(0, "ст.337 ч.5 УК РФ", charge), charged(1, "ст.ххх", charge))
    row = ListingRow(0, Filing(guid="g"), persons)
    other = ListingRow(1, Filing(guid="h"), (charged(0, "ст.ххх", charge),))
    record = PageRecord(
        "c" * 64, PageKind.LISTING, rows=(row, other), issues=(Issue("charge_unreadable", "rows[0].info", "ст.ххх"),)
    )
    assert [person["charges_readable"] for person in rows(record)["defendants"]] == [True, False, True]


def test_a_row_of_a_hearing_list_is_a_filing_and_an_unnamed_event() -> None:
    row = ListingRow(
        2,
        Filing(number="1-1/2026", guid="g"),
        procedure=Procedure.KAS,
        instance=Instance.APPEAL,
        time="10:00",
        place="Зал 1",
        hearing_result="Заседание отложено",
    )
    found = rows(PageRecord("c" * 64, PageKind.HEARING_LIST, host="a.example", hearing_date="2026-08-12", rows=(row,)))
    (filing,), (event,) = found["filings"], found["events"]
    assert (filing["procedure"], filing["instance"], filing["result"]) == ("kas", "appeal", None)
    assert event["filing_id"] == filing["filing_id"]
    assert (event["name"], event["date"], event["time"]) == (None, date(2026, 8, 12), "10:00")
    assert event["result"] == "Заседание отложено"


def test_silence_is_null_and_unknown_is_unknown() -> None:
    silent = rows(PageRecord("c" * 64, PageKind.LISTING))["captures"][0]
    unknown = rows(PageRecord("c" * 64, PageKind.LISTING, procedure=Procedure.UNKNOWN))["captures"][0]
    assert (silent["procedure"], unknown["procedure"]) == (None, "unknown")
    assert (silent["court"], silent["captured"], silent["counter"]) == (None, None, None)


def test_dates_are_dates_and_nonsense_is_null() -> None:
    filing = Filing(guid="g", received="2026-02-30", decided="2026-02-28", published="2026-04-22T18:54")
    (row,) = rows(with_filing(filing), datetime(2026, 1, 1, 3, tzinfo=UTC))["filings"]
    assert (row["received"], row["decided"]) == (None, date(2026, 2, 28))
    assert (row["published"], row["captured"]) == (datetime(2026, 4, 22, 18, 54), datetime(2026, 1, 1, 3))  # noqa: DTZ001


def flat(records: list[PageRecord]) -> Iterator[tuple[int, int, int, int]]:
    for record in records:
        hearings = len(record.rows) if record.page is PageKind.HEARING_LIST else 0
        groups = [record.defendants if record.filing else (), *(row.defendants for row in record.rows)]
        yield (
            (record.filing is not None) + len(record.rows),
            (len(record.events) if record.filing else 0) + hearings,
            sum(map(len, groups)),
            len(record.issues),
        )


def test_everything_the_reader_finds_is_in_the_tables_once(tmp_path: Path) -> None:
    observatory = Observatory.create(tmp_path / "observatory")
    archive = Archive.appending(observatory.archive)
    source = get_source("ru_sudrf")
    records = []
    for file in sorted(FIXTURES.glob("*.html")):
        archive.append(Capture.of_page(file.read_bytes()), source.id)
        records.append(source.read(file.read_bytes()))
    archive.close()
    counts = build_tables(observatory, jobs=1).counts
    filings, events, persons, issues = (sum(numbers) for numbers in zip(*flat(records), strict=True))
    assert (counts["captures"], counts["filings"]) == (len(records), filings)
    assert (counts["events"], counts["defendants"]) == (events, persons)
    assert counts["issues"] >= issues > 0
    for table in WRITTEN:
        written = pq.read_table(observatory.tables / f"{table}.parquet")
        assert written.schema.equals(tables.SCHEMAS[table])
        assert written.num_rows == counts[table]
        ids = written["capture"].to_pylist()
        assert ids == sorted(ids)
        assert all(re.fullmatch(r"c-[0-9a-f]{32}", one) for one in ids)


def test_batches_and_row_groups_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    for name, batch, portion in (("small", 3, 7), ("large", 128, 4096)):
        monkeypatch.setattr(portions, "BATCH", batch)
        monkeypatch.setattr(portions, "PORTION", portion)
        monkeypatch.setattr(tables, "GROUP_ROWS", 10)
        observatory = Observatory.create(tmp_path / name)
        (observatory.path / "keys" / "pseudonym.key").write_text("7" * 64)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
        archive = Archive.appending(observatory.archive)
        for file in sorted(FIXTURES.glob("*.html")):
            archive.append(Capture.of_page(file.read_bytes()), "ru_sudrf")
        archive.close()
        build_tables(observatory, jobs=1)
        written.append({file.name: file.read_bytes() for file in observatory.tables.iterdir()})
    assert written[0] == written[1]
    assert pq.ParquetFile(tmp_path / "small" / "tables" / "filings.parquet").num_row_groups > 1


@pytest.mark.parametrize("can_exchange", [True, False])
def test_new_tables_take_the_place_of_the_old_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(tables, "_exchange", lambda _one, _other: False)
    old, new = tmp_path / "tables", tmp_path / ".tables.new"
    for folder in (old, new):
        folder.mkdir()
        (folder / folder.name.strip(".")).touch()
    tables.replace_folder(new, old)
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == ["tables", "tables/tables.new"]


def test_a_death_between_the_two_steps_of_an_exchange_is_healed(tmp_path: Path) -> None:
    (tmp_path / ".tables.old").mkdir()
    (tmp_path / ".tables.old" / "captures.parquet").touch()
    tables.restore_folder(tmp_path / "tables")
    assert (tmp_path / "tables" / "captures.parquet").exists()
    assert not (tmp_path / ".tables.old").exists()
