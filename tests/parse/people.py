"""Invented people: surnames of random syllables in the alphabets of the country, and surnames that are hard to bend.

``surnames.txt`` holds common and invented surnames in their six cases, a line each; nobody in particular bears them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from urllib.parse import quote

from hypothesis import strategies as st

_ENDINGS = ("ов", "ин", "ский", "енко", "юк", "ова", "ская", "ай", "ец", "улы", "дзе", "оглу")
# Russian, Ukrainian, Kazakh, Tatar, Bashkir: consonants and vowels
ALPHABETS = (
    ("бвгджзклмнпрстфхцчшщ", "аоуыэ"),
    ("бвгґджзклмнпрстхц", "аоуиіїєе"),
    ("бғгджзкқлмнңпрстш", "аәоөұүіы"),
    ("бвгджҗзклмнңпрстһ", "аәоөуү"),
    ("бғгджҙзҡклмнңпрҫст", "аәоөуүы"),
)
_FIRST = ("Вымышлен", "Пример", "Образец", "Ётун", "Тестина", "Проба", "Әсем", "Їжа")
_PATRONYMIC = ("Тестович", "Примеровна", "Образцович", "Пробовна", "Вымыслович", "Тест оглы", "Пробаұлы", "Вимисловіч")
_LATIN = str.maketrans("аеорсухАЕОРСХКМТН", "aeopcyxAEOPCXKMTH")
SOFT_HYPHEN, ACCENT, STIFF_HYPHEN, NO_WIDTH = "\u00ad", "\u0301", "\u2011", "\u200b"


@lru_cache(maxsize=1)
def declined() -> tuple[tuple[str, ...], ...]:
    """Surnames in their six cases, the nominative first."""
    lines = Path(__file__).with_name("surnames.txt").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split()) for line in lines if not line.startswith("#"))


@dataclass(frozen=True)
class Person:
    """One invented person. ``forms`` are the cases of the surname."""

    surname: str
    first: str
    patronymic: str
    forms: tuple[str, ...]

    @property
    def initials(self) -> str:
        return f"{self.first[0]}.{self.patronymic[0]}."

    def written(self) -> list[str]:
        """The ways portals write a person down."""
        full = f"{self.surname} {self.first} {self.patronymic}"
        return [
            full,
            full.upper(),
            f"{self.surname} {self.initials}",
            f"{self.surname.upper()} {self.initials}",
            f"{self.initials} {self.surname}",
            f"{self.surname} {self.first[0]}. {self.patronymic[0]}.",
            self.surname,
        ]


def disguised(text: str) -> list[str]:
    """The same name to the eye or to a browser: decomposed, hyphenated softly, in Latin letters, encoded …"""
    middle = len(text) // 2
    return [
        text,
        unicodedata.normalize("NFD", text),
        text[:2] + SOFT_HYPHEN + text[2:],
        text[:middle] + ACCENT + text[middle:],
        text[:1] + NO_WIDTH + text[1:],
        text.replace("-", STIFF_HYPHEN),
        in_look_alikes(text),
        "".join(f"&#{ord(letter)};" for letter in text),
        escape("".join(f"&#{ord(letter):x};".replace("#", "#x") for letter in text)),
        quote(quote(text)),
        "".join(f"\\u{ord(letter):04x}" for letter in text),
    ]


def _cases(surname: str) -> tuple[str, ...]:
    """The surname as running text bends it."""
    if surname.endswith(("ов", "ин", "юк", "ай")):
        soft = surname.endswith("ай")
        stem = surname[:-1] if soft else surname
        endings = ("я", "ю", "ем", "е") if soft else ("а", "у", "ым", "е", "ы", "ых")
        return (surname, *(stem + ending for ending in endings))
    if surname.endswith("ский"):
        return (surname, *(surname[:-2] + ending for ending in ("ого", "ому", "им", "ом")))
    if surname.endswith("ская"):
        return (surname, *(surname[:-2] + ending for ending in ("ой", "ую")))
    if surname.endswith("ова"):
        return (surname, *(surname[:-1] + ending for ending in ("ой", "у")))
    if surname.endswith("ец"):
        return (surname, *(surname[:-2] + ending for ending in ("ца", "цу", "цом", "це")))
    return (surname,)


@st.composite
def surnames(draw: st.DrawFn) -> tuple[str, ...]:
    """A surname in its cases: random syllables of one of the alphabets, or one that is hard to bend."""
    if draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(declined()))
    consonants, vowels = draw(st.sampled_from(ALPHABETS))
    syllable = st.tuples(st.sampled_from(consonants), st.sampled_from(vowels)).map("".join)
    root = "".join(draw(st.lists(syllable, min_size=3, max_size=4))) + draw(st.sampled_from("бвгдзкмнпрт"))
    return _cases((root + draw(st.sampled_from(_ENDINGS))).capitalize())


@st.composite
def people(draw: st.DrawFn) -> Person:
    """A person with a surname, a first name and a patronymic or what stands for one."""
    forms = draw(surnames())
    return Person(forms[0], draw(st.sampled_from(_FIRST)), draw(st.sampled_from(_PATRONYMIC)), forms)


def in_look_alikes(text: str) -> str:
    """The same letters to the eye, some of them Latin."""
    return text.translate(_LATIN)
