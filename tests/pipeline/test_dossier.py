"""What the pipeline hands to a site: withheld where small, without paths, and with nothing seen that is not shown."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.publish.conftest import both, sample_article
from tests.tally.build import COURT, OTHER, Book, listing_url
from tests.tally.test_least import uid

from absentia.check.estimating import UNPLACED_RECORDS
from absentia.disappearances import AbsenceState, CourtLook, Disappearance, Disappearances, Gone
from absentia.disclosure import Publication, withhold
from absentia.errors import DataProblem
from absentia.looks.coverage import Coverage
from absentia.model.checked import Citation, Computed, KnownThen, Verdict
from absentia.model.count import Count
from absentia.model.estimate import Interval
from absentia.model.texts import said
from absentia.observatory import CONFIG, Observatory
from absentia.pipeline.dossier import _seen, dossier, publish_settings, without_paths, year_is_told
from absentia.pipeline.dossier_of_packages import newest_half_year
from absentia.pipeline.withholding import (
    GONE_AXES,
    GONE_BY,
    gone_cells,
    shown,
    shown_article,
    shown_disappearances,
    shown_removals,
)
from absentia.publish.site import Dossier, Seen, build
from absentia.tally import tally
from absentia.tally.result import Row, Tally


@pytest.fixture(scope="module")
def observatory(tmp_path_factory: pytest.TempPathFactory) -> Observatory:
    """Forty cases under Article 337 in the first half of 2023, two under 338, a court behind a captcha."""
    book = Book(asked="2022-01-01")
    page = book.page("listing", url=listing_url("2022-01-01", "2023-12-31"), counter=42, code="99GV0001")
    for number in range(42):
        charged = [["337.5"]] if number < 40 else [["338.1"]]
        day = f"2023-0{1 + number % 6}-{10 + number % 15}"
        book.entry(page, guid=f"g{number}", number=f"1-{number}/2023", received=day, persons=charged, uid=uid(number),
                   uid_valid=True)  # fmt: skip
    book.page("captcha_gate", court=OTHER, instance=None, procedure=None)
    made = book.write(tmp_path_factory.mktemp("site") / "o")
    with (made.path / CONFIG).open("a") as settings:
        settings.write('[publish]\ntitle = "Courts"\naddress = "https://example.org/x/"\ncontact = "a@b.example"\n')
    return Observatory.open(made.path)


@pytest.fixture(scope="module")
def found(observatory: Observatory) -> Dossier:
    return dossier(observatory)


def values(given: Any) -> Iterator[Any]:
    """Everything in a record."""
    if dataclasses.is_dataclass(given) and not isinstance(given, type):
        for one in dataclasses.fields(given):
            yield from values(getattr(given, one.name))
    elif isinstance(given, dict):
        for key, one in given.items():
            yield from (*values(key), *values(one))
    elif isinstance(given, list | tuple):
        for one in given:
            yield from values(one)
    else:
        yield given


def test_the_headline_is_what_most_was_seen_of(found: Dossier) -> None:
    observed = found.observed
    assert observed is not None
    assert (observed.headline.article, observed.headline.half_year) == ("337", "2023-H1")
    (row,) = [row for row in observed.half_years["cases_received"]["337"].rows if row.cell["half-year"] == "2023-H1"]
    assert row.count.low == 40
    assert found.title.text("ru") == "Courts"
    assert found.address == "https://example.org/x"
    assert found.contact == "a@b.example"
    assert found.synthetic


def test_too_little_has_no_page_and_small_counts_are_withheld(found: Dossier) -> None:
    observed = found.observed
    assert observed is not None
    assert list(observed.months["cases_received"]) == ["337"]
    known = [row.count.low for row in observed.months["cases_received"]["337"].rows if row.count.known]
    assert all(low == 0 or low >= 5 for low in known if low is not None)


def test_nothing_seen_and_not_shown_is_in_it(found: Dossier, observatory: Observatory) -> None:
    observed = found.observed
    assert observed is not None
    tallies = [*observed.months.values(), *observed.half_years.values()]
    rows = [row for by in tallies for one in by.values() for row in one.rows] + list(observed.courts.rows)
    assert rows
    assert {row.seen for row in rows} == {0}
    texts = [one for one in values(found) if isinstance(one, str)]
    assert len(texts) > 50
    assert not [one for one in texts if str(observatory.path) in one]


def test_it_becomes_a_site(found: Dossier) -> None:
    files = build(found, "2024-02-01").files
    front = files["index.html"].decode()
    assert "cases under Article 337 reached the courts" in front
    assert f"courts/{COURT}.html" in files


def test_a_setting_nobody_reads_is_refused(tmp_path: Path) -> None:
    made = Observatory.create(tmp_path / "o")
    with (made.path / CONFIG).open("a") as settings:
        settings.write('[publish]\ntitel = "x"\n')
    with pytest.raises(DataProblem) as refused:
        dossier(Observatory.open(made.path))
    assert "titel" in refused.value.what


NOWHERE = Coverage((), None, None)


def row_of(half: str | None, count: Count) -> Row:
    return Row({"half-year": half}, count, 1)


@pytest.mark.parametrize(
    ("rows", "last", "half"),
    [
        ([("2022-H2", Count.exactly(5)), ("2023-H1", Count.exactly(5))], "2023-07-30", "2023-H1"),
        ([("2022-H2", Count.exactly(5)), ("2023-H1", Count.exactly(5))], "2023-06-29", "2022-H2"),  # not over
        ([("2023-H1", Count.exactly(5)), ("2023-H2", Count.unknown("not_covered"))], "2023-12-31", "2023-H1"),
        ([("2023-H2", Count.exactly(5)), (None, Count.exactly(5))], "2023-11-01", "2023-H2"),  # under way, alone
        ([], "2023-11-01", "2023-H2"),
    ],
)
def test_the_half_year_is_the_newest_that_is_over_and_known(
    rows: list[tuple[str | None, Count]], last: str, half: str
) -> None:
    empty = {"unit": {}, "about": {}, "by": ("half-year",), "total": Count.exactly(0), "unreadable": {}}
    made = Tally(measure="m", rows=tuple(row_of(*one) for one in rows), synthetic=False, looked=NOWHERE, **empty)  # type: ignore[arg-type]
    assert newest_half_year(made, [dt.date.fromisoformat(last)]) == half
    assert newest_half_year(None, [dt.date.fromisoformat(last)]) == f"{last[:4]}-H{1 if last[5:] < '07' else 2}"


@pytest.mark.parametrize(
    ("known", "seen"), [({True}, Seen.WHOLE), ({True, False}, Seen.PARTLY), ({False}, Seen.NOTHING)]
)
def test_a_week_is_whole_only_if_every_question_was_answered(known: set[bool], seen: Seen) -> None:
    assert _seen(known) is seen


@pytest.mark.parametrize(
    ("command", "published"),
    [
        ("absentia check guardian --claim a", "absentia check guardian --claim a"),
        ("absentia -C /home/someone/o check /home/someone/my.yml --claim a", "absentia check my.yml --claim a"),
        (
            "absentia check a/b.yml --figures '/x y/own.csv' --claim a",
            "absentia check b.yml --figures own.csv --claim a",
        ),
    ],
)
def test_commands_name_files_and_not_where_they_lie(command: str, published: str) -> None:
    article = sample_article()
    claims = [dataclasses.replace(article.claims[0], command=command)]
    assert without_paths(dataclasses.replace(article, claims=claims)).claims[0].command == published


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("/home/somebody/observatory", "observatory"),
        ("delay --file /home/some body/my delays.csv --seed 3", "delay --file my delays.csv --seed 3"),
        ("lists --lists /a.csv", "lists --lists a.csv"),
        ("tally cases_received --provision ru:337", "tally cases_received --provision ru:337"),
        ("Ann. Math. 3/4, 1/2", "Ann. Math. 3/4, 1/2"),
        ("court_cases-001", "court_cases-001"),
    ],
)
def test_sources_and_citations_do_so_too(text: str, named: str) -> None:
    article = sample_article()
    number = dataclasses.replace(tallied(9), sources=(text,))
    own, paper = (Citation("the user's table", text, "", url) for url in ("", "https://a.example/b"))
    known = KnownThen("2023-07-19", 1, 0, Verdict.SUPPORTED, said("so"), (number,), ())
    claim = dataclasses.replace(article.claims[0], numbers=(number,), citations=(own, paper), then=known)
    (safe,) = without_paths(dataclasses.replace(article, claims=[claim])).claims
    assert safe.then is not None
    assert [one.sources for one in (*safe.numbers, *safe.then.numbers)] == [(named,)] * 2
    assert [one.title for one in safe.citations] == [named, text]


def test_what_may_be_shown_forgets_what_was_seen(observatory: Observatory) -> None:
    plain = tally(observatory, "cases_received", by=("article",))
    safe = shown(plain, {("338",)}, 5)
    assert {row.seen for row in plain.rows} != {0}
    assert {row.seen for row in safe.rows} | {safe.seen} == {0}
    assert {row.cell["article"]: row.count.known for row in safe.rows}["338"] is False


def test_small_counts_of_disappearances_are_withheld_column_by_column() -> None:
    from absentia.disappearances import Gone

    def gone(key: str, disappeared: int, returned: int) -> Gone:
        return Gone(key, Count.exactly(disappeared), Count.exactly(returned), Count.exactly(0))

    first, second, third = shown_disappearances([gone("a", 2, 0), gone("b", 9, 0), gone("c", 30, 0)], 5)
    assert not first.disappeared.known
    assert not second.disappeared.known  # two withheld add up to more than the threshold
    assert third.disappeared == Count.exactly(30)
    assert [one.returned for one in (first, second, third)] == [Count.exactly(0)] * 3


@pytest.mark.parametrize(
    ("halves", "told"),
    [
        ({"2023-H1": Count.exactly(60), "2023-H2": Count.withheld()}, False),  # 63 in the year less 60 are 3
        ({"2022-H2": Count.withheld(), "2023-H1": Count.exactly(60), "2023-H2": Count.at_least(9)}, True),
        ({"2023-H1": Count.exactly(60), "2023-H2": Count.unknown("not_covered"), None: Count.withheld()}, True),
        (None, False),
    ],
)
def test_what_hides_in_a_year_is_told_only_beside_both_halves(
    halves: Mapping[str | None, Count] | None, *, told: bool
) -> None:
    rows = tuple(Row({"half-year": half}, count) for half, count in (halves or {}).items())
    made = Tally("filings_received", {}, {}, ("half-year",), rows, Count.withheld(), Coverage((), None, None), {},
                 synthetic=True)  # fmt: skip
    assert year_is_told(None if halves is None else made, 2023) is told


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        (((20, 17), (30, 9)), False),  # three stayed away
        (((20, 20), (30, 9)), True),
        (((20, 15), (30, 9)), True),
        (((7, 5),), False),
    ],
)
def test_how_few_of_the_disappeared_did_not_return_is_not_told(pairs: Sequence[tuple[int, int]], *, told: bool) -> None:
    rows = [Gone(f"c{row}", *map(Count.exactly, (*pair, 0))) for row, pair in enumerate(pairs)]
    both_known = [one.disappeared.known and one.returned.known for one in shown_disappearances(rows, 5)]
    assert both_known == [told] * len(pairs)


def tallied(value: float | None, least: float | None = None, most: float | None = None) -> Computed:
    return Computed(both("cases", "дела"), value, both("cases", "дела"), standing="tallied", least=least, most=most)


@pytest.mark.parametrize(
    ("number", "shown_at_all"),
    [
        (tallied(5), True),
        (tallied(0), True),
        (tallied(None), True),
        (tallied(4), False),
        (tallied(1, 1), False),
        (tallied(9, 9), True),
        (tallied(9, 9, 11), False),  # two more could not be read: few, and told by the range
        (tallied(9, 9, 20), True),
        (dataclasses.replace(tallied(3), standing="published"), True),
    ],
)
def test_a_claim_that_rests_on_a_small_count_says_only_that(number: Computed, shown_at_all: bool) -> None:
    article = sample_article()
    claim = dataclasses.replace(article.claims[1], numbers=(number,))
    (safe,) = shown_article(dataclasses.replace(article, claims=[claim]), frozenset(), 5).claims
    if shown_at_all:
        assert (safe.numbers, safe.verdict, safe.chart) == (claim.numbers, claim.verdict, claim.chart)
    else:
        assert (safe.numbers, safe.verdict, safe.chart, safe.caveats) == ((), Verdict.CANNOT_BE_TESTED, None, ())
        assert "withheld" in safe.reason.text("en")


GAPS = "serial-gaps --court a.example --years 2023"


@pytest.mark.parametrize(
    ("source", "number", "shown_at_all"),
    [
        (GAPS, {"value": 3}, False),
        (GAPS, {"value": 30, "interval": Interval(3, 40)}, False),  # so many are shown at least
        (GAPS, {"value": 30, "interval": Interval(20, 40)}, True),
        ("undercount --article 337", {"value": 9, "least": 4}, False),
        ("delay --measure cases_received --court a.example", {"value": 2}, False),
        ("delay --file delays.csv", {"value": 2}, True),  # of nobody's pages
        ("probate", {"value": 2.3, "interval": Interval(1.1, 4)}, True),
        (GAPS, {"value": None, "note": said("only {n} numbers", n=3)}, False),
        (GAPS, {"value": None, "note": said("nobody looked")}, True),
    ],
)
def test_so_does_one_that_rests_on_an_estimate_of_few(
    source: str, number: Mapping[str, Any], *, shown_at_all: bool
) -> None:
    estimate = dataclasses.replace(tallied(None), standing="estimated", sources=(source,), **number)
    article = sample_article()
    claim = dataclasses.replace(article.claims[1], numbers=(estimate,))
    for threshold, left in ((5, shown_at_all), (0, True)):  # 0: there is no observatory
        (safe,) = shown_article(dataclasses.replace(article, claims=[claim]), frozenset(), threshold).claims
        assert bool(safe.numbers) is left


def test_a_claim_that_prints_a_count_which_is_withheld_says_only_that() -> None:
    article = sample_article()
    claim = dataclasses.replace(article.claims[1], numbers=(tallied(50),))
    for hidden, left in ((frozenset({claim.id}), 0), (frozenset({"another"}), 1)):
        (safe,) = shown_article(dataclasses.replace(article, claims=[claim]), hidden, 5).claims
        assert len(safe.numbers) == left


def test_a_caveat_that_counts_few_goes_from_a_claim_on_court_pages() -> None:
    article = sample_article()
    caveats = [said("{n} more were seen.", n=n) for n in (2, 50)] + [said("Received is not opened.")]
    # a row of the tables that may be withheld there
    caveats.append(dataclasses.replace(UNPLACED_RECORDS, values={"n": 50}))
    for number, left in ((tallied(9), caveats[1:3]), (dataclasses.replace(tallied(9), standing="published"), caveats)):
        claim = dataclasses.replace(article.claims[0], numbers=(number,), caveats=caveats)
        (safe,) = shown_article(dataclasses.replace(article, claims=[claim]), frozenset(), 5).claims
        assert list(safe.caveats) == left


@pytest.mark.parametrize(
    ("then", "now", "shown_at_all"),
    [
        (tallied(9), tallied(9), True),
        (tallied(9), tallied(14), True),
        (tallied(9), tallied(13), False),  # four came in between
        (tallied(4), tallied(30), False),
        (tallied(None), tallied(30), True),
        (tallied(9, 9), tallied(30, 30), True),
        (tallied(9, 9, 28), tallied(30, 30), False),
        (dataclasses.replace(tallied(29), standing="published"), tallied(30), True),
    ],
)
def test_what_was_known_then_tells_no_few_that_came_since(then: Computed, now: Computed, shown_at_all: bool) -> None:
    article = sample_article()
    few = said("{n} records could not be placed.", n=2)
    known = KnownThen("2023-07-19", 1, 0, Verdict.SUPPORTED, said("so"), (then,), (few, said("plain")))
    claim = dataclasses.replace(article.claims[1], numbers=(now,), then=known)
    (safe,) = shown_article(dataclasses.replace(article, claims=[claim]), frozenset(), 5).claims
    expected = dataclasses.replace(known, caveats=(said("plain"),)) if shown_at_all else None
    assert (safe.numbers, safe.then) == (claim.numbers, expected)
    (none,) = shown_article(
        dataclasses.replace(article, claims=[dataclasses.replace(claim, numbers=(tallied(2),))]), frozenset(), 5
    ).claims
    assert none.then is None


def test_the_contact_for_courts_is_nobody_s_else(tmp_path: Path) -> None:
    made = Observatory.create(tmp_path / "o")
    with (made.path / CONFIG).open("a") as settings:
        settings.write('[collect]\ncontact = "secret@example.org"\n')
    assert publish_settings(Observatory.open(made.path)) == {}


def missed(number: int, court: str, day: int, state: AbsenceState) -> Disappearance:
    when = dt.datetime(2023, 1, day, tzinfo=dt.UTC)
    return Disappearance(
        filing_id=f"f{number}", court=court, register="criminal-first", guid=f"g{number}", episode=1, state=state,
        reason=None, provisions=("337.5",), building=1, received=None, last_seen=when, last_seen_capture=None,
        first_missed=when, first_missed_capture=None, confirmed=when, confirmed_capture=None, evidence=(), days=3,
        returned=when if state is AbsenceState.RETURNED else None, returned_capture=None, judged=None, synthetic=True,
    )  # fmt: skip


def removals(*by_court: tuple[int, int]) -> Disappearances:
    """For each court, how many were removed for good and how many returned, all in one week."""
    kinds = [
        (f"c{court}", state)
        for court, pair in enumerate(by_court)
        for many, state in zip(pair, (AbsenceState.CONFIRMED, AbsenceState.RETURNED), strict=True)
        for _ in range(many)
    ]
    found = tuple(missed(number, court, 3, state) for number, (court, state) in enumerate(kinds))
    when = dt.datetime(2023, 2, 1, tzinfo=dt.UTC)
    looks = tuple(CourtLook(f"c{court}", 10, when, {}, days=5) for court in range(len(by_court)))
    return Disappearances(found, looks, {"2023-W01": len(by_court)}, (), when)


def safely_shown(found: Disappearances) -> tuple[Mapping[str, tuple[Gone, ...]], bool]:
    publication = Publication(GONE_AXES, tuple(GONE_BY.values()), (), gone_cells(found))
    return shown_removals(found, withhold(publication, 5))


@pytest.mark.parametrize(
    ("by_court", "courts", "weeks", "total"),
    [
        (((20, 0), (30, 0)), [True, True], [True], True),
        (((2, 0), (9, 0), (30, 0)), [False, False, True], [True], True),
        # five of five, each at least one: courts, weeks and the total tell each other
        (((1, 0), (1, 0), (1, 0), (1, 0), (1, 0)), [False] * 5, [False], False),
        (((1, 0), (0, 0)), [False, True], [False], False),
    ],
)
def test_removals_by_court_and_week_and_in_all_are_withheld_together(
    by_court: tuple[tuple[int, int], ...], courts: list[bool], weeks: list[bool], total: bool
) -> None:
    rows, shown_in_all = safely_shown(removals(*by_court))
    assert [one.disappeared.reason != "suppressed" for one in rows["court"]] == courts
    assert [one.disappeared.reason != "suppressed" for one in rows["week"]] == weeks
    assert shown_in_all is total


def test_what_returned_is_counted_in_two_columns() -> None:
    rows, _total = safely_shown(removals((20, 3), (30, 9)))
    assert [one.returned.reason == "suppressed" for one in rows["court"]] == [True, True]
    assert [one.disappeared.low for one in rows["court"]] == [23, 39]
