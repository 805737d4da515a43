"""Pages a reporter can cite: the brief, in two languages, for people and for machines.

:func:`build` turns a :class:`Brief` (plain records only: a checked article, estimates, the tallies of the synthetic
rehearsal) into files; :func:`write` puts them in a folder, whole or not at all. The same brief gives the same bytes.
Nothing here can reach the archive or a parser, so no name can get into a published file.
"""

from absentia.publish.build import build
from absentia.publish.folder import check_target, write
from absentia.publish.records import (
    Book,
    Brief,
    Coverage,
    EstimateReport,
    Licence,
    Origin,
    Rehearsal,
    State,
    TallyCell,
    TallyRow,
    TallyTable,
    Unplaced,
)
from absentia.publish.sources import licences, origin

__all__ = [
    "Book",
    "Brief",
    "Coverage",
    "EstimateReport",
    "Licence",
    "Origin",
    "Rehearsal",
    "State",
    "TallyCell",
    "TallyRow",
    "TallyTable",
    "Unplaced",
    "build",
    "check_target",
    "licences",
    "origin",
    "write",
]
