"""Where in a text a name may stand, whoever's it is: found word by word, in one walk, whatever the page names.

Everything here errs on the side of hiding: a word too many behind ``[name]`` costs a reader a glance at the archive, a
name too few costs a person more. Every capitalised word is taken for a name that is no word of the publisher's, of law,
of a court or a place; and small words are where a role, an initial or a patronymic says so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from absentia.parse.mask.surroundings import BLANK, Cell, Surroundings
from absentia.parse.mask.words import LONGEST_KEPT, About, Word, Words

_SHORTEST_SUSPECT = 3
"""Letters from which on a small word is suspected."""
_MOST_WORDS = 4
"""Words of one name, behind a role."""
_BEFORE_INITIALS = re.compile(r"[ \t\r\n\xa0,]{1,3}")
_AFTER_INITIALS = re.compile(r"[ \t\r\n\xa0.]{0,3}")
_BETWEEN_INITIALS = re.compile(r"\.? {0,2}")
_BEHIND_A_ROLE = re.compile(r"[ \t\r\n\xa0:.–—«\"(-]{1,4}")
_WITHIN_A_NAME = re.compile(r"[ \t\r\n\xa0.’'-]{1,3}")
_AND = frozenset(("и", "или", "та", "да", "жэне", "һәм"))
_LIST = re.compile(r" {0,2}[,;/] {0,2}|[ \xa0]")
# «проба@тест.рф», «@proba», «https://тест.рф/proba», «t.me/proba»
_ADDRESS = re.compile(r"@|https?://|www\.|\b[a-z0-9-]{1,63}\.[a-z]{2,4}/")
_PIECE = re.compile(r"\S+")
_FEWEST_SPELLED = 4
"""Letters from which on single ones are a word that is set wide: «П р о б н ы й»."""
# what no surname ends in: «не явился»
_VERB = re.compile(r"(?:лся|лась|лось|лись|ться|тся)$")
_SPAN = tuple[int, int]


def suspects(words: Words, text: str, cell: Cell) -> tuple[_SPAN, ...]:
    """The stretches of a text that may be names, in order."""
    return (_suspects_kept if len(text) <= LONGEST_KEPT else _suspects)(words, text, cell)


def _suspects(words: Words, text: str, cell: Cell) -> tuple[_SPAN, ...]:
    found = words.of(text)
    interesting = cell is Cell.CHARGES or any(word.about & _INTERESTING for word in found)
    if not interesting and _ADDRESS.search(text) is None:
        return ()
    around = Surroundings(text, found, cell, words.head(text), words.names_of_codes)
    return tuple(_Walk(text, found, cell, around).spans())


_suspects_kept = lru_cache(maxsize=1 << 14)(_suspects)
_INTERESTING = About.CAPITAL | About.SINGLE | About.ROLE | About.PATRONYMIC | About.PARTICLE


class _Walk:
    """One text on its way."""

    def __init__(self, text: str, words: Sequence[Word], cell: Cell, around: Surroundings) -> None:
        self._text = text
        self._words = words
        self._cell = cell
        self._around = around
        self._marked = bytearray(len(words))

    def spans(self) -> Iterator[_SPAN]:
        """The marked words, neighbours together."""
        self._mark_unknown()
        self._mark_patronymics()
        self._mark_behind_roles()
        self._mark_initials()
        self._mark_spelled_out()
        self._mark_addresses()
        self._mark_whole_compounds()
        return self._joined()

    def _mark_unknown(self) -> None:
        """Every capitalised word that is not known to be nobody's name."""
        strict = self._cell is Cell.CHARGES
        for index, word in enumerate(self._words):
            about = word.about
            if about & About.SINGLE or not (strict or about & About.CAPITAL):
                continue
            if not about & About.CAPITAL and len(word.folded) < _SHORTEST_SUSPECT:
                continue
            if not self._around.harmless(index):
                self._marked[index] = 1

    def _mark_patronymics(self) -> None:
        """«иванов иван иванович», «Гражданский Пример Тестович», «Пример Тест оглы»."""
        for index, word in enumerate(self._words):
            patronymic, particle = word.about & About.PATRONYMIC, word.about & About.PARTICLE
            if not patronymic and not particle:
                continue
            most = 3 if particle else 2
            names = self._names_before(index, most)
            if particle and not names:
                continue
            for name in (*names, index):
                self._marked[name] = 1
            lacks_a_surname = len(names) == most - 1
            before, after = (names[-1] if names else index) - 1, index + 1
            if lacks_a_surname and before >= 0 and self._may_be_a_surname(before):
                self._marked[before] |= bool(BLANK.fullmatch(self._around.gap(before)))
            if after < len(self._words) and self._words[after].about & About.CAPITAL:
                named = self._may_be_named(after) or (lacks_a_surname and self._may_be_a_surname(after))
                self._marked[after] |= named and bool(BLANK.fullmatch(self._around.gap(index)))

    def _may_be_a_surname(self, index: int) -> bool:
        """Whether a word of the court's may be a surname where a name lacks one: «Приговор Пример Тестович»."""
        word = self._words[index]
        noun = word.about & About.CAPITAL and not word.about & (About.LINK | About.SINGLE)
        return bool(noun) and not self._around.in_head(word)

    def _names_before(self, index: int, most: int) -> list[int]:
        names: list[int] = []
        while len(names) < most and index > 0:
            joined = self._words[index].joined or BLANK.fullmatch(self._around.gap(index - 1))
            if not joined or not self._may_be_named(index - 1):
                break
            index -= 1
            names.append(index)
        return names

    def _may_be_named(self, index: int) -> bool:
        """Whether a word beside a part of a name may be another part of it."""
        word = self._words[index]
        if self._around.in_head(word) or word.about & (About.SINGLE | About.ROLE):
            return False
        known = word.about & About.KNOWN
        return not known or bool(word.about & About.CAPITAL and word.about & About.ADJECTIVE)

    def _mark_behind_roles(self) -> None:
        """«судья иванов», «адвокату Образцовой», «свидетели А, Б и В»."""
        for index, word in enumerate(self._words[:-1]):
            if word.about & About.ROLE and _BEHIND_A_ROLE.fullmatch(self._around.gap(index)):
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
                and _WITHIN_A_NAME.fullmatch(self._around.gap(index))
                and words[index + 1].folded not in _AND
            ):
                index += 1
            elif _LIST.fullmatch(self._around.gap(index)):
                index += 2 if words[index + 1].folded in _AND else 1
                length = 0
            else:
                return

    def _named_by_a_role(self, index: int) -> bool:
        word = self._words[index]
        if self._around.in_head(word) or (len(word.folded) < _SHORTEST_SUSPECT and not word.about & About.CAPITAL):
            return False
        if word.about & About.CAPITAL:
            return not self._around.harmless(index)
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
            and last - index < 2  # «А.-Б.В.» is the longest there is
            and words[last + 1].about & About.SINGLE
            and _BETWEEN_INITIALS.fullmatch(self._around.gap(last))
        ):
            last += 1
        # «г. Примерск» and «ст. 5» are none
        return last if last > index or words[index].about & About.CAPITAL else None

    def _mark_around(self, first: int, last: int) -> None:
        words = self._words
        before = first - 1 if first > 0 and _BEFORE_INITIALS.fullmatch(self._around.gap(first - 1)) else None
        after = last + 1 if last + 1 < len(words) and _AFTER_INITIALS.fullmatch(self._around.gap(last)) else None
        names: list[int] = []
        if before is not None and self._marked[before]:
            names = [before]
        elif after is not None and self._marked[after] and words[after].about & About.CAPITAL:
            names = [after]
        elif before is not None and self._named_by_initials(before, last - first):
            names = [before]
        else:
            named = after is not None and last > first and self._named_by_initials(after, last - first)
            if after is not None and (named or self._marked[after]):
                names.append(after)
            if before is not None and self._may_be_a_surname(before):
                names.append(before)  # «Капитан А.Б.», «Саратов А.Б.»
        for index in (*range(first, last + 1), *names) if names else ():
            self._marked[index] = 1

    def _named_by_initials(self, index: int, more: int) -> bool:
        """Whether a word beside initials is a surname though it is a word of the publisher's, or written small."""
        word = self._words[index]
        if self._around.in_head(word) or word.about & About.ROLE or len(word.folded) < _SHORTEST_SUSPECT:
            return False
        if word.about & About.CAPITAL:
            return not word.about & (About.OFFICE | About.PLACE | About.LINK)
        return more > 0 and not word.about & About.KNOWN

    def _mark_spelled_out(self) -> None:
        """«П р о б н ы й», and the initials behind it."""
        words, first = self._words, 0
        for index in range(1, len(words) + 1):
            goes_on = (
                index < len(words)
                and words[index].about & words[index - 1].about & About.SINGLE
                and words[index].start - words[index - 1].end == 1
                and self._around.gap(index - 1).isspace()
            )
            if not goes_on:
                if index - first >= _FEWEST_SPELLED and words[first].about & About.CAPITAL:
                    self._marked[first:index] = b"\1" * (index - first)
                first = index

    def _mark_addresses(self) -> None:
        """Mail and pages of persons, who are named in them."""
        if _ADDRESS.search(self._text) is None:
            return
        starts = [word.start for word in self._words]
        for piece in _PIECE.finditer(self._text):
            if _ADDRESS.search(piece.group()):
                first, stop = bisect_left(starts, piece.start()), bisect_left(starts, piece.end())
                self._marked[first:stop] = b"\1" * (stop - first)

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
