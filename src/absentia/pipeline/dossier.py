"""The dossier of a site: everything it may say, counted, estimated and checked; names and bytes stay here."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import os
import re
import shlex
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from absentia.archive.seals import SEALS, seals_in
from absentia.check import check_article
from absentia.disappearances import Disappearances, look_for_disappearances
from absentia.dumps.held import packages_only
from absentia.engine import query
from absentia.errors import AbsentiaError, DataProblem
from absentia.estimate import METHODS, Context, answer, method
from absentia.estimate.delay.tallied import Tallied, with_nowcast
from absentia.estimate.options.courts import SERIAL_GAPS
from absentia.estimate.options.series import DELAY
from absentia.figures import Catalogue
from absentia.looks.coverage import Coverage
from absentia.manifest import MANIFEST
from absentia.model import Grain, LookOutcome
from absentia.model.checked import CheckedArticle, CheckedClaim, Computed
from absentia.model.count import WITHHELD, Count
from absentia.model.estimate import Estimate, Interval, Refusal
from absentia.model.period import Period
from absentia.model.texts import Said, in_languages, said, said_of
from absentia.observatory import CONFIG, Observatory
from absentia.pipeline.dossier_of_packages import newest_half_year, packaged
from absentia.pipeline.one_problem import GONE, HEADLINE
from absentia.pipeline.published import Together, together
from absentia.pipeline.withholding import shown, shown_article, shown_removals
from absentia.publish import EstimateReport, licences, origin
from absentia.publish.site.corrections import FOLDER, read_corrections
from absentia.publish.site.dossier import CourtWeeks, Dossier, Headline, Observed, Removed, Seen
from absentia.publish.site.estimates import drawn, named
from absentia.tally import held, measures, threshold_of
from absentia.tally.counting import Counted, count
from absentia.tally.prepare import jurisdictions, prepared
from absentia.tally.result import Tally
from absentia.tally.suppress import without
from absentia.tally.words import REASONS

SETTINGS = "publish"
"""The section of ``absentia.toml``: ``title``, ``contact``, ``address``, ``article``."""
_KNOWN = ("title", "contact", "address", "article")
FILINGS = "filings_received"
"""What the numbers of registers are of."""
# delay --file /home/somebody/my delays.csv --seed 3
_PATH = re.compile(r"(?<!\S)/(?:.(?! --))*?/?([^/]*?)(?= --|$)")
_LOOKS = """
SELECT court, date_trunc('week', started)::DATE AS week, outcome, count(*) AS questions
FROM looks
WHERE parent IS NULL AND court IS NOT NULL AND started IS NOT NULL
GROUP BY ALL
ORDER BY ALL
"""


def dossier(
    observatory: Observatory | None,
    *,
    articles: Sequence[str | Path] = (),
    figures: Sequence[Path] = (),
    decided: Together | None = None,
) -> Dossier:
    """Count, estimate and check what a site of this observatory says; without one, of articles and figures alone.

    ``decided``: which counts are withheld; by default those of a first version.

    Raises:
        DataProblem: settings or corrections that cannot be used; nothing has been parsed.
        ClaimsProblem, FigureProblem: an article or a file of figures that cannot be used.
    """
    settings = publish_settings(observatory)
    threshold = threshold_of(observatory) if observatory is not None else 0
    if observatory is not None and decided is None:
        decided = together(observatory, articles=articles)
    checked = []
    for one in articles:
        article = without_paths(check_article(one, observatory, figures=figures))
        hidden = decided.hidden_claims(article.id) if decided else frozenset()
        checked.append(shown_article(article, hidden, threshold))
    catalogue = Catalogue(figures)
    observed = None
    if observatory is not None and decided is not None and not packages_only(observatory):
        observed = _observed(observatory, settings, decided)
    return Dossier(
        title=said_of(settings["title"]) if "title" in settings else said("Checked numbers"),
        contact=settings.get("contact", ""),
        address=settings.get("address", "").rstrip("/"),
        origin=origin(catalogue),
        observed=observed,
        packaged=packaged(decided) if decided and decided.held else None,
        articles=checked,
        estimates=_estimates(checked, catalogue),
        corrections=read_corrections((observatory.path if observatory else Path()) / FOLDER),
        licences=licences(),
    )


def _estimates(articles: Sequence[CheckedArticle], catalogue: Catalogue) -> list[EstimateReport]:
    """The estimates that articles name, from figures alone: what an observatory adds would tell of single courts."""
    names = dict.fromkeys(name for one in articles for name in named(one) if name in METHODS)
    answers = {name: answer(name, Context(catalogue), {}) for name in names}
    return [
        drawn(EstimateReport(name, Said(method(name).title), f"absentia estimate {name}", found.numbers, found.chart))
        for name, found in answers.items()
    ]


def without_paths(article: CheckedArticle) -> CheckedArticle:
    """The article with commands, sources and citations that name files, not where on the owner's machine they lie."""
    return dataclasses.replace(article, claims=tuple(map(_claim_without_paths, article.claims)))


