"""A world of criminal cases and the weekly packages a register would make of it, with its faults to be switched on.

Invented in every part: courts, cases, judges. ``World`` draws cases from a seed; ``package`` writes one week's ZIP;
``truth`` counts what a right reading must find. Names of judges all contain :data:`JUDGE`.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

JUDGE = "ВигаданийСуддя"
YEAR = 2026
FIRST_DUMP = dt.date(2026, 9, 7)
HOST = "register.synthetic.example"
COLUMNS = (
    "doc_id", "court_code", "judgment_code", "justice_kind", "category_code", "cause_num", "adjudication_date",
    "receipt_date", "date_publ", "judge", "doc_url", "status",
)  # fmt: skip
COURTS = {"0201": "3", "0305": "3", "0412": "3", "1807": "3", "2034": "3", "4855": "2", "9941": "1"}
"""Code to instance; the court 9876 has documents and is in no dictionary."""
UNLISTED = "9876"
CATEGORIES = {
    "40845": "Військові кримінальні правопорушення (загальна)",
    "40846": "Непокора",
    "40851": "Самовільне залишення військової частини або місця служби",
    "5459": "Самовільне залишення військової частини або місця служби",
    "10660": "Самовільне залишення військової частини або місця служби",
    "40852": "Дезертирство",
    "2050": "Дезертирство",
    "2001": "Злочини проти життя та здоров'я особи",
    "41000": "Крадіжка",
}
OF_407, OF_408, OTHERS = ("40851", "5459"), ("40852", "2050"), ("2001", "41000", "40846", "40845", "")
DICTIONARIES: dict[str, list[tuple[str, ...]]] = {
    "cause_categories.csv": [("category_code", "name"), *CATEGORIES.items()],
    "courts.csv": [
        ("court_code", "name", "instance_code", "region_code"),
        *((code, f"Вигаданий суд {code}", instance, "1") for code, instance in COURTS.items()),
    ],
    "instances.csv": [("instance_code", "name"), ("1", "Касаційна"), ("2", "Апеляційна"), ("3", "Перша")],
    "judgment_forms.csv": [("judgment_code", "name"), ("1", "Вирок"), ("2", "Постанова"), ("5", "Ухвала")],
    "justice_kinds.csv": [
        ("justice_kind", "name"), ("1", "Цивільне"), ("2", "Кримінальне"), ("3", "Господарське"),
        ("4", "Адміністративне"), ("5", "Адмінправопорушення"),
    ],
    "regions.csv": [("region_code", "name"), ("1", "Вигадана область")],
}  # fmt: skip


@dataclass(frozen=True)
class Document:
    """One row, as the register holds it at a moment."""

    id: int
    court: str
    form: str
    kind: str
    category: str
    number: str
    adopted: dt.date
    received: dt.date
    published: dt.date | None
    open: bool
    address: bool

    def values(self) -> dict[str, str]:
        """By column, as a package writes them."""
        days = (self.adopted, self.received, self.published)
        texts = ["" if day is None else f"{day} 00:00:00{'+03' if 4 <= day.month <= 10 else '+02'}" for day in days]
        url = f"http://{HOST}/files/66/{self.id:032x}.rtf" if self.address else ""
        judge = f"{JUDGE} {self.id % 7}"
        head = (str(self.id), self.court, self.form, self.kind, self.category, self.number)
        return dict(zip(COLUMNS, (*head, *texts, judge, url, str(int(self.open))), strict=True))


def drawn(seed: int, cases: int = 60) -> list[Document]:
    """Documents of a year's cases, by their ids."""
    dice = random.Random(seed)  # noqa: S311  repeatable, no secret
    found: list[Document] = []
    for case in range(cases):
        kind = dice.choices("12345", (3, 6, 1, 1, 1))[0]
        court = dice.choice([*(code for code, instance in COURTS.items() if instance == "3"), UNLISTED])
        number = f"{200 + case % 40}/{case + 1}/{YEAR % 100}{dice.choice(['', '', '-к'])}"
        main = dice.choice((*OF_407, *OF_407, *OF_408, *OTHERS))
        start = dt.date(YEAR, 1, 1) + dt.timedelta(dice.randrange(240))
        for step in range(dice.randrange(1, 7)):
            adopted = start + dt.timedelta(step * dice.randrange(1, 20))
            received = max(adopted + dt.timedelta(dice.randrange(40)), dt.date(YEAR, 1, 1))
            form = dice.choice("1255")
            where = dice.choice((court, court, court, "4855", "9941"))
            category = main if dice.random() < 0.85 else dice.choice((*OF_407, *OF_408, *OTHERS))
            spelt = number.replace("/", " / ") if dice.random() < 0.1 else number
            found.append(Document(0, where, form, kind, category, spelt, adopted, received, received, True, True))
    found.sort(key=lambda one: (one.received, one.number))
    return [replace(one, id=1000 + 3 * place) for place, one in enumerate(found)]


