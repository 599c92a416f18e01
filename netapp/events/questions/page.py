"""What the pages of a meeting's questions show to its organisers."""

from collections.abc import Callable
from typing import Any

from netapp.core import languages
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import page, policy, queries
from netapp.events.models import Meeting
from netapp.events.questions import actions, models
from netapp.events.questions import words as question_words
from netapp.events.questions.actions import AtStake, Stale, Written
from netapp.events.questions.forms import QuestionForm


def editable(viewer: Viewer, meeting_id: int) -> Meeting:
    found = queries.get_meeting(viewer, meeting_id)
    require(policy.may_edit(viewer, found))
    return found


def of(meeting: Meeting) -> dict[str, Any]:
    """The questions in order, and those that are ready to be asked."""
    main, language = meeting.language, languages.current()
    every = models.read(meeting.questions)
    asked = {one.texts.get(main) for one in every}
    ready = [(name, question_words.ready_name(name), question_words.ready(name)) for name in question_words.READY]
    return {
        "meeting": meeting,
        "title": page.title(meeting),
        "back": page.url(meeting),
        "questions": [
            {
                "key": one.key,
                "text": one.text_in(language, main)[1],
                "kind": question_words.kind(one.kind),
                "choices": ", ".join(one.choices_in(language, main).values()),
                "needed": one.needed,
                "for_organisers": one.for_organisers,
                "most": one.most,
            }
            for one in every
        ],
        "ready": [(name, text) for name, text, row in ready if row["texts"][main] not in asked],
        "may_ask": len(every) < models.MOST_QUESTIONS,
    }


def written(form: QuestionForm) -> Written:
    """What was typed, as the deeds want it."""
    return Written(
        kind=form.kind.data,
        texts=form.texts(),
        choices=form.words() if form.kind.data in models.WITH_CHOICES else (),
        needed=form.needed.data,
        for_organisers=form.for_organisers.data,
        most=form.most.data,
    )


def tried(form: QuestionForm, deed: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What came of the deed, or the question to be answered first, or None and a sentence in the form."""
    try:
        return deed(*args, **kwargs) or True
    except Refused as refusal:
        form.refuse(refusal)
        return None
    except (AtStake, Stale) as question:
        return question


def dropped(deed: Callable[..., Any], *args: Any) -> AtStake | None:
    """None when it is done, or what to ask first."""
    try:
        deed(*args)
    except AtStake as question:
        return question
    return None


def fates(form: Any) -> dict[str, str]:
    """What was chosen for answers that would be lost."""
    return {name.removeprefix("fate-"): value for name, value in form.items() if name.startswith("fate-")}


def at_stake(question: AtStake) -> list[dict[str, Any]]:
    """For each kind of answer that would be lost, the ways out: (value, words); the first is the one proposed."""
    rest = [(actions.NOTE, _("Keep them as a note")), (actions.DROP, _("Forget them"))]
    rows = []
    for one in question.lost:
        ways = [
            (f"{actions.AS}{n}", _("They mean “%(choice)s”", choice=words)) for n, words in enumerate(question.choices)
        ]
        if one.likely is not None:
            ways.insert(0, ways.pop(one.likely))
            ways += rest
        else:
            ways = rest + ways
        rows.append({"name": f"fate-{one.key}", "said": one.said, "many": one.many, "ways": ways})
    return rows
