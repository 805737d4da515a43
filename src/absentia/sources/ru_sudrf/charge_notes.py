"""Notes in brackets behind a charge or a code: how many episodes, which edition of the law."""

from __future__ import annotations

import re

from absentia.sources.ru_sudrf.charge_tokens import Kind, Token

# «(2 эпизода)», «(3 эп.)», «(2 преступления)»
_EPISODES = re.compile(r"\( {0,8}([1-9][0-9]{0,2}) {0,8}(?:эп\.?|эпизод(?:а|ов)?|преступлени(?:е|я|й)) {0,8}\)")
# «(в ред. ФЗ от 07.03.2011 № 26-ФЗ)», «(в редакции 2011 года)»
_EDITION_NOTE = re.compile(r"\( {0,8}в {1,8}ред(?:\.|акции)")
_CITES_ARTICLE = re.compile(r"ст(?:атья|атьи)?\.? {0,8}[0-9]")


def episodes_of(token: Token) -> int:
    """How many episodes a note states; 0 where it states none."""
    found = _EPISODES.fullmatch(token.text) if token.kind is Kind.NOTE else None
    return int(found.group(1)) if found else 0


def is_edition(token: Token) -> bool:
    """Whether a note only says which edition of the law is meant, and names no article of its own."""
    return _EDITION_NOTE.match(token.text) is not None and _CITES_ARTICLE.search(token.text) is None
