"""The sitemap as a search engine reads it: one file or, as numbers grow, a list of files."""

import xml.etree.ElementTree as ET
from typing import Any

from werkzeug.test import TestResponse

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def pages(answer: TestResponse) -> dict[str | None, str | None]:
    """When each page of a sitemap changed, by its address."""
    assert answer.status_code == 200
    assert answer.mimetype == "application/xml"
    root = ET.fromstring(answer.data)
    return {url.findtext(f"{MAP}loc"): url.findtext(f"{MAP}lastmod") for url in root.iter(f"{MAP}url")}


def whole(visitor: Any) -> dict[str | None, str | None]:
    """The pages of the sitemap, in however many files."""
    answer = visitor.get("/sitemap.xml")
    files = [visitor.get(file) for file in files_of(answer)] if b"<sitemapindex" in answer.data else [answer]
    return {address: changed for file in files for address, changed in pages(file).items()}


def files_of(index: TestResponse) -> list[str]:
    root = ET.fromstring(index.data)
    assert root.tag == f"{MAP}sitemapindex"
    return [(file.text or "").removeprefix("http://127.0.0.1:8000") for file in root.iter(f"{MAP}loc")]
