"""Run the notebook of the docs and write what its cells show into it.

``--check`` writes nothing and fails where a cell tells something else than what stands in the file, however its
pictures are drawn. A cell shows what it prints and its last expression, as a notebook does: an object's own pictures
and HTML, or else its repr.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).resolve().parents[1] / "docs" / "guide" / "estimates.ipynb"


def shown(value: Any) -> dict[str, Any]:
    """What a notebook would show of a value, by media type."""
    bundle = getattr(value, "_repr_mimebundle_", None)
    if bundle is not None:
        return dict(bundle())
    html = getattr(value, "_repr_html_", None)
    found = {} if html is None else {"text/html": _lines(html())}
    return {**found, "text/plain": _lines(repr(value))}


def _lines(text: str) -> list[str]:
    """A text as notebooks keep it: by lines, so that a change shows where it is."""
    return text.splitlines(keepends=True)


def run_cell(source: str, names: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """The outputs of one cell of code; ``names`` are those of the cells before it."""
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    printed = io.StringIO()
    outputs: list[dict[str, Any]] = []
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, f"cell {number}", "exec"), names)  # noqa: S102  the docs' own cell
        value = None
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), names)  # noqa: S307  likewise
    if printed.getvalue():
        outputs.append({"name": "stdout", "output_type": "stream", "text": _lines(printed.getvalue())})
    if value is not None:
        data = {key: _lines(one) if isinstance(one, str) else one for key, one in shown(value).items()}
        outputs.append({"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"})
    return outputs


def run(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with the outputs its cells have now."""
    names: dict[str, Any] = {}
    cells = []
    number = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            number += 1
            outputs = run_cell("".join(cell["source"]), names, number)
            cells.append({**cell, "execution_count": number, "outputs": outputs})
        else:
            cells.append(cell)
    return {**notebook, "cells": cells}


def told(cell: dict[str, Any]) -> list[Any]:
    """What a cell says: printed text, tables, the rows of charts; not how a picture of them is drawn here."""

    def words(kind: str, shown: Any) -> Any:
        return shown["datasets"] if kind.endswith("+json") else shown

    return [
        one.get("text") or {kind: words(kind, part) for kind, part in one["data"].items() if kind != "image/svg+xml"}
        for one in cell.get("outputs", ())
    ]


def stale(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The cells that say something else now."""
    return [old["id"] for old, new in zip(before["cells"], after["cells"], strict=True) if told(old) != told(new)]


def main() -> int:
    """Renew the file, or check it."""
    before = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    after = run(before)
    if "--check" not in sys.argv:
        NOTEBOOK.write_text(json.dumps(after, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return 0
    cells = stale(before, after)
    if cells:
        print(f"{NOTEBOOK.name} is stale ({', '.join(cells)}): run tools/notebook.py")
    return int(bool(cells))


if __name__ == "__main__":
    sys.exit(main())
