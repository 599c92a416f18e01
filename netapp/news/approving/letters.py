"""The letters about a case: the one that asks its company, and the one that tells what it said."""

from netapp.core import links, signed, text
from netapp.core.errors import NotVisible
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.forums.asking import queries as asking
from netapp.groups import records
from netapp.news import addresses, policy, queries
from netapp.news.approving import queries as approving
from netapp.news.models import Article

CASE = "case"
# So much of the text stands in the letter.
SAID = 400


def url(article_id: int, person_id: int | None, do: str = "") -> str:
    """The page with one button that the letter leads to (M6); `do`: what is chosen there at first."""
    token = signed.token(CASE, article_id, person_id)
    return links.absolute("news.approval", token=token, **({"do": do} if do else {}))


def _asked(order: Order) -> Written | None:
    """To who answers for the company still, as long as it is asked (M3)."""
    article = queries.known(order.data["article"])
    if article is None or article.state != "asked" or not asking.is_contact(order.person_id, article.company_id):
        return None
    company = asking.name_of(article.company_id)
    return Written(
        context={
            **_context(article, order.language),
            "company": company,
            "yes_url": url(article.id, order.person_id),
            "change_url": url(article.id, order.person_id, "change"),
        },
        reason=_("You get this because you answer for %(company)s here.", company=company),
        stop=f"company:{article.company_id}",
        sender=(article.group.parent or article.group).name,
    )


def _answered(order: Order) -> Written | None:
    """To its writers, who may see it still."""
    try:
        article = approving.get(order.data["article"])
    except NotVisible:
        return None
    viewer = records.viewer_at(order.address)
    if not policy.may_read(viewer, article) or not (article.is_published or article.wish):
        return None
    return Written(
        context={
            **_context(article, order.language),
            "company": asking.name_of(article.company_id),
            "is_yes": article.is_published,
            "wish": article.wish,
            "url": addresses.absolute(article),
        },
        reason=_("You get this because you write this case."),
        sender=(article.group.parent or article.group).name,
    )


def _context(article: Article, language: str) -> dict[str, str]:
    spoken = article.spoken_in(language)
    return {
        "title": article.titles[spoken],
        "lead": article.leads.get(spoken, ""),
        "begins": text.excerpt(article.bodies.get(spoken, ""), SAID),
        "network": article.group.name,
    }


LETTERS = (
    Letter("case_asked", _asked, opens_door=True),
    Letter("case_answered", _answered),
)
