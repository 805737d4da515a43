"""What stands beside a label, whether or not the vocabulary has it."""

from __future__ import annotations

from absentia.parse.mask.labels import Label, label_of
from absentia.parse.mask.words import words_of


def test_labels_tell_what_stands_beside_them() -> None:
    told = {
        "Судья": Label.JUDGE,
        "Докладчик": Label.JUDGE,
        "Председательствующий судья": Label.JUDGE,
        "Заявитель": Label.PERSON,
        "Лицо, подавшее жалобу (заявитель)": Label.PERSON,
        "Переводчик": Label.PERSON,
        "Командир": Label.PERSON,
        "Кому выдан / направлен": Label.PERSON,
        "Процессуальный статус заявителя": Label.OTHER,
        "Дата рассмотрения дела в отношении лица": Label.OTHER,
        "Вид обжалуемого судебного акта": Label.OTHER,
        "ИНН": Label.IDENTIFIER,
        "Перечень статей": Label.CHARGES,
        "Суд (судебный участок) первой инстанции": Label.COURT,
        "Районный суд": Label.COURT,
        "Номер дела в первой инстанции": Label.NUMBER,
        "Уникальный идентификатор дела": Label.NUMBER,
    }
    words = words_of("ru_sudrf")
    assert {label: label_of(label, words) for label in told} == told
