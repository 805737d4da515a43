"""How the portals are asked: addresses of listings, cards, hearing lists, acts and forms, in both templates.

Everything is a plain GET. Values are percent-encoded in windows-1251. Traps this module exists for (observed by public
programs and in saved pages): the cassation listing needs the long ``delo_id`` *and* the right ``new``, or it answers a
page that looks like an honest zero, or rows without act links; an empty ``vnkod`` gives the form again; ``srv_num``
names one of a court's databases, and 1 alone may be incomplete.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote_from_bytes

from absentia.model import Instance, ListingRow, Procedure
from absentia.model.provision import article_and_part
from absentia.sources.protocol import Captcha
from absentia.sources.ru_sudrf.template import Template

SUBMIT = "Найти"
"""The form's button; a search without it is answered by the form."""


@dataclass(frozen=True, slots=True)
class Register:
    """One register of a court: which proceedings in which instance, and how the portal numbers it.

    ``delo_id``, ``new`` and ``table`` are the primary template's; ``vnkod`` is the pair the VNKOD template writes into
    ``_deloId`` and ``_new``.
    """

    procedure: Procedure
    instance: Instance
    delo_id: str
    new: str
    table: str
    vnkod: tuple[str, str]

    @property
    def key(self) -> str:
        """``criminal-first`` and the like: how a register is named in the ledger and on the command line."""
        return f"{self.procedure}-{self.instance}"

    @property
    def databases(self) -> tuple[int, ...]:
        """Its possible ``srv_num``; a cassation court answers every number with its only database."""
        return (1,) if self.instance is Instance.CASSATION else (1, 2, 3)

    @property
    def prefix(self) -> str:
        """``U1`` of ``u1_case``: what the form's other field names begin with."""
        return self.table.partition("_")[0].upper()


REGISTERS: dict[str, Register] = {
    register.key: register
    for register in (
        Register(Procedure.CRIMINAL, Instance.FIRST, "1540006", "0", "u1_case", ("1540006", "0")),
        Register(Procedure.CRIMINAL, Instance.APPEAL, "4", "4", "u2_case", ("1540006", "4")),
        Register(Procedure.CRIMINAL, Instance.CASSATION, "2450001", "2450001", "u33_case", ("2450001", "2450001")),
        Register(Procedure.CIVIL, Instance.FIRST, "1540005", "0", "g1_case", ("1540005", "0")),
        Register(Procedure.CIVIL, Instance.APPEAL, "5", "5", "g2_case", ("1540005", "5")),
        Register(Procedure.CIVIL, Instance.CASSATION, "2800001", "2800001", "g33_case", ("2800001", "2800001")),
        Register(Procedure.KAS, Instance.FIRST, "41", "0", "p1_case", ("41", "0")),
        Register(Procedure.KAS, Instance.APPEAL, "42", "0", "p2_case", ("42", "0")),
        Register(Procedure.KAS, Instance.CASSATION, "43", "0", "p33_case", ("43", "0")),
        Register(Procedure.KOAP, Instance.FIRST, "1500001", "0", "adm_case", ("1500001", "0")),
        Register(Procedure.MATERIAL, Instance.FIRST, "1610001", "0", "m_case", ("1610001", "0")),
    )
}


@dataclass(frozen=True, slots=True)
class Search:
    """One question to a court's register: cases received in a window, optionally under an article.

    ``article`` is a substring of the charge cell, as the portal filters: ``337`` also finds cases in which 337 is one
    of several charges; ``337 ч.5`` narrows it. ``building`` is the portal's ``srv_num``.
    """

    host: str
    register: Register
    since: dt.date | None = None
    until: dt.date | None = None
    article: str | None = None
    building: int = 1
    page: int = 1
    template: Template = Template.PRIMARY
    court_code: str | None = None
    """Needed by the VNKOD template, which answers an empty one with the form."""
    captcha: Captcha | None = None

    @property
    def url(self) -> str:
        """The address that asks it.

        Raises:
            ValueError: a VNKOD search without a court code.
        """
        pairs = self._vnkod() if self.template is Template.VNKOD else self._primary()
        if self.captcha is not None:
            pairs += [("captcha", self.captcha.answer), ("captchaid", self.captcha.captcha_id)]
        return address(self.host, pairs)

    def _primary(self) -> list[tuple[str, str]]:
        register = self.register
        pairs = [
            ("name", "sud_delo"),
            ("srv_num", str(self.building)),
            ("name_op", "r"),
            ("delo_id", register.delo_id),
            ("case_type", "0"),
            ("new", register.new),
            ("delo_table", register.table),
        ]
        if self.page > 1:
            pairs.insert(3, ("page", str(self.page)))
        pairs += _window(self.since, self.until, f"{register.table}__ENTRY_DATE1D", f"{register.table}__ENTRY_DATE2D")
        if self.article:
            pairs.append((f"{register.prefix}_DEFENDANT__LAW_ARTICLESS", self.article))
        pairs.append(("Submit", SUBMIT))
        return pairs

    def _vnkod(self) -> list[tuple[str, str]]:
        if not self.court_code:
            msg = f"a VNKOD search of {self.host} needs the court's code; an empty one is answered by the form"
            raise ValueError(msg)
        delo_id, new = self.register.vnkod
        pairs = [
            ("name", "sud_delo"),
            ("name_op", "r"),
            ("_page", str(self.page)),
            ("vnkod", self.court_code),
            ("srv_num", str(self.building)),
            ("_deloId", delo_id),
            ("case__case_type", "0"),
            ("_new", new),
            ("case__vnkod", self.court_code),
            ("case__num_build", str(self.building)),
            ("process-type", f"{delo_id}_0_{new}"),
        ]
        pairs += _window(self.since, self.until, "case__entry_date1d", "case__entry_date2d")
        if self.article:
            pairs.append(("parts__law_articless", self.article))
        return pairs


