"""Corrections: what stood where, what is right, who noticed; and what explains a number that changed.

Without an explanation nothing is published.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from absentia.errors import DataProblem
from absentia.model.count import WITHHELD
from absentia.model.numbers import NOTHING, bounded
from absentia.model.own_yaml import fault_of
from absentia.model.texts import N_, Said, counted, in_languages, reason_of, said
from absentia.publish.site.numbers import Book, Number
from absentia.publish.site.sheets import Sheet
from absentia.tally.words import REASONS

FOLDER = "corrections"
WITHHELD_TEXT = REASONS[WITHHELD]
"""The reason of a number that is known and not shown."""
Explained = Literal["new data", "correction", "withheld", "nothing"]


class Both(BaseModel):
    """A text in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    en: str = Field(min_length=1)
    ru: str = Field(min_length=1)


class Correction(BaseModel):
    """One file of ``corrections/``."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    """Of its file."""
    numbers: tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")], ...] = Field(min_length=1)
    """Ids of the numbers concerned, as their pages give them."""
    found: dt.date
    fixed: dt.date
    severity: Literal["minor", "major"]
    """``major``: a conclusion that rested on the number may be another."""
    stood: Both
    """What stood where."""
    right: Both
    """What is right."""
    evidence: Both
    noticed_by: Both
    """A role, never a name: a reader, the editor of a newspaper."""


def read_corrections(folder: Path) -> tuple[Correction, ...]:
    """Every correction of a folder, the newest first; none where there is no folder.

    Raises:
        DataProblem: a file is no correction; it says what is wrong where.
    """
    found = [_read(path) for path in folder.glob("*.yml")]
    return tuple(sorted(found, key=lambda one: (one.fixed, one.name), reverse=True))


def _read(path: Path) -> Correction:
    with understood(path, N_("this is no correction: {place}: {reason}")):
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Correction.model_validate({**written, "name": path.stem} if isinstance(written, dict) else written)


@contextmanager
def understood(path: Path, wrong: str) -> Iterator[None]:
    """Within, a file that its owner wrote is read; what is wrong with it is told by its place and reason.

    Args:
        path: the file.
        wrong: the sentence for what is not of the right shape, with ``{place}`` and ``{reason}``.

    Raises:
        DataProblem: it cannot be read, or says something else.
    """
    shown = said("docs/guide/publish.md shows one")
    try:
        yield
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(one) for one in first["loc"] if one != "[key]")
        what = Said(wrong, {"place": place, "reason": reason_of(first)})
        raise DataProblem(what, where=str(path), next_step=shown) from error
    except yaml.YAMLError as error:
        where, reason = fault_of(path, error)
        raise DataProblem(
            said("the file is not YAML: {reason}", reason=reason), where=where, next_step=shown
        ) from error
    except (OSError, ValueError) as error:
        what = said("this file cannot be read: {reason}", reason=error)
        raise DataProblem(what, where=str(path), next_step=shown) from error


def same(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether a reader sees the same number."""
    return all(before[key] == now[key] for key in ("value", "least", "most"))


