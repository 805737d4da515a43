"""What was kept of the tables' sources, and what is said of a file that is held against it."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.figures.forms import Layout, form

from absentia.errors import UnreadableInput
from absentia.figures import Catalogue, Resource, load_package, verifying
from absentia.figures.catalogue import as_cells
from absentia.figures.form10a import OWN, fact_rows
from absentia.figures.form10a_file import read_form
from absentia.figures.reading import digest
from absentia.figures.verifying import Outcome, damaged_tables, sources, verify

CATALOGUE = Catalogue()
TABLE, FORM = "armed_forces.csv", "10-a-svod-2021.xls"
OF_FORMS = "form10a_convicted_ch33"
CONTENT = load_package()["armed_forces"].path.read_bytes()
OF_2021 = {str(row["article_part"]): int(str(row["value"])) for row in CATALOGUE.rows(OF_FORMS) if row["year"] == 2021}
EXCHANGED = {**OF_2021, "337ч.3": OF_2021["337ч.4"], "337ч.4": OF_2021["337ч.3"]}
"""The sum is the same, two parts are not."""


def test_every_table_is_byte_for_byte_what_the_package_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert damaged_tables() == []
    changed = tmp_path / TABLE
    changed.write_bytes(CONTENT + b" ")
    package = dict(load_package())
    package["armed_forces"] = dataclasses.replace(package["armed_forces"], path=changed)
    monkeypatch.setattr(verifying, "load_package", lambda: package)
    assert damaged_tables() == ["armed_forces"]


def test_of_every_table_of_figures_something_is_told_of_its_source() -> None:
    told = list(sources())
    figures = {name for name, resource in load_package().items() if resource.kind != "about"}
    assert {table for table, _one in told} == figures
    assert len(told) == len(figures)  # one file each, however many addresses
    for _table, one in told:
        assert one.title
        assert one.date is None or dt.date.fromisoformat(f"{one.date}-01"[:10])
        assert one.sha256 is None or re.fullmatch("[0-9a-f]{64}", one.sha256)


@pytest.mark.parametrize(
    ("name", "content", "outcome", "table", "says"),
    [
        (TABLE, CONTENT, Outcome.SAME, "armed_forces", "byte for byte"),
        ("renamed.bin", CONTENT, Outcome.SAME, "armed_forces", "byte for byte"),
        (TABLE, CONTENT.replace(b"\n", b"\r\n"), Outcome.READ_AGAIN, "armed_forces", "of the table: 6"),
        (TABLE, CONTENT.replace(b"1013628", b"1013629"), Outcome.CHANGED, "armed_forces", "first is armed_forces-"),
        (TABLE, CONTENT[: CONTENT.rindex(b"\narmed")], Outcome.CHANGED, "armed_forces", "from the table: 1,"),
        (TABLE, b"", Outcome.CHANGED, "armed_forces", "cannot be read as this table"),
        (FORM, form([*OF_2021.items()]), Outcome.READ_AGAIN, OF_FORMS, "rows are those of the table: 46"),
        ("any.xls", form([*OF_2021.items()]), Outcome.READ_AGAIN, OF_FORMS, "rows are those of the table: 46"),
        (FORM, form([*EXCHANGED.items()]), Outcome.CHANGED, OF_FORMS, "the table: 2, the first is 337 3"),
        (FORM, b"torn", Outcome.NOT_KEPT, OF_FORMS, "cannot be read again"),
        (FORM, form(layout=Layout(title=("за 2022 год",))), Outcome.UNKNOWN, OF_FORMS, "no form for 2022"),
        ("DR5a2015-2022.txt", b"x", Outcome.NOT_KEPT, "rusfmd_rates_and_population", "nothing can be said"),
        ("other.txt", b"x", Outcome.UNKNOWN, None, "no table is of this name"),
        ("armed_forces.txt", b"x", Outcome.UNKNOWN, None, "no table is of this name"),
    ],
)
def test_a_file_is_held_against_what_was_kept(
    tmp_path: Path, name: str, content: bytes, outcome: Outcome, table: str | None, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    found = verify(path, CATALOGUE)
    assert (found.outcome, found.table) == (outcome, table)
    assert says in found.why.text("en")


@pytest.mark.parametrize(("outcome", "good"), [(one, one.value in ("same", "read again")) for one in Outcome])
def test_what_could_not_be_told_is_not_good(outcome: Outcome, good: object) -> None:
    assert outcome.good is good


def _with_digest(own: str) -> Mapping[str, Resource]:
    one = load_package()["rusfmd_rates_and_population"]
    kept = tuple(dataclasses.replace(source, sha256=own) for source in one.sources)
    return {one.name: dataclasses.replace(one, sources=kept)}


def test_where_a_digest_was_kept_it_alone_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "DR5a2015-2022.txt"
    path.write_bytes(b"the source")
    package = _with_digest(digest(path))
    monkeypatch.setattr(verifying, "load_package", lambda: package)
    assert verify(path, CATALOGUE).outcome is Outcome.SAME
    path.write_bytes(b"another")
    assert verify(path, CATALOGUE).outcome is Outcome.CHANGED


def test_the_files_of_ones_own_table_are_known_by_the_digests_in_it(tmp_path: Path) -> None:
    path, table = tmp_path / "form.xls", tmp_path / "mine.csv"
    path.write_bytes(form())
    cited = {"geography": "x", "source_date": "x", "source_title": "Form 10-a, form.xls", "source_url": "https://x.y"}
    rows = [as_cells(row) for row in fact_rows(read_form(path)[0], OWN, cited, f"sha256 {digest(path)}")]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    table.write_text(text.getvalue(), encoding="utf-8")
    own = Catalogue([table])
    assert (verify(path, own).outcome, verify(path, own).table) == (Outcome.SAME, "mine")
    path.write_bytes(path.read_bytes() + b" ")
    assert (verify(path, own).outcome, verify(path, own).table) == (Outcome.CHANGED, "mine")


def test_a_file_that_is_not_there_is_no_changed_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput):
        verify(tmp_path / TABLE, CATALOGUE)
