"""The site: an observatory's own numbers as dated, unchanging pages a reporter cites, in two languages.

:func:`build` turns a :class:`Dossier` into the files of one version; :mod:`~absentia.publish.site.versions` puts them
beside the versions before, of which it changes none.
"""

from __future__ import annotations

from absentia.publish.site.build import RECORD, Built, build, digest_of
from absentia.publish.site.corrections import must_be_explained
from absentia.publish.site.dossier import CourtWeeks, Dossier, Headline, Observed, Removed, Seen
from absentia.publish.site.versions import Versions

__all__ = [
    "RECORD",
    "Built",
    "CourtWeeks",
    "Dossier",
    "Headline",
    "Observed",
    "Removed",
    "Seen",
    "Versions",
    "build",
    "digest_of",
    "must_be_explained",
]
