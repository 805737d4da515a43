"""What of an address leaves the archive. Names in them are invented (synthetic)."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.parse.people import Person, people

from absentia.parse.mask.address import mask_query, mask_url
from absentia.parse.mask.letters import fold_name
from absentia.sources import get_source
from absentia.sources.protocol import Captcha
from absentia.sources.ru_sudrf.asked import asked
from absentia.sources.ru_sudrf.queries import REGISTERS, Search, card_url, form_url, hearing_list_url
from absentia.sources.ru_sudrf.template import Template

SOURCE = get_source("ru_sudrf")
HOST = "court.synthetic.example"
GUID = "0123abcd-0000-4000-8000-0123456789ab"
DAY = dt.date(2024, 2, 29)


def shown(url: str) -> str:
    return str(mask_url(url, SOURCE.addresses))


@pytest.mark.parametrize("template", [Template.PRIMARY, Template.VNKOD])
@pytest.mark.parametrize("register", sorted(REGISTERS))
def test_what_the_collector_asks_for_stays_as_it_is(register: str, template: Template) -> None:
    search = Search(
        HOST, REGISTERS[register], DAY, DAY, article="337", page=3, template=template, court_code="99GV0001"
    )
    url = shown(search.url)
    assert url.replace("Submit=[masked]", "Submit=%CD%E0%E9%F2%E8") == search.url
    assert asked(url) == asked(search.url)
    for address in (
        card_url(HOST, register, GUID, "12", template=template),
        hearing_list_url(HOST, DAY),
        form_url(HOST, register),
    ):
        assert shown(address) == address


def test_a_typed_captcha_does_not_stay() -> None:
    search = Search(HOST, REGISTERS["criminal-first"], DAY, DAY, captcha=Captcha("12345", "abc"))
    assert shown(search.url).endswith("&captcha=[masked]&captchaid=[masked]")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/modules.php?name=sud_delo&n=1", "https://a.example/modules.php?name=sud_delo&[masked]=[masked]"),
        ("https://a.example/Пробный/1.html", "https://a.example/[masked]/[masked]"),
        ("https://a.example/modules.php#Пробный", "https://a.example/modules.php#[masked]"),
        ("https://a.example/?Пробный=1&new=0", "https://a.example/?[masked]=[masked]&new=0"),
        ("https://пробный:тайна@a.example/", "https://a.example/"),
        ("https://probny@a.example:8080/", "https://a.example:8080/"),
        ("https://пробный.example/", "https://masked.invalid/"),
        ("https://xn--90aoifat.example/", "https://masked.invalid/"),
        ("https://a.example/?case_id=%25D0%259F", "https://a.example/?case_id=[masked]"),
        ("https://a.example/?case_id=%u041F%u0440", "https://a.example/?case_id=[masked]"),
        ("https://a.example/?case_id=Probny", "https://a.example/?case_id=[masked]"),
        ("https://a.example/?case_id=%31%32", "https://a.example/?case_id=%31%32"),
        ("https://a.example/?name=Probny", "https://a.example/?name=[masked]"),
        ("https://a.example/?probny", "https://a.example/?[masked]"),
        ("https://a.example/?a", "https://a.example/?[masked]"),
        ("https://a.example/?Пробный=&case_id=", "https://a.example/?[masked]=&case_id="),
        ("https://a.example/?new=0;Пробный", "https://a.example/?new=0;[masked]"),
        ("https://a.example/?g1_case__JUDGE=Probny&U1_DEFENDANT__NAMESS=%CF", "https://a.example/?g1_case__JUDGE=[masked]&U1_DEFENDANT__NAMESS=[masked]"),
        ("https://web.example/web/2024/https://a.example/?fio=x", "https://web.example/[masked]/[masked]/[masked]//[masked]/?[masked]=[masked]"),
        ("file:///C:/Users/Probny/page.html", "[masked]"),
        ("пробный", "[masked]"),
        ("urn:absentia:capture:" + "0" * 64, "urn:absentia:capture:" + "0" * 64),
        ("urn:absentia:capture:пробный", "[masked]"),
        ("https://a.example", "https://a.example"),
    ],
)  # fmt: skip
def test_every_part_that_somebody_may_have_typed_is_masked(url: str, expected: str) -> None:
    assert shown(url) == expected


def test_no_address_stays_none() -> None:
    assert mask_url(None, SOURCE.addresses) is None


PLACES = (
    "https://court.synthetic.example/{}",
    "https://court.synthetic.example/modules.php?name=sud_delo&{}=1",
    "https://court.synthetic.example/modules.php?name=sud_delo&name_op=r&U1_DEFENDANT__NAMESS={}",
    "https://court.synthetic.example/modules.php?case_uid={}&new=0",
    "https://court.synthetic.example/modules.php?name={}",
    "https://court.synthetic.example/#{}",
    "https://{}@court.synthetic.example/",
    "https://{}:x@court.synthetic.example/",
    "https://court.synthetic.example/;{}?x",
    "ftp://court.synthetic.example/{}",
    "{}",
)
SPELLINGS = (
    str,
    quote,
    lambda text: quote(quote(text)),
    lambda text: quote(text.encode("cp1251", errors="replace")),
    lambda text: "".join(f"%u{ord(letter):04X}" for letter in text),
)


@given(people(), st.sampled_from(PLACES), st.sampled_from(SPELLINGS))
@settings(max_examples=200)
def test_no_name_stays_wherever_and_however_it_is_spelled(person: Person, place: str, spell: object) -> None:
    for form in (person.surname, person.surname.lower(), person.written()[2]):
        spelled = spell(form)  # type: ignore[operator]
        url = shown(place.format(spelled))
        assert spelled not in url
        assert fold_name(form.split()[0]) not in fold_name(unquote(unquote(url))).split()


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("number=5&delo_id=7&new=", "number=5&delo_id=7&new="),
        ("number=Вымышленный&delo_id=7", "number=[masked]&delo_id=7"),
        ("Вымышленный", "[masked]"),
    ],
)
def test_of_the_parameters_of_a_link_the_publishers_own_stay(link: str, kept: str) -> None:
    assert mask_query(link, SOURCE.addresses) == kept
