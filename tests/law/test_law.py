"""The law's file: complete, honest about what was not verified, and refused when it is wrong."""

from __future__ import annotations

import datetime as dt
from importlib import resources
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from absentia import law
from absentia.errors import DataProblem, UsageProblem
from absentia.model import UNASSIGNED, Provision

CHAPTER_33 = [*(str(number) for number in range(331, 353)), "352.1"]
DAY = dt.date(2022, 9, 24)


def file_text() -> str:
    return resources.files("absentia.law").joinpath("ru_uk.yml").read_text(encoding="utf-8")


def chapter_33() -> list[law.LawProvision]:
    return [entry for entry in law.law("ru").provisions.values() if entry.chapter == "33"]


def test_chapter_33_is_there_article_by_article() -> None:
    assert sorted({entry.provision.article for entry in chapter_33()}) == sorted(CHAPTER_33)


def test_every_part_has_both_names_a_date_a_family_and_a_source() -> None:
    for entry in chapter_33():
        where = law.label(entry.provision.article, entry.provision.part, jurisdiction="ru")
        assert entry.name, where
        assert all(entry.article_name[code] and entry.name[code] for code in ("ru", "en")), where
        assert entry.in_force_from or "from" in entry.unverified, where
        assert entry.family in ("peace", "mobilisation"), where
        assert entry.sources, where
        assert all(title for title, _address in entry.sources), where


def test_what_is_not_verified_says_what_and_why_in_both_languages() -> None:
    for entry in law.law("ru").provisions.values():
        assert entry.verified != bool(entry.unverified)
        assert entry.verified or (entry.doubt and entry.doubt["en"] and entry.doubt["ru"])
    read = [entry for entry in chapter_33() if "name" not in entry.unverified]
    assert all(title != "General knowledge of the Code" for entry in read for title, _address in entry.sources)


def test_families_follow_the_dates() -> None:
    for entry in chapter_33():
        if entry.family == "mobilisation" and entry.in_force_from:
            assert entry.in_force_from >= DAY, law.label(
                entry.provision.article, entry.provision.part, jurisdiction="ru"
            )
        if entry.in_force_from == dt.date(1997, 1, 1):
            assert entry.family == "peace", law.label(entry.provision.article, entry.provision.part, jurisdiction="ru")


@pytest.mark.parametrize(
    ("article", "peace", "mobilisation"),
    [
        ("332", ["1", "2", "3"], ["2.1", "2.2"]),
        ("333", ["1", "2"], ["3"]),
        ("334", ["1", "2"], ["3"]),
        ("337", ["1", "2", "3", "4"], ["2.1", "2.2", "3.1", "5"]),
        ("338", ["1", "2"], ["3"]),
    ],
)
def test_the_parts_that_are_counted_most(article: str, peace: list[str], mobilisation: list[str]) -> None:
    parts = {entry.provision.part for entry in chapter_33() if entry.provision.article == article}
    assert parts == {*peace, *mobilisation}
    assert {law.family(article, part, jurisdiction="ru") for part in peace} == {"peace"}
    assert {law.family(article, part, jurisdiction="ru") for part in mobilisation} == {"mobilisation"}


def test_an_unknown_part_has_no_family_never_peace() -> None:
    for article, part in (("337", "9"), ("337", None), ("338", "4"), ("158", "3"), ("9999", "1"), ("30", "3")):
        assert law.family(article, part, jurisdiction="ru") is None


def test_in_force() -> None:
    assert law.in_force("337", "5", DAY - dt.timedelta(days=1), jurisdiction="ru") is False
    assert law.in_force("337", "5", DAY, jurisdiction="ru") is True
    assert law.in_force("337", "3", dt.date(1996, 12, 31), jurisdiction="ru") is False
    assert law.in_force("337", "3", dt.date(2026, 1, 1), jurisdiction="ru") is True
    assert law.in_force("331", "2", dt.date(2009, 1, 9), jurisdiction="ru") is True
    assert law.in_force("331", "2", dt.date(2009, 1, 10), jurisdiction="ru") is False
    assert law.in_force("348", None, DAY, jurisdiction="ru") is False
    # the file does not know when Article 344 was divided, when 337.2.2 began, or anything of 337.9
    assert law.in_force("344", None, dt.date(2015, 1, 1), jurisdiction="ru") is None
    assert law.in_force("344", None, dt.date(1990, 1, 1), jurisdiction="ru") is False
    assert law.in_force("344", "1", dt.date(2024, 1, 1), jurisdiction="ru") is None
    assert law.in_force("337", "2.2", dt.date(2026, 6, 1), jurisdiction="ru") is None
    assert law.in_force("337", "9", DAY, jurisdiction="ru") is None


