"""Which pages a visit to the invented courts brings home, and writing them to disk.

One WARC file per court, as archives keep them, or loose files, as people do.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from absentia.durable import write_atomically
from absentia.rehearsal import chrome, primary, vnkod
from absentia.rehearsal.chrome import BANNER, CHARSET, REGISTERS, Register
from absentia.rehearsal.courthouse.truth import Truth, truth_of
from absentia.rehearsal.courts import COURTS, Manner, SyntheticCourt
from absentia.rehearsal.view import Seen, seen
from absentia.rehearsal.world import Record, World, simulate
from absentia.sources.ru_sudrf.template import Template

PAGE_SIZE = 25
_REGISTER = {"garrison": "first", "okrug": "appeal", "cassation": "cassation"}
_YEARS = tuple((dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in (2021, 2022, 2023))


@dataclass(frozen=True, slots=True)
class Visit:
    """One round of questions: on ``day``, to some courts (``None``: all), about windows of receipt dates."""

    day: dt.date
    windows: tuple[tuple[dt.date, dt.date], ...]
    hosts: tuple[str, ...] | None = None
    article: str | None = None
    """Searches name this article: listings and cards of it only."""
    cards: bool = True
    """Cards and hearing lists are brought home too, not only listings."""
    databases: bool = True
    """The courts' second and third databases are asked for too; there are none."""


VISITS = (
    # the first court was looked at before the January renumbering reached its later state
    Visit(dt.date(2022, 12, 20), ((dt.date(2022, 1, 1), dt.date(2022, 12, 20)),), ("gvs-1.synthetic.example",)),
    Visit(dt.date(2024, 1, 20), _YEARS),
)


@dataclass(frozen=True, slots=True)
class Response:
    """One answer of a court: what an archive keeps."""

    url: str
    captured: dt.datetime
    body: bytes


def responses(world: World, visits: Sequence[Visit] = VISITS) -> Iterator[Response]:
    """Everything the visits bring home, in order."""
    for visit in visits:
        clock = dt.datetime.combine(visit.day, dt.time(3, 0), tzinfo=dt.UTC)
        for court in world.courts:
            if visit.hosts is not None and court.host not in visit.hosts:
                continue
            for path, body in _answers(world, court, visit):
                clock += dt.timedelta(seconds=3)
                yield Response(f"https://{court.host}{path}", clock, body)


def search_link(
    register: Register,
    court: SyntheticCourt,
    since: dt.date,
    until: dt.date,
    page: int,
    article: str | None = None,
    database: int = 1,
) -> str:
    """Address of one page of the records received from ``since`` to ``until``, of one article if named."""
    first, last = chrome.russian_date(since), chrome.russian_date(until)
    vnkod = court.template is Template.VNKOD
    field = "parts__law_articless" if vnkod else f"{register.filters}_DEFENDANT__LAW_ARTICLESS"
    narrowed = f"&{field}={article}" if article else ""
    if vnkod:
        return (
            f"/modules.php?name=sud_delo&name_op=r&_page={page}&vnkod={court.code}&srv_num={database}&_deloId={register.delo_id}"
            f"&case__case_type=0&_new={register.new}&case__vnkod={court.code}&case__num_build=1"
            f"&process-type={register.delo_id}_0_{register.new}&case__entry_date1d={first}&case__entry_date2d={last}{narrowed}"
        )
    return (
        f"/modules.php?name=sud_delo&srv_num={database}&name_op=r&page={page}&vnkod={court.code}&delo_id={register.delo_id}"
        f"&case_type=0&new={register.new}&delo_table={register.table}_case"
        f"&{register.filters}_CASE__ENTRY_DATE1D={first}&{register.filters}_CASE__ENTRY_DATE2D={last}{narrowed}"
    )


