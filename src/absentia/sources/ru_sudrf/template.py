"""The two templates of the portals; a court may change from one to the other."""

from __future__ import annotations

import enum

from absentia.model.page import NO_TEMPLATE


class Template(enum.StrEnum):
    """Which of the portal's two templates wrote a page."""

    PRIMARY = "primary"
    VNKOD = "vnkod"
    NONE = NO_TEMPLATE
