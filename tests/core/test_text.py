"""Text: what Markdown may become, and which words meet when one searches."""

import re
import time

import pytest

from netapp.core import text


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>1</script>)",
        "![x](https://evil.example/pixel.png)",
        '<a href="x" onclick="y">z</a>',
        "<style>body{display:none}</style>",
        '<iframe src="//evil.example"></iframe>',
    ],
)
def test_nothing_hostile_survives(hostile):
    html = str(text.markdown(hostile))
    for word in ("<script", "<img", "<style", "<iframe", 'href="javascript', 'href="data', "<a href=&quot;"):
        assert word not in html


def test_markdown_is_what_organisers_write():
    html = str(
        text.markdown(
            "# Programme\n\n**13:00** welcome\n- one\n\nSee www.example.org\n\n| a | b |\n|---|---|\n| 1 | 2 |"
        )
    )
    for piece in (
        "<h2>Programme</h2>",
        "<strong>13:00</strong>",
        "<li>one</li>",
        'href="http://www.example.org"',
        "<td>1</td>",
    ):
        assert piece in html
    assert 'rel="nofollow ugc noopener"' in html


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("# a", [2]),
        ("### a", [2]),
        ("# a\n## b\n### c\n## d\n# e", [2, 3, 4, 3, 2]),
        ("# a\n#### b\n### c\n##### d", [2, 3, 3, 4]),
        ("#### a\n# b\n## c", [2, 2, 3]),
        ("# 1\n## 2\n### 3\n#### 4\n##### 5\n###### 6", [2, 3, 4, 5, 6, 6]),
        ("a\n===\n\nb\n---\n", [2, 3]),
        ("`<h4>`\n\n## a", [2]),
    ],
)
def test_headings_begin_below_the_title_of_the_page_and_none_skips_a_level(written, levels):
    html = str(text.markdown(written))
    assert [int(level) for level in re.findall(r"<h([1-6])>", html)] == levels
    assert [int(level) for level in re.findall(r"</h([1-6])>", html)] == levels


def test_plain_text_spells_links_out():
    assert (
        text.plain("## Hi\n**bold** _slow_ [map](https://m.example/a_b_c)")
        == "Hi\nbold slow map (https://m.example/a_b_c)"
    )


@pytest.mark.parametrize("piece", ["[](a", "[a](", "[", "![", "**a", "*a", " *a", "_a ", "#", "\n# ", " ", ">", "|-"])
def test_no_text_keeps_a_process_busy(piece):
    """Ten thousand characters fit into a form, and a meeting's page reads them in its calendar links, too."""
    long = (piece * 10000)[:10000]
    begun = time.process_time()
    text.plain(long)
    text.excerpt(long)
    text.markdown(long)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("one", "other"),
    [("MØDE", "mode"), ("Åse", "Aase"), ("Kødbyen", "kodbyen"), ("Träff", "traff"), ("Sjælland", "sjaelland")],
)
def test_words_meet_however_they_are_typed(one, other):
    assert text.fold(one) == text.fold(other)


def test_an_address_has_a_readable_end_in_plain_letters():
    assert text.tail("Kick-off: hvad får vi ud af det? 65 ha") == "-kick-off-hvad-far-vi-ud-af-det"
    assert text.tail("日本") == ""


def test_a_title_is_one_line_without_control_characters():
    assert text.one_line("a\r\nBcc: x\x00\u2028b  c") == "a Bcc: x b c"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Åse Nørgaard", "ÅN"), ("Bo", "B"), ("Anne-Marie von Holst", "AH"), ("", "?"), ("(x) 7", "?")],
)
def test_initials_stand_for_a_picture(name, letters):
    assert text.initials(name) == letters


def test_an_excerpt_ends_at_a_word():
    assert text.excerpt("One two three four", 12) == "One two…"


def test_an_excerpt_is_of_ones_own_words():
    assert text.excerpt("> Bo: who drives?\n\nI can **drive**.\n> and when?\nOn Monday.") == "I can drive. On Monday."
    assert text.excerpt("> Bo: who drives?") == "> Bo: who drives?"
