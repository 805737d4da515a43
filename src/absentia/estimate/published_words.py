"""What publishers of losses say that their numbers cover, so that it can be said in Russian, too."""

from __future__ import annotations

from absentia.model.texts import N_

DEFINITIONS = (
    N_(
        "Russian men under 50 killed; excess of probate-registry cases scaled by the probability that a known dead "
        "soldier is in the registry; checked with Rosstat ratio method; excludes DNR/LNR"
    ),
    N_("probate method, men under 50 killed in 2022"),
    N_("inheritance cases of males 15-49 above expectation, 2022 (registry covers 11m people who died 2014-May 2023)"),
    N_("probate method, killed by end of 2023"),
    N_("extrapolation of the above at Q4-2023 pace"),
    N_(
        "Rosstat all-cause excess male mortality 2022 (24,000) + 2023 (40,500), ages 15-49, method of the 2023 notebook"
    ),
    N_('iStories, external-cause residual, 2022-2023; "at least"'),
    N_('"flash estimate" method: age structure of newly found dead x known list-inclusion probability by age'),
    N_("probate + named list"),
    N_("Feb 2025 vintage"),
    N_('Feb 2025 vintage, "approached 100 thousand"'),
    N_("Aug 2025 vintage, probate"),
    N_("men 18-55; list + probate + court declarations"),
    N_('"around 220,000 Russian men between 18 and 55"'),
    N_("last figure announced by the Russian Defence Minister"),
    N_(
        "excess male deaths 15-49, HIV deaths removed, 2015-19 linear trend in M/F death ratio; lower bound (no MIA, "
        "no deaths registered in annexed territories); model range 46,600-64,100"
    ),
    N_("iStories: observed 116k vs expected ~98k male external-cause deaths"),
    N_("To Be Precise: rise of external-cause deaths 2021->2022"),
    N_(
        "cumulative number of Russian servicemen whose death is confirmed by name from open sources (Mediazona + BBC "
        "News Russian + volunteers); a minimum, publication-lagged, revised by de-duplication"
    ),
)
"""By the words of the tables of figures; a test holds that none is missing."""
ENDS = (N_("range"), N_("+-2,500 as published; single-year +- are one predictive s.d. in the notebook"))
"""What the ends of a published number are, where they are no interval of a level."""
