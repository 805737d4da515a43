"""How many of the cases counted are later filings of others that no exact key joins."""
