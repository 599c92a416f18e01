"""Who may do what with promises, for the page that says it; the example is another member's."""

from netapp.core.languages import lazy_gettext as _l
from netapp.home.rights_table import NETWORK, OTHER, SELF, Deed, network
from netapp.promises import policy as promises
from netapp.promises.models import Promise, PromiseAnswer


def _promise() -> Promise:
    promise = Promise(group_id=NETWORK, person_id=OTHER, state="open")
    promise.group = network()
    return promise


DEEDS = (
    Deed("promises.may_make", _l("Write down what somebody promised"), lambda who: promises.may_make(who, network())),
    Deed("promises.may_see_names", _l("See whose it is"), lambda who: promises.may_see_names(who, network())),
    Deed(
        "promises.may_name_anybody",
        _l("Write down a promise of somebody who is no member"),
        lambda who: promises.may_name_anybody(who, network()),
    ),
    Deed(
        "promises.may_answer",
        _l("Say what became of one’s own, and of one’s company’s"),
        lambda who: promises.may_answer(who, _promise(), speaks=who.belongs_to(NETWORK)),
    ),
    Deed(
        "promises.may_answer",
        _l("Say what became of another’s"),
        lambda who: promises.may_answer(who, _promise(), speaks=False),
    ),
    Deed(
        "promises.may_edit",
        _l("Change another’s, or hand it over"),
        lambda who: promises.may_edit(who, _promise(), speaks=False),
    ),
    Deed(
        "promises.may_undo",
        _l("Take one’s own answer back"),
        lambda who: promises.may_undo(who, _promise(), PromiseAnswer(by_id=SELF), speaks=False),
    ),
)
