"""The shape of what people type in discussions."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self

from wtforms import BooleanField, RadioField, SelectMultipleField, widgets

from netapp.core.forms import Form, Line, Needed, Words
from netapp.core.languages import lazy_gettext as _l
from netapp.forums import words
from netapp.forums.actions import Opening
from netapp.forums.attaching.sent import Attached
from netapp.forums.models import LONGEST, LONGEST_TITLE, Kind
from netapp.forums.voting.forms import PollFields
from netapp.members.models import Company


class Tags(SelectMultipleField):
    """Some of the group's few, a box each."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class WithFiles(Form):
    """A text with files, or files alone. `attached`: those that wait with it."""

    body: Words
    attached = Attached()

    def with_files(self, attached: Attached) -> Self:
        self.attached = attached
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        if not (self.body.data or "").strip() and not self.attached.is_empty:
            self.body.validators = [one for one in self.body.validators if not isinstance(one, Needed)]
        whole = super().validate(extra_validators)
        self.form_errors.extend(self.attached.wrong)
        return whole and not self.attached.wrong


class ThreadForm(WithFiles, PollFields):
    """A new thread. `kinds`: those that the writer may begin here; `tags`: those of the group."""

    kind = RadioField(_l("What is it?"), default="discussion")
    title = Line(_l("Title"), most=LONGEST_TITLE, needed=_l("A few words that tell others whether to open it."))
    body = Words(_l("Text"), most=LONGEST, needed=_l("Write a line or two."))
    tags = Tags(_l("Tags"))
    for_all = BooleanField()
    takes_replies = BooleanField(_l("Answers are welcome"), default=True)

    def __init__(
        self,
        kinds: Sequence[Kind],
        known: Sequence[str],
        obj: Any = None,
        *,
        wider: str,
        zone: str = "UTC",
        **values: Any,
    ) -> None:
        """`wider`: who else may read it, in words; "" where nobody else reads the group. `zone`: the group's."""
        self._offered, self.zone = (kinds, known), zone
        super().__init__(obj, **values)
        self.is_wider = bool(wider)
        self.for_all.label.text = wider

    def process(self, *args: Any, **kwargs: Any) -> None:
        kinds, tags = self._offered
        self.kind.choices = [(kind, words.kind(kind)) for kind in kinds]
        self.tags.choices = [(tag, tag) for tag in tags]
        super().process(*args, **kwargs)

    @property
    def opening(self) -> Opening:
        """What was typed."""
        return Opening(
            title=self.title.data or "",
            body=self.body.data or "",
            kind=self.kind.data or "discussion",
            tags=self.tags.data or (),
            for_members=not (self.is_wider and self.for_all.data),
            takes_replies=self.takes_replies.data,
            poll=self.asking if self.kind.data == "poll" else None,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        whole = super().validate(extra_validators)
        return not (self.kind.data == "poll" and self.wrong_in_poll()) and whole

    def opening_about(self, company: Company | None) -> Opening:
        return replace(self.opening, company_id=company.id if company else None)


class ReplyForm(WithFiles):
    """An answer in a thread."""

    body = Words(_l("Your answer"), most=LONGEST, needed=_l("Write a line or two."))


class EditForm(WithFiles):
    """A post's text once more."""

    body = Words(_l("Text"), most=LONGEST, needed=_l("Write a line or two."))


class TitleForm(Form):
    """A thread's title and tags."""

    title = Line(_l("Title"), most=LONGEST_TITLE, needed=_l("A few words that tell others whether to open it."))
    tags = Tags(_l("Tags"))

    def __init__(self, known: Sequence[str], obj: Any = None, **values: Any) -> None:
        self._tags = known
        super().__init__(obj, **values)

    def process(self, *args: Any, **kwargs: Any) -> None:
        self.tags.choices = [(tag, tag) for tag in self._tags]
        super().process(*args, **kwargs)
