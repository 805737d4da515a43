"""A few invented courts on a loopback port, as obedient or as broken as a test wants; every page says synthetic."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import parse_qs, urlsplit

from tests.rehearsal.written import captcha_gate, search_link

from absentia.rehearsal import chrome, primary, vnkod
from absentia.rehearsal.chrome import REGISTERS, document
from absentia.rehearsal.courthouse import pages
from absentia.rehearsal.courts import SyntheticCourt
from absentia.rehearsal.view import Seen, SeenEvent, SeenPerson
from absentia.sources.ru_sudrf.template import Template

SIZE = 25
NAME = "Вымышленный Пример Тестович"
KINDS = {"1540006": "first", "4": "appeal", "2450001": "cassation"}
NEW = {"1540006": ("0", ""), "4": ("4",), "2450001": ("2450001",)}
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CAPTCHA_ID = "synthetic0captcha0id000001"
RIGHT = "31415"


def court(number: int, *, template: Template = Template.PRIMARY, level: str = "garrison") -> SyntheticCourt:
    return SyntheticCourt(
        host=f"gvs-{number}--syn.synthetic.example",
        code=f"00GV{number:04d}",
        name=f"Учебный гарнизонный военный суд № {number} (synthetic)",
        short_name=f"Учебный ГВС № {number} (synthetic)",
        level=level,
        region="syn",
        template=template,
    )


def filing(
    at: SyntheticCourt,
    number: int,
    received: dt.date,
    *,
    charges: str = "ст.337 ч.3 УК РФ",
    decided: dt.date | None = None,
    register: str = "first",
) -> Seen:
    event = SeenEvent("Регистрация поступившего в суд дела", received, "15:40", "", "", received)
    return Seen(
        court=at,
        register=register,
        guid=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{at.host}/{register}/{number}")),
        portal_id=1000 + number,
        uid=None,
        number=f"1-{number}/{received.year}",
        received=received,
        judge="Вымышленный П. Т.",
        decided=decided,
        result="Вынесен ПРИГОВОР" if decided else None,
        persons=(SeenPerson(NAME, charges),),
        events=(event,),
        lower_court=None,
        lower_number=None,
        published=dt.datetime.combine(received, dt.time(17, 30)),
        changed=dt.datetime.combine(decided or received, dt.time(18, 5)),
    )


@dataclass
class Request:
    """One request as the server's own log has it."""

    host: str
    path: str
    query: dict[str, str]
    time: dt.datetime | None
    agent: str
    cookie: str | None = None

    @property
    def operation(self) -> str:
        if self.path == "/robots.txt":
            return "robots"
        return "hearings" if "H_date" in self.query else self.query.get("name_op", "?")


@dataclass
class Reply:
    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut_at: int | None = None
    reset: bool = False


Fault = Callable[["Courthouse", Request], "Reply | None"]


