"""Two laws beside each other: whose a provision is has to be said, and is said where it is written."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from absentia import law
from absentia.errors import DataProblem, UsageProblem
from absentia.law import lookup
from absentia.model import UNASSIGNED, Provision

LAWS = Path(__file__).with_name("laws")


@pytest.fixture(autouse=True)
def two_laws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ABSENTIA_LAW", str(LAWS))
    lookup.label.cache_clear()
    yield
    lookup.label.cache_clear()


@pytest.mark.parametrize(
    ("typed", "among", "wanted"),
    [
        ("ru:337.5", ("ru", "xx"), Provision("ru", "337", "5")),
        ("xx:337.5", ("ru", "xx"), Provision("xx", "337", "5")),
        ("RU: 337.5", ("ru", "xx"), Provision("ru", "337", "5")),
        ("337.5", ("xx",), Provision("xx", "337", "5")),
        ("xx:337.5", ("xx",), Provision("xx", "337", "5")),
        ("xx:337.5", None, Provision("xx", "337", "5")),
        ("xx:7.1", ("ru", "xx"), Provision("xx", "7.1")),
        ("xx:7/1", ("ru", "xx"), Provision("xx", "7", "1")),
        ("ru:ст. 337 ч. 5 УК РФ", ("ru", "xx"), Provision("ru", "337", "5")),
        ("xx:rule 337 line 5 of KT", ("ru", "xx"), Provision("xx", "337", "5")),
        ("xx:article 337 part 5", ("ru", "xx"), Provision("xx", "337", "5")),
        ("rule 337 line 5 of KT", ("ru", "xx"), Provision("xx", "337", "5")),
        ("ст. 337 ч. 5 УК РФ", None, Provision("ru", "337", "5")),
        ("ч. 5 ст. 407 КК України", ("ru", "ua"), Provision("ua", "407", "5")),
        ("ч. 5 ст. 407 кк україни", None, Provision("ua", "407", "5")),
        ("ст. 407 ч. 5 УК Украины", ("ru", "ua"), Provision("ua", "407", "5")),
        ("частиною 5 статті 407 Кримінального кодексу України", None, Provision("ua", "407", "5")),
        ("ua:ст. 426-1 ч. 2", None, Provision("ua", "426-1", "2")),
        ("ua:426-1.2", None, Provision("ua", "426-1", "2")),
        ("ua:258-3/1", None, Provision("ua", "258-3", "1")),
    ],
)
def test_a_provision_is_of_the_law_that_is_named_or_the_only_one(
    typed: str, among: tuple[str, ...] | None, wanted: Provision
) -> None:
    assert law.parse_provision(typed, among) == wanted


@pytest.mark.parametrize(
    ("typed", "among", "what", "next_step"),
    [
        ("337.5", ("xx", "ru"), "may be of the law of ru or xx", "ru:337.5 or xx:337.5"),
        ("337.5", None, "may be of the law of ru, ua or xx", "ru:337.5, ua:337.5 or xx:337.5"),
        ("337", ("zz", "xx", "ru"), "of ru, xx or zz", "ru:337, xx:337 or zz:337"),
        ("zz:337", ("ru", "xx"), "nothing here is of the law of zz, only of ru or xx", "ru:… or xx:…"),
        ("xx:337", ("ru",), "nothing here is of the law of xx, only of ru", "ru:…"),
        ("ст. 407 КК України", ("ru",), "nothing here is of the law of ua, only of ru", "ru:…"),
        ("ст. 407 КК Беларуси", ("ru", "ua"), "may be of the law of ru or ua", "ru:ст. 407 КК Беларуси or ua:"),
        ("ст. 337 УК", ("ru", "ua"), "may be of the law of ru or ua", "ru:ст. 337 УК or ua:"),
        ("ru:228-1/1", None, "“228-1/1” is not a provision", "228"),
        ("ru:ст. 407 КК України", None, "is not a provision", "337"),
        ("xx:338", ("ru", "xx"), "“338” is not a provision that the law of xx here knows", "337"),
        ("xx:ст. 337 ч. 5", ("ru", "xx"), "is not a provision", "337"),
        ("zz:7.1", ("zz",), "there is no law of zz here", "as 7/1"),
        ("7.1", ("zz",), "there is no law of zz here", "7.1/"),
    ],
)
def test_what_names_no_law_or_another_is_a_usage_problem(
    typed: str, among: tuple[str, ...] | None, what: str, next_step: str
) -> None:
    with pytest.raises(UsageProblem) as caught:
        law.parse_provision(typed, among)
    assert caught.value.exit_code == 2
    assert what in str(caught.value)
    assert next_step in str(caught.value.next_step)


@pytest.mark.parametrize(
    ("typed", "article", "part"),
    [("7", "7", None), ("7/1", "7", "1"), ("7.1/", "7.1", None), ("7.1/2.1", "7.1", "2.1")],
)
def test_of_a_law_nobody_described_a_stroke_parts_article_and_part(typed: str, article: str, part: str | None) -> None:
    assert law.parse_provision(typed, ("zz",)) == Provision("zz", article, part)
    assert law.label(article, part, jurisdiction="zz") == typed


@pytest.mark.parametrize(
    ("article", "part", "code", "jurisdiction", "label"),
    [
        ("337", "5", "KT", "xx", "337.5"),
        ("337", "5", UNASSIGNED, "xx", "337.5"),
        ("7", "1", "KT", "xx", "7/1"),  # beside the article 7.1
        ("337", "5", "УК", "xx", "УК 337/5"),  # another jurisdiction's code is none of this one's
        ("337", "5", "KT", "ru", "KT 337/5"),
        ("7", "1", "KX", "xx", "KX 7/1"),
    ],
)
def test_a_code_is_the_jurisdictions_own(
    article: str, part: str | None, code: str, jurisdiction: str, label: str
) -> None:
    assert law.label(article, part, code, jurisdiction=jurisdiction) == label


def test_where_there_are_several_a_provision_is_written_with_its_own() -> None:
    of = Provision("ru", "337", "5")
    assert law.written(of, among=("ru",)) == "337.5"
    assert law.written(of, among=("ru", "xx")) == "ru:337.5"


def test_names_and_families_are_each_laws_own() -> None:
    assert law.name("337.5", "en", ("xx",)) == law.name("xx:337.5", "en")
    assert law.name("xx:337.5", "en") == "Leaving the toy box: at night"
    assert law.family("337", "5", jurisdiction="xx") == "peace"
    assert law.family("337", "5", jurisdiction="ru") == "mobilisation"
    assert law.family("337", "5", jurisdiction="zz") is None


def test_two_files_of_one_jurisdiction_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(LAWS / "xx_kt.yml", tmp_path / "again.yml")
    monkeypatch.setenv("ABSENTIA_LAW", f"{LAWS}:{tmp_path}")
    with pytest.raises(DataProblem, match="another law of the jurisdiction xx"):
        law.laws()


@pytest.mark.parametrize(
    ("typed", "jurisdiction", "wanted"),
    [
        ("337.5", "ru", "ru:337.5"),
        ("337.5", None, "337.5"),
        ("ua:407.5", "ru", "ua:407.5"),
        ("ч. 5 ст. 407 КК України", "ru", "ч. 5 ст. 407 КК України"),  # it says itself whose it is
        ("ст. 337 УК", "ua", "ua:ст. 337 УК"),
    ],
)
def test_a_claims_jurisdiction_stands_before_what_names_none(typed: str, jurisdiction: str | None, wanted: str) -> None:
    assert law.under(typed, jurisdiction) == wanted


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("ч. 5 ст. 407 КК України", "ua"),
        ("ст.337 ч.5 УК РФ; ст. 338", "ru"),
        ("ст. 337 УК РФ та ст. 407 КК України", None),
        ("ст. 407 КК", None),  # not in full
        ("ст. 407 КК Українського", None),
        ("", None),
    ],
)
def test_a_text_is_of_the_law_whose_code_it_names_in_full(text: str, whose: str | None) -> None:
    assert law.named_in(text) == whose
