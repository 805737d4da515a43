"""What a law says on a day: the wording that stood, the part that applied, its term; and where nobody knows."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from absentia import law
from absentia.law import Family, LawProvision, Prison, Unknown
from absentia.model import Provision

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31))


def of(typed: str) -> Provision:
    return law.parse_provision(typed)


def day(year: int, month: int = 6, number: int = 1) -> dt.date:
    return dt.date(year, month, number)


@pytest.mark.parametrize(
    ("article", "when", "part"),
    [
        ("407", day(2014), "4"),
        ("407", day(2014, 12, 31), "4"),
        ("407", day(2015), None),  # in the course of this year the number passed to another part
        ("407", day(2016, 1, 1), "5"),
        ("407", day(2025, 8, 26), "5"),
        ("407", day(2000), None),  # before the Code
        ("408", day(2014), "3"),
        ("408", day(2015), None),
        ("408", day(2024), "4"),
        ("402", day(2024), "4"),
        ("404", day(2024), None),  # only its name was read
        ("409", day(2018), "4"),
        ("409", day(2024), None),  # later changes were not read
        ("999", day(2024), None),
    ],
)
def test_martial_law_is_another_part_before_and_after_2015(article: str, when: dt.date, part: str | None) -> None:
    found = law.part_of_family(article, "wartime", when, jurisdiction="ua")
    if part is None:
        assert isinstance(found, Unknown)
        assert f"which part of ua:{article}" in str(found.reason)
    else:
        assert found == Provision("ua", article, part)


def test_where_several_parts_are_of_a_family_none_is_chosen() -> None:
    found = law.part_of_family("408", "peace", day(2024), jurisdiction="ua")
    assert isinstance(found, Unknown)
    assert "several parts of ua:408" in str(found.reason)
    assert "ua:408.1, ua:408.2" in str(found.reason)


@pytest.mark.parametrize(
    ("typed", "when", "wanted"),
    [
        ("ua:407.5", day(2025, 8, 26), Prison(least=5, most=10, milder=False)),
        ("ua:407.5", day(2020), "the term of imprisonment under ua:407.5 is not known"),
        ("ua:407.5", day(2023), "how ua:407.5 read on 2023-06-01 is not known"),
        ("ua:407.5", day(2014), "ua:407.5 was not in force on 2014-06-01"),
        ("ua:407.5", None, "changed its wording or meaning: say of which day"),
        ("ua:407.4", day(2014), "the term of imprisonment under ua:407.4 is not known"),
        ("ua:407.4", day(2024), "the term of imprisonment under ua:407.4 is not known"),
        ("ua:407.4", None, "changed its wording or meaning"),
        ("ua:407.1", day(2024), "how ua:407.1 read on 2024-06-01 is not known"),
        ("ua:408.3", day(2014), Prison(least=5, most=12, milder=False)),  # martial law
        ("ua:408.3", day(2024), Prison(least=5, most=10, milder=False)),  # a special period
        ("ua:408.4", None, Prison(least=5, most=12, milder=False)),
        ("ua:402.1", day(2024), Prison(least=None, most=3, milder=True)),
        ("ua:420.3", day(2019, 7, 8), Prison(least=5, most=10, milder=False)),
        ("ua:420.3", day(2019, 7, 9), "how ua:420.3 read on 2019-07-09 is not known"),
        ("ua:407.9", day(2024), "the law file does not list ua:407.9"),
        ("ua:435-1.1", day(2024), "the term of imprisonment under ua:435-1.1 is not known"),
        ("ru:337.5", day(2022, 9, 23), "ru:337.5 was not in force on 2022-09-23"),
    ],
)
def test_the_term_on_a_day_or_why_it_is_not_known(typed: str, when: dt.date | None, wanted: Prison | str) -> None:
    found = law.prison(of(typed), when)
    if isinstance(wanted, str):
        assert isinstance(found, Unknown)
        assert wanted in str(found.reason)
    else:
        assert found == wanted


@pytest.mark.parametrize("family", ["wartime", "special_period", "peace"])
@given(when=DAYS)
def test_a_part_of_a_family_is_known_to_be_in_force_and_of_it(family: Family, when: dt.date) -> None:
    for article in law.articles("ua"):
        found = law.part_of_family(article, family, when, jurisdiction="ua")
        if isinstance(found, Provision):
            wording = law.on_day(found, when)
            assert isinstance(wording, LawProvision)
            assert wording.in_force(when) is True
            assert wording.family == family


@given(when=DAYS)
def test_no_number_has_two_wordings_on_a_day_and_nothing_unverified_is_answered(when: dt.date) -> None:
    for one in law.laws().values():
        for entry in one.provisions.values():
            assert sum(wording.in_force(when) is True for wording in entry.wordings) <= 1
            term = law.prison(entry.provision, when)
            wording = law.on_day(entry.provision, when)
            if isinstance(term, Prison):
                assert isinstance(wording, LawProvision)
                assert "prison" not in wording.unverified


def test_a_number_that_changed_its_meaning_has_no_family_without_a_day() -> None:
    assert law.family("407", "4", jurisdiction="ua") is None
    assert law.family("408", "3", jurisdiction="ua") is None
    assert law.family("408", "4", jurisdiction="ua") == "wartime"
    assert law.family("402", "3", jurisdiction="ua") == "special_period"
    assert law.family("404", None, jurisdiction="ua") is None


def test_its_name_says_what_it_was_and_when() -> None:
    assert law.name("ua:408.3", "en") == (
        "Desertion: 2001-09-01 – 2015 under martial law or in combat; 2015 – … in a special period except martial law"
    )
    assert law.name("ua:407.4", "en").endswith("2015 – … ?")
    assert law.name("ua:408.4", "ru") == "Дезертирство: в условиях военного положения или в боевой обстановке"
    assert law.name("ua:401.1", "en") == "Definition of a military criminal offence"


def test_what_was_not_read_is_not_written_down() -> None:
    """A fact of the file is given or named as unverified, never both: but days, of which a year may be known."""
    described = [entry for entry in law.law("ua").provisions.values() if entry.chapter]
    assert len(described) > 30
    for entry in described:
        for one in entry.wordings:
            assert ("name" in one.unverified) == (one.name is None)
            assert "family" not in one.unverified or one.family is None
            assert "prison" not in one.unverified or one.prison is None
            assert one.verified or one.doubt


def test_in_force_over_all_wordings() -> None:
    assert law.in_force("407", "4", day(2014), jurisdiction="ua") is True
    assert law.in_force("407", "4", day(2015), jurisdiction="ua") is None
    assert law.in_force("407", "5", day(2014), jurisdiction="ua") is False
    assert law.in_force("409", "4", day(2024), jurisdiction="ua") is None


def broken(**changed: object) -> str:
    """Toyland's law with another wording of its only part."""
    first = {"part": "5", "name": {"en": "at night", "ru": "ночью"}, "from": "2000-01-01", "family": "peace",
             "source": ["general"], "verified": True}  # fmt: skip
    content = {
        "jurisdiction": "zz", "code": "KT", "title": {"en": "x", "ru": "x"}, "citation": "x",
        "doubts": {"general": {"en": "x", "ru": "x"}}, "notes": [], "sources": {"general": {"title": "x", "read": "x"}},
        "articles": [{"article": "337", "chapter": "1", "name": {"en": "x", "ru": "x"},
                      "parts": [first | changed, first | {"from": "2010-01-01", "family": "wartime"}]}],
        "others": [], "names_read": {"source": "general", "articles": []},
    }  # fmt: skip
    return yaml.safe_dump(content)


def test_a_wording_must_end_before_the_next_can_begin() -> None:
    whole = law.read_law(broken(until="2009-12-31"), "my.yml")
    assert [one.family for one in whole.provisions["337", "5"].wordings] == ["peace", "wartime"]
    open_end = broken(verified=False, unverified=["until"], doubt="general")
    assert law.read_law(open_end, "my.yml").provisions["337", "5"].before
    for wrong in (broken(), broken(until="2010-01-01")):
        with pytest.raises(Exception, match="lists a part twice"):
            law.read_law(wrong, "my.yml")
