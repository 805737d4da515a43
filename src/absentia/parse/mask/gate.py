"""The gate every text of a page passes on its way out of the archive."""

from __future__ import annotations

import heapq
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from absentia.model import Masked
from absentia.parse.mask.letters import clean
from absentia.parse.mask.pseudonyms import Kind, Pseudonyms
from absentia.parse.mask.surroundings import Cell
from absentia.parse.mask.suspicion import suspects
from absentia.parse.mask.words import LONGEST_KEPT, About, Word, Words

NAME = Masked("[name]")
_Span = tuple[int, int, Masked]
_HIDDEN = re.compile(r"^[<«\s]*информация скрыта[>»\s]*$|^[-–—\s]*$", re.IGNORECASE)
_QUOTED = re.compile(r"[«»\"“”№\d]")
_SHORTEST_PART = 3
"""Letters from which on a part of a name counts alone; a shorter surname counts where it is the first part."""
_MOST_PARTS = 6
_MOST_ALIKE = 25
"""Names of a page that begin alike and are told apart: more than a listing has rows. Others are masked all the same."""
_MOST_WORDS_OF_A_ROLE = 3
# an index of a case («7У-», «М-», «адм»), a year, brackets: no run of letters that could be a name
_NUMBER = re.compile(r"(?=[^0-9]*[0-9])(?:[0-9]|[^\W\d_]{1,2}(?![^\W\d_])|[-/.#№]){1,60}")


@dataclass(frozen=True, slots=True)
class _ShownName:
    """A name of the page."""

    folded: tuple[str, ...]
    """Its parts as they stand in its cell."""
    parts: tuple[frozenset[str], ...]
    """The stems of each part."""
    pseudonym: Masked


