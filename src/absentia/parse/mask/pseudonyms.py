"""A pseudonym for each name and each capture: keyed and lasting within an observatory, numbered outside of one.

Captures have pseudonyms because the digest of a page proves a guess: whoever thinks to know whose name stands in a page
could make the page, and look for its digest among the tables.

Outside of an observatory worker processes do not know which name came first, so they write marks made with a key that
lives as long as the run, and :class:`Numbering` turns those into ``person-1``, ``judge-2`` … in order as they are
printed. No process but the one that reads a page ever holds its names.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, Self, get_args

from absentia.archive.capture import DIGITS, keyed
from absentia.archive.watermark import own_key
from absentia.model import Masked
from absentia.observatory import Observatory
from absentia.parse.mask.letters import fold_name

Kind = Literal["person", "judge", "capture", "text"]

_DIGITS = 16
_SHORTEST_KEY = 32
_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: the gate takes such letters out of every page
_KINDS = "|".join(get_args(Kind))
_MARK = re.compile(rf"{_OPEN}({_KINDS})-([0-9a-f]{{{_DIGITS},{DIGITS}}}){_CLOSE}")


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Names to pseudonyms under one key. ``marks``: leave marks for :class:`Numbering` instead of the final text."""

    key: bytes
    marks: bool = False

    def __post_init__(self) -> None:
        if len(self.key) < _SHORTEST_KEY:
            msg = f"a key of {len(self.key)} bytes hides no name: whoever tries keys finds it"
            raise ValueError(msg)

    @classmethod
    def for_one_run(cls) -> Self:
        """Pseudonyms that mean nothing after the run."""
        return cls(key=secrets.token_bytes(32), marks=True)

    @classmethod
    def of_observatory(cls, observatory: Observatory) -> Self:
        """Pseudonyms that last as long as the observatory keeps its key.

        Raises:
            ObservatoryProblem: the key is missing, damaged, or not the one the observatory was written with.
        """
        return cls(key=own_key(observatory))

    def of(self, name: str, kind: Kind = "person") -> Masked:
        """The pseudonym of this name: ``p-…`` for persons, ``j-…`` for judges."""
        return self._pseudonym(kind, _digest(self.key, fold_name(name))[:_DIGITS])

    def capture(self, sha256: str) -> Masked:
        """The id of a capture outside the archive: ``c-…``."""
        return self._of_digest("capture", sha256)

    def words(self, sha256: str) -> Masked:
        """The id of an act's words outside the archive: ``t-…``."""
        return self._of_digest("text", sha256)

    def _of_digest(self, kind: Kind, sha256: str) -> Masked:
        return self._pseudonym(kind, keyed(self.key, kind, sha256))

    def _pseudonym(self, kind: Kind, digest: str) -> Masked:
        return Masked(f"{_OPEN}{kind}-{digest}{_CLOSE}" if self.marks else f"{kind[0]}-{digest}")


@lru_cache(maxsize=65536)
def _digest(key: bytes, folded: str) -> str:
    return hmac.digest(key, folded.encode(), "sha256").hex()


@dataclass(slots=True)
class Numbering:
    """Marks to numbers, in order of first appearance."""

    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(get_args(Kind), 0))

    def apply(self, text: str) -> str:
        """The text with every mark replaced."""
        return _MARK.sub(self._number, text) if _OPEN in text else text

    def _number(self, mark: re.Match[str]) -> str:
        kind, digest = mark[1], mark[2]
        if (kind, digest) not in self._numbers:
            self._counts[kind] += 1
            self._numbers[kind, digest] = self._counts[kind]
        return f"{kind}-{self._numbers[kind, digest]}"
