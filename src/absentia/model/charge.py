"""What a person in a case is charged with, and the people of a page."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from absentia.model.provision import Code


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
class Charge:
    """One charge of one person: a provision, how often (episodes) and in which role."""

    code: Code
    article: str
    part: str | None = None
    points: tuple[str, ...] = ()
    role: Role = Role.PRINCIPAL
    episodes: int = 1
    modifiers: tuple[str, ...] = ()
    """General-part articles as written before the charge, e.g. ``("30.3",)``; what ``role`` was read from."""
    raw: str = ""
    """The characters of the page this charge was read from (first episode)."""


@dataclass(frozen=True, slots=True)
class Defendant:
    """A person's place in a filing. ``name`` is ``None`` where the page hides or omits it (see ``name_hidden``)."""

    position: int
    """Zero-based place on the page; with the filing it is the person's identity when the name is hidden."""
    name: str | None
    name_hidden: bool
    charges: tuple[Charge, ...] = ()
    charges_raw: str = ""
    """The cell «Перечень статей» (or the person's piece of «Лица») as written."""
    result: str | None = None
    decided: str | None = None
    """ISO date of «Дата рассмотрения дела в отношении лица»."""
    material: str | None = None
    """«Материал (судебн. контроля, …)» of appeals on materials."""
    grounds: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """One row of СТОРОНЫ / УЧАСТНИКИ. Kind is the page's word (Прокурор, Защитник, ИСТЕЦ …)."""

    kind: str | None
    name: str | None
    name_hidden: bool
    charges_raw: str | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
    """Filled ИНН, КПП, ОГРН, ОГРНИП cells as (label, value)."""
