"""Change point: when the rate of a series changed, by how much, and whether it changed at all."""

from absentia.estimate.change_point.detecting import ChangePoint, change_point
from absentia.estimate.change_point.evidence import Prior
from absentia.estimate.change_point.series import Series, read_series

__all__ = ["ChangePoint", "Prior", "Series", "change_point", "read_series"]
