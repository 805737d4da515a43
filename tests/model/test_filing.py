"""What a filing is known by."""

from __future__ import annotations

from absentia.model.tables import filing_id, filing_id_of_guid


def test_the_case_of_a_guid_tells_nothing() -> None:
    assert filing_id_of_guid("a.example", "AB-1") == filing_id_of_guid("a.example", "ab-1")


def test_what_differs_in_any_part_is_another_filing() -> None:
    found = [
        filing_id_of_guid("a.example", "ab-1"),
        filing_id_of_guid("b.example", "ab-1"),
        filing_id_of_guid("a.example", "ab-2"),
        filing_id("number", "a.example", "ab-1"),
        filing_id("number", "a.exampleab", "-1"),
        filing_id("number", "a.example", "ab", "-1"),
        filing_id("place", "a.example", "ab-1"),
    ]
    assert len(set(found)) == len(found)
    assert {len(one) for one in found} == {64}
