# What netapp uses of Flask-Babel, which ships no types. A lazy text passes for str: WTForms takes it for one.
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from babel import Locale
from flask import Flask

class Babel:
    def __init__(
        self,
        app: Flask | None = None,
        default_locale: str = "en",
        default_domain: str = "messages",
        default_translation_directories: str = "translations",
        default_timezone: str = "UTC",
        locale_selector: Callable[[], str | None] | None = None,
        timezone_selector: Callable[[], str | None] | None = None,
    ) -> None: ...

def gettext(text: str, **values: Any) -> str: ...
def ngettext(singular: str, plural: str, num: int, **values: Any) -> str: ...
def lazy_gettext(text: str, **values: Any) -> str: ...
def lazy_ngettext(singular: str, plural: str, num: int, **values: Any) -> str: ...
def force_locale(locale: str | Locale) -> AbstractContextManager[None]: ...
def get_locale() -> Locale | None: ...
def refresh() -> None: ...
