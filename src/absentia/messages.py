"""Every sentence a person reads, in English and Russian, through gettext.

The English sentence is the key. Mark it with ``_("…")`` where it is used, or ``N_("…")`` where it is only declared
(a table of labels, a click help text) and translated later by ``_``. Placeholders are named and filled after
translation: ``_("{pages} pages read").format(pages=3)``. Words that mean two things are told apart by a context:
``pgettext("first day", "from")``. Sentences that travel as values are made by :mod:`absentia.model.texts`.
Catalogues: ``locale/ru/*.po``, one per area, compiled by ``make catalogues`` into one ``absentia.mo``.
"""

from __future__ import annotations

import gettext as _gettext
import os
from pathlib import Path

LANGUAGES = ("en", "ru")
DOMAIN = "absentia"
LOCALE_FOLDER = Path(__file__).parent / "locale"

_current = "en"
_translations: dict[str, _gettext.NullTranslations] = {"en": _gettext.NullTranslations()}


def language() -> str:
    """The language in use: ``en`` or ``ru``."""
    return _current


def set_language(code: str) -> None:
    """Speak this language from now on; anything but ``ru`` is English."""
    global _current  # noqa: PLW0603  a process speaks one language
    _current = code if code in LANGUAGES else "en"


def speak_through_gettext(code: str) -> None:
    """Let libraries that call :func:`gettext.gettext` themselves (click's usage and errors) speak this language too.

    It changes the process's default text domain and LANGUAGE, so only the command line does it.
    """
    os.environ["LANGUAGE"] = code if code in LANGUAGES else "en"
    _gettext.bindtextdomain(DOMAIN, LOCALE_FOLDER)
    _gettext.textdomain(DOMAIN)


def from_environment(environment: dict[str, str] | None = None) -> str:
    """The language the user's environment asks for, by the usual order LANGUAGE, LC_ALL, LC_MESSAGES, LANG."""
    values = os.environ if environment is None else environment
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := values.get(variable, ""):
            return value.split(":")[0].split("_")[0].split(".")[0].lower()
    return "en"


def _catalogue(code: str) -> _gettext.NullTranslations:
    if code not in _translations:
        _translations[code] = _gettext.translation(DOMAIN, LOCALE_FOLDER, languages=[code], fallback=True)
    return _translations[code]


def _(message: str) -> str:
    """The message in the language in use."""
    return _catalogue(_current).gettext(message)


def translate(message: str, code: str, context: str | None = None) -> str:
    """The message in a named language, whatever the one in use: pages that are written in both."""
    catalogue = _catalogue(code if code in LANGUAGES else "en")
    if not message:
        return ""  # gettext keeps the catalogue's head under it
    return catalogue.gettext(message) if context is None else catalogue.pgettext(context, message)


def translate_plural(singular: str, plural: str, number: int, code: str) -> str:
    """The form of the message that fits the number, in a named language."""
    return _catalogue(code if code in LANGUAGES else "en").ngettext(singular, plural, number)


def pgettext(context: str, message: str) -> str:
    """The message in the language in use, told by its context from the same words with another meaning."""
    return translate(message, _current, context)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of the message that fits the number, in the language in use."""
    return _catalogue(_current).ngettext(singular, plural, number)


def N_(message: str) -> str:  # noqa: N802  the name every gettext tool knows
    """Mark a message for translation and return it unchanged."""
    return message