def _claim_without_paths(claim: CheckedClaim) -> CheckedClaim:
    then = claim.then
    return dataclasses.replace(
        claim,
        command=_published(claim.command),
        numbers=_numbers_without_paths(claim.numbers),
        citations=tuple(
            one if one.url else dataclasses.replace(one, title=named_only(one.title)) for one in claim.citations
        ),
        then=then and dataclasses.replace(then, numbers=_numbers_without_paths(then.numbers)),
    )


def _numbers_without_paths(numbers: Sequence[Computed]) -> tuple[Computed, ...]:
    return tuple(dataclasses.replace(one, sources=tuple(map(named_only, one.sources))) for one in numbers)


def named_only(text: str) -> str:
    """What a number was made from, each file by its name: a path ends where the next option begins."""
    return _PATH.sub(r"\1", text)


def _published(command: str) -> str:
    words = shlex.split(command)
    if "-C" in words:
        del words[words.index("-C") : words.index("-C") + 2]
    return shlex.join(Path(one).name if os.sep in one else one for one in words)


def publish_settings(observatory: Observatory | None) -> dict[str, str]:
    """``[publish]``; the contact of ``[collect]`` is for courts, and nobody is told it here."""
    if observatory is None:
        return {}
    given: Mapping[str, Any] = observatory.config.get(SETTINGS, {})
    for key, value in given.items():
        if key not in _KNOWN or not isinstance(value, str):
            raise DataProblem(
                said("the setting {key} cannot be used", key=key),
                where=f"{observatory.path / CONFIG}: [{SETTINGS}]",
                next_step=said("write one of these, each a text: {names}", names=", ".join(_KNOWN)),
            )
    return dict(given)


def _observed(observatory: Observatory, settings: Mapping[str, str], decided: Together) -> Observed:
    threshold = threshold_of(observatory)
    with held(observatory):
        courts = count(observatory, HEADLINE, by=("court", Grain.HALF_YEAR.value))
        months, halves = (_by_article(observatory, decided, grain, threshold) for grain in ("month", "half-year"))
        article = settings.get("article") or next(iter(decided.articles), "")
        with prepared(observatory) as connection:
            among = jurisdictions(connection)
        removed, removed_in_all = _removed(look_for_disappearances(observatory), decided)
        return Observed(
            until=courts.coverage.last_day,
            headline=_headline(observatory, halves, article, courts.coverage, decided),
            months=months,
            half_years=halves,
            courts=shown(courts.tally, decided.hidden_by_court(), threshold),
            weeks=_weeks(observatory, courts.coverage),
            removed=removed,
            removed_in_all=removed_in_all,
            definitions={name: one.sql for name, one in measures().items()},
            threshold=threshold,
            seal=_seal(observatory),
            data=hashlib.sha256((observatory.tables / MANIFEST).read_bytes()).hexdigest()[:12],
            jurisdictions=among,
        )


def _by_article(observatory: Observatory, decided: Together, grain: str, threshold: int) -> dict[str, dict[str, Tally]]:
    """Every measure under every article, by a period."""
    return {
        name: {
            one: shown(
                count(observatory, name, by=(grain,), provision=one).tally, decided.hidden(name, grain, one), threshold
            )
            for one in decided.articles
        }
        for name in measures()
    }


def _headline(
    observatory: Observatory,
    shown_halves: Mapping[str, Mapping[str, Tally]],
    article: str,
    seen: Coverage,
    decided: Together,
) -> Headline:
    half = newest_half_year(shown_halves[HEADLINE].get(article), (seen.last_day or dt.date(1970, 1, 1),))
    expected, command = _expected(observatory, article, Grain.HALF_YEAR.value, decided)
    months, _command = _expected(observatory, article, Grain.MONTH.value, decided)
    nothing = Refusal(DELAY, said("nothing more is expected of this half-year, or nothing can be said of it"))
    found = expected.get(half, nothing) if isinstance(expected, dict) else expected
    year = Period.parse(half).start.year
    hidden, gaps = _hidden(observatory, article, year, told=year_is_told(shown_halves[FILINGS].get(article), year))
    return Headline(
        measure=HEADLINE,
        article=article,
        half_year=half,
        expected=found,
        hidden=hidden,
        commands={"expected": command, "hidden": gaps},
        months_expected=months if isinstance(months, dict) else {},
    )


