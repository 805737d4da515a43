"""UNHCR's downloads: asylum applications and decisions from the Refugee Data Finder, as CSV or in its ZIP.

The headings are those of the download page or of its API and R package. An asterisk stands for 1 to 4 persons.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from absentia.errors import FigureProblem
from absentia.figures.asylum.bundled import OUTCOMES
from absentia.figures.asylum.cells import AUTHORITIES, INSTANCES, MEASURES, UNHCR, Cell, Kind, of_unhcr
from absentia.figures.asylum.downloads import CITIZENSHIP, DASH, NOTE, Downloaded, at, opened, unknown
from absentia.figures.reading import cells_missing
from absentia.model.period import Period
from absentia.model.texts import said

APPLICATIONS, DECISIONS = "asylum_applications", "asylum_decisions"
WANTED = said(
    "wanted is asylum-applications.csv or asylum-decisions.csv, or the ZIP it came in: "
    "https://www.unhcr.org/refugee-statistics/download/"
)
_FILES = {"asylum-applications.csv": APPLICATIONS, "asylum-decisions.csv": DECISIONS,
          "asylum_applications.csv": APPLICATIONS, "asylum_decisions.csv": DECISIONS}  # fmt: skip
_HEADINGS = {
    "year": "year", "country of origin (iso)": "coo_iso", "coo_iso": "coo_iso", "country of asylum (iso)": "coa_iso",
    "coa_iso": "coa_iso", "authority": "authority", "procedure_type": "authority",
    "application type": "app_type", "app_type": "app_type", "stage of procedure": "dec_level", "dec_level": "dec_level",
    "cases / persons": "pc", "app_pc": "pc", "dec_pc": "pc", "applied": "applied",
    "recognized decisions": "dec_recognized", "dec_recognized": "dec_recognized",
    "complementary protection": "dec_other", "dec_other": "dec_other",
    "rejected decisions": "dec_rejected", "dec_rejected": "dec_rejected",
    "otherwise closed": "dec_closed", "dec_closed": "dec_closed",
    "total decisions": "dec_total", "dec_total": "dec_total",
}  # fmt: skip
_NAMES_ONLY = frozenset(
    {"country of origin", "country of asylum", "coo_name", "coa_name", "coo", "coa", "coo_id", "coa_id"}
)
"""Columns that say otherwise what a code says, too."""
_COMMON = ("year", "coo_iso", "coa_iso", "authority", "dec_level", "pc")
_NEEDED = {APPLICATIONS: (*_COMMON, "app_type", "applied"), DECISIONS: (*_COMMON, *OUTCOMES)}
_COUNTED = {"P": "persons", "C": "cases"}
_MOST_LINES_BEFORE = 20
_YEAR = re.compile(r"\d{4}")
_NUMBER = re.compile(r"\d+(?:\.0+)?")
_PLACE = re.compile(r"[A-Z]{3}")


def read_unhcr(path: Path) -> Downloaded:
    """The cells of citizens of Russia in one download, and how many values gave none, by reason.

    Raises:
        FigureProblem: another table, an unknown column or code.
        UnreadableInput: another kind of file.
    """
    with opened(path, _FILES, WANTED) as (text, _table):
        rows = csv.reader(text)
        before, names = _header(path, rows)
        table = _table_of(path, names)
        found = Downloaded(table)
        found.left_out[NOTE] += before
        for line, cells in enumerate(rows, before + 2):
            if not any(cells):
                continue
            if len(cells) != len(names):
                _note(path, line, cells, names, found)
                continue
            _read(path, line, dict(zip(names, cells, strict=True)), found)
    found.must_have_cells(path, said("choose the country of origin RUS when you download"))
    return found


def _header(path: Path, rows: Iterator[list[str]]) -> tuple[int, list[str]]:
    """How many lines stand before the headings, and the columns by the names they have here."""
    for before, cells in enumerate(rows):
        names = [one.strip().lower() for one in cells]
        if "year" in names:
            strange = [one for one in names if one not in _HEADINGS and one not in _NAMES_ONLY]
            if strange:
                why = said("these columns are unknown: {columns}", columns=", ".join(strange)[:120])
                raise FigureProblem(why, where=at(path, before + 1), next_step=WANTED)
            return before, [_HEADINGS.get(one, f"name:{one}") for one in names]
        if before == _MOST_LINES_BEFORE:
            break
    raise FigureProblem(said("no line of headings with “Year” is in it"), where=str(path), next_step=WANTED)


def _table_of(path: Path, names: Sequence[str]) -> str:
    table = APPLICATIONS if "applied" in names else DECISIONS
    missing = [one for one in _NEEDED[table] if one not in names]
    if missing or len(set(names)) != len(names):
        raise FigureProblem(
            said("these columns are missing: {columns}", columns=", ".join(missing))
            if missing
            else said("a column is there twice"),
            where=str(path),
            next_step=WANTED,
        )
    return table


def _note(path: Path, line: int, cells: Sequence[str], names: Sequence[str], found: Downloaded) -> None:
    """A line of one cell is a footnote; of another number of cells it is broken."""
    if len([one for one in cells if one.strip()]) == 1:
        found.left_out[NOTE] += 1
        return
    raise FigureProblem(
        cells_missing(len(cells), len(names)),
        where=at(path, line),
        next_step=said("mend the line, or download the table again"),
    )


def _read(path: Path, line: int, row: Mapping[str, str], found: Downloaded) -> None:
    """A line: one value of applications, five of decisions."""
    if not _YEAR.fullmatch(row["year"].strip()):
        raise unknown(path, line, "Year", row["year"], "2022")
    place = row["coa_iso"].strip()
    if not _PLACE.fullmatch(place):
        raise unknown(path, line, "Country of asylum (ISO)", place, "ISO 3166-1 alpha-3")
    counted = _known(path, line, "Cases / Persons", row["pc"], _COUNTED)
    instance = _one_of(path, line, "Stage of procedure", row["dec_level"], INSTANCES)
    authority = _one_of(path, line, "Authority", row["authority"], AUTHORITIES)
    if found.table == APPLICATIONS:
        measure = _one_of(path, line, "Application type", f"applications_{row['app_type'].strip().lower()}", MEASURES)
        values = {measure: row["applied"]}
    else:
        values = {measure: row[column] for column, measure in OUTCOMES.items()}
    for measure, text in values.items():
        if row["coo_iso"].strip() != "RUS":
            found.left_out[CITIZENSHIP] += 1
            continue
        if text.strip() in ("", "-"):
            found.left_out[DASH] += 1
            continue
        shown = _number(path, line, text.strip())
        ends = of_unhcr(shown, decisions=found.table == DECISIONS)
        kind = Kind(UNHCR, measure, counted, instance, authority)
        found.add(Cell(kind, place, Period.years(int(row["year"])), *ends, shown), at(path, line))


def _number(path: Path, line: int, text: str) -> int | None:
    if text == "*":
        return None
    if not _NUMBER.fullmatch(text):
        raise unknown(path, line, "value", text, "digits, “*”, “-”")
    return int(float(text))


def _one_of(path: Path, line: int, column: str, text: str, known: Mapping[str, str]) -> str:
    code = text.strip()
    if code not in known or code == "all":
        raise unknown(path, line, column, code, known)
    return code


def _known(path: Path, line: int, column: str, text: str, known: Mapping[str, str]) -> str:
    return known[_one_of(path, line, column, text, known)]
