"""Reporting delay: what recent periods will show when everything about them has been reported."""

from absentia.estimate.delay.backtest import chain_ladder
from absentia.estimate.delay.nowcasting import Nowcast, nowcast
from absentia.estimate.delay.reading import read_triangle
from absentia.estimate.delay.triangle import Triangle

__all__ = ["Nowcast", "Triangle", "chain_ladder", "nowcast", "read_triangle"]
