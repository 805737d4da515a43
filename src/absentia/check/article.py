"""Check an article: every claim to its verdict, with numbers, caveats, sources and the command that repeats it."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from absentia.check import caveats as caveat_rules
from absentia.check.caveats import Found
from absentia.check.charts import chart_data
from absentia.check.comparisons import carry_out
from absentia.check.loading import find, load
from absentia.check.outcomes import Outcome, ends_of, one_sided
from absentia.check.quantities import resolve
from absentia.check.quantity import Quantity, Sources
from absentia.check.references import check_references
from absentia.check.schema import Article, Claim, Named, fill
from absentia.check.worth import must_share_an_axis
from absentia.claims import bundled
from absentia.errors import ClaimsProblem, UsageProblem
from absentia.figures import Catalogue, Contradiction, contradictions
from absentia.model.checked import CheckedArticle, CheckedClaim, Citation, Computed, KnownThen, Sentence, Text, Verdict
from absentia.model.texts import N_, joined, said

if TYPE_CHECKING:
    from absentia.observatory import Observatory


def check_article(
    name_or_path: str | Path,
    observatory: Observatory | None = None,
    *,
    only: Sequence[str] = (),
    figures: Sequence[Path] = (),
) -> CheckedArticle:
    """Check every claim of a bundled article (by name) or of a claims file (by path).

    Args:
        name_or_path: ``guardian_2023_10`` or ``./my_claims.yml``.
        observatory: where operands of kind ``tally`` are counted; without one they have no number.
        only: ids (or aliases) of the claims to check; all by default.
        figures: the user's own files of figures, beside the bundled ones.

    Raises:
        ClaimsProblem: there is no such article, or the file cannot be used.
        FigureProblem: a user's figure without citation, or otherwise wrong.
        UsageProblem: a claim asked for is not in the article.
    """
    path = find(name_or_path)
    article = load(path)
    catalogue = Catalogue(figures)
    check_references(article, catalogue, path)
    call = _call(article, path, observatory, figures)
    sources = Sources(catalogue, observatory, jurisdiction=article.jurisdiction)
    case = _Case(article, path, contradictions(catalogue))
    chosen = _chosen(article, only)
    judged = {claim.id: case.judged(claim, sources) for claim in chosen}
    then = _known_then(case, chosen, sources)
    checked = [_checked(claim, judged[claim.id], f"{call} --claim {claim.id}", then.get(claim.id)) for claim in chosen]
    return CheckedArticle(
        id=article.id,
        title=article.title.words,
        publisher=article.publisher,
        date=article.date.isoformat(),
        url=article.url,
        claims=tuple(checked),
        notes=tuple(note.words for note in article.notes),
        estimates=tuple(article.estimates),
        sentences=() if only else tuple(_sentences(article)),
    )


def _sentences(article: Article) -> Iterator[Sentence]:
    for one in article.sentences:
        yield Sentence(one.kind, one.said.words, tuple(one.claims or ()), None if one.why is None else one.why.words)


def _call(article: Article, path: Path, observatory: Observatory | None, figures: Sequence[Path]) -> str:
    named = article.id if bundled().get(article.id) == path else str(path)
    words = ["absentia", *(["-C", str(observatory.path)] if observatory else []), "check", named]
    for file in figures:
        words += ["--figures", str(file)]
    return shlex.join(words)


def _chosen(article: Article, only: Sequence[str]) -> list[Claim]:
    only = (only,) if isinstance(only, str) else only
    if not only:
        return list(article.claims)
    by_name = {name: claim for claim in article.claims for name in (claim.id, *claim.aliases)}
    for name in only:
        if name not in by_name:
            raise UsageProblem(
                said("the article {article} has no claim {name}", article=article.id, name=name),
                next_step=said("it has: {known}", known=", ".join(claim.id for claim in article.claims)),
            )
    wanted = {by_name[name].id for name in only}
    return [claim for claim in article.claims if claim.id in wanted]


@dataclass(frozen=True, slots=True)
class _Judged:
    """A claim judged by the numbers of its operands."""

    verdict: Verdict
    reason: Text
    numbers: tuple[Computed, ...]
    caveats: tuple[Text, ...]
    quantities: Mapping[str, Quantity]


@dataclass(frozen=True, slots=True)
class _Case:
    """An article, its file, and which publishers contradict each other."""

    article: Article
    path: Path
    known: Sequence[Contradiction]

    def judged(self, claim: Claim, sources: Sources) -> _Judged:
        """The claim by what these sources say."""
        try:
            quantities = resolve(claim.operands, sources)
            if claim.chart:
                must_share_an_axis([quantities[row.operand] for row in claim.chart.rows])
            carried = [_possible(carry_out(comparison, quantities)) for comparison in claim.comparisons]
        except ClaimsProblem as problem:
            where = f"{self.path} (claims[{claim.id}].{problem.where})"
            what, _where, next_step = problem.sentences
            raise ClaimsProblem(what, where=where, next_step=next_step) from problem
        outcomes = caveat_rules.in_doubt(carried, quantities)
        found = [
            *(Found(caveat.words, caveat.weighs) for caveat in claim.caveats),
            *caveat_rules.find(outcomes, quantities, self.article.date, self.known),
        ]
        verdict = decide(claim, outcomes, found)
        return _Judged(
            verdict,
            _prose(claim, verdict, outcomes, quantities) or _reason(claim, outcomes),
            _numbers(outcomes, quantities),
            tuple(caveat.text for caveat in found),
            quantities,
        )


_ONLY_COUNTS = said("Only what was counted here is as known on that day; figures and estimates are as known now.")


def _known_then(case: _Case, claims: Sequence[Claim], sources: Sources) -> dict[str, KnownThen]:
    """By id, what could be known on the article's day of those claims that rest on counts of the observatory."""
    kinds = {claim.id: {one.kind for one in claim.operands.values()} for claim in claims}
    counted = [claim for claim in claims if "tally" in kinds[claim.id]]
    day = case.article.as_of
    if day is None or sources.observatory is None or not counted:
        return {}
    from absentia.tally import held_as_of

    try:
        with held_as_of(sources.observatory, day) as left_out:
            judged = {claim.id: case.judged(claim, dataclasses.replace(sources, as_of=day)) for claim in counted}
    except UsageProblem as problem:
        raise ClaimsProblem(
            problem.sentences[0], where=f"{case.path} (as_of)", next_step=said("mend the day, or leave as_of out")
        ) from problem
    return {
        name: KnownThen(
            str(day),
            left_out.later,
            left_out.undated,
            one.verdict,
            one.reason,
            one.numbers,
            (*one.caveats, *(() if kinds[name] <= {"tally", "sum", "stated"} else (_ONLY_COUNTS,))),
        )
        for name, one in judged.items()
    }


