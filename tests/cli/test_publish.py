"""`absentia publish` on figures alone: an article and figures of one's own, a dry run, and the same again."""

from __future__ import annotations

from pathlib import Path

import pytest

from absentia.cli.main import run

CLAIMS = """\
id: my_article
title: {en: Cases rise}
publisher: Example Gazette
date: 2024-01-20
claims:
  - id: rise
    said: {en: Cases quintupled}
    reading: {en: Cases of 2023 are at least five times those of 2022}
    operands:
      year_2023: {figure: own-2, label: {en: "cases, 2023"}}
      year_2022: {figure: own-1, label: {en: "cases, 2022"}}
    comparisons:
      - label: {en: 2023 against 2022}
        operation: ratio
        of: year_2023
        to: year_2022
        expect: {at_least: 5}
        main: true
"""
COLUMNS = (
    "id,measure,value,unit,period_start,period_end,geography,definition,publisher,source_title,source_date,source_url,"
    "evidence_level,verified"
)
ROW = (
    "own-{n},cases,{value},cases,{year}-01-01,{year}-12-31,Russia,cases received,Example Gazette,A count,2024-01-10,"
    "https://example.org/{n},primary,yes"
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.yml").write_text(CLAIMS, encoding="utf-8")
    rows = [COLUMNS, ROW.format(n=1, value=100, year=2022), ROW.format(n=2, value=700, year=2023)]
    (tmp_path / "own.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


CALL = ("publish", "--article", "my.yml", "--figures", "own.csv", "--out", "site")


def test_own_article_and_own_figures_become_a_site(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*CALL, "--dry-run"]) == 0
    assert "would be written" in capsys.readouterr().err
    assert not (place / "site").exists()
    assert run([*CALL]) == 0
    told = capsys.readouterr()
    assert "written" in told.err
    (version,) = [path for path in (place / "site").iterdir() if path.name[:2] == "20"]
    article = (version / "articles" / "my_article.html").read_text(encoding="utf-8")
    assert "1 of 1 holds, none is refuted" in article
    assert str(place) not in "".join(path.read_text(encoding="utf-8") for path in version.rglob("*.html"))
    assert run([*CALL]) == 0
    assert "nothing changed" in capsys.readouterr().err
    assert len(list((place / "site").iterdir())) == 3


def test_a_figure_that_changed_quietly_stops_it(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*CALL]) == 0
    own = place / "own.csv"
    own.write_text(own.read_text(encoding="utf-8").replace(",700,", ",800,"), encoding="utf-8")
    assert run([*CALL, "--dry-run"]) == 0
    told = capsys.readouterr()
    assert "700" in told.out
    assert "nothing explains it" in told.out
    assert "would not be published" in told.err
    assert run([*CALL]) == 1
    assert "nor a correction" in capsys.readouterr().err
