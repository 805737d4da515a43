"""The page of a checked article: a sentence that sums it up, a line for each claim, each claim folded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from absentia.messages import LANGUAGES, N_
from absentia.model.checked import CheckedArticle, CheckedClaim, Computed, Sentence, Text, Verdict
from absentia.model.numbers import Quantity
from absentia.model.publishers import publisher
from absentia.model.texts import Said, Words, counted, in_languages, joined, said, said_of
from absentia.publish.site import estimates
from absentia.publish.site.cells import in_words
from absentia.publish.site.dossier import Dossier, Observed
from absentia.publish.site.numbers import Book, Number
from absentia.publish.site.sheets import Sheet, Table, file_name, table_of
from absentia.publish.wording import STANDINGS, VERDICTS, quantity_of

INDEX = "articles/index"
SHOWN_NUMBERS, SHOWN_CAVEATS = 1, 2
"""So many of a claim stand on the page of its article; all of them on its own."""
KINDS: Mapping[str, str] = {
    "claim": N_("claim"), "testimony": N_("testimony"), "quotation": N_("quotation"), "background": N_("background"),
}  # fmt: skip
STATES: Mapping[str, str] = {
    "tested": N_("tested"), "undecided": N_("numbers that cannot decide"), "unchecked": N_("not tested here"),
}  # fmt: skip
_RATINGS: Mapping[str, int] = {
    Verdict.SUPPORTED: 5, Verdict.SUPPORTED_WITH_CAVEAT: 4, Verdict.NOT_SUPPORTED: 1,
}  # fmt: skip
"""Of five, as schema.org counts; a claim that cannot be tested has none."""


def page_of(article: CheckedArticle) -> str:
    """The page of an article."""
    return f"articles/{file_name(article.id)}"


def chart_name(article: CheckedArticle, claim: CheckedClaim) -> str:
    """What the files of a claim's chart are called."""
    return f"articles/charts/{file_name(article.id)}-{file_name(claim.id)}"


def claim_page(article: CheckedArticle, claim: CheckedClaim) -> str:
    """The page of everything a claim rests on."""
    return f"articles/{file_name(article.id)}-{file_name(claim.id)}"


def sentences_page(article: CheckedArticle) -> str:
    """The page that accounts for every sentence of an article; no claim's page can be called so."""
    return f"{page_of(article)}.sentences"


def background(article: CheckedArticle) -> frozenset[str]:
    """The claims that only sentences of the background rest on: a line on the article's page, all else on their own."""
    named = {kind: {name for one in article.sentences if (one.kind == "background") is kind for name in one.claims}
             for kind in (True, False)}  # fmt: skip
    return frozenset(named[True] - named[False])


def summary(article: CheckedArticle) -> Text:
    """What the check of an article found, in one sentence; what is only its background would swell the count."""
    verdicts = [one.verdict for one in article.claims if one.id not in background(article)]
    refuted, untested = (verdicts.count(one) for one in (Verdict.NOT_SUPPORTED, Verdict.CANNOT_BE_TESTED))
    caveat, plain = (verdicts.count(one) for one in (Verdict.SUPPORTED_WITH_CAVEAT, Verdict.SUPPORTED))
    parts = [
        counted("{n} of {all} holds", "{n} of {all} hold", n=plain, all=len(verdicts)) if plain else None,
        counted("{n} of {all} holds with caveats", "{n} of {all} hold with caveats", n=caveat, all=len(verdicts))
        if caveat else None,
        counted("{n} is refuted", "{n} are refuted", n=refuted) if refuted else said("none is refuted"),
        counted("{n} cannot be tested", "{n} cannot be tested", n=untested) if untested else None,
    ]  # fmt: skip
    return said(
        "Claims of {publisher}: {parts}.",
        publisher=in_languages({code: publisher(article.publisher, code) for code in LANGUAGES}),
        parts=joined([one for one in parts if one is not None], ", "),
    )


Line = tuple[CheckedClaim, Sequence[Number], str]
"""A claim, its numbers, the one it turns on first, and the page it stands on."""


def lines(dossier: Dossier, article: CheckedArticle, book: Book) -> list[Line]:
    """Each claim of an article for a line of a list."""
    observed = None if dossier.apart else dossier.observed
    return [
        (claim, [book.add(one) for one in _numbers(article, claim, observed)], page_of(article))
        for claim in article.claims
    ]


def sheets(dossier: Dossier, book: Book) -> list[Sheet]:
    """A page for each article, and their list; each leads to the estimates it names."""
    articles = dossier.articles
    if not articles:
        return []
    index = Sheet(
        name=INDEX,
        title=said("Articles checked"),
        lead=[summary(one) for one in articles],
        links=[(one.title, page_of(one)) for one in articles],
    )
    return [index, *(sheet for one in articles for sheet in _sheets(dossier, one, book))]


