"""The verbs as people type them, in both languages."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.collect.conftest import Lab
from tests.collect.small_court import RIGHT, court
from tests.collect.test_kills import Served, configure
from tests.collect.test_sweep_truth import house_of
from tests.running import called


def absentia(*arguments: str, at: Path, language: str = "en") -> subprocess.CompletedProcess[str]:
    return called("-C", at, "--lang", language, *arguments)


def test_a_preset_plans_every_military_court_and_refuses_without_contact(tmp_path: Path) -> None:
    at = tmp_path / "observatory"
    assert absentia("init", str(at), "--preset", "ru-military", at=tmp_path).returncode == 0
    assert absentia("init", str(tmp_path / "other"), "--contact", "a@b.example", at=tmp_path).returncode == 2
    again = absentia("init", str(at), "--preset", "ru-military", at=tmp_path)
    assert "already" in again.stderr.splitlines()[0]
    assert "was made" not in again.stderr
    assert "left as it is" in again.stderr
    plan = json.loads(absentia("collect", "--dry-run", "--format", "json", at=at).stdout)
    assert plan["courts"] > 100
    assert {sweep["provision"] for sweep in plan["sweeps"]} == {None, "332", "337", "338"}
    registers = {sweep["register"] for sweep in plan["sweeps"]}
    assert registers == {"criminal-first", "criminal-appeal", "criminal-cassation"}
    assert plan["seconds_at_least"] >= plan["requests_estimate"] * 1.5 - 1
    one = absentia(
        *("collect", "--dry-run", "--format", "json", "--court", "vkas", "--provision", "337.5"),
        *("--since", "2024-01-01", "--until", "2024-06-30"),
        at=at,
    )
    (sweep,) = json.loads(one.stdout)["sweeps"]
    assert (sweep["court"], sweep["provision"]) == ("vkas.sudrf.ru", "337.5")
    assert (sweep["since"], sweep["until"]) == ("2024-01-01", "2024-06-30")
    refused = absentia("collect", at=at)
    assert refused.returncode == 2
    assert "contact" in refused.stderr
    assert not (at / "state.sqlite").exists()
    russian = absentia("collect", at=at, language="ru")
    assert "не указан контакт" in russian.stderr


def test_an_article_that_is_none_is_refused_before_a_court_could_answer_it_with_nothing(tmp_path: Path) -> None:
    at = tmp_path / "observatory"
    absentia("init", str(at), "--preset", "ru-military", at=tmp_path)
    file = at / "absentia.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('["332"', '["337ч"'), encoding="utf-8")
    refused = absentia("collect", "--dry-run", at=at)
    assert refused.returncode == 2
    assert "“337ч” is not a provision" in refused.stderr


def test_shards_are_disjoint_and_whole(tmp_path: Path) -> None:
    at = tmp_path / "observatory"
    absentia("init", str(at), "--preset", "ru-military", "--contact", "a@b.example", at=tmp_path)
    parts = [
        {
            sweep["court"]
            for sweep in json.loads(
                absentia("collect", "--dry-run", "--format", "json", "--shard", f"{part}/3", at=at).stdout
            )["sweeps"]
        }
        for part in (1, 2, 3)
    ]
    whole = json.loads(absentia("collect", "--dry-run", "--format", "json", at=at).stdout)
    assert all(parts)
    assert sum(len(part) for part in parts) == len(set.union(*parts)) == whole["courts"]
    assert absentia("collect", "--shard", "4/3", at=at).returncode == 2


def test_before_anything_was_collected_no_captcha_can_be_answered(tmp_path: Path) -> None:
    at = tmp_path / "observatory"
    absentia("init", str(at), "--preset", "ru-military", at=tmp_path)
    assert json.loads(absentia("captcha", "--format", "json", at=at).stdout) == []
    refused = absentia("captcha", "1", "12345", at=at)
    assert refused.returncode == 2
    assert "12345" not in refused.stderr


def test_collect_captcha_status_and_parse(lab: Lab) -> None:
    gated = court(2)
    with Served(house_of(court(1), gated, rows=8)) as house:
        house.captcha_hosts.add(gated.host)
        at = configure(lab, house)
        first = absentia("collect", "--format", "json", at=at)
        assert first.returncode == 0, first.stderr
        report = json.loads(first.stdout)
        assert report["outcomes"]["captcha"] >= 2
        assert report["outcomes"]["complete"] >= 1
        run = at / "runs" / report["run"]
        assert {file.name for file in run.iterdir()} == {
            "index.json",
            "statistics.json",
            "delta.json",
            "issues.jsonl",
        }
        issues = [json.loads(line) for line in (run / "issues.jsonl").read_text(encoding="utf-8").splitlines()]
        assert {issue["court"] for issue in issues} == {gated.host}
        (waiting,) = json.loads(absentia("captcha", "--format", "json", at=at).stdout)
        assert absentia("captcha", str(waiting["id"]), "no digits", at=at).returncode == 2
        for port in ("99999", str(house.port)):
            refused = absentia("captcha", "--page", "--port", port, at=at)
            assert refused.returncode == 2, refused.stderr
            assert port in refused.stderr
        assert absentia("captcha", str(waiting["id"]), RIGHT, at=at).returncode == 0
        second = absentia("collect", at=at, language="ru")
        assert second.returncode == 0
        assert "полные" in second.stdout
        third = absentia("collect", at=at)
        assert "nothing was due" in third.stderr
    status = json.loads(absentia("status", "--format", "json", at=at).stdout)
    by_court = {row["court"]: row for row in status["courts"]}
    assert by_court[gated.host]["complete"] == 1
    assert by_court[gated.host]["captcha"] == 0
    assert status["captchas"] == []
    assert status["requests_today"] == len(house.log)
    assert absentia("parse", at=at).returncode == 0
    assert (at / "tables" / "filings.parquet").exists()
    # what was never linked tells nothing of its records
    assert {row["without_uid"] for row in status["courts"]} == {None}
    assert absentia("tally", "filings_received", at=at).returncode == 0
    linked = json.loads(absentia("status", "--format", "json", at=at).stdout)["courts"]
    assert {row["without_uid"] for row in linked} == {1.0}, "the listings of this house show no УИД"
    assert "up to 100.0% of a court's" in absentia("status", at=at).stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("collect", "--since", "2024-01-01", "--until", "2023-01-01"), "ends before it begins"),
        (("collect", "--court", "Атлантида"), "no court of this observatory"),
        (("collect", "--provision", "desertion"), "“desertion” is not a provision"),
        (("collect", "--since", "yesterday"), "does not match the format"),
    ],
)
def test_wrong_calls_say_so(lab: Lab, arguments: tuple[str, ...], says: str) -> None:
    with Served(house_of(court(1), rows=1)) as house:
        at = configure(lab, house)
        wrong = absentia(*arguments, at=at)
        assert wrong.returncode == 2
        assert says in wrong.stderr
        assert not house.log
