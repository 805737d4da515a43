"""The codes of law that these pages name, by their usual abbreviations; ``absentia.law`` knows them by the same."""

from __future__ import annotations

import enum

from absentia.model import UNASSIGNED


class Code(enum.StrEnum):
    """A code of law."""

    UK = "УК"
    """Criminal Code (Уголовный кодекс)."""
    UPK = "УПК"
    """Code of Criminal Procedure (materials refer to it)."""
    KOAP = "КоАП"
    """Code of Administrative Offences."""
    UNASSIGNED = UNASSIGNED
    """The page names no code (old listing cells)."""
