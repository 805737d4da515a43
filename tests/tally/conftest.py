"""What tests of counting share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.tally.build import Book

from absentia.observatory import Observatory


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Book], Observatory]:
    """The observatory of a book, for who only reads it: one of the same rows is written and linked once."""
    made: dict[str, Observatory] = {}

    def write(book: Book) -> Observatory:
        told = repr(book)
        if told not in made:
            made[told] = book.write(tmp_path_factory.mktemp("book") / "o")
        return made[told]

    return write
