"""Synthetic pages in the portals' markup, with known truth; everything it makes says synthetic."""
