"""Asylum tables of Eurostat and UNHCR: what a number counts, what its rounding leaves, and what is never added."""
