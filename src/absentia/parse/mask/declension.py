"""Which words may be forms of one name: by rule, without knowing gender or case.

Two words are taken for forms of one name where they share a stem: what is left when any case ending is taken off, with
and without the vowel that comes and goes («Орёл», «Орла»; «Соловей», «Соловья»; «Заяц», «Зайца»). That finds too much
rather than too little. On the cases of 84 surnames in ``tests/parse/surnames.txt`` it finds all of 420, a dictionary
(pymorphy3, 17 MB) 390, rules for names of known gender (petrovich) 252; see decision 3.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CASE_ENDINGS = (
    "а у ом ым е ы ых ыми ой ою ого ому ым им ими их ую ю юю ая яя ое ее ие ые ий ый ей ея ею еем ем ь и я ия ию ием "
    "ии его ему ям ями ях ам ами ах ай аю аем ае й о і ії ї ові еві ем ям"
)
_ENDINGS = frozenset(_CASE_ENDINGS.split())
_LONGEST_ENDING = max(map(len, _ENDINGS))
_SHORTEST_STEM = 2
# the last vowel of «орел», «лев», «боец» (then with й or ь in its place: «бойц-», «льв-»), «соловь-»
_FLEETING = re.compile(r"[еоьй]([^аеиоуыэюяьй])$")
_AFTER_A_VOWEL = re.compile(r"([аеиоуыэюя])яц$")


@lru_cache(maxsize=1 << 16)
def stems(folded: str) -> frozenset[str]:
    """Everything a folded word may be without its case ending; a word of one letter is its own stem."""
    if len(folded) < _SHORTEST_STEM:
        return frozenset((folded,))
    word = _AFTER_A_VOWEL.sub(r"\1йц", folded)
    ends = range(max(_SHORTEST_STEM, len(word) - _LONGEST_ENDING), len(word))
    bare = {word, *(word[:end] for end in ends if word[end:] in _ENDINGS)}
    bare |= {_FLEETING.sub(r"\1", stem) for stem in bare}
    bare |= {stem.rstrip("ьй") for stem in bare}
    return frozenset(stem for stem in bare if len(stem) >= _SHORTEST_STEM)


_ADJECTIVE = re.compile(r"(?:ый|ий|ой)$")
_VOWEL = re.compile(r"(?:и[ея]|[аяоейь])$")
_ADJECTIVE_ENDINGS = frozenset(
    "ый|ий|ой|ого|его|ому|ему|ым|им|ом|ем|ая|яя|ую|юю|ей|ою|ею|ое|ее|ые|ие|ых|их|ыми|ими".split("|")  # noqa: SIM905
)
_NOUN_ENDINGS = frozenset(
    "|а|я|у|ю|ом|ем|е|ы|и|ой|ей|ою|ею|ию|ии|ий|ие|ия|ием|ией|иям|иями|иях|ам|ям|ами|ями|ах|ях|ью|ь|о".split("|")  # noqa: SIM905
)
_LONGEST = max(map(len, _NOUN_ENDINGS))


class Dictionary:
    """Ordinary words in all their forms, given in the nominative: more forms than there are, but none in «-ов».

    («Приговоров» may be somebody's name; «приговоры» is nobody's.)
    """

    def __init__(self) -> None:
        self._nouns: dict[str, int] = {}
        self._adjectives: dict[str, int] = {}

    def add(self, folded: str, flags: int) -> None:
        """Note something of a word."""
        adjective = _ADJECTIVE.search(folded)
        stem = folded[:-2] if adjective else _VOWEL.sub("", folded)
        stems_of_kind = self._adjectives if adjective else self._nouns
        stems_of_kind[stem] = stems_of_kind.get(stem, 0) | flags
        if adjective and stem.endswith(("нн", "т")):  # «вынесенный» and «вынесено», «изъятый» and «изъято»
            short = stem.removesuffix("нн") + "н" * stem.endswith("нн")
            self._nouns[short] = self._nouns.get(short, 0) | flags

    def get(self, folded: str) -> tuple[int, bool]:
        """What was noted of a word in whatever form, and whether it is an adjective."""
        flags, adjective = 0, False
        for length in range(min(_LONGEST, len(folded) - 1) + 1):
            stem, ending = folded[: len(folded) - length], folded[len(folded) - length :]
            if ending in _NOUN_ENDINGS:
                flags |= self._nouns.get(stem, 0)
            if ending in _ADJECTIVE_ENDINGS and (found := self._adjectives.get(stem, 0)):
                flags, adjective = flags | found, True
        return flags, adjective
