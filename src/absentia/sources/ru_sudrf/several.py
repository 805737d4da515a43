"""Whether a name is more than one person's: registers write two into one cell, and one of them would go uncounted.

::

    Пробный Илья Олегович, Образцов Пётр Ильич      each piece is built like a name
    Пробный И.О. Образцов П.И.                      initials twice
    Пробный Илья Олегович Образцов Пётр Ильич       patronymics twice, a name's length apart
    Пробный Илья Олегович, он же Образцов           one person under two names
"""

from __future__ import annotations

import re

from absentia.model.texts import N_
from absentia.sources.ru_sudrf.charge_persons import like_a_name

SEVERAL = N_("a name that may be several persons'; it was read as one")

# «ООО "Пример, Образец и Ко"»: what is quoted is one name, whatever it holds
_QUOTED = re.compile(r"\"[^\"]*\"|«[^»]*»|„[^“]*“|“[^”]*”")
_SEPARATORS = re.compile(r"[,;\n]|\sи\s")
_ALIAS = re.compile(r"\bон[аи]? же\b|\bранее\b", re.IGNORECASE)
# «Пробный И.О.», «Пробный И. О.»
_INITIALS = re.compile(r"[^\W\d_]{2,} +[A-ZА-ЯЁ]\. ?[A-ZА-ЯЁ]\.")
_PATRONYMIC = re.compile(r"(?:ович|евич|ич|овна|евна|ична|инична)$", re.IGNORECASE)
_NAME_LENGTH = 3
"""Words of a full name: surname, name, patronymic."""


def several_persons(name: str) -> bool:
    """Whether a name may hold more than one person; aliases and what stands in quotes do not count."""
    text = _QUOTED.sub("Q", name)
    if _ALIAS.search(text):
        return False
    if sum(like_a_name(piece) for piece in _SEPARATORS.split(text)) > 1 or len(_INITIALS.findall(text)) > 1:
        return True
    last = None
    for position, word in enumerate(text.split()):
        if position >= _NAME_LENGTH - 1 and _PATRONYMIC.search(word):
            if last is not None and position - last >= _NAME_LENGTH:
                return True
            last = position
    return False
