"""Versions never change; a link made on the first works on the last; a change needs its reason."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from tests.publish.conftest import sample_article, sample_report
from tests.publish.site.conftest import correction_of, dossier_of, observed
from tests.publish.site.test_numbers import number_of

from absentia.errors import DataProblem
from absentia.model.count import Count
from absentia.publish import Origin
from absentia.publish.site import Dossier, Versions, build, digest_of, must_be_explained
from absentia.publish.site.about import SHOWN_CHANGES, _changes
from absentia.publish.site.build import _plain
from absentia.publish.site.corrections import Change

ATOM = "{http://www.w3.org/2005/Atom}"
DAYS = [dt.date(2023, 7, 31) + dt.timedelta(days=7 * week) for week in range(5)]


def publish(place: Path, dossier: Dossier, day: dt.date) -> str:
    versions = Versions(place)
    earlier = versions.earlier()
    name = versions.next_name(day)
    built = build(dossier, name, earlier)
    must_be_explained(built.changes)
    versions.write(name, built.files)
    return name


def content_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def followed(page: Path) -> Path:
    """Where a page that leads elsewhere leads."""
    target = re.search(r'url=([^"#]+)', page.read_text(encoding="utf-8"))
    assert target
    return (page.parent / target[1]).resolve()


def test_a_link_made_on_the_first_version_works_on_the_fifth(tmp_path: Path) -> None:
    place = tmp_path / "site"
    articles = [sample_article()]
    first = publish(place, dossier_of(observed(), articles=articles), DAYS[0])
    kept = content_of(place / first)
    claims = {path for path in kept if path.startswith("n/")}
    for week, day in enumerate(DAYS[1:], 1):
        # the article goes after the second version
        seen = observed(Count.at_least(1234 + week), data=str(week))
        publish(place, dossier_of(seen, articles=articles if week < 2 else ()), day)
    assert Versions(place).names == [str(day) for day in DAYS]
    assert content_of(place / first) == kept
    gone = 0
    for page in claims:
        led = followed(place / "latest" / page)
        newest = str(DAYS[4] if (place / str(DAYS[4]) / page).exists() else DAYS[1])
        assert led == (place / newest / page).resolve()
        gone += newest == str(DAYS[1])
        assert f"#n-{Path(page).name.partition('.')[0]}" in (place / "latest" / page).read_text(encoding="utf-8")
    assert gone > 5
    assert followed(place / "index.html") == (place / str(DAYS[4]) / "index.html").resolve()
    front = json.loads((place / str(DAYS[4]) / "index.json").read_bytes())["numbers"][0]
    shown = BeautifulSoup((place / str(DAYS[4]) / f"n/{front['id']}.html").read_bytes(), "html.parser")
    assert [row.get_text(" ", strip=True) for row in shown.select("table.plain tbody tr")] == [
        "21 August 2023 ≥\u00a01,237",
        "14 August 2023 ≥\u00a01,236",
        "7 August 2023 ≥\u00a01,235",
        "31 July 2023 ≥\u00a01,234",
    ]
    assert (shown.select_one("tbody a")["href"]) == f"../../2023-08-21/n/{front['id']}.html"  # type: ignore[index]


def test_a_change_without_a_reason_stops_and_says_which_number(tmp_path: Path) -> None:
    publish(tmp_path, dossier_of(observed()), DAYS[0])
    other = dossier_of(observed(Count.at_least(900)))
    with pytest.raises(DataProblem) as refused:
        publish(tmp_path, other, DAYS[1])
    number = json.loads((tmp_path / "2023-07-31" / "index.json").read_bytes())["numbers"][0]["id"]
    assert number in str(refused.value.where)
    assert "≥\u00a01,234 → ≥\u00a0900" in str(refused.value.where)
    assert Versions(tmp_path).names == ["2023-07-31"]
    corrected = dossier_of(observed(Count.at_least(900)), corrections=[correction_of(number)])
    publish(tmp_path, corrected, DAYS[1])
    # what was corrected once does not explain the next change
    again = dossier_of(observed(Count.at_least(800)), corrections=[correction_of(number)])
    with pytest.raises(DataProblem):
        publish(tmp_path, again, DAYS[2])


def test_the_changes_page_tells_before_now_and_why(tmp_path: Path) -> None:
    publish(tmp_path, dossier_of(observed()), DAYS[0])
    publish(tmp_path, dossier_of(observed(Count.at_least(1300), data="second")), DAYS[1])
    page = BeautifulSoup((tmp_path / "2023-08-07" / "changes.html").read_bytes(), "html.parser")
    (row,) = page.select("tbody tr")
    assert [cell.get_text(strip=True) for cell in row.select("th, td")][1:] == [
        "≥\u00a01,234",
        "≥\u00a01,300",
        "new data",
    ]
    # whoever follows is told the same, wherever the newest version lies
    for folder in ("2023-08-07", "latest"):
        feed = ET.fromstring((tmp_path / folder / "changes.atom").read_bytes())  # noqa: S314  our own file
        (entry,) = feed.findall(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}summary") == "≥\u00a01,234 → ≥\u00a01,300: new data"
        assert entry.findtext(f"{ATOM}title", "").startswith("Synthetic: ")
        link = entry.find(f"{ATOM}link")
        assert link is not None
        path = link.get("href", "").removeprefix("https://example.org/tally/")
        assert (tmp_path / path).exists()
    first = ET.fromstring((tmp_path / "2023-07-31" / "changes.atom").read_bytes())  # noqa: S314  our own file
    assert first.findall(f"{ATOM}entry") == []
    assert page.select_one('a[href="changes.atom"]')
    front = (tmp_path / "2023-08-07" / "index.html").read_text(encoding="utf-8")
    assert "1 number changed" in front


def test_a_day_s_second_version_has_a_name_of_its_own(tmp_path: Path) -> None:
    publish(tmp_path, dossier_of(observed()), DAYS[0])
    name = publish(tmp_path, dossier_of(observed(Count.at_least(1300), data="second")), DAYS[0])
    assert name == "2023-07-31-2"
    assert Versions(tmp_path).names == ["2023-07-31", "2023-07-31-2"]
    for number in range(3, 11):
        (tmp_path / f"2023-07-31-{number}").mkdir()
    assert Versions(tmp_path).names[-1] == "2023-07-31-10"


def test_the_same_again_says_nothing_new_and_anything_else_does(tmp_path: Path) -> None:
    publish(tmp_path, dossier_of(observed()), DAYS[0])
    (before,) = Versions(tmp_path).earlier()
    assert before.digest == digest_of(dossier_of(observed(), untouched={"2023-07-31": frozenset({"x"})}))
    article = sample_article()
    later = dataclasses.replace(article, claims=article.claims[1:])
    others = [
        dossier_of(observed(), contact="x@y.z"),
        dossier_of(observed(Count.at_least(1235))),
        dossier_of(observed(), corrections=[correction_of("0" * 12)]),
        dossier_of(observed(), articles=[article]),
        dossier_of(observed(), articles=[later]),
        dossier_of(observed(), estimates=[sample_report()]),
        dossier_of(observed(), origin=Origin("9.9.9", "2023-06", {"cases": "ab"})),
        dossier_of(None),
    ]
    assert len({before.digest, *map(digest_of, others)}) == len(others) + 1


def test_many_changes_are_a_page_and_a_table_to_download() -> None:
    changes = [Change(number_of(Count.exactly(place), keys={"measure": str(place)}), "0", "new data")
               for place in range(SHOWN_CHANGES + 3)]  # fmt: skip
    made = _changes(changes, "2023-07-31")
    assert len(made.tables[0].rows) == SHOWN_CHANGES
    assert made.tables[0].note is not None
    assert "3 more" in made.tables[0].note.text("en")
    assert len(made.every_number) == SHOWN_CHANGES + 3


def test_a_folder_that_is_no_site_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("mine", encoding="utf-8")
    with pytest.raises(DataProblem) as refused:
        Versions(tmp_path).earlier()
    assert "not a site" in refused.value.what
    assert Versions(tmp_path / "new").earlier() == []


def test_a_damaged_version_stops(tmp_path: Path) -> None:
    publish(tmp_path, dossier_of(observed()), DAYS[0])
    (tmp_path / "2023-07-31" / "version.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataProblem) as refused:
        Versions(tmp_path).earlier()
    assert "damaged" in refused.value.what


def test_a_full_disk_leaves_every_version_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, dossier_of(observed()), DAYS[0])
    kept = content_of(tmp_path)
    writes = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if "2023-08-07" in path.parts and path.name == "style.css":
            raise OSError(28, "No space left on device")
        return writes(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        publish(tmp_path, dossier_of(observed(Count.at_least(1300), data="second")), DAYS[1])
    assert content_of(tmp_path) == kept


class Lazy(Sequence[int]):
    """Rows that are made when somebody asks for them, and say nothing of themselves but where they lie."""

    def __init__(self, *rows: int) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:
        return self._rows[place]


class Opaque:
    """Something that nobody can write down."""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Lazy(1, 2), Lazy(1, 2), True),
        (Lazy(1, 2), Lazy(2, 1), False),
        (Lazy(1, 2), [1, 2], True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        (frozenset({"a", "b"}), frozenset({"b", "a"}), True),
        ("12", 12, False),
        (None, "None", False),
    ],
)
def test_a_version_is_written_the_same_wherever_it_lies_in_memory(one: object, other: object, same: bool) -> None:
    assert (_plain(one) == _plain(other)) is same


def test_what_has_no_writing_of_its_own_is_an_error_and_no_address() -> None:
    with pytest.raises(TypeError, match="Opaque"):
        _plain([Opaque()])
