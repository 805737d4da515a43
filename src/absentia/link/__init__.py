"""Filings of the same prosecution become one case."""
