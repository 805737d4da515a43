"""Captures to typed records without names: printed as JSON, or written as the tables of an observatory."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from absentia.parse.build import Built, Stored, build_tables, store_inputs
    from absentia.parse.document import json_schema
    from absentia.parse.inputs import Found, Input, archived_inputs, find_inputs
    from absentia.parse.mask import Pseudonyms
    from absentia.parse.outcome import Outcome
    from absentia.parse.printing import Printing, print_inputs

__all__ = [
    "Built",
    "Found",
    "Input",
    "Outcome",
    "Printing",
    "Pseudonyms",
    "Stored",
    "archived_inputs",
    "build_tables",
    "find_inputs",
    "json_schema",
    "print_inputs",
    "store_inputs",
]
# each process that reads imports this package, and waits for all that stands here
_IN = {
    "build": ("Built", "Stored", "build_tables", "store_inputs"),
    "document": ("json_schema",),
    "inputs": ("Found", "Input", "archived_inputs", "find_inputs"),
    "mask": ("Pseudonyms",),
    "outcome": ("Outcome",),
    "printing": ("Printing", "print_inputs"),
}


def __getattr__(name: str) -> Any:
    module = next((module for module, names in _IN.items() if name in names), None)
    if module is None:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{module}"), name)
