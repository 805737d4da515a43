"""Pages a courthouse shows besides listings and cards: forms, gates, messages, hearing lists, acts, the directory."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from absentia.rehearsal import chrome, primary
from absentia.rehearsal.chrome import BANNER, CHARSET, REGISTERS, document, russian_date
from absentia.rehearsal.courthouse.shown import Shown
from absentia.rehearsal.courts import SyntheticCourt
from absentia.rehearsal.view import Seen, SeenEvent
from absentia.sources.ru_sudrf.template import Template

WRONG_CODE = "Неверно указан проверочный код с картинки."
SESSION_OVER = "Время жизни сессии закончилось."
MOVED = "Запрашиваемая страница не найдена. Возможно, она была удалена или перемещена."
BAD_FORMAT = "НЕВЕРНЫЙ ФОРМАТ ЗАПРОСА!"
NO_SERVER = "Указанный сервер СДП не найден"
NO_CONTENT = "В настоящий момент производится информационное наполнение сайта"
INACTIVE = "Данный модуль неактивен"
_ROW = b'\n\t\t<tr valign="top" style="cursor'
_FIELDS = (
    ("Фамилия", "{0}_DEFENDANT__NAMESS"),
    ("Номер дела (материала)", "{1}_case__CASE_NUMBERSS"),
    ("Уникальный идентификатор дела", "{1}_case__JUDICIAL_UIDSS"),
    ("Дата поступления", "{1}_case__ENTRY_DATE1D"),
    ("по", "{1}_case__ENTRY_DATE2D"),
    ("Дата рассмотрения", "{1}_case__RESULT_DATE1D"),
    ("по", "{1}_case__RESULT_DATE2D"),
    ("Судья", "{0}_CASE__JUDGE"),
    ("Статья", "{0}_DEFENDANT__LAW_ARTICLESS"),
)
_VNKOD_FIELDS = (
    "parts__namess",
    "case__case_numberss",
    "case__judicial_uidss",
    "case__entry_date1d",
    "case__entry_date2d",
    "parts__law_articless",
)


def message(court: SyntheticCourt, text: str) -> bytes:
    """A sentence in the frame of a page, and nothing else."""
    return document(court, f"\n<p>{text}</p>\n")


def bare(text: str) -> bytes:
    """A page outside the portal's frame, as firewalls and proxies write them."""
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={CHARSET}">'
    html = f"<HTML><HEAD>{head}<TITLE>synthetic</TITLE></HEAD><BODY><h3>{text}</h3><!-- {BANNER} --></BODY></HTML>\n"
    return html.encode(CHARSET)


def empty(court: SyntheticCourt, day: dt.date) -> bytes:
    """«Данных по запросу не обнаружено», in either template."""
    if court.template is Template.PRIMARY:
        return chrome.empty_result(court, day)
    text = "Данных по запросу не обнаружено.<br>Уточните критерии поиска."
    return _vnkod(court, f'<div id="search_results"><div id="error">{text}</div></div>')


def form(
    court: SyntheticCourt, register: str, day: dt.date, *, gate: tuple[str, bytes] | None = None, error: str = ""
) -> bytes:
    """The search form of a register; with a ``gate`` (id and picture of a captcha) it asks for the code."""
    said = f"<div align='center' id='error'>{error}</div>\n" if error else ""
    if court.template is Template.VNKOD:
        fields = "".join(f'<input name="{name}" type="text">\n' for name in _VNKOD_FIELDS)
        hidden = f'<input name="vnkod" type="hidden" value="{court.code}">'
        return _vnkod(
            court,
            f'<div id="search_results">{said}</div><form id="search-form" method="get" action="/modules.php">'
            f'<select id="process-type"><option>{REGISTERS[register].title}</option></select>{hidden}\n{fields}'
            f"{_gate(gate)}</form>",
        )
    place = REGISTERS[register]
    rows = "".join(
        f"<tr><td align='right'>{label}</td><td><input name='{name.format(place.filters, place.table)}' type='text'"
        " class='Lookup' size=70></td></tr>\n"
        for label, name in _FIELDS
    )
    return chrome.page(
        court,
        f"""{said}\t<form action="" method="get" name="calform" id="calform">
\t<input name="name" type="hidden" value="sud_delo"><input name="srv_num" type="hidden" value="1">
\t<input name="name_op" type="hidden" value="r"><input name="delo_id" type="hidden" value="{place.delo_id}">
\t<input name="case_type" type="hidden" value="0"><input name="new" type="hidden" value="{place.new}">
\t<div id="case_type">Выбрана картотека поиска:<br><div>
\t\t{place.title}</div></div>
\t<table width="100%" border=0>{rows}</table>{_gate(gate)}
\t<input name="delo_table" type="hidden" value="{place.table}_case">
\t<input name="Submit" type="submit" value="Найти"></form>""",
        day,
    )


def _gate(gate: tuple[str, bytes] | None) -> str:
    if gate is None:
        return ""
    identifier, image = gate
    # with the space the portals write, or rather do not always write
    return (
        "<div>Проверочный код <input name='captcha' autocomplete='off' id='captcha' type='text' size=10>\n"
        f'<img src="data: image/png;base64, {base64.b64encode(image).decode()}" alt="synthetic">\n'
        f'<input name="captchaid" type="hidden" value="{identifier}"></div>'
    )