@pytest.mark.parametrize(
    ("typed", "article", "part"),
    [
        ("337", "337", None),
        ("337.3", "337", "3"),
        ("337.3.1", "337", "3.1"),
        ("337/3.1", "337", "3.1"),
        ("337 ч.3.1", "337", "3.1"),
        ("337 ч. 3.1", "337", "3.1"),
        ("ст.337 ч.5", "337", "5"),
        ("ч. 5 ст. 337 УК РФ", "337", "5"),
        ("ст. 337 ч. 5 УК РФ", "337", "5"),
        ("статья 337 часть 5", "337", "5"),
        ("Art. 337 part 5", "337", "5"),
        (" 337.5 ", "337", "5"),
        ("352.1", "352.1", None),
        ("173.1", "173.1", None),
        ("173.1.2", "173.1", "2"),
        ("228.1", "228.1", None),
        ("228.1.4", "228.1", "4"),
        ("228.4", "228.4", None),
        ("205.1.1.1", "205.1", "1.1"),
        ("337.9", "337", "9"),
    ],
)
def test_provisions_as_people_type_them(typed: str, article: str, part: str | None) -> None:
    assert law.parse_provision(typed, ("ru",)) == Provision("ru", article, part)


@pytest.mark.parametrize(
    ("article", "part", "code", "written"),
    [
        ("337", None, "УК", "337"),
        ("337", "3.1", "УК", "337.3.1"),
        ("337", "3.1", UNASSIGNED, "337.3.1"),
        ("228.1", None, "УК", "228.1"),
        ("228", "1", "УК", "228/1"),  # beside the article 228.1
        ("228.1", "4", "УК", "228.1.4"),
        ("999", "1", "УК", "999/1"),  # no article that the law file knows
        ("999", None, "УК", "999"),
        ("337.9", None, "УК", "337.9/"),  # nor this, which is not 337 part 9
        ("337", "9", "УК", "337.9"),
        ("20.3.3", None, "КоАП", "КоАП 20.3.3"),
        ("20.3", "3", "КоАП", "КоАП 20.3/3"),
    ],
)
def test_a_provision_is_written_so_that_no_other_reads_the_same(
    article: str, part: str | None, code: str, written: str
) -> None:
    assert law.label(article, part, code, jurisdiction="ru") == written


def test_what_is_written_of_any_article_and_part_is_read_back() -> None:
    for article in law.articles("ru"):
        for part in (None, "1", "2", "3.1", "1.1.1"):
            assert law.parse_provision(law.label(article, part, jurisdiction="ru"), ("ru",)) == Provision(
                "ru", article, part
            )