@dataclass
class World:
    """What the register holds, week by week; ``changes`` says what happened to which document before which dump."""

    seed: int = 1
    cases: int = 60
    changes: dict[int, dict[int, str]] = field(default_factory=dict)
    """By number of the dump: document → closed, reopened, gone, redated, recategorised, unaddressed."""

    def day(self, week: int) -> dt.date:
        """The day of a dump."""
        return FIRST_DUMP + dt.timedelta(7 * week)

    def documents(self, week: int) -> list[Document]:
        """What the dump of a week shows: what was received by its day, with all that happened so far."""
        shown = {one.id: one for one in drawn(self.seed, self.cases) if one.received <= self.day(week)}
        fresh = {one.id for one in shown.values() if (self.day(week) - one.received).days < 10}
        shown |= {number: replace(shown[number], address=False) for number in fresh}
        for before in sorted(one for one in self.changes if one <= week):
            for number, what in self.changes[before].items():
                if number in shown:
                    shown = _changed(shown, number, what)
        return list(shown.values())


def _changed(shown: dict[int, Document], number: int, what: str) -> dict[int, Document]:
    old = shown[number]
    if what == "gone":
        return {key: one for key, one in shown.items() if key != number}
    new = {
        "closed": replace(old, open=False),
        "reopened": replace(old, open=True),
        "redated": replace(old, adopted=old.adopted - dt.timedelta(31)),
        "recategorised": replace(old, category="41000"),
        "unaddressed": replace(old, address=False),
    }[what]
    return {**shown, number: new}


FAULTS = (
    "moved", "added", "missing_column", "bare_quote", "open_quote", "newline", "swallowed", "short_row", "long_row",
    "blank_line", "crlf", "no_utf8", "bad_day", "bad_status", "encoded_twice", "twice", "twice_redated",
    "unknown_category", "unnamed_code", "odd_years", "cut_off", "declared_bomb", "dots", "backslash", "absolute",
    "encrypted", "in_folder", "two_files", "no_dictionary", "other_codes", "unknown_codes",
)  # fmt: skip


def package(documents: list[Document], target: Path, day: dt.date, *faults: str) -> Path:
    """Write one ZIP, with the faults that are named."""
    columns = list(COLUMNS)
    if "moved" in faults:
        columns = [*columns[3:], *columns[:3]]
    lines = [_line([one.values()[column] for column in columns]) for one in documents]
    header = columns + (["region"] if "added" in faults else [])
    if "missing_column" in faults:
        header.remove("status")
    lines = list(_spoilt(lines, faults))
    end = "\r\n" if "crlf" in faults else "\n"
    body = (end.join(["\t".join(header), *lines]) + end).encode("utf-8", "surrogateescape")
    if "open_quote" in faults:
        body += b'9\t"open\n'
    files = {"documents.csv": body, **{name: _dictionary(name, faults) for name in DICTIONARIES}}
    if "no_dictionary" in faults:
        del files["instances.csv"]
    _write(files, target, day, faults)
    return target


