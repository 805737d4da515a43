"""Where publishers contradict each other: found by rule in the figures, and reviewed by hand. Shown, never resolved.

The rules, over figures of one measure (or of measures reviewed as comparable), jurisdiction and place:

value
    the same period, and ranges of possible numbers (:meth:`Figure.bounds`) that do not meet;
period
    the same exact number (100 or more) for different periods that overlap;
order
    a running total that is smaller at a later day;
parts
    an exact total that no figures of its series which follow each other through its period sum to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import Any

from absentia.figures.catalogue import Catalogue
from absentia.figures.figure import Figure
from absentia.figures.reading import DATA
from absentia.figures.stretches import Stretch, stem, stretches
from absentia.model.own_yaml import own_yaml
from absentia.model.texts import N_, Said, in_languages, said

_NAMED = re.compile(r"\{([\w.-]+)\}")
_SMALLEST_TELLING = 100
"""Two periods with the same number below this prove nothing: small numbers coincide."""
RULES = {
    "value": N_("different values for the same period"),
    "period": N_("the same number for different periods"),
    "order": N_("a running total that falls"),
    "parts": N_("a total that its parts do not sum to"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """What one publisher says, by figures; ``total`` where their sum is what contradicts."""

    figures: tuple[Figure, ...]
    says: Said
    total: bool = False

    @property
    def values(self) -> tuple[float, ...]:
        """The numbers of this side: each figure's, or their sum."""
        numbers = tuple(figure.value for figure in self.figures if figure.value is not None)
        return (sum(numbers),) if self.total else numbers


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two or more sides that cannot all be right as they are worded."""

    id: str
    kind: str
    what: Said
    sides: tuple[Side, ...]
    reviewed: bool
    by_rule: bool

    @property
    def figure_ids(self) -> frozenset[str]:
        """Every figure on any side."""
        return frozenset(figure.id for side in self.sides for figure in side.figures)


@cache
def _reviewed_file() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = own_yaml((DATA / "contradictions.yml").read_text(encoding="utf-8"))
    return loaded


def _reviewed(catalogue: Catalogue) -> Iterator[Contradiction]:
    for entry in _reviewed_file()["contradictions"]:
        sides = tuple(
            Side(
                tuple(catalogue.figure(name) for name in side["figures"]),
                in_languages(side["says"]),
                side.get("sum", False),
            )
            for side in entry["sides"]
        )
        what = in_languages({code: _filled(text, catalogue) for code, text in entry["what"].items()})
        yield Contradiction(entry["id"], entry["kind"], what, sides, reviewed=True, by_rule=False)


def _filled(text: str, catalogue: Catalogue) -> Said:
    """The sentence with the numbers of the figures it names: ``{form10a-2019-337}``."""
    keys = {name: f"n{number}" for number, name in enumerate(dict.fromkeys(_NAMED.findall(text)))}
    values = {key: catalogue.figure(name).value or 0 for name, key in keys.items()}
    return Said(_NAMED.sub(lambda named: f"{{{keys[named[1]]}}}", text), values)


def _rule(one: Figure, other: Figure) -> str | None:
    """The rule two figures of one measure and place break, if any."""
    if one.value is None or other.value is None or one.period is None or other.period is None:
        return None
    if one.period == other.period:
        (low, high), (other_low, other_high) = one.bounds(), other.bounds()
        return "value" if high < other_low or other_high < low else None
    overlap = one.period.start <= other.period.end and other.period.start <= one.period.end
    exact = one.qualifier == other.qualifier == "exact"
    if one.value == other.value and exact and one.value >= _SMALLEST_TELLING and overlap:
        return "period"
    earlier, later = sorted((one, other), key=lambda figure: figure.last_known_day or one.period.end)  # type: ignore[union-attr]  # both periods were checked above
    running = earlier.measure.endswith("_cumulative") and one.period.start == other.period.start
    return "order" if running and earlier.bounds()[0] > later.bounds()[1] else None


def _by_rule(figures: Iterable[Figure]) -> Iterator[Contradiction]:
    names = {measure: group[0] for group in _reviewed_file()["comparable"] for measure in group}
    groups: dict[tuple[str, ...], list[Figure]] = {}
    for figure in figures:
        key = (
            names.get(figure.measure, figure.measure),
            figure.jurisdiction or "",
            figure.geography,
            "" if figure.measure in names else figure.unit,
        )
        groups.setdefault(key, []).append(figure)
    for group in groups.values():
        for one, other in combinations(group, 2):
            rule = _rule(one, other)
            if rule is None:
                continue
            sides = tuple(Side((side,), Said(f"{side.publisher}, {side.source_date}")) for side in (one, other))
            what = Said(RULES[rule])
            yield Contradiction(f"{rule}:{one.id}:{other.id}", rule, what, sides, reviewed=False, by_rule=True)


def _by_parts(figures: Iterable[Figure]) -> Iterator[Contradiction]:
    """Totals that their parts do not sum to, each against the parts of the fewest figures."""
    groups: dict[tuple[str, ...], list[Figure]] = {}
    for figure in figures:
        key = (stem(figure.measure), figure.unit, figure.geography, figure.jurisdiction or "")
        groups.setdefault(key, []).append(figure)
    for group in groups.values():
        for whole in group:
            # a whole and two parts
            if whole.qualifier != "exact" or whole.value is None or whole.period is None or len(group) < 3:
                continue
            others = [one for one in group if one is not whole]
            inside = [one for one in stretches(whole, others, whole.period.start) if one.period == whole.period]
            parts = [one for one in inside if len(one.figures) > 1]
            if parts and all(one.value != whole.value for one in inside):
                yield _unsummed(whole, min(parts, key=lambda one: len(one.figures)), stretches(whole, others))


def _unsummed(whole: Figure, parts: Stretch, found: Iterable[Stretch]) -> Contradiction:
    assert whole.period is not None
    other = next((one for one in found if one.value == whole.value and one.period.end == whole.period.end), None)
    what = Said(RULES["parts"])
    if other is not None:
        what = said("a total that its parts do not sum to, though from {day} on they do", day=str(other.period.start))
    sides = (
        Side((whole,), Said(f"{whole.publisher}, {whole.source_date}")),
        Side(parts.figures, Said(f"{parts.figures[0].publisher}"), total=True),
    )
    name = ":".join(("parts", whole.id, *(one.id for one in parts.figures)))
    return Contradiction(name, "parts", what, sides, reviewed=False, by_rule=True)


def contradictions(catalogue: Catalogue) -> tuple[Contradiction, ...]:
    """All contradictions: the reviewed ones first (marked where a rule finds them too), then what only rules find."""
    reviewed = list(_reviewed(catalogue))
    found = [*_by_rule(catalogue.figures()), *_by_parts(catalogue.figures())]
    covered: set[str] = set()
    marked = []
    for entry in reviewed:
        matching = [candidate for candidate in found if candidate.figure_ids <= entry.figure_ids]
        covered |= {candidate.id for candidate in matching}
        marked.append(replace(entry, by_rule=bool(matching)))
    return (*marked, *(candidate for candidate in found if candidate.id not in covered))


def concerning(figure_ids: Sequence[str], among: Iterable[Contradiction]) -> list[Contradiction]:
    """The contradictions that one of these figures is part of."""
    wanted = set(figure_ids)
    return [entry for entry in among if wanted & entry.figure_ids]
