"""A newsroom's own claims file: what it may say, and a clear error for what it may not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from absentia.check import bundled, check_article, json_schema, schema
from absentia.check.operand import Operand
from absentia.check.references import check_references
from absentia.errors import AbsentiaError, ClaimsProblem, FigureProblem, UsageProblem
from absentia.figures import Catalogue
from absentia.model.checked import Verdict

GOOD: dict[str, Any] = {
    "id": "my_article",
    "title": {"en": "A synthetic article"},
    "publisher": "Example Gazette",
    "date": "2024-06-01",
    "claims": [
        {
            "id": "twice",
            "said": {"en": "cases doubled"},
            "reading": {"en": "2022 is at least 1.5 times 2021"},
            "operands": {"now": {"figure": "court_cases-004"}, "before": {"figure": "court_cases-003"}},
            "comparisons": [
                {"label": {"en": "now against before"}, "operation": "ratio", "of": "now", "to": "before",
                 "expect": {"at_least": 1.5}, "main": True}
            ],
        }
    ],
}  # fmt: skip


def write(path: Path, content: Any) -> Path:
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")
    return path


def changed(**at: Any) -> dict[str, Any]:
    """GOOD with values set at dotted paths (``claims__0__id``)."""
    copy = json.loads(json.dumps(GOOD))
    for path, value in at.items():
        here = copy
        *steps, last = [int(step) if step.isdigit() else step for step in path.split("__")]
        for step in steps:
            here = here[step]
        here[last] = value
    return copy  # type: ignore[no-any-return]  # a deep copy of a dict is one


def test_a_good_file_is_checked_and_one_language_stands_for_both(tmp_path: Path) -> None:
    (claim,) = check_article(write(tmp_path / "mine.yml", GOOD)).claims
    assert claim.verdict is Verdict.SUPPORTED_WITH_CAVEAT
    assert claim.quote.both() == {"en": "cases doubled", "ru": "cases doubled"}
    assert claim.command == f"absentia check {tmp_path / 'mine.yml'} --claim twice"
    assert claim.chart is None


NOW = "claims__0__operands__now"
COMPARISON = "claims__0__comparisons__0__"


@pytest.mark.parametrize(
    ("change", "where", "says", "next_step"),
    [
        ({COMPARISON + "operation": "rato"}, "claims[twice].comparisons[1].operation", "ratio", "allowed"),
        ({NOW: {"figur": "x"}}, "claims[twice].operands.now.figur", "not a field", "figure"),
        ({NOW: {"figure": "court_cases-40"}}, "operands.now", "court_cases-40", "court_cases-040"),
        ({NOW: {"series": "unhcr_stok", "where": {}}}, "operands.now", "unhcr_stok", "unhcr_stock"),
        ({NOW: {"estimate": "excess"}}, "operands.now", "excess", ""),
        ({COMPARISON + "to": "befor"}, "claims[twice]", "befor", ""),
        ({NOW: {}}, "operands.now", "exactly one", ""),
        ({NOW: {"figure": "a", "stated": 1}}, "operands.now", "exactly one", ""),
        ({NOW: {"figure": "a", "since": "2023-01-01"}}, "operands.now", "belongs", ""),
        ({COMPARISON + "main": False}, "claims[twice]", "main", ""),
        ({COMPARISON + "expect": None}, "claims[twice]", "decides", ""),
        ({"claims__0__said": {}}, "claims[twice].said", "en, in ru", ""),
        ({"claims": []}, "claims", "it is empty", ""),
        ({"date": "yesterday"}, "date", "date", ""),
        ({"claims": [GOOD["claims"][0], GOOD["claims"][0]]}, ".", "twice", ""),
        ({COMPARISON + "operation": "trend"}, "comparisons[1]", "trend", ""),
    ],
)
def test_a_wrong_file_says_where_and_what_is_allowed(
    tmp_path: Path, change: dict[str, Any], where: str, says: str, next_step: str
) -> None:
    file = write(tmp_path / "mine.yml", changed(**change))
    with pytest.raises(ClaimsProblem) as caught:
        check_article(file)
    problem = caught.value
    assert problem.exit_code == 1
    assert str(file) in str(problem.where)
    assert where in str(problem.where)
    assert says in problem.what + str(problem.where) + str(problem.next_step)
    assert next_step in str(problem.next_step)
    assert re.search("[а-яё]{3}", problem.told("ru")[0])


def test_the_line_of_the_file_is_named(tmp_path: Path) -> None:
    text = yaml.safe_dump(GOOD, sort_keys=False).replace("operation: ratio", "operation: rato")
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "rato" in row)
    with pytest.raises(ClaimsProblem) as caught:
        check_article(write(tmp_path / "mine.yml", text))
    assert f"mine.yml:{line} " in str(caught.value.where)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a list",
        "a: [",
        "id: \x00",
        'title: "a" b',
        "a: " + "[" * 100_000,
        "a: &a 1\nb: [" + "*a," * 2000 + "]",
        "id: 2023-02-30",
        "id: 0x_",
        "id: 2023-01-01T00:00:00+99:00",
    ],
)
def test_what_is_no_yaml_article_is_an_error_not_a_traceback(tmp_path: Path, text: str) -> None:
    with pytest.raises(ClaimsProblem):
        check_article(write(tmp_path / "mine.yml", text))


def test_a_value_that_is_none_is_named_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(ClaimsProblem, match="no such date or number") as caught:
        check_article(write(tmp_path / "mine.yml", "id: mine\ndate: 2023-02-30\n"))
    assert str(caught.value.where).endswith("mine.yml:2")


@settings(max_examples=60)
@given(
    st.sampled_from(sorted(GOOD) + sorted(GOOD["claims"][0]) + ["comparisons__0", "operands__now"]),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5)),
        lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=5), inner, max_size=2)),
        max_leaves=4,
    ),
)
def test_no_content_of_a_field_ever_escapes_as_anything_but_an_explained_error(
    tmp_path_factory: pytest.TempPathFactory, field: str, value: Any
) -> None:
    path = field if field in GOOD else f"claims__0__{field}"
    file = write(tmp_path_factory.mktemp("claims") / "mine.yml", changed(**{path: value}))
    try:
        check_article(file)
    except AbsentiaError as problem:
        assert problem.what  # noqa: PT017  either outcome is fine; a bare exception is not


def test_a_cell_of_a_series_must_be_one_row(tmp_path: Path) -> None:
    def operand(**where: object) -> dict[str, Any]:
        return changed(claims__0__operands__now={"series": "unhcr_stock", "where": where})

    with pytest.raises(ClaimsProblem, match="must be one row") as caught:
        check_article(write(tmp_path / "a.yml", operand(year=2023, coa_iso="FRA")))
    assert "measure" in str(caught.value.next_step)
    with pytest.raises(ClaimsProblem, match="no column"):
        check_article(write(tmp_path / "b.yml", operand(years=2023)))
    with pytest.raises(ClaimsProblem, match="no such row") as caught:
        check_article(write(tmp_path / "c.yml", operand(year=2031, coa_iso="FRA", measure="refugees")))
    assert "2023" in str(caught.value.next_step)


def test_a_text_may_stand_without_a_language(tmp_path: Path) -> None:
    (claim,) = check_article(
        write(tmp_path / "a.yml", changed(claims__0__said="doubled", claims__0__caveats=["so so"], title="Plain"))
    ).claims
    assert claim.quote.both() == {"en": "doubled", "ru": "doubled"}
    assert "so so" in [one.text("ru") for one in claim.caveats]
    jsonschema.validate(changed(claims__0__said="doubled", claims__0__caveats=["so so"]), json_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed(claims__0__said=""), json_schema())
    for none in ("", 7, None):
        with pytest.raises(ClaimsProblem):
            check_article(write(tmp_path / "b.yml", changed(claims__0__said=none)))


def test_all_that_is_wrong_is_told_at_once_in_either_language(tmp_path: Path) -> None:
    text = yaml.safe_dump(
        changed(claims__0__comparisons__0__operation="rato", claims__0__id=3, publisher=["x"], claims__0__zz=1)
    )
    with pytest.raises(ClaimsProblem) as caught:
        check_article(write(tmp_path / "a.yml", text))
    english, russian = (caught.value.told(code) for code in ("en", "ru"))
    for told, word in ((english, "also, "), (russian, "кроме того, ")):
        lines = told[0].splitlines()
        assert len(lines) == 4
        assert all(line.strip().startswith(word) for line in lines[1:])
        places = [str(told[1]), *lines[1:]]
        assert [next(one for one in ("operation", ".id", "publisher", ".zz") if one in place) for place in places]
        numbers = [int(found[1]) for place in places if (found := re.search(r"yml:(\d+)", place))]
        assert numbers == sorted(numbers)
    assert not re.search("[a-z]{5}", russian[0].replace("operation", "").replace(str(tmp_path), "").partition(":")[0])


def test_all_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    wrong = changed(
        claims__0__operands__now={"figure": "court_cases-1000"},
        claims__0__operands__before={"series": "unhcr_stock", "where": {"year": 2031, "coa_iso": "FRA"}},
    )
    with pytest.raises(ClaimsProblem) as caught:
        check_article(write(tmp_path / "a.yml", wrong))
    assert caught.value.what.count("\n") == 1
    assert "court_cases-1000" in caught.value.what
    assert "no such row" in caught.value.what


@pytest.mark.parametrize(
    ("where", "near"),
    [
        ({"year": 2031, "coa_iso": "FRA", "measure": "refugees"}, "2023"),
        ({"year": 2023, "coa_iso": "FRO", "measure": "refugees"}, "FRA"),
        ({"year": 2023, "coa_iso": "FRA", "measure": "refugee"}, "refugees"),
        ({"year": 2023, "coa_iso": "FRA", "mesure": "refugees"}, "did you mean measure?"),
        ({"zzzz": 1}, "columns: "),
        ({}, "fix also: "),
    ],
)
def test_of_a_row_that_is_not_there_values_are_named_that_are(tmp_path: Path, where: dict[str, Any], near: str) -> None:
    wrong = changed(claims__0__operands__now={"series": "unhcr_stock", "where": where})
    with pytest.raises(ClaimsProblem) as caught:
        check_article(write(tmp_path / "a.yml", wrong))
    assert near in str(caught.value.next_step)
    assert str(caught.value.where).endswith("operands.now.where)")


def test_sums_need_one_unit_and_refused_estimates_leave_no_number(tmp_path: Path) -> None:
    operands = {
        "men": {"figure": "court_cases-062"},
        "cases": {"figure": "court_cases-059"},
        "now": {"sum": ["men", "cases"]},
    }
    with pytest.raises(ClaimsProblem, match="different units"):
        check_article(write(tmp_path / "a.yml", changed(claims__0__operands={**operands, "before": {"stated": 1}})))
    refused = {"estimate": "excess-male-deaths", "options": {"years": 2024}}
    (claim,) = check_article(write(tmp_path / "b.yml", changed(claims__0__operands__now=refused))).claims
    assert claim.verdict is Verdict.CANNOT_BE_TESTED
    assert "ends at 2023" in claim.reason.text("en")
    wrong = {"estimate": "excess-male-deaths", "options": {"age": "15-49"}}
    file = write(tmp_path / "c.yml", changed(claims__0__operands__now=wrong))
    with pytest.raises(ClaimsProblem) as caught:
        check_article(file)
    assert "operands.now" in str(caught.value.where)


def test_a_share_larger_than_its_whole_is_an_error(tmp_path: Path) -> None:
    comparison = GOOD["claims"][0]["comparisons"][0] | {"operation": "share", "expect": {"at_least": 0.1}}
    both = {"now": {"stated": 1001, "unit": {"en": "cases"}}, "before": {"stated": 615, "unit": {"en": "cases"}}}
    with pytest.raises(ClaimsProblem, match="it is no share of it") as caught:
        check_article(write(tmp_path / "a.yml", changed(claims__0__comparisons=[comparison], claims__0__operands=both)))
    assert "claims[twice]" in str(caught.value)
    turned = comparison | {"of": "before", "to": "now"}
    own = changed(claims__0__comparisons=[turned], claims__0__operands=both)
    (claim,) = check_article(write(tmp_path / "b.yml", own)).claims
    assert claim.numbers[0].value == pytest.approx(615 / 1001)
    assert claim.numbers[0].interval is None or claim.numbers[0].interval.high <= 1


def test_where_nothing_decides_the_reason_says_why(tmp_path: Path) -> None:
    itself = GOOD["claims"][0]["comparisons"][0] | {"to": "now", "expect": {"equals": 1}}
    (claim,) = check_article(write(tmp_path / "a.yml", changed(claims__0__comparisons=[itself]))).claims
    assert claim.verdict is Verdict.CANNOT_BE_TESTED
    assert "rest on the same number" in claim.reason.text("en")


def test_a_tally_without_an_observatory_is_not_a_number(tmp_path: Path) -> None:
    tally = {"tally": "filings_received", "provision": "337", "since": "2023-01-01", "until": "2023-06-30"}
    (claim,) = check_article(write(tmp_path / "a.yml", changed(claims__0__operands__now=tally))).claims
    assert claim.verdict is Verdict.CANNOT_BE_TESTED
    assert "-C DIR" in claim.reason.text("en")


def test_own_figures_can_be_used_and_a_bad_one_stops_the_check(tmp_path: Path) -> None:
    header = (
        "id,measure,value,unit,period_start,period_end,geography,definition,publisher,source_title,source_date,"
        "source_url"
    )
    row = "mine-1,m,2000,cases,2022-01-01,2022-12-31,x,synthetic,Gazette,T,2024,https://example.org"
    figures = write(tmp_path / "own.csv", f"{header}\n{row}\n")
    file = write(tmp_path / "a.yml", changed(claims__0__operands__now={"figure": "mine-1"}))
    (claim,) = check_article(file, figures=[figures]).claims
    assert claim.numbers[0].value == pytest.approx(2000 / 615)
    assert "--figures" in claim.command
    # unverified unless the file says so
    assert any("Not read at its source" in caveat.text("en") for caveat in claim.caveats)
    bad = write(tmp_path / "bad.csv", f"{header}\n{row.replace('Gazette', '')}\n")
    with pytest.raises(FigureProblem, match="citation"):
        check_article(file, figures=[bad])


def test_unknown_articles_and_claims_name_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(ClaimsProblem) as caught:
        check_article("guardian_2023_1")
    assert "guardian_2023_10" in str(caught.value.next_step)
    with pytest.raises(ClaimsProblem, match="no such file"):
        check_article(str(tmp_path / "absent.yml"))
    with pytest.raises(UsageProblem) as usage:
        check_article("guardian_2023_10", only=["z"])
    assert usage.value.exit_code == 2


def test_the_schema_lists_every_operation_and_forbids_the_unknown() -> None:
    text = json.dumps(json_schema())
    for operation in ("ratio_per_month", "contains", "between", "trend", "share"):
        assert operation in text
    assert json_schema()["additionalProperties"] is False


@pytest.mark.parametrize(
    ("options", "says"),
    [("{yeers: 2022}", "no option yeers"), ("{years: soon}", "“soon” is not a year"), ("{window: 3}", "for window")],
)
def test_options_a_method_does_not_take_are_told_with_their_place(options: str, says: str, tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guide" / "write_your_own_claims.md").read_text(encoding="utf-8")
    example = guide.split("```yaml\n")[1].split("```")[0]
    added = f"    operands:\n      other: {{estimate: excess-male-deaths, options: {options}}}\n"
    with pytest.raises(ClaimsProblem, match=says) as caught:
        check_article(write(tmp_path / "my_claims.yml", example.replace("    operands:\n", added, 1)))
    assert "operands.other.options" in str(caught.value.where)


def test_the_schema_takes_the_bundled_article_and_no_option_a_method_has_not() -> None:
    article = yaml.safe_load(bundled()["guardian_2023_10"].read_text(encoding="utf-8"))
    plain = json.loads(json.dumps(article, default=str))
    jsonschema.validate(plain, json_schema())
    wrong = next(one for one in plain["claims"] if one["id"] == "b")
    wrong["operands"]["excess_2022"]["options"]["yeers"] = 2022
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plain, json_schema())


def test_the_schema_in_the_docs_is_the_one_in_force() -> None:
    docs = Path(__file__).parents[2] / "docs" / "reference" / "claims_schema.json"
    assert json.loads(docs.read_text(encoding="utf-8")) == json_schema()


def guide_examples() -> list[str]:
    guide = (Path(__file__).parents[2] / "docs" / "guide" / "write_your_own_claims.md").read_text(encoding="utf-8")
    return [part.split("```")[0] for part in guide.split("```yaml\n")[1:]]


def in_whole(example: str, number: int) -> str:
    """The example as a file: a part of a claim stands in the claim of the first one."""
    first = guide_examples()[0]
    return first if number == 0 else first.rstrip() + "\n" + example


@pytest.mark.parametrize("number", range(len(guide_examples())))
def test_every_example_of_the_guide_works(tmp_path: Path, number: int) -> None:
    whole = in_whole(guide_examples()[number], number)
    (claim,) = check_article(write(tmp_path / "my_claims.yml", whole)).claims
    assert claim.verdict is Verdict.SUPPORTED_WITH_CAVEAT
    jsonschema.validate(json.loads(json.dumps(yaml.safe_load(whole), default=str)), json_schema())
    content = yaml.safe_load(whole)["claims"][0]
    assert (claim.chart is not None) is ("chart" in content)
    if "because" in content:
        assert claim.reason.text("en").startswith("5,024 cases, 5.02 times")


@pytest.mark.parametrize(
    "operand",
    re.findall(
        r"\| `(\{.*?\})` \|$",
        (Path(__file__).parents[2] / "docs" / "guide" / "write_your_own_claims.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    ),
)
def test_every_operand_the_guide_shows_is_one(operand: str) -> None:
    given = yaml.safe_load(operand)
    Operand.model_validate(given)
    if "sum" not in given:
        article = schema.Article.model_validate(changed(claims__0__operands__now=given))
        check_references(article, Catalogue(), Path("mine.yml"))
