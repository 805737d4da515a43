"""The table of codes as an observatory keeps it: with the digest it is checked by, and not a word of a testimony."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from absentia.durable import write_atomically
from absentia.errors import Damaged, ObservatoryProblem, UsageProblem
from absentia.model.texts import said
from absentia.observatory import Observatory
from absentia.testimonies.codebook import Field
from absentia.testimonies.reading import Coded

FORMAT = 1


def file_of(observatory: Observatory) -> Path:
    """Where the codes are."""
    return observatory.path / "testimonies" / "codes.json"


def keep(observatory: Observatory, coded: Coded, threshold: int) -> None:
    """Keep the codes in the place of those kept before.

    Raises:
        UsageProblem: there are a few testimonies more or fewer than before: whoever has both counts could tell these.
        Damaged: what was kept before is not what was written.
        ObservatoryBusy: another process writes.
    """
    file = file_of(observatory)
    with observatory.writing():
        before = len(kept(observatory).rows) if file.exists() else 0
        if before >= threshold and 0 < abs(len(coded.rows) - before) < threshold:
            raise UsageProblem(
                said("the number of testimonies differs by fewer than {n} from those kept", n=threshold),
                next_step=said("what changed from one count to the next would tell of single people; wait for more"),
            )
        content = {
            "format": FORMAT,
            "fields": [[field.name, field.scale, list(field.codes)] for field in coded.fields],
            "rows": [[list(pair) for pair in row] for row in coded.rows],
        }
        write_atomically(file, json.dumps({**content, "digest": _digest(content)}, ensure_ascii=False).encode())


def kept(observatory: Observatory) -> Coded:
    """The codes as they were kept.

    Raises:
        ObservatoryProblem: none were.
        Damaged: they are not what was written.
    """
    file = file_of(observatory)
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        if content.pop("digest") != _digest(content) or content["format"] != FORMAT:
            raise ValueError  # noqa: TRY301  one place builds the message
        fields = tuple(Field(name, scale, tuple(codes)) for name, scale, codes in content["fields"])
        return Coded(fields, tuple(tuple((first, second) for first, second in row) for row in content["rows"]))
    except FileNotFoundError:
        raise ObservatoryProblem(
            said("no testimonies are kept here"),
            where=str(file),
            next_step=said("`absentia testimonies import CODED.csv --codebook FILE` keeps their codes"),
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Damaged(
            said("the codes of testimonies are not what was written"),
            where=str(file),
            next_step=said("restore the file from your backup, or remove it and import the codes again"),
        ) from None


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
