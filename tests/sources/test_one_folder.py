"""A portal is one folder: what it writes, and where it stands, is spelled nowhere else.

Collected from the sources themselves: their ids, the hosts, codes, names and adjectives of their courts, the phrases
and endings of their vocabulary. Comments, docstrings and the heads of measures, which are sentences in two languages,
may quote them; code, SQL and help may not.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import absentia
from absentia.law import laws
from absentia.sources import all_sources, known_sources, presets

ROOT = Path(absentia.__file__).parent
CONTENT = ("sources", "rehearsal", "law", "figures", "claims", "locale", "parse/mask", "estimate/regions")
"""Content of other kinds: a language's masks, a country's regions, sentences in a language, the invented courthouse."""
SHORTEST = 10
"""Characters of a phrase: shorter ones are words of the language («Судья», «ЛИЦА») or of the law («УК»)."""


def words_of_the_sources() -> set[str]:
    found: set[str] = set(known_sources()) | set(presets())
    for source in all_sources():
        for court in source.courts():
            platform = ".".join(court.host.split(".")[-2:]) if court.host else ""
            found |= {court.name, court.host or "", court.code or "", platform}
        lexicon = source.lexicon()
        found |= {*lexicon.courts, *(phrase for phrase in lexicon.phrases if len(phrase) >= SHORTEST)}
    for file in (ROOT / "sources").glob("*/*.yml"):
        found |= {text for text in scalars(yaml.safe_load(file.read_text(encoding="utf-8"))) if is_phrase(text)}
    return {word.casefold() for word in found if word}


def scalars(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        yield from (key for key in content if isinstance(key, str))
        content = list(content.values())
    if isinstance(content, list):
        for one in content:
            yield from scalars(one)
    elif isinstance(content, str):
        yield content


def is_phrase(text: str) -> bool:
    return len(text) >= SHORTEST and not text.isascii()


def code_of(file: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that do something: without comments and docstrings."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".sql":
        yield from ((number, line.partition("--")[0]) for number, line in enumerate(text.splitlines(), 1))
        return
    prose = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in {tokenize.STRING, tokenize.NAME} and token.start[0] not in prose:
            yield token.start[0], token.string


FILES = sorted(
    file
    for file in ROOT.rglob("*")
    if file.suffix in {".py", ".sql"} and not file.relative_to(ROOT).as_posix().startswith(CONTENT)
)


def found_in(file: Path, words: Collection[str], edge: str = "") -> list[str]:
    """Where a word stands in code; most files have none in any place, and are not taken apart."""
    text = file.read_text(encoding="utf-8").casefold()
    there = [word for word in sorted(words) if word in text]
    if not there:
        return []
    wanted = re.compile("|".join(f"{edge}{re.escape(word)}{edge}" for word in there))
    return [
        f"{file.name}:{number}: {found[0]}"
        for number, code in code_of(file)
        for found in wanted.finditer(code.casefold())
    ]


@pytest.fixture(scope="module")
def words() -> set[str]:
    found = words_of_the_sources()
    assert len(found) > 500
    return found


def test_nothing_that_a_source_writes_stands_outside_of_its_folder(words: set[str]) -> None:
    assert len(FILES) > 200
    assert [place for file in FILES for place in found_in(file, words)] == []


def test_no_code_of_law_stands_outside_of_the_law_and_the_sources() -> None:
    codes = {code.casefold() for one in laws().values() for code in (one.code, *one.other_codes) if code}
    assert len(codes) > 2
    assert [place for file in FILES for place in found_in(file, codes, edge=r"\b")] == []


@pytest.mark.parametrize(
    "line", ["HOST = 'vkas.sudrf.ru'", "if 'Вынесен ПРИГОВОР' in result:\n    pass", "import absentia.sources.ru_sudrf"]
)
def test_what_does_would_be_noticed(tmp_path: Path, words: set[str], line: str) -> None:
    file, quoted = tmp_path / "code.py", tmp_path / "quoted.py"
    file.write_text(f'"""«Вынесен приговор» may be quoted."""\n\n{line}\n', encoding="utf-8")
    quoted.write_text('"""«Вынесен приговор» may be quoted."""\n# vkas.sudrf.ru\n', encoding="utf-8")
    assert found_in(file, words)
    assert not found_in(quoted, words)
