"""A text as words, each with what is known of it: whether it may be a name, a role, an office, a place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from absentia.law import law, laws
from absentia.model import UNASSIGNED
from absentia.parse.mask.declension import Dictionary, stems
from absentia.parse.mask.letters import LOOK_ALIKES, fold
from absentia.sources import get_source
from absentia.sources.content import Lexicon


class About:
    """What is known of a word: flags. Plain numbers, for they are asked about ten times a word."""

    CAPITAL = 1
    """Some letter of it is not small; true of all words in scripts that know no capitals, or none that are used."""
    SINGLE = 2
    """One letter."""
    KNOWN = 4
    """A word of the publisher's, of law, of a court: nobody's name as it stands."""
    LINK = 8
    """A known word that is no noun and no adjective: what stands before it is not described by it."""
    ADJECTIVE = 16
    """A known adjective, singular: «Гражданский» is a surname where nothing known follows."""
    ROLE = 32
    """A name may follow."""
    OFFICE = 64
    """An office of the state may be named so."""
    PLACE = 128
    """A region or town that may stand alone."""
    TOWN = 256
    """A town, behind «г.»."""
    OF_COURTS = 512
    """An adjective of a court's name."""
    PATRONYMIC = 1024
    """Built like a patronymic."""
    PARTICLE = 2048
    """«оглы», «кызы»: part of the name before it."""


class Word(NamedTuple):
    """One word of a text: a run of letters."""

    start: int
    end: int
    folded: str
    about: int
    """Flags of :class:`About`."""
    stems: frozenset[str]
    joined: bool
    """Nothing but a hyphen or an apostrophe parts it from the word before."""


_RUN = re.compile(r"[^\W\d_]+")
_JOINTS = frozenset("-’'‘ʼ`–")
# after the letters that end a name's stem: «Тестович», «Тестовной», «Нұрланұлы»
_PATRONYMIC = re.compile(
    r"(?:[оеєії]вич|[йь]ович|ьич|мич|кич|нич|вич)(?:[аеуи]|ем|ом|ів)?$|"
    r"(?:[оеєії]вн|[йь]овн|иничн|ичн)(?:[аыеуи]|ой|ою|ою)$|"
    r"[^ ]{3}(?:ұлы|улы|уулу|қызы|кызы|ҡыҙы|оглы|оғлы|углы)$"
)
_PARTICLES = frozenset(
    ("оглы", "оглу", "огли", "угли", "кызы", "гызы", "қызы", "ҡыҙы", "улу", "уулу", "улы", "ұлы", "заде", "бек")
)
_ROMAN = re.compile(r"[IVX]{1,6}")
# scripts of which the vocabulary has small letters
_FAMILIAR = re.compile(r"[A-Za-z\xc0-\u024f\u0370-\u052f]+")
_ADJECTIVE_FORM = re.compile(r"(?:ий|ый|ой|ого|его|ому|ему|ая|яя|ую|юю)$")