class Mask:
    """What takes the names of one page, and whatever is built like a name, out of its texts.

    Args:
        names: the names the page shows in cells of their own.
        pseudonyms: what stands in their place.
        words: what is nobody's name.
    """

    def __init__(self, names: Iterable[tuple[str, Kind]], pseudonyms: Pseudonyms, words: Words) -> None:
        self._pseudonyms = pseudonyms
        self._words = words
        self._known: dict[str, list[_ShownName]] = {}
        self._surnames: set[str] = set()
        self._stems: set[str] = set()
        """What a word must share with one of the page's names to be looked at."""
        for name, kind in dict.fromkeys(names):
            self._learn(clean(name), kind)

    def name(self, name: str | None, kind: Kind = "person") -> Masked | None:
        """What stands in place of a cell for a person: never nothing, but where the page hides the name."""
        if name is None:
            return None
        return Masked(clean(name)) if is_hidden(name) else self._pseudonyms.of(clean(name), kind)

    def party(self, name: str | None, kind: Kind = "person") -> Masked | None:
        """As :meth:`name`, of a cell that may hold an office instead («Прокурор», «Прокуратура Примерского района»)."""
        if name is not None and self._is_an_office(clean(name)):
            return Masked(clean(name))
        return self.name(name, kind)

    def capture(self, sha256: str) -> Masked:
        """What stands in place of the digest of a page's bytes."""
        return self._pseudonyms.capture(sha256)

    def words(self, sha256: str) -> Masked:
        """What stands in place of the digest of an act's words."""
        return self._pseudonyms.words(sha256)

    def text(self, text: str) -> Masked:
        """Running text without names."""
        return self._masked(text, Cell.TEXT)

    def maybe(self, text: str | None, gate: Callable[[str], Masked] | None = None) -> Masked | None:
        """A text as one of the other methods masks it, by default :meth:`text`; nothing stays nothing."""
        return None if text is None else (gate or self.text)(text)

    def charges(self, text: str) -> Masked:
        """Text in which names stand among charges, or that nobody expected: small words are suspect, too."""
        return self._masked(text, Cell.CHARGES)

    def code(self, text: str) -> Masked:
        """A code of law as its jurisdiction names it; anything else under the strictest suspicion."""
        return Masked(text) if text in self._words.codes else self.charges(text)

    def file(self, path: str) -> Masked:
        """The name of a file, which people give after the persons in it: only known words stay, and figures."""
        return self.charges(path)

    def court(self, text: str) -> Masked:
        """The name of a court. What is masked of it stays as distinct as it was: courts are told apart by it."""
        return self._masked(text, Cell.COURT)

    def number(self, text: str) -> Masked:
        """The number of a case. What is masked of it stays as distinct as it was: cases are joined by it."""
        return Masked(text) if _NUMBER.fullmatch(text) else self._masked(text, Cell.CHARGES, distinct=True)

    def shaped(self, text: str, shape: re.Pattern[str]) -> Masked:
        """A text of this shape as it is, any other under the strictest suspicion."""
        return Masked(text) if shape.fullmatch(text) else self.charges(text)

    def shaped_or_none(self, text: str | None, shape: re.Pattern[str]) -> Masked | None:
        """As :meth:`shaped`; nothing stays nothing."""
        return None if text is None else self.shaped(text, shape)

    def _masked(self, raw: str, cell: Cell, *, distinct: bool = False) -> Masked:
        if len(raw) <= LONGEST_KEPT and not distinct and cell is not Cell.COURT:
            # most texts of a page share no stem with any of its names
            masked, stems = _of_any_page(self._words, raw, cell)
            if self._stems.isdisjoint(stems):
                return masked
        text = clean(raw)
        suspected = suspects(self._words, text, cell)
        known = self._known_spans(text, cell, suspected) if self._stems else []
        if not known and not suspected:
            return Masked(text)
        if distinct or cell is Cell.COURT:
            hidden = [(start, end, self._pseudonyms.of(text[start:end])) for start, end in suspected]
        else:
            hidden = [(start, end, NAME) for start, end in suspected]
        return Masked(_replaced(text, known, hidden))

    def _learn(self, name: str, kind: Kind) -> None:
        words = [word for word in self._words.of(name) if word.folded]
        if not words or not self._may_be_repeated(words):
            return
        parts = tuple(word.stems for word in words)
        known = _ShownName(tuple(word.folded for word in words), parts, self._pseudonyms.of(name, kind))
        for stem in parts[0]:
            alike = self._known.setdefault(stem, [])
            if len(alike) < _MOST_ALIKE:
                alike.append(known)
        self._stems |= parts[0]
        if self._is_personal(name, words):
            long = [word for word in words if len(word.folded) >= _SHORTEST_PART]
            for word in {*words[:1], *long}:
                if not word.about & About.SINGLE:
                    self._surnames |= word.stems
                    self._stems |= word.stems

    def _may_be_repeated(self, words: list[Word]) -> bool:
        """Whether the name is more than a word of the publisher's («Прокурор»), which stands everywhere."""
        return len(words) > 1 or not words[0].about & About.KNOWN or bool(words[0].about & About.ADJECTIVE)

    def _is_personal(self, name: str, words: list[Word]) -> bool:
        """Built like a person's name: a firm's words must not be masked wherever they stand."""
        if len(words) > _MOST_PARTS or _QUOTED.search(name):
            return False
        if any(word.about & (About.SINGLE | About.PATRONYMIC | About.PARTICLE) for word in words):
            return not words[0].about & About.OFFICE
        capital = all(word.about & (About.CAPITAL | About.LINK) for word in words)
        return capital and not any(word.about & About.KNOWN and not word.about & About.ADJECTIVE for word in words)

    def _is_an_office(self, name: str) -> bool:
        words = self._words.of(name)
        if not words or suspects(self._words, name, Cell.CHARGES):
            return False
        if any(word.about & About.SINGLE and word.about & About.CAPITAL for word in words):
            return False
        if words[0].about & About.OFFICE:
            return True
        return len(words) <= _MOST_WORDS_OF_A_ROLE and any(word.about & About.ROLE for word in words)

    def _known_spans(self, text: str, cell: Cell, suspected: Sequence[tuple[int, int]]) -> list[_Span]:
        words = self._words.of(text)
        spans: list[_Span] = []
        head = -1
        position = 0
        while position < len(words):
            word = words[position]
            if word.stems.isdisjoint(self._stems):
                position += 1
                continue
            head = self._words.head(text) if head < 0 else head
            length, replacement = 0, NAME
            if word.end > head:
                # «Смоленский ГВС» is a court wherever courts are expected; elsewhere it may be a man before a court
                place = cell is Cell.COURT and word.about & About.CAPITAL and not _covered(word, suspected)
                length, replacement = self._known_at(words, position, place=bool(place))
            if length:
                spans.append((word.start, _end_of(words[position + length - 1], text), replacement))
            position += max(length, 1)
        return spans

    def _known_at(self, words: Sequence[Word], position: int, *, place: bool) -> tuple[int, Masked]:
        """How many words from here on are a name of the page, and what stands for it; zero if none."""
        word = words[position]
        candidates = {id(one): one for stem in word.stems for one in self._known.get(stem, ())}.values()
        found = max(
            (one for one in candidates if self._stands_at(one, words, position)),
            # of «Примерный А.Б.» and «Примерной А.Б.» the one that is written so
            key=lambda one: (len(one.parts), one.folded == _folded(words, position, len(one.parts))),
            default=None,
        )
        if found is not None and (len(found.parts) > 1 or (word.about & About.CAPITAL and not place)):
            return len(found.parts), found.pseudonym
        if word.about & About.SINGLE or place or word.stems.isdisjoint(self._surnames):
            return 0, NAME
        named = word.about & About.CAPITAL or not word.about & About.KNOWN or _behind_a_role(words, position)
        return int(bool(named)), NAME

    def _stands_at(self, known: _ShownName, words: Sequence[Word], position: int) -> bool:
        ahead = words[position : position + len(known.parts)]
        return len(ahead) == len(known.parts) and all(
            not part.isdisjoint(word.stems) for part, word in zip(known.parts, ahead, strict=True)
        )


