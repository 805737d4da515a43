"""The courthouse on a loopback port: one server for all courts, told apart by the Host header."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from absentia.rehearsal.courthouse.asking import Answer, Wire

LOOPBACK = "127.0.0.1"
_TRANSPORT = "rehearsal.transport"
_ABRUPTLY = struct.pack("ii", 1, 0)
"""SO_LINGER with no time: closing sends RST."""
_PATIENCE = 30.0


class House(Protocol):
    """What is served."""

    def answer(self, host: str, path: str, query: str, headers: Mapping[str, str]) -> Answer:
        """Answer one request; asked from several threads."""

    def close(self) -> None:
        """There will be no more requests."""


class _Protocol(H11Protocol):
    """HTTP/1.1 that hands the connection on to the application, so that it can be broken on purpose."""

    def connection_made(self, transport: Any) -> None:
        """Remember the connection in each request's scope."""
        super().connection_made(transport)
        inner = self.app

        async def application(scope: Any, receive: Any, send: Any) -> None:
            scope[_TRANSPORT] = transport
            await inner(scope, receive, send)

        self.app = application


class Application:
    """The courthouse as an ASGI application."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        answered = await run_in_threadpool(
            self._house.answer,
            request.headers.get("host", ""),
            request.url.path,
            scope["query_string"].decode("latin-1"),
            dict(request.headers),
        )
        if answered.wire is Wire.WHOLE:
            await _response(answered)(scope, receive, send)
        else:
            await _break_off(answered, scope, send)


def _response(answered: Answer) -> Response:
    headers = {**answered.headers, "Content-Type": answered.content_type}
    return Response(answered.body, status_code=answered.status, headers=headers)


async def _break_off(answered: Answer, scope: Scope, send: Send) -> None:
    transport: asyncio.Transport = scope[_TRANSPORT]
    if answered.wire is Wire.CUT:
        response = _response(answered)
        await send({"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers})
        half = answered.body[: len(answered.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        # what was sent must be on its way before the connection goes; closing, unlike aborting, waits for that
        transport.close()
    else:
        line: socket.socket = transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABRUPTLY)
        transport.abort()
    # uvicorn learns of the end of the connection on the next turns of the loop, and then expects no more of us
    await asyncio.sleep(0.01)


def _server(house: House, port: int) -> tuple[uvicorn.Server, socket.socket]:
    # asyncio sends at once only where the socket itself says that it is TCP; else every answer waits for Nagle
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((LOOPBACK, port))
    config = uvicorn.Config(
        Application(house),
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config), listener


@contextmanager
def in_thread(house: House, port: int) -> Iterator[int]:
    """Serve from a thread; yields the port."""
    server, listener = _server(house, port)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="courthouse", daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + _PATIENCE
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                msg = "the courthouse did not start"
                raise RuntimeError(msg)
            time.sleep(0.005)
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(_PATIENCE)
        listener.close()
        house.close()


def in_foreground(house: House, port: int, ready: Callable[[int], None]) -> None:
    """Serve until interrupted or terminated; ``ready`` is told the port once it is bound.

    Raises:
        OSError: the port is taken.
    """
    server, listener = _server(house, port)
    listener.listen()
    ready(listener.getsockname()[1])
    try:
        server.run(sockets=[listener])
    finally:
        listener.close()
        house.close()
