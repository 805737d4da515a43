"""One tree of errors; each says what is wrong, where, and what to do next.

::

    AbsentiaError                      exit 1
    ├── DataProblem                    exit 1   something in the input or the observatory
    │   ├── UnreadableInput            a file is missing, unreadable, or not what it says it is
    │   ├── EmptyInput                 an archive or folder without a single page
    │   ├── ObservatoryProblem         not an observatory, or one that cannot be used
    │   │   ├── ObservatoryBusy        another process writes to it
    │   │   └── Damaged                something of it is missing, or is not what it was
    │   ├── FigureProblem              a figure without its citation, or an unknown one
    │   ├── ClaimsProblem              a claims file that cannot be used
    │   └── NoSpace                    the disk or the memory is full
    ├── UsageProblem                   exit 2   the call itself: unknown source, measure, provision
    ├── SourceBlocked                  exit 3   the portal blocks, or cannot be reached
    └── LayoutChanged                  exit 4   a page no longer reads as the source describes it
"""

from __future__ import annotations

from typing import ClassVar, Protocol


class Sentence(Protocol):
    """A sentence that can be said in any language; as plain text it is English."""

    def text(self, code: str) -> str:
        """The sentence in one language."""


class AbsentiaError(Exception):
    """Anything absentia tells its user about; never a traceback.

    Args:
        what: the sentence that says what is wrong.
        where: a path, URL, record or position, if there is one.
        next_step: what the user can do about it.
    """

    exit_code: ClassVar[int] = 1

    def __init__(
        self, what: Sentence | str, *, where: Sentence | str | None = None, next_step: Sentence | str | None = None
    ) -> None:
        super().__init__(what)
        self.sentences = (what, where, next_step)

    @property
    def what(self) -> str:
        """What is wrong, as plain text."""
        return str(self.sentences[0])

    @property
    def where(self) -> str | None:
        """Where, as plain text."""
        return None if self.sentences[1] is None else str(self.sentences[1])

    @property
    def next_step(self) -> str | None:
        """What to do about it, as plain text."""
        return None if self.sentences[2] is None else str(self.sentences[2])

    def told(self, code: str) -> tuple[str, str | None, str | None]:
        """What, where and what next, in one language."""
        what, where, next_step = (
            part if part is None or isinstance(part, str) else part.text(code) for part in self.sentences
        )
        return what or "", where, next_step

    def __str__(self) -> str:
        parts = [self.what]
        if self.where:
            parts.append(f"[{self.where}]")
        if self.next_step:
            parts.append(f"→ {self.next_step}")
        return " ".join(parts)


class DataProblem(AbsentiaError):
    """Something in the input or the observatory is wrong."""


class UnreadableInput(DataProblem):
    """A file is missing, unreadable, or not what it says it is."""


class EmptyInput(DataProblem):
    """An archive or a folder without a single page."""


class ObservatoryProblem(DataProblem):
    """The folder is not an observatory, or it cannot be used."""


class ObservatoryBusy(ObservatoryProblem):
    """Another process writes to the observatory."""


class Damaged(ObservatoryProblem):
    """Something of the observatory is missing, or is not what it was: nobody counts on until it is back."""


class FigureProblem(DataProblem):
    """A figure without its citation, or one that does not exist."""


class ClaimsProblem(DataProblem):
    """A claims file that cannot be used."""


class NoSpace(DataProblem):
    """The disk or the memory is full; nothing half-written was left."""


class UsageProblem(AbsentiaError):
    """The call itself is wrong: an unknown source, measure or provision."""

    exit_code = 2


class SourceBlocked(AbsentiaError):
    """The portal blocks us, or cannot be reached."""

    exit_code = 3


class LayoutChanged(AbsentiaError):
    """A page no longer reads as its source describes it."""

    exit_code = 4
