"""Registers that are handed over as tables of all their documents: read, kept as snapshots, compared, counted."""
