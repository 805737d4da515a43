"""Countries by ISO 3166-1 alpha-3, named in every language (CLDR through Babel)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from absentia.messages import LANGUAGES


@cache
def country_names(code: str) -> Mapping[str, str]:
    """The name of a country by language; its code where nobody names it."""
    from babel.core import Locale, get_global

    short = (get_global("territory_aliases").get(code) or [""])[0]
    return {language: Locale.parse(language).territories.get(short, code) for language in LANGUAGES}
