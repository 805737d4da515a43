"""The source as the framework sees it: found by its id, described in a file that can be believed."""

from __future__ import annotations

import json
import pkgutil
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
import yaml
from tests.running import called

from absentia.errors import UsageProblem
from absentia.messages import translate
from absentia.model import PageKind
from absentia.sources import get_source, known_sources, ru_sudrf
from absentia.sources.protocol import Ending, Portal, is_dump, is_portal
from absentia.sources.ru_sudrf.courts import courts
from absentia.sources.ru_sudrf.findings import LONGEST_RAW, SENTENCES, finding


def test_the_source_is_found_by_its_id_and_no_other_is() -> None:
    assert "ru_sudrf" in known_sources()
    assert get_source("ru_sudrf").id == "ru_sudrf"
    with pytest.raises(UsageProblem) as raised:
        get_source("ru_sudrff")
    assert "ru_sudrf" in str(raised.value.next_step)


def test_no_folder_is_looked_into_for_every_record(monkeypatch: pytest.MonkeyPatch) -> None:
    known = known_sources()
    monkeypatch.setattr(pkgutil, "iter_modules", lambda _folders: pytest.fail("a folder was listed again"))
    assert known_sources() == known
    assert get_source("ru_sudrf") is ru_sudrf
    monkeypatch.setattr("absentia.sources.__path__", ["elsewhere"])
    with pytest.raises(pytest.fail.Exception):
        known_sources()


@pytest.mark.parametrize(
    ("name", "module", "told"),
    [
        ("xx_empty", "", "does not offer: id, title, jurisdiction"),
        (
            "xx_begun",
            "id, title, jurisdiction = 'xx_begun', 'x', 'xx'\nread = asked = print",
            "does not offer: same_page",
        ),
        ("xx_typo", "def read(:", "cannot be loaded: SyntaxError"),
        ("xx_wanting", "import no_such_module_anywhere", "cannot be loaded: ModuleNotFoundError"),
        ("xx_raises", "1 / 0", "cannot be loaded: ZeroDivisionError"),
    ],
)
def test_a_module_that_is_not_finished_is_told_by_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str, told: str
) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text(module, encoding="utf-8")
    monkeypatch.setattr("absentia.sources.__path__", [str(tmp_path)])
    with pytest.raises(UsageProblem) as raised:
        get_source(name)
    assert told in str(raised.value)
    assert name in str(raised.value.where)


def test_the_kit_lists_what_an_empty_module_lacks(tmp_path: Path) -> None:
    (tmp_path / "xx_nothing").mkdir()
    (tmp_path / "xx_nothing" / "__init__.py").touch()
    done = called("sources", "test", tmp_path / "xx_nothing", "--format", "json")
    found = [one["what"] for one in json.loads(done.stdout)]
    assert done.returncode == 1
    assert {"id is missing", "read is missing", "jurisdiction is missing"} <= set(found)


def test_the_module_is_what_the_protocol_asks_for() -> None:
    portal: Portal = ru_sudrf  # mypy holds every name and argument
    assert is_portal(portal)
    assert not is_dump(portal)
    assert set(portal.levels) == {court.level for court in portal.courts()}
    assert {register for level in portal.levels.values() for register in level} <= portal.registers.keys()
    assert all(key == register.key for key, register in portal.registers.items())


def test_an_ending_is_told_by_words_however_they_are_written() -> None:
    ending = get_source("ru_sudrf").ending
    assert ending("ВОЗВРАЩЕНО ПРОКУРОРУ (в порядке ст. 237 УПК РФ)") is Ending.RETURNED
    assert ending("Направлено по ПОДСУДНОСТИ (подведомственности)") is Ending.TRANSFERRED
    assert ending("Дело присоединено к другому делу") is Ending.JOINED
    assert ending("вынесен  приговор") is Ending.VERDICT
    assert ending("ВОЗВРАЩЕНО ПРОК") is ending("") is ending("Уголовное дело ПРЕКРАЩЕНО") is Ending.OTHER


def test_the_description_names_publisher_terms_coverage_politeness_and_assertions() -> None:
    text = resources.files("absentia.sources.ru_sudrf").joinpath("source.yml").read_text(encoding="utf-8")
    described = yaml.safe_load(text)
    source = get_source("ru_sudrf")
    assert (described["id"], described["title"]) == (source.id, source.title)
    for part in ("publisher", "licence", "coverage", "politeness", "assertions"):
        assert described[part]
    assert set(described["assertions"]) == {"min", "max", "policy"}
    assert all(0 <= share <= 1 for kind in ("min", "max") for share in described["assertions"][kind].values())
    assert str(len(courts())) in described["coverage"]["courts"]


def test_an_address_gives_the_card_its_identity() -> None:
    guid = "00000000-0000-4000-8000-000000000001"
    page = """<html><body><div id="modSdpContent"><div class="title">Уголовные дела - первая инстанция</div>
    <div class="casenumber">ДЕЛО № 1-1/2026</div><ul class="tabs"><li id="tab1">ДЕЛО</li></ul></div></body></html>"""
    address = f"https://yargvs.jrs.sudrf.ru/modules.php?name=sud_delo&name_op=case&case_id=5&case_uid={guid}"
    record = get_source("ru_sudrf").read(page.encode("cp1251"), url=address)
    assert record.page is PageKind.CARD
    assert record.filing is not None
    assert (record.filing.guid, record.filing.case_id, record.host) == (guid, "5", "yargvs--jrs.sudrf.ru")
    without = get_source("ru_sudrf").read(page.encode())
    assert without.filing is not None
    assert (without.filing.guid, without.host) == (None, None)


def test_what_is_known_or_not_wanted_is_not_worked_out() -> None:
    reads = get_source("ru_sudrf").read
    for path in sorted((Path(__file__).parent / "fixtures").glob("*.html")):
        whole = reads(path.read_bytes())
        short = reads(path.read_bytes(), capture="given", acts=False)
        assert short == replace(whole, capture="given", acts=()), path.name


def test_an_address_and_a_page_of_different_courts_are_an_issue() -> None:
    page = (
        b'<html><body><div id="modSdpContent"></div><a href="https://ej.sudrf.ru/?fromOa=77GV0013">x</a></body></html>'
    )
    reads = get_source("ru_sudrf").read
    for url, told in (
        ("https://224gvs--spb.sudrf.ru/", True),
        ("https://nosuchgvs--jrs.sudrf.ru/", True),
        ("https://yargvs--jrs.sudrf.ru/", False),
        ("https://yargvs.jrs.sudrf.ru:443/", False),
        ("https://elsewhere.example/", False),
        (None, False),
    ):
        assert ("court_mismatch" in {issue.kind for issue in reads(page, url=url).issues}) is told, url


def test_a_search_answered_by_the_form_with_a_captcha_is_a_gate() -> None:
    form = '<html><body><div id="modSdpContent"><form id="calform"><input name="captcha"></form></div></body></html>'
    reads = get_source("ru_sudrf").read
    asked = "https://1zovs--spb.sudrf.ru/modules.php?name=sud_delo&name_op=r&delo_id=1540006"
    assert reads(form.encode(), url=asked).page is PageKind.CAPTCHA_GATE
    assert reads(form.encode(), url=asked.replace("name_op=r", "name_op=sf")).page is PageKind.SEARCH_FORM


def test_every_sentence_is_in_russian_too() -> None:
    for sentence in SENTENCES.values():
        assert translate(sentence, "ru") != sentence


def test_a_long_raw_text_is_shortened() -> None:
    assert len(finding("bad_date", "x", "а" * 10_000).raw) == LONGEST_RAW + 1
