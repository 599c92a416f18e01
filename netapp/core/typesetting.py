"""PDFs that screen readers can read (PDF/UA-1), set by Typst from a template of ours and words that came in as data."""

from functools import lru_cache
from pathlib import Path

from netapp.core.errors import Refused
from netapp.core.languages import gettext as _


@lru_cache(4)
def pdf(template: Path, content: str) -> bytes:
    """`content` is JSON, which the template reads from its input `data`; none of it is ever read as Typst.

    The same words are the same bytes, and the last few are kept: who is shown which words was settled before. Refused
    for words that no font of Typst's holds.
    """
    # 40 MB of a compiler that no other page needs.
    import typst

    fonts = typst.Fonts(include_system_fonts=False)
    try:
        made: bytes = typst.compile(
            template.read_bytes(),
            font_paths=fonts,
            sys_inputs={"data": content},
            format="pdf",
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        raise Refused(_("This cannot be printed: it holds signs that no font here has.")) from error
    return made
