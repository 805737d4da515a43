"""What a count is called, how it is read and what it rests on: of pages of courts, and of packages of a register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

from absentia.law import name as law_name
from absentia.messages import LANGUAGES, N_
from absentia.model.checked import Text
from absentia.model.count import Count
from absentia.model.estimate import Estimate
from absentia.model.numbers import period
from absentia.model.period import Period
from absentia.model.texts import Said, counted, in_languages, joined, said
from absentia.publish.site.dossier import Counts
from absentia.publish.site.numbers import Number, of_count
from absentia.publish.site.sheets import Chart, Mark
from absentia.tally.result import Tally
from absentia.tally.words import NAMES, REASONS

MONTHS = 24
"""So many of the newest are drawn; the table has all."""


def title_of(measure: str) -> Text:
    """A measure as a page is called after it."""
    return Said(NAMES.get(measure, measure))


@cache
def article_name(article: str, among: tuple[str, ...]) -> Text:
    """What the law calls an article, or its number alone where no law file knows it.

    ``among``: the jurisdictions of the observatory, of which an article without one is the only one's.
    """
    names = {code: law_name(article, code, among) for code in LANGUAGES}
    number = said("Article {article}", article=bare_article(among, article))
    return number if names["en"] == article else joined([number, in_languages(names)], ": ")


def heading_of(measure: str, article: str, among: tuple[str, ...]) -> Text:
    """A measure under an article, as a page is called."""
    return joined([title_of(measure), article_name(article, among)], ". ")


def short_heading(counted: Counts, measure: str, article: str) -> Text:
    """The same without what the law calls the article."""
    number = said("Article {article}", article=bare_article(counted.jurisdictions, article))
    return joined([title_of(measure), number], ", ")


def in_words(when: str | None) -> Text:
    """A period as each language spells it."""
    if when is None:
        return said("not dated")
    return in_languages({code: period(when, code) for code in LANGUAGES})


def bare_article(among: tuple[str, ...], article: str) -> str:
    """An article by its number, with its law where there are several."""
    return article.removeprefix(f"{among[0]}:") if len(among) == 1 else article


def coverage_of(tally: Tally) -> Text:
    """What a count rests on, in a sentence."""
    seen = tally.coverage
    if "packages" in seen:
        return said(
            "Packages of {days}, with all documents received in {years}; adopted up to {whole}, no more are expected.",
            days=joined([in_words(one["day"]) for one in seen["packages"]], ", "),
            years=", ".join(str(one["year"]) for one in seen["packages"]),
            whole=in_words(seen["whole_until"]),
        )
    looked, every = seen["courts_looked_at"], seen["courts_looked_at"] + seen["courts_not_looked_at"]
    if not seen["first_captured"]:
        return counted(
            "Looked at: {looked} of {every} court.",
            "Looked at: {looked} of {every} courts.",
            every=every,
            looked=looked,
        )
    return counted(
        "Looked at: {looked} of {every} court; pages fetched from {first} to {last}.",
        "Looked at: {looked} of {every} courts; pages fetched from {first} to {last}.",
        every=every,
        looked=looked,
        first=in_words(seen["first_captured"][:10]),
        last=in_words(seen["last_captured"][:10]),
    )


def of_cell(observed: Counts, tally: Tally, keys: Mapping[str, str], label: Text, count: Count) -> Number:
    """The number of one cell of a tally."""
    return Number(
        keys={"measure": tally.measure, **keys},
        label=label,
        **of_count(count),
        reason=Said(REASONS.get(count.reason, count.reason)) if count.reason else None,
        unit=title_of(tally.measure),
        period=keys.get("period", ""),
        standing="tallied",
        definition=in_languages(tally.about),
        coverage=coverage_of(tally),
        statement=observed.definitions.get(tally.measure, ""),
        command=tally.command,
        synthetic=tally.synthetic,
        data=observed.data,
        **_marks_of(tally, keys.get("period", ""), count),
    )


def _marks_of(tally: Tally, when: str, count: Count) -> dict[str, Any]:
    """Why a number of a period may become more, as a number takes it; nothing of what is withheld or not known."""
    if "packages" not in tally.coverage or not count.known:
        return {}
    whole = dt.date.fromisoformat(tally.coverage["whole_until"])
    if when and Period.parse(when).end > whole:
        return {"unfinished": said("documents may come 90 days late: whole up to {whole}", whole=in_words(str(whole)))}
    return {"bound": _BOUND} if count.high is None else {}


def of_article(observed: Counts, by_article: Mapping[str, Tally], article: str) -> list[Number]:
    """The numbers of an article, period by period; what is not dated stands in none."""
    if article not in by_article:
        return []
    tally, found = by_article[article], []
    for row in tally.rows:
        when = row.cell[tally.by[-1]]
        if when is not None:
            label = joined([short_heading(observed, tally.measure, article), in_words(when)], ", ")
            found.append(of_cell(observed, tally, {"article": article, "period": when}, label, row.count))
    return sorted(found, key=lambda one: one.period)


def articles_of(by_article: Mapping[str, Tally]) -> list[str]:
    """Those of which there is a number to show, in the order of the law."""
    shown = [article for article, tally in by_article.items() if any(row.count.known for row in tally.rows)]
    return sorted(shown, key=in_order)


def in_order(article: str) -> list[tuple[int, str]]:
    """How articles stand after each other: by their numbers."""
    return [(len(part), part) for part in article.replace(":", ".").split(".")]


def chart_of(title: Text, unit: Text, months: list[Number], expected: Mapping[str, Estimate]) -> Chart:
    """The newest months, each counted, withheld or not known, with what is expected apart."""
    marks = []
    for one in months[-MONTHS:]:
        coming = expected.get(one.period)
        ends = coming.interval if coming else None
        drawn = (coming.value, ends.low, ends.high) if coming and ends else None
        marks.append(Mark(in_words(one.period), one, drawn if one.value is not None else None))
    return chart_of_marks(title, unit, marks)


def chart_of_marks(title: Text, unit: Text, marks: list[Mark]) -> Chart:
    """Periods in their order, with the words that say how each is drawn."""
    expected = any(one.expected is not None for one in marks)
    unfinished = any(one.number is not None and one.number.unfinished is not None for one in marks)
    drawn = DRAWN_UNFINISHED if unfinished else DRAWN
    return Chart(
        title=title,
        description=joined([drawn, Said(DRAWN_EXPECTED)], " ") if expected else drawn,
        unit=unit,
        marks=marks,
    )


DRAWN = Said(
    N_(
        "An arrow above a bar: a lower bound; a dashed top: perhaps up to there. Grey: not known; a dotted box: "
        "withheld; neither is a zero."
    )
)
DRAWN_EXPECTED = N_("A dot with a line: expected when everything is posted, with its interval.")


DRAWN_UNFINISHED = Said(
    N_(
        "A grey bar with an arrow: not complete yet. A dashed top: perhaps up to there. A dotted box: withheld, "
        "not zero."
    )
)
HOW_TO_READ = Said(
    N_(
        "≥ is a lower bound: not everything could be looked at. A range, as 5–7, means one of these numbers. "
        "A dash is no number, never zero."
    )
)
HOW_TO_READ_PACKAGES = Said(
    N_(
        "≥ is a lower bound: more is still expected, or an upper bound that would tell of few is withheld. A range, as "
        "40–47: 40 cases have this article of law in every document, 47 in at least one. "
        "A dash is no number, never zero."
    )
)
_BOUND = Said(N_("a lower bound: an upper one would tell of few cases, and is withheld"))


def newest_known(numbers: list[Number]) -> Number | None:
    """The last of them that is a number, else the last."""
    known = [one for one in numbers if one.value is not None]
    return (known or numbers)[-1] if numbers else None
