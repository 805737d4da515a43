"""Nobody but whoever was given the address: a token in it, then a cookie; and nothing that another page sends.

The desk is on loopback, where every program and every page of every browser of the machine can knock. A request gets
in with the cookie that the start-up address gave; a change needs the form's own token and, where a browser names one,
this origin. A host name that was made to point here (DNS rebinding) is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

COOKIE = "absentia_desk"
LONGEST_FORM = 10_000
"""Bytes: longer than any form of the desk."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # with none at all, browsers name no origin of their own forms
    "X-Content-Type-Options": "nosniff",
}
_SEE_OTHER, _FORBIDDEN = 303, 403
Next = Callable[[Request], Awaitable[Response]]


class Guard:
    """One run of the desk and its secret."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._secret = secrets.token_urlsafe(24)

    @property
    def address(self) -> str:
        """The address that lets somebody in."""
        return f"{self.origin}/?token={self._secret}"

    @property
    def form_token(self) -> str:
        """What every form of the desk holds."""
        return hmac.new(self._secret.encode(), b"form", hashlib.sha256).hexdigest()

    async def __call__(self, request: Request, call_next: Next) -> Response:
        """Let a request in, or not."""
        answer = self._turned_away(request) or await call_next(request)
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer

    def _turned_away(self, request: Request) -> Response | None:
        if self._same(request.query_params.get("token")) and request.method == "GET":
            entered = RedirectResponse(request.url.path, _SEE_OTHER)
            entered.set_cookie(COOKIE, self._secret, httponly=True, samesite="strict")
            return entered
        if not self._same(request.cookies.get(COOKIE)):
            return Response("open the address that `absentia desk` printed", _FORBIDDEN, media_type="text/plain")
        if request.method != "GET" and request.headers.get("origin", self.origin) != self.origin:
            return Response(status_code=_FORBIDDEN)
        return None

    def _same(self, given: str | None) -> bool:
        return given is not None and hmac.compare_digest(given.encode(), self._secret.encode())

    async def form(self, request: Request) -> dict[str, str] | None:
        """The fields that one of the desk's own forms sent; ``None`` where it is longer than any, or none of them."""
        data = b""
        async for part in request.stream():
            data += part
            if len(data) > LONGEST_FORM:
                return None
        fields = {name: values[-1] for name, values in parse_qs(data.decode("utf-8", errors="replace")).items()}
        token = fields.pop("form_token", "")
        return fields if hmac.compare_digest(token.encode(), self.form_token.encode()) else None
