"""A page on loopback that shows the captchas that wait and takes a person's answers. It is reachable from here only.

The address holds a secret, so that no other page the person has open can answer in their place; a name of another
machine that was made to point here (DNS rebinding) is refused, and a connection that says nothing keeps nobody waiting.
"""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import hashlib
import secrets
import socket
from html import escape
from urllib.parse import parse_qs

import uvicorn
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from absentia.collect.captcha import take_answer, usable, waiting
from absentia.collect.ledger import Ledger
from absentia.model.texts import Said, said
from absentia.observatory import Observatory

LOOPBACK = "127.0.0.1"
_LONGEST_FORM = 10_000
_SEE_OTHER, _NOT_FOUND = 303, 404
_LAST_LOOK = 5
"""Seconds in which a browser fetches the page that says that nothing waits any more."""
_STYLE = "body{font:1.1rem sans-serif;margin:2rem}img{height:60px;vertical-align:middle}"
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; img-src data:; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class CaptchaPage:
    """Serves until nothing waits any more. Pictures come from courts: they are shown, and nothing on the page runs."""

    def __init__(
        self, observatory: Observatory, ledger: Ledger, port: int, now: dt.datetime, language: str = "en"
    ) -> None:
        self._observatory = observatory
        self._ledger = ledger
        self._now = now
        self._language = language
        self._path = f"/{secrets.token_urlsafe(16)}"
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._listener.bind((LOOPBACK, port))
            self._listener.listen()
        except OSError:
            self._listener.close()
            raise
        self._origin = f"http://{LOOPBACK}:{self._listener.getsockname()[1]}"
        config = uvicorn.Config(
            Starlette(
                routes=[Route(self._path, self._show), Route(self._path, self._answer, methods=["POST"])],
                middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK], www_redirect=False)],
            ),
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",  # says nothing: addresses hold the secret
            access_log=False,
            server_header=False,
            timeout_keep_alive=_LAST_LOOK,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)

    @property
    def address(self) -> str:
        """Where the page is."""
        return self._origin + self._path

    def serve(self) -> None:
        """Answer until the last captcha is answered and the page that says so was fetched."""
        try:
            if waiting(self._ledger):
                self._server.run(sockets=[self._listener])
        finally:
            self._listener.close()

    def html(self) -> str:
        """The page."""
        rows = "".join(self._row(row["id"], row["region"], row["court"], row["image"]) for row in waiting(self._ledger))
        content = (
            f'<form method="post">{rows}<button>{self._text(said("Send"))}</button></form>'
            if rows
            else self._text(said("no captcha waits"))
        )
        title = self._text(said("Captchas that wait for a person"))
        return (
            f'<!doctype html><html lang="{self._language}"><head><meta charset="utf-8"><title>{title}</title>'
            f"<style>{_STYLE}</style></head>"
            f"<body><h1>{title}</h1>{content}</body></html>"
        )

    def _text(self, sentence: Said) -> str:
        return escape(sentence.text(self._language))

    def _row(self, number: int, region: str, court: str, image: str) -> str:
        file = self._observatory.path / image
        data = base64.b64encode(file.read_bytes()).decode() if file.exists() else ""
        label = self._text(said("{region}: digits in the picture", region=region))
        return (
            f'<p><label for="c{number}">{label} ({escape(court)})</label><br>'
            f'<img alt="{label}" src="data:image/{file.suffix[1:]};base64,{data}"> '
            f'<input id="c{number}" name="c{number}" inputmode="numeric" autocomplete="off"></p>'
        )

    async def _show(self, _request: Request) -> Response:
        done = None if waiting(self._ledger) else BackgroundTask(self._end)
        return HTMLResponse(self.html(), headers=HEADERS, background=done)

    async def _answer(self, request: Request) -> Response:
        form = await _form(request)
        if form is None or request.headers.get("origin", self._origin) != self._origin:
            return Response(status_code=_NOT_FOUND, headers=HEADERS)
        for name, values in parse_qs(form).items():
            if name[1:].isdecimal() and usable(values[0]):
                take_answer(self._ledger, int(name[1:]), values[0], self._now)
        if not waiting(self._ledger):
            asyncio.get_running_loop().call_later(_LAST_LOOK, self._end)
        return RedirectResponse(self._path, _SEE_OTHER, headers=HEADERS)

    def _end(self) -> None:
        self._server.should_exit = True


async def _form(request: Request) -> str | None:
    """What was sent; ``None`` where it is longer than any answer."""
    data = b""
    async for part in request.stream():
        data += part
        if len(data) > _LONGEST_FORM:
            return None
    return data.decode("utf-8", errors="replace")