def captcha_gate(court: SyntheticCourt, day: dt.date) -> bytes:
    """What a search brings where a captcha is wanted: HTTP 200 and no rows."""
    content = (
        "\t\t<div align='center' id='error'>Неверно указан проверочный код с картинки.\t\t<br><br>\n"
        '\t\t<a href="#" onclick="document.location.href = \'/modules.php?name=sud_delo&srv_num=\' + 1 + '
        "'&name_op=sf&delo_id=1540006&case_type=0&new=0';\">Вернуться на форму поиска<a>\n\t</div>"
    )
    return chrome.page(court, content, day)


def no_such_database(court: SyntheticCourt) -> bytes:
    """«Указанный сервер СДП не найден», with HTTP 200."""
    return chrome.document(court, "Указанный сервер СДП не найден")


def _answers(world: World, court: SyntheticCourt, visit: Visit) -> Iterator[tuple[str, bytes]]:
    register = REGISTERS[_REGISTER[court.level]]
    records = [record for record in world.records if record.court == court and _asked_for(record, visit)]
    for since, until in visit.windows:
        if court.manner is not Manner.ANSWERS:
            yield search_link(register, court, since, until, 1), _refusal(court, visit.day)
            continue
        yield from _listing(court, records, (since, until), visit)
        if visit.databases:
            for database in (2, 3):
                yield search_link(register, court, since, until, 1, database=database), no_such_database(court)
    if court.manner is Manner.ANSWERS and visit.cards:
        yield from _cards(court, records, visit)
        if court.template is Template.PRIMARY and court.level == "garrison":
            yield from _hearings(court, records, visit.day)


def _asked_for(record: Record, visit: Visit) -> bool:
    charges = (charge for person in record.persons_at(visit.day) for charge in person.charges)
    return visit.article is None or any(charge.article == visit.article for charge in charges)


def _refusal(court: SyntheticCourt, day: dt.date) -> bytes:
    if court.manner is Manner.CAPTCHA:
        return captcha_gate(court, day)
    return chrome.unavailable(court) if court.manner is Manner.UNAVAILABLE else chrome.empty_result(court, day)


def _in_window(records: Sequence[Record], window: tuple[dt.date, dt.date]) -> list[Record]:
    return [record for record in records if window[0] <= record.received <= window[1] and not record.only_heard]


