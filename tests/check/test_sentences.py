"""Every sentence of an article is accounted for: by claims of the file, or by a reason; no claim is taken from none."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.check.test_own_claims import GOOD, write
from tests.publish.conftest import sample_article

from absentia.check import bundled, check_article
from absentia.check.loading import load
from absentia.check.references import check_references
from absentia.check.schema import Article
from absentia.check.schema import Sentence as Written
from absentia.errors import ClaimsProblem
from absentia.figures import Catalogue
from absentia.model.checked import CheckedArticle, Sentence, Verdict
from absentia.model.texts import said

CATALOGUE = Catalogue()
CHECKED = {"kind": "claim", "said": "cases doubled", "claims": ["twice"]}
REASONED = {"kind": "testimony", "said": "invented", "why": "invented"}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (CHECKED, None),
        (REASONED, None),
        ({"kind": "claim", "said": "invented"}, "one of both"),
        ({**CHECKED, "why": "invented"}, "one of both"),
        ({**CHECKED, "claims": []}, "at least 1"),
        ({**REASONED, "kind": "rumour"}, "'claim', 'testimony', 'quotation' or 'background'"),
        ({**REASONED, "said": {}}, "en, in ru"),
    ],
)
def test_a_sentence_is_of_a_known_kind_and_has_claims_or_a_reason(given: dict[str, Any], wrong: str | None) -> None:
    if wrong is None:
        assert Written.model_validate(given).said.en == given["said"]
        return
    with pytest.raises(ValidationError, match=wrong):
        Written.model_validate(given)


def test_all_that_is_wrong_with_sentences_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    sentences = [
        CHECKED,
        {"kind": "rumour", "said": "a", "why": "b"},
        {"kind": "claim", "said": "c"},
        {**REASONED, "wy": "d"},
    ]
    with pytest.raises(ClaimsProblem) as caught:
        load(write(tmp_path / "mine.yml", {**GOOD, "sentences": sentences}))
    told = str(caught.value)
    for place in ("sentences[2].kind", "sentences[3]", "sentences[4].wy"):
        assert f"({place})" in told
    assert "quotation" in told
    assert "did you mean why?" in told


def test_names_without_a_claim_and_claims_without_a_sentence_are_told_at_once(tmp_path: Path) -> None:
    second = {**GOOD["claims"][0], "id": "thrice"}
    sentences = [{**CHECKED, "claims": ["twise"]}, {**CHECKED, "claims": ["nothing_like_it"]}]
    article = Article.model_validate({**GOOD, "claims": [*GOOD["claims"], second], "sentences": sentences})
    with pytest.raises(ClaimsProblem) as caught:
        check_references(article, CATALOGUE, tmp_path / "mine.yml")
    told = str(caught.value)
    for expected in (
        "there is no claim twise", "did you mean twice?", "sentences[2].claims", "claims[twice]", "claims[thrice]",
        "no sentence names this claim",
    ):  # fmt: skip
        assert expected in told


CLAIMS = ("one", "two", "three")


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from((*CLAIMS, "four")), min_size=1, max_size=3), max_size=5))
def test_a_list_passes_where_it_names_all_claims_and_only_claims(named: list[list[str]]) -> None:
    article = Article.model_validate({
        **GOOD,
        "claims": [{**GOOD["claims"][0], "id": name} for name in CLAIMS],
        "sentences": [{**CHECKED, "claims": names} for names in named],
    })  # fmt: skip
    used = {name for names in named for name in names}
    if not named or used == set(CLAIMS):
        check_references(article, CATALOGUE, Path("mine.yml"))
        return
    with pytest.raises(ClaimsProblem):
        check_references(article, CATALOGUE, Path("mine.yml"))


def of(*verdicts: Verdict, sentences: list[Sentence]) -> CheckedArticle:
    sample = sample_article()
    claims = [dataclasses.replace(sample.claims[0], id=str(nth), verdict=one) for nth, one in enumerate(verdicts)]
    return dataclasses.replace(sample, claims=claims, sentences=sentences)


@pytest.mark.parametrize(
    ("verdicts", "state"),
    [
        ([], "unchecked"),
        ([Verdict.SUPPORTED], "tested"),
        ([Verdict.SUPPORTED_WITH_CAVEAT], "tested"),
        ([Verdict.NOT_SUPPORTED], "tested"),
        ([Verdict.CANNOT_BE_TESTED], "undecided"),
        ([Verdict.SUPPORTED, Verdict.CANNOT_BE_TESTED], "undecided"),
    ],
)
def test_a_sentence_is_tested_where_each_of_its_claims_is(verdicts: list[Verdict], state: str) -> None:
    sentence = Sentence("claim", said("invented"), tuple(map(str, range(len(verdicts)))))
    assert of(*verdicts, sentences=[sentence]).state_of(sentence) == state


@pytest.mark.parametrize(
    ("tested", "undecided", "unchecked", "en", "ru"),
    [
        (1, 0, 0, "1 factual sentence: 1 tested", "1 предложение о фактах: проверено — 1"),
        (0, 1, 1, "2 factual sentences: 0 tested, 1 with numbers that cannot decide, 1 that nothing here can test",
         "2 предложения о фактах: проверено — 0, с числами, которых для вывода мало, — 1, проверить здесь нечем — 1"),
        (3, 0, 2, "5 factual sentences: 3 tested, 2 that nothing here can test",
         "5 предложений о фактах: проверено — 3, проверить здесь нечем — 2"),
        (20, 1, 0, "21 factual sentences: 20 tested, 1 with numbers that cannot decide",
         "21 предложение о фактах: проверено — 20, с числами, которых для вывода мало, — 1"),
    ],
)  # fmt: skip
def test_coverage_counts_every_sentence_once(tested: int, undecided: int, unchecked: int, en: str, ru: str) -> None:
    sentences = [
        *[Sentence("claim", said("invented"), ("0",))] * tested,
        *[Sentence("claim", said("invented"), ("1",))] * undecided,
        *[Sentence("background", said("invented"), why=said("invented"))] * unchecked,
    ]
    coverage = of(Verdict.SUPPORTED, Verdict.CANNOT_BE_TESTED, sentences=sentences).coverage
    assert coverage is not None
    assert coverage.both() == {"en": en, "ru": ru}


def test_without_a_list_there_is_no_coverage_and_of_some_claims_none_either() -> None:
    assert of(Verdict.SUPPORTED, sentences=[]).coverage is None
    assert check_article("guardian_2023_10", only=["d"]).coverage is None


def test_the_bundled_article_is_accounted_for() -> None:
    article = load(bundled()["guardian_2023_10"])
    named = {name for sentence in article.sentences for name in sentence.claims or ()}
    assert named == {claim.id for claim in article.claims}
    assert [one.kind for one in article.sentences].count("testimony") == 2
    texts = [text for one in article.sentences for text in (one.said, *([one.why] if one.why else []))]
    assert all(text.en and text.ru and text.en != text.ru for text in texts)
