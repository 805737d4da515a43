"""Invented people whose names no word of any page resembles, and the case forms their names take."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
_VOWELS = "аоуыэ"
_ENDINGS = ("ов", "ин", "ский", "енко", "юк", "ова", "ская", "ай", "ец")
_FIRST = ("Вымышлен", "Пример", "Образец", "Ётун", "Тестина", "Проба")
_PATRONYMIC = ("Тестович", "Примеровна", "Образцович", "Пробовна", "Вымыслович")
_LATIN = str.maketrans("аеорсухАЕОРСХКМТН", "aeopcyxAEOPCXKMTH")


@dataclass(frozen=True)
class Person:
    """One invented person."""

    surname: str
    first: str
    patronymic: str

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

    def cases(self) -> list[str]:
        """The surname as running text bends it."""
        base = self.surname
        if base.endswith(("ов", "ин", "юк", "ай")):
            stem = base[:-1] if base.endswith("ай") else base
            soft = base.endswith("ай")
            endings = ("я", "ю", "ем", "е") if soft else ("а", "у", "ым", "е", "ы", "ых")
            return [base, *(stem + ending for ending in endings)]
        if base.endswith("ский"):
            return [base, *(base[:-2] + ending for ending in ("ого", "ому", "им", "ом"))]
        if base.endswith("ская"):
            return [base, *(base[:-2] + ending for ending in ("ой", "ую"))]
        if base.endswith("ова"):
            return [base, *(base[:-1] + ending for ending in ("ой", "у"))]
        if base.endswith("ец"):
            return [base, *(base[:-2] + ending for ending in ("ца", "цу", "цом", "це"))]
        return [base]

    @property
    def root(self) -> str:
        """The letters every form has in common."""
        for ending in sorted(_ENDINGS, key=len, reverse=True):
            if self.surname.casefold().endswith(ending):
                return self.surname[: -len(ending)].casefold()
        return self.surname.casefold()


@st.composite
def people(draw: st.DrawFn) -> Person:
    """A person with a surname of random syllables."""
    syllables = draw(
        st.lists(st.tuples(st.sampled_from(_CONSONANTS), st.sampled_from(_VOWELS)), min_size=3, max_size=4)
    )
    root = "".join(consonant + vowel for consonant, vowel in syllables) + draw(st.sampled_from("бвгдзкмнпрт"))
    return Person(
        (root + draw(st.sampled_from(_ENDINGS))).capitalize(),
        draw(st.sampled_from(_FIRST)),
        draw(st.sampled_from(_PATRONYMIC)),
    )


def in_look_alikes(text: str) -> str:
    """The same letters to the eye, some of them Latin."""
    return text.translate(_LATIN)
