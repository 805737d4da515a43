"""Provisions of law: names, dates in force, families (peace, mobilisation), and how sure each fact is."""

from absentia.law.by_date import FAMILIES, Unknown, on_day, part_of_family, prison
from absentia.law.lookup import (
    articles,
    family,
    in_force,
    label,
    name,
    named_in,
    parse_provision,
    provision,
    under,
    written,
)
from absentia.law.reading import law, law_files, laws, read_law
from absentia.law.record import JURISDICTION, Family, Law, LawProvision, Prison

__all__ = [
    "FAMILIES",
    "JURISDICTION",
    "Family",
    "Law",
    "LawProvision",
    "Prison",
    "Unknown",
    "articles",
    "family",
    "in_force",
    "label",
    "law",
    "law_files",
    "laws",
    "name",
    "named_in",
    "on_day",
    "parse_provision",
    "part_of_family",
    "prison",
    "provision",
    "read_law",
    "under",
    "written",
]
