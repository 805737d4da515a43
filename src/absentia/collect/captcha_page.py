"""A page on loopback that shows the captchas that wait and takes a person's answers. It is reachable from here only.

The address holds a secret, so that no other page the person has open can answer in their place.
"""

from __future__ import annotations

import base64
import datetime as dt
import secrets
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

from absentia.collect.captchas import take_answer, usable, waiting
from absentia.collect.ledger import Ledger
from absentia.messages import _, language
from absentia.observatory import Observatory

_LONGEST_FORM = 10_000
_OK, _SEE_OTHER, _NOT_FOUND = 200, 303, 404


class CaptchaPage:
    """Serves one request after the other until nothing waits any more."""

    def __init__(self, observatory: Observatory, ledger: Ledger, port: int, now: dt.datetime) -> None:
        self._observatory = observatory
        self._ledger = ledger
        self._now = now
        self._path = f"/{secrets.token_urlsafe(16)}"
        self._server = HTTPServer(("127.0.0.1", port), self._handler())

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self._server.server_port}{self._path}"

    def serve(self) -> None:
        """Answer until the last captcha is answered and the page that says so was fetched."""
        try:
            while waiting(self._ledger):
                self._server.handle_request()
            self._server.timeout = 5
            self._server.handle_request()
        finally:
            self._server.server_close()

    def html(self) -> str:
        """The page."""
        rows = "".join(self._row(row["id"], row["region"], row["court"], row["image"]) for row in waiting(self._ledger))
        content = (
            f'<form method="post">{rows}<button>{escape(_("Send"))}</button></form>' if rows else _("no captcha waits")
        )
        title = escape(_("Captchas that wait for a person"))
        return (
            f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8"><title>{title}</title>'
            "<style>body{font:1.1rem sans-serif;margin:2rem}img{height:60px;vertical-align:middle}</style></head>"
            f"<body><h1>{title}</h1>{content}</body></html>"
        )

    def _row(self, number: int, region: str, court: str, image: str) -> str:
        file = self._observatory.path / image
        data = base64.b64encode(file.read_bytes()).decode() if file.exists() else ""
        label = escape(_("{region}: digits in the picture").format(region=region))
        return (
            f'<p><label for="c{number}">{label} ({escape(court)})</label><br>'
            f'<img alt="{label}" src="data:image/{file.suffix[1:]};base64,{data}"> '
            f'<input id="c{number}" name="c{number}" inputmode="numeric" autocomplete="off"></p>'
        )

    def _take(self, form: str) -> None:
        for name, values in parse_qs(form).items():
            if name[1:].isdecimal() and usable(values[0]):
                take_answer(self._ledger, int(name[1:]), values[0], self._now)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        page = self

        class Handler(BaseHTTPRequestHandler):
            """One request of the person's browser."""

            def do_GET(self) -> None:
                """Show the page."""
                if self.path != page._path:
                    self.send_error(_NOT_FOUND)
                    return
                body = page.html().encode()
                self.send_response(_OK)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                """Take answers, show what is left."""
                length = int(self.headers.get("Content-Length") or 0)
                if self.path != page._path or length > _LONGEST_FORM:
                    self.send_error(_NOT_FOUND)
                    return
                page._take(self.rfile.read(length).decode("utf-8", errors="replace"))
                self.send_response(_SEE_OTHER)
                self.send_header("Location", page._path)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name http.server calls
                """Say nothing: addresses hold the secret."""

        return Handler
