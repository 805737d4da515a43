"""Captures: the bytes as they were, kept before anything reads them."""