def hearing_list(
    court: SyntheticCourt, pairs: Sequence[tuple[Shown, SeenEvent]], heard: dt.date, day: dt.date
) -> bytes:
    """The hearings of a day; of one case there may be many rows."""
    if not pairs:
        text = f"На {russian_date(heard)} дел не назначено"
        if court.template is Template.VNKOD:
            return _vnkod(court, f'<div id="search_results"><div class="name-instanse">{text}</div></div>')
        return chrome.page(court, f"\t<div align='center' class='title'><div id=HH>{text}</div></div>", day)
    rows = [(row.view, event.time, event.result) for row, event in pairs]
    if court.template is Template.VNKOD:
        return _vnkod_hearings(court, rows, heard)
    return _with_sections(primary.hearing_list(court, rows, heard), [row.register for row, _time, _result in rows])


def _with_sections(page: bytes, registers: Sequence[str]) -> bytes:
    """The list under one heading per register; the writer puts everything under the first instance's."""
    head, *rows = page.split(_ROW)
    section = head.rpartition(b"<tr bgcolor='#DEDEDE'>")
    written = section[0]
    for position, (row, register) in enumerate(zip(rows, registers, strict=True)):
        if position == 0 or register != registers[position - 1]:
            title = REGISTERS[register].title
            written += f"<tr bgcolor='#DEDEDE'><td colspan=8><b>{title}</b></td></tr>".encode(CHARSET)
        written += _ROW + row
    return written


def _vnkod_hearings(court: SyntheticCourt, rows: Sequence[tuple[Seen, str, str]], heard: dt.date) -> bytes:
    headings = (
        "№ п/п",
        "Номер дела",
        "Время слушания",
        "Место проведения",
        "Информация по делу",
        "Судья",
        "Результат слушания",
        "Судебные акты",
    )
    head = "".join(f"<td>{heading}</td>" for heading in headings)
    body = ""
    for number, (row, time, result) in enumerate(rows, 1):
        link = escape(REGISTERS[row.register].card_link(row))
        cells = (
            f"{number}.",
            f'<a href="{link}">{row.number}</a>',
            time,
            "Зал № 1",
            chrome.persons_shown(row),
            row.judge,
            result,
            "",
        )
        body += f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"
    return _vnkod(
        court,
        f"""<div id="search_results"><div class="name-instanse">
\tСписок дел, назначенных к слушанию на {russian_date(heard)}</div>
<table class="law-case-table"><thead><tr>{head}</tr></thead><tbody>
<tr><td colspan="8"><b>{REGISTERS[rows[0][0].register].title}</b></td></tr>{body}</tbody></table></div>""",
    )


def act_text(row: Shown) -> str:
    """An act as the portals publish them: a document of its own, names taken out; every word invented."""
    day = russian_date(row.view.decided) if row.view.decided else ""
    return (
        f"<html><head><title>Приговор</title></head><body><p>ПРИГОВОР (synthetic)</p><p>{day} {row.view.court.name} "
        f"рассмотрел дело № {row.view.number} в отношении ФИО1, проходящего службу в &lt;данные изъяты&gt;, который "
        "ДД.ММ.ГГГГ не явился в учебное место службы. Текст вымышлен целиком.</p></body></html>"
    )


def act(row: Shown, day: dt.date) -> bytes:
    """The act on a page of its own."""
    if row.view.court.template is Template.VNKOD:
        return _vnkod(row.view.court, f'<div id="search_results"></div>{act_text(row)}')
    return chrome.page(row.view.court, act_text(row), day)


def empty_act(court: SyntheticCourt, day: dt.date) -> bytes:
    """What is answered past the last act."""
    if court.template is Template.VNKOD:
        return _vnkod(court, "<div>ПУСТОЙ ДОКУМЕНТ</div>")
    return chrome.page(court, "ПУСТОЙ ДОКУМЕНТ", day)


def _vnkod(court: SyntheticCourt, content: str) -> bytes:
    return document(court, f'<div id="modSdpContent">\n<style>/* sud_delo/css/v4/ */</style>\n{content}\n</div>')


def directory(courts: Iterable[SyntheticCourt]) -> bytes:
    """The list of courts, as the platform's search of courts prints it."""
    rows = "".join(
        f"<li><a href='https://{court.host}/'>{court.name}</a><div class='courtInfoCont'>"
        f"Классификационный код: <b>{court.code}</b><br>Регион: {court.region}</div></li>\n"
        for court in courts
    )
    html = (
        f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset={CHARSET}">'
        f"<title>Поиск судов (synthetic)</title></head><body><p><b>{BANNER}</b></p>"
        f"<ul class='search-results'>\n{rows}</ul></body></html>\n"
    )
    return html.encode(CHARSET)


def courts_table(courts: Iterable[SyntheticCourt], moved: Mapping[str, str] | None = None) -> bytes:
    """The same as CSV: what a collection's ``courts_file`` wants; ``moved``: old host → new host."""
    elsewhere = moved or {}
    lines = ["host,code,name,level,region,template" + (",formerly" if elsewhere else "")]
    for one in courts:
        former = ("," + (one.host if one.host in elsewhere else "")) if elsewhere else ""
        host = elsewhere.get(one.host, one.host)
        lines.append(f'{host},{one.code},"{one.name}",{one.level},"{one.region}",{one.template}{former}')
    return "\n".join([*lines, ""]).encode()
