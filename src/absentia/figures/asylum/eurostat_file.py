"""Eurostat's downloads: SDMX-CSV and linear CSV (a line for each value), and TSV (a column for each period).

Columns are found by their names, in whatever order. The table is known by what the file says of itself, or by its
publisher's file name; another table is refused by name.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from absentia.errors import FigureProblem
from absentia.figures.asylum.cells import (
    ALL,
    EUROSTAT,
    MEN,
    OF_EUROSTAT,
    TOTALS,
    UNKNOWN,
    WOMEN,
    Cell,
    Kind,
    rounded_to_five,
)
from absentia.figures.asylum.downloads import (
    CITIZENSHIP,
    CONFIDENTIAL,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    Downloaded,
    at,
    opened,
    unknown,
)
from absentia.figures.reading import cells_missing
from absentia.model.period import Period
from absentia.model.texts import said

TABLES = {
    "migr_asyappctza": ("applicant", "A"),
    "migr_asyappctzm": ("applicant", "M"),
    "migr_asypenctzm": ("", "M"),
    "migr_asydcfstq": ("decision", "Q"),
}
"""The tables that are read: the dimension that says what is counted, and how often."""
WANTED = said(
    "wanted is one of {tables}, as SDMX-CSV, linear CSV or TSV with codes: https://ec.europa.eu/eurostat/databrowser/",
    tables=", ".join(TABLES),
)
APPLICANTS = {
    "FRST": "first_time_applicants", "SSEQ": "repeat_applicants", "TOTAL": "applicants",
    "NASY_APP": "first_time_applicants", "ASY_APP": "applicants",
}  # fmt: skip
DECISIONS = {
    "TOTAL": "decisions", "POS": "decisions_positive", "POS_RFG": "decisions_refugee",
    "POS_HUM": "decisions_humanitarian", "POS_SPROT": "decisions_subsidiary", "NEG": "decisions_rejected",
    "TOTAL_POS": "decisions_positive", "GENCONV": "decisions_refugee", "HUMSTAT": "decisions_humanitarian",
    "SUB_PROT": "decisions_subsidiary", "TEMP_PROT": "decisions_complementary", "REJECTED": "decisions_rejected",
}  # fmt: skip
"""Of today's files and, below, of those before 2023."""
SEXES = {"M": MEN, "F": WOMEN, "T": ALL, "UNK": UNKNOWN}
FLAGS = frozenset("bcdefimnprsuz")
_OTHER_NAMES = {"asyl_app": "applicant", "time": "time_period"}
_ABOUT = frozenset({"dataflow", "structure", "structure_id", "last update", "obs_value", "obs_flag", "conf_status"})
_DIMENSIONS = frozenset({"freq", "unit", "citizen", "sex", "age", "geo", "time_period"})
_MAY_LACK = frozenset({"freq", "unit"})
# "ESTAT:MIGR_ASYAPPCTZA(1.0)" · "estat_migr_asyappctza.tsv.gz" · "migr_asyappctza_linear.csv"
_TABLE = re.compile(r"migr_[a-z0-9]+", re.IGNORECASE)
# "1175 " · "5 p" · ": " · ": c" · ":c" · "12.0"
_VALUE = re.compile(r"(?P<number>:|\d+(?:\.0+)?|)\s*(?P<flags>[a-z]*)")
_AGE = re.compile(r"Y[A-Z0-9_-]+|UNK")
# "2022" · "2022-05" · "2022M05" · "2023-Q2" · "2023Q2"
_PERIOD = re.compile(r"(?P<year>\d{4})(?:-?M?(?P<month>\d{2})|-?Q(?P<quarter>[1-4]))?")
_GRAIN = {"month": "M", "quarter": "Q"}


