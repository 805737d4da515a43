"""A citation says who, what, when, where, and how surely; machines can read it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from absentia.figures import Catalogue, bibtex, cite, csl_json
from absentia.model.numbers import period
from absentia.model.publishers import publisher

FIGURES = list(Catalogue().figures())


@given(st.sampled_from(FIGURES), st.sampled_from(("en", "ru")))
def test_every_figure_can_be_cited_in_both_languages(figure: object, language: str) -> None:
    assert isinstance(figure, type(FIGURES[0]))
    text = cite(figure, language)
    for part in (publisher(figure.publisher, language), figure.source_title, figure.source_url, figure.id):
        assert part in text
    assert figure.source_date in text or period(figure.source_date, language) in text
    item = csl_json(figure, language)
    assert item["URL"] == figure.source_url
    assert "date-parts" in item["issued"] or item["issued"] == {"literal": figure.source_date}
    entry = bibtex(figure, language)
    assert entry.startswith(f"@misc{{{figure.id},")
    assert re.sub(r"\\[{}]", "", entry).count("{") == re.sub(r"\\[{}]", "", entry).count("}")


def test_what_was_not_read_says_so_and_numbers_follow_the_language() -> None:
    catalogue = Catalogue()
    assert "NOT read" in cite(catalogue.figure("court_cases-087"))
    assert "НЕ прочитано" in cite(catalogue.figure("court_cases-087"), "ru")
    assert "47,000 (40,000–55,000, 95%)" in cite(catalogue.figure("death_estimates-001"))
    assert "47\u00a0000" in cite(catalogue.figure("death_estimates-001"), "ru")
    assert "no number" in cite(catalogue.figure("court_cases-098"))


def test_a_table_is_cited_with_its_source_and_terms() -> None:
    resource = Catalogue().resources["unhcr_stock"]
    assert "CC" not in resource.title["en"]
    assert "Attribution 4.0" in cite(resource)
    assert "УВКБ" in cite(Catalogue().resources["unhcr_asylum_applications"], "ru") or "граждан России" in cite(
        Catalogue().resources["unhcr_asylum_applications"], "ru"
    )
    assert csl_json(resource)["type"] == "dataset"
