"""What makes a capitalised word of a text nobody's name: what it is known for, and what stands around it."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence

from absentia.parse.mask.words import About, Word

_CASE = "(?:а|у|ом|ем|е|ы|и|ою|ой|ам|ами|ах|я|ю|ям|ями|ях)?"
_ADJECTIVE = re.compile(r"(?:ий|ый|ой|ого|его|ому|ему|ым|им|ом|ем|ая|яя|ую|юю|ей|ою|ее|ое)$")
# «районного» in «Ленинского районного суда»
_KIND = re.compile(
    r"(?:районн|городск|областн|краев|гарнизонн|военн|окружн|флотск|межрайонн|верховн|миров|апелляционн|кассационн|"
    r"арбитражн|межмуниципальн|автономн|муниципальн|народн)(?:ый|ий|ой|ого|ому|ым|им|ом|ая|ую|ые|ых|ыми|ое)$"
)
# heads that only a place can describe, and «суд», which may be what a man comes before
_HEAD = re.compile(
    rf"(?:гвс|овс|фвс|(?:гарнизон|район|област|кра|округ|республик|флот|сельсовет|прокуратур|комендатур){_CASE}"
    r"|край|края|краю|крае|область|областью)$"
)
_COURT = re.compile(rf"(?:суд|судебн\w{{2,3}}|участ\w{{2,4}}){_CASE}$")
_TOWN_BEFORE = frozenset(
    ("г", "гор", "город", "города", "городу", "городе", "городом", "п", "пос", "поселок", "с", "село", "д", "дер", "ст")
)
_WITH_A_DOT = frozenset(("с", "п", "д"))
"""Of these: «с Владимиром» is no village."""
_REGION_BEFORE = frozenset(["республика", "республики", "республике", "республику", "республикой"])
BLANK = re.compile(r"[ \t\r\n\xa0]{1,3}")
_YEAR = 7
_YEAR_BEFORE = re.compile(r"[0-9]{4}[ \xa0]{0,3}$")

_SPAN = tuple[int, int]


class Cell(enum.Enum):
    """What a text is expected to hold."""

    TEXT = "text"
    """Words of a court's: events, results, notes, labels."""
    CHARGES = "charges"
    """Names among charges, and whatever nobody expected: small words are suspect, too."""
    COURT = "court"
    """The name of a court: its places and adjectives are in no list."""


class Surroundings:
    """The words of one text, each among those beside it."""

    def __init__(
        self, text: str, words: Sequence[Word], cell: Cell, head: int, names_of_codes: re.Pattern[str] | None
    ) -> None:
        self._text = text
        self._words = words
        self._cell = cell
        self._head = head
        """Letters at the beginning that are the publisher's own."""
        self._names_of_codes = names_of_codes
        self._first, self._last = _compounds(words)
        self._codes: list[_SPAN] | None = None
        """Where codes of law stand in full; not looked for yet."""

    def gap(self, index: int) -> str:
        """What stands between a word and the next one."""
        return self._text[self._words[index].end : self._words[index + 1].start]

    def in_head(self, word: Word) -> bool:
        """Whether a word is one of those at the beginning that are the publisher's own."""
        return word.end <= self._head

    def harmless(self, index: int) -> bool:
        """Whether the word is known to be nobody's name where it stands."""
        word = self._words[index]
        about = word.about
        if self.in_head(word):
            return True
        if about & About.KNOWN:
            alone = about & About.ADJECTIVE and about & About.CAPITAL and self._cell is not Cell.COURT
            return not alone or self._described(index)
        known_here = bool(about & About.PLACE) or self._of_an_institution(index) or self._in_a_town(index)
        return known_here or self._in_a_code(word)

    def _in_a_code(self, word: Word) -> bool:
        """A word of a code of law that stands in full: «КК України»."""
        if self._codes is None:
            self._codes = (
                [found.span() for found in self._names_of_codes.finditer(self._text)] if self._names_of_codes else []
            )
        return any(start <= word.start and word.end <= end for start, end in self._codes)

    def _described(self, index: int) -> bool:
        """Whether a known noun or adjective follows at once: «Гражданский иск»."""
        if index + 1 >= len(self._words):
            return False
        following = self._words[index + 1]
        return (
            bool(following.about & About.KNOWN)
            and not following.about & About.LINK
            and (following.joined or BLANK.fullmatch(self.gap(index)) is not None)
        )

    def _of_an_institution(self, index: int) -> bool:
        """An adjective before a court, a garrison, a district: «Ленинского районного суда»."""
        words = self._words
        index = self._last[index]  # «Санкт-Петербургский»
        if index + 1 >= len(words) or not BLANK.fullmatch(self.gap(index)):
            return False
        adjective, following = words[index], words[index + 1]
        if not _ADJECTIVE.search(adjective.folded):
            return False
        if _HEAD.match(following.folded):
            return True
        if _KIND.match(following.folded):
            return index + 2 < len(words) and self._heads_an_institution(index + 2)
        of_a_court = self._cell is Cell.COURT or adjective.about & About.OF_COURTS
        return bool(of_a_court and _COURT.match(following.folded))

    def _heads_an_institution(self, index: int) -> bool:
        folded = self._words[index].folded
        return any(pattern.match(folded) for pattern in (_HEAD, _COURT, _KIND)) or folded.startswith("прокур")

    def _in_a_town(self, index: int) -> bool:
        """A town behind «г.»; in the name of a court any, elsewhere one of the known."""
        words, first = self._words, self._first[index]
        if first == 0:
            return False
        before = words[first - 1]
        known = words[index].about & (About.TOWN | About.PLACE)
        if before.folded in _REGION_BEFORE:
            return bool(known) or self._cell is Cell.COURT
        if not self._says_town(first - 1):
            # «г. Нижний Новгород»: the second word of a town
            second = before.about & (About.TOWN | About.PLACE) and first > 1 and self._says_town(first - 2)
            return bool(known and second)
        in_a_year = _YEAR_BEFORE.search(self._text[max(0, before.start - _YEAR) : before.start])
        initial = About.SINGLE | About.CAPITAL
        initials = index + 1 < len(words) and words[index + 1].about & initial == initial
        return not in_a_year and not initials and bool(known or self._cell is Cell.COURT)

    def _says_town(self, index: int) -> bool:
        """Whether a word says that what follows at once is a town: «г.», «городе»."""
        folded, gap = self._words[index].folded, self.gap(index)
        between = re.fullmatch(r"[. \xa0]{1,2}", gap) is not None
        return folded in _TOWN_BEFORE and between and (folded not in _WITH_A_DOT or "." in gap)


def _compounds(words: Sequence[Word]) -> tuple[list[int], list[int]]:
    """For every word the first and the last of those it hangs together with."""
    first = list(range(len(words)))
    last = list(range(len(words)))
    for index in range(1, len(words)):
        if words[index].joined:
            first[index] = first[index - 1]
    for index in range(len(words) - 2, -1, -1):
        if words[index + 1].joined:
            last[index] = last[index + 1]
    return first, last
