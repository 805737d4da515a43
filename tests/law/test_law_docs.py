"""The table of Chapter 33 in the documentation is the law file, no more and no less."""

from __future__ import annotations

from pathlib import Path

from absentia import law

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


def test_the_page_holds_the_table() -> None:
    assert table() in PAGE.read_text(encoding="utf-8")


if __name__ == "__main__":
    begin, _, rest = PAGE.read_text(encoding="utf-8").partition("<!-- table -->")
    _old, _, end = rest.partition("<!-- end of table -->")
    PAGE.write_text(f"{begin}<!-- table -->\n\n{table()}\n\n<!-- end of table -->{end}", encoding="utf-8")
