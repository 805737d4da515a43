"""One request over the wire; what comes back is in the archive, and on the disk, before anything looks into it."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Protocol
from urllib.parse import urlsplit

import httpx2

from absentia.archive import EVIDENCE, LARGEST_PAGE, Capture, Entry
from absentia.archive.capture import digest
from absentia.archive.wrappings import is_page, parse_message
from absentia.collect.kind import Kind
from absentia.sources import Source

SYNTHETIC = ".synthetic.example"
"""Hosts that can only be rehearsed (RFC 2606 reserves the name)."""
REHEARSAL_TIME = "X-Rehearsal-Now"
REHEARSAL_SECONDS = "X-Rehearsal-Seconds"
"""How long a rehearsed court would have taken; no real one is believed to say so."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    """As sent, with its content encoding, without its framing."""
    reason: bytes
    version: bytes
    seconds: float
    cut: bool = False
    """The connection ended before the answer did."""

    def header(self, name: str) -> str | None:
        """The value of a header."""
        wanted = name.lower().encode()
        return next((value.decode("latin-1") for key, value in self.headers if key.lower() == wanted), None)

    @property
    def age(self) -> float:
        """For how many seconds a proxy says that it has kept this; 0 where none says so (RFC 9111, 5.1)."""
        text = (self.header("age") or "").strip()
        return float(text) if text.isdecimal() else 0.0

    @property
    def message(self) -> bytes:
        """The HTTP message, as an archive keeps it: the framing is taken off, and so is the header that names it."""
        lines = [self.version + b" " + str(self.status).encode() + b" " + self.reason]
        lines += [key + b": " + value for key, value in self.headers if key.lower() != b"transfer-encoding"]
        return b"\r\n".join(lines) + b"\r\n\r\n" + self.body


class NoAnswer(Exception):
    """Nothing came back; ``kind`` says why: timeout, connection, refused, no_name, tls, protocol."""

    def __init__(self, kind: Kind, seconds: float) -> None:
        super().__init__(kind)
        self.kind = kind
        self.seconds = seconds


class Loopback(httpx2.AsyncBaseTransport):
    """A rehearsal: ``*.synthetic.example`` is served by one port of this machine; no other host is ever asked."""

    def __init__(self, port: int) -> None:
        self._port = port
        nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts no root: this port speaks without TLS
        self._inner = httpx2.AsyncHTTPTransport(verify=nobody, limits=httpx2.Limits(max_keepalive_connections=8))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send it to the loopback port; URL and Host stay the court's."""
        host = request.url.host
        if not host.endswith(SYNTHETIC):
            msg = f"a rehearsal asks no real host: {host}"
            raise httpx2.ConnectError(msg, request=request)
        target = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        headers = [(key, value) for key, value in request.headers.raw if key.lower() != b"host"]
        sent = httpx2.Request(
            request.method,
            target,
            headers=[(b"Host", host.encode()), *headers],
            extensions=request.extensions,
        )
        return await self._inner.handle_async_request(sent)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


