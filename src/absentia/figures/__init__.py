"""Numbers somebody published, each with its citation, and where publishers contradict each other.

The tables are CSV files beside a Frictionless ``datapackage.json`` that states their columns, units, sources and
terms. Fact tables carry a citation in every row; series tables carry theirs in the package.
"""

from absentia.figures.catalogue import Catalogue, fact_columns
from absentia.figures.contradictions import Contradiction, contradictions
from absentia.figures.figure import Figure, bibtex, cite, csl_json
from absentia.figures.reading import Column, Resource, Row, load_package, read_table
from absentia.figures.stretches import Break, breaks_crossed, load_breaks

__all__ = [
    "Break",
    "Catalogue",
    "Column",
    "Contradiction",
    "Figure",
    "Resource",
    "Row",
    "bibtex",
    "breaks_crossed",
    "cite",
    "contradictions",
    "csl_json",
    "fact_columns",
    "load_breaks",
    "load_package",
    "read_table",
]
