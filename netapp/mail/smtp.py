"""The line to the mail server: one connection for a batch, and errors sorted by what can be done about them."""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from types import TracebackType
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

from netapp import config as settings
from netapp.mail.message import Message, ascii_address

TIMEOUT = 20


class Unreachable(Exception):
    """The server can't be talked to at all; no letter is to blame."""


class NotTaken(Exception):
    """The server did not take this letter. `for_good`: it never will, for there is no such recipient."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


def is_set_up() -> bool:
    return bool(current_app.config["NETAPP"].smtp_url)


class Line:
    """A connection that opens with the first letter and closes with the block."""

    def __init__(self, config: settings.Config) -> None:
        self.config = config
        self.server: smtplib.SMTP | None = None
        # A server that signs people in may let them send in their own name only.
        self.takes_senders = True

    def __enter__(self) -> "Line":
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _tb: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, message: Message, address: str, sender: str | None = None) -> None:
        """Hand one message over; raises Unreachable or NotTaken. No transaction may be open meanwhile.

        `sender`: where it comes back to, when it can't be brought; else to the site's own address.
        """
        if self.server is None:
            try:
                self.server = _connected(self.config)
            except (OSError, smtplib.SMTPException) as error:
                raise Unreachable(_said(error)) from error
        try:
            self._hand_over(self.server, message, ascii_address(address), sender)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise NotTaken(f"{code} {_text(said)}", for_good=_is_for_good(code, _text(said))) from error
        except smtplib.SMTPNotSupportedError as error:
            raise NotTaken(_said(error), for_good=True) from error
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise NotTaken(_said(error), for_good=False) from error

    def _hand_over(self, server: smtplib.SMTP, message: Message, address: str, sender: str | None) -> None:
        options = [] if address.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
        if options and not server.has_extn("smtputf8"):
            raise smtplib.SMTPNotSupportedError("the mail server can't send to an address beyond ASCII")
        if sender and self.takes_senders:
            try:
                server.sendmail(sender, [address], message.as_bytes(), mail_options=options)
                return
            except (smtplib.SMTPSenderRefused, smtplib.SMTPRecipientsRefused) as error:
                if not _is_about_sender(error):
                    raise
                self.takes_senders = False
        server.sendmail(self.config.mail_from, [address], message.as_bytes(), mail_options=options)

    def _hang_up(self) -> None:
        if self.server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self.server.quit()
            self.server.close()
            self.server = None


def _connected(config: settings.Config) -> smtplib.SMTP:
    """Speak to the server that NETAPP_SMTP_URL names, and sign in there when it names a user."""
    url, me, context = urlsplit(config.smtp_url), _greeting(config), ssl.create_default_context()
    host = url.hostname or ""
    if url.scheme == "smtps":
        return _signed_in(smtplib.SMTP_SSL(host, url.port or 465, me, timeout=TIMEOUT, context=context), url)
    server = smtplib.SMTP(host, url.port or (587 if url.scheme == "smtp+starttls" else 25), me, timeout=TIMEOUT)
    with _closed_on_error(server):
        server.ehlo()
        if url.scheme == "smtp+starttls" or (url.username and server.has_extn("starttls")):
            server.starttls(context=context)
            server.ehlo()
        elif url.username and not settings.is_loopback(host):
            raise smtplib.SMTPException("the mail server offers no encryption, and the password is not sent without it")
    return _signed_in(server, url)


def _signed_in(server: smtplib.SMTP, url: SplitResult) -> smtplib.SMTP:
    with _closed_on_error(server):
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    return server


@contextlib.contextmanager
def _closed_on_error(server: smtplib.SMTP) -> Iterator[None]:
    try:
        yield
    except BaseException:
        server.close()
        raise


def _greeting(config: settings.Config) -> str:
    """Our name for EHLO: the site's. smtplib would ask DNS for the machine's own, which can take long."""
    host = settings.site_host(config.site_url)
    return host if any(c.isalpha() for c in host) and ":" not in host else f"[{'IPv6:' * (':' in host)}{host}]"


def _is_about_sender(error: smtplib.SMTPException) -> bool:
    """Postfix says no to a sender only when it is told the recipient (smtpd_delay_reject)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code >= 500 and b"sender" in said.lower() for code, said in error.recipients.values())
    return True


def _is_for_good(code: int, said: str) -> bool:
    """5xx, but for 5.7.x: that is the server's policy, which changes, and not a dead address."""
    return 500 <= code < 600 and not said.startswith("5.7.")


def _said(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
