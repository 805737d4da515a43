"""Text of a page, and text that passed the gate.

Every record of a page is generic in its text: ``PageRecord`` (that is ``PageRecord[str]``) is what the page says, names
and all; ``PageRecord[Masked]`` is what may be stored and shown. :class:`absentia.parse.mask.Mask` is what makes the one
from the other, and whoever writes asks for ``Masked``, so that the type checker finds every way around the gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NewType

from typing_extensions import TypeVar

Masked = NewType("Masked", str)
"""Text without names."""

Text = TypeVar("Text", bound=str, default=str, covariant=True)  # noqa: PLC0105  the word stands in every record
"""What the texts of a record are: as on the page, or masked."""

NO_TEXT: Any = ""
"""What a text is by default: of either kind."""

NOT_SHOWN: Mapping[str, Any] = MappingProxyType({"exclude": True})
"""Metadata of a field that the JSON of its record leaves out."""


def shown_as(key: str) -> Mapping[str, Any]:
    """Metadata of a field that the JSON of its record calls otherwise."""
    return {"serialization_alias": key}
