"""Disappearances counted by court, article, provision or week, and drawn; “none” only where somebody could look."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from absentia.disappearances.record import CourtLook, Disappearance, Disappearances
from absentia.errors import UsageProblem
from absentia.law import parse_provision
from absentia.link.courts import fold_host
from absentia.model import Period, Provision
from absentia.model.checked import ChartData
from absentia.model.count import WITHHELD, Count
from absentia.model.texts import said, said_of

TIMES = (0.5, 1.0, 2.0, 4.0)
"""How many times as often as elsewhere records are gone where nobody could look, in the tipping-point curve."""
TOO_BRIEFLY = "looked_too_briefly"
COULD_NOT_LOOK = "could_not_look"


@dataclass(frozen=True, slots=True)
class Gone:
    """What disappeared in one court, under one provision, or was first missed in one week."""

    key: str | None
    """The court's host, the article, the provision, the week; ``None``: its provisions are not known."""
    disappeared: Count
    """Certain ones, returned ones too; could_not_look, with what the court showed instead."""
    returned: Count
    suspected: Count

    @property
    def counts(self) -> dict[str, Count]:
        """By column."""
        return {"disappeared": self.disappeared, "returned": self.returned, "suspected": self.suspected}

    def as_row(self, by: str) -> dict[str, Any]:
        """For tables and people's programs."""
        counts = self.counts.values()
        return {
            by: self.key,
            **{column: one.low for column, one in self.counts.items()},
            "at_least": any(one.known and not one.exact for one in counts),
            "reason": next((one.reason for one in counts if one.reason), None),
        }


def chosen(
    found: Disappearances,
    *,
    courts: Iterable[str] = (),
    provision: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Disappearances:
    """Only these courts (hosts), this article or exact part, and what was first missed in these days."""
    hosts = {fold_host(one) for one in courts}
    first, last = since or dt.date.min, until or dt.date.max
    wanted = None if provision is None else parse_provision(provision, found.jurisdictions)

    def fits(one: Disappearance) -> bool:
        return (
            (not hosts or fold_host(one.court) in hosts)
            and (wanted is None or any(_under(charged, wanted) for charged in one.provisions))
            and first <= one.first_missed.date() <= last
        )

    def overlaps(week: str) -> bool:
        period = Period.parse(week)
        return period.start <= last and period.end >= first

    return replace(
        found,
        episodes=tuple(one for one in found.episodes if fits(one)),
        courts=tuple(one for one in found.courts if not hosts or fold_host(one.court) in hosts),
        weeks={week: courts for week, courts in found.weeks.items() if overlaps(week)},
        alarms=tuple(
            one for one in found.alarms if overlaps(one.week) and (not hosts or fold_host(one.court or "") in hosts)
        ),
    )


def _under(charged: str, wanted: Provision) -> bool:
    """Whether a charge is one of this article or, where a part is named, of exactly this part: 337.3.1 is not 337.3."""
    article, part = _parted(charged, (wanted.jurisdiction,))
    return article == wanted.article and wanted.part in (None, part)


def _parted(charged: str, among: Sequence[str]) -> tuple[str, str | None]:
    """Article and part of a charge as the pages gave it: 228.1 is an article of its own, 228/1 a part of another."""
    try:
        known = parse_provision(charged, among)
    except UsageProblem:  # of a code whose articles are not known here
        article, _stroke, part = charged.partition("/")
        return article, part or None
    return known.article, known.part


def count(found: Disappearances, by: str) -> tuple[Gone, ...]:
    """Counts by ``court``, ``article``, ``provision`` or ``week``, sorted.

    By court and by week every one that was looked at has its row, so that a zero is said where it is known; a record
    charged under several provisions counts under each.
    """
    groups: defaultdict[str | None, list[Disappearance]] = defaultdict(list)
    for one in (*found.found, *found.suspected):
        for key in _keys(one, by, found.jurisdictions):
            groups[key].append(one)
    if by == "court":
        return tuple(_of_court(found, look.court, groups[look.court]) for look in found.courts)
    if by == "week":
        every = len(found.courts)
        return tuple(_of_week(week, courts, every, groups[week]) for week, courts in found.weeks.items())
    order = sorted(groups, key=lambda key: (key is None, _numbers(key or "")))
    partly = not all(look.complete for look in found.courts)
    return tuple(_counted(key, groups[key], at_least=partly) for key in order)


def _keys(one: Disappearance, by: str, among: Sequence[str]) -> Sequence[str | None]:
    if by == "court":
        return [one.court]
    if by == "week":
        return [one.week]
    if by == "article":
        return sorted({_parted(charged, among)[0] for charged in one.provisions}) or [None]
    return one.provisions or [None]


def _counted(key: str | None, group: Sequence[Disappearance], *, at_least: bool = False) -> Gone:
    states = Counter(str(one.state) for one in group)
    made = Count.at_least if at_least else Count.exactly
    return Gone(
        key,
        disappeared=made(states["confirmed"] + states["returned"]),
        returned=made(states["returned"]),
        suspected=made(states["suspected"]),
    )


def _unknown(key: str, reason: str) -> Gone:
    return Gone(key, *(Count.unknown(reason) for _column in range(3)))


def _of_court(found: Disappearances, court: str, group: Sequence[Disappearance]) -> Gone:
    look = next(one for one in found.courts if one.court == court)
    if group or look.complete:
        return _counted(court, group, at_least=not look.complete)
    if look.last_answer is not None and not look.unknown:
        return _unknown(court, TOO_BRIEFLY)
    why = sorted(look.unknown, key=lambda one: (-look.unknown[one], one))[:1]
    return _unknown(court, ":".join((COULD_NOT_LOOK, *why)))


def _of_week(week: str, courts: int, every: int, group: Sequence[Disappearance]) -> Gone:
    if group or courts:
        return _counted(week, group, at_least=courts < every)
    return _unknown(week, COULD_NOT_LOOK)


def _numbers(key: str) -> tuple[Any, ...]:
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in key.replace("/", ".").split("."))


