"""An observatory with courts of two jurisdictions: Article 337 of the one is not that of the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.tally.build import COURT, Book

from absentia import sources
from absentia.errors import UsageProblem
from absentia.estimate.delay.observatory import from_observatory
from absentia.estimate.options.courts import SerialGapsOptions
from absentia.estimate.serial_gaps import estimate_serial_gaps
from absentia.law import lookup
from absentia.observatory import Observatory
from absentia.tally import tally

TESTS = Path(__file__).parents[1]
ABROAD = "toy-1.dump.synthetic.example"


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Observatory]:
    monkeypatch.setattr(sources, "__path__", [*sources.__path__, str(TESTS / "sources" / "toys")])
    monkeypatch.setenv("ABSENTIA_LAW", str(TESTS / "law" / "laws"))
    lookup.label.cache_clear()
    book = Book()
    for number, charge in enumerate(("337.5", "337.5", "338.1"), 1):
        book.entry(book.page(), number=f"1-{number}/2023", persons=((charge,),))
    for number, charge in enumerate(("337.5", "337"), 1):
        page = book.page(court=ABROAD, source="xx_dump")
        book.entry(page, number=f"T/{number}-23", persons=((charge,),))
    yield book.write(tmp_path / "o")
    lookup.label.cache_clear()


def seen(observatory: Observatory, by: str | None = None, provision: str | None = None) -> dict[object, int]:
    found = tally(observatory, "filings_received", by=[by] if by else [], provision=provision)
    return {row.as_dict().get(by or ""): row.seen for row in found.rows}


@pytest.mark.parametrize(
    ("provision", "number", "court"),
    [
        ("ru:337", 2, COURT),
        ("xx:337", 2, ABROAD),
        ("ru:337.5", 2, COURT),
        ("xx:337.5", 1, ABROAD),
        ("ru:338", 1, COURT),
    ],
)
def test_a_provision_is_counted_where_it_is_law(both: Observatory, provision: str, number: int, court: str) -> None:
    assert list(seen(both, provision=provision).values()) == [number]
    found = tally(both, "filings_received", provision=provision)
    assert found.filters["provision"] == provision
    assert f"--provision {provision}" in found.command, "asked again, it is the same question"
    assert [one["court"] for one in found.coverage["courts"]] == [court], "what a court abroad hides is not asked"


@pytest.mark.parametrize(
    ("by", "numbers"),
    [
        ("article", {"ru:337": 2, "ru:338": 1, "xx:337": 2}),
        ("provision", {"ru:337.5": 2, "ru:338.1": 1, "xx:337.5": 1, "xx:337": 1}),
        ("family", {"mobilisation": 2, "peace": 2, None: 1}),
    ],
)
def test_articles_of_two_jurisdictions_are_never_added(both: Observatory, by: str, numbers: dict[object, int]) -> None:
    assert seen(both, by) == numbers


def test_registers_abroad_are_none_of_an_article(both: Observatory) -> None:
    for provision, court in (("ru:337", COURT), ("xx:337", ABROAD)):
        gaps = estimate_serial_gaps(both, SerialGapsOptions(article=provision))
        assert {one.register.court for one in gaps.registers} == {court}
        assert gaps.article == provision


@pytest.mark.parametrize(
    ("provision", "what"), [("337", "may be of the law of ru or xx"), ("ua:407", "of the law of ua, only of ru or xx")]
)
def test_a_provision_of_nobody_or_of_both_is_asked_back(both: Observatory, provision: str, what: str) -> None:
    for ask in (
        lambda: tally(both, "filings_received", provision=provision),
        lambda: from_observatory(both, "filings_received", provision=provision),
        lambda: estimate_serial_gaps(both, SerialGapsOptions(article=provision)),
    ):
        with pytest.raises(UsageProblem, match=what) as caught:
            ask()
        assert caught.value.exit_code == 2
