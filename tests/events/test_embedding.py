"""What other sites show of ours: for guests whoever asks, without cookies, small, and in frames alone."""

import gzip

from netapp.events.feeds import frames
from tests.town import CANARY


def test_a_frame_shows_what_everybody_may_read_and_links_leave_it(town, as_):
    for number in range(3):
        town.meeting(title=f"Talk {number}")
    town.meeting(town.inner, title="Inner talk")
    town.meeting(town.secret)
    answer = as_().get(f"/frames/groups/{town.builders.id}?most=2")
    assert answer.text.count("<li>") == 2
    assert answer.text.count("<a ") == answer.text.count('target="_top"')
    assert "Inner talk" not in answer.text
    assert CANARY not in as_().get("/frames/meetings").text


def test_being_signed_in_changes_no_frame_and_sets_no_cookie(town, as_):
    meeting = town.meeting(town.builders)
    town.alice.zone, town.alice.language = "Asia/Tokyo", "fi"
    for path in ("/frames/meetings", f"/frames/groups/{town.builders.id}", f"/frames/meetings/{meeting.id}"):
        mine, guests = (as_(who).get(f"{path}?language=da&lang=sv") for who in (town.alice, None))
        assert mine.data == guests.data
        assert 'lang="da"' in guests.text
        assert "Set-Cookie" not in {*mine.headers.keys(), *guests.headers.keys()}
        assert "DENY" not in guests.headers.get("X-Frame-Options", "")
        assert "frame-ancestors *" in guests.headers["Content-Security-Policy"]


def test_what_is_not_public_is_answered_as_what_was_never_there(town, as_):
    hidden = (
        f"/frames/groups/{town.secret.id}",
        f"/frames/groups/{town.inner.id}",
        f"/frames/meetings/{town.meeting(town.secret).id}",
        f"/frames/meetings/{town.meeting(state='draft').id}",
    )
    nothing = as_().get("/frames/groups/99999")
    assert nothing.status_code == 404
    for path in hidden:
        answer = as_(town.alice).get(path)
        assert (answer.status_code, answer.data) == (404, nothing.data)


def test_a_frame_is_small_and_is_sent_once(town, as_, app):
    for number in range(20):
        town.meeting(title=f"A talk with quite a long title, the {number}th of them")
    parts = ("css/tokens.css", "frames/frame.css", "frames/frame.js")
    beside = [as_().get(f"/static/{name}").data for name in parts]
    five, twenty = (as_().get(f"/frames/meetings?most={most}") for most in (5, 20))
    assert len(five.data) + sum(map(len, beside)) < 15_000
    assert sum(len(gzip.compress(one)) for one in (twenty.data, *beside)) < 15_000
    again = as_().get("/frames/meetings?most=5", headers={"If-None-Match": five.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_choices_that_make_no_sense_are_left_out():
    read = frames.Choices.read
    assert read({"language": "xx", "theme": "pink", "most": "0"}) == ("", "auto", 5)
    assert read({"most": "9999"}).most == frames.MOST
    assert read({"theme": "dark", "most": "5"}).args == {"theme": "dark"}


def test_the_page_with_the_line_is_for_all_who_may_read_and_says_when_others_may_not(town, as_):
    meeting = town.meeting()
    text = as_().get(f"/groups/{town.builders.id}/embed?theme=dark").text
    assert f"/frames/groups/{town.builders.id}?theme=dark&#34;" in text
    assert "embed.js" in text
    assert "embed.js" in as_().get(f"/meetings/{meeting.id}/embed").text
    assert as_().get(f"/groups/{town.secret.id}/embed").status_code == 404
    assert "Other sites can only show" in as_(town.alice).get(f"/groups/{town.secret.id}/embed").text
    assert f"/groups/{town.builders.id}/embed" in as_().get(f"/networks/{town.builders.id}").text


def test_the_script_for_other_sites_may_be_loaded_there(town, as_):
    answer = as_().get("/embed.js")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert as_().get("/embed.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
