"""Cards read the way peers read them: BeautifulSoup over the whole page, tables row by row.

Straightforward and fair: it decodes once, drops what is not the card, and takes fields, events, persons and parties,
nothing more. Our reader gives the same four and types them besides.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from absentia.model import PageRecord

TIMES = ("Время", "Время события", "Время слушания")
HIDDEN, NAMELESS = "Информация скрыта", "БЕЗ ИМЕНИ!"
DROPPED = (
    "script, style, .tooltipShow, .block-mobile, #resultMob, #top_menu, "
    "[id^=cont_doc], [id^=tab_content_Document], [id^=printVersionBody], .printVersionBody"
)


@dataclass(frozen=True)
class CardRecords:
    """What both routes must find on a card, as the page writes it."""

    fields: Counter[tuple[str, str]]
    events: tuple[tuple[str, str], ...]
    """Name and time of day."""
    persons: tuple[tuple[str, str], ...]
    parties: tuple[tuple[str, str], ...]


def decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1251", errors="replace")


def text(node: Tag) -> str:
    return " ".join(node.get_text(" ").split()) if node.find("br") else " ".join(node.get_text().split())


def read_with_soup(data: bytes, parser: str) -> CardRecords:
    soup = BeautifulSoup(decoded(data), parser)
    for node in soup.select(DROPPED):
        node.decompose()
    fields: Counter[tuple[str, str]] = Counter()
    events, persons, parties = [], [], []
    column = soup.find(id="modSdpContent")
    for table in column.find_all("table") if isinstance(column, Tag) else ():
        header: list[str] = []
        for row in table.find_all("tr"):
            if row.find_parent("table") is not table:
                continue
            cells = [text(cell) for cell in row.find_all(["td", "th"], recursive=False)]
            if not header and (len(cells) > 2 or cells[1:] == ["Перечень статей"]):
                header = cells
            elif not header and len(cells) == 2:
                fields[cells[0], cells[1]] += 1
            elif "Наименование события" in header and len(cells) == len(header):
                named = dict(zip(header, cells, strict=True))
                times = (named.get(heading) for heading in TIMES)
                hour = next((time for time in times if time), "")
                events.append((named["Наименование события"], hour.zfill(len("00:00")) if hour else ""))
            elif "Перечень статей" in header and len(cells) == len(header):
                persons.append((HIDDEN if cells[0] == NAMELESS else cells[0], cells[1]))
            elif "ИНН" in header and len(cells) == len(header):
                parties.append((cells[0], cells[1]))
    return CardRecords(fields, tuple(events), tuple(persons), tuple(parties))


def as_card_records(record: PageRecord) -> CardRecords:
    """Our record, reduced to what the peers' route gives."""
    return CardRecords(
        fields=Counter((field.label, field.value) for field in record.fields),
        events=tuple((event.name or "", event.time or "") for event in record.events),
        persons=tuple((person.name or HIDDEN, person.charges_raw) for person in record.defendants),
        parties=tuple((party.kind or "", party.name or HIDDEN) for party in record.parties),
    )
