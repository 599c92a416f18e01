"""What a person does at the doors: ask for a link, look into the mail, press the button."""

import re
from urllib.parse import urlsplit

from netapp.core.letters import Order
from netapp.mail import writing
from netapp.mail.models import Letter
from tests.support.visitors import Visitor, letters


def local(address: str) -> str:
    """The path and query of an address on our own site."""
    parts = urlsplit(address)
    assert parts.netloc in ("", "localhost"), address
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def read(letter: Letter) -> writing.Finished:
    """The letter as it leaves."""
    return writing.write(
        letter.letter, Order(letter.person_id, letter.address, letter.name, letter.language, letter.data)
    )


def due(letter: Letter) -> writing.Finished | None:
    """The same, or None when it is no longer due."""
    try:
        return read(letter)
    except writing.Missed:
        return None


def path_in(letter: Letter, beginning: str) -> str:
    """The local address in the text version that begins like this."""
    found = re.search(rf"{beginning}\S*", read(letter).text)
    assert found is not None
    return found.group()


def link_in(letter: Letter) -> str:
    """The path behind the letter's button; text and HTML lead to the same."""
    finished = read(letter)
    found = re.findall(r"http://localhost(/sign-in/link/\S+)", finished.text)
    assert len(found) == 1
    assert f'href="http://localhost{found[0]}"' in finished.html
    return str(found[0])


def asked(visitor: Visitor, email: str, next: str = "") -> str:
    """Ask for a link and find it in the mail."""
    answer = visitor.post("/sign-in", {"email": email, "next": next})
    assert answer.status_code == 200
    return link_in(letters("sign_in", email.lower())[-1])
