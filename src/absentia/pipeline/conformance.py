"""Whether a source keeps what its protocol promises: the faults of courts, tried on anybody's portal or dump.

Names and arguments; a directory that agrees with itself; addresses that are understood as they were meant and lose
nothing when they are masked; reading that raises on no bytes; pages cut short or sent by somebody else that never
read as whole ones.
"""

from __future__ import annotations

import datetime as dt
import inspect
import itertools
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from absentia.law import JURISDICTION
from absentia.looks.page import Answer, Asked, fault
from absentia.looks.rule import ListingPage, complete
from absentia.model import LookOutcome, PageKind, PageRecord
from absentia.model.texts import Said, counted, said
from absentia.parse.mask.address import mask_url
from absentia.pipeline.conformance_network import captchas, in_its_place
from absentia.sources.protocol import Court, Dump, Portal, Source, is_dump, is_portal, is_register_dump

_ODD = (
    "",
    " ",
    "\0",
    "1-1/2023",
    "T/1-23",
    "«»",
    "a" * 5000,
    "https://",
    "https://[",
    "?a=%&b",
    "\ud83d\ude00",
    "7.1; 9",
)
"""Texts that a page or an address may hold in any place."""
_WINDOWS = ((dt.date(2023, 1, 1), dt.date(2023, 1, 1)), (dt.date(2021, 12, 31), dt.date(2023, 2, 28)))
_PROVISIONS = (None, "7", "337.5")
_CUTS = 40
_COURT_AND_YEAR = 2
_NOON = dt.datetime(2023, 3, 1, 12, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the source, as somebody saved it."""

    name: str
    body: bytes
    url: str | None


@dataclass(frozen=True, slots=True)
class Breach:
    """Something the protocol promises and the source does not keep."""

    rule: str
    what: Said


def examine(source: Source, pages: Sequence[Page] = ()) -> list[Breach]:
    """Everything that is wrong; without the names of the protocol nothing else is looked at."""
    missing = list(_names(source))
    if missing:
        return [Breach("names", what) for what in missing]
    rules: dict[str, Iterator[Said]] = {
        "directory": itertools.chain(_directory(source), _registers(source)),
        "texts": _texts(source),
        "bytes": _bytes(source, pages),
        "pages": _pages(source, pages),
        "cuts": _cut_short(source, pages),
        "network": in_its_place(source, _is_all),
    }
    if is_portal(source):
        rules["addresses"] = _addresses(source)
        rules["captchas"] = captchas(source, _hostile(pages))
    return [Breach(rule, what) for rule, found in rules.items() for what in _to_its_end(found)]


def _to_its_end(found: Iterator[Said]) -> Iterator[Said]:
    """What a rule finds; an answer of the source that nothing can be done with ends the rule, and is what it found."""
    try:
        yield from found
    except Exception as error:  # noqa: BLE001  the source is anybody's program
        yield said("the trial broke off on an answer of the source: {error}", error=f"{type(error).__name__}: {error}")


def _names(source: Source) -> Iterator[Said]:
    own = getattr(source, "id", None)
    folder = str(getattr(source, "__name__", own)).rpartition(".")[2]
    if isinstance(whose := getattr(source, "jurisdiction", None), str) and not JURISDICTION.fullmatch(whose):
        yield said("a jurisdiction is two small letters: {jurisdiction}", jurisdiction=whose)
    if own is not None and own != folder:
        yield said("its id is {id}, and its folder is called {folder}", id=own, folder=folder)
    kinds: list[type] = [Portal] if is_portal(source) else [Dump] if is_dump(source) else []
    if not kinds and not is_register_dump(source):
        yield said("it can neither be asked (search_url) nor taken in (member_url)")
    for kind in (*kinds, Source):
        for name, promised in vars(kind).items():
            if name.startswith("_"):
                continue
            offered = getattr(source, name, None)
            if offered is None:
                yield said("{name} is missing", name=name)
            elif inspect.isfunction(promised):
                yield from _arguments(name, promised, offered)


def _arguments(name: str, promised: Callable[..., Any], offered: Any) -> Iterator[Said]:
    if not callable(offered):
        yield said("{name} cannot be called", name=name)
        return
    wanted = [one for one in inspect.signature(promised).parameters.values() if one.name != "self"]
    given = inspect.signature(offered).parameters
    for one in wanted:
        if one.name not in given:
            yield said("{name} does not take {argument}", name=name, argument=one.name)
        elif one.kind is one.POSITIONAL_OR_KEYWORD and given[one.name].kind is one.KEYWORD_ONLY:
            yield said("{name} takes {argument} only by its name", name=name, argument=one.name)


def _directory(source: Source) -> Iterator[Said]:
    courts = source.courts()
    for key in ("host", "code"):
        values = [value for court in courts if (value := getattr(court, key))]
        if len(set(values)) < len(values):
            yield said("two courts have one {key}", key=key)
        for court in courts:
            if (value := getattr(court, key)) and source.court(**{key: value}) != court:
                yield said("a court is not found by its {key}: {value}", key=key, value=value)
    for court in courts:
        if court.host and source.fold_host(court.host) != court.host:
            yield said("a host of the directory is not the spelling it is compared by: {host}", host=court.host)
        if source.court_named(court.name) not in (court, None):
            yield said("a name leads to another court: {name}", name=court.name)


def _registers(source: Source) -> Iterator[Said]:
    for key, register in source.registers.items():
        if key != register.key or key != f"{register.procedure}-{register.instance}" or not register.databases:
            yield said("a register is not called by its procedure and instance: {key}", key=key)
    if is_portal(source):
        for level in {court.level for court in source.courts()} - source.levels.keys():
            yield said("a level is not among the levels: {level}", level=level)
        if not {one for level in source.levels.values() for one in level} <= source.registers.keys():
            yield said("a level names a register that is not there")


def _texts(source: Source) -> Iterator[Said]:
    if source.origin and (_raises(re.compile, source.origin) or re.compile(source.origin).groups != _COURT_AND_YEAR):
        yield said("origin is no expression of two groups: {text}", text=source.origin)
    calls = (source.read_cell, source.read_articles, source.ending, source.place, source.asked)
    for call in (*calls, source.same_page, source.fold_name, source.court_named, source.fold_host, source.number_key):
        for text in _ODD:
            if (raised := _raises(call, text)) is not None:
                yield said("{name} raises {error} on {text}", name=call.__name__, error=raised, text=repr(text[:40]))
                break
    keys = (key for text in _ODD if _raises(source.number_key, text) is None and (key := source.number_key(text)))
    for key in keys:
        if source.number_key(key) != key:
            yield said("a number's key has another key: {key}", key=key)


def _raises(call: Callable[[Any], object], given: object) -> str | None:
    try:
        call(given)
    except Exception as error:  # noqa: BLE001  whatever it is, it is what is looked for
        return type(error).__name__
    return None


def _hostile(pages: Sequence[Page]) -> list[bytes]:
    lot = random.Random(1)  # noqa: S311  the same bytes every time
    hostile = [b"", b"\0" * 99, b"<", b"\xff\xfe" * 50, b"<html>" * 2000, lot.randbytes(5000)]
    for page in pages:
        spoilt = bytearray(page.body)
        for _flip in range(min(len(spoilt), 200)):
            spoilt[lot.randrange(len(spoilt))] = lot.randrange(256)
        hostile += [bytes(spoilt), page.body * 2, page.body[::-1]]
    return hostile


def _bytes(source: Source, pages: Sequence[Page]) -> Iterator[Said]:
    for body in _hostile(pages):
        for call in (source.read, source.content_digest):
            if (raised := _raises(call, body)) is not None:
                yield said("{name} raises {error} on bytes that are no page", name=call.__name__, error=raised)
                return


def _pages(source: Source, pages: Sequence[Page]) -> Iterator[Said]:
    for page in pages:
        record = source.read(page.body, url=page.url)
        if record.page is PageKind.UNKNOWN:
            yield said("{page} is no page it knows", page=page.name)
        if record.page is PageKind.LISTING and any(row.filing.guid is None for row in record.rows):
            yield said("{page} has rows that nothing tells apart", page=page.name)
        if source.content_digest(page.body) != source.content_digest(bytes(bytearray(page.body))):
            yield said("{page} has another digest each time", page=page.name)


def _cut_short(source: Source, pages: Sequence[Page]) -> Iterator[Said]:
    """A page that breaks off on its way shows less; it must not say that this is all."""
    for page in pages:
        whole = source.read(page.body, url=page.url)
        if whole.page is not PageKind.LISTING or not _is_all(whole):
            continue
        for step in range(1, _CUTS):
            cut = source.read(page.body[: len(page.body) * step // _CUTS], url=page.url)
            if len(cut.rows) < len(whole.rows) and _is_all(cut):
                yield counted(
                    "{page} cut short reads as whole: {rows} of {all} row",
                    "{page} cut short reads as whole: {rows} of {all} rows",
                    all=len(whole.rows),
                    page=page.name,
                    rows=len(cut.rows),
                )
                break


def _is_all(record: PageRecord) -> bool:
    """Whether a page alone would pass as a complete look, or as the zero of one."""
    if record.page is PageKind.EMPTY_RESULT:
        return True
    if record.page is not PageKind.LISTING:
        return False
    issues = {issue.kind for issue in record.issues}
    answer = Answer(record.counter, [None] * len(record.rows), issues, record.instance, record.procedure, None)
    records = tuple(row.filing.guid or "" for row in record.rows)
    wrong = fault(Asked(None, None, None, None), answer)
    judged = complete([ListingPage(1, record.counter, records, record.pages or 0, _NOON, "page", wrong)])
    return judged.outcome is LookOutcome.COMPLETE or (record.counter == 0 and not record.rows and wrong is None)


def _addresses(portal: Portal) -> Iterator[Said]:
    court = next((one for one in portal.courts() if one.host), None)
    if court is None:
        return
    for register, template in itertools.product(portal.registers, portal.templates):
        yield from _searches(portal, court, register, template)
        host, building = court.host or "", portal.registers[register].databases[-1]
        guid = "00000000-0000-4000-8000-000000000001"
        card = portal.card_url(host, register, guid, "1", building=building, template=template)
        for url in (card, portal.form_url(host, register), portal.hearing_list_url(host, dt.date(2023, 3, 1))):
            if url is None:
                continue
            if portal.asked(url) is not None:
                yield said("an address that is no search is understood as one: {url}", url=url)
            if mask_url(url, portal.addresses) != url:
                yield said("an address does not survive masking: {url}", url=url)


def _searches(portal: Portal, court: Court, register: str, template: str) -> Iterator[Said]:
    kind, seen = portal.registers[register], set()
    for (since, until), provision, page in itertools.product(_WINDOWS, _PROVISIONS, (1, 3)):
        url = portal.search_url(
            court.host or "", register, since, until, provision=provision, building=kind.databases[-1], page=page,
            template=template, court_code=court.code, captcha=None,
        )  # fmt: skip
        if url is None:
            continue
        seen.add(portal.same_page(url))
        meant = (register, since, until, provision, page, kind.databases[-1], str(kind.instance), False)
        for shown in (url, str(mask_url(url, portal.addresses)) if provision is None else url):
            one = portal.asked(shown)
            understood = one and (
                one.register, one.since, one.until, one.provision, one.page, one.building, one.instance, one.narrowed,
            )  # fmt: skip
            if understood != meant:
                yield said("a search is not understood as it was meant: {url}", url=shown)
                return
    if None in seen or len(seen) not in (0, len(_WINDOWS) * len(_PROVISIONS) * 2):
        yield said("two searches are taken for one page: {register}", register=register)
