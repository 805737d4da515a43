"""How a court answers a question when nothing goes wrong but the question."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import parse_qsl, quote_from_bytes

from absentia.rehearsal import primary, vnkod
from absentia.rehearsal.chrome import CHARSET, REGISTERS
from absentia.rehearsal.courthouse import pages
from absentia.rehearsal.courthouse.asking import Answer, Ask, Fault, Page
from absentia.rehearsal.courthouse.grammar import (
    REGISTERS_OF_LEVEL,
    Misunderstood,
    Wanted,
    building_of,
    day_of,
    fitting,
    understand,
)
from absentia.rehearsal.courthouse.life import Life
from absentia.rehearsal.courthouse.shown import Registers, Shown
from absentia.rehearsal.courts import SyntheticCourt
from absentia.sources.ru_sudrf.template import Template

_NOT_FOUND = 404
_GREY = b"<td style='background:#ddd;'>&nbsp;&nbsp;&nbsp;"
_VNKOD_NO_ACT = b'<td class="vert-align"></td>\n\t\t</tr>'
_TABS_END = b'</ul>\n<div class="contentt"'
_FOOTER = b'\n</div>\n<div class="outputArea publishInfo">'
_VNKOD_TABS_END = b'\t\t</ul>\n\t\t<div class="clr sp15">'
_VNKOD_END = b"\t</div>\n\t</div>\n</div></div>"


class Court:
    """Answers for every court of a life."""

    def __init__(self, life: Life, faults: Sequence[Fault] = ()) -> None:
        self._life = life
        self._faults = faults
        self.registers = Registers(life)

    def answer(self, ask: Ask) -> Answer:
        """Answer a question to ``/modules.php``."""
        if ask.given.get("name") != "sud_delo":
            return Answer(pages.message(ask.court, pages.INACTIVE))
        building = self._building(ask)
        if building is None:
            return Answer(pages.message(ask.court, pages.NO_SERVER))
        operations = {
            "": self._hearings,
            "hearings": self._hearings,
            "sf": self._form,
            "r": self._search,
            "r_juid": self._same_uid,
            "case": self._card,
            "doc": self._act,
        }
        answered = operations.get(ask.operation, self._bad_format)(ask, building)
        if building > 1:
            answered.body = answered.body.replace(b"srv_num=1", b"srv_num=%d" % building)
        return answered

    def _building(self, ask: Ask) -> int | None:
        """Which database answers; ``None``: there is no such one, and the court says so."""
        wanted = building_of(ask.given)
        if ask.court.level == "cassation" or 1 <= wanted <= ask.site.buildings:
            return 1 if ask.court.level == "cassation" else wanted
        return 1 if ask.site.repeats else None

    def _bad_format(self, ask: Ask, _building: int) -> Answer:
        return Answer(pages.message(ask.court, pages.BAD_FORMAT))

    # forms, hearing lists

    def _register_of(self, ask: Ask) -> str:
        """Which register's form: the one named, else the court's first."""
        named = (
            ask.given.get("delo_id", ask.given.get("_deloid", "")),
            ask.given.get("new", ask.given.get("_new", "")),
        )
        known = {("4", "4"): "appeal", ("1540006", "4"): "appeal", ("2450001", "2450001"): "cassation"}
        register = known.get(named, "first")
        has = REGISTERS_OF_LEVEL[ask.court.level]
        return register if register in has else has[0]

    def _form(self, ask: Ask, _building: int) -> Answer:
        return self.form(ask)

    def form(self, ask: Ask, gate: tuple[str, bytes] | None = None, error: str = "") -> Answer:
        """The search form, with a captcha where there is a gate."""
        return Answer(pages.form(ask.court, self._register_of(ask), ask.day, gate=gate, error=error))

    def _hearings(self, ask: Ask, building: int) -> Answer:
        try:
            heard = day_of(ask.given.get("h_date", f"{ask.day:%d.%m.%Y}"))
        except ValueError:
            return self._bad_format(ask, building)
        struck = []
        for fault in self._faults:
            asked, heard = heard, fault.heard(ask, heard)
            struck += [fault.name] * (asked != heard)
        pairs = self.registers.heard(ask.court.host, heard, ask.day)
        pairs = [pair for pair in pairs if pair[0].entry.building == building]
        return Answer(pages.hearing_list(ask.court, pairs, heard, ask.day), faults=struck)

    # searches

    def _search(self, ask: Ask, building: int) -> Answer:
        wanted = understand(ask.given, ask.court)
        if wanted is Misunderstood.FORM:
            return self.form(ask)
        if wanted is Misunderstood.FORMAT:
            return self._bad_format(ask, building)
        if isinstance(wanted, Misunderstood):
            return Answer(pages.empty(ask.court, ask.day))
        rows = [
            row
            for row in self.registers.rows(ask.court.host, wanted.register, ask.day)
            if row.entry.building == building and fits(row, wanted)
        ]
        return self._listing(ask, wanted, rows)

    def _same_uid(self, ask: Ask, building: int) -> Answer:
        uid = ask.given.get("judicial_uid", "")
        for register in REGISTERS_OF_LEVEL[ask.court.level]:
            rows = [
                row
                for row in self.registers.rows(ask.court.host, register, ask.day)
                if uid and row.view.uid == uid and row.entry.building == building
            ]
            if rows:
                return self._listing(ask, Wanted(register, 1), rows)
        return Answer(pages.empty(ask.court, ask.day))

    def _listing(self, ask: Ask, wanted: Wanted, rows: list[Shown]) -> Answer:
        page = Page(wanted, rows, ask.site.size(ask.day), wanted.page, len(rows))
        if not rows:
            return Answer(pages.empty(ask.court, ask.day))
        for fault in self._faults:
            fault.relist(ask, page)
        if not page.here:
            return Answer(pages.empty(ask.court, ask.day), faults=page.faults)
        return Answer(self._written(ask, page), faults=page.faults)

    def _written(self, ask: Ask, page: Page) -> bytes:
        court, views = ask.court, [row.view for row in page.here]
        first = (page.page - 1) * page.size + 1
        links = [_link(ask, number) for number in range(1, page.pages + 1)]
        if court.template is Template.VNKOD:
            body = vnkod.listing(court, views, total=page.counter, first=first, links=links, size=page.size)
            return _with_act_links(body, page.here, court)
        body = primary.listing(court, views, total=page.counter, first=first, links=links, day=ask.day)
        if page.wanted.short:
            old, new = REGISTERS["cassation"].title, REGISTERS["appeal"].title
            return body.replace(old.encode(CHARSET), new.encode(CHARSET))
        return _with_act_links(body, page.here, court)

    # cards, acts

    def _found(self, ask: Ask) -> Shown | None:
        guid = ask.given.get("case_uid") or ask.given.get("_uid")
        number = ask.given.get("case_id") or ask.given.get("_id")
        host = ask.court.host
        # an address of the other template leads nowhere
        own = "_uid" in ask.given or "_id" in ask.given
        if ask.operation == "case" and own != (ask.court.template is Template.VNKOD):
            return None
        if guid:
            row = self.registers.card(host, guid, ask.day)
            return None if row and number and str(row.view.portal_id) != number else row
        return self.registers.by_number(host, number, ask.day) if number else None

    def _card(self, ask: Ask, _building: int) -> Answer:
        row = self._found(ask)
        if row is None:
            return Answer(pages.message(ask.court, pages.MOVED), status=_NOT_FOUND)
        if ask.given.get("_doc") == "1":
            return self._act(ask, row.entry.building)
        own = vnkod.card(row.view) if ask.court.template is Template.VNKOD else primary.card(row.view, ask.day)
        return Answer(_with_act(own, row))

    def _act(self, ask: Ask, _building: int) -> Answer:
        number = ask.given.get("number", "")
        if ask.operation == "doc":  # of the primary template only
            own = ask.court.template is Template.PRIMARY
            row = self.registers.by_act(ask.court.host, number, ask.day) if own else None
        else:
            row = self._found(ask)
        if row is None or not row.act or ask.given.get("text_number", "1") != "1":
            return Answer(pages.empty_act(ask.court, ask.day))
        return Answer(pages.act(row, ask.day))


def fits(row: Shown, wanted: Wanted) -> bool:
    """Whether a search finds a row."""
    view = row.view
    cell = "; ".join(person.charges for person in view.persons)
    names = " ".join(person.name or "" for person in view.persons).casefold()
    return (
        fitting(wanted, view.received, view.decided)
        # a substring of the cell, and no more than that
        and wanted.article in cell
        and wanted.name.casefold() in names
        and wanted.number in view.number
        and wanted.uid in (view.uid or "")
        and wanted.judge.casefold() in view.judge.casefold()
    )


def _link(ask: Ask, number: int) -> str:
    """The question itself with another page number and the court's code: so pagination links echo it."""
    own = ("page", "_page", "vnkod")
    pairs = [
        pair for pair in parse_qsl(ask.query, encoding="windows-1251", errors="replace") if pair[0].lower() not in own
    ]
    page = "_page" if ask.court.template is Template.VNKOD else "page"
    pairs += [("vnkod", ask.court.code), (page, str(number))]
    return "/modules.php?" + "&".join(
        f"{name}={quote_from_bytes(value.encode(CHARSET, errors='replace'), safe='.-_')}" for name, value in pairs
    )


