"""What stands on the desk, and what a person does there."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import httpx2
import pytest
from tests.desk.conftest import Open
from tests.desk.test_guard import entered
from tests.pipeline.test_published import world
from tests.safekeeping.conftest import lived  # noqa: F401  the fixture
from tests.training import SEED

from absentia import decisions
from absentia.collect import Ledger
from absentia.collect.captcha import waiting
from absentia.desk.decided import CHOICES, choose, chosen, grouped
from absentia.disappearances import look_for_disappearances
from absentia.errors import UsageProblem
from absentia.link import judgements as log
from absentia.observatory import Observatory
from absentia.rehearsal.courthouse import captcha
from absentia.tally import tally


@pytest.fixture
def mine(trained: Path, tmp_path: Path) -> Path:
    """A copy that may be written to."""
    return Path(shutil.copytree(trained, tmp_path / "observatory"))


def token_in(client: httpx2.Client, page: str) -> str:
    (token, *_more) = re.findall(r'name="form_token" value="(\w+)"', client.get(page).text)
    return str(token)


def text_of(answer: httpx2.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_the_front_says_what_the_last_update_found(mine: Path, opened_desk: Open) -> None:
    with entered(opened_desk(mine)) as client:
        shown = text_of(client.get("/"))
        assert "8 courts: 3 answer, 4 want a captcha, 1 does not answer" in shown
        assert "ALARM: in 2023-W48" in shown, "the report of the last update stands below"
        assert "is to be published" in shown
        assert "SYNTHETIC DATA" in shown
    with entered(opened_desk(mine, language="ru")) as client:
        answer = client.get("/")
        assert '<html lang="ru">' in answer.text
        assert "8 судов: 3 отвечают, 4 просят капчу, 1 не отвечает" in text_of(answer)


def test_a_captcha_is_answered_and_what_is_no_answer_is_said(mine: Path, opened_desk: Open) -> None:
    with entered(opened_desk(mine)) as client:
        page = client.get("/captchas")
        assert "data:image/png;base64," in page.text
        assert "windows wait behind captchas. One answer serves" in text_of(page)
        token = token_in(client, "/captchas")
        ledger = Ledger(Observatory.open(mine).ledger, reading=True)
        (row,) = waiting(ledger)
        ledger.close()
        for wrong in ("3 abc!", "", "12 345"):
            refused = client.post("/captchas", data={"form_token": token, "id": str(row["id"]), "answer": wrong})
            assert refused.status_code == 409
            assert "is no answer" in text_of(refused)
        for none in ("", "9" * 30, "9" * 5000):
            refused = client.post("/captchas", data={"form_token": token, "id": none, "answer": "12345"})
            assert refused.status_code == 409
        right = captcha.answer(SEED, row["captcha_id"])
        taken = client.post("/captchas", data={"form_token": token, "id": str(row["id"]), "answer": right})
        assert taken.status_code == 200
        assert "No picture waits" in text_of(taken)
        late = client.post("/captchas", data={"form_token": token, "id": str(row["id"]), "answer": right})
        assert "does not wait any more" in text_of(late)


def test_every_court_stands_there_the_troubled_first(mine: Path, opened_desk: Open) -> None:
    with entered(opened_desk(mine)) as client:
        page = client.get("/courts").text
        rows = re.findall(r'<tr class="(\w+)">', page)
        assert len(rows) == 8
        assert rows == sorted(rows, key=["dark", "captcha", "answers"].index)


def test_what_could_not_be_read_is_chosen_upon_and_no_count_changes(mine: Path, opened_desk: Open) -> None:
    observatory = Observatory.open(mine)
    tables = {file.name: file.read_bytes() for file in observatory.tables.glob("*.parquet")}
    (row, *_more) = grouped(observatory)
    with entered(opened_desk(mine)) as client:
        token = token_in(client, "/issues")
        fields = {"form_token": token, "kind": row["kind"], "words": row["words"]}
        assert client.post("/issues", data=fields | {"choice": "map", "to": ""}).status_code == 409
        assert client.post("/issues", data=fields | {"choice": "ignore", "to": "x"}).status_code == 409
        assert client.post("/issues", data=fields | {"choice": "burn", "to": ""}).status_code == 409
        assert client.post("/issues", data=fields | {"words": "none", "choice": "report"}).status_code == 409
        assert client.post("/issues", data=fields | {"choice": "map", "to": "337 part 5"}).status_code == 200
        shown = text_of(client.post("/issues", data=fields | {"choice": "report", "to": ""}))
        assert "Chosen: report" in shown
    written = decisions.read(observatory.decisions, "vocabulary")
    assert [(one.who, one.choice, one.note) for one in written] == [
        ("desk", "map", "337 part 5"),
        ("desk", "report", ""),
    ]
    assert chosen(observatory)[row["kind"], row["words"]].choice == "report", "the newest counts"
    assert {file.name: file.read_bytes() for file in observatory.tables.glob("*.parquet")} == tables


@pytest.mark.parametrize("choice", [*CHOICES, "other"])
def test_only_a_meaning_has_words_of_its_own(mine: Path, choice: str) -> None:
    observatory = Observatory.open(mine)
    (row, *_more) = grouped(observatory)
    right = {"map": "x", "ignore": "", "report": ""}.get(choice)
    for to in ("x", ""):
        if to == right:
            choose(observatory, row["kind"], row["words"], choice, to)
        else:
            with pytest.raises(UsageProblem):
                choose(observatory, row["kind"], row["words"], choice, to)


def test_pairs_are_judged_one_at_a_time_and_taken_back(mine: Path, opened_desk: Open) -> None:
    with entered(opened_desk(mine)) as client:

        def pair(page: httpx2.Response) -> tuple[str, str]:
            assert page.status_code == 200
            one, other = (re.search(rf'name="{name}" value="([^"]+)"', page.text) for name in ("one", "other"))
            return one[1] if one else "", other[1] if other else ""

        token = token_in(client, "/links")
        first = pair(client.get("/links"))
        assert all(first), "a rehearsal has open ends that share a charge"

        def judged(judgement: str, one: str = "", other: str = "") -> httpx2.Response:
            fields = {"form_token": token, "judgement": judgement, "one": one, "other": other}
            return client.post("/links", data=fields)

        # a judgement leads to the next pair
        after = judged("not_same", *first)
        assert pair(after) != first, "what was judged does not come again"
        assert "Take the last word back" in after.text
        assert pair(judged("undo")) == first
        second = pair(judged("later", *first))
        assert second != first
        assert pair(judged("same", *second)) not in (second, first)
        assert judged("undo").status_code == 200
        assert "nothing to take back" in text_of(judged("undo"))
        assert judged("burn", *second).status_code == 409
        assert judged("same", "record-none", "record-nothing").status_code == 409
    people = [one for one in log.read(mine / "decisions") if one.who == "desk"]
    assert [one.judgement for one in people] == ["not_same", "withdrawn", "same", "withdrawn"]


def test_what_is_gone_stands_there_with_its_alarm_and_no_name(mine: Path, opened_desk: Open) -> None:
    with entered(opened_desk(mine)) as client:
        page = client.get("/gone")
        assert "ALARM: in 2023-W48" in text_of(page)
        assert page.text.count('<tr class="suspected">') >= 20
        assert "could not be looked at everywhere: gvs-" in text_of(page)


def test_an_observatory_without_pages_says_so_on_each_page(tmp_path: Path, opened_desk: Open) -> None:
    path = Observatory.create(tmp_path / "o").path
    with entered(opened_desk(path)) as client:
        assert "only imported here" in text_of(client.get("/"))
        for page in ("/issues", "/links"):
            answer = client.get(page)
            assert answer.status_code == 200
            assert "absentia parse" in text_of(answer), page
        assert "no request is sent from here" in text_of(client.get("/captchas")), "a captcha is asked for by a court"
        assert "0 windows" not in text_of(client.get("/captchas")), "nobody has asked, so nobody knows"
        assert "nobody knows what is gone" in text_of(client.get("/gone"))


def test_the_next_publication_is_shown_and_nothing_is_written(tmp_path: Path, opened_desk: Open) -> None:
    mine = world(tmp_path, 1, 12).path
    tally(Observatory.open(mine), "filings_received")  # it is linked, as whatever was counted once
    before = sorted(path.relative_to(mine) for path in mine.rglob("*") if path.is_file())
    with entered(opened_desk(mine)) as client:
        token = token_in(client, "/publication")
        assert "numbers:" not in text_of(client.get("/publication"))
        shown = text_of(client.post("/publication", data={"form_token": token}))
        assert re.search(r"numbers: [\d,]+ new, 0 changed, 0 no longer shown", shown)
        assert "it would not be published" not in shown
    assert sorted(path.relative_to(mine) for path in mine.rglob("*") if path.is_file()) == before


def test_what_is_gone_is_looked_for_by_a_person_one_at_a_time(
    lived: Observatory,  # noqa: F811  the fixture
    tmp_path: Path,
    opened_desk: Open,
) -> None:
    observatory = Observatory.open(shutil.copytree(lived.path, tmp_path / "observatory"))
    before = look_for_disappearances(observatory).found
    assert len(before) > 1, "weeks enough to confirm some"
    with entered(opened_desk(observatory.path)) as client:
        token = token_in(client, "/gone")

        def next_one() -> tuple[str, str]:
            text = client.get("/gone").text
            found = [re.search(rf'name="{name}" value="([^"]+)"', text) for name in ("filing", "missed")]
            return (found[0] or [""])[1], (found[1] or [""])[1]

        def judged(key: tuple[str, str], choice: str, reason: str = "") -> httpx2.Response:
            fields = {"form_token": token, "filing": key[0], "missed": key[1], "choice": choice, "reason": reason}
            return client.post("/gone", data=fields)

        first = next_one()
        assert judged(("no such filing", first[1]), "gone").status_code == 409
        assert judged(first, "not_gone").status_code == 409, "it wants a reason"
        assert judged(first, "perhaps").status_code == 409
        assert judged(first, "not_gone", "it has another number").status_code == 200
        second = next_one()
        assert second != first
        assert len(look_for_disappearances(observatory).found) == len(before) - 1
        assert judged(second, "gone").status_code == 200
        assert len(look_for_disappearances(observatory).found) == len(before) - 1
        assert "looked: not gone" in text_of(client.get("/gone"))
        assert judged(first, "withdrawn").status_code == 200
    assert {one.filing_id for one in look_for_disappearances(observatory).found} == {one.filing_id for one in before}
