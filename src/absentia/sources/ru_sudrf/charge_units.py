"""From tokens to units: article, part and points as they stand, or a stretch of text that could not be read.

::

    unit := ARTICLE number [PART number] [POINT points]        «ст.158 ч.3 п.г»
          | [POINT points] [PART number] ARTICLE number        «п.г ч.3 ст.158»
    points := point (("," | "и") point)*   point := letter | number | letter "-" letter

A unit is followed by a separator, a bracket, a code, a note or the end; where anything else follows, the whole stretch
is :class:`Unread`: what stands there may change the meaning («ст.337 ч.3 прим»), and a guess would be counted as fact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from absentia.sources.ru_sudrf.charge_notes import episodes_of, is_edition
from absentia.sources.ru_sudrf.charge_pieces import (
    BRACKETS,
    NOTE_UNKNOWN,
    Boundary,
    CodeMark,
    Episodes,
    Piece,
    Unit,
    Unread,
)
from absentia.sources.ru_sudrf.charge_tokens import Kind, Token, code_of, number

# article numbers have at most three digits and one decimal («228.1»); those of КоАП may have two («20.3.3»)
_ARTICLE_NUMBER = re.compile(r"[1-9][0-9]{0,2}(?:\.[1-9][0-9]?){0,2}")
_PART_NUMBER = re.compile(r"[1-9][0-9]?(?:\.[1-9][0-9]?)?")
_POINT_NUMBER = re.compile(r"[1-9][0-9]?(?:\.[1-9][0-9]?)?")


@dataclass(slots=True)
class UnitReader:
    """Reads ``tokens[position:stop]`` into pieces; every method moves ``position`` forward, none moves it back."""

    tokens: list[Token]
    position: int
    stop: int
    pieces: list[Piece] = field(default_factory=list)
    listed: bool = False
    """«ст.ст.» was read: bare numbers are articles until a unit has its own «ст.» again."""
    opened: Token | None = None
    """The bracket that is open."""

    def read(self) -> list[Piece]:
        """All pieces, in the order of the page."""
        while self.position < self.stop:
            token = self.tokens[self.position]
            match token.kind:
                case Kind.COMMA | Kind.DASH | Kind.COLON:
                    self.position += 1
                case Kind.SEMICOLON | Kind.LINE:
                    self._boundary(token, hard=False)
                case Kind.OPEN | Kind.CLOSE:
                    self._bracket(token)
                case Kind.CODE:
                    self._code(token)
                case Kind.NOTE | Kind.EDITION:
                    self._note_outside(token)
                case Kind.LETTER if token.text == "и" and self._kind(1) in (Kind.ARTICLE, Kind.NUMBER):
                    self.position += 1
                case _:
                    self._unit()
        self._close(None)
        return self.pieces

    def _kind(self, ahead: int = 0) -> Kind | None:
        place = self.position + ahead
        return self.tokens[place].kind if place < self.stop else None

    def _boundary(self, token: Token, *, hard: bool) -> None:
        self.pieces.append(Boundary(token.start, token.end, hard))
        self.position += 1

    def _bracket(self, token: Token) -> None:
        if token.kind is Kind.OPEN:
            self._close(None)
            self.opened = token
        else:
            self._close(token)
        self._boundary(token, hard=True)

    def _close(self, closing: Token | None) -> None:
        """A bracket ends here; complain where one of the two is missing."""
        if (self.opened is None) != (closing is None):
            lonely = self.opened or closing
            assert lonely is not None  # one of the two is there
            self.pieces.append(Unread(lonely.start, lonely.end, BRACKETS, note_only=True))
        self.opened = None

    def _code(self, token: Token) -> None:
        end, code = token.end, code_of(token.text)
        self.position += 1
        if token.text in ("ук", "упк", "коап") and self._kind() is Kind.WORD:
            # «УК Казахстана»: a state we do not know
            end, code = self.tokens[self.position].end, None
            self.position += 1
        colon = self._kind() is Kind.COLON
        self.pieces.append(CodeMark(token.start, end, code, colon))

    def _note_outside(self, token: Token) -> None:
        self.position += 1
        if token.kind is Kind.EDITION or is_edition(token):
            return
        if count := episodes_of(token):
            self.pieces.append(Episodes(token.start, token.end, count))
        else:
            self.pieces.append(Unread(token.start, token.end, NOTE_UNKNOWN, note_only=True))

    def _unit(self) -> None:
        start = self.tokens[self.position].start
        unit = self._forward() if self._kind() in (Kind.ARTICLE, Kind.NUMBER) else self._reversed()
        if unit is not None:
            self._notes_of(unit)
        if unit is None or not self._at_boundary():
            self._skip()
            self.pieces.append(Unread(start, self.tokens[self.position - 1].end))
        else:
            unit.start = start
            self.pieces.append(unit)

    def _forward(self) -> Unit | None:
        """«ст.158 ч.3 п.г», «ст.158 п.г ч.3»; after «ст.ст.» also a bare «161 ч.1»."""
        if self._kind() is Kind.ARTICLE:
            self.listed = self.tokens[self.position].plural
            self.position += 1
        elif not self.listed:
            return None
        article = self._number(_ARTICLE_NUMBER)
        if article is None:
            return None
        part: str | None = None
        points: tuple[str, ...] = ()
        while True:
            if self._kind() is Kind.COMMA and self._kind(1) in (Kind.PART, Kind.POINT) and not self._turns():
                self.position += 1
            if self._kind() is Kind.PART and part is None:
                part = self._part()
                if part is None:
                    return None
            elif self._kind() is Kind.POINT and not points:
                points = self._points()
                if not points:
                    return None
            else:
                return Unit(0, self.tokens[self.position - 1].end, article, part, points)

    def _turns(self) -> bool:
        """Whether «, ч.2» or «, п.а» opens a unit written the other way round («…, ч.2 ст.161»)."""
        place = self.position + 1
        while place < self.stop and self.tokens[place].kind in _INSIDE_UNIT and place < self.position + 40:
            place += 1
        return place < self.stop and self.tokens[place].kind is Kind.ARTICLE

    def _reversed(self) -> Unit | None:
        """«п.г ч.3 ст.158», «ч.5 ст.337»."""
        points: tuple[str, ...] = ()
        part: str | None = None
        if self._kind() is Kind.POINT:
            points = self._points()
            if not points:
                return None
        if self._kind() is Kind.PART:
            part = self._part()
            if part is None:
                return None
        if self._kind() is not Kind.ARTICLE or not (points or part):
            return None
        self.listed = False
        if self.tokens[self.position].plural:
            return None
        self.position += 1
        article = self._number(_ARTICLE_NUMBER)
        if article is None:
            return None
        return Unit(0, self.tokens[self.position - 1].end, article, part, points)

    def _number(self, pattern: re.Pattern[str]) -> str | None:
        if self._kind() is not Kind.NUMBER:
            return None
        text = number(self.tokens[self.position].text)
        self.position += 1
        return text if pattern.fullmatch(text) else None

    def _part(self) -> str | None:
        plural = self.tokens[self.position].plural
        self.position += 1
        return None if plural else self._number(_PART_NUMBER)

    def _points(self) -> tuple[str, ...]:
        """The points of a list, each once, in the order of the alphabet; empty where the list cannot be read."""
        self.position += 1
        found: list[str] = []
        while True:
            point = self._point()
            if point is None:
                return ()
            found.append(point)
            if self._another_point(numbered=found[0][0].isdigit()):
                self.position += 1
            elif self._kind() is Kind.COMMA and self._kind(1) is Kind.POINT and not self._turns():
                self.position += 2
            else:
                return tuple(sorted(set(found), key=_alphabetical))

    def _another_point(self, *, numbered: bool) -> bool:
        """Whether a comma or «и» goes on with the list."""
        following = self._kind(1)
        if self._kind() is Kind.COMMA:
            return following is Kind.LETTER or (numbered and following is Kind.NUMBER) or self._letter_p(1)
        return self._kind() is Kind.LETTER and self._text() == "и" and following in (Kind.LETTER, Kind.NUMBER)

    def _letter_p(self, ahead: int = 0) -> bool:
        """Whether «п» stands here as a point of its own and not as the word before one."""
        return (
            self._kind(ahead) is Kind.POINT
            and self.tokens[self.position + ahead].text in ("п", "п.")
            and self._kind(ahead + 1) not in (Kind.LETTER, Kind.NUMBER, Kind.POINT)
        )

    def _text(self) -> str:
        return self.tokens[self.position].text

    def _point(self) -> str | None:
        if self._kind() is Kind.NUMBER:
            return self._number(_POINT_NUMBER)
        if self._letter_p():
            self.position += 1
            return "п"
        if self._kind() is not Kind.LETTER:
            return None
        first = self._letter()
        if self._kind() is Kind.DASH and self._kind(1) is Kind.LETTER:
            self.position += 1
            return f"{first}-{self._letter()}"
        return first

    def _letter(self) -> str:
        text = self._text()
        self.position += 1
        return text if len(text) == 1 else f"{text[0]}.{text[1:].lstrip('.')}"

    def _notes_of(self, unit: Unit) -> None:
        """Editions and a number of episodes right behind a unit belong to it."""
        while self._kind() in (Kind.NOTE, Kind.EDITION):
            token = self.tokens[self.position]
            count = episodes_of(token)
            if count and unit.episodes == 1:
                unit.episodes = count
            elif token.kind is not Kind.EDITION and not is_edition(token):
                return
            unit.end = token.end
            self.position += 1

    def _at_boundary(self) -> bool:
        kind = self._kind()
        if kind is None or kind in _BOUNDARIES:
            return True
        if kind in (Kind.COMMA, Kind.DASH):
            return self._kind(1) in _OPENERS or (
                self._kind(1) is Kind.NUMBER and self.listed and kind is Kind.COMMA and self._bare_article()
            )
        if kind is Kind.LETTER and self._text() == "и":
            return self._kind(1) is Kind.ARTICLE or (self._kind(1) is Kind.NUMBER and self.listed)
        return False

    def _bare_article(self) -> bool:
        """Whether the number behind the comma can be an article: «ст.ст.173,1» may mean 173.1, «ст.ст.158, 161» not."""
        text = self.tokens[self.position + 1].text
        return int(text.partition(".")[0].rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹")[:4]) >= _SMALLEST_ARTICLE

    def _skip(self) -> None:
        """Move to where reading can start again with certainty: a hard separator, or «, ст.»."""
        while self.position < self.stop:
            kind = self._kind()
            if kind in _RESTARTS or (kind in (Kind.COMMA, Kind.DASH) and self._kind(1) is Kind.ARTICLE):
                return
            self.position += 1


_SMALLEST_ARTICLE = 30
_INSIDE_UNIT = frozenset({Kind.PART, Kind.POINT, Kind.NUMBER, Kind.LETTER, Kind.COMMA})
_RESTARTS = frozenset({Kind.SEMICOLON, Kind.LINE, Kind.OPEN, Kind.CLOSE, Kind.CODE})
_BOUNDARIES = _RESTARTS | {Kind.ARTICLE}
_OPENERS = frozenset({Kind.ARTICLE, Kind.PART, Kind.POINT, Kind.CODE, Kind.OPEN, Kind.SEMICOLON, Kind.LINE, None})


def _alphabetical(point: str) -> tuple[bool, int, str]:
    digits = point.partition(".")[0]
    return (False, int(digits), point) if digits.isdigit() else (True, 0, point)
