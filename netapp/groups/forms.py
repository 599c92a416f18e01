"""The shape of what people type about groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, validators
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its stubs are older

from netapp.config import LANGUAGES
from netapp.core import languages, localtime
from netapp.core.forms import EmailLine, FileForm, Form, Line, Needed, WebLine, Words, is_address
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.groups import words
from netapp.groups.models import JOIN_RULES, PRESETS, SCOPES, Group, Membership
from netapp.members import domains

MOST_QUESTIONS = 3
MOST_QUESTION = 200
MOST_DOMAINS = 100
_NUMBERS = range(1, MOST_QUESTIONS + 1)
_SWITCHES = ("seen_by", "join_rule", "read_by")
_SAME = ("name", "lead", "about", "region", "language", "zone", "website", *_SWITCHES)


class GroupForm(Form):
    """A network or a sub-group: what it is, and the three switches (A3), which the presets set at once."""

    name = Line(_l("Name"), most=120, needed=_l("What is it called?"))
    lead = Line(_l("In one sentence"), most=300)
    about = Words(_l("What it is about"), most=10000, description=_l("Markdown works: **bold**, lists, links."))
    region = Line(_l("Region"), most=80)
    language = SelectField(_l("Language"))
    zone = SelectField(_l("Time zone"))
    website = WebLine(_l("Website"), most=300, description=_l("A page of your own, or your group at LinkedIn."))
    seen_by = SelectField(_l("Who sees that it exists"))
    join_rule = SelectField(_l("How one joins"))
    read_by = SelectField(_l("Who reads what is in it"))
    question1 = Line(_l("First question"), most=MOST_QUESTION)
    needed1 = BooleanField(_l("The first answer is needed"))
    question2 = Line(_l("Second question"), most=MOST_QUESTION)
    needed2 = BooleanField(_l("The second answer is needed"))
    question3 = Line(_l("Third question"), most=MOST_QUESTION)
    needed3 = BooleanField(_l("The third answer is needed"))
    domains = Words(
        _l("Whose people come in at once"),
        most=5000,
        description=_l("The end of the companies’ e-mail addresses, such as company.com; one a line."),
    )
    lead_en = Line(_l("One sentence in English"), most=300)
    about_en = Words(_l("Text in English"), most=10000)
    lead_da = Line(_l("One sentence in Danish"), most=300)
    about_da = Words(_l("Text in Danish"), most=10000)
    lead_sv = Line(_l("One sentence in Swedish"), most=300)
    about_sv = Words(_l("Text in Swedish"), most=10000)
    lead_fi = Line(_l("One sentence in Finnish"), most=300)
    about_fi = Words(_l("Text in Finnish"), most=10000)
    seen = HiddenField()

    def __init__(self, in_network: bool, may_switch: bool = True, **values: Any) -> None:
        super().__init__(**values)
        self.may_switch = may_switch
        scopes = [scope for scope in SCOPES if in_network or scope != "network"]
        self.presets = [(name, words.PRESETS[name]) for name in PRESETS if in_network or name != "network"]
        self.language.choices = [SelectChoice(code, languages.NAMES[code]) for code in LANGUAGES]
        self.zone.choices = [SelectChoice(zone, zone.replace("_", " ")) for zone in localtime.zones()]
        self.seen_by.choices = self.read_by.choices = [SelectChoice(scope, words.SEEN_BY[scope]) for scope in scopes]
        self.join_rule.choices = [SelectChoice(rule, words.JOIN_RULES[rule]) for rule in JOIN_RULES]
        if not may_switch:
            for name in _SWITCHES:
                del self[name]

    def validate(self, extra_validators: Any = None) -> bool:
        """A preset's button sets the switches and shows the form again; nothing is saved by it."""
        preset = PRESETS.get(request.form.get("preset", ""))
        if preset and self.may_switch:
            self.seen_by.data, self.join_rule.data, self.read_by.data = preset
            return False
        return super().validate(extra_validators)

    def validate_domains(self, field: Field) -> None:
        """Whoever has a confirmed address there comes in, so nobody must be able to get one just like that (A4)."""
        listed = self.listed_domains
        wrong = [domain for domain in listed if not is_address(f"x@{domain}")]
        if wrong:
            said = ", ".join(wrong[:5])
            raise validators.StopValidation(_("These are not ends of e-mail addresses: %(domains)s", domains=said))
        free = [domain for domain in listed if domains.is_free(domain)]
        if free:
            said = ", ".join(free[:5])
            raise validators.StopValidation(_("Anybody can get an address there: %(domains)s", domains=said))
        if len(listed) > MOST_DOMAINS:
            raise validators.StopValidation(_("Please list at most %(most)s.", most=MOST_DOMAINS))

    @property
    def listed_domains(self) -> list[str]:
        """As they were typed: with commas, with the @, or whole addresses."""
        pieces = (self.domains.data or "").lower().replace(",", " ").replace(";", " ").split()
        return list(dict.fromkeys(piece.rpartition("@")[2] for piece in pieces))

    @property
    def asked(self) -> list[tuple[Field, Field]]:
        """(question, whether its answer is needed)."""
        return [(self[f"question{number}"], self[f"needed{number}"]) for number in _NUMBERS]

    @property
    def others(self) -> list[tuple[Field, Field]]:
        """(sentence, text) in each language that is not the main one."""
        return [(self[f"lead_{code}"], self[f"about_{code}"]) for code in LANGUAGES if code != self.language.data]

    @property
    def group_values(self) -> dict[str, Any]:
        texts = {
            f"{part}.{code}": self[f"{part}_{code}"].data
            for part in ("lead", "about")
            for code in LANGUAGES
            if code != self.language.data and self[f"{part}_{code}"].data
        }
        asked = [{"text": field.data, "needed": needed.data} for field, needed in self.asked if field.data]
        known = {"texts": texts, "questions": asked or None, "domains": " ".join(self.listed_domains)}
        return {**{name: self[name].data or "" for name in _SAME if name in self}, **known}


