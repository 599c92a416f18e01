"""The shape of what a contact types about the company."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, Field, HiddenField, SelectField, SelectMultipleField, validators
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its stubs are older
from wtforms.widgets import CheckboxInput, ListWidget

from netapp.config import LANGUAGES
from netapp.core import languages
from netapp.core.forms import Form, Line, WebLine, Words
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.files.fields import PictureField
from netapp.members import companies, company_words, places, sectors, tending
from netapp.members.line_field import Lines
from netapp.members.models import ABOUTS, KINDS, SIZES, About, Company


class _Sectors(SelectMultipleField):
    """Those beyond the first two, as a page of two records has them: to keep or to take off."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """WTForms' own sentence would repeat what was sent."""
        choices: Any = self.iter_choices()  # its stubs are older
        if set(self.data or ()) - {choice.value for choice in choices}:
            raise validators.StopValidation(_("Not a valid choice."))


class CompanyPageForm(Form):
    """A company's page. `tending.describe(viewer, company, form.seen.data, **form.page_values)`."""

    name = Line(_l("Name"), most=160, needed=_l("What is it called?"))
    kind = SelectField(_l("Kind"))
    about = Words(_l("What you do"), most=5000, description=_l("Two or three sentences are enough. Markdown works."))
    language = SelectField(_l("Language of this text"))
    offer = Lines(_l("What you can offer"), most_lines=tending.MOST_LINES)
    seek = Lines(_l("What you are looking for"), most_lines=tending.MOST_LINES)
    competence = Lines(_l("What you are good at"), most_lines=tending.MOST_LINES)
    challenge = Lines(_l("What you struggle with"), most_lines=tending.MOST_LINES)
    market = Lines(_l("Where you work: towns, regions, countries"), most_lines=tending.MOST_LINES)
    place = Line(_l("Town"), most=120)
    point = Line(
        _l("Point on the map"),
        most=60,
        description=_l("Latitude and longitude, as in 55.861, 9.850. Empty: where the town is."),
    )
    website = WebLine(_l("Website"), most=300)
    division = SelectField(_l("Sector"))
    division_2 = SelectField(_l("Another sector"))
    more_divisions = _Sectors(_l("Further sectors"))
    size = SelectField(_l("How many you are"))
    register_number = Line(_l("Number in the business register"), most=40)
    is_public = BooleanField(_l("Show this page to everybody"))
    about_en = Words(_l("Text in English"), most=5000)
    about_da = Words(_l("Text in Danish"), most=5000)
    about_sv = Words(_l("Text in Swedish"), most=5000)
    about_fi = Words(_l("Text in Finnish"), most=5000)
    no_logo = BooleanField(_l("Remove the logo"))
    logo = PictureField(
        _l("Logo"), description=_l("PNG, JPEG, WebP or GIF, at most 10 MB. A transparent PNG looks best.")
    )
    seen = HiddenField()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.kind.choices = [SelectChoice(kind, company_words.KINDS[kind]) for kind in KINDS]
        self.size.choices = [SelectChoice(size, company_words.SIZES[size]) for size in SIZES]
        self.language.choices = [SelectChoice(code, languages.NAMES[code]) for code in LANGUAGES]
        self.division.choices = self.division_2.choices = _divisions()
        further = [SelectChoice(code, sectors.name_of(code)) for code in values.get("more_divisions", ())]
        self.more_divisions.choices = further
        for about, field in self._lines.items():
            field.allow(len(values.get(about, "").split("\n")))

    @property
    def _lines(self) -> Mapping[About, Lines]:
        return {about: field for about in ABOUTS if isinstance(field := self[about], Lines)}

    @property
    def others(self) -> list[Field]:
        """The text in each language that is not the main one."""
        texts = [(code, self[f"about_{code}"]) for code in LANGUAGES]
        return [field for code, field in texts if code != self.language.data or field.data]

    def validate_language(self, field: Field) -> None:
        """Another main language, in which there is a text already: that one would be lost."""
        if field.data in LANGUAGES and self[f"about_{field.data}"].data:
            raise validators.StopValidation(
                _("There is a text in this language further down already; empty one of them.")
            )

    def validate_point(self, field: Field) -> None:
        if field.data and places.point_of(field.data) is None:
            raise validators.StopValidation(_("Two numbers, as in 55.861, 9.850: first north, then east."))

    def differing(self, theirs: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What a colleague has saved otherwise than it stands here: (field, what they say), in the form's order."""
        found = []
        for field in self:
            said, typed = theirs.get(field.name) or "", field.data or ""
            if field.name in {*theirs, *self.texts_in_others} and said != typed:
                found.append((field.label.text, self._as_shown(field, said)))
        return found

    @property
    def texts_in_others(self) -> list[str]:
        return [f"about_{code}" for code in LANGUAGES]

    @staticmethod
    def _as_shown(field: Field, said: Any) -> str:
        if isinstance(field, BooleanField):
            return _("Yes") if said else _("No")
        if isinstance(field, SelectMultipleField):
            return " · ".join(map(sectors.name_of, said)) or "–"
        if isinstance(field, SelectField):
            choices: Any = field.iter_choices()  # its stubs are older
            return next((str(choice.label) for choice in choices if choice.value == said), "–")
        return " · ".join(str(said).split("\n")) if isinstance(field, Lines) else str(said) or "–"

    @property
    def page_values(self) -> dict[str, Any]:
        texts = {f"about.{field.name[-2:]}": field.data for field in self.others if field.data}
        plain = {name: self[name].data or "" for name in tending.FIELDS if name in self and name != "is_public"}
        latitude, longitude = places.point_of(self.point.data or "") or (None, None)
        point = {"latitude": latitude, "longitude": longitude}
        chosen = (self.division.data, self.division_2.data, *(self.more_divisions.data or ()))
        return {
            "values": {**plain, **point, "is_public": bool(self.is_public.data)},
            "texts": texts,
            "divisions": [code for code in chosen if code],
            "logo": self.logo.chosen,
            "drops_logo": bool(self.no_logo.data),
            "lines": {about: field.lines for about, field in self._lines.items()},
        }


def shown(company: Company) -> dict[str, Any]:
    """The values with which the form shows a company; sent back unchanged they change nothing."""
    said = companies.lines([company.id])[company.id]
    codes = [*companies.divisions([company.id])[company.id], "", ""]
    texts = {key.replace(".", "_"): text for key, text in (company.texts or {}).items()}
    has_point = company.latitude is not None and company.longitude is not None
    return {
        **{name: getattr(company, name) for name in tending.FIELDS},
        "point": f"{company.latitude}, {company.longitude}" if has_point else "",
        **{about: _joined(said[about]) for about in ABOUTS},
        "division": codes[0],
        "division_2": codes[1],
        "more_divisions": [code for code in codes[2:] if code],
        **texts,
    }


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines)


def _divisions() -> dict[str, list[Any]]:
    """Every division of NACE below its section; their names are English."""
    found: dict[str, list[Any]] = {"": [SelectChoice("", _("Not said"))]}
    for letter, (name, inside) in sectors.SECTIONS.items():
        found[f"{letter} {name}"] = [SelectChoice(code, f"{code} {said}") for code, said in inside.items()]
    return found
