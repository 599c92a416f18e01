"""The line to the mail server: encryption, signing in, and what our errors say."""

import datetime
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from netapp.config import Config
from netapp.mail import message, smtp
from tests.mail.conftest import Sink, free_port
from tests.mail.test_messages import CONFIG, PLAIN

MESSAGE = message.build(PLAIN, "note|meeting:7|7|", CONFIG)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate of 127.0.0.1's that the site trusts; the server's side of it."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    begun = datetime.datetime(2020, 1, 1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begun)
        .not_valid_after(begun + datetime.timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    public, secret = tmp_path / "public.pem", tmp_path / "secret.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    monkeypatch.setattr(ssl, "create_default_context", lambda: _trusting(public))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, secret)
    return context


def _trusting(public: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(public)
    return context


@pytest.fixture
def server() -> Iterator[Callable[..., tuple[Sink, int]]]:
    """server(options of aiosmtpd): a mail server with a lock, which only Ada's password opens."""
    running: list[Controller] = []

    def start(**options: Any) -> tuple[Sink, int]:
        sink, port = Sink(), free_port()
        running.append(Controller(sink, hostname="127.0.0.1", port=port, authenticator=_let_in, **options))
        running[-1].start()
        return sink, port

    yield start
    for controller in running:
        controller.stop()


def _let_in(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=(data.login, data.password) == (b"ada@net.example", b"p/s:w@rd"), handled=False)


def send(config: Config) -> None:
    with smtp.Line(config) as line:
        line.send(MESSAGE, "ada@reader.example")


USER = "ada%40net.example:p%2Fs%3Aw%40rd"


def test_the_password_goes_over_tls(server, certificate) -> None:
    sink, port = server(tls_context=certificate, require_starttls=True, auth_required=True)
    for scheme in ("smtp", "smtp+starttls"):
        send(replace(CONFIG, smtp_url=f"{scheme}://{USER}@localhost:{port}"))
    assert len(sink.got) == 2


def test_starttls_that_is_not_offered_is_an_error(server) -> None:
    _sink, port = server()
    with pytest.raises(smtp.Unreachable, match="STARTTLS"):
        send(replace(CONFIG, smtp_url=f"smtp+starttls://127.0.0.1:{port}"))


def test_a_certificate_that_is_not_trusted_is_an_error(server, certificate, monkeypatch) -> None:
    _sink, port = server(tls_context=certificate)
    monkeypatch.undo()
    with pytest.raises(smtp.Unreachable, match="certificate"):
        send(replace(CONFIG, smtp_url=f"smtp+starttls://localhost:{port}"))


def test_a_password_never_leaves_this_machine_in_clear(server, monkeypatch) -> None:
    _sink, port = server(auth_require_tls=False)
    monkeypatch.setattr("netapp.config.is_loopback", lambda host: False)
    with pytest.raises(smtp.Unreachable, match="no encryption"):
        send(replace(CONFIG, smtp_url=f"smtp://{USER}@127.0.0.1:{port}"))


def test_a_relay_on_this_machine_may_do_without(server) -> None:
    sink, port = server(auth_require_tls=False)
    send(replace(CONFIG, smtp_url=f"smtp://{USER}@127.0.0.1:{port}"))
    assert len(sink.got) == 1


def test_a_wrong_password_is_nobodys_letters_fault_and_is_not_repeated(server) -> None:
    _sink, port = server(auth_require_tls=False)
    with pytest.raises(smtp.Unreachable) as refused:
        send(replace(CONFIG, smtp_url=f"smtp://ada:s3cret@127.0.0.1:{port}"))
    assert "s3cret" not in str(refused.value)
    assert str(refused.value).startswith("535")


def test_nobody_at_home_is_said_in_words(server) -> None:
    with pytest.raises(smtp.Unreachable, match="refused"):
        send(replace(CONFIG, smtp_url=f"smtp://127.0.0.1:{free_port()}"))


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://net.example", "net.example"),
        ("http://127.0.0.1:8000", "[127.0.0.1]"),
        ("http://[::1]:8000", "[IPv6:::1]"),
    ],
)
def test_we_greet_with_the_sites_own_name(url: str, name: str) -> None:
    assert smtp._greeting(replace(CONFIG, site_url=url)) == name


def test_a_letter_leaves_from_where_it_may_come_back_to_and_else_from_the_sites_address() -> None:
    own = [CONFIG.mail_from] * 2
    for says_no, senders in (("", ["bounce+a@in.net.example"] * 2), ("MAIL", own), ("RCPT", own)):
        door = _Door(says_no)
        controller = Controller(door, hostname="127.0.0.1", port=free_port())
        controller.start()
        config = replace(CONFIG, smtp_url=f"smtp://127.0.0.1:{controller.port}")
        with smtp.Line(config) as line:
            for _letter in range(2):
                line.send(MESSAGE, "ada@reader.example", "bounce+a@in.net.example")
        controller.stop()
        assert door.senders == senders
        assert door.refused == bool(says_no), "it is asked once"


class _Door:
    """A mail server that may let nobody send in another name, and says so at once or at the recipient."""

    def __init__(self, says_no: str) -> None:
        self.says_no, self.refused = says_no, 0
        self.senders: list[str] = []

    async def handle_MAIL(self, _s: SMTP, _session: Session, envelope: Envelope, sender: str, _options: Any) -> str:
        envelope.mail_from = sender
        return self._judged("MAIL", sender)

    async def handle_RCPT(self, _s: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any) -> str:
        envelope.rcpt_tos.append(address)
        return self._judged("RCPT", str(envelope.mail_from))

    def _judged(self, when: str, sender: str) -> str:
        if self.says_no != when or sender == CONFIG.mail_from:
            return "250 OK"
        self.refused += 1
        return "553 5.7.1 Sender address rejected: not owned by user"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.senders.append(str(envelope.mail_from))
        return "250 OK"
