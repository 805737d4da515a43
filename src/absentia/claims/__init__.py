"""Claims of articles, one YAML file each; :mod:`absentia.check` reads them."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def bundled() -> dict[str, Path]:
    """The bundled articles: id → file, in order of name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.yml"))}