def _with_act_links(body: bytes, rows: Sequence[Shown], court: SyntheticCourt) -> bytes:
    """The last cells of rows whose act is published lead to it; the others stay."""
    vnkod_court = court.template is Template.VNKOD
    empty = _VNKOD_NO_ACT if vnkod_court else _GREY
    pieces = body.split(empty)
    if len(pieces) != len(rows) + 1:
        return body
    written = pieces[0]
    for row, piece in zip(rows, pieces[1:], strict=True):
        cell = _vnkod_link_to_act(row) if vnkod_court else _link_to_act(row)
        written += (cell.encode(CHARSET) if row.act else empty) + piece
    return written


def _link_to_act(row: Shown) -> str:
    place = REGISTERS[row.view.register]
    link = (
        f"/modules.php?name=sud_delo&amp;srv_num=1&amp;name_op=doc&amp;number={row.act_number}"
        f"&amp;delo_id={place.delo_id}&amp;new={place.new}&amp;text_number=1"
    )
    return f"<td><a href='{link}'>Приговор</a>"


def _vnkod_link_to_act(row: Shown) -> str:
    """An act is at its card's address, with one more field."""
    link = escape(REGISTERS[row.view.register].card_link(row.view) + "&_doc=1")
    return f'<td class="vert-align"><a href="{link}" class="doc" title="Приговор"></a></td>\n\t\t</tr>'


def _with_act(body: bytes, row: Shown) -> bytes:
    if not row.act:
        return body
    text = pages.act_text(row)
    if row.view.court.template is Template.VNKOD:
        tab, tabs_end = '<li id="tab_id_Document1">Судебный акт #1 (Приговор)</li>', _VNKOD_TABS_END
        act, end = f'\t\t<div class="lawcase-tab-content" id="tab_content_Document1">{text}</div>\n', _VNKOD_END
    else:
        tab = "<li id='tab_doc1' class='nonsel'><a href='#'>&nbsp;Судебный акт #1 (Приговор)&nbsp;</a></li>"
        act, tabs_end, end = f'\n\t<div id="cont_doc1" style="display: none;">{text}</div>', _TABS_END, _FOOTER
    body = body.replace(tabs_end, tab.encode(CHARSET) + tabs_end, 1)
    return body.replace(end, act.encode(CHARSET) + end, 1)
