"""Write docs/reference/estimates.md from the options of the methods; ``--check`` fails where it is stale."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from absentia.estimate import METHODS, Method

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference" / "estimates.md"
HEAD = """\
# Estimates

This page is generated from the methods (`tools/estimates_reference.py`). An option is spelled the same in a claims file
and in Python, and with `--` and hyphens on the command line. Dates take every form of a period: of `2023-H1` the first
day or the last is meant, as the option says.
"""
WORDS = {
    "string": "text",
    "integer": "whole number",
    "boolean": "yes or no",
    "path": "path",
    "period": "date or period",
}


def lines(one: Method[Any]) -> Iterator[str]:
    """A method under a heading of its own: what it answers, where it comes from, and a row for each option."""
    yield f"\n## `{one.name}`\n"
    yield f"{one.title}. {one.summary} Estimated: {one.estimand}"
    if one.details:
        yield f"\n{one.details}"
    if one.asked_by:
        name = one.name.partition(":")[0]
        yield f"\nAsked for as `{name}` with {' or '.join(f'`{key}`' for key in one.asked_by)}."
    yield f"\nReference: {one.reference}\n"
    yield "| option | takes | default | |\n|---|---|---|---|"
    schema = one.options.model_json_schema()
    for key, field in schema["properties"].items():
        default = field.get("default")
        shown = "required" if key in schema.get("required", ()) else "" if default in (None, "") else f"`{default}`"
        yield f"| `{key}` | {takes(field, schema)} | {shown} | {field.get('description', '')} |"


def takes(field: dict[str, Any], schema: dict[str, Any]) -> str:
    """What a value may be: its type, its choices, its bounds."""
    parts = [part for part in field.get("anyOf", [field]) if part.get("type") != "null"]
    part = parts[0]
    if "$ref" in part:
        part = schema["$defs"][part["$ref"].rpartition("/")[2]]
    if "enum" in part:
        return ", ".join(f"`{one}`" for one in part["enum"])
    kind = part["type"] if isinstance(part["type"], str) else part["type"][0]
    word = WORDS.get(part.get("format", kind), kind)
    low, high = part.get("minimum"), part.get("maximum")
    return word if low is None else f"{word}, {low:,} to {high:,}"


def main() -> None:
    """Write, or check."""
    page = HEAD + "\n".join(line for one in METHODS.values() for line in lines(one)) + "\n"
    if "--check" in sys.argv:
        if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != page:
            sys.exit(f"{TARGET} is stale: run `make reference`")
        return
    TARGET.write_text(page, encoding="utf-8")
    print(f"{TARGET}: {len(METHODS)} methods")


if __name__ == "__main__":
    main()
