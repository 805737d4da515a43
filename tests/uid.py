"""УИД of invented cases."""

from __future__ import annotations


def check_digits(stem: str) -> str:
    """The two digits that make ``stem`` (a УИД up to its last dash) valid."""
    digits = "".join(str(int(character, 36)) for character in stem.replace("-", "")) + "00"
    return f"{98 - int(digits) % 97:02}"
