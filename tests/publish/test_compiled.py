"""A template is compiled once, and again when its source is another."""

from __future__ import annotations

from pathlib import Path
from types import CodeType

import pytest
from jinja2 import Environment, FileSystemLoader

from absentia.publish.compiled import COMPILED


def test_what_was_compiled_is_taken_by_every_environment_until_the_source_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = []
    make = Environment.compile

    def told(environment: Environment, source: str, name: str, file: str) -> CodeType:
        compiled.append(name)
        return make(environment, source, name, file)

    monkeypatch.setattr(Environment, "compile", told)

    def rendered(who: str) -> str:
        environment = Environment(loader=FileSystemLoader(tmp_path), autoescape=True, bytecode_cache=COMPILED)
        environment.globals["who"] = who
        return environment.get_template("page.html").render()

    (tmp_path / "page.html").write_text("for {{ who }}")
    assert [rendered("<a>"), rendered("b")] == ["for &lt;a&gt;", "for b"]
    assert compiled == ["page.html"]
    (tmp_path / "page.html").write_text("to {{ who }}")
    assert rendered("b") == "to b"
    assert compiled == ["page.html"] * 2