@pytest.mark.parametrize(
    "typed", ["", "3377", "abc", "337..3", "337/..", "337/a", "/3", "ст.", "999.1", "337 3", "337-338", "1" * 500]
)
def test_what_is_no_provision_is_a_usage_problem_that_says_how_to_write_one(typed: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        law.parse_provision(typed, ("ru",))
    assert caught.value.exit_code == 2
    assert "337.3.1" in str(caught.value)
    assert law.provision(typed, ("ru",)) is None


def test_a_near_miss_names_its_neighbours() -> None:
    with pytest.raises(UsageProblem, match=r"\b337\b"):
        law.parse_provision("ru:3337")


@given(st.sampled_from(sorted(law.articles("ru"))), st.none() | st.sampled_from(["1", "2", "2.1", "3.1", "5"]))
def test_written_out_with_a_slash_or_words_a_provision_is_unmistakable(article: str, part: str | None) -> None:
    wanted = Provision("ru", article, part)
    written = (
        [article] if part is None else [f"{article}/{part}", f"ст.{article} ч.{part}", f"ст. {article} ч. {part} УК РФ"]
    )
    assert {law.parse_provision(text, ("ru",)) for text in written} == {wanted}


@given(st.text(max_size=30))
def test_any_text_is_a_provision_or_a_usage_problem(text: str) -> None:
    try:
        found = law.parse_provision(text, ("ru",))
    except UsageProblem:
        return
    assert found.article in law.articles("ru") or "/" in text  # a stroke says that it is meant


def test_names_in_both_languages() -> None:
    assert law.name("ru:337.5", "ru").startswith("Самовольное оставление части или места службы: свыше одного месяца")
    assert law.name("ru:338", "en") == "Desertion"
    assert law.name(Provision("ru", "338", "7"), "en") == "Desertion"
    assert law.name("ru:158.3", "en") == "Theft"
    assert law.name(Provision("ru", "999"), "en") == "999"
    assert law.name("nonsense", "ru") == "nonsense"


def test_decimal_articles_beside_a_listed_one_are_listed() -> None:
    # else 228.1 typed by a user would be read as part 1 of Article 228
    for article in ("205.1", "228.1", "222.1", "264.1", "174.1", "280.3", "207.3", "291.2", "314.1", "116.1", "158.1"):
        assert article in law.articles("ru")


def test_provision_tells_what_is_known() -> None:
    entry = law.provision("ru:332 ч.2.1")
    assert entry is not None
    assert entry.verified
    assert entry.in_force_from == DAY
    assert any(address and "332" in address for _title, address in entry.sources)
    unsure = law.provision("ru:337.5")
    assert unsure is not None
    assert not unsure.verified
    assert "from" in unsure.unverified
    assert law.provision("ru:337.9") is None


def test_notes_say_what_the_file_lacks() -> None:
    assert any("534-FZ" in note["en"] and "534-ФЗ" in note["ru"] for note in law.law("ru").notes)


def broken(change: Any) -> str:
    content = yaml.safe_load(file_text())
    change(content)
    return yaml.safe_dump(content, allow_unicode=True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: c["articles"][2]["parts"][0]["name"].pop("en"), "name.en"),
        (lambda c: c["articles"][2]["parts"][0].pop("family"), "family"),
        (lambda c: c["articles"][2]["parts"][0].update(family="war"), "family"),
        (lambda c: c["articles"][2]["parts"][0].update(part=3.1), "part"),
        (lambda c: c["articles"][2]["parts"][0].update({"from": "soon"}), "from"),
        (lambda c: c["articles"][2]["parts"][0].update(source=[]), "source"),
        (lambda c: c["articles"][2]["parts"][0].update(source=["hearsay"]), "hearsay"),
        (lambda c: c["articles"][2]["parts"][0].update(verified=True), "verified"),
        (lambda c: c["articles"][2]["parts"][0].update(until=dt.date(1990, 1, 1)), "before the first"),
        (lambda c: c["articles"][2]["parts"][0].update(name=None), "without a name"),
        (
            lambda c: c["articles"][2]["parts"][0].update(prison={"least": 5, "most": 3, "milder": False}),
            "above the most",
        ),
        (lambda c: c["articles"][2]["parts"][0].update(prison={"most": 3}), "prison.least"),
        (lambda c: c["articles"][2]["parts"].append(c["articles"][2]["parts"][0]), "twice"),
        (lambda c: c["others"].append(["337", "а", "b"]), "337"),
        (lambda c: c.update(colour="red"), "colour"),
        (lambda c: c.pop("sources"), "sources"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(change: Any, said: str) -> None:
    with pytest.raises(DataProblem) as caught:
        law.read_law(broken(change), where="my.yml")
    assert said in str(caught.value)
    assert caught.value.where == "my.yml"


@pytest.mark.parametrize("text", ["", "[1, 2", "just words", "articles: {}"])
def test_no_law_at_all_is_refused(text: str) -> None:
    with pytest.raises(DataProblem):
        law.read_law(text, "my.yml")


def test_the_file_read_is_the_file_shipped() -> None:
    assert law.read_law(file_text(), "my.yml").articles == law.articles("ru")
