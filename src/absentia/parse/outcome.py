"""What a run met: pages by kind, issues by kind, and everything that keeps it from being an unmarred success."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from absentia.archive.intake import Noted
from absentia.errors import DataProblem, LayoutChanged
from absentia.parse.reading import Reading


@dataclass(slots=True)
class Outcome:
    """Counts and notes of a run, or of one input of it; :meth:`add` joins them."""

    pages: Counter[str] = field(default_factory=Counter)
    issues: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)
    """Records of archives that hold no page, by reason."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Files of folders and packages that are no pages, by kind."""
    problems: list[DataProblem] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    """Places of archives that could not be read."""
    foreign: list[str] = field(default_factory=list)
    """Places of pages that are not of the source's portal."""
    unreadable: list[str] = field(default_factory=list)
    """Places of pages whose text was saved in the wrong encoding."""
    changed: list[tuple[str, str]] = field(default_factory=list)
    """(court, place) of pages whose layout is not what the source describes."""
    synthetic: int = 0

    @property
    def total(self) -> int:
        """How many pages were read."""
        return self.pages.total()

    def note(self, reading: Reading, place: str) -> None:
        """Take one page into account."""
        record = reading.record
        self.pages[str(record.page)] += 1
        self.issues.update(issue.kind for issue in record.issues)
        self.synthetic += reading.synthetic
        if reading.foreign:
            self.foreign.append(place)
        elif reading.wrong_letters:
            self.unreadable.append(place)
        if reading.layout_changed:
            self.changed.append((record.host or record.court_code or "?", place))

    def take(self, noted: Noted) -> None:
        """Take in what was found beside the pages of a file."""
        self.passed_over.update(noted.passed_over)
        self.left_out.update(noted.left_out)
        self.problems += noted.problems

    def add(self, other: Outcome) -> None:
        """Take in what another part of the run met."""
        self.pages.update(other.pages)
        self.issues.update(other.issues)
        self.passed_over.update(other.passed_over)
        self.left_out.update(other.left_out)
        self.problems += other.problems
        self.damaged += other.damaged
        self.foreign += other.foreign
        self.unreadable += other.unreadable
        self.changed += other.changed
        self.synthetic += other.synthetic

    @property
    def exit_code(self) -> int:
        """4 where a layout changed; 1 where an input, a record or every page could not be used, or none came; or 0."""
        if self.changed:
            return LayoutChanged.exit_code
        useless = len(self.foreign) + len(self.unreadable)
        all_useless = useless > 0 and useless == self.total
        none_came = bool(self.left_out) and not self.total
        return DataProblem.exit_code if self.problems or self.damaged or all_useless or none_came else 0
