"""What a name looks like in Russian text: folding, case forms, and the patterns of names nobody listed.

Everything here errs on the side of hiding: a word too many behind ``[name]`` costs a reader a glance at the archive,
a name too few costs a person more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_LOOK_ALIKES = str.maketrans("abcehkmoptxyё", "авсенкмортхуе")
_NOT_A_WORD = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]+")

_CASE_ENDINGS = (
    "а у ом ым е ы ых ыми ой ого ому ым им ими их ую ю юю ая яя ое ее ие ые ий ый ей ея ею еем ем ь и я "
    "ия ию ием ии его ему ью ям ями ях ам ами ах ай аю аем ае уй уя уем уе яй"
)
_SHORTEST_STEM = 3
_ENDINGS = tuple(sorted(_CASE_ENDINGS.split(), key=len, reverse=True))
# «Образец», «Образца»; «Волчок», «Волчку»
_FLEETING = re.compile(r"^(.{3,})[еоё]([цк])$")

# «Образцов А.Б.», «ОБРАЗЦОВ А. Б», «Образцова-Тестова А.Б.»
_SURNAME_INITIALS = r"[A-ZА-ЯЁ][\w’'-]+,?\s{0,3}[A-ZА-ЯЁ]\s?\.\s{0,3}[A-ZА-ЯЁ]\b\.?"
# «А.Б. Образцов», «А. Б. Образцова»
_INITIALS_SURNAME = r"\b[A-ZА-ЯЁ]\s?\.\s{0,3}(?:[A-ZА-ЯЁ]\s?\.\s{0,3})?[A-ZА-ЯЁ][\w’'-]{2,}"
# «Образцову Примеру Тестовичу», «Пример Тестович», «ОБРАЗЦОВА ПРИМЕРА ТЕСТОВНА», «Образцов Пример Тест оглы»
_PATRONYMIC = (
    r"(?:[A-ZА-ЯЁ][\w’'-]+\s+){1,3}"
    r"(?:[А-ЯЁ][а-яё-]*(?:[оеё]вич|ич|[оеё]вн|ичн|иничн)(?:[аеуы]|ем|ом|ой)?|"
    r"[А-ЯЁ][А-ЯЁ-]*(?:[ОЕЁ]ВИЧ|ИЧ|[ОЕЁ]ВН|ИЧН|ИНИЧН)(?:[АЕУЫ]|ЕМ|ОМ|ОЙ)?|"
    r"[A-ZА-ЯЁ][\w-]*[\s-](?:[Оо]глы|[Оо]глу|[Кк]ызы|[Гг]ызы|[Уу]улу|[Уу]лы|ОГЛЫ|КЫЗЫ))\b"
)
NAME_LIKE = tuple(re.compile(pattern) for pattern in (_PATRONYMIC, _SURNAME_INITIALS, _INITIALS_SURNAME))

# «судья Образцов», «адвокату Образцовой», «рядового Образцова»: a role, then a word that can only be a name
_ROLE = re.compile(
    r"\b(?:судь[яеиюё]\w*|прокурор\w*|адвокат\w*|защитник\w*|подсудим\w+|обвиняем\w+|осужд[её]нн\w+|потерпевш\w+|"
    r"секретар\w+|следовател\w+|дознавател\w+|представител\w+|эксперт\w*|свидетел\w+|председательствующ\w+|"
    r"помощник\w*|истец\w*|истц\w+|ответчик\w*|заявител\w+|рядов\w+|ефрейтор\w*|сержант\w*|старшин\w+|прапорщик\w*|"
    r"лейтенант\w*|капитан\w*|майор\w*|подполковник\w*|полковник\w*|гр|гражданин\w*|гражданк\w+|фио)\b[\s:.–-]{1,4}",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"[A-ZА-ЯЁ][\w’'-]+")

# what an adjective before it belongs to: «Смоленский ГВС», «Ленинского районного суда», «Северный флотский военный суд»
_INSTITUTION_NEXT = re.compile(
    r"\s+(?:\w+(?:ск|цк)(?:ий|ого|ому|им|ом)\s+)?(?:гвс\b|суд|гарнизон|военн|районн|городск|област|краев|межрайон|"
    r"округ|окружн|район|флот|верховн|миров|апелляц|кассац|край|край\b|края|республик)",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(r"(?:ий|ый|ой|ого|его|ому|ему|ым|им|ом|ем|ая|яя|ую)$")

# words that stand with a capital in charge cells and headings and are nobody's name
_HARMLESS = (
    "ук рф упк коап кас гпк рсфср ссср россия россии российской федерации информация скрыта без имени ст ч п пп часть "
    "статья статьи пункт код эпизод эпизоды суд суда судебный участок номер дата дело дела дел категория гвс овс зовс "
    "материал материалы жалоба уголовное уголовные уголовный гражданское административное кодекс кодекса федеральный "
    "закон закона фз ред редакция постановление приговор приговоры решение определение апелляционное кассационное "
    "результат рассмотрения лица лицо стороны уид не нет да по на в от до для при за с о об и или а к из у без "
    "истец ответчик заявитель истцы ответчики третьи прокурор защитник адвокат потерпевший представитель вынесен "
    "заседание слушание иск иску судья судьи секретарь прекращено возвращено отложено"
)
_NEVER_NAMES = frozenset(_HARMLESS.split())
_LONG = 6
"""Letters from which on a word is known by its stem: short stems are too like those of names."""
_PROCURACY = (
    "Прокуратура|Военная прокуратура|Министерство|Управление|Отдел|Администрация|Департамент|Военный комиссариат"
)
# «Прокуратура Примерского района г. Образцовска»: an office and whose it is, nothing else
_INSTITUTION = re.compile(
    rf"^(?:{_PROCURACY})(?:\s+(?:[а-яё-]+|№\s?\d+|РФ|России|МВД|ФСБ|МО|ФНС|ФССП|УФК|"
    r"[А-ЯЁ][а-яё-]+(?:ского|ской|цкого|цкой|ого|ей)(?=\s+(?:района|округа|области|края|гарнизона|республики|города))|"
    r"(?:г\.|города|городу)\s*[А-ЯЁ][а-яё-]+))*$"
)


class Word(NamedTuple):
    """A word of a text, folded and stemmed."""

    start: int
    end: int
    folded: str
    stem: str
    capital: bool
    institutional: bool
    """An adjective before the word for a court, a garrison, a district: part of a name of a place."""


def fold_name(name: str) -> str:
    """One spelling for all that differ in case, ё, Latin look-alikes, spaces, dots and hyphens only."""
    normal = unicodedata.normalize("NFKC", name).casefold().translate(_LOOK_ALIKES)
    return _NOT_A_WORD.sub(" ", normal).strip()


@lru_cache(maxsize=65536)
def stem_of(folded: str) -> str:
    """A folded word without its case ending, so that «Образцову» and «Образцовым» meet «Образцов»."""
    for ending in _ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= _SHORTEST_STEM:
            return folded[: -len(ending)]
    return folded


def stems_of_name(folded: str) -> list[str]:
    """What the word of a name may look like without its ending, the usual one first: a vowel may be lost in it."""
    fleeting = _FLEETING.match(folded)
    return [stem_of(folded), *([fleeting[1] + fleeting[2]] if fleeting else [])]


@lru_cache(maxsize=16384)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order; hyphens and apostrophes part words here as they do in folded names."""
    return tuple(_words(text))


