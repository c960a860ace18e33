"""A proxy on loopback between the daemon and a real WordPress, which lets faults happen to what passes.

    with FaultProxy(site.port) as proxy, running_office(home, site, publisher__url=proxy.url) as office:
        proxy.faults.append(Fault("POST", "media", after=lost))       # the vocabulary of tests/publishers/faults.py
        proxy.storm = Storm(seed=7, rate=0.2)

Request bodies are streamed, connections kept alive, any number served at once. Links that WordPress itself makes lead to its own
port and pass by the proxy. `tls="self-signed"` or "expired" makes it speak TLS with such a certificate.
"""

import ssl
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from tests.publishers.faults import Fault, Reply, Storm, befalling
from tests.publishers.faulty_server import CHUNK, Asked, FaultyServer, Request
from tests.rig.servers import free_port

_ANSWER_SECONDS = 300.0
_OF_THE_CONNECTION = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "expect", "content-length"}
)
_OURS = frozenset({"host"})

Tls = Literal["", "self-signed", "expired"]


@dataclass
class FaultProxy:
    """Use as a context manager. Requests are counted in `requests`; `faults` befall those that fit, first come first served."""

    port: int
    """Where the real site listens on 127.0.0.1."""
    tls: Tls = ""
    faults: list[Fault] = field(default_factory=list)
    storm: Storm | None = None
    """What befalls the requests that no fault fits."""
    requests: list[Request] = field(default_factory=list)
    """Every REST request that reached the proxy, also those that something befell."""
    _listen_at: int = field(default_factory=free_port)

    def __enter__(self) -> Self:
        self._serving: tuple[FaultyServer, threading.Thread] | None = None
        self._context = _context(self.tls) if self.tls else None
        self.listen()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.refuse()

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self._listen_at}"

    def listen(self) -> None:
        """Accept connections, at the same address as before."""
        server = FaultyServer(self._forward, self._befalling, port=self._listen_at, tls=self._context)
        server.asked = self.requests
        self._listen_at = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        self._serving = (server, thread)

    def refuse(self) -> None:
        """Refuse connections, as a site that is down, until `listen`."""
        if self._serving:
            server, thread = self._serving
            server.shutdown()
            server.server_close()
            thread.join()
            self._serving = None

    def _befalling(self, method: str, route: str) -> Fault | None:
        return befalling(self.faults, method, route) or (self.storm.befalling(method, route) if self.storm else None)

    def _forward(self, asked: Asked) -> Reply | None:
        """What the real site answers; None when it breaks off, or when the client does in mid-request."""
        upstream = HTTPConnection("127.0.0.1", self.port, timeout=_ANSWER_SECONDS)
        try:
            upstream.putrequest(asked.method, asked.target, skip_host=True, skip_accept_encoding=True)
            upstream.putheader("Host", f"127.0.0.1:{self.port}")
            upstream.putheader("Connection", "close")
            for name, value in asked.headers.items():
                if name.lower() not in _OF_THE_CONNECTION | _OURS:
                    upstream.putheader(name, value)
            if asked.length:
                upstream.putheader("Content-Length", str(asked.length))
            upstream.endheaders()
            sent = 0
            try:
                for piece in _pieces(asked):
                    upstream.send(piece)
                    sent += len(piece)
            except (BrokenPipeError, ConnectionResetError):
                sent = asked.length  # it has answered without hearing us out: too large
            if sent < asked.length:
                return None
            answer = upstream.getresponse()
            headers = {name: value for name, value in answer.getheaders() if name.lower() not in _OF_THE_CONNECTION}
            return Reply(answer.status, answer.read(), headers)
        except (OSError, HTTPException):
            return None
        finally:
            upstream.close()


def _pieces(asked: Asked) -> Iterator[bytes]:
    while piece := asked.body.read(CHUNK):
        yield piece


def _context(kind: Tls) -> ssl.SSLContext:
    """A server's TLS with a certificate that no client should accept."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    end = now - timedelta(days=1) if kind == "expired" else now + timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        both = Path(folder) / "both.pem"
        private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        both.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(both)
    return context
