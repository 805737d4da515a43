"""Captures become typed records; a pure function of the bytes."""
