"""Real pages, read a second time by another parser: everything on them is in the record, nothing twice.

The oracle uses BeautifulSoup and its own few rules, and knows nothing of the vocabulary. Facts in ``HAND_READ`` were
read from the pages by eye.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from absentia.model import Event, PageRecord
from absentia.sources import get_source

SOURCE = get_source("ru_sudrf")
PAGES = [
    "cassation_captcha_gate",
    "cassation_card_criminal",
    "cassation_empty_result",
    "cassation_listing_civil",
    "cassation_temporarily_unavailable",
    "district_card_civil_first_appealed",
    "district_card_criminal_first",
    "okrug_card_criminal_appeal",
    "okrug_hearing_list",
    "okrug_listing_criminal_first",
    "regional_search_form_captcha",
    "vnkod_card_civil_first",
    "vnkod_card_kas_appeal",
    "vnkod_listing_by_uid",
    "waf_block_g",
]
CARDS = [name for name in PAGES if "_card_" in name]
LISTS = ["cassation_listing_civil", "okrug_hearing_list", "okrug_listing_criminal_first", "vnkod_listing_by_uid"]

MASKED = "who saved the page replaced the letters and digits of «опубликовано …, изменено …»"
EXPLAINED = {
    ("cassation_card_criminal", "bad_date", "publishInfo"): MASKED,
    ("district_card_criminal_first", "bad_date", "publishInfo"): MASKED,
    ("district_card_civil_first_appealed", "bad_date", "publishInfo"): MASKED,
}
"""Issues that the pages really deserve."""

# page, template, procedure, instance, charset, court code, counter, range, pages, rows, fields, events, defendants,
# parties, complaints, execution documents, acts
HAND_READ: dict[str, tuple[Any, ...]] = {
    "cassation_captcha_gate": ("captcha_gate", "primary", None, None, "utf-8", "78KJ0003"),
    "cassation_card_criminal": ("card", "primary", "criminal", "cassation", "utf-8", "26KJ0005"),
    "cassation_empty_result": ("empty_result", "primary", None, None, "utf-8", "77KJ0002"),
    "cassation_listing_civil": ("listing", "primary", "civil", "cassation", "utf-8", "77KJ0002"),
    "cassation_temporarily_unavailable": ("temporarily_unavailable", "primary", None, None, "utf-8", "77KJ0002"),
    "district_card_civil_first_appealed": ("card", "primary", "civil", "first", "utf-8", "11RS0001"),
    "district_card_criminal_first": ("card", "primary", "criminal", "first", "utf-8", "03RS0004"),
    "okrug_card_criminal_appeal": ("card", "primary", "criminal", "appeal", "utf-8", "77OV0000"),
    "okrug_hearing_list": ("hearing_list", "primary", None, None, "utf-8", "77OV0000"),
    "okrug_listing_criminal_first": ("listing", "primary", "criminal", "first", "utf-8", "77OV0000"),
    "regional_search_form_captcha": ("search_form", "primary", "civil", "appeal", "windows-1251", "78OS0000"),
    "vnkod_card_civil_first": ("card", "vnkod", "civil", "first", "utf-8", "28RS0004"),
    "vnkod_card_kas_appeal": ("card", "vnkod", "kas", "appeal", "utf-8", "63OS0000"),
    "vnkod_listing_by_uid": ("listing", "vnkod", "kas", "appeal", "utf-8", "63OS0000"),
    "waf_block_g": ("block_g", "none", None, None, "utf-8", None),
}
COUNTS = {  # fields, events, defendants, parties, complaints, execution documents, acts
    "cassation_card_criminal": (11, 1, 1, 5, 2, 0, 1),
    "district_card_civil_first_appealed": (28, 10, 0, 7, 5, 2, 1),
    "district_card_criminal_first": (6, 5, 1, 2, 0, 1, 1),
    "okrug_card_criminal_appeal": (5, 2, 1, 0, 0, 0, 0),
    "vnkod_card_civil_first": (6, 7, 0, 5, 0, 0, 0),
    "vnkod_card_kas_appeal": (8, 6, 0, 6, 0, 0, 1),
}
COUNTERS = {  # counter, range, pages, rows
    "cassation_listing_civil": (530, (1, 25), 22, 25),
    "okrug_listing_criminal_first": (567, (1, 25), 23, 25),
    "vnkod_listing_by_uid": (1, (1, 1), 1, 1),
    "okrug_hearing_list": (None, None, None, 9),
}


def text(node: Tag) -> str:
    for line_break in node.find_all("br"):
        line_break.replace_with(" ")
    for tip in node.select(".tooltipShow"):
        tip.decompose()
    return " ".join(node.get_text().split())


def day(raw: str) -> str | None:
    return dt.datetime.strptime(raw, "%d.%m.%Y").date().isoformat() if raw else None  # noqa: DTZ007  a day only


def soup_of(shared: Path, name: str) -> BeautifulSoup:
    data = (shared / "pages" / f"{name}.html").read_bytes()
    try:
        page = data.decode()
    except UnicodeDecodeError:
        page = data.decode("cp1251")
    soup = BeautifulSoup(page, "html.parser")
    copies = "script, style, [id^=cont_doc], [id^=tab_content_Document], [id^=printVersionBody], .printVersionBody"
    for node in soup.select(f"{copies}, .block-mobile, #resultMob, #top_menu"):
        node.decompose()
    return soup


def direct_cells(row: Tag) -> list[Tag]:
    return [cell for cell in row.find_all(["td", "th"], recursive=False) if isinstance(cell, Tag)]


def column(soup: BeautifulSoup) -> Tag:
    found = soup.find(id="modSdpContent")
    assert isinstance(found, Tag)
    return found


def own_rows(table: Tag) -> list[Tag]:
    return [row for row in table.find_all("tr") if row.find_parent("table") is table]


def pairs_and_grids(soup: BeautifulSoup) -> tuple[list[tuple[str, str]], list[tuple[list[str], list[list[str]]]]]:
    """Every label with its value, and every table with a header: the header and its rows."""
    pairs: list[tuple[str, str]] = []
    grids: list[tuple[list[str], list[list[str]]]] = []
    for table in column(soup).find_all("table"):
        header: list[str] | None = None
        rows: list[list[str]] = []
        for row in own_rows(table):
            cells = direct_cells(row)
            if len(cells) == 2 and header is None:
                pairs.append((text(cells[0]), text(cells[1])))
            elif len(cells) > 2 and header is None:
                header = [text(cell) for cell in cells]
            elif len(cells) > 2:
                rows.append([text(cell) for cell in cells])
        if header:
            grids.append((header, rows))
    return pairs, grids


@pytest.fixture(scope="module")
def records(shared: Path) -> dict[str, PageRecord]:
    return {name: SOURCE.read((shared / "pages" / f"{name}.html").read_bytes()) for name in PAGES}


def test_the_list_of_pages_is_the_folder(shared: Path) -> None:
    assert sorted(path.stem for path in (shared / "pages").glob("*.html")) == sorted(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_a_person_sees(name: str, records: dict[str, PageRecord]) -> None:
    record = records[name]
    seen = (
        record.page.value,
        record.template,
        record.procedure.value if record.procedure else None,
        record.instance.value if record.instance else None,
        record.charset,
        record.court_code,
    )
    assert seen == HAND_READ[name]
    assert record.captcha is {"cassation_captcha_gate": True, "regional_search_form_captcha": True}.get(name)


@pytest.mark.parametrize("name", PAGES)
def test_no_issue_is_left_unexplained(name: str, records: dict[str, PageRecord]) -> None:
    found = {(name, issue.kind, issue.where) for issue in records[name].issues}
    assert found == {entry for entry in EXPLAINED if entry[0] == name}


@pytest.mark.parametrize("name", COUNTS)
def test_a_card_has_as_much_as_a_person_counts(name: str, records: dict[str, PageRecord]) -> None:
    record = records[name]
    assert COUNTS[name] == (
        len(record.fields),
        len(record.events),
        len(record.defendants),
        len(record.parties),
        len(record.complaints),
        len(record.execution_documents),
        len(record.acts),
    )


@pytest.mark.parametrize("name", COUNTERS)
def test_a_listing_has_as_much_as_a_person_counts(name: str, records: dict[str, PageRecord]) -> None:
    record = records[name]
    assert COUNTERS[name] == (record.counter, record.range, record.pages, len(record.rows))


@pytest.mark.parametrize("name", CARDS)
def test_every_label_and_value_is_in_the_record_once(name: str, shared: Path, records: dict[str, PageRecord]) -> None:
    pairs, _ = pairs_and_grids(soup_of(shared, name))
    assert pairs
    assert Counter((field.label, field.value) for field in records[name].fields) == Counter(pairs)


EVENT_COLUMNS = {
    "name": ("Наименование события", "Событие"),
    "date": ("Дата", "Дата события"),
    "time": ("Время", "Время слушания", "Время события"),
    "place": ("Место проведения", "Зал судебного заседания"),
    "result": ("Результат события", "Результат"),
    "ground": ("Основание для выбранного результата события", "Основание для выбранного результата"),
    "note": ("Примечание",),
    "posted": ("Дата размещения",),
}


def as_row(event: Event) -> tuple[str | None, ...]:
    return tuple(getattr(event, name) for name in EVENT_COLUMNS)


def event_row(header: list[str], row: list[str]) -> tuple[str | None, ...]:
    cells = dict(zip(header, row, strict=True))
    found: list[str | None] = []
    for name, headings in EVENT_COLUMNS.items():
        raw = next((cells[heading] for heading in headings if heading in cells), "")
        found.append(day(raw) if name in {"date", "posted"} else raw or None)
    return tuple(found)


@pytest.mark.parametrize("name", CARDS)
def test_every_event_is_in_the_record_once_and_in_order(
    name: str, shared: Path, records: dict[str, PageRecord]
) -> None:
    _, grids = pairs_and_grids(soup_of(shared, name))
    record = records[name]
    own = [event_row(header, row) for header, rows in grids if "Наименование события" in header for row in rows]
    complaints = [event_row(header, row) for header, rows in grids if "Событие" in header for row in rows]
    assert [as_row(event) for event in record.events] == own
    assert [as_row(event) for complaint in record.complaints for event in complaint.events] == complaints


@pytest.mark.parametrize("name", CARDS)
def test_every_person_party_document_and_complaint_is_in_the_record_once(
    name: str, shared: Path, records: dict[str, PageRecord]
) -> None:
    _, grids = pairs_and_grids(soup_of(shared, name))
    record = records[name]
    hidden = "Информация скрыта"
    persons, parties, documents, complaints = [], [], [], []
    for header, rows in grids:
        if "Перечень статей" in header:
            persons += [(row[0], row[1]) for row in rows]
        elif "ИНН" in header:
            parties += [(row[0], row[1], [cell for cell in row[2:] if cell]) for row in rows]
        elif "Номер электронного ИД" in header:
            documents += rows
        elif "Результат изучения жалобы" in header:
            complaints += rows
    assert [(person.name or hidden, person.charges_raw) for person in record.defendants] == persons
    assert [
        (party.kind, party.name or hidden, [each.value for each in party.identifiers]) for party in record.parties
    ] == parties
    assert [
        [entry.form_number or "", entry.electronic_number or "", entry.status or "", entry.recipient or ""]
        for entry in record.execution_documents
    ] == [row[1:] for row in documents]
    assert [entry.issued for entry in record.execution_documents] == [day(row[0]) for row in documents]
    rows_of_complaints = [[field.value for field in entry.fields] for entry in record.complaints if not entry.number]
    assert rows_of_complaints == complaints


@pytest.mark.parametrize("name", LISTS)
def test_every_row_of_a_list_is_in_the_record_once_and_in_order(
    name: str, shared: Path, records: dict[str, PageRecord]
) -> None:
    table = next(
        table
        for table in column(soup_of(shared, name)).find_all("table")
        if "Судья" in table.get_text() and len(own_rows(table)) > 1
    )
    header = [text(cell) for cell in direct_cells(own_rows(table)[0])]
    expected, seen = [], []
    for row in own_rows(table)[1:]:
        cells = dict(zip(header, direct_cells(row), strict=False))
        if len(cells) == 1:
            continue  # the name of a register
        anchor = next(cells[heading] for heading in ("№ дела", "Номер дела") if heading in cells).find("a")
        assert isinstance(anchor, Tag)
        query = parse_qs(urlsplit(str(anchor["href"])).query)
        guid = (query.get("case_uid") or query["_uid"])[0]
        words = {heading: text(cell) for heading, cell in cells.items()}
        info = next(words[heading] for heading in words if heading.startswith(("Лица", "Категория", "Информация")))
        expected.append(
            (
                guid,
                day(words.get("Дата поступления", "")),
                info,
                words["Судья"],
                day(words.get("Дата решения", "")),
                words.get("Решение", ""),
                words.get("Время слушания", ""),
                cells["Судебные акты"].find("a") is not None,
                text(anchor),
            )
        )
    for entry in records[name].rows:
        filing = entry.filing
        number = [filing.number, filing.joined_number, *filing.former_numbers, filing.material_number]
        seen.append(
            (
                filing.guid,
                filing.received,
                entry.info_raw,
                filing.judge,
                filing.decided,
                filing.result or "",
                entry.time or "",
                entry.has_act,
                number,
            )
        )
    assert [row[:-1] for row in seen] == [row[:-1] for row in expected]
    for read, original in zip(seen, expected, strict=True):
        pieces = [piece for piece in re.split(r"[\s()\[\];~]+", original[-1]) if piece]
        assert Counter(piece for piece in read[-1] if piece) == Counter(pieces)


def test_the_hearing_list_names_day_registers_lower_courts_and_one_article_337(
    records: dict[str, PageRecord],
) -> None:
    record = records["okrug_hearing_list"]
    assert record.hearing_date == "2026-08-12"
    assert Counter((row.procedure, row.instance) for row in record.rows) == {
        ("criminal", "appeal"): 5,
        ("kas", "first"): 1,
        ("criminal", "first"): 3,
    }
    charged = [row for row in record.rows for person in row.defendants for c in person.charges if c.article == "337"]
    assert [(row.filing.lower_court, [c.part for d in row.defendants for c in d.charges]) for row in charged] == [
        ("Смоленский ГВС", ["5"])
    ]
    assert [len(row.defendants) for row in record.rows] == [1, 1, 1, 1, 5, 0, 1, 1, 5]


def test_the_okrug_listing_hides_every_defendant_and_shows_no_act(records: dict[str, PageRecord]) -> None:
    rows = records["okrug_listing_criminal_first"].rows
    assert all(person.name is None and person.name_hidden for row in rows for person in row.defendants)
    assert all(row.defendants for row in rows)
    assert not any(row.has_act for row in rows)
    assert all(row.act_blocked for row in rows)
    assert len({row.filing.guid for row in rows}) == 25


def test_what_a_card_says_of_itself_is_typed(records: dict[str, PageRecord]) -> None:
    okrug = records["okrug_card_criminal_appeal"].filing
    assert okrug is not None
    assert (okrug.lower_court, okrug.lower_number, okrug.lower_material_number, okrug.uid) == (
        "Ярославский ГВС",
        "3/1-77/2026",
        "К/21548",
        None,
    )
    assert (okrug.published, okrug.changed) == ("2026-08-10T12:30", "2026-08-11T07:13")
    district = records["district_card_criminal_first"].filing
    assert district is not None
    assert (district.uid_valid, district.received, district.decided) == (True, "2026-04-22", "2026-05-06")
    assert district.uid is not None
    assert not district.uid.startswith("03RS0004"), "the case began in another court than the one that shows it"
    kas = records["vnkod_card_kas_appeal"].filing
    assert kas is not None
    assert (kas.former_numbers != (), kas.lower_material_number is not None, kas.uid_valid) == (True, True, True)


def test_no_text_of_an_act_is_in_a_record(records: dict[str, PageRecord]) -> None:
    for name in CARDS:
        for act in records[name].acts:
            assert act.characters > 10_000
            assert len(act.title) < 60
        assert "х. ххх" not in repr(records[name].fields)
