"""Figures somebody published, each with its citation."""
