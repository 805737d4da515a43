"""``absentia leave FILE PLACE``."""

from __future__ import annotations

from absentia.cli.lock import leave_command as command

__all__ = ["command"]
