"""Which databases were known not to exist, by the ledger (synthetic)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from absentia.collect import Ledger
from absentia.parse.look_tables import _not_there

HOST = "gvs-1.synthetic.example"
END = dt.datetime(2023, 7, 20, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("state", "checked", "before", "shown", "gone"),
    [
        ("present", "2023-07-01T00:00:00.000000Z", None, True, False),
        ("unknown", "2023-07-01T00:00:00.000000Z", None, True, False),
        ("absent", "2023-09-01T00:00:00.000000Z", None, False, True),
        ("empty", "2023-09-01T00:00:00.000000Z", None, False, True),
        ("empty", "2023-07-19T23:59:59.000000Z", END, False, True),
        # nobody had asked yet by the end of the day
        ("empty", "2023-07-20T00:00:00.000000Z", END, False, False),
        ("absent", "2023-09-01T00:00:00.000000Z", END, False, False),
        # the ledger asked again since, and a page without rows had come before
        ("absent", "2023-09-01T00:00:00.000000Z", END, True, True),
        ("present", "2023-09-01T00:00:00.000000Z", END, True, False),
    ],
)
def test_a_database_is_known_not_to_exist_once_it_was_asked(
    tmp_path: Path, state: str, checked: str, before: dt.datetime | None, *, shown: bool, gone: bool
) -> None:
    ledger = Ledger(tmp_path / "state.sqlite")
    with ledger.step():
        ledger._open.execute("INSERT INTO buildings VALUES (?, 2, ?, ?)", (HOST, state, checked))
    found = _not_there(ledger, before, lambda host, number: shown and (host, number) == (HOST, 2))
    ledger.close()
    assert found == ({HOST: frozenset({2})} if gone else {})


def test_without_a_ledger_nothing_is_known() -> None:
    assert _not_there(None, None, lambda _host, _number: True) == {}
