"""Answering one post: what is quoted of it, and that the form says whom one answers."""

from netapp.core.db import session
from netapp.forums import actions, quoting
from netapp.forums.actions import Opening
from netapp.forums.models import Post
from netapp.groups import records


def test_a_quote_reads_like_that_of_a_letter_and_comes_in_once():
    quote = quoting.quoted("Mette Holm", "Two tonnes.\n\nA month.")
    assert quote == "> Mette Holm:\n> Two tonnes.\n>\n> A month.\n"
    assert quoting.with_quote("", quote) == f"{quote}\n"
    assert quoting.with_quote("We too.\n", quote) == f"We too.\n\n{quote}\n"
    assert quoting.with_quote(f"{quote}\nYes", quote) == f"{quote}\nYes"


def test_without_script_the_link_of_a_post_leads_to_a_form_that_quotes_it_and_keeps_whom_one_answers(town, as_):
    bob = records.as_viewer(town.bob)
    thread = actions.start(
        bob, town.builders.id, Opening(title="Gypsum", body="We take **2 tonnes**.", for_members=False)
    )
    other = actions.start(bob, town.builders.id, Opening(title="Other", body="Elsewhere."))
    first, elsewhere = (session.query(Post).filter_by(thread_id=one.id).one().id for one in (thread, other))
    carol, address = as_(town.carol), f"/threads/{thread.id}"
    assert f"{address}?answer={first}#answer" in carol.get(address).text
    page = carol.get(f"{address}?answer={first}").text
    assert f'name="reply_to" value="{first}"' in page
    assert "&gt; Bob" in page
    assert "&gt; We take 2 tonnes." in page
    for nobody in (carol.get(f"{address}?answer={elsewhere}"), as_().get(f"{address}?answer={first}")):
        assert nobody.status_code == 200
        assert "&gt; " not in nobody.text
        assert f'value="{first}"' not in nobody.text
    shown = carol.post(f"{address}/posts", data={"do": "preview", "body": "Yes", "reply_to": first}).text
    assert f'name="reply_to" value="{first}"' in shown
    carol.post(f"{address}/posts", data={"body": "Yes", "reply_to": first})
    assert session.query(Post).filter_by(thread_id=thread.id, position=2).one().reply_to_id == first
