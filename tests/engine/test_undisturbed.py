"""The collector of cycles is off meanwhile, and afterwards as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from absentia.engine.undisturbed import undisturbed


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    gc.enable()


@undisturbed
def asked(*, fails: bool) -> bool:
    if fails:
        raise KeyError
    return gc.isenabled()


@pytest.mark.parametrize("before", [True, False])
def test_the_collector_is_afterwards_as_it_was(*, before: bool) -> None:
    (gc.enable if before else gc.disable)()
    assert asked(fails=False) is False
    assert gc.isenabled() is before
    with pytest.raises(KeyError):
        asked(fails=True)
    assert gc.isenabled() is before
