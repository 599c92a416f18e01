"""Forms: the shape of what people type, and how a refusal gets back to the field that it belongs to (X4)."""

from collections.abc import Callable
from typing import Any, ClassVar

from email_validator import EmailNotValidError, validate_email
from flask import request
from wtforms import Field, StringField, TextAreaField, validators
from wtforms import Form as PlainForm

from netapp.core import languages, text
from netapp.core.errors import Refused
from netapp.core.languages import lazy_gettext as _l

# What WTForms says by itself; named here so that the catalogues hold it in every language (it ships no Danish).
_THEIRS = (
    _l("This field is required."),
    _l("Not a valid choice."),
    _l("Not a valid choice"),
    _l("Not a valid integer value."),
    _l("Not a valid date value."),
    _l("Not a valid time value."),
    _l("Not a valid datetime value."),
    _l("Invalid Choice: could not coerce."),
    _l("Choices cannot be None."),
    _l("Invalid value, must be one of: %(values)s."),
)


class _Translations:
    """WTForms' own sentences through our catalogues."""

    def gettext(self, string: str) -> str:
        return languages.said(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        # Not languages.ngettext: that fills in %(num)s at once and fails on WTForms' own names.
        return languages.said_of(singular, plural, n)


class Form(PlainForm):
    """A form that reads the request's fields when one was posted, and `obj`'s attributes otherwise.

    `posted` False leaves the request alone: to compare what was typed with what is saved. `sent`: the fields of a
    request that is no form's.
    """

    result: Any = None

    class Meta:
        locales: ClassVar[list[str]] = []

        def get_translations(self, _form: PlainForm) -> _Translations:
            return _Translations()

    def __init__(self, obj: Any = None, *, posted: bool = True, sent: Any = None, **values: Any) -> None:
        fields = request.form if sent is None and posted and request.method == "POST" else sent
        super().__init__(fields, obj=obj, **values)

    def refuse(self, refusal: Refused) -> None:
        """Put the sentence at its field, or above the form."""
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(refusal.message)
        else:
            field.errors = [*field.errors, refusal.message]

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by field name."""
        return {name: value for name, value in self.data.items() if name != "submit"}


class FileForm(Form):
    """With files, whose field is the browser's and not ours: `forms.files` in a template says what is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.file_error = ""

    def refuse(self, refusal: Refused) -> None:
        if refusal.field == "file":
            self.file_error = refusal.message
        else:
            super().refuse(refusal)


def submitted(form: Form) -> bool:
    """It was posted and every field can be used."""
    return request.method == "POST" and form.validate()


def done(form: Form, deed: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
    """Do the deed; a refusal goes back into the form and the answer is False. The result stands in `form.result`."""
    try:
        form.result = deed(*args, **kwargs)
    except Refused as refusal:
        form.refuse(refusal)
        return False
    return True


def _tidy(value: str | None) -> str:
    return text.one_line(value or "")


def _tidy_lines(value: str | None) -> str:
    lines = (value or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c == "\n" or c == "\t" or c.isprintable()).strip()


class Line(StringField):
    """One line of text, without control characters, at most `most` characters."""

    def __init__(self, label: str, *, most: int, needed: str | None = None, **kwargs: Any) -> None:
        checks = [Needed(needed) if needed else validators.Optional(), AtMost(most), *kwargs.pop("validators", [])]
        kwargs["render_kw"] = {"maxlength": most, **kwargs.get("render_kw", {})}
        super().__init__(label, validators=checks, filters=[_tidy], **kwargs)


class Words(TextAreaField):
    """Several lines of text (Markdown where the page says so), at most `most` characters."""

    def __init__(self, label: str, *, most: int, needed: str | None = None, **kwargs: Any) -> None:
        checks = [Needed(needed) if needed else validators.Optional(), AtMost(most), *kwargs.pop("validators", [])]
        super().__init__(label, validators=checks, filters=[_tidy_lines], **kwargs)


class EmailLine(Line):
    """An e-mail address, in lower case."""

    def __init__(self, label: str, *, needed: str | None = None, **kwargs: Any) -> None:
        kwargs["render_kw"] = {
            "type": "email",
            "autocomplete": "email",
            "inputmode": "email",
            **kwargs.get("render_kw", {}),
        }
        super().__init__(label, most=254, needed=needed, validators=[IsAddress()], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = _tidy(valuelist[0] if valuelist else "").lower()


class WebLine(Line):
    """A web address; `https://` is put before it when it was left out."""

    def __init__(self, label: str, *, most: int = 500, **kwargs: Any) -> None:
        kwargs["render_kw"] = {"inputmode": "url", **kwargs.get("render_kw", {})}
        super().__init__(label, most=most, validators=[IsWebAddress()], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        value = _tidy(valuelist[0] if valuelist else "")
        self.data = f"https://{value}" if value and "://" not in value and "." in value else value


class Needed:
    """The field must be filled; the sentence says what is missed, in its own words."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, _form: PlainForm, field: Field) -> None:
        if not field.data:
            raise validators.StopValidation(str(self.sentence))


class AtMost:
    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: PlainForm, field: Field) -> None:
        length = len(field.data or "")
        if length > self.most:
            raise validators.StopValidation(
                languages.gettext("That is %(length)s characters; %(most)s fit.", length=length, most=self.most)
            )


class IsAddress:
    def __call__(self, _form: PlainForm, field: Field) -> None:
        if not is_address(field.data or ""):
            raise validators.StopValidation(languages.gettext("This is not a whole e-mail address."))


class IsWebAddress:
    @staticmethod
    def holds(value: str) -> bool:
        return value.startswith(("https://", "http://")) and len(value.split("/", 3)[2]) >= 3 and " " not in value

    def __call__(self, _form: PlainForm, field: Field) -> None:
        if not self.holds(field.data or ""):
            raise validators.StopValidation(languages.gettext("This is not a whole web address."))


def is_address(value: str) -> bool:
    """Whether this is an e-mail address as it is written; nothing is asked of the network."""
    try:
        validate_email(value, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True