def narrowed(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """The new range lies within the old one, so that nothing said before is taken back: ≥ 5 may become 7, not 4."""
    if before["value"] is None or now["value"] is None:
        return True
    (least, most), (low, high) = _ends(before), _ends(now)
    return least <= low and high <= most


def _ends(one: Mapping[str, Any]) -> tuple[float, float]:
    if one["least"] is None and one["most"] is None:
        return one["value"], one["value"]
    return (
        -math.inf if one["least"] is None else one["least"],
        math.inf if one["most"] is None else one["most"],
    )


def explained(
    number: str,
    before: Mapping[str, Any],
    now: Mapping[str, Any],
    fresh: Sequence[Correction],
    *,
    untouched: bool = False,
) -> Explained:
    """What explains that a number is another than in the version before.

    New data explains a number that was computed by the same rule, and any range that only became narrower. A number
    that changed though its data did not, or whose rule changed and which takes back what was said, needs a correction.

    Args:
        number: its id.
        before: as the version before recorded it.
        now: as it is.
        fresh: corrections that came after the version before.
        untouched: its own units and looks are what they were. Then other records can only make its range narrower, or
            wider: an open end elsewhere may be one of its cases.
    """
    if any(number in one.numbers for one in fresh):
        return "correction"
    if WITHHELD_TEXT in (before["reason"], now["reason"]):
        return "withheld"
    if before["data"] == now["data"]:
        return "nothing"
    if untouched:
        return "new data" if narrowed(before, now) or narrowed(now, before) else "nothing"
    return "new data" if before["rule"] == now["rule"] or narrowed(before, now) else "nothing"


def corrected(sheet: Sheet, corrections: Sequence[Correction]) -> Sheet:
    """The page, its JSON-LD with the corrections of its numbers; of all numbers where it describes all data."""
    if not isinstance(sheet.structured, Mapping):
        return sheet
    everything = sheet.structured.get("@type") == "Dataset"
    here = {one.id for one in sheet.every_number}
    own = [one for one in corrections if everything or here & set(one.numbers)]
    if not own:
        return sheet
    return dataclasses.replace(sheet, structured={**sheet.structured, "correction": [_comment(one) for one in own]})


def _comment(one: Correction) -> dict[str, Any]:
    """A correction as schema.org's CorrectionComment."""
    stood, right, evidence = (in_languages(text.model_dump()) for text in (one.stood, one.right, one.evidence))
    text = said("It said: {stood} Right is: {right} {evidence}", stood=stood, right=right, evidence=evidence)
    return {"@type": "CorrectionComment", "datePublished": str(one.fixed), "text": text}


_NAMED = 5
"""So many unexplained numbers are named."""


@dataclass(frozen=True, slots=True)
class Change:
    """A number that both versions have, and not the same."""

    number: Number
    before: str
    """As it read in English."""
    why: Explained


def text_of(recorded: Mapping[str, Any], number: Number, code: str = "en") -> str:
    """A number of an earlier version as it reads now."""
    if recorded["value"] is None:
        return NOTHING
    return bounded(recorded["value"], recorded["least"], recorded["most"], number.quantity, code)


def changes(
    book: Book,
    before: Mapping[str, Mapping[str, Any]],
    fresh: Sequence[Correction],
    version: str,
    untouched: Container[str] = (),
) -> list[Change]:
    """Every number that is another than before, in the order of the pages they stand on.

    Args:
        book: the numbers as they are.
        before: as the version before recorded them.
        fresh: corrections that came after it.
        version: of the program.
        untouched: numbers, and claims, whose own units and looks are what they were.
    """
    found = []
    for name, number in book.numbers.items():
        was = before.get(name)
        if was is None:
            continue
        now = number.recorded(version)
        if not same(was, now):
            own = _known_by(number) in untouched
            found.append(Change(number, text_of(was, number), explained(name, was, now, fresh, untouched=own)))
    return found


def _known_by(number: Number) -> str:
    """A number, or the claim that it stands in."""
    return f"{number.keys['article']} {number.keys['claim']}" if "claim" in number.keys else number.id


def must_be_explained(found: Sequence[Change]) -> None:
    """Refuse to publish a number that changed without a reason a reader is told.

    Raises:
        DataProblem: one did.
    """
    wanting = [one for one in found if one.why == "nothing"]
    if not wanting:
        return
    named = "; ".join(
        f"{one.number.label.text('en')} ({one.number.id}): {one.before} → {one.number.text('en')}"
        for one in wanting[:_NAMED]
    )
    raise DataProblem(
        counted(
            "{count} published number changed, and neither new data nor a correction explains it",
            "{count} published numbers changed, and neither new data nor a correction explains it",
            count=len(wanting),
        ),
        where=named,
        next_step=said("write corrections/NAME.yml with their ids; docs/guide/publish.md shows one"),
    )
