"""What a person in a case is charged with, the people of a page, and what their texts are.

Every record of a page is generic in its text: ``PageRecord`` (that is ``PageRecord[str]``) is what the page says, names
and all; ``PageRecord[Masked]`` is what may be stored and shown. :class:`absentia.parse.mask.Mask` is what makes the one
from the other, and whoever writes asks for ``Masked``, so that the type checker finds every way around the gate.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Generic, NewType

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


class Role(enum.StrEnum):
    """How the person took part, from the general-part articles written before the charge."""

    PRINCIPAL = "principal"
    """No general-part article stands before the charge."""
    PREPARATION = "preparation"
    """Art. 30 part 1."""
    ATTEMPT = "attempt"
    """Art. 30 part 3."""
    ORGANISER = "organiser"
    """Art. 33 part 3."""
    INSTIGATOR = "instigator"
    """Art. 33 part 4."""
    ACCOMPLICE = "accomplice"
    """Art. 33 part 5."""
    OTHER = "other"
    """Arts. 30 or 33 with another part, or none: kept in ``Charge.modifiers``, not interpreted."""


@dataclass(frozen=True, slots=True)
class Charge(Generic[Text]):
    """One charge of one person: a provision, how often (episodes) and in which role."""

    code: Text
    """As the law of the page's jurisdiction names it, or :data:`~absentia.model.UNASSIGNED`."""
    article: Text
    part: Text | None = None
    points: tuple[Text, ...] = ()
    role: Role = Role.PRINCIPAL
    episodes: int = 1
    modifiers: tuple[Text, ...] = ()
    """General-part articles as written before the charge, e.g. ``("30.3",)``; what ``role`` was read from."""
    raw: Text = NO_TEXT
    """The characters of the page this charge was read from (first episode)."""


@dataclass(frozen=True, slots=True)
class Defendant(Generic[Text]):
    """A person's place in a filing. ``name`` is ``None`` where the page hides or omits it (see ``name_hidden``)."""

    position: int = field(metadata=NOT_SHOWN)
    """Zero-based place on the page; with the filing it is the person's identity when the name is hidden."""
    name: Text | None
    name_hidden: bool
    charges: tuple[Charge[Text], ...] = ()
    charges_raw: Text = NO_TEXT
    """The cell «Перечень статей» (or the person's piece of «Лица») as written."""
    result: Text | None = None
    decided: Text | None = None
    """ISO date of «Дата рассмотрения дела в отношении лица»."""
    material: Text | None = None
    """«Материал (судебн. контроля, …)» of appeals on materials."""
    grounds: Text | None = None


@dataclass(frozen=True, slots=True)
class Identifier(Generic[Text]):
    """A filled cell of ИНН, КПП, ОГРН or ОГРНИП."""

    label: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Party(Generic[Text]):
    """One row of СТОРОНЫ / УЧАСТНИКИ. Kind is the page's word (Прокурор, Защитник, ИСТЕЦ …)."""

    kind: Text | None
    name: Text | None
    name_hidden: bool
    charges_raw: Text | None = None
    identifiers: tuple[Identifier[Text], ...] = ()
