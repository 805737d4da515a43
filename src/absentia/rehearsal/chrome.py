"""What both templates share: the frame of a page, which says that it is synthetic, and the addresses of registers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from absentia.rehearsal.courts import SyntheticCourt
from absentia.rehearsal.view import Seen
from absentia.sources.ru_sudrf.template import Template

CHARSET = "windows-1251"
BANNER = "SYNTHETIC PAGE: учебная страница, суд, дела и люди вымышлены. Nothing on it is real."


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

    def search_link(
        self,
        court: SyntheticCourt,
        since: dt.date,
        until: dt.date,
        page: int,
        article: str | None = None,
        database: int = 1,
    ) -> str:
        """Address of one page of the records received from ``since`` to ``until``, of one article if named."""
        first, last = russian_date(since), russian_date(until)
        vnkod = court.template is Template.VNKOD
        field = "parts__law_articless" if vnkod else f"{self.filters}_DEFENDANT__LAW_ARTICLESS"
        narrowed = f"&{field}={article}" if article else ""
        if vnkod:
            return (
                f"/modules.php?name=sud_delo&name_op=r&_page={page}&vnkod={court.code}&srv_num={database}&_deloId={self.delo_id}"
                f"&case__case_type=0&_new={self.new}&case__vnkod={court.code}&case__num_build=1"
                f"&process-type={self.delo_id}_0_{self.new}&case__entry_date1d={first}&case__entry_date2d={last}{narrowed}"
            )
        return (
            f"/modules.php?name=sud_delo&srv_num={database}&name_op=r&page={page}&vnkod={court.code}&delo_id={self.delo_id}"
            f"&case_type=0&new={self.new}&delo_table={self.table}_case"
            f"&{self.filters}_CASE__ENTRY_DATE1D={first}&{self.filters}_CASE__ENTRY_DATE2D={last}{narrowed}"
        )


REGISTERS = {
    "first": Register("Уголовные дела - первая инстанция", 1540006, 0, "u1", "U1", "ДЕЛО", "ДВИЖЕНИЕ ДЕЛА"),
    "appeal": Register("Уголовные дела - апелляция", 4, 4, "u2", "U2", "ДЕЛО", "ДВИЖЕНИЕ ДЕЛА"),
    "cassation": Register("Уголовные дела - кассация", 2450001, 2450001, "u33", "U33", "ПРОИЗВОДСТВО", "СЛУШАНИЯ"),
}


def cassation_fields() -> list[tuple[str, str]]:
    """Labels only cassation cards carry."""
    return [
        ("Вид обжалуемого судебного акта", "Приговор или иное судебное решение ПО СУЩЕСТВУ дела"),
        ("Из Верховного Суда Российской Федерации", "нет"),
    ]
