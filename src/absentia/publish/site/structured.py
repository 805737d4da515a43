"""What programs are told of corrections: beside what else a page says of itself for them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from absentia.model.texts import in_languages, said
from absentia.publish.site.corrections import Correction
from absentia.publish.site.sheets import Sheet


def corrected(sheet: Sheet, corrections: Sequence[Correction]) -> Sheet:
    """The page, its JSON-LD with the corrections of its numbers; of all numbers where it describes all data."""
    if not isinstance(sheet.structured, Mapping):
        return sheet
    everything = sheet.structured.get("@type") == "Dataset"
    here = {one.id for one in sheet.every_number}
    own = [one for one in corrections if everything or here & set(one.numbers)]
    if not own:
        return sheet
    return dataclasses.replace(sheet, structured={**sheet.structured, "correction": [_comment(one) for one in own]})


def _comment(one: Correction) -> dict[str, Any]:
    """A correction as schema.org's CorrectionComment."""
    stood, right, evidence = (in_languages(text.model_dump()) for text in (one.stood, one.right, one.evidence))
    text = said("It said: {stood} Right is: {right} {evidence}", stood=stood, right=right, evidence=evidence)
    return {"@type": "CorrectionComment", "datePublished": str(one.fixed), "text": text}
