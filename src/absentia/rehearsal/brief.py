"""What the brief says: an article held against figures alone, and apart from it, an invented observatory."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

from absentia.pipeline.dossier import dossier
from absentia.publish.site import Dossier
from absentia.rehearsal.rehearsing import Script, observe

COURTS, MONTHS = 6, 2
"""Of the invented observatory."""


def dossier_of_brief(article: str, seed: int | None) -> Dossier:
    """What a brief of an article says; without a ``seed`` nothing is rehearsed. The same seed gives the same dossier.

    Nothing of the invented courts gets into the article's verdicts. Their observatory is gone afterwards.
    """
    # corrections are of a publication
    checked = dataclasses.replace(dossier(None, articles=[article]), corrections=())
    if seed is None:
        return checked
    # nobody reads the captchas, so that a reader sees what a court looks like that could not be looked at
    script = Script(courts=COURTS, months=MONTHS, seed=seed, faults=("captcha",), answering=False)
    with tempfile.TemporaryDirectory(prefix="absentia-rehearsal-") as folder:
        observed = dossier(observe(script, Path(folder) / "rehearsal")).observed
    assert observed is not None
    # seal and digest come from keys that were thrown like dice, and nobody can hold them against anything any more
    observed = dataclasses.replace(observed, seal=None, data="")
    again = (
        f"absentia rehearse --courts {COURTS} --months {MONTHS} --seed {seed} "
        f"--faults {','.join(script.faults)} --nobody --into rehearsal"
    )
    return dataclasses.replace(checked, observed=observed, apart=True, again=again)
