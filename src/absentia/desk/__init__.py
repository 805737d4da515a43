"""The owner's pages on this machine: what the last update found, captchas, courts, issues, links, what is gone.

:mod:`.pages` makes them, :mod:`.guard` lets nobody but the owner in, :class:`Desk` puts them on a loopback port. One
slow or silent connection keeps nobody waiting.
"""

from __future__ import annotations

import socket

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from absentia.desk.guard import Guard
from absentia.desk.pages import Pages
from absentia.observatory import Observatory

__all__ = ["Desk"]

LOOPBACK = "127.0.0.1"
_SECONDS = 5


class Desk:
    """An observatory's desk: listens as soon as it is made, answers while :meth:`serve` runs."""

    def __init__(self, observatory: Observatory, port: int = 0, language: str = "en") -> None:
        """Listen; port 0 is any free one.

        Raises:
            OSError: the port is taken, or may not be used.
        """
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._listener.bind((LOOPBACK, port))
            self._listener.listen(2048)
        except (OSError, OverflowError) as error:
            self._listener.close()
            raise error if isinstance(error, OSError) else OSError(str(error)) from error
        self._guard = Guard(f"http://{LOOPBACK}:{self._listener.getsockname()[1]}")
        app = Starlette(
            routes=Pages(observatory, self._guard, language).routes(),
            middleware=[
                Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK], www_redirect=False),
                Middleware(BaseHTTPMiddleware, dispatch=self._guard),
            ],
        )
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",  # says nothing: an address may hold the token
                access_log=False,
                server_header=False,
                timeout_keep_alive=_SECONDS,
                timeout_graceful_shutdown=1,
            )
        )

    def address(self, page: str = "") -> str:
        """The address that lets somebody in, to a page."""
        return self._guard.address.replace("/?", f"/{page}?")

    def serve(self) -> None:
        """Answer until interrupted, or :meth:`end`."""
        try:
            self._server.run(sockets=[self._listener])
        finally:
            self._listener.close()

    def end(self) -> None:
        """Let :meth:`serve` return."""
        self._server.should_exit = True
