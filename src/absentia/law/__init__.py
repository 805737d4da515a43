"""Provisions of law: names, dates in force, families."""