@lru_cache(maxsize=1 << 14)
def _of_any_page(words: Words, raw: str, cell: Cell) -> tuple[Masked, frozenset[str]]:
    """A text as it is masked on every page with whose names it shares no stem, and the stems of its words."""
    text = clean(raw)
    suspected = [(start, end, NAME) for start, end in suspects(words, text, cell)]
    stems = frozenset[str]().union(*(word.stems for word in words.of(text)))
    return Masked(_replaced(text, (), suspected) if suspected else text), stems


def _folded(words: Sequence[Word], position: int, length: int) -> tuple[str, ...]:
    return tuple(word.folded for word in words[position : position + length])


def _behind_a_role(words: Sequence[Word], position: int) -> bool:
    """«судья гражданский», where a judge of that name stands on the page; not «истец гражданский иск заявил»."""
    if not position or not words[position - 1].about & About.ROLE:
        return False
    following = words[position + 1].about if position + 1 < len(words) else About.LINK
    return not following & About.KNOWN or bool(following & About.LINK)


def _covered(word: Word, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a word lies in one of the spans, which stand in order."""
    index = bisect_right(spans, (word.start, sys.maxsize)) - 1
    return index >= 0 and word.start < spans[index][1]


def is_hidden(name: str) -> bool:
    """Whether a cell for a name is empty or says that the name is hidden."""
    return _HIDDEN.match(name) is not None


def _end_of(word: Word, text: str) -> int:
    """The end of a name's last word, with the dot of an initial."""
    return word.end + (bool(word.about & About.SINGLE) and text[word.end : word.end + 1] == ".")


def _replaced(text: str, known: Sequence[_Span], suspected: Sequence[_Span]) -> str:
    """The text with the spans replaced; what is known wins over what is only suspected, neighbours melt together.

    Both come in order and do not overlap among themselves: one walk over each.
    """
    pieces: list[str] = []
    position = 0
    for start, end, replacement in heapq.merge(known, _uncovered(suspected, known)):
        if end <= position or not text[max(start, position) : end].strip(" .,-"):
            continue
        between = text[position : max(start, position)]
        repeated = replacement == NAME and pieces and pieces[-1] == NAME and not between.strip(" .,-")
        if not repeated:
            pieces += [between, replacement]
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _uncovered(spans: Sequence[_Span], covering: Sequence[_Span]) -> Iterator[_Span]:
    """The parts of spans that none of the others covers."""
    first = 0
    for start, end, replacement in spans:
        left = start
        while first < len(covering) and covering[first][1] <= left:
            first += 1
        index = first
        while index < len(covering) and covering[index][0] < end:
            if covering[index][0] > left:
                yield left, covering[index][0], replacement
            left = max(left, covering[index][1])
            index += 1
        first = max(first, index - 1)
        if left < end:
            yield left, end, replacement