def _checked(claim: Claim, judged: _Judged, command: str, then: KnownThen | None) -> CheckedClaim:
    return CheckedClaim(
        id=claim.id,
        quote=claim.said.words,
        reading=claim.reading.words,
        verdict=judged.verdict,
        reason=judged.reason,
        numbers=judged.numbers,
        caveats=judged.caveats,
        citations=_citations(judged.quantities),
        command=command,
        chart=chart_data(claim.chart, judged.quantities) if claim.chart else None,
        label=claim.label or claim.id,
        then=then,
    )


def _possible(outcome: Outcome) -> Outcome:
    """The outcome, if there can be such a one.

    Raises:
        ClaimsProblem: a part that is larger than its whole, whatever the numbers may be.
    """
    if outcome.comparison.operation == "share" and outcome.span is not None and outcome.span.low > 1:
        part, whole = outcome.operands
        raise ClaimsProblem(
            said("“{part}” ({a}) is larger than “{whole}” ({b}): it is no share of it",
                 part=part.label, a=part.value, whole=whole.label, b=whole.value),
            where="comparisons",
            next_step=said("use ratio for numbers of which one is no part of the other"),
        )  # fmt: skip
    return outcome


def decide(claim: Claim, outcomes: Sequence[Outcome], caveats: Sequence[Found]) -> Verdict:
    """The verdict: one deciding comparison that fails refutes; one that stays open leaves the claim untested.

    An interval that also holds values which would agree, or a rounded number that may stand for one, takes a refutation
    back: then nothing can be said.
    """
    if claim.untestable is not None:
        return Verdict.CANNOT_BE_TESTED
    answers = [outcome.answer for outcome in outcomes if outcome.decides]
    if False in answers:
        return Verdict.NOT_SUPPORTED
    if None in answers or not answers:
        return Verdict.CANNOT_BE_TESTED
    weighing = any(caveat.weighs for caveat in caveats)
    return Verdict.SUPPORTED_WITH_CAVEAT if weighing else Verdict.SUPPORTED


def _prose(
    claim: Claim, verdict: Verdict, outcomes: Sequence[Outcome], quantities: Mapping[str, Quantity]
) -> Text | None:
    """The claims file's own sentence, where it was written for this verdict and every number it names is there."""
    if claim.because is None or not claim.because.fits(verdict):
        return None
    values = {
        name: Named(one.value if one.allowed.single else None, one.interval, one.qualifier)
        for name, one in quantities.items()
    }
    values |= {one.comparison.name: _result(one) for one in outcomes if one.comparison.name}
    return fill(claim.because.texts, values)


def _result(outcome: Outcome) -> Named:
    computed, span = outcome.computed, outcome.span
    if span is None or not span.single:
        return Named(None, computed.interval)
    return Named(computed.value, computed.interval, span.bound)


_ONE_SIDED = N_("The number is {bound} for the day or thing claimed, so it cannot decide.")


def _reason(claim: Claim, outcomes: Sequence[Outcome]) -> Text:
    if claim.untestable is not None:
        return claim.untestable.words
    deciding = [outcome for outcome in outcomes if outcome.decides]
    if not deciding:
        return joined([outcome.idle for outcome in outcomes if outcome.idle is not None], " ", "opening")
    sentences = [outcome.why for outcome in deciding]
    for outcome in deciding:
        note = outcome.computed.note
        if outcome.holds is None and outcome.computed.value is not None and note is not None:
            sentences.append(said(_ONE_SIDED, bound=note))
        if outcome.holds is False and outcome.opposed is not None:
            sentences.append(outcome.opposed)
    return joined(sentences, " ", "opening")


def _numbers(outcomes: Sequence[Outcome], quantities: Mapping[str, Quantity]) -> tuple[Computed, ...]:
    """The results of the comparisons, the main one first, then the numbers they were made from."""
    results = sorted((outcome.computed for outcome in outcomes), key=lambda computed: not computed.main)
    shown = {str(outcome.comparison.of) for outcome in outcomes if outcome.comparison.alone}
    inputs = [
        Computed(
            label=quantity.label,
            value=quantity.value,
            unit=quantity.unit,
            period=quantity.period_text,
            interval=quantity.interval,
            note=quantity.note or one_sided(quantity.allowed),
            standing=quantity.standing,
            sources=quantity.sources,
            least=least,
            most=most,
        )
        for quantity in quantities.values()
        for least, most in (ends_of(quantity.allowed),)
        if quantity.name not in shown
    ]
    return (*results, *inputs)


def _citations(quantities: Mapping[str, Quantity]) -> tuple[Citation, ...]:
    cited = [citation for quantity in quantities.values() for citation in quantity.citations]
    return tuple(dict.fromkeys(cited))
