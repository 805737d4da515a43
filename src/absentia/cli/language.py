"""The language of one call of the command line, and its own sentences in that language.

It is chosen once, when the program starts, by ``--lang`` or the environment; nothing outside of ``cli`` knows of it.
"""

from __future__ import annotations

import gettext
import os
from typing import Any

from absentia.messages import DOMAIN, LANGUAGES, LOCALE_FOLDER, N_, translate
from absentia.model.texts import Said, Words, spoken

__all__ = [
    "LANGUAGES",
    "N_",
    "_",
    "from_environment",
    "language",
    "pgettext",
    "set_language",
    "speak_through_gettext",
    "told",
]

_current = "en"


def language() -> str:
    """The language in use: ``en`` or ``ru``."""
    return _current


def set_language(code: str) -> None:
    """Speak this language from now on; anything but ``ru`` is English."""
    global _current  # noqa: PLW0603  a command speaks one language
    _current = code if code in LANGUAGES else "en"


def speak_through_gettext(code: str) -> None:
    """Let libraries that call :func:`gettext.gettext` themselves (click's usage and errors) speak this language, too.

    It changes the process's default text domain and LANGUAGE.
    """
    os.environ["LANGUAGE"] = code if code in LANGUAGES else "en"
    gettext.bindtextdomain(DOMAIN, LOCALE_FOLDER)
    gettext.textdomain(DOMAIN)


def from_environment() -> str:
    """The language the user's environment asks for, by the usual order LANGUAGE, LC_ALL, LC_MESSAGES, LANG."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable, ""):
            return value.split(":")[0].split("_")[0].split(".")[0].lower()
    return "en"


def _(sentence: Words, plural: str | None = None, /, **values: Any) -> str:
    """Words in the language in use, or a template with its values: ``_("{n} page", "{n} pages", n=3)``."""
    return told(Said(sentence, values, plural) if isinstance(sentence, str) else sentence)


def told(words: Words) -> str:
    """A sentence, a count or a name in the language in use."""
    return spoken(words, _current)


def pgettext(context: str, message: str) -> str:
    """The message in the language in use, told by its context from the same words with another meaning."""
    return translate(message, _current, context)
