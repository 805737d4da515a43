"""ZIP files from anywhere: whatever is wrong with one is a ``BadZipFile``, and nothing else is.

zipfile reports a password, an unknown compression and an unknown version as ``RuntimeError``, as a mistake in a program
would be: whoever caught that around all they do with a ZIP would take their own mistakes for a torn file.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO


def open_zip(file: Path | IO[bytes]) -> zipfile.ZipFile:
    """A ZIP, to be closed by the caller.

    Raises:
        zipfile.BadZipFile: it is none, is cut short, or is of a version that is not known.
        OSError: it cannot be opened.
    """
    try:
        return zipfile.ZipFile(file)
    except NotImplementedError as error:
        raise zipfile.BadZipFile(str(error)) from error


def open_member(package: zipfile.ZipFile, name: str | zipfile.ZipInfo) -> IO[bytes]:
    """One of its files, to be closed by the caller.

    Raises:
        zipfile.BadZipFile: it is not there, locked by a password, of an unknown compression, or damaged.
    """
    try:
        return package.open(name)
    except (KeyError, RuntimeError) as error:
        raise zipfile.BadZipFile(str(error)) from error
