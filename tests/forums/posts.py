"""What letters become, for tests."""

from netapp.core import mime
from netapp.core.incoming import Incoming, Part
from netapp.forums.mailing import wording
from netapp.forums.mailing.wording import Written

DOMAIN, HOST = "in.net.example", "net.example"
KEY = "aaaaadaaaaaiwql5rqf3k7mzxv2yt4nuc6hbp3e"


def written(letter: mime.Read) -> Written:
    return wording.read(
        Incoming(letter.id, letter.sender, letter.sent_at, False, letter.parts, letter.subject), DOMAIN, HOST
    )


def plain(text: str | bytes, subject: str = "", **more) -> Written:
    content = text if isinstance(text, bytes) else text.encode()
    part = Part("text/plain", content, **{"charset": "utf-8", **more})
    return wording.read(Incoming("", "", None, False, (part,), subject), DOMAIN, HOST)


def rich(html: str) -> str:
    part = Part("text/html", html.encode(), charset="utf-8")
    return wording.read(Incoming("", "", None, False, (part,)), DOMAIN, HOST).text