def search_url(
    host: str,
    register: str,
    since: dt.date,
    until: dt.date,
    *,
    provision: str | None,
    building: int,
    page: int,
    template: str,
    court_code: str | None,
    captcha: Captcha | None,
) -> str | None:
    """The address of a page of a listing; ``None`` for a court of the VNKOD template whose code is not known."""
    if template == Template.VNKOD and not court_code:
        return None
    return Search(
        host=host,
        register=REGISTERS[register],
        since=since,
        until=until,
        article=filter_text(provision),
        building=building,
        page=page,
        template=Template(template),
        court_code=court_code,
        captcha=captcha,
    ).url


def filter_text(provision: str | None) -> str | None:
    """``337.5`` as the portals' filter wants it: «337 ч.5»."""
    article, part = article_and_part(provision)
    return f"{article} ч.{part}" if part else article


def shows(row: ListingRow, provision: str) -> bool:
    """Whether a row's cell holds what the portal's filter looks for: the article's digits, anywhere."""
    article, _part = article_and_part(provision)
    return article is not None and article in row.info_raw


def card_url(
    host: str,
    register: str,
    guid: str,
    case_id: str | None,
    *,
    building: int = 1,
    template: str = Template.PRIMARY,
) -> str:
    """The address of a case card; cards are never behind a captcha."""
    pairs = [("name", "sud_delo"), ("srv_num", str(building)), ("name_op", "case")]
    if template == Template.VNKOD:
        delo_id, new = REGISTERS[register].vnkod
        pairs += [("_id", case_id)] if case_id else []
        pairs += [("_uid", guid), ("_deloId", delo_id), ("_caseType", "0"), ("_new", new)]
        return address(host, pairs)
    pairs += [("case_id", case_id)] if case_id else []
    pairs += [("case_uid", guid), ("delo_id", REGISTERS[register].delo_id), ("new", REGISTERS[register].new)]
    return address(host, pairs)


def hearing_list_url(host: str, day: dt.date, *, building: int = 1) -> str:
    """The address of the cases heard on a day: never behind a captcha, but blind to cases without a hearing."""
    return address(host, [("name", "sud_delo"), ("srv_num", str(building)), ("H_date", f"{day:%d.%m.%Y}")])


def form_url(host: str, register: str, *, building: int = 1) -> str:
    """The address of a register's search form."""
    pairs = [("name", "sud_delo"), ("srv_num", str(building)), ("name_op", "sf")]
    return address(host, [*pairs, ("delo_id", REGISTERS[register].delo_id), ("new", REGISTERS[register].new)])


def act_urls(
    host: str,
    register: str,
    guid: str,
    case_id: str | None,
    link: str | None,
    *,
    building: int,
    template: str,
) -> Iterator[str]:
    """The addresses of a case's texts: in the VNKOD template one; else as many as a listing's link leads to, if any.

    «ПУСТОЙ ДОКУМЕНТ» stands at the address past the last.
    """
    if template == Template.VNKOD:
        yield vnkod_act_url(host, register, guid, case_id, building=building)
    elif link is not None:
        yield from (act_url(host, link, number, building=building) for number in itertools.count(1))


def act_url(host: str, link: str, text_number: int = 1, *, building: int = 1) -> str:
    """The address of the n-th act text behind a listing's link («ПУСТОЙ ДОКУМЕНТ» past the last); no captcha.

    The link's number is the act's own, and its ``delo_id`` need not be the register's: neither can be made up.
    """
    pairs = [
        ("name", "sud_delo"),
        ("srv_num", str(building)),
        ("name_op", "doc"),
        *parse_qsl(link, keep_blank_values=True),
    ]
    return address(host, [*pairs, ("text_number", str(text_number))])


def vnkod_act_url(host: str, register: str, guid: str, case_id: str | None, *, building: int = 1) -> str:
    """The address of a case's act in the VNKOD template: its card's, with ``_doc=1``."""
    return card_url(host, register, guid, case_id, building=building, template=Template.VNKOD) + "&_doc=1"


def address(host: str, pairs: list[tuple[str, str]]) -> str:
    """``https://host/modules.php?…`` with windows-1251 values, spaces as ``+``."""
    query = "&".join(f"{name}={_encode(value)}" for name, value in pairs)
    return f"https://{host}/modules.php?{query}"


def _encode(value: str) -> str:
    return quote_from_bytes(value.encode("windows-1251"), safe=".-_").replace("%20", "+")


def _window(since: dt.date | None, until: dt.date | None, first: str, last: str) -> list[tuple[str, str]]:
    pairs = []
    if since is not None:
        pairs.append((first, f"{since:%d.%m.%Y}"))
    if until is not None:
        pairs.append((last, f"{until:%d.%m.%Y}"))
    return pairs
