"""Links that open a calendar on the web with one meeting filled in, or with a feed to subscribe to.

Google's and Outlook's addresses are unofficial (add-event-to-calendar-docs, 2025-10): offer the .ics beside them.
"""

from urllib.parse import quote, urlencode

from netapp.events.calendars.entries import Entry

# Servers refuse addresses beyond about 8,000 octets, and a letter outside ASCII takes six or more.
_MOST = 600


def google_link(entry: Entry) -> str:
    times = "/".join(f"{at:%Y%m%dT%H%M%SZ}" for at in (entry.starts_at, entry.ends_at))
    return "https://calendar.google.com/calendar/render?" + _query(
        action="TEMPLATE",
        text=entry.summary,
        dates=times,
        ctz=entry.zone,
        details=_details(entry),
        location=entry.location,
    )


def outlook_link(entry: Entry, host: str = "outlook.office.com") -> str:
    """`outlook.live.com` is the host for private accounts."""
    return f"https://{host}/calendar/deeplink/compose?" + _query(
        path="/calendar/action/compose",
        rru="addevent",
        startdt=f"{entry.starts_at:%Y-%m-%dT%H:%M:%SZ}",
        enddt=f"{entry.ends_at:%Y-%m-%dT%H:%M:%SZ}",
        subject=entry.summary,
        body=_details(entry),
        location=entry.location,
    )


def subscribe_links(feed_url: str, name: str = "") -> dict[str, str]:
    """By program: `webcal` (Apple, Thunderbird, GNOME), `google`, `outlook` (work), `outlook_live` (private)."""
    webcal = "webcal://" + feed_url.partition("://")[2]
    add = "/calendar/0/addfromweb?" + _query(url=feed_url, name=name)
    return {
        "webcal": webcal,
        # With https in cid Google refuses it (calagator #556).
        "google": "https://calendar.google.com/calendar/render?" + _query(cid=webcal),
        "outlook": "https://outlook.office.com" + add,
        "outlook_live": "https://outlook.live.com" + add,
    }


def _details(entry: Entry) -> str:
    """The beginning of the description, then the links, which must not be cut off."""
    text = entry.description.strip()
    text = text if len(text) <= _MOST else text[: _MOST - 1] + "…"
    return "\n\n".join(filter(None, (text, entry.online_url, entry.url)))


def _query(**values: str) -> str:
    # %20 and not +, which Outlook shows as it is.
    return urlencode({key: value for key, value in values.items() if value}, quote_via=quote, errors="replace")
