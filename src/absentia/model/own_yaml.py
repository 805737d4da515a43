"""YAML: the package's own files, which every command reads some of, and what is wrong in those of others."""

from __future__ import annotations

from typing import Any

import yaml

from absentia.model.texts import Said

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def own_yaml(text: str) -> Any:
    """What a file of the package says: by libyaml, where it is there, in a ninth of the time.

    Not for files of others: one that nests deep enough ends the process, where the loader in Python raises an error.
    """
    return yaml.load(text, Loader=_LOADER)  # noqa: S506  both are safe loaders


def fault_of(file: object, error: yaml.YAMLError) -> tuple[str, Said]:
    """Where a text is no YAML, the file with its line, and why, as the parser says it in one line."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or " ".join(str(error).split())
    # our own reader of claims says what is wrong as a sentence
    return f"{file}:{mark.line + 1}" if mark else str(file), problem if isinstance(problem, Said) else Said(problem)
