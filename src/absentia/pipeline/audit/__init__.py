"""The audit: everything the system can say of an observatory, held against the whole world it saw a part of."""
