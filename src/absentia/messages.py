"""Every sentence a person reads, in English and Russian, through gettext.

The English sentence is the key. Sentences are values (:mod:`absentia.model.texts`): made anywhere, said in a language
by whoever knows the reader. The command line marks its own with ``_("…")`` (:mod:`absentia.cli.language`), ``say`` and
``echo``; ``N_("…")`` marks one that is only declared (a table of labels, a help text). Placeholders are named. Words
that mean two things are told apart by a context: ``pgettext("first day", "from")``. Catalogues: ``locale/ru/*.po``, one
per area, compiled by ``make catalogues`` into one ``absentia.mo``.
"""

from __future__ import annotations

import gettext as _gettext
from pathlib import Path

LANGUAGES = ("en", "ru")
DOMAIN = "absentia"
LOCALE_FOLDER = Path(__file__).parent / "locale"

_translations: dict[str, _gettext.NullTranslations] = {"en": _gettext.NullTranslations()}


def _catalogue(code: str) -> _gettext.NullTranslations:
    if code not in LANGUAGES:
        code = "en"
    if code not in _translations:
        _translations[code] = _gettext.translation(DOMAIN, LOCALE_FOLDER, languages=[code], fallback=True)
    return _translations[code]


def translate(message: str, code: str, context: str | None = None) -> str:
    """The message in a language."""
    if not message:
        return ""  # gettext keeps the catalogue's head under it
    return _catalogue(code).gettext(message) if context is None else _catalogue(code).pgettext(context, message)


def translate_plural(singular: str, plural: str, number: int, code: str) -> str:
    """The form of the message that fits the number, in a language."""
    return _catalogue(code).ngettext(singular, plural, number)


def N_(message: str) -> str:  # noqa: N802  the name every gettext tool knows
    """Mark a message for translation and return it unchanged."""
    return message
