"""What the catalogue's own fonts can print: a PDF that screen readers can read has no sign without a picture."""

import re
import unicodedata

# Letters, digits and what is written between them that Typst's own fonts (Libertinus Serif, New Computer Modern, DejaVu
# Sans Mono) hold, measured: code points in hexadecimal. Of the marks that stand on letters only those of Arabic and
# Devanagari: where the letter's font lacks its mark, neither is printed.
HELD = """
20-7e a0-ac ae-2c1 2c6-2d1 2e0-2e4 2ec 2ee 370-374 376-377 37a-37f 386-38a 38c 38e-3a1 3a3-3f5 3f7-481 48a-4ff 510-513
51a-51d 531-556 559-58a 58f 5be 5c0 5c3 5c6 5d0-5ea 5ef-5f4 609-60c 61b 61f 621-63a 640-655 660-66d 674 679-67b
67e-680 683-684 686-687 691 698 6a4 6a9 6af 6be 6cc 6f0-6f9 900-97f e3f 10d0-10ff 13a0-13f5 13f8-13fd 1d00-1dbf
1e00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d 1f50-1f57 1f59 1f5b 1f5d 1f5f-1f7d 1f80-1fb4 1fb6-1fbc 1fbe 1fc2-1fc4
1fc6-1fcc 1fd0-1fd3 1fd6-1fdb 1fe0-1fec 1ff2-1ff4 1ff6-1ffc 2000-200a 2010-2027 202f-2040 2042 2045-2051 2054-205f
2070-2071 2074-2079 207d-2089 208d-208e 2090-209c 20a0-20c0 2102 2107 210a-2113 2115-2116 2119-211d 2122 2124 2126
2128 212a-212d 212f-2139 213c-213f 2145-2149 214e 2150-2151 2153-2184 2189 2190-2193 2212 2248 2260 2264-2265
2308-230b 2329-232a 2460-249b 24ea-24ff 25a0-25a1 25cb 25cf 2605-2606 2713 2768-277f 27c5-27c6 27e6-27ef 2983-2998
29d8-29db 29fc-29fd 2c60-2c7f 2cf9-2cfc 2cfe-2cff 2e02-2e05 2e08-2e0a 2e17-2e18 2e1f 2e22-2e25 2e2e 3016-3017
301a-301b 3030 306e a46a-a46b a640-a641 a648-a649 a656-a657 a71b-a71f a722-a727 a72d a730 a735 a765 a78b-a78e
a790-a791 a793 a7aa a7f8-a7f9 ab52 ab66 ab70-abbf fb00-fb06 fb13-fb17 fb1d fb1f-fb28 fb2a-fb36 fb38-fb3c fb3e
fb40-fb41 fb43-fb44 fb46-fb4f fb52-fb81 fb8a-fb95 fb9e-fb9f fbaa-fbad fbe8-fbe9 fbfc-fbff fe70-fe74 fe76-fefc
"""
# Stands for words in a script that cannot be printed.
BOX = "□"


def printable(said: str) -> str:
    """Words that the fonts lack become a box, other signs are left out; something does not become nothing."""
    found = _ASTRAY.sub("", _LACKS.sub(_instead, unicodedata.normalize("NFC", said)))
    return re.sub(" {2,}", " ", found).strip() or (BOX if said.strip() else "")


def _instead(lacking: re.Match[str]) -> str:
    kinds = {unicodedata.category(sign)[0] for sign in lacking[0]}
    return BOX if kinds & {"L", "N"} else " " if any(sign.isspace() for sign in lacking[0]) else ""


def _pattern() -> str:
    ends = ([chr(int(end, 16)) for end in part.split("-")] for part in HELD.split())
    return "".join("-".join(map(re.escape, each)) for each in ends)


_LACKS = re.compile(f"[^{_pattern()}]+")
# A mark that stands on no letter of its own script.
_MARKS = (
    ("\u0620-\u0655", "\u064b-\u0655"),
    ("\u0900-\u097f", "\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0962\u0963"),
)
_ASTRAY = re.compile("|".join(f"(?<![{script}])[{marks}]+" for script, marks in _MARKS))
