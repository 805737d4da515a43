"""Files of the package come out alike, whichever loader reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import absentia
from absentia.model.own_yaml import own_yaml

FILES = sorted(Path(absentia.__file__).parent.rglob("*.yml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_says_what_the_loader_in_python_reads(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert own_yaml(text) == yaml.safe_load(text)


def test_it_makes_no_objects() -> None:
    with pytest.raises(yaml.YAMLError):
        own_yaml("!!python/object/apply:os.getcwd []")
