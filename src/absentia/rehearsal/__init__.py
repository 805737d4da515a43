"""Synthetic pages in the portals' markup, with known truth; everything it makes says synthetic.

:mod:`~absentia.rehearsal.world` simulates prosecutions in invented courts, :mod:`~absentia.rehearsal.view` says what a
register shows on a given day, :mod:`~absentia.rehearsal.primary` and :mod:`~absentia.rehearsal.vnkod` write it in the
markup of the two templates, and :mod:`~absentia.rehearsal.courthouse` answers questions with it. What is true is
counted in the simulated world itself, never in the pages. :mod:`~absentia.rehearsal.rehearsing` sends all stages there,
week by week, and holds what came of it against that truth; :mod:`~absentia.rehearsal.audit` holds whatever is said of
it; :mod:`~absentia.rehearsal.training` lets people learn on it.
"""