def read_eurostat(path: Path) -> Downloaded:
    """The cells of citizens of Russia in one download, and how many values gave none, by reason.

    Raises:
        FigureProblem: another table, an unknown column or code, a number that is not rounded to 5.
        UnreadableInput: another kind of file.
    """
    with opened(path, {}, WANTED) as (text, _table):
        first = text.readline()
        wide = "\\" in first and "\t" in first
        lines = _wide(path, text, first) if wide else _long(path, text, first)
        found: Downloaded | None = None
        for line, row in lines:
            found = found or Downloaded(_named(path, row))
            _read(path, line, row, found)
    if found is None:
        raise FigureProblem(said("the file has no value"), where=str(path), next_step=WANTED)
    found.must_have_cells(path, said("choose the citizenship RU when you download"))
    return found


Row = Mapping[str, str]


def _long(path: Path, text: IO[str], first: str) -> Iterator[tuple[int, Row]]:
    """A line for each value."""
    delimiter = max(",;\t", key=first.count)
    names = _columns(path, next(csv.reader([first], delimiter=delimiter)), {"time_period", "obs_value"})
    for line, cells in enumerate(csv.reader(text, delimiter=delimiter), 2):
        if not cells:
            continue
        if len(cells) != len(names):
            raise FigureProblem(
                cells_missing(len(cells), len(names)),
                where=at(path, line),
                next_step=said("mend the line, or download the table again"),
            )
        row = dict(zip(names, cells, strict=True))
        secret = "c" if row.get("conf_status", "").strip().upper() == "C" else ""
        yield line, {**row, "value": f"{row['obs_value']} {row.get('obs_flag', '').strip().lower()}{secret}"}


def _wide(path: Path, text: IO[str], first: str) -> Iterator[tuple[int, Row]]:
    """A line for each combination of codes, with a column for each period."""
    head, *periods = first.rstrip("\r\n").split("\t")
    names = _columns(path, [*head.partition("\\")[0].split(","), "time_period"], {"time_period"})[:-1]
    for line, one in enumerate(text, 2):
        head, *values = one.rstrip("\r\n").split("\t")
        codes = head.split(",")
        if len(codes) != len(names) or len(values) != len(periods):
            raise FigureProblem(
                said("the line has other columns than the header"),
                where=at(path, line),
                next_step=said("mend the line, or download the table again"),
            )
        for period, value in zip(periods, values, strict=True):
            yield line, {**dict(zip(names, codes, strict=True)), "time_period": period, "value": value}


def _columns(path: Path, header: Sequence[str], needed: set[str]) -> list[str]:
    """The names of the columns; a label behind the name (``citizen:Country of citizenship``) is left away."""
    names = [one.partition(":")[0].strip().lower() for one in header]
    names = [_OTHER_NAMES.get(one, one) for one in names]
    known = _DIMENSIONS | _ABOUT | {"applicant", "decision"}
    strange = [one for one in names if one not in known]
    missing = sorted((_DIMENSIONS - _MAY_LACK | needed) - set(names))
    if strange or missing or len(set(names)) != len(names):
        raise FigureProblem(
            said("these columns are unknown: {columns}", columns=", ".join(strange)[:120])
            if strange
            else said("these columns are missing: {columns}", columns=", ".join(missing))
            if missing
            else said("a column is there twice"),
            where=at(path, 1),
            next_step=WANTED,
        )
    return names


def _named(path: Path, row: Row) -> str:
    """Which table it is: by the file's own word, or by its name."""
    said_of_itself = row.get("dataflow") or row.get("structure_id") or path.name
    found = _TABLE.search(said_of_itself) or _TABLE.search(path.name)
    if found is None:
        raise FigureProblem(
            said("the file does not say which of Eurostat's tables it is"),
            where=str(path),
            next_step=said("keep the name Eurostat gave it, as estat_migr_asyappctza.tsv.gz"),
        )
    name = found[0].lower()
    if name not in TABLES:
        raise FigureProblem(said("this is Eurostat's table {name}", name=name), where=str(path), next_step=WANTED)
    measure, _often = TABLES[name]
    if measure and measure not in row:
        raise FigureProblem(
            said("these columns are missing: {columns}", columns=measure), where=at(path, 1), next_step=WANTED
        )
    return name


