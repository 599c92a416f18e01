"""A server of another site for the tests: it stands for a public address, with a certificate for its name."""

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from netapp.core import outbound


def certificate(folder: Path, host: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "other.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def serving(
    handler: type[BaseHTTPRequestHandler], file: Path, monkeypatch: pytest.MonkeyPatch, own: list[str] | None = None
) -> Iterator[None]:
    """Whatever name is looked up leads to this handler, over TLS with this certificate."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setattr(socket, "create_connection", lambda _address, timeout: called(server.server_port, timeout))
    monkeypatch.setattr(outbound, "_context", lambda: ssl.create_default_context(cafile=file))
    answer(monkeypatch, own or ["8.8.8.8"])
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def called(port: int, timeout: float) -> socket.socket:
    line = socket.socket()
    line.settimeout(timeout)
    line.connect(("127.0.0.1", port))
    return line


def answer(monkeypatch: pytest.MonkeyPatch, addresses: list[str]) -> None:
    assert all(ipaddress.ip_address(address) for address in addresses)
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)
