"""Captures to typed records without names: printed as JSON, or written as the tables of an observatory."""

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
