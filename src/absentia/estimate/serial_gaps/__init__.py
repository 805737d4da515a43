"""Undercount from serial numbers: ordinals of a court's register that no page shows."""

from __future__ import annotations

from absentia.estimate.serial_gaps.estimating import Judged, SerialGaps, estimate_serial_gaps

__all__ = ["Judged", "SerialGaps", "estimate_serial_gaps"]
