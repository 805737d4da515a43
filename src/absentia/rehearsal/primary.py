"""Pages in the markup of the primary template, with its habits: ids used twice, rows never closed, unquoted values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape

from absentia.rehearsal.chrome import NOTE, REGISTERS, cassation_fields, event_rows, page, persons_shown
from absentia.rehearsal.chrome import russian_date as _day
from absentia.rehearsal.courts import SyntheticCourt
from absentia.rehearsal.view import Seen

_HEADINGS = (
    "№ дела",
    "Дата<br>поступления",
    "Лица",
    "Судья",
    "Дата<br>решения",
    "Решение",
    "Дата вступления<br>в законную силу",
    "Судебные<br>акты",
)
_EVENT_HEADINGS = (
    "Наименование события",
    "Дата",
    "Время",
    "Место проведения",
    "Результат события",
    "Основание для выбранного результата события",
    "Примечание",
    "Дата размещения",
)


def listing(
    court: SyntheticCourt, rows: Sequence[Seen], *, total: int, first: int, links: Sequence[str], day: dt.date
) -> bytes:
    """One page of search results; ``links`` are the addresses of all its pages, in order."""
    register = rows[0].register
    here = (first - 1) // 25
    pages = " | ".join(
        f"<b>{number}</b>" if number - 1 == here else f"<a href= .{escape(link)}>{number}</a>"
        for number, link in enumerate(links, 1)
    )
    if here < len(links) - 1:
        pages += f' <a href= .{escape(links[-1])} title="На последнюю страницу списка">>></a>'
    body = "".join(_listing_row(row) for row in rows)
    headings = "".join(f'<th style="text-align: center" >{heading}</th>' for heading in _HEADINGS)
    return page(
        court,
        f"""\t<div id=line></div>
\t<div align='center' class='title'>
\t\t{REGISTERS[register].title}\t\t<br>
\t\t<div style="font-size: 12px">{NOTE}</div>
\t</div>
\t<table width="100%" border="0"><tr>
\t\t<td valign="bottom" nowrap>{f"Страницы : {pages}" if len(links) > 1 else "&nbsp;"}</td>
\t\t<td align="right">
\t\t\tВсего по запросу найдено — {total}. На странице записи с {first}\t\t\tпо {first + len(rows) - 1}.&nbsp;&nbsp;
\t\t</td></tr></table>
\t<table width="100%" border="0" cellpadding="3" cellspacing="0" id="tablcont">
\t\t<tr>{headings}\t\t</tr>{body}
\t</table>""",
        day,
    )


def _listing_row(row: Seen) -> str:
    link = escape(REGISTERS[row.register].card_link(row, short=True))
    decided = _day(row.decided) if row.decided else "&nbsp;"
    return f"""
\t\t<tr valign="top" style="background-color: rgb(255, 255, 255);">
\t\t\t<td title="Для получения справки по делу, нажмите на номер дела"
\t\t\t\tstyle="width:6%;"><a href='{link}'>{row.number}</a><br></td>
\t\t\t<td align="center" style="width:3%">&nbsp;{_day(row.received)}\t\t</td>
\t\t\t<td style="width:50%">{_persons_cell(row)}\t\t</td>
\t\t\t<td>{row.judge}\t\t</td>
\t\t\t<td align="center">{decided}\t\t</td>
\t\t\t<td>{row.result or "&nbsp;"}\t\t</td>
\t\t\t<td>&nbsp;</td><td style='background:#ddd;'>&nbsp;&nbsp;&nbsp;\t\t</td>
\t\t</tr>"""


def _persons_cell(row: Seen) -> str:
    persons = persons_shown(row)
    if row.lower_court:
        persons += (
            f"<br>Суд (судебный участок) первой инстанции: {escape(row.lower_court)}"
            f"<br>Номер дела в первой инстанции: {row.lower_number}"
        )
    return persons


def card(record: Seen, day: dt.date) -> bytes:
    """A case card; the tabs stand in an order that differs from card to card, as on the portal."""
    register = REGISTERS[record.register]
    tabs = [(register.first_tab, _fields_table("ДЕЛО", _own_fields(record)))]
    if record.lower_court:
        lower = [
            ("Суд (судебный участок) первой инстанции", escape(record.lower_court)),
            ("Номер дела в первой инстанции", record.lower_number or ""),
        ]
        tabs.append(("РАССМОТРЕНИЕ В НИЖЕСТОЯЩЕМ СУДЕ", _fields_table("РАССМОТРЕНИЕ В НИЖЕСТОЯЩЕМ СУДЕ", lower)))
    events = (register.events_tab, _plain_table(register.events_tab, _EVENT_HEADINGS, event_rows(record.events)))
    persons = ("ЛИЦА", _persons_table(record))
    tabs += [persons, events] if record.portal_id % 3 == 0 else [events, persons]
    items = "".join(
        f"<li id='tab{number}' class='{'sel' if number == 1 else 'nonsel'}'>"
        f"<a href='#' onclick='index({number}, {len(tabs)}); return false;'>&nbsp;{name}&nbsp;</a></li>"
        for number, (name, _table) in enumerate(tabs, 1)
    )
    contents = "".join(
        f'\n\t<div id="cont{number}" style="display: {"block" if number == 1 else "none"}; padding: 0 15px 15px 15px;">'
        f"<br>{table}</div>"
        for number, (_name, table) in enumerate(tabs, 1)
    )
    published = f"опубликовано {record.published:%d.%m.%Y %H:%M}, изменено {record.changed:%d.%m.%Y %H:%M}"
    return page(
        record.court,
        f"""\t<div id=line></div>
