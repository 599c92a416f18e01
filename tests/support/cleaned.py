"""What a real browser makes of pieces of HTML: which elements and attributes it finds, and whether anything runs."""

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page

# With the tags and attributes of core.text; written out, so that a change there is seen here.
ALLOWED = {
    "a": ["href", "title", "rel"],
    "ol": ["start"],
    **dict.fromkeys(("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "li"), ()),
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"), ()),
}
_LOOK = """([pieces, allowed]) => {
  const wrong = []
  // As on a page of this site: what has no scheme of its own leads to it, what can't be understood leads nowhere.
  const known = (link) => {
    const there = URL.parse(link.getAttribute("href"), "https://here.example/")
    return there === null || /^(https?|mailto):$/.test(there.protocol)
  }
  window.boom = () => { window.ran = (window.ran ?? 0) + 1 }
  const place = document.createElement("div")
  document.body.append(place)
  pieces.forEach((html, number) => {
    place.innerHTML = html
    for (const parsed of [place, new DOMParser().parseFromString(html, "text/html").body]) {
      for (const one of parsed.querySelectorAll("*")) {
        const name = one.localName
        if (!(name in allowed) || one.namespaceURI !== "http://www.w3.org/1999/xhtml") wrong.push([number, name])
        for (const { name: attribute } of one.attributes)
          if (!(allowed[name] ?? []).includes(attribute)) wrong.push([number, `${name} ${attribute}`])
        if (one.hasAttribute("href") && !known(one)) wrong.push([number, one.href])
      }
    }
    for (const link of place.querySelectorAll("a")) {
      for (const kind of ["mouseover", "focus", "click"]) {
        const event = new MouseEvent(kind, { bubbles: true, cancelable: true })
        if (kind !== "click" || link.protocol === "javascript:") link.dispatchEvent(event)
      }
    }
  })
  return new Promise((done) => setTimeout(() => done({ wrong, ran: window.ran ?? 0 }), 100))
}"""


def looked_at(page: Page, pieces: Sequence[str]) -> dict[str, Any]:
    """{"wrong": [[number of the piece, what stands there]], "ran": how often a script ran}."""
    found: dict[str, Any] = page.evaluate(_LOOK, [list(pieces), ALLOWED])
    return found
