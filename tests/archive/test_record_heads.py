"""What a record of our own says of itself in its head is not believed where it cannot be true."""

from __future__ import annotations

import pytest
from fastwarc.warc import WarcRecord

from absentia.archive import Damage, Entry
from absentia.archive.capture import from_text
from absentia.archive.record import entry_of

DIGEST = "0123456789abcdef" * 4


def record(**headers: str) -> WarcRecord:
    made = WarcRecord()
    made.init_headers()
    for name, value in headers.items():
        made.headers[f"Absentia-{name}"] = value
    return made


@pytest.mark.parametrize("text", [None, "", "never", "2023-02-30T00:00:00Z", "0001-01-01T00:00:00+05:00"])
def test_a_moment_that_is_none_is_no_moment(text: str | None) -> None:
    assert from_text(text) is None


@pytest.mark.parametrize("headers", [{}, {"Content": "rubbish"}, {"Capture": ""}])
def test_a_record_of_others_is_none_of_ours(headers: dict[str, str]) -> None:
    assert entry_of(record(**headers), "file", 7) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Capture": f"sha256:{DIGEST}"},
        {"Capture": DIGEST},
        {"Capture": DIGEST, "Content": f"sha256:{DIGEST}", "Exact": DIGEST},
        {"Capture": DIGEST, "Content": ""},
    ],
)
def test_a_sound_head_is_an_entry(headers: dict[str, str]) -> None:
    found = entry_of(record(**headers), "file", 7)
    assert isinstance(found, Entry)
    assert (found.sha256, found.offset) == (DIGEST, 7)


@pytest.mark.parametrize("name", ["Capture", "Content", "Exact"])
@pytest.mark.parametrize("value", ["sha256:", DIGEST[1:], DIGEST[1:] + "g", DIGEST.upper(), f"sha256:sha256:{DIGEST}"])
def test_a_spoilt_head_is_damage(name: str, value: str) -> None:
    assert entry_of(record(**{"Capture": DIGEST, name: value}), "file", 7) == Damage(7)
