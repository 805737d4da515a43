"""Where in a text a name may stand, whoever's it is: found word by word, in one walk, whatever the page names.

Everything here errs on the side of hiding: a word too many behind ``[name]`` costs a reader a glance at the archive, a
name too few costs a person more. Every capitalised word is taken for a name that is no word of the publisher's, of law,
of a court or a place; and small words are where a role, an initial or a patronymic says so.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from absentia.parse.mask.words import LONGEST_KEPT, About, Word, Words


class Cell(enum.Enum):
    """What a text is expected to hold."""

    TEXT = "text"
    """Words of a court's: events, results, notes, labels."""
    CHARGES = "charges"
    """Names among charges, and whatever nobody expected: small words are suspect, too."""
    COURT = "court"
    """The name of a court: its places and adjectives are in no list."""


_SHORTEST_SUSPECT = 3
"""Letters from which on a small word is suspected."""
_MOST_WORDS = 4
"""Words of one name, behind a role."""
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
_REGION_BEFORE = frozenset(["республика", "республики", "республике", "республику", "республикой"])
_BLANK = re.compile(r"[ \t\r\n\xa0]{1,3}")
_BEFORE_INITIALS = re.compile(r"[ \t\r\n\xa0,]{1,3}")
_AFTER_INITIALS = re.compile(r"[ \t\r\n\xa0.]{0,3}")
_BETWEEN_INITIALS = re.compile(r"\.? {0,2}")
_BEHIND_A_ROLE = re.compile(r"[ \t\r\n\xa0:.–—«\"(-]{1,4}")
_WITHIN_A_NAME = re.compile(r"[ \t\r\n\xa0.’'-]{1,3}")
_AND = frozenset(("и", "или", "та", "да", "жэне", "һәм"))
_LIST = re.compile(r" {0,2}[,;/] {0,2}|[ \xa0]")
# what no surname ends in: «не явился»
_VERB = re.compile(r"(?:лся|лась|лось|лись|ться|тся)$")
_YEAR = 7
_YEAR_BEFORE = re.compile(r"[0-9]{4}[ \xa0]{0,3}$")
_SPAN = tuple[int, int]


def suspects(words: Words, text: str, cell: Cell) -> tuple[_SPAN, ...]:
    """The stretches of a text that may be names, in order."""
    return (_suspects_kept if len(text) <= LONGEST_KEPT else _suspects)(words, text, cell)


def _suspects(words: Words, text: str, cell: Cell) -> tuple[_SPAN, ...]:
    found = words.of(text)
    if cell is not Cell.CHARGES and not any(word.about & _INTERESTING for word in found):
        return ()
    return tuple(_Walk(text, found, cell, words.head(text), words.names_of_codes).spans())


_suspects_kept = lru_cache(maxsize=1 << 14)(_suspects)
_INTERESTING = About.CAPITAL | About.SINGLE | About.ROLE | About.PATRONYMIC | About.PARTICLE


