"""Excess male deaths by region: the national trend, each region's own level, and honest errors where few died."""
