"""From units to charges: which code governs which unit, what 30 and 33 modify, which units are episodes of one charge.

Codes stand behind what they govern («ст.158 ч.1; ст.161 ч.1 УК РФ») or, first or with a colon, before it («УК РФ:
ст. 158 ч.1; ст. 161 ч.1»). A unit no code governs is :attr:`Code.UNASSIGNED`; a code is never supplied.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from absentia.model import Charge, Issue, Role
from absentia.model.texts import N_
from absentia.sources.ru_sudrf.charge_pieces import (
    CODE_ALONE,
    NO_CHARGE_AFTER,
    NOT_A_CHARGE,
    NOTE_UNKNOWN,
    OTHER_CODE,
    Boundary,
    CodeMark,
    Episodes,
    Piece,
    Unit,
    Unread,
)
from absentia.sources.ru_sudrf.codes import Code

UNREADABLE = "charge_unreadable"
MISSING = "charges_missing"
NO_CHARGES = N_("charges are announced, and none is given")

_STAGES = {"30.1": Role.PREPARATION, "30.3": Role.ATTEMPT}
_PARTS_PLAYED = {"33.3": Role.ORGANISER, "33.4": Role.INSTIGATOR, "33.5": Role.ACCOMPLICE}


def role_of(modifiers: tuple[str, ...]) -> Role:
    """The role general-part articles stand for.

    How a person took part (Art. 33) is named before how far the crime went (Art. 30): an accomplice to an attempt is
    ``ACCOMPLICE``, and ``modifiers`` keeps both. Two parts played, or an article or part that names no role, is
    ``OTHER``.
    """
    if not modifiers:
        return Role.PRINCIPAL
    if any(modifier not in _STAGES and modifier not in _PARTS_PLAYED for modifier in modifiers):
        return Role.OTHER
    for meanings in (_PARTS_PLAYED, _STAGES):
        found = {meanings[modifier] for modifier in modifiers if modifier in meanings}
        if found:
            return found.pop() if len(found) == 1 else Role.OTHER
    return Role.OTHER


@dataclass(slots=True)
class _Codes:
    """Gives every unit its code, in place; what it cannot place becomes an unread stretch."""

    unread: list[Unread] = field(default_factory=list)
    open: list[Unit] = field(default_factory=list)
    """Units since the last code."""
    segment: list[Unit] = field(default_factory=list)
    """Units since the last semicolon."""
    prefix: CodeMark | None = None
    prefix_used: bool = False
    last_governed: list[Unit] = field(default_factory=list)
    lost: bool = False
    """Something was not read since the last code."""

    def assign(self, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            match piece:
                case Unit():
                    self._unit(piece)
                case CodeMark():
                    self._code(piece)
                case Episodes():
                    self._episodes(piece)
                case Boundary():
                    self.segment = []
                case Unread(note_only=False):
                    self.lost = self.prefix_used = True
        self._end_prefix()

    def _unit(self, unit: Unit) -> None:
        self.segment.append(unit)
        if self.prefix is None:
            self.open.append(unit)
        else:
            unit.code = self.prefix.code
            self.prefix_used = True

    def _code(self, mark: CodeMark) -> None:
        if not mark.colon and self.open:
            self._govern(self.open, mark)
            self.open = []
        elif not mark.colon and self.lost and not self.segment:
            # the code of what could not be read
            self.lost = False
            if self.prefix is not None and mark.code != self.prefix.code:
                self._end_prefix()
        elif not mark.colon and self.prefix is not None and self.segment:
            # «УК РФ: ст. 111 ч.1; ст. 108 УПК РФ»: the nearer code governs, and ends the other's reach
            if mark.code != self.prefix.code:
                self._govern(self.segment, mark)
                self._end_prefix()
        else:
            self._end_prefix()
            self.prefix, self.prefix_used, self.open = mark, False, []

    def _govern(self, units: list[Unit], mark: CodeMark) -> None:
        for unit in units:
            unit.code = mark.code
        if mark.code is None:
            units[-1].end = mark.end  # the complaint shows which code it was
        self.last_governed = [] if self.lost else list(units)
        self.lost = False

    def _end_prefix(self) -> None:
        if self.prefix is not None and not self.prefix_used:
            self.unread.append(Unread(self.prefix.start, self.prefix.end, CODE_ALONE, note_only=True))
        self.prefix, self.prefix_used = None, False

    def _episodes(self, note: Episodes) -> None:
        """«ст.337 ч.5 УК РФ (2 эпизода)» speaks of the one unit before the code; of several, of none for certain."""
        if len(self.last_governed) == 1 and self.last_governed[0].episodes == 1:
            self.last_governed[0].episodes = note.count
        else:
            self.unread.append(Unread(note.start, note.end, NOTE_UNKNOWN, note_only=True))


@dataclass(slots=True)
class _Charges:
    """Joins general-part articles to the unit they modify and adds up episodes."""

    text: str
    charges: dict[Charge, tuple[str, int]] = field(default_factory=dict)
    """The charge without raw and count → raw of its first episode, number of episodes; in order of first sight."""
    unread: list[Unread] = field(default_factory=list)
    waiting: list[Unit] = field(default_factory=list)

    def join(self, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            match piece:
                case Unit():
                    self._unit(piece)
                case Unread():
                    self._unread(piece)
                case Boundary(hard=True):
                    self._dangling()
        self._dangling()

    def _unit(self, unit: Unit) -> None:
        if self.waiting and self.waiting[-1].code != unit.code:
            self._dangling()
        if unit.code is None:
            self.unread.append(Unread(unit.start, unit.end, OTHER_CODE))
        elif unit.code in (Code.UK, Code.UNASSIGNED) and unit.article in ("30", "33"):
            self.waiting.append(unit)
        elif unit.code is not Code.KOAP and unit.article.count(".") > 1:
            # only КоАП has articles such as 20.3.3
            self._unread(Unread(unit.start, unit.end, NOT_A_CHARGE))
        else:
            self._charge(unit)

    def _charge(self, unit: Unit) -> None:
        modifiers = tuple(f"{m.article}.{m.part}" if m.part else m.article for m in self.waiting)
        start = self.waiting[0].start if self.waiting else unit.start
        strange = any(m.points or m.episodes > 1 for m in self.waiting)
        self.waiting = []
        if strange:
            self.unread.append(Unread(start, unit.end))
            return
        charge = Charge(
            code=str(unit.code or Code.UNASSIGNED),
            article=unit.article,
            part=unit.part,
            points=unit.points,
            role=role_of(modifiers),
            modifiers=modifiers,
        )
        raw, episodes = self.charges.get(charge, (self.text[start : self._end_of(unit)], 0))
        self.charges[charge] = (raw, episodes + unit.episodes)

    def _end_of(self, unit: Unit) -> int:
        """Where the unit ends on the page, the closing quote of «в» included."""
        end = unit.end
        return end + 1 if unit.points and self.text[end : end + 1] in ("»", "”", '"') else end

    def _unread(self, piece: Unread) -> None:
        if self.waiting and not piece.note_only:
            # «ст.30 ч.3, ст.???»: the attempt belongs to what could not be read, not to the next charge
            piece = replace(piece, start=min(piece.start, self.waiting[0].start))
            self.waiting = []
        self.unread.append(piece)

    def _dangling(self) -> None:
        if self.waiting:
            self.unread.append(Unread(self.waiting[0].start, self.waiting[-1].end, NO_CHARGE_AFTER))
            self.waiting = []


def assemble(
    pieces: list[Piece], text: str, *, where: str, announced: str | None
) -> tuple[tuple[Charge, ...], list[Issue]]:
    """Charges and issues of one person's pieces.

    Args:
        pieces: what :class:`~absentia.sources.ru_sudrf.charge_units.UnitReader` read, in order.
        text: the page's text, which raw is quoted from.
        where: the place to name in issues.
        announced: the characters that say charges follow (a dash, a code); where none follows, that is an issue of its
            own kind, and ``None`` says that none are due.
    """
    codes, joined = _Codes(), _Charges(text)
    codes.assign(pieces)
    joined.join(pieces)
    charges = tuple(replace(charge, raw=raw, episodes=count) for charge, (raw, count) in joined.charges.items())
    unread = [*codes.unread, *joined.unread]
    if not charges and announced is not None and all(piece.message == CODE_ALONE for piece in unread):
        return (), [Issue(MISSING, where, announced, NO_CHARGES)]
    unread.sort(key=lambda piece: (piece.start, piece.end))
    issues = [Issue(UNREADABLE, where, text[piece.start : piece.end], piece.message) for piece in unread]
    return charges, issues
