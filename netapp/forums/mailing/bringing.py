"""What a letter brings to a post: its words, and its files as they are kept.

Pictures take a while, in which nothing is locked.
"""

from typing import NamedTuple

from flask import current_app

from netapp.config import site_host
from netapp.core.incoming import Incoming
from netapp.files import receiving
from netapp.files.receiving import Chosen
from netapp.forums.attaching.models import MOST
from netapp.forums.mailing import wording

# What programs put into letters and their readers may miss, as it is usually called; the others nobody misses.
_MISSED = {"winmail.dat": "winmail.dat", "calendar": "invite.ics", "card": "contact.vcf", "encrypted": "smime.p7m"}


class Brought(NamedTuple):
    """`left_out`: the names of files that are not kept."""

    text: str
    files: tuple[Chosen, ...]
    left_out: tuple[str, ...]


def read(letter: Incoming) -> Brought:
    config = current_app.config["NETAPP"]
    written = wording.read(letter, config.mailin_domain, site_host(config.site_url))
    files: list[Chosen] = []
    left_out = [_MISSED[one] for one in written.left_out if one in _MISSED]
    for part in written.files:
        one = receiving.taken(part.content, part.name) if len(files) < MOST else None
        if one is None:
            left_out.append(part.name)
        else:
            files.append(one)
    return Brought(written.text, tuple(files), tuple(left_out))
