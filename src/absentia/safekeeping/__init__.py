"""Keeping an observatory from loss and from strange eyes: backups, one encrypted file, and what is wrong with it."""

from __future__ import annotations

from absentia.safekeeping.backup import BackedUp, back_up
from absentia.safekeeping.lock import Locked, lock, unlock
from absentia.safekeeping.restore import RestoredTo, restore

__all__ = ["BackedUp", "Locked", "RestoredTo", "back_up", "lock", "restore", "unlock"]
