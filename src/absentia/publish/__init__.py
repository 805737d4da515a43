"""Pages a reporter can cite: a site of numbers and checked articles, in two languages, for people and for machines.

:func:`build` turns a :class:`~absentia.publish.site.Dossier` (plain records only) into the files of a brief, a site of
one version; :func:`write` puts them in a folder, whole or not at all. The same dossier gives the same bytes. Nothing
here can reach the archive or a parser, so no name can get into a published file.
"""

from absentia.publish.build import build, check_target, write
from absentia.publish.sources import EstimateReport, Licence, Origin, licences, origin

__all__ = ["EstimateReport", "Licence", "Origin", "build", "check_target", "licences", "origin", "write"]
