"""``absentia brief`` as a person runs it."""

from __future__ import annotations

import json
import re
import shlex
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from tests.briefs import OFFLINE, content, made_brief
from tests.running import called

from absentia.cli.publish import SEED
from absentia.rehearsal.audit import rehearsed
from absentia.rehearsal.courts import COURTS
from absentia.rehearsal.world import simulate

FIRST_LOOK = Path(__file__).resolve().parents[2] / "docs" / "extra" / "first_look"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_brief(tmp_path_factory)


@pytest.fixture(scope="module")
def document(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "brief.json").read_text(encoding="utf-8"))
    return content


def test_offline_the_network_is_really_cut() -> None:
    cut = subprocess.run(
        [
            sys.executable,
            "-c",
            OFFLINE.split("from absentia", maxsplit=1)[0] + "socket.create_connection(('192.0.2.1', 9))",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert socket.socket.connect is not None
    assert "the brief asked for 192.0.2.1" in cut.stderr


@pytest.mark.parametrize("name", ["index.html", "index.ru.html"])
def test_the_first_look_in_the_docs_says_what_the_brief_says_now(folder: Path, name: str) -> None:
    """Claims, verdicts, numbers and the invented observatory's front; `tools/first_look.py` writes it anew."""
    shown, made = (HTMLParser((place / name).read_text(encoding="utf-8")) for place in (FIRST_LOOK, folder))
    for part in ("title", "h1", ".claim-lines li", ".since", ".front-number", ".front .deck", "svg.chart title"):
        told = [[" ".join(node.text().split()) for node in page.css(part)] for page in (shown, made)]
        assert told[0], part
        assert told[0] == told[1], part
    assert not [
        link for link in shown.css("a[href]") if not (link.attributes["href"] or "").startswith(("#", "index."))
    ]


def test_the_verdicts_are_those_of_check(document: dict[str, Any], tmp_path: Path) -> None:
    for claim in document["claims"]:
        assert claim["command"].startswith("absentia check ")
    checked = json.loads(called("check", "guardian_2023_10", "--format", "json", cwd=tmp_path).stdout)
    found = {claim["id"]: claim["verdict"] for claim in checked["claims"]}
    assert {claim["id"]: claim["verdict"] for claim in document["claims"]} == found
    assert len(found) >= 6


def test_every_claim_has_all_that_a_reader_needs(document: dict[str, Any]) -> None:
    for claim in document["claims"]:
        assert claim["caveats"]
        assert claim["citations"]
        # a chart of one number would show nothing
        assert claim["chart"] or len(claim["numbers"]) == 1, claim["id"]
        assert [number for number in claim["numbers"] if number["main"]]
        for number in claim["numbers"]:
            assert number["unit"]["en"]
            assert number["unit"]["ru"]
            assert number["value"] is not None or number["note"]


def test_the_estimates_are_in_both_languages(document: dict[str, Any]) -> None:
    by_name = {report["name"]: report for report in document["estimates"]}
    assert set(by_name) == {"excess-male-deaths", "leading-cause", "compare-deaths", "undercount", "signals"}
    for report in by_name.values():
        english, russian = report["answers"]["en"], report["answers"]["ru"]
        assert [answer["value"] for answer in english] == [answer["value"] for answer in russian]
        assert all(answer["value"] is not None or answer["refused"] for answer in english)
    for name in by_name:
        assert by_name[name]["chart"]["rows"], name
        assert by_name[name]["chart"]["svg"]["ru"] in document["files"]
    undercount = by_name["undercount"]["answers"]["en"]
    assert [answer["name"] for answer in undercount if answer["refused"]] == [
        "undercount:serial-gaps", "undercount:nowcast", "undercount:lists"
    ]  # fmt: skip
    named = [one for one in by_name["compare-deaths"]["answers"]["en"] if one["name"] == "compare-deaths:named"]
    assert all(answer["variant"] for answer in named), "a published number says who published it"
    totals = [
        round(answer["value"])
        for answer in by_name["excess-male-deaths"]["answers"]["en"]
        if answer["ages"] and answer["ages"].replace("–", "-") == "15-49"
    ]
    # Kobak et al., Demography 62(2), 2025: 20,600 and 37,900, together 58,500; behind each that with HIV kept
    assert totals == [20618, 23594, 37864, 40542, 58482, 64136]


def rows(folder: Path) -> list[dict[str, Any]]:
    """Every number of the observatory's pages."""
    files = [folder / "coverage.json", *folder.glob("counts/*.json"), *folder.glob("courts/*.json")]
    return [row for file in files for row in json.loads(file.read_text(encoding="utf-8"))["numbers"]]


def test_the_rehearsed_observatory_says_so_withholds_and_never_counts_too_much(folder: Path) -> None:
    found = rows(folder)
    assert found
    assert {row["synthetic"] for row in found} == {"synthetic"}
    counts = [row for row in found if row["measure"] == "cases_received"]
    # nobody read the captchas: what was counted is less than there was, and says so
    assert any(row["least"] and row["most"] is None for row in counts)
    assert any(row["value"] is None and "withheld" in row["reason"]["en"] for row in counts)
    exact = [row["value"] for row in counts if row["value"] is not None and row["least"] is None]
    assert exact
    assert not [value for value in exact if 0 < value < 5]


def test_the_commands_printed_in_the_brief_give_its_numbers(
    folder: Path, document: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the numbers are compared here; what the audit of a rehearsal finds is tested by itself
    monkeypatch.setattr(rehearsed, "audited", partial(rehearsed.audited, share=0.002, claims=2))

    def typed(line: str, place: Path = tmp_path) -> str:
        verb, *words = shlex.split(line)
        assert verb == "absentia"
        done = called(*words, cwd=place)
        assert done.returncode == 0, (line, done.stderr)
        return done.stdout

    front = (folder / "index.html").read_text(encoding="utf-8")
    again = re.search(r"<code>(absentia rehearse [^<]+)</code>", front)
    assert again
    typed(again[1])
    shown = json.loads((folder / "index.json").read_text(encoding="utf-8"))["numbers"]
    counted = next(row for row in shown if row["measure"] == "cases_received" and row["standing"] == "tallied")
    told = json.loads(typed(f"{counted['command']} --format json", tmp_path / "rehearsal"))
    assert counted["value"] in [row["count"] for row in told["rows"]]
    claim = document["claims"][0]
    told = json.loads(typed(f"{claim['command']} --format json"))
    (found,) = told["claims"]
    assert found["verdict"] == claim["verdict"]
    values = [number["value"] for number in found["numbers"]]
    assert values == pytest.approx([number["value"] for number in claim["numbers"]], rel=1e-9)


def test_no_name_of_the_invented_people_gets_out(folder: Path) -> None:
    world = simulate(SEED, scale=0.1)
    surnames = {word.lower() for name in _names(world) for word in re.findall(r"[А-ЯЁ][а-яё]{3,}", name)} - {
        word.lower() for court in COURTS for word in re.findall(r"\w+", f"{court.name} {court.region}")
    }
    assert len(surnames) > 5
    for name, text in content(folder).items():
        if name.endswith((".zip", ".parquet", ".db")):
            continue  # they hold what the tables beside the pages hold
        words = set(re.findall(r"[а-яё]{4,}", text.decode().lower()))
        assert not words & surnames, name


def _names(world: object) -> set[str]:
    """Every text of the simulated world that looks like a name with initials or patronymic."""
    found = set(re.findall(r"[А-ЯЁ][а-яё]+(?:\s+[А-ЯЁ][а-яё]+){1,2}|[А-ЯЁ][а-яё]+\s[А-ЯЁ]\.\s?[А-ЯЁ]\.", repr(world)))
    return {name for name in found if "ебн" not in name}


def test_a_folder_with_other_things_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("mine")
    done = called("brief", "--into", "thesis", cwd=tmp_path)
    assert done.returncode == 1
    assert "not a brief" in done.stderr
    assert "what next:" in done.stderr
    assert content(tmp_path / "thesis") == {"chapter.txt": b"mine"}


def test_an_unknown_article_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    done = called("brief", "--article", "nobody_2099", "--into", "b", cwd=tmp_path)
    assert done.returncode in {1, 2}
    assert "nobody_2099" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "b").exists()


def test_a_dry_run_lists_and_writes_nothing(tmp_path: Path) -> None:
    done = called("brief", "--into", "b", "--no-rehearsal", "--dry-run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "b/index.ru.html" in done.stdout.splitlines()
    assert "coverage" not in done.stdout
    assert not (tmp_path / "b").exists()
