"""Looks: whether a register was looked at, completely; one rule, one table, and what of a period it covers."""