<div align='center' class='title'>
\t{register.title}</div>
<div align="center" class=casenumber>
\tДЕЛО № {record.number}</div>
<ul class='tabs'>{items}</ul>
<div class="contentt" style="padding:0; margin:0;">
\t<noscript>Javascript выключен.</noscript>{contents}
</div>
<div class="outputArea publishInfo">{published}</div>""",
        day,
    )


def _own_fields(record: Seen) -> list[tuple[str, str]]:
    rows = []
    if record.uid:
        link = f"/modules.php?name=sud_delo&name_op=r_juid&vnkod={record.court.code}&judicial_uid={record.uid}"
        uid = f"<a style='font-size:12px;' href='{link}'><u>{record.uid}</u></a>"
        rows.append(("Уникальный идентификатор дела", uid))
    rows.append(("Дата поступления", _day(record.received)))
    if record.register == "cassation":
        rows += cassation_fields()
    rows.append(("Судья", record.judge))
    if record.decided:
        rows += [("Дата рассмотрения", _day(record.decided)), ("Результат рассмотрения", record.result or "")]
    if record.register == "first":
        rows.append(("Признак рассмотрения дела", "Рассмотрено единолично судьей"))
    return rows


def _fields_table(heading: str, rows: Sequence[tuple[str, str]]) -> str:
    body = "".join(
        f"""
\t\t\t<tr>
\t\t\t\t<td width="50%">
\t\t\t\t\t<b>{label}</b>\t\t\t\t</td>
\t\t\t\t<td>{value}</td>
\t\t\t</tr>"""
        for label, value in rows
    )
    return f"""
\t\t<table width="100%" border="0" cellspacing="0" cellpadding="3" id="tablcont">
\t\t\t<tr>
\t\t\t\t<th colspan="2" align="center" valign="center">{heading}</th>
\t\t\t<tr>{body}
\t\t\t<br>
\t\t</table>"""


def _persons_table(record: Seen) -> str:
    first = record.register == "first"
    headings = ("Фамилия / наименование", "Перечень статей") + (
        ("Дата рассмотрения дела в отношении лица", "Результат в отношении лица")
        if first
        else (
            "Материал (судебн. контроля, в пор. исполн. приговора и иные)",
            "Результат в отношении лица",
            "Основания отмены (изменения) решения",
        )
    )
    decided = _day(record.decided) if record.decided else ""
    ends = (decided, record.result or "") if first else ("", record.result or "", "")
    rows = [
        (escape(person.name) if person.name else "Информация скрыта", person.charges, *ends)
        for person in record.persons
    ]
    return _plain_table("ЛИЦА", headings, rows)


def _plain_table(heading: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<td align='center'><b>{text}</b></td>" for text in headings)
    body = "".join(f"<tr>{''.join(f'<td>{value}</td>' for value in row)}</tr>" for row in rows)
    return (
        "<table width='100%' border='0' cellpadding='3' cellspacing='0' id='tablcont'>"
        f"<tr><th colspan=10>{heading}</th></tr><tr>{head}</tr>{body}</table>"
    )


def hearing_list(court: SyntheticCourt, rows: Sequence[tuple[Seen, str, str]], day: dt.date) -> bytes:
    """The cases heard on ``day``, one row per hearing as (record, time, result)."""
    body = "".join(
        f"""
\t\t<tr valign="top" style="cursor: pointer; background-color: rgb(255, 255, 255);">
\t\t<td align="center" style="width:3%">{number}.</td>
\t\t<td align="center" valign="center" style="width:8%"
\t\t\t><a href='{escape(REGISTERS[row.register].card_link(row))}'><u>{row.number}</u></a></td>
\t\t<td nowrap align="center" valign="center" style="width:6%">{time}</td>
\t\t<td nowrap align="center" valign="center" style="width:6%">Зал № 1</td>
\t\t<td align="left" style="width:40%">{_persons_cell(row)}</td>
\t\t<td>{row.judge}</td>
\t\t<td align="left" style="width:15%">{result or "&nbsp;"}</td>
\t\t<td align='center' style='width:6%'></td> </tr>"""
        for number, (row, time, result) in enumerate(rows, 1)
    )
    headings = "".join(
        f"<td><b>{text}</b></td>"
        for text in (
            "№ п/п",
            "Номер дела",
            "Время слушания",
            "Место проведения<br>(Зал судебного заседания)",
            "Информация по делу",
            "Судья",
            "Результат слушания",
            "Судебные<br>акты",
        )
    )
    return page(
        court,
        f"""\t<div id=line></div>
\t<div align="center" class="title" style="padding-bottom: 1em;"><div id=HH>
\t\tСписок дел, назначенных к слушанию на {_day(day)} <br>
\t\t<div style="font-size: 12px">(для получения полной информации по делу нажмите на номер дела)<br>{NOTE}</div>
\t</div></div>
\t<div id="tablcont">
\t<table width="100%" border="0" cellspacing="0" cellpadding="4" id="tablcont">
\t\t<tr align="center">{headings}</tr>
\t\t<tr bgcolor='#DEDEDE'><td colspan=8><b>{REGISTERS["first"].title}</b></td></tr>{body}
\t</table></div>""",
        day,
    )