def tipping(found: Disappearances) -> dict[float, float]:
    """How many are gone in all if those of courts that could not be looked at everywhere go so many times as often.

    By how many times: the certain ones where everything could be looked at, and for each other court its known records
    times their share, at least the certain ones and at most all. Nothing where every court could be looked at, or none:
    then there is nothing to ask, or no share. Nor where everything could be looked at and none is gone: so many times
    none would be called none where nobody could look. Records nobody ever saw are in none of the numbers.
    """
    gone = Counter(court for court, _register, _guid in {(one.court, one.register, one.guid) for one in found.found})
    looked = [one for one in found.courts if one.complete]
    dark = [one for one in found.courts if not one.complete and one.known]
    known = sum(one.known for one in looked)
    sure = sum(gone[one.court] for one in looked)
    if not sure or not dark:
        return {}

    def hidden(one: CourtLook, times: float) -> float:
        return max(float(gone[one.court]), min(float(one.known), times * one.known * sure / known))

    return {times: sure + sum(hidden(one, times) for one in dark) for times in TIMES}


def withheld(rows: Sequence[Gone], hidden: Mapping[str, Container[str | None]]) -> tuple[Gone, ...]:
    """The rows without the counts that are not to be shown: ``hidden`` has the keys by column."""

    def shown(row: Gone) -> dict[str, Count]:
        return {
            column: Count.withheld() if row.key in hidden.get(column, ()) else count
            for column, count in row.counts.items()
        }

    return tuple(Gone(row.key, **shown(row)) for row in rows)


TITLES = {
    "court": said("Records that disappeared, by court"),
    "article": said("Records that disappeared, by article"),
    "provision": said("Records that disappeared, by provision"),
    "week": said("Records that disappeared, by the week they were first missed in"),
}
UNIT = said("court records that were seen and are confirmed gone, those that came back later included")


def chart(counts: Sequence[Gone], by: str, *, synthetic: bool) -> ChartData:
    """The chart ``disappearances``; what is not known has no bar.

    A withheld count is only said to be that: a large one may be withheld to protect a small one.
    """
    hidden = sum(one.disappeared.reason == WITHHELD for one in counts)
    dark = sum(not one.disappeared.known for one in counts) - hidden
    return ChartData(
        spec="disappearances",
        rows=[_row(one, synthetic=synthetic) for one in counts],
        title=TITLES[by],
        description=said(
            "Bars: {bars}; withheld because small, or because they would give away a small count: {hidden}; not "
            "looked at: {dark}.",
            bars=len(counts),
            hidden=hidden,
            dark=dark,
        ),
        unit=UNIT,
    )


def _row(one: Gone, *, synthetic: bool) -> dict[str, Any]:
    gone = one.disappeared
    instead = said("withheld") if gone.reason == WITHHELD else said("could not look")
    state = "counted" if gone.known else WITHHELD if gone.reason == WITHHELD else "not looked at"
    return {
        "label": said_of(one.key or said("not known")),
        "value": gone.low,
        "text": said_of(gone if gone.known else instead),
        "state": state,
        "synthetic": synthetic,
    }