def _line(values: list[str]) -> str:
    return "\t".join(f'"{one}"' if " " in one else one for one in values)


def _spoilt(lines: list[str], faults: tuple[str, ...]) -> Iterator[str]:
    """The lines with bad ones among them; each fault touches lines of its own."""
    first = lines[0].split("\t") if lines else []
    more = {
        "short_row": "77\t0201\t5",
        "long_row": "\t".join([*first, "more"]),
        "blank_line": "",
        "no_utf8": "\udcff\udcfe" + "\t" * (len(first) - 1),
        "bad_day": (lines[0] if lines else "").replace(f"{YEAR}-", f"{YEAR}/"),
        "bad_status": "\t".join("true" if one == "1" else one for one in first),
    }
    for place, line in enumerate(lines):
        if place == 1:
            yield from (text for fault, text in more.items() if fault in faults)
        yield _touched(place, line, faults)
    if "twice" in faults and lines:
        yield lines[-1]
    if "twice_redated" in faults and lines:
        yield lines[0].replace(f"{YEAR}-", f"{YEAR - 1}-", 1)
    if "unknown_codes" in faults:
        yield "\t".join(("999006", "9999", "15", "2", "99999", "1/1/26", *[f"{YEAR}-01-01"] * 3, JUDGE, "", "1"))
    if "odd_years" in faults and lines:
        yield lines[0].replace(f"{YEAR}-", "1906-", 1).replace("1000", "999000", 1)
        yield lines[0].replace(f"{YEAR}-", "2062-", 1).replace("1000", "999003", 1)


def _touched(place: int, line: str, faults: tuple[str, ...]) -> str:
    if "swallowed" in faults and place in (4, 5):  # a quote that closes in the same column of the next line
        values = line.replace('"', "").split("\t")
        judge = next(number for number, one in enumerate(values) if JUDGE in one)
        values[judge] = f'"{values[judge]}' if place == 4 else f'{values[judge]}"'
        return "\t".join(values)
    if "newline" in faults and place == 2:
        return line.replace(JUDGE, f"{JUDGE}\n{JUDGE}", 1)
    if "bare_quote" in faults and place == 3:
        return line.replace("http", 'ht"tp', 1)
    return line


def _dictionary(name: str, faults: tuple[str, ...]) -> bytes:
    rows = [list(row) for row in DICTIONARIES[name]]
    for row in rows:
        if "encoded_twice" in faults and row[0].isdigit():
            row[1] = "".join(chr(byte) if byte == 0x98 else bytes([byte]).decode("cp1251") for byte in row[1].encode())
        if "unknown_category" in faults and row[0] == "40851":
            row[1] = "Назва, якої ніхто не знає"
        if "other_codes" in faults and name == "judgment_forms.csv" and row[0] == "1":
            row[1] = "Рішення"
    if "unnamed_code" in faults:
        rows = [row for row in rows if row[0] != "40851"]
    return "".join(_line(row) + "\n" for row in rows).encode()


def _write(files: dict[str, bytes], target: Path, day: dt.date, faults: tuple[str, ...]) -> None:
    stamp = (day.year, day.month, day.day, 6, 15, 0)
    prefix = {"in_folder": "Data/", "dots": "../", "backslash": "..\\", "absolute": "/etc/"}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in files.items():
            before = next((text for fault, text in prefix.items() if fault in faults), "")
            shown = name.upper() if "in_folder" in faults else name
            made.writestr(zipfile.ZipInfo(before + shown, stamp), body, zipfile.ZIP_DEFLATED)
        if "two_files" in faults:
            made.writestr(zipfile.ZipInfo("more/documents.csv", stamp), b"doc_id\n")
        if "declared_bomb" in faults:
            made.getinfo("documents.csv").file_size = 200 << 30
        if "encrypted" in faults:
            made.getinfo("documents.csv").flag_bits |= 1
    data = buffer.getvalue()
    target.write_bytes(data[: len(data) // 2] if "cut_off" in faults else data)