class Words:
    """The words of one publisher, folded and in all their forms."""

    def __init__(self, lexicon: Lexicon, codes: Iterable[str] = (), names_of_codes: Iterable[str] = ()) -> None:
        self.codes = frozenset((*codes, UNASSIGNED))
        """Codes of law: what a charge may name beside an article."""
        written = "|".join(sorted(map(re.escape, names_of_codes), key=len, reverse=True))
        self.names_of_codes = re.compile(rf"(?<!\w)(?:{written})(?!\w)", re.IGNORECASE) if written else None
        """Any state's code in full, «КК України»: its words are nobody's name where they stand so."""
        self._forms: dict[str, int] = {}
        """Words that are given as they stand."""
        self._dictionary = Dictionary()
        for phrase in lexicon.phrases:
            self._note(_RUN.findall(phrase), About.KNOWN)
        self._note(lexicon.forms, About.KNOWN | About.LINK)
        self._note(lexicon.role_forms, About.KNOWN | About.ROLE)
        for words, flags in (
            (lexicon.words, About.KNOWN),
            (lexicon.roles, About.KNOWN | About.ROLE),
            (lexicon.offices, About.KNOWN | About.OFFICE),
            (lexicon.places, About.PLACE),
            (lexicon.towns, About.TOWN),
            (lexicon.courts, About.OF_COURTS),
        ):
            for word in words:
                self._dictionary.add(fold(word), flags)
        self._heads: dict[str, list[str]] = {}
        for phrase in map(_folded_text, lexicon.phrases):
            if first := _RUN.match(phrase):
                self._heads.setdefault(first.group(), []).append(phrase)
        self._seen: dict[str, tuple[str, int, frozenset[str]]] = {}
        self._kept = lru_cache(maxsize=1 << 14)(self._of)

    def _note(self, words: Iterable[str], flags: int) -> None:
        for form in map(fold, words):
            self._forms[form] = self._forms.get(form, 0) | flags

    def of(self, text: str) -> tuple[Word, ...]:
        """The words of a text, in order."""
        return self._kept(text) if len(text) <= LONGEST_KEPT else self._of(text)

    def _of(self, text: str) -> tuple[Word, ...]:
        words = []
        before = -2
        for run in _RUN.finditer(text):
            start, end = run.span()
            folded, about, bare = self._about(run.group())
            joined = before == start - 1 and text[before] in _JOINTS
            words.append(Word(start, end, folded, about, bare, joined))
            before = end
        return tuple(words)

    def _about(self, raw: str) -> tuple[str, int, frozenset[str]]:
        known = self._seen.get(raw)
        if known is None:
            if len(self._seen) >= _MOST_SEEN:
                self._seen.clear()
            known = self._looked_at(raw)
            if len(raw) <= _LONGEST_WORD:
                self._seen[raw] = known
        return known

    def _looked_at(self, raw: str) -> tuple[str, int, frozenset[str]]:
        folded = fold(raw)
        noted, adjective = self._dictionary.get(folded)
        about = noted | self._forms.get(folded, 0)
        # a role stands alone: «Подсудимый не явился»
        if _ADJECTIVE_FORM.search(folded) and (adjective or about == About.KNOWN) and not about & About.ROLE:
            about |= About.ADJECTIVE
        if not raw.islower() or not _FAMILIAR.fullmatch(raw):
            about |= About.CAPITAL
        if len(raw) == 1:
            about |= About.SINGLE
        if _ROMAN.fullmatch(raw):
            about |= About.KNOWN | About.LINK
        if not about & About.KNOWN and _PATRONYMIC.search(folded):
            about |= About.PATRONYMIC
        if folded in _PARTICLES:
            about |= About.PARTICLE
        return folded, about, stems(folded[:_LONGEST_WORD])

    def head(self, text: str) -> int:
        """How many letters at the beginning of the text are one of the publisher's own phrases."""
        folded = _folded_text(text[:_LONGEST_PHRASE])
        first = _RUN.match(folded)
        longest = 0
        for phrase in self._heads.get(first.group(), ()) if first else ():
            if folded.startswith(phrase) and not folded[len(phrase) : len(phrase) + 1].isalpha():
                longest = max(longest, len(phrase))
        return longest


LONGEST_KEPT = 2000
"""Letters of a text whose words are remembered: what is longer hardly comes twice."""
_LONGEST_WORD = 60
_MOST_SEEN = 1 << 17
_LONGEST_PHRASE = 200


def _folded_text(text: str) -> str:
    """The text with as many letters as it has, free of case, ё and Latin look-alikes."""
    return "".join(letter.lower()[0] for letter in text).translate(LOOK_ALIKES)


@cache
def words_of(source: str) -> Words:
    """The words of the source with this id."""
    publisher = get_source(source)
    its = law(publisher.jurisdiction)
    in_full = {code for one in laws().values() for code in one.words.get("code", ()) if " " in code}
    return Words(publisher.lexicon(), (its.code or UNASSIGNED, *its.other_codes), in_full)