class _Walk:
    """One text on its way."""

    def __init__(
        self, text: str, words: Sequence[Word], cell: Cell, head: int, names_of_codes: re.Pattern[str] | None
    ) -> None:
        self._text = text
        self._words = words
        self._cell = cell
        self._head = head
        """Letters at the beginning that are the publisher's own."""
        self._marked = bytearray(len(words))
        self._names_of_codes = names_of_codes
        self._first, self._last = _compounds(words)
        self._codes: list[_SPAN] | None = None
        """Where codes of law stand in full; not looked for yet."""

    def spans(self) -> Iterator[_SPAN]:
        """The marked words, neighbours together."""
        self._mark_unknown()
        self._mark_patronymics()
        self._mark_behind_roles()
        self._mark_initials()
        self._mark_whole_compounds()
        return self._joined()

    def _gap(self, index: int) -> str:
        """What stands between a word and the next one."""
        return self._text[self._words[index].end : self._words[index + 1].start]

    def _mark_unknown(self) -> None:
        """Every capitalised word that is not known to be nobody's name."""
        strict = self._cell is Cell.CHARGES
        for index, word in enumerate(self._words):
            about = word.about
            if about & About.SINGLE or not (strict or about & About.CAPITAL):
                continue
            if not about & About.CAPITAL and len(word.folded) < _SHORTEST_SUSPECT:
                continue
            if not self._harmless(index):
                self._marked[index] = 1

    def _harmless(self, index: int) -> bool:
        word = self._words[index]
        about = word.about
        if word.end <= self._head:
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
            and (following.joined or _BLANK.fullmatch(self._gap(index)) is not None)
        )

    def _of_an_institution(self, index: int) -> bool:
        """An adjective before a court, a garrison, a district: «Ленинского районного суда»."""
        words = self._words
        index = self._last[index]  # «Санкт-Петербургский»
        if index + 1 >= len(words) or not _BLANK.fullmatch(self._gap(index)):
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
        if before.folded not in _TOWN_BEFORE or not re.fullmatch(r"[. \xa0]{1,2}", self._gap(first - 1)):
            # «г. Нижний Новгород»: the second word of a town
            return bool(known and first > 1 and words[first - 1].about & (About.TOWN | About.PLACE))
        in_a_year = _YEAR_BEFORE.search(self._text[max(0, before.start - _YEAR) : before.start])
        initial = About.SINGLE | About.CAPITAL
        initials = index + 1 < len(words) and words[index + 1].about & initial == initial
        return not in_a_year and not initials and bool(known or self._cell is Cell.COURT)

    def _mark_patronymics(self) -> None:
        """«иванов иван иванович», «Гражданский Пример Тестович», «Пример Тест оглы»."""
        for index, word in enumerate(self._words):
            patronymic, particle = word.about & About.PATRONYMIC, word.about & About.PARTICLE
            if not patronymic and not particle:
                continue
            names = self._names_before(index, 3 if particle else 2)
            if particle and not names:
                continue
            for name in (*names, index):
                self._marked[name] = 1
            after = index + 1
            if after < len(self._words) and self._words[after].about & About.CAPITAL and self._may_be_named(after):
                self._marked[after] |= bool(_BLANK.fullmatch(self._gap(index)))

    def _names_before(self, index: int, most: int) -> list[int]:
        names: list[int] = []
        while len(names) < most and index > 0:
            joined = self._words[index].joined or _BLANK.fullmatch(self._gap(index - 1))
            if not joined or not self._may_be_named(index - 1):
                break
            index -= 1
            names.append(index)
        return names

    def _may_be_named(self, index: int) -> bool:
        """Whether a word beside a part of a name may be another part of it."""
        word = self._words[index]
        if word.end <= self._head or word.about & (About.SINGLE | About.ROLE):
            return False
        known = word.about & About.KNOWN
        return not known or bool(word.about & About.CAPITAL and word.about & About.ADJECTIVE)

    def _mark_behind_roles(self) -> None:
        """«судья иванов», «адвокату Образцовой», «свидетели А, Б и В»."""
        for index, word in enumerate(self._words[:-1]):
            if word.about & About.ROLE and _BEHIND_A_ROLE.fullmatch(self._gap(index)):
                self._mark_named_from(index + 1)

    def _mark_named_from(self, index: int) -> None:
        words, last = self._words, len(self._words) - 1
        length = 0
        while index <= last:
            word = words[index]
            if not word.about & About.SINGLE:
                if not self._named_by_a_role(index):
                    return
                self._marked[index] = 1
            length += 1
            if index == last:
                return
            if (
                length < _MOST_WORDS
                and _WITHIN_A_NAME.fullmatch(self._gap(index))
                and words[index + 1].folded not in _AND
            ):
                index += 1
            elif _LIST.fullmatch(self._gap(index)):
                index += 2 if words[index + 1].folded in _AND else 1
                length = 0
            else:
                return

    def _named_by_a_role(self, index: int) -> bool:
        word = self._words[index]
        if word.end <= self._head or (len(word.folded) < _SHORTEST_SUSPECT and not word.about & About.CAPITAL):
            return False
        if word.about & About.CAPITAL:
            return not self._harmless(index)
        return not word.about & (About.KNOWN | About.PLACE) and not _VERB.search(word.folded)

    def _mark_initials(self) -> None:
        """«Гражданский А.В.», «А.В. Гражданский», «иванов а.б.»: initials, and the surname beside them."""
        words, index = self._words, 0
        while index < len(words):
            last = self._last_initial(index)
            if last is None:
                index += 1
                continue
            self._mark_around(index, last)
            index = last + 1

    def _last_initial(self, index: int) -> int | None:
        """The last initial of those that begin here; ``None`` where none does."""
        words, text = self._words, self._text
        if not words[index].about & About.SINGLE or text[words[index].end : words[index].end + 1] != ".":
            return None
        last = index
        while (
            last + 1 < len(words)
            and last - index < 2  # noqa: PLR2004  «А.-Б.В.» is the longest there is
            and words[last + 1].about & About.SINGLE
            and _BETWEEN_INITIALS.fullmatch(self._gap(last))
        ):
            last += 1
        # «г. Примерск» and «ст. 5» are none
        return last if last > index or words[index].about & About.CAPITAL else None

    def _mark_around(self, first: int, last: int) -> None:
        words = self._words
        before = first - 1 if first > 0 and _BEFORE_INITIALS.fullmatch(self._gap(first - 1)) else None
        after = last + 1 if last + 1 < len(words) and _AFTER_INITIALS.fullmatch(self._gap(last)) else None
        if before is not None and self._marked[before]:
            name: int | None = before
        elif after is not None and self._marked[after]:
            name = after
        elif before is not None and self._named_by_initials(before, last - first):
            name = before
        elif after is not None and last > first and self._named_by_initials(after, last - first):
            name = after
        else:
            name = None
        if name is not None:
            for index in (*range(first, last + 1), name):
                self._marked[index] = 1

    def _named_by_initials(self, index: int, more: int) -> bool:
        """Whether a word beside initials is a surname though it is a word of the publisher's, or written small."""
        word = self._words[index]
        if word.end <= self._head or word.about & About.ROLE or len(word.folded) < _SHORTEST_SUSPECT:
            return False
        if word.about & About.CAPITAL:
            return not word.about & (About.OFFICE | About.PLACE | About.LINK)
        return more > 0 and not word.about & About.KNOWN

    def _mark_whole_compounds(self) -> None:
        """«Образцова-Тестова», «О'Пример»: what hangs together is masked together."""
        words, marked = self._words, self._marked
        for index in range(1, len(words)):
            if words[index].joined and marked[index - 1]:
                marked[index] = 1
        for index in range(len(words) - 1, 0, -1):
            if words[index].joined and marked[index]:
                marked[index - 1] = 1

    def _joined(self) -> Iterator[_SPAN]:
        words, text = self._words, self._text
        start = end = -1
        for index, word in enumerate(words):
            if not self._marked[index]:
                continue
            if end < 0:
                start = word.start
            elif text[end : word.start].strip(" .-’'\xa0"):
                yield start, end
                start = word.start
            end = word.end
            if word.about & About.SINGLE and text[end : end + 1] == ".":
                end += 1
        if end >= 0:
            yield start, end


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
