"""The desk's pages: rendered here, complete without a script; each is read anew from the observatory when asked for."""

from __future__ import annotations

import base64
import contextlib
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from absentia.collect import Ledger
from absentia.collect.captcha import take_answer, usable, waiting
from absentia.collect.collection import start_of, status_of
from absentia.collect.kind import why
from absentia.collect.settings import read_settings
from absentia.collect.status import STANDS, Standing
from absentia.desk.decided import CHOICES, WHO, Links, choose, chosen, grouped
from absentia.desk.guard import Guard
from absentia.disappearances import AbsenceState, find_disappearances, judge, key_of, look_for_disappearances
from absentia.dumps.differences import standing_of_packages
from absentia.dumps.held import dumps_of
from absentia.engine import open_tables, query
from absentia.errors import AbsentiaError
from absentia.link.cases import must_have_pages
from absentia.messages import N_, translate
from absentia.model.numbers import number
from absentia.model.tables import TABLES
from absentia.model.texts import SYNTHETIC, Words, counted, said, spoken
from absentia.observatory import Observatory
from absentia.pipeline.digest import behind_captchas, lines_in, standing_lines
from absentia.pipeline.publishing import Ready, make_ready
from absentia.pipeline.update import newest_report
from absentia.publish.compiled import COMPILED
from absentia.publish.site.about import WHY

FOLDER = Path(__file__).parent / "templates"
NAVIGATION = (
    ("", N_("Overview")), ("captchas", N_("Captchas")), ("courts", N_("Courts")), ("issues", N_("Issues")),
    ("links", N_("Links")), ("gone", N_("Gone")), ("publication", N_("Next publication")),
)  # fmt: skip
STATES = {
    "suspected": N_("suspected"), "confirmed": N_("confirmed"), "returned": N_("returned"),
    "excluded": N_("not gone"),
}  # fmt: skip
JUDGED = {"gone": N_("looked: gone"), "not_gone": N_("looked: not gone")}
_SEE_OTHER, _REFUSED, _CONFLICT = 303, 403, 409
_SHOWN = 200
_NUMBER = re.compile("[0-9]{1,18}")
"""Of a picture: as large as the ledger can count."""
_TYPES = {"desk.css": "text/css", "desk.js": "text/javascript"}
Content = Mapping[str, Any]


