"""The tables of the law in the documentation are the law files, no more and no less."""

from __future__ import annotations

import datetime as dt
import doctest
from pathlib import Path

import pytest

from absentia import law
from absentia.law.lookup import _span

METHODOLOGY = Path(__file__).resolve().parents[2] / "docs" / "methodology" / "documents_cases_persons.md"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "law.md"


def table() -> str:
    """The table as the page must hold it; written anew by ``python tests/law/test_law_docs.py``."""
    lines = ["| provision | what it is | in force | family | not verified |", "|---|---|---|---|---|"]
    for entry in law.law("ru").provisions.values():
        if entry.chapter != "33" or entry.name is None:
            continue
        name = entry.article_name["en"] if entry.provision.part in (None, "1") else ""
        what = f"**{name}**: {entry.name['en']}" if name else entry.name["en"]
        start = str(entry.in_force_from) if entry.in_force_from else "?"
        until = f" – {entry.in_force_until}" if entry.in_force_until else ""
        unverified = ", ".join("in force" if fact in ("from", "until") else fact for fact in entry.unverified)
        unverified = ", ".join(dict.fromkeys(unverified.split(", ")))
        label = law.label(entry.provision.article, entry.provision.part, jurisdiction="ru")
        lines.append(f"| {label} | {what} | {start}{until} | {entry.family} | {unverified or '–'} |")
    return "\n".join(lines)


def table_of_ukraine() -> str:
    """Every wording, with its days and term; then the articles of which only the name was read."""
    lines = ["| provision | what it is | in force | family | prison, years |", "|---|---|---|---|---|"]
    named = []
    for entry in law.law("ua").provisions.values():
        label = law.label(entry.provision.article, entry.provision.part, jurisdiction="ua")
        if entry.chapter is None:
            named.append(f"{label} {entry.article_name['en']}")
            continue
        for one in entry.wordings:
            term = "?"
            if one.prison:
                least = "at most" if one.prison.least is None else f"{one.prison.least:g}–"
                term = f"{least} {one.prison.most:g}".replace("– ", "–") + (", or milder" if one.prison.milder else "")
            family = str(law.FAMILIES[one.family]) if one.family else "?"
            what = one.name["en"] if one.name else "?"
            known = f"; read as of {one.known_until}" if one.known_until else ""
            lines.append(f"| {label} | {what} | {_span(one)}{known} | {family} | {term} |")
    return "\n".join(lines) + "\n\nListed by name only: " + "; ".join(named) + "."


def test_the_page_holds_the_tables() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert table() in page
    assert table_of_ukraine() in page


def what_is_known() -> str:
    """How much of the law of Ukraine the file knows, in a sentence."""
    day = dt.date(2025, 8, 26)
    its = law.law("ua")
    parts = [entry for entry in its.provisions.values() if entry.chapter]
    wordings = [one for entry in parts for one in entry.wordings]
    named = len(its.articles - {entry.provision.article for entry in parts})
    verified = sum(one.verified for one in wordings)
    known = sum(isinstance(law.prison(entry.provision, day), law.Prison) for entry in parts)
    unknown = len(parts) - known
    return (
        f"Of the {len(its.articles)} articles of Section XIX in the file, {named} are listed by name only. "
        f"Of {len(wordings)} wordings of parts of the others, {verified} is verified in every fact. "
        f"On 26 August 2025 the term of imprisonment is known for {known} of {len(parts)} parts, "
        f"and not known for {unknown} ({100 * unknown / len(parts):.0f} %)."
    )


def test_the_methodology_says_how_much_is_not_known() -> None:
    text = " ".join(METHODOLOGY.read_text(encoding="utf-8").split())
    assert what_is_known() in text


def test_the_page_calls_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert tried >= 6
    assert not failed, capsys.readouterr().out


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    for mark, made in (("table", table()), ("table of Ukraine", table_of_ukraine())):
        begin, _, rest = text.partition(f"<!-- {mark} -->")
        _old, _, end = rest.partition(f"<!-- end of {mark} -->")
        text = f"{begin}<!-- {mark} -->\n\n{made}\n\n<!-- end of {mark} -->{end}"
    PAGE.write_text(text, encoding="utf-8")
