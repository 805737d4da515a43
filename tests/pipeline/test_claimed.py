"""What claims of articles count, withheld with the tables of a site. Every court, filing and person is invented."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.disclosure.exposing import exposed
from tests.tally.build import Book, listing_url
from tests.tally.test_least import uid

from absentia.check.loading import load
from absentia.cli.main import run
from absentia.model.checked import Verdict
from absentia.observatory import Observatory
from absentia.pipeline.claimed import REST, Asked, counts_of, labelled
from absentia.pipeline.dossier import dossier
from absentia.pipeline.one_problem import BY_ARTICLE, BY_PERIOD, problem_of
from absentia.pipeline.published import _cells, together
from absentia.tally import tally
from absentia.tally.prepare import prepared

CASES = "cases_received"
WHOLE = {"tally": CASES, "provision": "337", "since": "2023-01-01", "until": "2023-06-30"}


@pytest.fixture(scope="module")
def observatory(tmp_path_factory: pytest.TempPathFactory) -> Observatory:
    """Sixty cases of Article 337 in the first half of 2023, of which three are not under part 5."""
    book = Book(asked="2022-01-01")
    page = book.page("listing", url=listing_url("2022-01-01", "2023-12-31"), counter=60, code="99GV0001")
    for number in range(60):
        day = f"2023-0{1 + number % 6}-{10 + number % 15}"
        part = "337.1" if number in (7, 20, 33) else "337.5"
        book.entry(page, guid=f"g{number}", number=f"1-{number}/2023", received=day, persons=[[part]], uid=uid(number),
                   uid_valid=True)  # fmt: skip
    return book.write(tmp_path_factory.mktemp("claims") / "o")


def article(folder: Path, **operands: dict[str, Any]) -> Path:
    """A claims file whose every claim counts one thing."""
    claims = [
        {
            "id": name,
            "said": {"en": "so many"},
            "reading": {"en": "so many"},
            "operands": {"n": WHOLE | given},
            "comparisons": [{"label": {"en": "n"}, "operation": "value", "of": "n", "expect": {"at_least": 1},
                             "main": True}],
        }
        for name, given in operands.items()
    ]  # fmt: skip
    file = folder / "article.yml"
    file.write_text(yaml.safe_dump({"id": "mine", "title": {"en": "Mine"}, "publisher": "P", "date": "2024-01-01",
                                    "claims": claims}))  # fmt: skip
    return file


def test_what_claims_ask_for(tmp_path: Path) -> None:
    written = load(
        article(tmp_path, whole={}, part={"provision": "337.5", "tally": "cases-received"}, all={"provision": None})
    )
    first = Asked(CASES, "337", dt.date(2023, 1, 1), dt.date(2023, 6, 30))
    assert counts_of([written]) == {
        ("mine", "whole"): (first,),
        ("mine", "part"): (dataclasses.replace(first, provision="337.5"),),
        ("mine", "all"): (dataclasses.replace(first, provision=""),),
    }
    abroad = written.model_copy(update={"jurisdiction": "ru"})
    assert counts_of([abroad])["mine", "whole"][0].provision == "ru:337"


@pytest.mark.parametrize(
    ("provision", "since", "until", "counted", "rest"),
    [
        ("337", "2023-01-01", "2023-06-30", 60, 0),
        ("337.5", "2023-01-01", "2023-06-30", 57, 3),
        ("337", "2023-01-11", "2023-06-30", 58, 2),  # two came on the tenth of January
        ("", "2023-01-01", "2023-06-30", 60, 0),
        ("337.2", "2023-01-01", "2023-06-30", 0, 0),
    ],
)
def test_what_a_count_leaves_out_of_the_article_s_months_is_a_count(
    observatory: Observatory, provision: str, since: str, until: str, counted: int, rest: int
) -> None:
    asked = Asked(CASES, provision, dt.date.fromisoformat(since), dt.date.fromisoformat(until))
    with prepared(observatory) as connection:
        cells = dict(_cells(connection, CASES))
        found = labelled(connection, CASES, [asked], cells)
        assert labelled(connection, "verdicts", [asked], cells) == ()
    assert found[0].shown
    assert len(found[0].units) == counted
    assert counted == tally(observatory, CASES, provision=provision or None, since=since, until=until).seen
    rests = [one for one in found[1:] if not one.shown]
    assert [len(one.units) for one in rests] == [rest] * bool(rest)


def test_what_one_count_leaves_out_of_another_is_a_count(observatory: Observatory) -> None:
    asked = [Asked(CASES, "337", dt.date(2023, 1, 1), dt.date(2023, month, 28)) for month in (2, 3)]
    with prepared(observatory) as connection:
        found = labelled(connection, CASES, asked, dict(_cells(connection, CASES)))
    assert f"{asked[1].label} {REST} {asked[0].label}" in {one.label for one in found}


@pytest.mark.parametrize(
    ("operands", "shown"),
    [
        ({"whole": {}}, {"whole"}),
        ({"part": {"provision": "337.5"}}, set()),  # the other three would be told
        ({"small": {"provision": "337.1"}}, set()),
        ({"long": {"since": "2022-01-01", "until": "2023-12-31"}, "cut": {"since": "2023-01-11"}}, {"long"}),
    ],
)
def test_a_site_shows_of_claims_what_gives_nobody_away(
    tmp_path: Path, observatory: Observatory, operands: dict[str, Any], shown: set[str]
) -> None:
    file = article(tmp_path, **operands)
    decided = together(observatory, articles=[file])
    found = dossier(observatory, articles=[file], decided=decided)
    (checked,) = found.articles
    assert {one.id for one in checked.claims if one.numbers} == shown
    assert {one.id for one in checked.claims if one.verdict is Verdict.CANNOT_BE_TESTED} == operands.keys() - shown
    # or the months of the article make room for it
    assert found.observed is not None
    problem = problem_of([decided.shown, dataclasses.replace(decided.shown, articles=(), counts={})], decided.counts)
    values = problem.system.values
    small = (values > 0) & (values < 5) & ~problem.new
    assert len(exposed(problem.system, small & ~problem.shown_before, problem.shown_before, 5)) == 0
    assert not (small & problem.shown_before).any()


def test_a_later_version_does_not_tell_what_a_claim_left_out(tmp_path: Path, observatory: Observatory) -> None:
    """The half-year was shown in version one; a claim of version two counts all of it but three."""
    first = together(observatory)
    assert ("337", "2023-H1") not in first.withheld[CASES][BY_PERIOD["half-year"]]
    first.record("2024-01-01", b"")
    second = together(observatory, articles=[article(tmp_path, part={"provision": "337.5"})])
    asked = second.claims["mine", "part"][0]
    assert (asked.label,) in second.withheld[CASES][BY_ARTICLE]
    second.record("2024-01-08", b"")
    # once withheld, it stays withheld where nobody asks any more
    third = together(observatory)
    assert (asked.label,) in third.withheld[CASES][BY_ARTICLE]
    assert {table: keys for table, keys in third.withheld[CASES].items() if table != BY_ARTICLE} == {
        table: keys for table, keys in first.withheld[CASES].items() if table != BY_ARTICLE
    }
    for file in observatory.decisions.glob("published*"):
        file.unlink()


def test_check_is_for_the_owner_and_withholds_what_the_last_publication_withheld(
    tmp_path: Path, observatory: Observatory, capsys: pytest.CaptureFixture[str]
) -> None:
    file = article(tmp_path, whole={}, part={"provision": "337.5"})
    at = ["-C", str(observatory.path), "check", str(file), "--format", "json"]
    for published in (False, True):
        if published:
            together(observatory, articles=[file]).record("2024-01-01", b"")
        assert run(at) == 0
        told = capsys.readouterr()
        assert "for your eyes" in told.err
        shown = {one["id"]: bool(one["numbers"]) for one in json.loads(told.out)["claims"]}
        assert shown == {"whole": True, "part": not published}
    for each in observatory.decisions.glob("published*"):
        each.unlink()
    assert run(["check", "guardian_2023_10", "--format", "json"]) == 0
    assert "for your eyes" not in capsys.readouterr().err
