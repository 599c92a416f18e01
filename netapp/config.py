"""Settings, read from the environment once; an odd one stops the start with a sentence."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

LANGUAGES = ("en", "da", "sv", "fi")
LINKEDIN = "https://www.linkedin.com/oauth"


class Odd(Exception):
    """A setting that can't be used; the text says which, and what to do."""


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider. Endpoints come from `issuer`/.well-known/openid-configuration."""

    key: str
    name: str
    client_id: str
    client_secret: str = field(repr=False)
    issuer: str = ""


@dataclass(frozen=True)
class Config:
    """Everything that differs from site to site. Durations are in seconds."""

    var: Path
    host: str = "127.0.0.1"
    port: int = 8000
    site_url: str = "http://127.0.0.1:8000"
    database_url: str = ""
    secret_key: str = field(default="", repr=False)
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "netapp@localhost"
    mailin_domain: str = ""
    mailin_mb: int = 10
    mailin_trusts: str = ""
    language: str = "en"
    trusted_proxies: int = 0
    processes: int = 2
    threads: int = 4
    kept_mb: int = 16
    files_folder: Path | None = None
    linkedin: Provider | None = None
    oidc: Provider | None = None

    @property
    def files(self) -> Path:
        """The folder of what people send."""
        return self.files_folder or self.var / "files"

    @property
    def providers(self) -> tuple[Provider, ...]:
        return tuple(p for p in (self.linkedin, self.oidc) if p)

    @property
    def is_secure(self) -> bool:
        return self.site_url.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """Served to this machine only, with no proxy that could let others in."""
        return is_loopback(self.host) and self.trusted_proxies == 0 and is_loopback(site_host(self.site_url))

    @property
    def mail_domain(self) -> str:
        return self.mail_from.rpartition("@")[2].strip("> ")


def read(environ: Mapping[str, str] | None = None) -> Config:
    """The settings of this process; raises Odd. Creates the folder `var` and the secret in it when they are missing."""
    return _Reader(os.environ if environ is None else environ).config()


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def site_host(url: str) -> str:
    """The host in an address; empty where it can't be read, as with half a bracket."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def config(self) -> Config:
        var = self._folder("VAR", "var")
        host, port = self._text("HOST", "127.0.0.1"), self._number("PORT", 8000, 1, 65535)
        site_url = self._site_url(host, port)
        return Config(
            var=var,
            host=host,
            port=port,
            site_url=site_url,
            database_url=self._database(var),
            secret_key=self._secret(var),
            smtp_url=self._smtp(),
            mail_from=self._mail_from(site_url),
            mailin_domain=self._mailin_domain(),
            mailin_mb=self._number("MAILIN_MB", 10, 1, 100),
            mailin_trusts=self._text("MAILIN_TRUSTS").lower(),
            language=self._one_of("LANGUAGE", LANGUAGES, "en"),
            trusted_proxies=self._number("TRUSTED_PROXIES", 0, 0, 10),
            processes=self._number("PROCESSES", 2, 1, 64),
            threads=self._number("THREADS", 4, 1, 64),
            kept_mb=self._number("KEPT_MB", 16, 0, 4096),
            files_folder=self._folder("FILES", "") if self._text("FILES") else None,
            linkedin=self._provider("LINKEDIN", "linkedin", "LinkedIn", LINKEDIN),
            oidc=self._provider("OIDC", "oidc", self._text("OIDC_NAME", "OpenID Connect"), ""),
        )

    def _text(self, name: str, default: str = "") -> str:
        file = self.environ.get(f"NETAPP_{name}_FILE")
        if file:
            try:
                return Path(file).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise Odd(f"NETAPP_{name}_FILE names {file}, which can't be read: {error.strerror}.") from error
        return self.environ.get(f"NETAPP_{name}", "").strip() or default

    def _number(self, name: str, default: int, least: int, most: int) -> int:
        text = self._text(name, str(default))
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise Odd(f"NETAPP_{name} is {text!r}; give a whole number from {least} to {most}.")
        return int(text)

    def _one_of(self, name: str, choices: tuple[str, ...], default: str) -> str:
        text = self._text(name, default)
        if text not in choices:
            raise Odd(f"NETAPP_{name} is {text!r}; give one of {', '.join(choices)}.")
        return text

    def _folder(self, name: str, default: str) -> Path:
        folder = Path(self._text(name, default)).absolute()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".probe-{secrets.token_hex(4)}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise Odd(
                f"The folder {folder} can't be written ({reason}); make it writable or name another in NETAPP_{name}."
            ) from error
        return folder

    def _site_url(self, host: str, port: int) -> str:
        shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else f"[{host}]" if ":" in host else host
        url = self._text("SITE_URL", f"http://{shown}:{port}").rstrip("/")
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
            raise Odd(f"NETAPP_SITE_URL is {url!r}; give an address like https://net.example.org, without a path.")
        return url

    def _database(self, var: Path) -> str:
        url = self._text("DATABASE_URL", f"sqlite:///{var / 'netapp.sqlite3'}")
        scheme = url.partition(":")[0].removesuffix("+psycopg")
        if scheme == "postgres":
            url, scheme = "postgresql" + url.removeprefix("postgres"), "postgresql"
        if scheme not in {"sqlite", "postgresql"}:
            raise Odd("NETAPP_DATABASE_URL must begin with sqlite:/// or postgresql://.")
        try:
            make_url(url)
        except (ArgumentError, ValueError) as error:
            # Not what the error says: that can be part of a password.
            raise Odd("NETAPP_DATABASE_URL can't be read; it looks like postgresql://user:secret@host/name.") from error
        if scheme == "sqlite" and url.partition(":///")[2].partition("?")[0] in {"", ":memory:"}:
            # Several processes serve the site, and memory is each one's own.
            raise Odd("NETAPP_DATABASE_URL must name a file, as in sqlite:////var/lib/netapp/netapp.sqlite3.")
        if scheme == "postgresql":
            try:
                import psycopg  # noqa: F401
            except ImportError as error:
                raise Odd("PostgreSQL needs the extra: make run LOCK=postgres (pip: netapp[postgres]).") from error
        return url

    def _secret(self, var: Path) -> str:
        given = self._text("SECRET_KEY")
        if given:
            if len(given) < 32:
                raise Odd("NETAPP_SECRET_KEY is shorter than 32 characters; without one, NETAPP_VAR gets a good one.")
            return given
        file = var / "secret_key"
        try:
            # Written aside and linked into place, so that two processes that start together agree on one.
            draft = var / f".secret-{secrets.token_hex(8)}"
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_hex(32), encoding="ascii")
            try:
                os.link(draft, file)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
            return file.read_text(encoding="ascii").strip()
        except OSError as error:
            raise Odd(f"The secret in {file} can't be read or made: {error.strerror}.") from error

    def _smtp(self) -> str:
        url = self._text("SMTP_URL")
        if url:
            parts = urlsplit(url)
            if parts.scheme not in {"smtp", "smtps", "smtp+starttls"} or not parts.hostname:
                raise Odd(
                    "NETAPP_SMTP_URL must look like smtp://user:password@host:587 (or smtps://, smtp+starttls://)."
                )
        return url

    def _mail_from(self, site_url: str) -> str:
        text = self._text("MAIL_FROM", f"netapp@{site_host(site_url)}")
        if text.count("@") != 1 or any(c.isspace() or c in "<>,;" for c in text):
            raise Odd(f"NETAPP_MAIL_FROM is {text!r}; give one bare address like net@example.org.")
        return text

    def _mailin_domain(self) -> str:
        text = self._text("MAILIN_DOMAIN").lower().rstrip(".")
        if text and not re.fullmatch(r"(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*", text):
            raise Odd(f"NETAPP_MAILIN_DOMAIN is {text!r}; give the domain alone, like reply.net.example.org.")
        return text

    def _provider(self, prefix: str, key: str, name: str, issuer: str) -> Provider | None:
        client_id, client_secret = self._text(f"{prefix}_CLIENT_ID"), self._text(f"{prefix}_CLIENT_SECRET")
        issuer = self._text(f"{prefix}_ISSUER", issuer).rstrip("/")
        if not client_id and not client_secret:
            return None
        if not client_id or not client_secret or not issuer:
            raise Odd(f"Signing in with {name} needs NETAPP_{prefix}_CLIENT_ID, _CLIENT_SECRET and _ISSUER together.")
        if urlsplit(issuer).scheme != "https" and not is_loopback(site_host(issuer)):
            raise Odd(f"NETAPP_{prefix}_ISSUER must begin with https://.")
        return Provider(key=key, name=name, client_id=client_id, client_secret=client_secret, issuer=issuer)
