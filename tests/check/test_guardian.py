"""The bundled article: each claim's verdict, and its numbers to the printed digit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from tests.check.guardian import WRITTEN, claims

from absentia.check import bundled, check_article
from absentia.estimate import estimate
from absentia.figures import Catalogue
from absentia.model.checked import Computed, Verdict
from absentia.model.estimate import Estimate, Refusal


def number(claim: str, label: str) -> Computed:
    return next(computed for computed in claims()[claim].numbers if label in computed.label.text("en"))


def rounded(computed: Computed, digits: int) -> tuple[float, float, float]:
    assert computed.value is not None
    assert computed.interval is not None
    return tuple(round(v, digits) for v in (computed.value, computed.interval.low, computed.interval.high))  # type: ignore[return-value]  # three values in, three out


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("a", Verdict.SUPPORTED_WITH_CAVEAT),
        ("a2", Verdict.SUPPORTED_WITH_CAVEAT),
        ("b", Verdict.SUPPORTED_WITH_CAVEAT),
        ("c", Verdict.CANNOT_BE_TESTED),
        ("d", Verdict.SUPPORTED_WITH_CAVEAT),
        ("d2", Verdict.CANNOT_BE_TESTED),
        ("e", Verdict.CANNOT_BE_TESTED),
        ("e2", Verdict.CANNOT_BE_TESTED),
        ("f", Verdict.SUPPORTED_WITH_CAVEAT),
        ("g", Verdict.SUPPORTED),
        ("h", Verdict.SUPPORTED),
        ("i", Verdict.CANNOT_BE_TESTED),
    ],
)
def test_verdicts(claim: str, verdict: Verdict) -> None:
    assert claims()[claim].verdict is verdict


def test_f_a_term_known_from_reports_only_has_no_number_and_what_is_not_verified_is_told() -> None:
    terms = {"desertion in mobilisation": 15, "desertion otherwise": 7, "a month in mobilisation": None}
    assert {label: number("f", label).value for label in terms} == terms
    assert "not verified: 10 years as reported" in str(number("f", "more than a month").note)
    told = " ".join(one.text("en") for one in claims()["f"].caveats)
    assert "Not verified: the days on which ru:338.3 was in force." in told


def test_g_and_h_are_days() -> None:
    assert number("g", "end of September").value == 9
    assert round(number("h", "months").value or 0, 2) == 20.01


def test_i_shares_of_decisions_have_exact_intervals_and_decide_nothing() -> None:
    shares = {"France": (0.269, 0.255, 0.284), "Spain": (0.598, 0.569, 0.628), "Poland": (0.116, 0.101, 0.132)}
    assert {place: rounded(number("i", f"protection, {place}"), 3) for place in shares} == shares


def test_a_half_a_year_against_whole_years_and_per_month() -> None:
    labels = {
        "cases, half of 2023 against all of 2022": 2.07, "cases, half of 2023 against all of 2021": 3.38,
        "per month, against 2022": 4.15, "per month, against 2021": 6.75,
    }  # fmt: skip
    for label, value in labels.items():
        shown = number("a", label)
        assert round(shown.value or 0, 2) == value
        assert shown.interval is None  # the cases grew inside the half year: no Poisson interval
    caveats = " ".join(caveat.text("en") for caveat in claims()["a"].caveats)
    for told in ("received by courts", "Mediazona's own", "whole years", "263; 512 a month", "2022-09-24", "Vedomosti"):
        assert told in caveats


def test_a_the_departments_own_numbers_stand_in_the_reason_and_the_growth_beside_it() -> None:
    assert round(number("a", "against 2022 as attributed").value or 0, 2) == 0.77
    assert round(number("a", "against 2021 as attributed").value or 0, 2) == 2.31
    for code, words in {"en": ("0.769", "2.31"), "ru": ("0,769", "2,31")}.items():
        assert all(word in claims()["a"].reason.text(code) for word in words)
    for code, words in {"en": ("1,053", "1,023"), "ru": ("1053", "1023")}.items():
        assert any(all(word in one.text(code) for word in words) for one in claims()["a"].caveats)


@pytest.mark.parametrize("code", ["en", "ru"])
@pytest.mark.parametrize("article", sorted(bundled()))
def test_every_reason_has_sixty_words_at_most(article: str, code: str) -> None:
    checked = claims().values() if article == "guardian_2023_10" else check_article(article).claims
    words = {one.id: len(one.reason.text(code).split()) for one in checked}
    assert {name: many for name, many in words.items() if many > 60} == {}


def test_a_the_articles_own_source_decides_nothing() -> None:
    (claim,) = yaml.safe_load(bundled()["guardian_2023_10"].read_text(encoding="utf-8"))["claims"][:1]
    own = [one for one in claim["comparisons"] if one["of"] == "claimed_cases"]
    assert [one["decides"] for one in own] == [False]


def test_a_2021_was_a_low_year_by_the_departments_form_which_decides_nothing() -> None:
    assert [number("a", f"convicted under Art. 337, {year}").value for year in (2021, 2017)] == [565, 1187]
    low = number("a", "2021, a low year, against those of 2017")
    assert round(low.value or 0, 2) == 0.48
    assert not low.main
    form = {year: Catalogue().figure(f"form10a-{year}-337").value or 0 for year in range(2013, 2022)}
    assert all(form[year] > form[2021] for year in range(2013, 2020))  # what the caveat says
    assert any("low year" in str(caveat) and "2013 to 2019" in str(caveat) for caveat in claims()["a"].caveats)


def test_a_whatever_the_form_counts_the_verdict_is_the_same(tmp_path: Path) -> None:
    """Persons convicted are not cases received: no number of theirs may decide the claim."""
    text = bundled()["guardian_2023_10"].read_text(encoding="utf-8")
    for other in ("form10a-2021-332", "form10a-2015-chapter33"):
        changed = tmp_path / "changed.yml"
        changed.write_text(re.sub(r"form10a-20\d\d-337", other, text), encoding="utf-8")
        (claim,) = check_article(changed, only=["a"]).claims
        assert claim.verdict is claims()["a"].verdict


def test_a2_a_floor_of_what_courts_do_not_show() -> None:
    listed = number("a2", "listed servicemen, more than cases")
    assert listed.value == 49_000
    assert listed.interval is None  # a list of at least so many is no count that varies by chance
    assert listed.note is not None
    assert listed.note.text("en") == "a lower bound"
    assert not [one for one in claims()["a2"].numbers if one.unit.text("en") == "times"]  # men are not divided by cases
    assert number("a2", "cases of refusal in court").value == 15_902 + 1_001
    assert any("persons" in caveat.text("en") and "cases" in caveat.text("en") for caveat in claims()["a2"].caveats)
    for alias in ("a′", "a'", "a2"):
        assert [claim.id for claim in check_article("guardian_2023_10", only=[alias]).claims] == ["a2"]


def test_a2_lists_of_more_months_than_the_cases_bound_nothing(tmp_path: Path) -> None:
    text = bundled()["guardian_2023_10"].read_text(encoding="utf-8")
    changed = tmp_path / "changed.yml"
    changed.write_text(text.replace("[art337, art332, art338, art337_2022]", "[art337, art332, art338]"), "utf-8")
    (claim,) = check_article(changed, only=["a2"]).claims
    assert claim.verdict is Verdict.CANNOT_BE_TESTED
    assert "do not match" in claim.reason.text("en")


def test_a2_rests_on_the_undercount_and_says_what_is_missing() -> None:
    (leaked, *others) = estimate("undercount", Catalogue())
    assert isinstance(leaked, Estimate)
    listed, cases = number("a2", "listed servicemen, more"), number("a2", "cases of refusal in court by")
    assert (listed.value or 0) / (cases.value or 1) == pytest.approx(leaked.value)
    labels = ("by gaps in serial numbers", "by reporting delay", "by overlapping lists")
    for label, other in zip(labels, others, strict=True):
        shown = number("a2", label)
        assert shown.value is None
        assert isinstance(other, Refusal)
        assert shown.note is not None
        assert shown.note == other.reason


def test_b_sets_the_sex_ratio_cut_at_the_same_day_and_the_named_lists_beside_it() -> None:
    cut = rounded(number("b", "the same day by the sex ratio"), 0)
    assert cut[1] < 47_000 < cut[2]
    rows = [str(row["label"]) for row in claims()["b"].chart.rows]  # type: ignore[union-attr]  # every claim has a chart
    assert sum("confirmed by name" in row for row in rows) == 3
    assert number("b", "at the end of 2023").value == 39_424


def test_c_has_a_probability_for_every_age_band() -> None:
    for ages, percent in (("15–19", 0.1), ("20–24", 24.1), ("25–29", 6.4), ("20–29", 10.4)):
        shown = number("c", f"probability of more than half of the deaths, men {ages}")
        assert round(100 * (shown.value or 0), 1) == percent


def test_b_the_estimate_its_interval_and_both_years_of_the_check() -> None:
    assert rounded(number("b", "soldiers dead by the published estimate"), 0) == (47_000, 40_000, 55_000)
    for hiv, expected in (("kept", [23_594, 40_542]), ("removed", [20_618, 37_864])):
        shown = [number("b", f"excess male deaths 15–49, {year}, deaths from HIV {hiv}") for year in (2022, 2023)]
        assert [round(one.value or 0) for one in shown] == expected
    assert number("b", "when the estimate ends").period == "2022-02-24 – 2023-05-05"
    assert number("b", "when the estimate ends").value == 22_055
    assert number("b", "when the article appeared").value == 32_164


def test_c_the_share_is_confirmed_and_the_rank_is_not_given() -> None:
    share = number("c", "its interval against the study")
    assert round(100 * (share.value or 0), 1) == 38.5
    rank = number("c", "probability that the war is the first cause")
    assert rank.value is None
    assert rank.note is not None
    assert "no table of causes" in rank.note.text("en")
    assert rank.main
    assert "needs a table of causes" in claims()["c"].reason.text("en")
    assert "38.5 %" in claims()["c"].reason.text("en")
    shares = {row["age_group"]: row["share"] for row in claims()["c"].chart.rows}  # type: ignore[union-attr]  # every claim has a chart
    assert round(100 * shares["20–24"], 1) == 40.4
    assert round(100 * shares["25–29"], 1) == 37.2
    assert round(100 * shares["15–29"], 1) == 34.3
    assert shares["15–19"] < 0.15


def test_d_requests_rise_and_a_later_total_cannot_decide() -> None:
    assert rounded(number("d", "September to November"), 2) == (1.89, 0.74, 4.84)  # its months vary 13 times too much
    october = number("d", "requests for help, October against January")
    assert rounded(october, 1)[0] == 7.8
    assert october.main
    caveats = " ".join(caveat.text("en") for caveat in claims()["d"].caveats)
    assert "January was lower" in caveats
    assert "June was the lowest" not in caveats
    assert any("Self-reported" in caveat.text("en") for caveat in claims()["d"].caveats)
    helped = number("d2", "soldiers helped")
    assert helped.value == 520
    assert "upper bound" in claims()["d2"].reason.text("en")


def test_e_countries_are_shown_and_not_taken_for_deserters() -> None:
    values = {str(row["label"]): row["value"] for row in claims()["e"].chart.rows}  # type: ignore[union-attr]  # every claim has a chart
    assert values == {
        "Armenia": 32, "Georgia": 83, "Kazakhstan": 22, "France": 2613, "Spain": 1694, "Germany": 7663,
    }  # fmt: skip
    assert "nationality is not desertion" in claims()["e"].reason.text("en")
    assert "nationality is not desertion" in claims()["e2"].reason.text("en")
    assert [number("e2", f"{what}, end of 2023").value for what in ("waiting in France", "pending in Spain")] == [
        2295,
        2455,
    ]


@pytest.mark.parametrize("name", WRITTEN)
def test_every_claim_is_whole_in_both_languages(name: str) -> None:
    claim = claims()[name]
    # a chart of one number would show nothing
    assert (claim.chart is None) is (len(claim.numbers) == 1)
    assert claim.chart is None or claim.chart.rows
    assert claim.citations
    assert all(citation.url.startswith("http") and citation.publisher for citation in claim.citations)
    assert claim.command == f"absentia check guardian_2023_10 --claim {claim.id}"
    assert sum(computed.main for computed in claim.numbers) == 1
    texts = [claim.quote, claim.reading, claim.reason, *claim.caveats]
    texts += [claim.chart.title, claim.chart.description] if claim.chart else []
    texts += [text for computed in claim.numbers for text in (computed.label, computed.unit)]
    for text in texts:
        assert text.text("en")
        assert re.search(r"[А-Яа-яё]", text.text("ru")), text.text("ru")
        assert not re.search(r"[А-Яа-яё]{4}", text.text("en")), text.text("en")
    known = {figure.id for figure in Catalogue().figures()}
    for computed in claim.numbers:
        assert computed.value is not None or computed.note is not None
        assert computed.sources
        assert all(
            s in known or s == "stated" or s.startswith("ru:") or "--" in s or "[" in s for s in computed.sources
        ), computed.sources


def test_no_computed_result_stands_in_the_claims_file() -> None:
    text = bundled()["guardian_2023_10"].read_text(encoding="utf-8")
    for result in (
        "2.07",
        "3.38",
        "4.15",
        "6.75",
        "2.90",
        "3.02",
        "16903",
        "16,903",
        "38.5",
        "23594",
        "23,594",
        "1.89",
        "7.79",
    ):
        assert result not in text


def test_the_verdict_follows_the_figures_not_the_file(tmp_path: Path) -> None:
    text = bundled()["guardian_2023_10"].read_text(encoding="utf-8")
    changed = tmp_path / "changed.yml"
    changed.write_text(
        text.replace("half_2023: {figure: court_cases-001", "half_2023: {figure: court_cases-009"), encoding="utf-8"
    )
    (claim,) = check_article(changed, only=["a"]).claims
    assert claim.verdict is Verdict.NOT_SUPPORTED
    assert claim.numbers[0].value == pytest.approx(1053 / 1001)
