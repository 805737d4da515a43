"""The owner's pages on this machine: what the last update found, captchas, courts, issues, links, what is gone.

:mod:`.pages` makes them, :mod:`.guard` lets nobody but the owner in, :mod:`.serving` puts them on a loopback port.
"""

from __future__ import annotations

from absentia.desk.serving import Desk

__all__ = ["Desk"]
