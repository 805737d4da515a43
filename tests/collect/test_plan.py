"""Addresses as the portals want them, and understood by the reader that tells coverage."""

from __future__ import annotations

import datetime as dt
import itertools
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.collect.ledger.sweeps import Question
from absentia.collect.plan import windows
from absentia.sources.protocol import Captcha
from absentia.sources.ru_sudrf.asked import asked
from absentia.sources.ru_sudrf.links import act_link
from absentia.sources.ru_sudrf.queries import REGISTERS, Search, act_url, card_url, filter_text, hearing_list_url
from absentia.sources.ru_sudrf.template import Template

DAYS = st.dates(dt.date(2021, 1, 1), dt.date(2026, 12, 31))


@given(st.sampled_from(sorted(REGISTERS)), DAYS, DAYS, st.sampled_from([None, "337", "337 ч.5", "173.1"]))
def test_what_is_asked_is_what_is_understood(register: str, one: dt.date, other: dt.date, article: str | None) -> None:
    since, until = sorted((one, other))
    for template in (Template.PRIMARY, Template.VNKOD):
        search = Search(
            "x--y.sudrf.ru", REGISTERS[register], since, until, article, 2, 3, template, court_code="00GV0001"
        )
        question = asked(search.url)
        assert question is not None
        assert (question.since, question.until, question.page) == (since, until, 3)
        assert not question.narrowed
        assert (question.register, question.building) == (register, 2)
        said = question.article if question.part is None else f"{question.article} ч.{question.part}"
        assert said == article


def test_values_travel_in_windows_1251() -> None:
    search = Search("x--y.sudrf.ru", REGISTERS["criminal-first"], article="337 ч.5", captcha=Captcha("12345", "abc"))
    assert "LAW_ARTICLESS=337+%F7.5" in search.url
    assert "Submit=%CD%E0%E9%F2%E8" in search.url
    query = parse_qs(urlsplit(search.url).query, encoding="windows-1251")
    assert query["captcha"] == ["12345"]
    assert query["delo_id"] == ["1540006"]


def test_cassation_is_asked_with_its_long_identifier_and_its_own_new() -> None:
    for url in (
        Search("vkas.sudrf.ru", REGISTERS["criminal-cassation"]).url,
        card_url("vkas.sudrf.ru", "criminal-cassation", "0" * 8, "1"),
    ):
        query = parse_qs(urlsplit(url).query)
        assert query["delo_id"] == query["new"] == ["2450001"]


def test_a_vnkod_search_is_never_sent_without_the_courts_code() -> None:
    with pytest.raises(ValueError, match="code"):
        _ = Search("x--y.sudrf.ru", REGISTERS["criminal-first"], template=Template.VNKOD).url


def test_a_hearing_list_names_its_day() -> None:
    assert hearing_list_url("x--y.sudrf.ru", dt.date(2023, 3, 1)).endswith("H_date=01.03.2023")


@pytest.mark.parametrize(
    ("key", "text"), [("337", "337"), ("337.5", "337 ч.5"), ("205.1/2", "205.1 ч.2"), (None, None)]
)
def test_filters(key: str | None, text: str | None) -> None:
    assert filter_text(key) == text


@given(DAYS, DAYS, DAYS)
def test_windows_leave_no_day_out_and_share_none(one: dt.date, other: dt.date, today: dt.date) -> None:
    first, last = sorted((one, other))
    last = min(last, max(today, first))
    found = sorted(windows(first, last, max(today, last)))
    assert found[0][0] == first
    assert found[-1][1] == last
    for (_since, until), (since, _until) in itertools.pairwise(found):
        assert since == until + dt.timedelta(days=1)


def test_windows_reach_the_first_day_there_is() -> None:
    found = list(windows(dt.date.min, dt.date(2, 1, 1), dt.date(2023, 1, 1)))
    assert found[-1] == (dt.date.min, dt.date(1, 6, 30))


@given(DAYS, st.integers(1, 400))
def test_halves_are_the_whole(since: dt.date, days: int) -> None:
    question = Question("h", "criminal-first", None, since, since + dt.timedelta(days=days))
    left, right = question.halves()
    assert (left.since, right.until) == (question.since, question.until)
    assert right.since == left.until + dt.timedelta(days=1)
    assert left.days >= 1
    assert right.days >= 1


@pytest.mark.parametrize(
    ("shown", "carried"),
    [
        ("name=sud_delo&srv_num=1&name_op=doc&number=5&delo_id=7&new=0", "number=5&delo_id=7&new=0"),
        ("name=sud_delo&name_op=doc&new=&delo_id=7&number=5", "number=5&delo_id=7&new="),
        ("name=sud_delo&name_op=doc&delo_id=7&number=5", "number=5&delo_id=7&new="),
        ("name=sud_delo&name_op=case&delo_id=7&number=5", None),
        ("name=sud_delo&name_op=doc&delo_id=7", None),
    ],
)
def test_a_link_to_an_act_leads_back_to_it(shown: str, carried: str | None) -> None:
    link = act_link(f"/modules.php?{shown}")
    assert link == carried
    if link is not None:
        assert act_url("a.example", link, 2, building=3) == (
            f"https://a.example/modules.php?name=sud_delo&srv_num=3&name_op=doc&{carried}&text_number=2"
        )