def _words(text: str) -> Iterator[Word]:
    for found in _WORD.finditer(text):
        raw = found.group()
        folded = fold_name(raw)
        if folded:
            institutional = bool(_ADJECTIVE.search(folded)) and bool(_INSTITUTION_NEXT.match(text, found.end()))
            yield Word(found.start(), found.end(), folded, stem_of(folded), raw[0].isupper(), institutional)


@lru_cache(maxsize=16384)
def name_like_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where something built like a name stands, whoever it may be."""
    if not any(letter.isupper() for letter in text):
        return ()
    # each pattern by itself: «ПРИГОВОР А.Б. Образцов» holds initials and a surname, not a surname and initials
    spans = [(_first_name_in(text, *found.span()), found.end()) for like in NAME_LIKE for found in like.finditer(text)]
    for role in _ROLE.finditer(text):
        position = role.end()
        while (word := _CAPITALISED.match(text, position)) and _may_be_a_name(text, word):
            spans.append(word.span())
            position = word.end() + 1
    return tuple(spans)


def _first_name_in(text: str, start: int, end: int) -> int:
    """Where a name begins in a stretch that may begin with other words: «Вынесен ПРИГОВОР Образцову А.Б.»."""
    for word in words_of(text):
        if word.start >= start and not (word.end < end and is_common(word.folded)):
            return min(word.start, end)
    return start


def _may_be_a_name(text: str, word: re.Match[str]) -> bool:
    folded = fold_name(word.group())
    return not is_common(folded) and not (_ADJECTIVE.search(folded) and _INSTITUTION_NEXT.match(text, word.end()))


@lru_cache(maxsize=16384)
def unlisted_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Every capitalised word that is not known to be harmless: for texts in which names are expected."""
    return tuple(
        (word.start, word.end)
        for word in words_of(text)
        if word.capital and not word.institutional and not is_common(word.folded)
    )


def is_institution(name: str) -> bool:
    """Whether a party's name is certainly an office of the state and names nobody."""
    return _INSTITUTION.match(name) is not None


def is_common(folded: str) -> bool:
    """Whether a folded word is one of those that stand with a capital and are nobody's name."""
    return folded in _NEVER_NAMES or folded in _FIRM or (len(folded) >= _LONG and stem_of(folded) in _NEVER_STEMS)


def looks_personal(raw: str) -> bool:
    """Whether a name is built like a person's: few words, each with a capital, none of a firm or an office."""
    words = [word for word in words_of(raw) if len(word.folded) > 1]
    return (
        0 < len(words) <= _MOST_WORDS
        and all(word.capital or word.folded in _PARTICLES for word in words)
        and not any(is_common(word.folded) for word in words)
        and not re.search(r"[«»\"“”№]", raw)
    )


_NEVER_STEMS = frozenset(stem_of(word) for word in _NEVER_NAMES if len(word) >= _LONG)
_MOST_WORDS = 6
_SMALL_WORDS = "оглы оглу кызы гызы уулу улы заде бей бек хан ибн аль эль де да дер ван фон"
_PARTICLES = frozenset(_SMALL_WORDS.split())
_OFFICES = (
    "ооо оао зао пао ао нко ано тсж снт гск фгку фгуп фгбу фку мвд мо фсб уфсин фссп ифнс банк фонд общество "
    "прокуратура министерство управление администрация департамент отдел комиссариат часть войсковая учреждение"
)
_FIRM = frozenset(_OFFICES.split())
