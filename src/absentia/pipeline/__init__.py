"""All stages together: the weekly update, and the rehearsal of everything against a known truth."""
