"""The shape of what people type about articles."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, widgets

from netapp.config import LANGUAGES
from netapp.core import languages
from netapp.core.forms import Form, Line, Words
from netapp.core.languages import lazy_gettext as _l
from netapp.files.fields import PictureField
from netapp.news import words
from netapp.news.models import KINDS, LONGEST, LONGEST_LEAD, LONGEST_LINE, LONGEST_TITLE
from netapp.news.writing import Draft, Text


class Tags(SelectMultipleField):
    """Some of the group's few, a box each."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class ArticleForm(Form):
    """An article. `tags`: those of the group; `companies`: of its people, as (number, name)."""

    kind = RadioField(_l("What is it?"), default="news")
    title = Line(_l("Title"), most=LONGEST_TITLE, needed=_l("What is it called?"))
    lead = Line(_l("In one sentence"), most=LONGEST_LEAD, description=_l("It stands in lists, letters and previews."))
    body = Words(_l("Text"), most=LONGEST, description=_l("Markdown works: **bold**, lists, ## headings, links."))
    author = Line(_l("Written by"), most=120, needed=_l("Who has written it?"))
    company = SelectField(_l("About the company"), description=_l("Only for a case. Who answers for it is asked."))
    tags = Tags(_l("Tags"))
    language = SelectField(_l("Language"))
    alt = Line(
        _l("What the picture shows"), most=200, description=_l("For those who don’t see it. Needed with a picture.")
    )
    credit = Line(_l("Who took the picture"), most=120)
    drops_picture = BooleanField(_l("Without the picture"))
    line = Line(
        _l("What has changed?"),
        most=LONGEST_LINE,
        description=_l("A line for readers, with today’s date. Leave it empty for a slip of the pen."),
    )
    seen = HiddenField()
    # Last, since of a request that is too large the beginning is kept.
    picture = PictureField(_l("Picture"), is_large=True)

    def __init__(self, tags: Sequence[str], companies: Sequence[tuple[int, str]], /, **values: Any) -> None:
        self._offered = tags, companies
        super().__init__(**values)

    def process(self, *args: Any, **kwargs: Any) -> None:
        tags, companies = self._offered
        self.kind.choices = [(kind, words.kind(kind)) for kind in KINDS]
        self.tags.choices = [(tag, tag) for tag in tags]
        self.company.choices = [("", "–"), *((str(one), name) for one, name in companies)]
        self.language.choices = [(code, languages.NAMES[code]) for code in LANGUAGES]
        super().process(*args, **kwargs)

    @property
    def draft(self) -> Draft:
        """What was typed."""
        said = Text(
            title=self.title.data or "",
            lead=self.lead.data or "",
            body=self.body.data or "",
            alt=self.alt.data or "",
        )
        return Draft(
            text=said,
            language=self.language.data,
            kind=self.kind.data,
            author=self.author.data or "",
            tags=self.tags.data or (),
            company_id=int(self.company.data) if self.company.data else None,
            credit=self.credit.data or "",
            picture=self.picture.chosen,
            drops_picture=self.drops_picture.data,
        )


class TranslationForm(Form):
    """The same text in another language."""

    title = Line(_l("Title"), most=LONGEST_TITLE, needed=_l("What is it called?"))
    lead = Line(_l("In one sentence"), most=LONGEST_LEAD)
    body = Words(_l("Text"), most=LONGEST, needed=_l("Write the text first."))
    alt = Line(_l("What the picture shows"), most=200)
    line = Line(_l("What has changed?"), most=LONGEST_LINE)
    seen = HiddenField()

    @property
    def text(self) -> Text:
        """What was typed."""
        typed = {name: self[name].data or "" for name in ("title", "lead", "body", "alt")}
        return Text(**typed)


class WishForm(Form):
    """What a company would like to be different."""

    line = Line(_l("What should be different?"), most=500, needed=_l("Say in a line what should be different."))
