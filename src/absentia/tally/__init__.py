"""Counts: measures over the tables, one SQL file each."""
