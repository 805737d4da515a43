"""What the owner expects of a publication's numbers: less than the least stops it, more than the most is said."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from absentia.errors import DataProblem
from absentia.model.texts import N_, Said, counted, said
from absentia.publish.site.corrections import understood

FILE, EVERY = "assertions.yml", "numbers"
"""The key that is no number's id: how many numbers have a value."""


class Expected(BaseModel):
    """Between which a number should lie."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def _something(self) -> Expected:
        if self.min is None and self.max is None:
            raise ValueError(said("give min, max or both"))
        return self


_FILE = TypeAdapter(dict[Annotated[str, Field(pattern=r"^([0-9a-f]{12}|numbers)$")], Expected])


def read_assertions(folder: Path) -> dict[str, Expected]:
    """What the file of this folder expects; nothing where there is none.

    Raises:
        DataProblem: it cannot be read, or expects something else than numbers.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    with understood(path, N_("this expectation cannot be used: {place}: {reason}")):
        return _FILE.validate_python(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or {})  # noqa: S506  only texts


def must_still_stand(folder: Path, *, expected: bool) -> None:
    """Refuse to go on without the file where the last version was held against one: a lost file expects nothing.

    Raises:
        DataProblem: it is gone.
    """
    if expected and not (folder / FILE).exists():
        raise DataProblem(
            said("the last version was held against what its owner expects, and that file is gone"),
            where=str(folder / FILE),
            next_step=said("bring it back, or write an empty one if nothing is expected any more"),
        )


def not_met(
    expected: Mapping[str, Expected], numbers: Mapping[str, Mapping[str, Any]]
) -> tuple[list[Said], list[Said]]:
    """What is less than its least, and what is more than its most.

    Args:
        expected: by id of a number.
        numbers: as a version records them. Of a range it is the lower end that must reach the least; a number that is
            not there, or has no value, does not.
    """
    few, many = [], []
    for name, wanted in expected.items():
        low, high = _ends(name, numbers)
        if wanted.min is not None and (low is None or low < wanted.min):
            few.append(said("{id} is {now}, less than {least}", id=name, now="–" if low is None else f"{low:g}",
                            least=f"{wanted.min:g}"))  # fmt: skip
        if wanted.max is not None and high is not None and high > wanted.max:
            many.append(said("{id} is {now}, more than {most}", id=name, now=f"{high:g}", most=f"{wanted.max:g}"))
    return few, many


def _ends(name: str, numbers: Mapping[str, Mapping[str, Any]]) -> tuple[float | None, float | None]:
    if name == EVERY:
        known = sum(one["value"] is not None for one in numbers.values())
        return known, known
    one = numbers.get(name)
    if one is None or one["value"] is None:
        return None, None
    low = one["value"] if one["least"] is None else one["least"]
    return low, one["value"] if one["most"] is None else one["most"]


def must_be_met(few: list[Said]) -> None:
    """Refuse to publish numbers that are less than expected.

    Raises:
        DataProblem: some are.
    """
    if few:
        raise DataProblem(
            counted("{count} number is less than expected", "{count} numbers are less than expected", count=len(few)),
            where="; ".join(str(one) for one in few),
            next_step=said("see what happened; if it is right, write a lower min into {file}", file=FILE),
        )
