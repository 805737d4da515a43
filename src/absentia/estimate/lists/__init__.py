"""Multiple systems estimation: how many units are on none of several overlapping lists.

:func:`estimate_lists` gives a panel of methods, never one model; :func:`read_lists` reads its tables from a file.
"""

from absentia.estimate.lists.agreement import Member, Role, Standing
from absentia.estimate.lists.estimating import MEMBERS, estimate_lists
from absentia.estimate.lists.latent_class import LatentClassSettings
from absentia.estimate.lists.panel import ListsOptions, ListsPanel
from absentia.estimate.lists.reading import Layout, read_lists
from absentia.estimate.lists.table import OverlapTable

__all__ = [
    "MEMBERS",
    "LatentClassSettings",
    "Layout",
    "ListsOptions",
    "ListsPanel",
    "Member",
    "OverlapTable",
    "Role",
    "Standing",
    "estimate_lists",
    "read_lists",
]
