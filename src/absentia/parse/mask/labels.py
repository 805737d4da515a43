"""What stands beside a label of a page: a person, a judge, a number, charges; whether or not the vocabulary has it."""

from __future__ import annotations

import enum
import re
from functools import lru_cache

from absentia.parse.mask.letters import fold_name
from absentia.parse.mask.words import About, Words

# beside the roles of the vocabulary
_PERSON_LABEL = re.compile(r"лиц[оа]\b|фамили|фио\b|ф\.и\.о|кому выдан|подавш|подал|участник")
_NOT_A_PERSON_LABEL = re.compile(
    r"^(?:дата|время|результат|вид|процессуальн|номер|признак|категори|стади|статус|основани|материал|перечень|сумма|"
    r"суд\b|суд |регион|срок|место|наименование событ)"
)
_COURT_LABEL = re.compile(r"^(?:районный |вышестоящий )?суд\b")
_NUMBER_LABEL = re.compile(r"^(?:номер (?:дела|производства)|уникальный идентификатор)")
_IDENTIFIER_LABEL = re.compile(r"^(?:инн|кпп|огрн|огрнип|снилс|паспорт)")
# «Перечень статей», «Статья»; not «Процессуальный статус заявителя»
_CHARGE_LABEL = re.compile(r"\bстат(?:ь|ей)")
_JUDGE = ("судья", "судьи", "мировой судья", "председательствующ", "докладчик")


class Label(enum.Enum):
    """What the value beside a label is."""

    JUDGE = "judge"
    PERSON = "person"
    IDENTIFIER = "identifier"
    CHARGES = "charges"
    COURT = "court"
    NUMBER = "number"
    OTHER = "other"


@lru_cache(maxsize=1 << 12)
def label_of(label: str, words: Words) -> Label:
    """What stands beside a label, whether or not the vocabulary has it."""
    folded = label.casefold().replace("ё", "е").strip()
    if fold_name(label).startswith(_JUDGE):
        return Label.JUDGE
    if not _NOT_A_PERSON_LABEL.match(folded) and (
        _PERSON_LABEL.search(folded) or any(word.about & About.ROLE for word in words.of(label))
    ):
        return Label.PERSON
    for pattern, kind in (
        (_IDENTIFIER_LABEL, Label.IDENTIFIER),
        (_CHARGE_LABEL, Label.CHARGES),
        (_COURT_LABEL, Label.COURT),
        (_NUMBER_LABEL, Label.NUMBER),
    ):
        if pattern.search(folded):
            return kind
    return Label.OTHER
