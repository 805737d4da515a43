"""The conformance kit: what a source may get wrong, each noticed; toys and the portals' own source keep everything."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import itertools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.sources.test_toys import WORLD, element
from tests.sources.toys import xx_dump, xx_toy

from absentia.model import PageKind, PageRecord
from absentia.pipeline.conformance import Page, examine
from absentia.sources import ru_sudrf
from absentia.sources.protocol import Court, Source

TOYS = Path(__file__).parents[1] / "sources/toys"
CASES = [case for case in WORLD if case[0] == 1][:2]
LISTING = (
    '<html><body data-kind="listing" data-host="toy-1.synthetic.example" data-template="plain" data-count="2" '
    'data-pages="1">\n' + "\n".join(map(element, CASES)) + "\n</body></html>"
)
PAGES = [Page("listing.html", LISTING.encode(), "https://toy-1.synthetic.example/cases")]


def changed(**names: Any) -> Source:
    """The toy portal with other names in place of its own."""
    own = {name: getattr(xx_toy, name) for name in (*xx_toy.__all__, "__name__")}
    return SimpleNamespace(**{name: one for name, one in (own | names).items() if one is not None})


def test_sources_that_keep_their_promises_have_no_breach() -> None:
    assert examine(ru_sudrf) == []
    assert examine(xx_dump) == []
    assert examine(xx_toy, PAGES) == []


@functools.wraps(xx_toy.read)
def cut_is_whole(data: bytes, url: str | None = None) -> PageRecord:
    """Counts the rows it sees, in place of reading what the page counts."""
    record = xx_toy.read(data, url)
    return dataclasses.replace(record, counter=len(record.rows))


@functools.wraps(xx_toy.read)
def nothing_is_zero(data: bytes, url: str | None = None) -> PageRecord:
    """Takes a page that shows no row for one that says that there is none."""
    record = xx_toy.read(data, url)
    return record if record.rows else dataclasses.replace(record, page=PageKind.EMPTY_RESULT)


@functools.wraps(xx_toy.read)
def only_html(data: bytes, url: str | None = None) -> PageRecord:
    return xx_toy.read(data, url) if b"<html>" in data else raises()


@functools.wraps(xx_toy.read)
def nameless(data: bytes, url: str | None = None) -> PageRecord:
    record = xx_toy.read(data, url)
    rows = tuple(
        dataclasses.replace(row, filing=dataclasses.replace(row.filing, guid=None, case_id=None)) for row in record.rows
    )
    return dataclasses.replace(record, rows=rows)


@functools.wraps(xx_toy.read)
def empty_is_zero(data: bytes, url: str | None = None) -> PageRecord:
    record = xx_toy.read(data, url)
    return record if data.strip() else dataclasses.replace(record, page=PageKind.EMPTY_RESULT)


@functools.wraps(xx_toy.read)
def errors_are_cards(data: bytes, url: str | None = None) -> PageRecord:
    record = xx_toy.read(data, url)
    return dataclasses.replace(record, page=PageKind.CARD) if b"Gateway" in data else record


@functools.wraps(xx_toy.search_url)
def answers_elsewhere(*given: Any, page: int, captcha: Any, **named: Any) -> str | None:
    """Forgets the page that is asked for once a captcha is answered."""
    return xx_toy.search_url(*given, page=9 if captcha else page, captcha=captcha, **named)


@functools.wraps(xx_toy.search_url)
def tells_the_answer(*given: Any, captcha: Any, **named: Any) -> str | None:
    url = xx_toy.search_url(*given, captcha=captcha, **named) or ""
    return f"{url}&law={captcha.answer}" if captcha else url


def raises(*_given: Any, **_named: Any) -> Any:
    raise KeyError


def another_day(url: str) -> Any:
    one = xx_toy.asked(url)
    return one and dataclasses.replace(one, since=dt.date(1999, 1, 1))


def by_name_only(data: bytes, *, url: str | None = None, capture: str | None = None, acts: bool = True) -> PageRecord:
    return xx_toy.read(data, url, capture=capture, acts=acts)


@functools.wraps(xx_toy.read)
def no_record(_data: bytes, **_given: Any) -> dict[str, str]:
    return {"page": "listing"}


TICKS = itertools.count()
TWINS = tuple(Court("toy-1.synthetic.example", f"Court {n} (synthetic)", "T1", "toy") for n in (1, 2))


@pytest.mark.parametrize(
    ("names", "rule", "what"),
    [
        ({"origin": None}, "names", "origin is missing"),
        ({"search_url": None}, "names", "neither be asked"),
        ({"ending": "verdict"}, "names", "ending cannot be called"),
        ({"place": lambda text: text}, "names", "place does not take number"),
        ({"read": by_name_only}, "names", "takes url only by its name"),
        ({"read": no_record}, "pages", "broke off"),
        ({"courts": lambda: TWINS}, "directory", "two courts have one host"),
        ({"court": lambda *, host=None, code=None: host and code}, "directory", "not found by its host"),
        ({"fold_host": lambda host: host.upper()}, "directory", "not the spelling"),
        ({"court_named": lambda name: name and TWINS[1]}, "directory", "leads to another court"),
        ({"levels": {}}, "directory", "not among the levels"),
        ({"levels": {"toy": ("civil-first",)}}, "directory", "a register that is not there"),
        ({"registers": {"other": xx_toy.registers["criminal-first"]}}, "directory", "not called by its procedure"),
        ({"ending": lambda result: {}[result]}, "texts", "raises KeyError"),
        ({"number_key": lambda number: number + "!"}, "texts", "has another key"),
        ({"origin": "("}, "texts", "no expression of two groups"),
        ({"origin": "(year)"}, "texts", "no expression of two groups"),
        ({"read": only_html}, "bytes", "raises"),
        ({"read": nameless}, "pages", "nothing tells apart"),
        ({"content_digest": lambda data: f"{next(TICKS)} {len(data)}"}, "pages", "another digest each time"),
        ({"read": cut_is_whole}, "cuts", "cut short reads as whole"),
        ({"read": nothing_is_zero}, "cuts", "cut short reads as whole"),
        ({"read": empty_is_zero}, "network", "an empty answer is taken for an answer"),
        ({"read": errors_are_cards}, "network", "a proxy's error is taken for a record: card"),
        ({"picture_in": lambda page: page.index(b"<img")}, "captchas", "picture_in raises ValueError"),
        ({"search_url": answers_elsewhere}, "captchas", "understood as another"),
        ({"search_url": tells_the_answer}, "captchas", "survives masking"),
        ({"asked": another_day}, "addresses", "not understood as it was meant"),
        ({"same_page": lambda address: address.partition("?")[0]}, "addresses", "taken for one page"),
        ({"form_url": lambda host, register: f"https://{host}/form/{register}"}, "addresses", "survive masking"),
    ],
)
def test_what_a_source_breaks_is_noticed(names: dict[str, Any], rule: str, what: str) -> None:
    found = examine(changed(**names), PAGES)
    assert any(one.rule == rule and what in str(one.what) for one in found), [str(one.what) for one in found]


def test_a_page_nobody_knows_is_noticed() -> None:
    (found,) = examine(xx_toy, [Page("other.html", b"<html><body>synthetic</body></html>", None)])
    assert (found.rule, str(found.what)) == ("pages", "other.html is no page it knows")


def test_the_command_tries_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "xx_mine"
    shutil.copytree(TOYS / "xx_toy", folder, ignore=shutil.ignore_patterns("__pycache__"))
    module = folder / "__init__.py"
    (folder / "pages").mkdir()
    (folder / "pages" / "listing.html").write_bytes(PAGES[0].body)

    def tried() -> tuple[int, Any]:
        command = [sys.executable, "-m", "absentia", "sources", "test", str(folder), "--format", "json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})
        return done.returncode, json.loads(done.stdout)

    told = "its id is xx_toy, and its folder is called xx_mine"
    assert tried() == (1, [{"rule": "names", "what": told}])
    module.write_text(module.read_text(encoding="utf-8").replace('"xx_toy"', '"xx_mine"'), encoding="utf-8")
    assert tried() == (0, [])
    module.write_text(module.read_text(encoding="utf-8") + "levels = {}\n", encoding="utf-8")
    code, found = tried()
    assert (code, found[0]["rule"]) == (1, "directory")