def _read(path: Path, line: int, row: Row, found: Downloaded) -> None:
    """One value: a cell, or one more that was left out."""
    measure, often = TABLES[found.table]
    for column, only in (("unit", "PER"), ("freq", often)):
        if column in row and _code(row[column]) != only:
            raise unknown(path, line, column, row[column], only)
    period = _period(path, line, row["time_period"], often)
    found.updated = found.updated or _day(row.get("last update", ""))
    number, flags = _value(path, line, row["value"])
    place = _known(path, line, "geo", row["geo"], {**OF_EUROSTAT, **TOTALS})
    kind = Kind(
        EUROSTAT,
        _measure(path, line, row, measure),
        instance="FI" if measure == "decision" else ALL,
        sex=_known(path, line, "sex", row["sex"], SEXES),
        age=_age(path, line, row["age"]),
    )
    if _code(row["citizen"]) != "RU":
        found.left_out[CITIZENSHIP] += 1
    elif number is None:
        found.left_out[CONFIDENTIAL if "c" in flags else NOT_APPLICABLE if "z" in flags else NOT_AVAILABLE] += 1
    else:
        try:
            ends = rounded_to_five(number)
        except ValueError:
            why = said("{number} is no multiple of 5: Eurostat rounds these tables", number=str(number))
            raise FigureProblem(why, where=at(path, line), next_step=WANTED) from None
        found.add(Cell(kind, place, period, *ends, number, flags), at(path, line))


def _measure(path: Path, line: int, row: Row, measure: str) -> str:
    if not measure:
        return "pending"
    return _known(path, line, measure, row[measure], APPLICANTS if measure == "applicant" else DECISIONS)


def _code(text: str) -> str:
    """A code, without the label some exports put behind it (``RU:Russia``)."""
    return text.partition(":")[0].strip()


def _known(path: Path, line: int, column: str, text: str, known: Mapping[str, str]) -> str:
    code = _code(text)
    if code not in known:
        raise unknown(path, line, column, code, known)
    return known[code]


def _age(path: Path, line: int, text: str) -> str:
    code = _code(text)
    if code != "TOTAL" and not _AGE.fullmatch(code):
        raise unknown(path, line, "age", code, "TOTAL, Y_LT14, Y14-17, Y18-34, Y35-64, Y_GE65, UNK")
    return ALL if code == "TOTAL" else code


def _value(path: Path, line: int, text: str) -> tuple[int | None, str]:
    """The number, if there is one, and its flags in order."""
    match = _VALUE.fullmatch(text.strip())
    if match is None or set(match["flags"]) - FLAGS:
        raise unknown(path, line, "value", text.strip(), f"digits, “:”, flags {' '.join(sorted(FLAGS))}")
    number = None if match["number"] in ("", ":") else int(float(match["number"]))
    return number, "".join(sorted(set(match["flags"])))


def _period(path: Path, line: int, text: str, often: str) -> Period:
    match = _PERIOD.fullmatch(_code(text))
    grain = next((_GRAIN[key] for key in _GRAIN if match and match[key]), "A")
    if match is None or grain != often:
        raise unknown(path, line, "time", text, {"A": "2022", "M": "2022-05", "Q": "2022-Q2"}[often])
    end = f"-{match['month']}" if match["month"] else f"-Q{match['quarter']}" if match["quarter"] else ""
    return Period.parse(match["year"] + end)


def _day(text: str) -> str | None:
    """``05/01/26 23:00:00`` as 2026-01-05; nothing where the file does not say."""
    for form in ("%d/%m/%y %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"):
        try:
            return dt.datetime.strptime(text.strip(), form).date().isoformat()  # noqa: DTZ007  a day is wanted
        except ValueError:
            continue
    return None