def _sheets(dossier: Dossier, article: CheckedArticle, book: Book) -> list[Sheet]:
    """The article, then each of its claims with everything it rests on."""
    numbers = {claim.id: of_claim for claim, of_claim, _page in lines(dossier, article, book)}
    whole = Sheet(
        name=page_of(article),
        title=article.title,
        lead=[summary(article)],
        numbers=[one for each in numbers.values() for one in each],
        template="article.html",
        more={"article": article, "numbers": numbers, "charts": {
            claim.id: chart_name(article, claim) for claim in article.claims if claim.chart
        }, "pages": {claim.id: claim_page(article, claim) for claim in article.claims},
           "sentences": sentences_page(article), "background": background(article),
           "estimates": [(said_of(one.title), estimates.page_of(one.name)) for one in dossier.estimates
                         if one.name in estimates.named(article)]},
    )  # fmt: skip
    return [
        whole,
        *([_sentences(article, article.coverage)] if article.coverage else []),
        *(_claim(article, claim, numbers[claim.id]) for claim in article.claims),
    ]


def _sentences(article: CheckedArticle, coverage: Text) -> Sheet:
    claims = {claim.id: claim for claim in article.claims}

    def checked_by(sentence: Sentence) -> Words:
        named = [claims[name] for name in sentence.claims]
        found = [
            Said("{label}: {verdict}", {"label": one.label, "verdict": Said(VERDICTS[one.verdict][0])}) for one in named
        ]
        return joined(found, "; ") if sentence.why is None else sentence.why

    rows = [
        [one.text, Said(KINDS[one.kind]), Said(STATES[article.state_of(one)]), checked_by(one)]
        for one in article.sentences
    ]
    headings = [said("Sentence"), said("Kind"), said("State"), said("What checks it, or why nothing here can")]
    return Sheet(
        name=sentences_page(article),
        title=said("Every sentence accounted for"),
        lead=[coverage, article.title],
        tables=[Table(said("The sentences, paraphrased, in order"), headings, rows)],
        links=[(article.title, page_of(article))],
    )


def _claim(article: CheckedArticle, claim: CheckedClaim, numbers: Sequence[Number]) -> Sheet:
    headings = [said("What"), said("Value"), said("Unit"), said("Period"), said("Standing")]
    rows = [
        [one.label, one, one.unit, in_words(one.period) if one.period else "", Said(STANDINGS[one.standing][0])]
        for one in numbers
    ]
    return Sheet(
        name=claim_page(article, claim),
        title=claim.quote,
        lead=[claim.reason, claim.reading],
        tables=[
            *([Table(said("The numbers"), headings, rows)] if rows else []),
            *([table_of(claim.chart)] if claim.chart else []),
        ],
        notes=claim.caveats,
        structured=_review(article, claim),
        links=[(article.title, page_of(article))],
        code=claim.command,
        template="claim.html",
        more={"citations": claim.citations, "drawn": claim.chart, "stem": chart_name(article, claim)},
    )


def _numbers(article: CheckedArticle, claim: CheckedClaim, observed: Observed | None) -> Iterator[Number]:
    taken: dict[str, int] = {}
    for one in sorted(claim.numbers, key=lambda one: not one.main):
        keys = {"article": article.id, "claim": claim.id, "number": one.label.text("en"), "period": one.period or ""}
        name = str(keys)
        taken[name] = taken.get(name, 0) + 1
        yield _number(one, claim, keys | ({"nth": str(taken[name])} if taken[name] > 1 else {}), observed)


def _number(one: Computed, claim: CheckedClaim, keys: Mapping[str, str], observed: Observed | None) -> Number:
    pages = observed if observed is not None and rests_on_pages(one, claim) else None
    quantity: Quantity = quantity_of(one.unit.text("en"))
    return Number(
        keys=keys,
        label=one.label,
        value=one.value,
        least=one.least,
        most=one.most,
        reason=one.note if one.value is None else None,
        unit=one.unit,
        quantity=quantity,
        period=one.period or "",
        interval=one.interval,
        standing=one.standing,
        definition=claim.reading,
        coverage=one.note if one.value is not None else None,
        command=claim.command,
        sources=tuple(one.sources),
        synthetic=pages is not None and pages.courts.synthetic,
        data=_digest(claim, one, pages),
    )


def rests_on_pages(one: Computed, claim: CheckedClaim) -> bool:
    """Whether any of it was counted on court pages or estimated from them: its sources are not all figures."""
    cited = {each.figure for each in claim.citations} | {"stated"}
    return one.standing == "tallied" or any(source not in cited for source in one.sources)


def _digest(claim: CheckedClaim, one: Computed, pages: Observed | None) -> str:
    """Of what it was computed from: who published the figures when, and the pages; other ones are new data."""
    cited = [(each.figure, each.date, each.url) for each in claim.citations if each.figure in one.sources]
    written = repr((sorted(cited, key=str), pages.data if pages is not None else ""))
    return hashlib.sha256(written.encode()).hexdigest()[:12]


def _review(article: CheckedArticle, claim: CheckedClaim) -> dict[str, Any]:
    """The claim as schema.org's ClaimReview."""
    review: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": claim.quote,
        "itemReviewed": {
            "@type": "Claim",
            "appearance": {"@type": "NewsArticle", "headline": article.title, "datePublished": article.date}
            | ({"url": article.url} if article.url else {}),
            "author": {"@type": "Organization", "name": article.publisher},
        },
        "reviewRating": {"@type": "Rating", "alternateName": claim.verdict, "bestRating": 5, "worstRating": 1},
    }
    if claim.verdict in _RATINGS:
        review["reviewRating"]["ratingValue"] = _RATINGS[claim.verdict]
    return review
