"""Work counted in lines of code that are run: the same on every machine, and no clock among the judges."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def lines_run(task: Callable[[], object], folder: str) -> int:
    """How many lines of the code in a folder a task runs."""
    lines = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return trace if frame.f_code.co_filename.startswith(folder) else None

    sys.settrace(trace)
    try:
        task()
    finally:
        sys.settrace(None)
    return lines
