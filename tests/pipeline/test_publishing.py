"""A publication made ready, and written or not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from absentia.errors import DataProblem
from absentia.model.texts import said
from absentia.pipeline import publishing
from absentia.pipeline.publishing import FOLDER, Ready, make_ready
from absentia.publish.site import Built, Versions

ARTICLE = "babel_2025_08"


class Change:
    """As far as it is asked here: why a number changed."""

    def __init__(self, why: str) -> None:
        self.why = why


def ready(*why: str, few: int = 0, nothing: bool = False, at: Path = Path("x")) -> Ready:
    changes: list[Any] = [Change(one) for one in why]
    built = None if nothing else Built({}, changes, 0, [])
    return Ready(Versions(at), None, "2023-07-31", built, [said("less")] * few, [])


@pytest.mark.parametrize(
    ("made", "against"),
    [
        (ready(), 0),
        (ready(nothing=True), 0),
        (ready("data", "correction"), 0),
        (ready("data", "nothing"), 1),
        (ready(few=2), 2),
        (ready("nothing", "nothing", few=1), 2),
    ],
)
def test_what_speaks_against_it(made: Ready, against: int) -> None:
    assert len(made.against) == against


@pytest.mark.parametrize("made", [ready("nothing"), ready(few=1)])
def test_what_speaks_against_it_stops_it(made: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(given: object) -> None:
        if given:
            raise DataProblem("stopped")

    monkeypatch.setattr(
        publishing, "must_be_explained", lambda changes: stops(any(c.why == "nothing" for c in changes))
    )
    monkeypatch.setattr(publishing, "must_be_met", stops)
    with pytest.raises(DataProblem):
        made.write()


def test_where_nothing_changed_nothing_is_written(tmp_path: Path) -> None:
    ready(nothing=True, at=tmp_path / "site").write()
    assert not (tmp_path / "site").exists()


def test_an_article_is_made_ready_twice_and_written_once(tmp_path: Path) -> None:
    steps: list[None] = []
    first = make_ready(None, out=tmp_path / "site", articles=[ARTICLE], advance=lambda: steps.append(None))
    assert (len(steps), first.last, first.against) == (2, None, ())
    assert not (tmp_path / "site").exists()
    first.write()
    again = make_ready(None, out=tmp_path / "site", articles=[ARTICLE])
    assert (again.built, again.last) == (None, first.name)
    assert FOLDER == "publications"
