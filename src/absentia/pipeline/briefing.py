"""The bundled site: an article checked against figures, beside an observatory of invented courts."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

from absentia.pipeline.dossier import dossier
from absentia.pipeline.rehearsing import observe
from absentia.pipeline.script import Script
from absentia.publish.site import Dossier

SCRIPT = Script(courts=6, months=2, faults=("captcha",), answering=False)
"""Nobody reads the captchas, so that a reader sees what a court looks like that could not be looked at."""


def bundled(article: str, seed: int | None) -> Dossier:
    """What the brief says; without a ``seed`` there is no observatory. The same seed gives the same dossier.

    The article is checked against figures alone: nothing of the invented courts gets into it. The observatory is gone
    afterwards.
    """
    # corrections are of a publication
    checked = dataclasses.replace(dossier(None, articles=[article]), corrections=())
    if seed is None:
        return checked
    with tempfile.TemporaryDirectory(prefix="absentia-rehearsal-") as folder:
        observatory = observe(dataclasses.replace(SCRIPT, seed=seed), Path(folder) / "rehearsal")
        observed = dossier(observatory).observed
    assert observed is not None
    # seal and digest come from keys that were thrown like dice, and nobody can hold them against anything any more
    observed = dataclasses.replace(observed, seal=None, data="")
    return dataclasses.replace(checked, observed=observed, apart=True, again=_command(seed))


def _command(seed: int) -> str:
    return (
        f"absentia rehearse --courts {SCRIPT.courts} --months {SCRIPT.months} --seed {seed} "
        f"--faults {','.join(SCRIPT.faults)} --nobody --into rehearsal"
    )
