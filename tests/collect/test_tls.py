"""A certificate nobody vouches for: the court is unreachable, the reason is its own, and nobody looks past it."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.collect.conftest import Lab

from absentia.collect import RunReport, collect
from absentia.collect.courts import Court
from absentia.collect.plan import make_plan
from absentia.collect.request import Fetcher, Network, NoAnswer

HOST = "127.0.0.1"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\nConnection: close\r\n\r\nsynthetic"


def certificate(folder: Path, *, expired: bool) -> Path:
    """A self-signed certificate of this machine, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "synthetic")])
    now = dt.datetime.now(dt.UTC)
    end = now - dt.timedelta(days=1) if expired else now + dt.timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=30))
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{'expired' if expired else 'unknown'}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


class Served:
    """An https server on loopback; ``asked`` counts what came through the handshake."""

    def __init__(self, pem: Path) -> None:
        self.asked = 0
        self.port = 0
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(pem)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.asked += 1
        writer.write(PAGE)
        await writer.drain()
        writer.close()

    async def start(self) -> asyncio.Server:
        server = await asyncio.start_server(self._answer, HOST, 0, ssl=self._context)
        self.port = server.sockets[0].getsockname()[1]
        return server


class ToPort(Network):
    """The network, where https is at another port."""

    def __init__(self, served: Served) -> None:
        super().__init__()
        self._served = served

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url.copy_with(port=self._served.port)
        headers = request.headers.raw
        return await super().handle_async_request(
            httpx2.Request(request.method, url, headers=headers, extensions=request.extensions)
        )


@contextmanager
def believed(pem: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This machine trusts the certificate's issuer."""
    with monkeypatch.context() as patched:
        patched.setenv("SSL_CERT_FILE", str(pem))
        yield


async def fetched(served: Served) -> str:
    server = await served.start()
    fetcher = Fetcher("absentia tests", ToPort(served), 10)
    try:
        answer = await fetcher.fetch(f"https://{HOST}/modules.php", "")
    except NoAnswer as failure:
        return failure.kind
    finally:
        await fetcher.close()
        server.close()
    return answer.body.decode()


def test_a_certificate_that_is_trusted_a_stranger_and_an_expired_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = certificate(tmp_path, expired=False), certificate(tmp_path, expired=True)
    with believed(good, monkeypatch):
        served = Served(good)
        assert asyncio.run(fetched(served)) == "synthetic"
        assert served.asked == 1
    for pem in (good, bad):
        served = Served(pem)
        assert asyncio.run(fetched(served)) == "tls"
        assert served.asked == 0
    with believed(bad, monkeypatch):
        served = Served(bad)
        assert asyncio.run(fetched(served)) == "tls", "known and expired"
        assert served.asked == 0


def test_no_port_is_no_matter_of_certificates(tmp_path: Path) -> None:
    served = Served(certificate(tmp_path, expired=False))

    async def nobody() -> str:
        server = await served.start()
        server.close()
        await server.wait_closed()
        fetcher = Fetcher("absentia tests", ToPort(served), 10)
        with pytest.raises(NoAnswer) as failure:
            await fetcher.fetch(f"https://{HOST}/", "")
        await fetcher.close()
        return failure.value.kind

    assert asyncio.run(nobody()) == "refused"


def test_the_court_is_unreachable_and_the_ledger_says_why(lab: Lab, tmp_path: Path) -> None:
    served = Served(certificate(tmp_path, expired=True))
    court = Court(HOST, "Вымышленный суд (synthetic)", None, ("criminal-first",), "syn")

    async def go() -> RunReport:
        server = await served.start()
        try:
            plan = make_plan(lab.settings(), [court], None, lab.now)
            return await collect(lab.observatory, plan, clock=lab.clock, transport=ToPort(served))
        finally:
            server.close()

    report = asyncio.run(go())
    assert served.asked == 0
    assert report.exit_code == 3
    ends = {(sweep["outcome"], sweep["reason"]) for sweep in lab.sweeps()}
    assert {outcome for outcome, _reason in ends} == {"unreachable"}
    assert all("tls" in reason or reason == "building_not_probed" for _outcome, reason in ends)
    assert {row["kind"] for row in lab.ask("SELECT kind FROM requests")} == {"tls"}
    assert report.requests <= 4, "a certificate is not mended within minutes"
