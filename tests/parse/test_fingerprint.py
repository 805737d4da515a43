"""What makes every page be read again: a law from elsewhere as much as our own code."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from absentia.parse.fingerprint import reader_fingerprint

LAW = Path(__file__).resolve().parents[1] / "law" / "laws" / "xx_kt.yml"
KEY = b"synthetic key"


def test_a_law_that_is_named_or_changed_is_another_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ABSENTIA_LAW", raising=False)
    own = reader_fingerprint(KEY)
    monkeypatch.setenv("ABSENTIA_LAW", str(tmp_path))
    assert reader_fingerprint(KEY) == own, "a folder without a law says nothing"
    shutil.copy(LAW, tmp_path)
    named = reader_fingerprint(KEY)
    with (tmp_path / LAW.name).open("a", encoding="utf-8") as handle:
        handle.write("# another day\n")
    changed = reader_fingerprint(KEY)
    assert len({own, named, changed, reader_fingerprint(b"another key")}) == 4
