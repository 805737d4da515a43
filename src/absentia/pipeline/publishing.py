"""A publication made ready: what it would show, what changed, what speaks against it; then written, or not."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from absentia.model.texts import Said, said
from absentia.observatory import Observatory
from absentia.pipeline.dossier import dossier
from absentia.pipeline.published import Together, together
from absentia.publish.site import RECORD, Built, Versions, build, digest_of, must_be_explained
from absentia.publish.site.assertions import must_be_met, must_still_stand, not_met, read_assertions

FOLDER = "publications"
"""Where the versions of an observatory stand, if nothing else is said."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A version that could be written."""

    versions: Versions
    last: str | None
    """The version before; ``None``: there is none."""
    name: str
    built: Built | None
    """``None``: nothing changed since the last version, so no new one is needed."""
    few: list[Said] = field(default_factory=list)
    """Numbers that are less than their owner expects: they stop it."""
    many: list[Said] = field(default_factory=list)
    """Numbers that are more: they are told."""
    decided: Together | None = None

    @property
    def against(self) -> tuple[Said, ...]:
        """Why it would not be published."""
        unexplained = self.built is not None and any(one.why == "nothing" for one in self.built.changes)
        why = (said("a changed number has no explanation; write a correction"),) if unexplained else ()
        return (*why, *self.few)

    def write(self) -> None:
        """Put it on record and beside the earlier versions.

        Raises:
            DataProblem: a changed number has no explanation, or one is less than its owner expects.
        """
        if self.built is None:
            return
        must_be_explained(self.built.changes)
        must_be_met(self.few)
        if self.decided:
            self.decided.record(self.name, self.built.files[RECORD])
        self.versions.write(self.name, self.built.files)


def make_ready(
    observatory: Observatory | None,
    *,
    out: Path | None = None,
    articles: Sequence[str] = (),
    figures: Sequence[Path] = (),
    advance: Callable[[], None] = lambda: None,
) -> Ready:
    """Count, withhold and build the next version of a site; nothing is written.

    Args:
        observatory: whose numbers; ``None``: articles and figures alone.
        out: where the versions stand; by default the folder ``publications`` of the observatory, or here.
        articles: claims files, or names of bundled articles.
        figures: tables of the user's own.
        advance: called after each of two steps, counting and building.
    """
    home = observatory.path if observatory else Path()
    versions, expected = Versions(out or home / FOLDER), read_assertions(home)
    earlier = versions.earlier()
    must_still_stand(home, expected=bool(earlier) and earlier[-1].expected)
    decided = together(observatory, versions.records(), articles) if observatory else None
    found = dossier(observatory, articles=articles, figures=figures, decided=decided)
    if decided:
        found = dataclasses.replace(found, untouched=decided.untouched(versions.records()))
    advance()
    last = earlier[-1].name if earlier else None
    name = versions.next_name(dt.datetime.now(dt.UTC).date())
    if earlier and earlier[-1].digest == digest_of(found):
        return Ready(versions, last, name, None)
    built = build(found, name, earlier, expected=bool(expected))
    few, many = not_met(expected, json.loads(built.files[RECORD])["numbers"])
    advance()
    return Ready(versions, last, name, built, few, many, decided)