def _expected(
    observatory: Observatory, article: str, grain: str, decided: Together
) -> tuple[dict[str, Estimate] | Refusal, str]:
    """What is still expected, by period; or why nothing can be said. Of an article that is not shown, nothing is."""
    counted = count(observatory, HEADLINE, by=(grain,), provision=article or None)
    command = f"{counted.tally.command} --nowcast"
    if article not in decided.articles:
        return {}, command
    hidden = decided.hidden(HEADLINE, grain, article)
    safe = Counted(without(counted.tally, hidden, threshold_of(observatory)), counted.coverage, counted.scope)
    tallied = with_nowcast(observatory, safe)
    found = {str(one.row.cell[grain]): _estimate(one.nowcast, tallied) for one in tallied.rows if one.nowcast}
    if found:
        return found, command
    reasons = [one.found.reason for one in tallied.sources if isinstance(one.found, Refusal)]
    return (Refusal(DELAY, reasons[0]) if reasons else {}), command


def _estimate(nowcast: Mapping[str, Any], tallied: Tallied) -> Estimate:
    return Estimate(
        DELAY,
        nowcast["value"],
        Interval(nowcast["low"], nowcast["high"], nowcast["level"], "prediction"),
        in_languages(tallied.tally.unit),
        tallied.method or said("nowcast"),
        period=nowcast["until"],
        synthetic=tallied.tally.synthetic,
    )


def year_is_told(filings: Tally | None, year: int) -> bool:
    """Whether both halves of a year are shown: what the year shows at least, less one half, is the other."""
    rows = () if filings is None else filings.rows
    withheld = {str(row.cell[Grain.HALF_YEAR.value])[:4] for row in rows if row.count.reason == WITHHELD}
    return filings is not None and str(year) not in withheld


def _hidden(observatory: Observatory, article: str, year: int, *, told: bool) -> tuple[list[Estimate | Refusal], str]:
    """What the registers' numbers say of filings of that year that no page shows, in all courts together."""
    threshold = threshold_of(observatory)
    options = {"years": str(year)} | ({"article": article} if article else {})
    command = "absentia estimate serial-gaps" + "".join(f" --{key} {value}" for key, value in options.items())
    try:
        found = answer(SERIAL_GAPS, Context(observatory=observatory), options).numbers
    except AbsentiaError as problem:
        return [Refusal(SERIAL_GAPS, said_of(problem.what)).without_counts()], command
    whole = [one for one in found if one.name == SERIAL_GAPS]
    few = any(isinstance(one, Estimate) and (one.interval is None or one.interval.low < threshold) for one in whole)
    if few or not told:
        return [Refusal(SERIAL_GAPS, Said(REASONS["suppressed"]))], command
    bare = [_bare(one) for one in whole]
    return bare or [Refusal(SERIAL_GAPS, said("no register has numbers that can be judged"))], command


def _bare(one: Estimate | Refusal) -> Estimate | Refusal:
    """Without what it was made from: rows of single courts, and where the observatory lies."""
    if isinstance(one, Refusal):
        return dataclasses.replace(one.without_counts(), assumptions=(), place=None)
    return Estimate(
        one.name,
        one.value,
        one.interval,
        one.unit,
        one.method,
        period=one.period,
        variant=one.variant,
        quantity=one.quantity,
        synthetic=one.synthetic,
    )


def _weeks(observatory: Observatory, coverage: Coverage) -> list[CourtWeeks]:
    """Every court of the coverage, with what came of the questions of each week."""
    asked: defaultdict[str, defaultdict[dt.date, set[bool]]] = defaultdict(lambda: defaultdict(set))
    with prepared(observatory) as connection:
        for row in query(connection, _LOOKS):
            asked[row["court"]][row["week"]].add(LookOutcome(row["outcome"]).known)
    return [
        CourtWeeks(
            one.court,
            one.name,
            {week: _seen(known) for week, known in asked[one.court].items()},
            Said(REASONS.get(one.reason, one.reason)) if one.reason else None,
        )
        for one in coverage.courts
    ]


def _seen(known: set[bool]) -> Seen:
    return Seen.PARTLY if len(known) > 1 else Seen.WHOLE if True in known else Seen.NOTHING


def _removed(found: Disappearances, decided: Together) -> tuple[list[Removed], Count]:
    """By court and by week, and all that are certain; nothing where nobody looked twice.

    In all: a lower bound where a court could not be looked at for long enough.
    """
    rows, total = shown_removals(found, decided.withheld[GONE])
    made = [
        Removed(by, [(str(one.key), one.counts) for one in counts], f"absentia disappearances --by {by}")
        for by, counts in rows.items()
        if found.until is not None
    ]
    if not found.courts or not any(one.complete for one in found.courts):
        return made, Count.unknown("could_not_look")
    certain = len(found.found)
    whole = Count.exactly(certain) if all(one.complete for one in found.courts) else Count.at_least(certain)
    return made, whole if total else Count.withheld()


def _seal(observatory: Observatory) -> str | None:
    known = [seal.text for _path, seal in seals_in(observatory.archive / SEALS) if seal is not None]
    return known[-1] if known else None
