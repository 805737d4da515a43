"""The audit: whatever is said of the part of a world that was seen, held against the whole of it."""
