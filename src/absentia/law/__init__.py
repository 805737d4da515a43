"""Provisions of law: names, dates in force, families (peace, mobilisation), and how sure each fact is."""

from absentia.law.lookup import articles, family, in_force, label, name, parse_provision, provision, under, written
from absentia.law.reading import JURISDICTION, Family, Law, LawProvision, law, law_files, laws, read_law

__all__ = [
    "JURISDICTION",
    "Family",
    "Law",
    "LawProvision",
    "articles",
    "family",
    "in_force",
    "label",
    "law",
    "law_files",
    "laws",
    "name",
    "parse_provision",
    "provision",
    "read_law",
    "under",
    "written",
]
