"""Numbers somebody published, each with its citation, and where publishers contradict each other.

The tables are CSV files beside a Frictionless ``datapackage.json`` that states their columns, units, sources and
terms. Fact tables carry a citation in every row; series tables carry theirs in the package.
"""

from absentia.figures.breaks import Break, breaks_crossed, load_breaks
from absentia.figures.catalogue import Catalogue, fact_columns
from absentia.figures.citation import bibtex, cite, csl_json
from absentia.figures.contradictions import Contradiction, Side, contradictions
from absentia.figures.figure import Figure
from absentia.figures.package import Column, Resource, Source, load_package
from absentia.figures.reading import Row, read_table

__all__ = [
    "Break",
    "Catalogue",
    "Column",
    "Contradiction",
    "Figure",
    "Resource",
    "Row",
    "Side",
    "Source",
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