def shown(group: Group) -> dict[str, Any]:
    """The values with which the form shows a group; sent back unchanged they change nothing."""
    texts = {key.replace(".", "_"): text for key, text in group.texts.items()}
    asked: dict[str, Any] = {"domains": "\n".join(group.domains.split())}
    for number, question in enumerate(group.questions or [], start=1):
        asked |= {f"question{number}": question["text"], f"needed{number}": question["needed"]}
    return {**{name: getattr(group, name) for name in _SAME}, **texts, **asked}


class StartForm(Form):
    """A new network: like what, called what, where."""

    like = RadioField(_l("Begin with"), validators=[Needed(_l("Choose what to begin with."))])
    name = Line(_l("Name"), most=120, needed=_l("What is it called?"))
    region = Line(_l("Place or region"), most=80)
    language = SelectField(_l("Language"), description=_l("A copy keeps the language of the first."))

    def __init__(self, likes: Sequence[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        self.like.choices = [SelectChoice(key, said) for key, said in likes]
        self.language.choices = [SelectChoice(code, languages.NAMES[code]) for code in LANGUAGES]


class InviteForm(FileForm):
    """Addresses, or a file with them; which of the two, and what they hold, is seen when they are read."""

    addresses = Words(
        _l("E-mail addresses"),
        most=600_000,
        description=_l("Pasted as they are: from a mail, a spreadsheet, one a line or with commas."),
    )
    note = Line(
        _l("A line of your own"),
        most=400,
        description=_l("It stands in the letter, under your name. Without links."),
    )

    def __init__(self, has_file: bool = False) -> None:
        super().__init__()
        self.has_file = has_file

    def validate(self, extra_validators: Any = None) -> bool:
        is_whole = super().validate(extra_validators)
        if self.addresses.data or self.has_file:
            return is_whole
        self.addresses.errors = [_("Whom do you want to invite?")]
        return False


class NoteForm(Form):
    """The line of one's own, once more beside the yes."""

    note = Line(
        _l("A line of your own"), most=400, description=_l("It stands in the letter, under your name. Without links.")
    )


class RowForm(Form):
    """A row of a list, put right."""

    email = EmailLine(_l("E-mail"), needed=_l("What is the address?"))
    name = Line(_l("Name"), most=120)


class InvitationForm(Form):
    """Offered to somebody whose name we do not know yet; one may join without saying it."""

    name = Line(_l("Your name"), most=120, render_kw={"autocomplete": "name"})
    company = Line(_l("Company"), most=160, render_kw={"autocomplete": "organization"})


class FollowForm(Form):
    email = EmailLine(_l("E-mail"), needed=_l("To which address?"))


class OfficeForm(Form):
    """What a member is from now on."""

    office = RadioField(_l("Role"), choices=[SelectChoice(office, said) for office, said in words.OFFICES.items()])


class LeavingForm(Form):
    """Whoever leaves says who takes over each group that would be left without an owner: a field for each."""

    @property
    def groups(self) -> dict[int, Field]:
        return {int(name.removeprefix("heir_")): field for name, field in self._fields.items()}

    @property
    def heirs(self) -> dict[int, int]:
        """From the number of a group to the membership that was chosen."""
        return {group_id: int(field.data) for group_id, field in self.groups.items()}


def leaving_form(alone: Mapping[Group, Sequence[Membership]]) -> LeavingForm:
    """`alone`: the groups that would be left without an owner, each with those who could take it over."""
    fields = {f"heir_{group.id}": _heir(group, heirs) for group, heirs in alone.items()}
    form: LeavingForm = type("LeavingForm", (LeavingForm,), fields)()
    return form


class MailLevelForm(Form):
    mail_level = SelectField(
        _l("Letters"), choices=[SelectChoice(level, said) for level, said in words.MAIL_LEVELS.items()]
    )


class EntryForm(Form):
    reason = Line(_l("Why do you enter?"), most=300, needed=_l("Say why: the group's organisers are told."))


def _named(membership: Membership) -> str:
    """Two of one name are told apart by their addresses."""
    person = membership.person
    return f"{person.name} ({person.email})" if person.name and person.email else person.name or person.email or ""


def _heir(group: Group, heirs: Sequence[Membership]) -> SelectField:
    nobody = SelectChoice("", _("Choose somebody"))
    return SelectField(
        _("Who owns %(group)s from now on?", group=group.name),
        choices=[nobody, *(SelectChoice(str(one.id), _named(one)) for one in heirs)],
        validators=[Needed(_l("Choose who takes over."))],
    )
