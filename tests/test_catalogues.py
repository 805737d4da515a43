"""The catalogue tool finds every sentence, tells the same words apart by context, and misses no plural form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tools.catalogues import Key, complete, merged, wanted

from absentia.messages import translate_plural

SOURCE = """
_("plain")
said("as a value {n}", n=said("within"))
said(N_("one way") if way else N_("the other"))
counted("{n} man", "{n} men", n=3)
_("{n} page", "{n} pages", n=n)
pgettext("first day", "from")
pgettext("publisher", "from")
said(template, n="not a sentence")
"""
HEAD = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=3; plural=n%10;\\n"\n\n'
)


def test_every_way_to_mark_a_sentence_is_found(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(SOURCE, encoding="utf-8")
    assert {key for key, _place in wanted(tmp_path)} == {
        Key("plain", None, None), Key("as a value {n}", None, None), Key("within", None, None),
        Key("one way", None, None), Key("the other", None, None), Key("{n} man", None, "{n} men"),
        Key("{n} page", None, "{n} pages"), Key("from", "first day", None), Key("from", "publisher", None),
    }  # fmt: skip


def test_the_same_words_with_two_meanings_have_two_translations(tmp_path: Path) -> None:
    (tmp_path / "one.po").write_text(
        HEAD + 'msgctxt "first day"\nmsgid "from"\nmsgstr "с"\n\nmsgctxt "publisher"\nmsgid "from"\nmsgstr "из"\n',
        encoding="utf-8",
    )
    catalogue = merged(tmp_path)
    first, other = catalogue.get("from", "first day"), catalogue.get("from", "publisher")
    assert first is not None
    assert other is not None
    assert (first.string, other.string) == ("с", "из")
    assert not complete(catalogue.get("from"), Key("from", None, None))


def test_two_translations_of_the_same_sentence_are_an_error(tmp_path: Path) -> None:
    for name, russian in (("one", "с"), ("two", "из")):
        (tmp_path / f"{name}.po").write_text(f'{HEAD}msgid "from"\nmsgstr "{russian}"\n', encoding="utf-8")
    with pytest.raises(SystemExit, match="translated twice"):
        merged(tmp_path)


# «{n} записей», «{n} разных периодов», but not «{share:.1%} записей»: a share governs the plural whatever it is
MANY = re.compile(
    r"\{(\w+)(?::[^}%]*)?\}[ \u00a0]([а-яё]+(?:ых|их)[ \u00a0])?[а-яё]+(?:ов|ев|ей|дел|ячеек|дней|симуляций)\b"
)
SHARES_AND_NAMES = {"level", "spread", "name"}
# the same of nouns that end otherwise
COUNTED = re.compile(
    r"\{(\w+)(?::[^}%]*)?\}[ \u00a0](?:общих |новых )?"
    r"(?:единиц\w*|лет|год[ау]? подряд|месяц\w*|раза?|степен\w*|строк\w*|дела?|"
    r"перестанов\w*|байт\w*|страниц\w*|суд\w*|запис\w*|числ\w*)\b"
)


def test_a_number_beside_its_noun_has_plural_forms() -> None:
    """Russian says 1 запись, 2 записи, 5 записей; one form for all is a mistake, a colon («записей: 5») is none."""
    russian = merged()
    for key, place in wanted():
        message = russian.get(key.singular, key.context)
        if message is not None and isinstance(message.string, str):
            found = MANY.search(message.string)
            assert found is None or found[1] in SHARES_AND_NAMES, (place, message.string)
            assert COUNTED.search(message.string) is None, (place, message.string)


def test_1_2_5_and_21_have_their_forms() -> None:
    """Every sentence with forms is said of 1, 2, 5 and 21: 21 stands as 1 does, and none stands as English does."""
    for key, place in wanted():
        if key.plural is None:
            continue
        names = set(re.findall(r"\{(\w+)", key.plural))
        said_of = {}
        for number in (1, 2, 5, 21):
            form = translate_plural(key.singular, key.plural, number, "ru")
            assert set(re.findall(r"\{(\w+)", form)) <= names, (place, form)
            said_of[number] = form
        assert said_of[21] == said_of[1], place
        assert key.plural not in said_of.values() or not re.search("[a-z]{3}", re.sub(r"\{[^}]*\}", "", key.plural)), (
            place
        )


def test_one_form_for_every_number_would_be_found() -> None:
    assert MANY.search("показано {n} записей")
    assert MANY.search("в {n:.0f} разных периодов")
    assert MANY.search("записей: {n}") is None
    assert MANY.search("{share:.1%} пар дел") is None
    assert COUNTED.search("не менее {n} лет")
    assert COUNTED.search("в {n} раза чаще")
    assert COUNTED.search("в {year} году") is None


@pytest.mark.parametrize(
    ("entry", "whole"),
    [
        ('msgid "{n} man"\nmsgid_plural "{n} men"\nmsgstr[0] "а"\nmsgstr[1] "б"\nmsgstr[2] "в"\n', True),
        ('msgid "{n} man"\nmsgid_plural "{n} men"\nmsgstr[0] "а"\nmsgstr[1] ""\nmsgstr[2] "в"\n', False),
        ('msgid "{n} man"\nmsgstr "человек"\n', False),
        ('msgid "another"\nmsgstr "другое"\n', False),
    ],
)
def test_a_plural_needs_every_form(entry: str, whole: bool, tmp_path: Path) -> None:
    (tmp_path / "one.po").write_text(HEAD + entry, encoding="utf-8")
    key = Key("{n} man", None, "{n} men")
    assert complete(merged(tmp_path).get(key.singular), key) is whole
