"""All stages together: the weekly update, a publication made ready, and a stranger's portal tried on all of them."""