class Pages:
    """Every page of the desk of an observatory."""

    def __init__(self, observatory: Observatory, guard: Guard, language: str) -> None:
        self._path = observatory.path
        self._guard = guard
        self._language = language
        self._pairs = Links()
        self._ready: Ready | None = None
        self._makers: dict[str, Callable[[Observatory], Content]] = {
            "": self._now, "captchas": self._captchas, "courts": self._courts, "issues": self._issues,
            "links": self._links, "gone": self._gone, "publication": self._publication,
        }  # fmt: skip
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, autoescape=True, trim_blocks=True,
            lstrip_blocks=True, auto_reload=False, bytecode_cache=COMPILED,
        )  # fmt: skip
        self._templates.globals.update(
            _=partial(translate, code=language),
            say=partial(spoken, code=language),
            count=partial(number, code=language),
            language=language,
            navigation=NAVIGATION,
            form_token=guard.form_token,
        )

    def routes(self) -> list[Route]:
        """Where each page is."""
        changes: dict[str, Callable[[Observatory, dict[str, str]], Words | None]] = {
            "captchas": self._answer, "issues": self._choose, "links": self._judge,
            "gone": self._confirm,
            "publication": self._look_ahead,
        }  # fmt: skip
        return [
            *(Route(f"/{name}", partial(self._show, name, make)) for name, make in self._makers.items()),
            *(Route(f"/{name}", partial(self._change, name, do), methods=["POST"]) for name, do in changes.items()),
            *(Route(f"/{name}", partial(self._file, name)) for name in _TYPES),
        ]

    async def _show(self, name: str, make: Callable[[Observatory], Content], _request: Request) -> Response:
        return await run_in_threadpool(self._page, name, make)

    async def _change(
        self, name: str, do: Callable[[Observatory, dict[str, str]], Words | None], request: Request
    ) -> Response:
        fields = await self._guard.form(request)
        if fields is None:
            return Response(status_code=_REFUSED)
        return await run_in_threadpool(self._done, name, do, fields)

    async def _file(self, name: str, _request: Request) -> Response:
        return Response((FOLDER / name).read_bytes(), media_type=_TYPES[name])

    def _done(
        self, name: str, do: Callable[[Observatory, dict[str, str]], Words | None], fields: dict[str, str]
    ) -> Response:
        """Do it; what came of it is told on the page itself where something did not."""
        try:
            wrong = do(Observatory.open(self._path), fields)
        except AbsentiaError as error:
            wrong = said("{text}", text=". ".join(part for part in error.told(self._language) if part))
        if wrong is None:
            return RedirectResponse(f"/{name}", _SEE_OTHER)
        makers = {
            "captchas": self._captchas,
            "issues": self._issues,
            "links": self._links,
            "gone": self._gone,
            "publication": self._publication,
        }
        return self._page(name, makers[name], wrong)

    def _page(self, name: str, make: Callable[[Observatory], Content], wrong: Words | None = None) -> HTMLResponse:
        title = dict(NAVIGATION)[name]
        template = self._templates.get_template(f"{name or 'now'}.html")
        try:
            content = dict(make(Observatory.open(self._path)))
        except AbsentiaError as error:
            template, content = self._templates.get_template("problem.html"), {"problem": error.told(self._language)}
        html = template.render(
            content
            | {"title": title, "here": name, "wrong": wrong, "invented": SYNTHETIC if self._invented() else None}
        )
        return HTMLResponse(html, _CONFLICT if wrong is not None else 200)

    def _invented(self) -> bool:
        """Whether the courts, or any of the pages, are invented."""
        observatory = Observatory.open(self._path)
        with contextlib.suppress(AbsentiaError):
            if read_settings(observatory).rehearsal is not None:
                return True
        with contextlib.suppress(AbsentiaError):
            if any(one.synthetic for one in dumps_of(observatory)):
                return True
        with contextlib.suppress(AbsentiaError):
            must_have_pages(observatory)
            with open_tables(observatory.tables, TABLES) as connection:
                return bool(query(connection, "SELECT count(*) AS n FROM captures WHERE synthetic")[0]["n"])
        return False

    # what each page holds

    def _now(self, observatory: Observatory) -> Content:
        status = status_of(observatory)
        report = newest_report(observatory)
        return {
            "lines": (*(standing_lines(status) if status is not None else ()), *standing_of_packages(observatory)),
            "report": lines_in(report, self._language) if report else (),
        }

    def _captchas(self, observatory: Observatory) -> Content:
        status = status_of(observatory)
        rows = []
        if observatory.ledger.exists():
            ledger = Ledger(observatory.ledger, reading=True)
            try:
                rows = [dict(row) for row in waiting(ledger)]
            finally:
                ledger.close()
        for row in rows:
            file = observatory.path / row["image"]
            data = base64.b64encode(file.read_bytes()).decode() if file.exists() else ""
            row["picture"] = f"data:image/{file.suffix[1:]};base64,{data}"
        return {"rows": rows, "behind": behind_captchas(status) if status else None, "asks": status is not None}

    def _answer(self, observatory: Observatory, fields: dict[str, str]) -> Words | None:
        answer = fields.get("answer", "")
        if not usable(answer) or not _NUMBER.fullmatch(fields.get("id", "")):
            return said("“{answer}” is no answer: write the digits of the picture, and nothing else", answer=answer)
        ledger = Ledger(observatory.ledger)
        try:
            now = start_of(read_settings(observatory), ledger).now()
            taken = take_answer(ledger, int(fields["id"]), answer, now)
        finally:
            ledger.close()
        return None if taken else said("that picture does not wait any more: a newer one took its place")

    def _courts(self, observatory: Observatory) -> Content:
        status = status_of(observatory)
        found = [court for one in Standing for court in status.standing(one)] if status else []
        rows = [
            {
                "court": court.court,
                "name": court.name,
                "standing": court.standing,
                "stands": STANDS[court.standing],
                "last_read": court.last_read.date().isoformat() if court.last_read else "",
                "known": court.known,
                "windows": court.windows,
                "why": why(court.reason) if court.reason else "",
            }
            for court in found
        ]
        return {"rows": rows, "asks": status is not None}

    def _issues(self, observatory: Observatory) -> Content:
        return {"rows": grouped(observatory), "chosen": chosen(observatory), "choices": CHOICES}

    def _choose(self, observatory: Observatory, fields: dict[str, str]) -> Words | None:
        kind, words, choice, to = (fields.get(name, "") for name in ("kind", "words", "choice", "to"))
        choose(observatory, kind, words, choice, to)
        return None

    def _links(self, observatory: Observatory) -> Content:
        return {"pair": self._pairs.next_pair(observatory), "undo": self._pairs.last}

    def _judge(self, observatory: Observatory, fields: dict[str, str]) -> Words | None:
        return self._pairs.judge(observatory, fields)

    def _gone(self, observatory: Observatory) -> Content:
        found = look_for_disappearances(observatory)
        shown = (*found.suspected, *found.found, *(one for one in found.excluded if one.judged))
        waits = [one for one in shown if one.state is AbsenceState.CONFIRMED and one.judged is None]
        rows = sorted(shown, key=lambda one: (one in waits, one.first_missed), reverse=True)
        return {
            "rows": rows[:_SHOWN],
            "waits": waits,
            "waiting": counted("{n} record waits for a look", "{n} records wait for a look", n=len(waits)),
            "key_of": key_of,
            "states": STATES,
            "judged": JUDGED,
            "more": max(len(rows) - _SHOWN, 0),
            "alarms": [alarm.sentence for alarm in found.alarms],
            "looked": found.until is not None,
            "missed": [look.court for look in found.courts if not look.complete],
        }

    def _confirm(self, observatory: Observatory, fields: dict[str, str]) -> Words | None:
        key = fields.get("filing", ""), fields.get("missed", "")
        known = {key_of(one.filing_id, one.first_missed) for one in look_for_disappearances(observatory).episodes}
        if key not in known:
            return said("no record is missed like that any more")
        judge(observatory, key, fields.get("choice", ""), reason=fields.get("reason", ""), who=WHO)
        find_disappearances(observatory)
        return None

    def _publication(self, _observatory: Observatory) -> Content:
        return {"ready": self._ready, "why": WHY}

    def _look_ahead(self, observatory: Observatory, _fields: dict[str, str]) -> Words | None:
        self._ready = make_ready(observatory)
        return None
