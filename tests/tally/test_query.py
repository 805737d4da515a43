"""What was asked, and the statement that asks it: each choice at its own function."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from absentia.errors import UsageProblem
from absentia.model import Period
from absentia.tally.asked import _one_of, day_of, dimensions_of, scope_of
from absentia.tally.catalogue import measure
from absentia.tally.counting import _command
from absentia.tally.loose import loose_sql
from absentia.tally.query import Scope, _firm, charges_matter, columns_of

FIRST, LAST = dt.date(2023, 1, 1), dt.date(2023, 6, 30)


def scope(by: tuple[str, ...] = (), **asked: Any) -> Scope:
    names = ("since", "until", "provision", "sole", "instance", "procedure")
    return scope_of(by, *(asked.get(name) for name in names), among=("ru",))


@pytest.mark.parametrize(
    ("asked", "article", "part", "written"),
    [
        (None, None, None, None),
        ("337", "337", None, "337"),
        ("337.3.1", "337", "3.1", "337.3.1"),
        ("228.1", "228.1", None, "228.1"),
        ("228/1", "228", "1", "228/1"),
    ],
)
def test_a_provision_is_written_as_it_can_be_asked_again(
    asked: str | None, article: str | None, part: str | None, written: str | None
) -> None:
    found = scope(provision=asked)
    assert (found.article, found.part, found.provision) == (article, part, written)


@pytest.mark.parametrize(
    ("by", "provision", "level"),
    [
        ((), None, "provision_label"),
        ((), "337", "article_label"),
        ((), "337.5", "provision_label"),
        (("article",), None, "article_label"),
        (("provision",), None, "provision_label"),
        (("provision",), "337", "provision_label"),
        (("article", "provision"), None, "provision_label"),
        (("article",), "337.5", "provision_label"),
    ],
)
def test_charges_differ_by_article_only_where_no_part_is_asked_for(
    by: tuple[str, ...], provision: str | None, level: str
) -> None:
    assert scope(by, provision=provision).sole_level == level


def test_a_period_may_be_one_day_and_must_not_end_before_it_begins() -> None:
    one = scope(since="2023-02-01", until="2023-02-01")
    assert (one.since, one.until) == (dt.date(2023, 2, 1), dt.date(2023, 2, 1))
    assert scope(since="2023", until=None).until is None
    with pytest.raises(UsageProblem, match="before it begins"):
        scope(since="2023-02-02", until="2023-02-01")


@pytest.mark.parametrize(
    ("given", "last", "day"),
    [
        (None, False, None),
        (FIRST, True, FIRST),
        ("2023-H1", False, FIRST),
        ("2023-H1", True, LAST),
        ("2023-05-17", True, dt.date(2023, 5, 17)),
    ],
)
def test_a_day_is_the_first_or_the_last_of_what_is_written(given: Any, day: dt.date | None, *, last: bool) -> None:
    assert day_of(given, "--since", last=last) == day


@pytest.mark.parametrize(
    ("given", "by", "chosen"),
    [
        (None, (), "first"),
        (None, ("instance",), "all"),
        (None, ("month",), "first"),
        ("all", (), "all"),
        ("appeal", (), "appeal"),
        ("appeal", ("instance",), "appeal"),
        ("second", (), None),
    ],
)
def test_a_register_is_the_usual_one_unless_it_is_asked_for_or_counted_by(
    given: str | None, by: tuple[str, ...], chosen: str | None
) -> None:
    known = ("first", "appeal")
    if chosen is None:
        with pytest.raises(UsageProblem, match="not known"):
            _one_of(given, "instance", by, known, "first")
    else:
        assert _one_of(given, "instance", by, known, "first") == chosen


def test_dimensions_are_known_named_once_and_of_one_period() -> None:
    assert dimensions_of(("month", "court", "month")) == ("month", "court")
    assert dimensions_of(()) == ()
    for wrong, why in ((("colour",), "no dimension"), (("month", "year"), "one period")):
        with pytest.raises(UsageProblem, match=why):
            dimensions_of(wrong)


@pytest.mark.parametrize(
    ("asked", "by", "command"),
    [
        ({}, (), "absentia tally charges --instance first"),
        ({"sole": True}, ("month", "court"), "absentia tally charges --by month,court --sole --instance first"),
        ({"sole": False, "procedure": "all"}, (), "absentia tally charges --among --instance first --procedure all"),
        (
            {"since": FIRST, "until": LAST, "provision": "337"},
            (),
            "absentia tally charges --since 2023-01-01 --until 2023-06-30 --provision 337 --instance first",
        ),
    ],
)
def test_the_command_that_asks_the_same(asked: dict[str, Any], by: tuple[str, ...], command: str) -> None:
    assert _command("charges", by, scope(by, **asked)) == command


@pytest.mark.parametrize(("sole", "bound"), [(None, None), (True, "sole"), (False, "among")])
def test_sole_is_bound_as_the_word_of_its_dimension(*, sole: bool | None, bound: str | None) -> None:
    assert Scope(sole=sole).parameters()["sole"] == bound


@pytest.mark.parametrize(
    ("asked", "seen", "period"),
    [
        ((None, None), (None, None), None),
        ((None, None), (FIRST, LAST), (FIRST, LAST)),
        ((None, None), (FIRST, None), None),
        ((None, None), (None, LAST), None),
        ((FIRST, None), (None, LAST), (FIRST, LAST)),
        ((None, LAST), (FIRST, None), (FIRST, LAST)),
        ((FIRST, LAST), (LAST, FIRST), (FIRST, LAST)),
        ((FIRST, None), (None, FIRST), (FIRST, FIRST)),
        ((LAST, None), (None, FIRST), None),
    ],
)
def test_an_open_end_reaches_as_far_as_was_seen(
    asked: tuple[Any, Any], seen: tuple[Any, Any], period: tuple[dt.date, dt.date] | None
) -> None:
    found = Scope(since=asked[0], until=asked[1]).period(*seen)
    assert found == (None if period is None else Period(*period))


@pytest.mark.parametrize(
    ("name", "by", "asked", "matter"),
    [
        ("filings_received", ("article",), {"provision": "337"}, False),  # a filing is charged as it stands
        ("verdicts", ("article",), {}, False),
        ("cases_received", (), {}, False),
        ("cases_received", ("month", "court"), {}, False),
        ("cases_received", ("article",), {}, True),
        ("cases_received", ("provision",), {}, True),
        ("cases_received", ("family",), {}, True),
        ("cases_received", ("sole",), {}, True),
        ("cases_received", (), {"provision": "337"}, True),
        ("cases_received", (), {"sole": False}, True),
        ("persons_charged", (), {}, True),
        ("charges", (), {}, True),
    ],
)
def test_charges_matter_where_they_are_counted_or_asked_for(
    name: str, by: tuple[str, ...], asked: dict[str, Any], *, matter: bool
) -> None:
    assert charges_matter(measure(name), by, scope(by, **asked)) is matter


def test_a_period_is_one_column_whatever_its_grain() -> None:
    columns, names = columns_of(("month", "court"))
    assert names == ["period", "court"]
    assert columns == ["date_trunc('month', s.day)::DATE AS period", "s.court AS court"]


@pytest.mark.parametrize(
    ("name", "by", "asked", "has", "lacks"),
    [
        # the year of its УИД is enough where no place is asked for; from above, where no period is either
        (
            "cases_received",
            (),
            {},
            ["$since IS NULL AND $until IS NULL"],
            ["s.began_here AND great", "date_trunc"],
        ),
        ("cases_received", ("month",), {}, ["((false) OR", "date_trunc('month'"], ["s.began_here AND great"]),
        ("cases_received", ("court",), {}, ["((false) OR", "s.began_here AND greatest"], []),
        ("cases_received", ("okrug",), {}, ["((false) OR", "s.began_here AND greatest"], []),
        ("cases_received", (), {"in": "a"}, ["((false) OR", "s.began_here AND greatest"], []),
        ("verdicts", (), {}, ["THEN true"], ["greatest"]),
    ],
)
def test_what_a_uid_must_say_of_the_cell(
    name: str, by: tuple[str, ...], asked: dict[str, Any], has: list[str], lacks: list[str]
) -> None:
    asked_for = scope(by).in_court(asked["in"]) if "in" in asked else scope(by)
    sql = _firm(measure(name), by, asked_for)
    assert all(piece in sql for piece in has), sql
    assert not any(piece in sql for piece in lacks), sql


def test_a_filing_is_always_itself() -> None:
    assert _firm(measure("filings_received"), ("month",), scope()) == "true"


ALWAYS = {"instance", "procedure"}  # the usual registers are asked for, not all
UNREAD = {"unreadable", "charged"}


@pytest.mark.parametrize(
    ("name", "by", "asked", "matters"),
    [
        ("filings_received", (), {}, ALWAYS),
        ("filings_received", (), {"instance": "all", "procedure": "all"}, set()),
        ("filings_received", ("instance", "procedure"), {}, ALWAYS),
        ("filings_received", ("month",), {}, {*ALWAYS, "day"}),
        ("filings_received", (), {"since": "2023"}, {*ALWAYS, "day"}),
        ("filings_received", (), {"until": "2023"}, {*ALWAYS, "day"}),
        ("filings_received", ("provision",), {}, {*ALWAYS, *UNREAD}),
        ("filings_received", (), {"provision": "337"}, {*ALWAYS, *UNREAD}),
        ("charges", (), {}, {*ALWAYS, *UNREAD}),  # nobody knows how many an unreadable cell holds
        ("persons_charged", (), {}, ALWAYS),
        ("filings_received", ("sole",), {}, {*ALWAYS, "sole"}),
        ("filings_received", (), {"sole": False}, {*ALWAYS, "sole"}),
        ("filings_received", ("court",), {}, {*ALWAYS, "court"}),
        ("filings_received", ("region",), {}, {*ALWAYS, "court"}),
        ("filings_received", (), {"in": "a"}, {*ALWAYS, "court"}),
    ],
)
def test_what_is_not_known_matters_where_it_is_asked_for(
    name: str, by: tuple[str, ...], asked: dict[str, Any], matters: set[str]
) -> None:
    court = asked.pop("in", None)
    asked_for = scope(by, **asked) if court is None else scope(by, **asked).in_court(court)
    chosen = measure(name)
    sql = loose_sql(chosen, measure(chosen.checked_by), by, asked_for)
    (condition,) = re.findall(r"FROM unit s\s+WHERE \((.*?)\) AND \(", sql)
    assert set(re.findall(r"s\.(\w+)", condition)) == matters, condition


@pytest.mark.parametrize(
    ("name", "by", "of_any_number", "of_no_person", "of_next_filing"),
    [
        ("filings_received", ("provision",), False, False, None),
        ("cases_received", (), False, False, None),
        ("cases_received", ("provision",), False, False, "count(*)"),
        ("persons_charged", (), False, True, "NULL::BIGINT"),
        ("charges", (), True, True, "NULL::BIGINT"),
    ],
)
def test_how_many_units_may_be_in_what_is_not_known(
    name: str, by: tuple[str, ...], of_next_filing: str | None, *, of_any_number: bool, of_no_person: bool
) -> None:
    chosen = measure(name)
    first, *more = loose_sql(chosen, measure(chosen.checked_by), by, scope(by)).split("UNION ALL")
    assert ("counted, NULL::BIGINT AS units" in first) is of_any_number
    assert ("false AS counted" in first) is of_any_number
    assert any("FROM person" in one and "charged_record" in one for one in more) is of_no_person
    following = [one for one in more if "e.followed" in one]
    assert [f"{of_next_filing} AS units" in one for one in following] == ([] if of_next_filing is None else [True])
