"""What both templates share: the frame of a page, which says that it is synthetic, addresses of registers, refusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from absentia.rehearsal.courts import SyntheticCourt
from absentia.rehearsal.view import Seen, SeenEvent
from absentia.sources.ru_sudrf.template import Template

CHARSET = "windows-1251"
BANNER = "SYNTHETIC PAGE: учебная страница, суд, дела и люди вымышлены. Nothing on it is real."


NOTE = (
    "В соответствии с Федеральным законом от 22.12.2008 № 262-ФЗ «Об обеспечении доступа к информации о деятельности "
    "судов в Российской Федерации» не все категории дел подлежат публикации и результат поиска может не отображать "
    "полный список дел, находящихся в суде на рассмотрении."
)


def russian_date(day: dt.date) -> str:
    """``22.04.2026``."""
    return f"{day:%d.%m.%Y}"


def document(court: SyntheticCourt, content: str) -> bytes:
    """A whole page around its content, encoded as the portals encode."""
    text = f"""<!DOCTYPE html>
<html class="adopt"><head><meta http-equiv="Content-Type" content="text/html; charset={CHARSET}">
<title>{court.name}</title><meta name="generator" content="absentia rehearsal (synthetic)"></head>
<body class="assist_font_size_norm">
<p style="background:#fe9;padding:4px;text-align:center"><b>{BANNER}</b></p>
<a href="/"><h5 class="heading heading_caps heading_title">{court.name}</h5></a>
<a class="menu__link" href="https://ej.sudrf.ru/?fromOa={court.code}">
\t\tПодача процессуальных документов в электронном виде</a>
<div class="col col_content"><div class="wrapper"><div class='box box_common m-all_m'>
<div class='box__head box__head_white'>СУДЕБНОЕ ДЕЛОПРОИЗВОДСТВО</div>
<script type="text/javascript">var srv_num=1;</script>
{content}
</div></div></div></body></html>
"""
    return text.encode(CHARSET)


@dataclass(frozen=True, slots=True)
class Register:
    """Where the portal keeps one kind of proceedings."""

    title: str
    delo_id: int
    new: int
    table: str
    filters: str
    first_tab: str
    events_tab: str

    def card_link(self, record: Seen, *, short: bool = False) -> str:
        """Address of a card, without host; some listings leave ``new`` out."""
        if record.court.template is Template.VNKOD:
            return (
                f"/modules.php?name=sud_delo&name_op=case&_id={record.portal_id}&_uid={record.guid}"
                f"&_deloId={self.delo_id}&_caseType=0&_new={self.new}&srv_num=1"
            )
        link = (
            f"/modules.php?name=sud_delo&srv_num=1&name_op=case&case_id={record.portal_id}"
            f"&case_uid={record.guid}&delo_id={self.delo_id}"
        )
        return link if short and not self.new else f"{link}&new={self.new or ''}"


REGISTERS = {
    "first": Register("Уголовные дела - первая инстанция", 1540006, 0, "u1", "U1", "ДЕЛО", "ДВИЖЕНИЕ ДЕЛА"),
    "appeal": Register("Уголовные дела - апелляция", 4, 4, "u2", "U2", "ДЕЛО", "ДВИЖЕНИЕ ДЕЛА"),
    "cassation": Register("Уголовные дела - кассация", 2450001, 2450001, "u33", "U33", "ПРОИЗВОДСТВО", "СЛУШАНИЯ"),
}


def persons_shown(row: Seen) -> str:
    """The cell of the persons of a listing, with what each is charged with."""
    return ";<br>".join(
        f"{escape(person.name) if person.name else '&lt;Информация скрыта&gt;'} - {person.charges}"
        for person in row.persons
    )


def event_rows(events: Sequence[SeenEvent]) -> list[tuple[str, ...]]:
    """The rows of ДВИЖЕНИЕ ДЕЛА; nobody writes a ground or a note."""
    return [
        (one.name, russian_date(one.date), one.time, one.place, one.result, "", "", russian_date(one.posted))
        for one in events
    ]


def cassation_fields() -> list[tuple[str, str]]:
    """Labels only cassation cards carry."""
    return [
        ("Вид обжалуемого судебного акта", "Приговор или иное судебное решение ПО СУЩЕСТВУ дела"),
        ("Из Верховного Суда Российской Федерации", "нет"),
    ]


def page(court: SyntheticCourt, content: str, day: dt.date) -> bytes:
    """The content of the module under its header, in the frame of a page."""
    header = f"""<div id=header>
\t<form id='calformH' name='calformH' method='get' action='/modules.php'>
\t\t<input name="name" type="hidden" value="sud_delo"><input name="srv_num" type="hidden" value=1>
\t\t<table id=top_menu cellSpacing=0 cellPadding=1><tr><td>Вывести список дел, назначенных на дату</td>
\t\t<td><input name='H_date' class='text' id='H_date' type='text' maxLength='10' value={russian_date(day)}></td></tr>
\t\t<tr><td colspan=4><a href="#"><b>Поиск информации по делам</b></a></td></tr></table>
\t</form>
</div>"""
    return document(court, f"<div id=\"modSdpContent\">\n{header}\n<div id='content'>\n{content}\n</div>\n</div>")


def empty_result(court: SyntheticCourt, day: dt.date) -> bytes:
    """«Данных по запросу не обнаружено»: an honest zero or a wrong question."""
    content = f"""\t\t<div style='text-align: center' class='title'>
\t\t<div style="font-size: 12px">{NOTE}</div>
\t<div align='center' class='title'>
\t<div align='center' id=error>Данных по запросу не обнаружено.<br>Уточните критерии поиска. <br><br>
\t\t<a href="#">Вернуться на форму поиска<a>
\t</div>
\t</div>"""
    return page(court, content, day)


def unavailable(court: SyntheticCourt) -> bytes:
    """«Информация временно недоступна», with HTTP 200."""
    return document(
        court,
        "Информация временно недоступна. Приносим свои извинения. "
        "Попробуйте обратиться позже или обратитесь непосредственно в суд.",
    )