def _listing(
    court: SyntheticCourt, records: Sequence[Record], window: tuple[dt.date, dt.date], visit: Visit
) -> Iterator[tuple[str, bytes]]:
    register, day = REGISTERS[_REGISTER[court.level]], visit.day
    views = [view for record in _in_window(records, window) if (view := seen(record, day))]
    views.sort(key=lambda view: (view.received, view.guid), reverse=True)
    pages = -(-len(views) // PAGE_SIZE)
    links = [search_link(register, court, *window, number, visit.article) for number in range(1, pages + 1)]
    if not views:
        yield search_link(register, court, *window, 1, visit.article), chrome.empty_result(court, day)
    for number, link in enumerate(links, 1):
        yield link, _listed(court, views, number, links, day)
    if pages > 1:
        yield links[0], _listed(court, views, 1, links, day)


def _listed(court: SyntheticCourt, views: Sequence[Seen], number: int, links: Sequence[str], day: dt.date) -> bytes:
    rows = views[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    first = (number - 1) * PAGE_SIZE + 1
    if court.template is Template.VNKOD:
        return vnkod.listing(court, rows, total=len(views), first=first, links=links)
    return primary.listing(court, rows, total=len(views), first=first, links=links, day=day)


def _cards(court: SyntheticCourt, records: Sequence[Record], visit: Visit) -> Iterator[tuple[str, bytes]]:
    for window in visit.windows:
        for record in _in_window(records, window):
            view = seen(record, visit.day)
            if view is None or not record.has_card:
                continue
            link = REGISTERS[record.register].card_link(view)
            yield link, vnkod.card(view) if court.template is Template.VNKOD else primary.card(view, visit.day)


def _hearings(court: SyntheticCourt, records: Sequence[Record], day: dt.date) -> Iterator[tuple[str, bytes]]:
    """The court's busiest day of hearings before the visit, and the day of a case no listing shows."""
    days: dict[dt.date, list[tuple[Seen, str, str]]] = {}
    for record in records:
        view = seen(record, day)
        if view is None:
            continue
        for event in view.events:
            if event.place and event.date <= day:
                days.setdefault(event.date, []).append((view, event.time, event.result))
        if record.only_heard:
            heard = record.received + dt.timedelta(days=21)
            rows = [(view, "10:00", "Заседание отложено"), (view, "16:00", "Объявлен перерыв")]
            days.setdefault(heard, []).extend(rows)
    chosen = {max(days, key=lambda one: (len(days[one]), one))} if days else set()
    chosen |= {one for one, rows in days.items() if any(not row[0].events[2:] and row[0].uid is None for row in rows)}
    for hearing_day in sorted(chosen):
        rows = sorted(days[hearing_day], key=lambda row: (row[1], row[0].guid))
        path = f"/modules.php?name=sud_delo&srv_num=1&H_date={hearing_day:%d.%m.%Y}"
        yield path, primary.hearing_list(court, rows, hearing_day)


README = f"""{BANNER}

Every page in this folder was generated by `absentia.rehearsal`. Courts, cases, numbers and people are invented.
truth.json, where there is one, holds what a faultless count of these pages must give.
"""


def write_pages(
    folder: Path,
    seed: int,
    *,
    courts: tuple[SyntheticCourt, ...] = COURTS,
    scale: float = 0.1,
    visits: Sequence[Visit] = VISITS,
    form: Literal["warc", "files"] = "warc",
) -> Truth:
    """Simulate a world, write what the visits saw of it, and ``truth.json`` beside.

    Args:
        folder: is made; files of an earlier call are replaced.
        seed: the same seed writes the same bytes.
        courts: the invented courts to let live.
        scale: 1 would give as many Article 337 cases as were published for the whole country.
        visits: when the courts were asked what.
        form: ``warc``: ``HOST.warc.gz``, with request addresses and capture times; ``files``: loose HTML files, which
            know neither.
    """
    world = simulate(seed, courts=courts, scale=scale)
    truth = truth_of(world, max(visit.day for visit in visits))
    write_world(folder, world, visits, form=form)
    write_atomically(folder / "truth.json", truth.as_json().encode())
    return truth


def write_world(
    folder: Path, world: World, visits: Sequence[Visit], *, form: Literal["warc", "files"] = "warc"
) -> None:
    """Write what the visits saw of a world, whatever simulated it; ``form`` as in :func:`write_pages`."""
    by_host: dict[str, list[Response]] = {}
    for response in responses(world, visits):
        by_host.setdefault(response.url.split("/")[2], []).append(response)
    folder.mkdir(parents=True, exist_ok=True)
    for host, answers in by_host.items():
        if form == "warc":
            write_atomically(folder / f"{host}.warc.gz", warc(answers))
        else:
            for number, answer in enumerate(answers, 1):
                write_atomically(folder / host / f"{number:04d}.html", answer.body)
    write_atomically(folder / "README.txt", README.encode())


def warc(answers: Sequence[Response]) -> bytes:
    """The answers as response records of one WARC file, each a gzip member of its own."""
    from fastwarc.stream_io import GzipWriter
    from fastwarc.warc import WarcRecord, WarcRecordType

    buffer = BytesIO()
    writer = GzipWriter(buffer)
    for position, answer in enumerate(answers):
        record = WarcRecord()
        # a fixed id instead of a random one: the same seed gives the same bytes
        record.init_headers(record_type=WarcRecordType.response, record_urn=_urn(answer, position))
        record.headers["WARC-Target-URI"] = answer.url
        record.headers["WARC-Date"] = answer.captured.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        record.headers["Content-Type"] = "application/http; msgtype=response"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={CHARSET}\r\nContent-Length: {len(answer.body)}"
        record.set_bytes_content(head.encode() + b"\r\n\r\n" + answer.body)
        record.write(writer)
        # without finish() after each record there is no random access
        writer.finish()
    writer.close()
    return buffer.getvalue()


def _urn(answer: Response, position: int) -> bytes:
    name = f"{answer.url}#{answer.captured.isoformat()}#{position}"
    return f"uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}".encode()