class Network(httpx2.AsyncBaseTransport):
    """The real courts; hosts that can only be rehearsed are not looked for there.

    Certificates are verified, always: there is no setting that turns it off.
    """

    def __init__(self) -> None:
        self._inner = httpx2.AsyncHTTPTransport(limits=httpx2.Limits(max_keepalive_connections=16))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send it."""
        if request.url.host.endswith(".example"):
            msg = f"{request.url.host} exists only in a rehearsal; set [collect.rehearsal]"
            raise httpx2.ConnectError(msg, request=request)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


class Fetcher:
    """Asks politely named, follows no redirect, keeps what came of a broken answer."""

    def __init__(self, user_agent: str, transport: httpx2.AsyncBaseTransport, timeout: float) -> None:
        self.rehearsed = isinstance(transport, Loopback)
        self.timeout = timeout
        """Seconds until an answer must be whole."""
        self._client = httpx2.AsyncClient(
            transport=transport,
            timeout=httpx2.Timeout(timeout),
            follow_redirects=False,
            # no cookie is kept or sent: a court that could follow a session could also answer that session otherwise
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={
                "User-Agent": user_agent,
                "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
                "Accept-Language": "ru",
                "Accept-Encoding": "gzip, deflate",
            },
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def fetch(self, url: str, now: str) -> Answer:
        """Ask for an address.

        Args:
            url: the address.
            now: the collector's time, told to a rehearsal only.

        Raises:
            NoAnswer: not even the head of an answer came.
        """
        began = time.monotonic()
        headers = {REHEARSAL_TIME: now} if self.rehearsed else {}
        try:
            async with (
                asyncio.timeout(self.timeout),
                self._client.stream("GET", url, headers=headers) as response,
            ):
                return await self._whole(response, began)
        except (httpx2.TimeoutException, TimeoutError) as error:
            raise NoAnswer(Kind.TIMEOUT, time.monotonic() - began) from error
        except httpx2.NetworkError as error:
            raise NoAnswer(_kind_of(error), time.monotonic() - began) from error
        except (httpx2.TransportError, httpx2.InvalidURL, httpx2.StreamError) as error:
            raise NoAnswer(Kind.PROTOCOL, time.monotonic() - began) from error

    async def _whole(self, response: httpx2.Response, began: float) -> Answer:
        body = bytearray()
        cut = False
        try:
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > LARGEST_PAGE:
                    cut = True
                    break
        except (httpx2.TransportError, TimeoutError):
            cut = True
        return Answer(
            status=response.status_code,
            headers=tuple(response.headers.raw),
            body=bytes(body),
            reason=response.reason_phrase.encode("latin-1", errors="replace"),
            version=b"HTTP/1.1",
            seconds=time.monotonic() - began,
            cut=cut,
        )


_ROOTS = {ssl.SSLError: Kind.TLS, socket.gaierror: Kind.NO_NAME, ConnectionRefusedError: Kind.REFUSED}


def _kind_of(error: BaseException) -> Kind:
    """Why a connection failed, by what the system said at the root of it."""
    seen: BaseException | None = error
    while seen is not None:
        for root, kind in _ROOTS.items():
            if isinstance(seen, root):
                return kind
        seen = seen.__cause__ or seen.__context__
    return Kind.CONNECTION


def host_of(url: str) -> str:
    """The host of an address."""
    return urlsplit(url).hostname or ""


_OK, _FORBIDDEN, _NOT_FOUND = 200, 403, 404
_READABLE = (_OK, _FORBIDDEN, _NOT_FOUND)


class Store(Protocol):
    """What the collector asks of the archive."""

    def append(self, capture: Capture, source: str, content: Callable[[bytes], str] | None = None) -> bool:
        """Write a capture down; whether its page is new, or with ``content`` whether what it says is."""

    def first(self, sha256: str) -> Entry | None:
        """The record that has the bytes of a page, or of the one kept before that says the same."""

    def get(self, ref: str) -> Capture | None:
        """A page by its digest; ``None`` if it is lost."""

    def sync(self) -> None:
        """Return when it is on the disk."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer in the archive."""

    capture: Capture
    readable: bool
    """It may be a page of the source's portal."""
    digest: str
    """Of the page in the archive: an earlier one, where this differs from it only in what its shell always changes."""


def keep(
    store: Store,
    source: Source,
    url: str,
    answer: Answer,
    now: dt.datetime,
    *,
    evidence: bool = False,
    durable: bool = True,
) -> Kept:
    """Put an answer of the source's portal into the archive and return when it is on the disk.

    The moment is kept to the second, as the archive writes it. A rehearsal need not survive the machine (``durable``).
    """
    message = answer.message
    parsed = parse_message(message)
    problems = tuple(dict.fromkeys((*parsed.problems, *(("truncated",) if answer.cut else ()))))
    capture = Capture(
        body=parsed.body,
        sha256=digest(parsed.body),
        url=url,
        captured=now.replace(microsecond=0),
        status=answer.status,
        message=message,
        problems=problems,
    )
    readable = (
        not evidence and answer.status in _READABLE and bool(parsed.body) and is_page(parsed.content_type, parsed.body)
    )
    if readable:
        store.append(capture, source.id, source.content_digest)
    else:
        store.append(capture, EVIDENCE)
    if durable:
        store.sync()
    entry = store.first(capture.sha256)
    return Kept(capture, readable, entry.sha256 if entry else capture.sha256)
