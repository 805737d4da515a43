"""Words of a publication that follow a rule: which source is named first."""

from __future__ import annotations

from itertools import permutations

import pytest

from absentia.model.checked import Citation
from absentia.publish.wording import sources_of

OWN = Citation("Mediazona", "a tally", "2023-07-19", "https://a.example", "court_cases-001", "primary", True)
TOLD = Citation("A newspaper", "its report", "2023-07-19", "https://b.example", "court_cases-002", "secondary", True)
TOLD_AGAIN = Citation("Another", "a report of it", "2023-07-20", "https://c.example", "x-1", "tertiary", False)
TABLE = Citation("Rosstat", "deaths", "", "https://d.example", "deaths")


@pytest.mark.parametrize("citations", list(permutations((TOLD_AGAIN, TOLD, OWN))))
def test_a_publishers_own_text_stands_before_who_reports_it(citations: tuple[Citation, ...]) -> None:
    assert [one.citation.publisher for one in sources_of(citations)] == ["Mediazona", "A newspaper", "Another"]


def test_sources_alike_near_stay_as_they_came_and_a_table_is_its_publishers_own() -> None:
    assert [one.citation.publisher for one in sources_of((TOLD, TABLE, OWN))] == ["Rosstat", "Mediazona", "A newspaper"]


def test_a_publication_is_named_once_with_every_figure_of_it() -> None:
    other = Citation("Mediazona", "a tally", "2023-07-19", "https://a.example", "court_cases-003", "primary", True)
    (source,) = sources_of((OWN, other, OWN))
    assert source.figures == ["court_cases-001", "court_cases-003"]
    assert source.citation.figure is None
