"""The names of one page, and what stands in their place in its cells and its running text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from absentia.model import Masked
from absentia.parse.mask.names import (
    Word,
    fold_name,
    is_common,
    is_institution,
    looks_personal,
    name_like_spans,
    stem_of,
    stems_of_name,
    unlisted_spans,
    words_of,
)
from absentia.parse.mask.pseudonyms import Kind, Pseudonyms, without_marks

NAME = "[name]"
Mode = Literal["vocabulary", "free", "strict"]
Span = tuple[int, int, str]
_HIDDEN = re.compile(r"^[<«\s]*информация скрыта[>»\s]*$|^[-–—\s]*$", re.IGNORECASE)
_SHORTEST_WORD = 3


def is_hidden(name: str) -> bool:
    """Whether a cell for a name is empty or says that the name is hidden."""
    return _HIDDEN.match(name) is not None


def is_nobody(name: str) -> bool:
    """Whether a cell for a name names no person: an office of the state, or words like «Прокурор»."""
    return is_institution(name) or all(is_common(token) for token in fold_name(name).split())


class Mask:
    """The names of one page, and what replaces them."""

    def __init__(self, names: Iterable[tuple[str, Kind]], pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms
        self._sequences: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._surnames: set[str] = set()
        self._parts: set[str] = set()
        for name, kind in dict.fromkeys(names):
            self._learn(name, kind)
        for sequences in self._sequences.values():
            sequences.sort(key=lambda sequence: -len(sequence[0]))

    def name(self, name: str | None, kind: Kind = "person") -> Masked | None:
        """What stands in place of a cell that holds a name; nothing and hidden stay what they are."""
        if name is None:
            return None
        return Masked(name) if is_hidden(name) or is_nobody(name) else self._pseudonyms.of(name, kind)

    def shaped(self, text: str, shape: re.Pattern[str]) -> Masked:
        """A text of this shape as it is, any other under the strictest suspicion."""
        return Masked(text) if shape.fullmatch(text) else self.text(text, "strict")

    def shaped_or_none(self, text: str | None, shape: re.Pattern[str]) -> Masked | None:
        """As :meth:`shaped`; nothing stays nothing."""
        return None if text is None else self.shaped(text, shape)

    def text(self, text: str, mode: Mode = "free") -> Masked:
        """The text without names."""
        text = without_marks(text)
        known = self._known_spans(text, mode)
        others = [(start, end, NAME) for start, end in name_like_spans(text)]
        if mode == "strict":
            others += [(start, end, NAME) for start, end in unlisted_spans(text)]
        if not known and not others:
            return Masked(text)
        return Masked(_replaced(text, known, others))

    def maybe(self, text: str | None, mode: Mode = "free") -> Masked | None:
        """As :meth:`text`; nothing stays nothing."""
        return None if text is None else self.text(text, mode)

    def _learn(self, name: str, kind: Kind) -> None:
        tokens = fold_name(name).split()
        if is_nobody(name):
            return
        stems = tuple(stem_of(token) for token in tokens)
        self._sequences.setdefault(stems[0], []).append((stems, self._pseudonyms.of(name, kind)))
        if looks_personal(name):
            long = [token for token in tokens if len(token) >= _SHORTEST_WORD]
            self._surnames.update(*map(stems_of_name, long[:1] or tokens[:1]))
            self._parts.update(*map(stems_of_name, long))

    def _known_spans(self, text: str, mode: Mode) -> list[Span]:
        words = words_of(text)
        suspects = self._surnames if mode == "vocabulary" else self._parts | self._surnames
        spans: list[Span] = []
        position = 0
        while position < len(words):
            word = words[position]
            length, replacement = self._sequence_at(words, position)
            # «Смоленский ГВС» is a court wherever courts are expected; elsewhere it may be a man before a court
            a_place = word.institutional and mode == "vocabulary"
            if not length and word.stem in suspects and not a_place:
                length, replacement = int(word.capital or mode != "vocabulary"), NAME
            if length:
                spans.append((word.start, _end_of(words[position + length - 1], text), replacement))
            position += max(length, 1)
        return spans

    def _sequence_at(self, words: tuple[Word, ...], position: int) -> tuple[int, str]:
        """How many words from here on are a name of the page, and its pseudonym; zero if none."""
        for stems, pseudonym in self._sequences.get(words[position].stem, ()):
            alone = len(stems) == 1
            if alone and (words[position].institutional or not words[position].capital):
                continue
            if tuple(word.stem for word in words[position : position + len(stems)]) == stems:
                return len(stems), pseudonym
        return 0, ""


def _end_of(word: Word, text: str) -> int:
    """The end of a name's last word, with the dot of an initial."""
    initial = word.end - word.start == 1 and text[word.end : word.end + 1] == "."
    return word.end + initial


def _replaced(text: str, known: list[Span], others: list[Span]) -> str:
    """The text with the spans replaced; what is known wins over what is only suspected, neighbours melt together."""
    spans = list(known)
    for start, end, replacement in others:
        spans.extend((left, right, replacement) for left, right in _uncovered(start, end, known))
    pieces: list[str] = []
    position = 0
    for start, end, replacement in sorted(spans):
        if end <= position or not text[max(start, position) : end].strip(" .,-"):
            continue
        between = text[position : max(start, position)]
        repeated = replacement == NAME and pieces and pieces[-1] == NAME and not between.strip(" .,-")
        if not repeated:
            pieces += [between, replacement]
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _uncovered(start: int, end: int, covering: list[Span]) -> list[tuple[int, int]]:
    """The parts of a stretch that none of the spans covers."""
    left = start
    parts = []
    for covered_from, covered_to, _replacement in covering:
        if covered_to <= left or covered_from >= end:
            continue
        if covered_from > left:
            parts.append((left, covered_from))
        left = covered_to
    if left < end:
        parts.append((left, end))
    return parts
