"""Pages in the markup of the VNKOD template, which writes every table twice: once for desktops, once for telephones."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from absentia.rehearsal.chrome import REGISTERS, document, event_rows, persons_shown
from absentia.rehearsal.chrome import russian_date as _day
from absentia.rehearsal.courts import SyntheticCourt
from absentia.rehearsal.view import Seen

_STYLE = """<style type="text/css">
\t#resultMob{ display: none; }
\t.lawcase-count{ float: right; }
\t.name-instanse, .case-num{ font-size: 1.5em; }
\t.block-mobile{ display: none; }
</style>"""
_HEADINGS = (
    "Номер дела",
    "Дата поступления",
    "Информация по делу",
    "Судья",
    "Дата решения",
    "Решение",
    "Дата вступления<br>в законную силу",
    "Судебные<br>акты",
)
_EVENT_HEADINGS = (
    "Наименование события",
    "Дата",
    "Время слушания",
    "Место проведения",
    "Результат события",
    "Основание для выбранного результата события",
    "Примечание",
    "Дата размещения",
)
_PERSON_HEADINGS = (
    "Фамилия / наименование",
    "Перечень статей",
    "Дата рассмотрения дела в отношении лица",
    "Результат в отношении лица",
)


def _page(court: SyntheticCourt, register: str, content: str) -> bytes:
    return document(
        court,
        f"""<div id="modSdpContent">
{_STYLE}
<div class="round-border-container">
\t<div class="form-container"><form class="form-item date-item" id="calformH" method="get" action="/modules.php">
\t<input name="name" type="hidden" value="sud_delo"><input name="srv_num" id="srv_num" type="hidden" value="1">
\t</form></div><hr>
\t<div id="search_results">
\t<div class="name-instanse">
\t\t{REGISTERS[register].title}\t</div>
\t<hr>
{content}
\t</div>
</div></div>""",
    )


def listing(
    court: SyntheticCourt, rows: Sequence[Seen], *, total: int, first: int, links: Sequence[str], size: int = 25
) -> bytes:
    """One page of search results, rows twice; courts differ in the ``size`` of a page."""
    here = (first - 1) // size
    paging = "".join(
        f'<span class="current">{number}</span>'
        if number - 1 == here
        else f'<a class="page-link" href="{escape(link)}">{number}</a>'
        for number, link in enumerate(links, 1)
    )
    desktop = "".join(_row(row) for row in rows)
    mobile = "".join(_mobile_row(row) for row in rows)
    headings = "".join(f'<td class="text-center">{heading}</td>' for heading in _HEADINGS)
    paging = paging if len(links) > 1 else ""
    return _page(
        court,
        rows[0].register,
        f"""\t<div class="lawcase-paging light-theme simple-pagination">{paging}</div>
\t<div class="lawcase-count">
\t\tВсего по запросу найдено - <b>{total}</b>.&nbsp;
\t\t<span>На странице записи с <b>{first}</b> по <b>{first + len(rows) - 1}</b>.</span>
\t</div>
\t<div id="resultTable">
\t\t<table class="law-case-table line-hover"><thead><tr>{headings}</tr></thead><tbody>{desktop}</tbody></table>
\t</div>
\t<div id="resultMob" class="mt7">{mobile}</div>""",
    )


def _row(row: Seen) -> str:
    link = escape(REGISTERS[row.register].card_link(row))
    return f"""
\t\t<tr onmouseout="js: this.style.backgroundColor='#ffffff';">
\t\t\t<td class="lawcase-number-td"><a href="{link}" class="dashed open-lawcase">{row.number}</a></td>
\t\t\t<td class="text-center vert-align">{_day(row.received)}</td>
\t\t\t<td class="vert-align">{persons_shown(row)}</td>
\t\t\t<td class="vert-align">{row.judge}</td>
\t\t\t<td class="text-center vert-align">{_day(row.decided) if row.decided else ""}</td>
\t\t\t<td class="vert-align">{row.result or ""}</td>
\t\t\t<td class="text-center vert-align"></td>
\t\t\t<td class="vert-align"></td>
\t\t</tr>"""


def _mobile_row(row: Seen) -> str:
    link = escape(REGISTERS[row.register].card_link(row))
    return (
        f'<div class="mobile-lawcase-card"><time>Поступило: {_day(row.received)}</time>'
        f'<div class="m-number"><a href="{link}" class="dashed open-lawcase">{row.number}</a></div>'
        f'<div class="m-essence">{persons_shown(row)}</div></div>'
    )


def card(record: Seen) -> bytes:
    """A case card: fields, events and persons, the last two twice."""
    fields = []
    if record.uid:
        link = f"/modules.php?name=sud_delo&amp;name_op=r&amp;case__judicial_uidss={record.uid}&amp;_ord=asc"
        fields.append(("Уникальный идентификатор дела", f'<a class="dashed" href="{link}">{record.uid}</a>'))
    fields += [("Дата поступления", _day(record.received)), ("Судья", record.judge)]
    decided = _day(record.decided) if record.decided else ""
    if decided:
        fields += [("Дата рассмотрения", decided), ("Результат рассмотрения", record.result or "")]
    fields.append(("Признак рассмотрения дела", "Рассматривается единолично судьей"))
    persons = [
        (escape(person.name) if person.name else "Информация скрыта", person.charges, decided, record.result or "")
        for person in record.persons
    ]
    rows = "".join(f"<tr><td><b>{label}</b></td><td>{value}</td></tr>" for label, value in fields)
    return _page(
        record.court,
        record.register,
        f"""\t<div class="container" id="case_window">
\t\t<div class="case-num">ДЕЛО № {record.number}</div>
\t\t<ul id="case_bookmarks" class="bookmarks">
\t\t\t<li id="tab_id_Case" class="active">Дело</li>
\t\t\t<li id="tab_id_EventList">Движение дела</li>  <li id="tab_id_PersonList">Лица</li>\t\t</ul>
\t\t<div class="clr sp15"></div>
\t\t<div id="tab_content_Case" class="lawcase-tab-content">
\t\t\t<table class="law-case-table"><tbody>{rows}</tbody></table></div>
\t\t<div class="lawcase-tab-content" id="tab_content_EventList" style="display: none;">
\t\t\t{_twice(_EVENT_HEADINGS, event_rows(record.events))}</div>
\t\t<div class="lawcase-tab-content" id="tab_content_PersonList" style="display: none;">
\t\t\t{_twice(_PERSON_HEADINGS, persons)}</div>
\t</div>""",
    )


def _twice(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<td class="vert-align">{heading}</td>' for heading in headings)
    cells = ["".join(f'<td class="vert-align">{value}</td>' for value in row) for row in rows]
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    mobile = "".join(
        '<div class="mobile-lawcase-item block-mobile"><table class="law-case-table"><tbody>'
        + "".join(
            f"<tr><td><b>{heading}</b></td><td>{value}</td></tr>" for heading, value in zip(headings, row, strict=True)
        )
        + "</tbody></table></div>"
        for row in rows
    )
    return (
        f'<table class="law-case-table list none-mobile"><thead class="vert-align"><tr class="text-center">{head}</tr>'
        f"</thead><tbody>{body}</tbody></table>{mobile}"
    )
