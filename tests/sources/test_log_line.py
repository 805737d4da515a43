"""A line of the server's own log where results should begin: the court's server fails, its layout is no other one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from absentia.archive import Capture
from absentia.model import PageKind
from absentia.parse.reading import read_capture
from absentia.sources import get_source

SOURCE = get_source("ru_sudrf")
PAGE = """<html><title>Учебный суд (synthetic)</title><div id="modSdpContent"><div id="search_results" class="box">{}
<div class="name-instanse">Уголовные дела - первая инстанция</div>
<div class="lawcase-count">Всего по запросу найдено - <b>2</b></div><div id="resultTable"><table class="law-case-table">
<tr><th>Номер дела</th><th>Дата поступления</th><th>Информация по делу</th><th>Судья</th></tr></table></div></div></div>
</html>"""
LINES = [
    "2025-12-03 11:22:33.120 [error] no connection",
    "\n\t  2025-12-03T11:22:33Z pool: refused",
    "[2025-12-03] ORA-12541",
    "<pre class='x'> 2025-12-03 11:22 FATAL</pre>",
]


@pytest.mark.parametrize("line", LINES)
def test_it_is_a_failing_server_and_no_changed_layout(line: str) -> None:
    reading = read_capture(SOURCE, Capture.of_page(PAGE.format(line).encode()))
    assert reading.record.page is PageKind.BACKEND_ERROR
    assert not reading.layout_changed
    assert ("backend_warning", "log line of 2025-12-03") in [(one.kind, one.raw) for one in reading.record.issues]


@pytest.mark.parametrize("line", LINES)
def test_it_is_one_where_nothing_else_stands(line: str) -> None:
    page = f'<html><div id="modSdpContent"><div id="search_results">{line}</div></div></html>'
    assert SOURCE.read(page.encode()).page is PageKind.BACKEND_ERROR


@pytest.mark.parametrize("line", ["", "03.12.2025", "Дела за 2025-12-03 и позже"])
def test_other_words_there_leave_an_empty_table_a_changed_layout(line: str) -> None:
    reading = read_capture(SOURCE, Capture.of_page(PAGE.format(line).encode()))
    assert reading.record.page is PageKind.LISTING
    assert reading.layout_changed


@pytest.mark.parametrize(
    ("problem", "changed"), [("date_to_come", True), ("truncated", False), ("digest_mismatch", False)]
)
def test_a_page_that_was_spoilt_says_nothing_of_the_layout_and_one_of_a_wrong_day_does(
    problem: str, changed: bool
) -> None:
    page = replace(Capture.of_page(PAGE.format("").encode()), problems=(problem,))
    assert read_capture(SOURCE, page).layout_changed is changed
