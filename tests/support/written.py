"""Markdown as nobody would write it: documents grown from a seed, broken and nested and hostile, the same each time."""

import random

_SCHEMES = [
    "javascript:boom()",
    "JaVaScRiPt:boom()",
    "java\tscript:boom()",
    "java&#10;script:boom()",
    "&#x6a;avascript:boom()",
    "\x01javascript:boom()",
    "data:text/html,<script>boom()</script>",
    "vbscript:boom()",
    "//evil.example/x",
    "javascript&colon;boom()",
    'https://ok.example/"onmouseover=boom()',
    "mailto:a@b.example?subject=x",
    "blob:x",
]
_HTML = [
    "<script>boom()</script>",
    "<img src=x onerror=boom()>",
    "<svg onload=boom()>",
    "<svg><script>boom()</script></svg>",
    "<a href=x onclick=boom()>",
    "<math><mi xlink:href=javascript:boom()>",
    "<iframe srcdoc='<script>boom()</script>'>",
    "<style>@import 'x'</style>",
    "<body onload=boom()>",
    "<details open ontoggle=boom()>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<noscript><p title='</noscript><img src=x onerror=boom()>'>",
    "<template><script>boom()</script></template>",
    "<p style=x id=y class=z>",
    "</p></div></li>",
    "<table><td><a>",
    "<form><input autofocus onfocus=boom()>",
    "<?php",
    "<a href='javascript:boom()'>x</a>",
    "<a href='java\tscript:boom()'>x</a>",
    "<a href='data:text/html,x'>x</a>",
    "<textarea></title><script>boom()</script>",
    "<math><mtext><table><mglyph><style><img src=x onerror=boom()>",
]
_WORDS = [
    "gypsum",
    "Ærø",
    "漢字",
    "\u202eevil",
    "\u200b",
    "\x00",
    "e\u0301",
    "😀",
    "&amp;",
    "&lt;script&gt;",
    "&#60;img&#62;",
    "\\<b>",
    "www.example.org",
    "a@b.example",
    "@Mette Holm",
    "`",
    "``` html",
    "~~~",
    "*",
    "**",
    "__",
    "~~",
    "[",
    "](",
    ")",
    "![",
    "|",
    "\\",
    "\r",
    "\t",
]
_STARTS = [
    "# ",
    "###### ",
    "> ",
    "- ",
    "1. ",
    "999999999. ",
    "    ",
    "| a | b |\n|---|---|\n| ",
    "```\n",
    "---\n",
    "[x]: ",
]


def documents(seed: int, many: int) -> list[str]:
    chance = random.Random(seed)
    return [_document(chance) for _number in range(many)]


def _document(chance: random.Random) -> str:
    if chance.random() < 0.02:
        return chance.choice(["> ", "- ", "[", "*a ", "**", "`", "<b>", "![", "\\", "&", "[](", "|"]) * chance.choice(
            [50, 2000]
        )
    return "\n".join(_line(chance) for _number in range(chance.randint(1, 12)))


def _line(chance: random.Random) -> str:
    start = "".join(chance.choice(_STARTS) for _number in range(chance.choice([0, 0, 1, 1, 2, 9])))
    return start + " ".join(_piece(chance, 0) for _number in range(chance.randint(0, 6)))


def _piece(chance: random.Random, depth: int) -> str:
    kind = chance.randint(0, 7)
    if depth > 4 or kind < 2:
        return chance.choice(_WORDS)
    if kind == 2:
        return chance.choice(_HTML)
    if kind == 3:
        return f"{chance.choice(['', '!'])}[{_piece(chance, depth + 1)}]({chance.choice(_SCHEMES)} {_title(chance)})"
    if kind == 4:
        return f"<{chance.choice(_SCHEMES)}>"
    if kind == 5:
        mark = chance.choice(["*", "**", "~~", "`", "_"])
        return f"{mark}{_piece(chance, depth + 1)}{mark}"
    if kind == 6:
        html = chance.choice(_HTML)
        return html[: chance.randint(1, len(html))]
    return _piece(chance, depth + 1) + _piece(chance, depth + 1)


def _title(chance: random.Random) -> str:
    return chance.choice(["", '"x"', "'\" onclick=\"boom()'", '"> @Mette Holm <script>boom()</script>"'])
