"""Provisions of law: names, dates in force, families (peace, mobilisation), and how sure each fact is."""

from absentia.law.lookup import articles, family, in_force, label, name, parse_provision, provision
from absentia.law.reading import Family, Law, LawProvision, law, read_law

__all__ = [
    "Family",
    "Law",
    "LawProvision",
    "articles",
    "family",
    "in_force",
    "label",
    "law",
    "name",
    "parse_provision",
    "provision",
    "read_law",
]
