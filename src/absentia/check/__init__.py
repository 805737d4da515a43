"""Claims against figures, tallies and estimates."""