@dataclass
class Courthouse:
    """The server. ``filings`` by host and building; ``faults`` are asked first, in order."""

    courts: list[SyntheticCourt]
    filings: dict[str, dict[int, list[Seen]]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    log: list[Request] = field(default_factory=list)
    robots: bytes = b""
    gone: set[str] = field(default_factory=set)
    captcha_hosts: set[str] = field(default_factory=set)
    clamps: bool = True
    port: int = 0
    server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_args: object) -> None:
        assert self.server is not None
        self.server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            reply = self.answer(_request(head))
            if reply.reset:
                writer.transport.abort()
                return
            headers = {
                "Content-Type": "text/html",
                "Content-Length": str(len(reply.body)),
                "Connection": "close",
            } | reply.headers
            lines = [f"HTTP/1.1 {reply.status} X", *(f"{key}: {value}" for key, value in headers.items())]
            writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + reply.body[: reply.cut_at])
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def answer(self, request: Request) -> Reply:
        self.log.append(request)
        for fault in self.faults:
            if (reply := fault(self, request)) is not None:
                return reply
        return Reply(self.page(request))

    def page(self, request: Request) -> bytes:
        at = next(one for one in self.courts if one.host == request.host)
        day = (request.time or dt.datetime(2023, 1, 1, tzinfo=dt.UTC)).date()
        if request.operation == "robots":
            return self.robots
        if request.operation == "case":
            return self.card(at, request, day)
        if request.operation == "sf":
            return form(at, day)
        if request.operation == "hearings":
            return self.hearings(at, request)
        if at.host in self.captcha_hosts and request.query.get("captcha") != RIGHT:
            return captcha_gate(at, day)
        return self.listing(at, request, day)

    def rows(self, at: SyntheticCourt, query: dict[str, str]) -> list[Seen] | None:
        """What a search finds; ``None`` where the question is wrong."""
        primary_form = at.template is Template.PRIMARY
        if primary_form != ("delo_id" in query):
            return None
        delo = query["delo_id"] if primary_form else query["_deloId"]
        new = query.get("new" if primary_form else "_new", "")
        if delo not in KINDS or new not in NEW[delo]:
            return None
        building = int(query.get("srv_num", "1"))
        found = [row for row in self.filings.get(at.host, {}).get(building, []) if row.register == KINDS[delo]]
        for key, value in query.items():
            if key.lower().endswith("entry_date1d"):
                found = [row for row in found if row.received >= _day(value)]
            elif key.lower().endswith("entry_date2d"):
                found = [row for row in found if row.received <= _day(value)]
            elif key.lower().endswith("law_articless"):
                found = [row for row in found if any(value in person.charges for person in row.persons)]
        return sorted(found, key=lambda row: (row.received, row.guid), reverse=True)

    def listing(self, at: SyntheticCourt, request: Request, day: dt.date) -> bytes:
        rows = self.rows(at, request.query)
        if not rows:
            return chrome.empty_result(at, day)
        number_of_pages = -(-len(rows) // SIZE)
        page = int(request.query.get("page", request.query.get("_page", "1")))
        if self.clamps:
            page = min(page, number_of_pages)
        first = (page - 1) * SIZE
        return self.render(at, rows[first : first + SIZE], len(rows), first + 1, day)

    def render(self, at: SyntheticCourt, rows: list[Seen], total: int, first: int, day: dt.date) -> bytes:
        register = REGISTERS[rows[0].register]
        links = [search_link(register, at, day, day, number + 1) for number in range(-(-total // SIZE))]
        if at.template is Template.VNKOD:
            return vnkod.listing(at, rows, total=total, first=first, links=links)
        return primary.listing(at, rows, total=total, first=first, links=links, day=day)

    def card(self, at: SyntheticCourt, request: Request, day: dt.date) -> bytes:
        guid = request.query.get("case_uid", request.query.get("_uid"))
        for rows in self.filings.get(at.host, {}).values():
            for row in rows:
                if row.guid == guid and guid not in self.gone:
                    return vnkod.card(row) if at.template is Template.VNKOD else primary.card(row, day)
        return document(at, "Запрашиваемая страница не найдена. Возможно, она была удалена или перемещена.")

    def hearings(self, at: SyntheticCourt, request: Request) -> bytes:
        day = _day(request.query["H_date"])
        rows = [
            (row, "10:00", "Заседание отложено")
            for row in self.filings.get(at.host, {}).get(1, [])
            if row.received + dt.timedelta(days=3) == day
        ]
        if not rows:
            return chrome.page(at, f"<div class='title'>На {day:%d.%m.%Y} дел не назначено</div>", day)
        return primary.hearing_list(at, rows, day)

    def migrate(self, host: str, template: Template) -> None:
        self.courts = [replace(one, template=template) if one.host == host else one for one in self.courts]
        for building, rows in self.filings.get(host, {}).items():
            moved = [replace(row, court=replace(row.court, template=template)) for row in rows]
            self.filings[host][building] = moved

    def asked(self, operation: str) -> list[Request]:
        return [request for request in self.log if request.operation == operation]


def form(at: SyntheticCourt, day: dt.date) -> bytes:
    if at.template is Template.VNKOD:
        return pages.form(at, "first", day, gate=(CAPTCHA_ID, PNG))
    picture = base64.b64encode(PNG).decode()
    return chrome.page(
        at,
        f'<form action="" method="get" name="calform" id="calform"><img src="data: image/png;base64,{picture}">'
        f'<input name=\'captcha\' type=\'text\'><input name="captchaid" type="hidden" value="{CAPTCHA_ID}"></form>',
        day,
    )


def _day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=dt.UTC).date()


def _request(head: str) -> Request:
    first, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    parts = urlsplit(first.split(" ")[1])
    query = {key: values[0] for key, values in parse_qs(parts.query, True, encoding="windows-1251").items()}
    now = headers.get("x-rehearsal-now")
    return Request(
        headers["host"].partition(":")[0],
        parts.path,
        query,
        dt.datetime.fromisoformat(now) if now else None,
        headers.get("user-agent", ""),
        headers.get("cookie"),
    )
