"""Whether a name is more than one person's: registers write two into one cell, and one of them would go uncounted.

::

    Пробный Илья Олегович, Образцов Пётр Ильич      each piece is built like a name
    Пробный И.О. Образцов П.И.                      initials twice, before surnames or behind
    Пробный Илья Олегович Образцов Пётр Ильич       patronymics twice, a name's length apart
    Информация скрыта, Информация скрыта            hidden twice, or beside a name
    Пробный И.О. и др.                              with others, who are not named
    Пробный Илья Олегович, он же Образцов           one person under two names
"""

from __future__ import annotations

import re

from absentia.model.texts import N_
from absentia.sources.ru_sudrf.charge_persons import like_a_name
from absentia.sources.ru_sudrf.charge_tokens import HIDDEN, fold
from absentia.sources.ru_sudrf.values import name_value

SEVERAL = N_("a name that may be several persons'; it was read as one")
AMONG_CHARGES = N_("words among charges that may name somebody else, who was not read")

# «ООО "Пример, Образец и Ко"»: what is quoted is one name, whatever it holds
_QUOTED = re.compile(r"\"[^\"]*\"|«[^»]*»|„[^“]*“|“[^”]*”")
_SEPARATORS = re.compile(r"[,;/\n]|\sи\s")
# «и др.», «и другие», «и ещё 2 лица», «(+2)», «всего 3 лица»
_OTHERS = re.compile(
    r"(?<![^\W\d_])(?:др\.|други(?:е|х|ми)(?![^\W\d_])|ещ[её] (?:\d|дв|тр|один|одн)|всего \d)|\+ ?\d",
    re.IGNORECASE,
)
# a capitalised word that is no abbreviation: the codes of law are such
_NAMED = re.compile(r"(?<![^\W\d_])[A-ZА-ЯЁ](?:[a-zа-яё]{2}|[A-ZА-ЯЁ]{5}|[A-ZА-ЯЁ]{1,4} [A-ZА-ЯЁ](?![^\W\d_]))")
_ALIAS = re.compile(r"\bон[аи]? же\b|\bранее\b", re.IGNORECASE)
# «И.О.», «И. О.», «И.»
_INITIALS = re.compile(r"(?<![^\W\d_])(?:[A-ZА-ЯЁ]\. ?){1,3}")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_PATRONYMIC = re.compile(r"(?:ович|евич|ич|овна|евна|ична|инична|оглы|оглу|[кг]ызы|улы|уулу)$", re.IGNORECASE)
_HIDDEN = re.compile(HIDDEN)
_SAYS_HIDDEN = "скрыт"
_EDGES = " ,;/\n"
_NAME_LENGTH = 3
"""Words of a full name: surname, name, patronymic."""


def one_name(text: str) -> tuple[str | None, bool, bool]:
    """The name in a cell that is to hold one, whether the page hides it, and whether there may be several."""
    name, hidden = name_value(text)
    if name is None:
        return None, hidden, False
    if _SAYS_HIDDEN in name.lower() and (marks := _HIDDEN.findall(folded := fold(text))):
        return None, True, len(marks) > 1 or bool(_HIDDEN.sub("", folded).strip(_EDGES))
    return name, False, several_persons(text)


def several_persons(name: str) -> bool:
    """Whether a name may hold more than one person; aliases and what stands in quotes do not count."""
    text = _QUOTED.sub("Q", name)
    if _OTHERS.search(text):
        return True
    if _ALIAS.search(text):
        return False
    if sum(like_a_name(piece) for piece in _SEPARATORS.split(text)) > 1 or len(_INITIALS.findall(text)) > 1:
        return True
    last = None
    for position, word in enumerate(_WORD.findall(text)):
        if position >= _NAME_LENGTH - 1 and _PATRONYMIC.search(word):
            if last is not None and position - last >= _NAME_LENGTH:
                return True
            last = position
    return False


def may_name_somebody(text: str) -> bool:
    """Whether what stands among charges may be another person's name: no word of a charge is capitalised."""
    start = 0
    for hidden in _HIDDEN.finditer(fold(text)):
        if _NAMED.search(text, start, hidden.start()):
            return True
        start = hidden.end()
    return _NAMED.search(text, start) is not None
