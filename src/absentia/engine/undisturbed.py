"""Large work without a search for garbage in between: rows come by the hundred thousand, and all of them stay."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


def undisturbed(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """The same function, with the collector of cycles off while it runs, if it was on."""

    @wraps(make)
    def made(*given: Given.args, **named: Given.kwargs) -> Made:
        was_on = gc.isenabled()
        gc.disable()
        try:
            return make(*given, **named)
        finally:
            if was_on:
                gc.enable()

    return made
