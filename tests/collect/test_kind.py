from __future__ import annotations

import pytest

from absentia.collect.kind import Kind
from absentia.collect.session import Visit
from absentia.model import LookOutcome, PageKind

SHOWN = {Kind.LISTING, Kind.CARD, Kind.HEARING_LIST, Kind.ACT, Kind.EMPTY_RESULT}
MEANS: dict[str, set[Kind]] = {
    "records": SHOWN,
    "well": SHOWN | {Kind.SEARCH_FORM, Kind.CAPTCHA_GATE, Kind.MOVED, Kind.REDIRECTED},
    "again": {
        Kind.BACKEND_ERROR, Kind.NO_SUCH_DATABASE, Kind.UNKNOWN, Kind.CUT, Kind.SERVER_ERROR, Kind.RATE_LIMITED,
        Kind.TIMEOUT, Kind.CONNECTION, Kind.REFUSED, Kind.NO_NAME, Kind.PROTOCOL,
    },
    "stops": {
        Kind.BLOCK_G, Kind.BLOCK_B, Kind.TEMPORARILY_UNAVAILABLE, Kind.ROBOTS, Kind.ROBOTS_UNREACHABLE, Kind.BREAKER,
        Kind.BUDGET,
    },
    "gone": {Kind.MOVED, Kind.NOT_FOUND},
    "away": {Kind.SITE_MOVED, Kind.REDIRECTED},
}  # fmt: skip
OUTCOMES: dict[LookOutcome, set[Kind]] = {
    LookOutcome.CAPTCHA: {Kind.CAPTCHA_GATE},
    LookOutcome.BLOCKED: {Kind.BLOCK_G, Kind.BLOCK_B, Kind.FORBIDDEN, Kind.RATE_LIMITED, Kind.ROBOTS},
    LookOutcome.LAYOUT_CHANGED: {Kind.UNKNOWN},
    LookOutcome.PARTIAL: SHOWN | {Kind.SEARCH_FORM, Kind.CUT, Kind.STALE, Kind.BUDGET, Kind.NO_CODE},
    LookOutcome.UNREACHABLE: {
        Kind.TEMPORARILY_UNAVAILABLE, Kind.BACKEND_ERROR, Kind.NO_SUCH_DATABASE, Kind.NO_CONTENT, Kind.MOVED,
        Kind.SITE_MOVED, Kind.REDIRECTED, Kind.REDIRECT, Kind.NOT_FOUND, Kind.SERVER_ERROR, Kind.TIMEOUT,
        Kind.CONNECTION, Kind.REFUSED, Kind.NO_NAME, Kind.PROTOCOL, Kind.TLS, Kind.ROBOTS_UNREACHABLE, Kind.BREAKER,
    },
}  # fmt: skip


@pytest.mark.parametrize("word", MEANS)
def test_what_follows_from_each_kind(word: str) -> None:
    assert {kind for kind in Kind if getattr(kind, word)} == MEANS[word]


def test_every_kind_ends_a_sweep_in_one_way_and_never_as_known() -> None:
    assert {kind: outcome for outcome, kinds in OUTCOMES.items() for kind in kinds} == {
        kind: kind.outcome for kind in Kind
    }
    assert not any(kind.outcome.known for kind in Kind)


def test_every_kind_of_page_is_one_and_is_written_as_it_was() -> None:
    assert {Kind[page.name].value for page in PageKind} == {page.value for page in PageKind}


@pytest.mark.parametrize(
    ("kind", "why", "reason", "outcome"),
    [
        (Kind.TIMEOUT, None, "timeout", LookOutcome.UNREACHABLE),
        (Kind.BREAKER, None, "breaker", LookOutcome.UNREACHABLE),
        (Kind.BREAKER, Kind.RATE_LIMITED, "breaker:rate_limited", LookOutcome.BLOCKED),
        (Kind.BREAKER, Kind.UNKNOWN, "breaker:unknown", LookOutcome.LAYOUT_CHANGED),
        (Kind.ROBOTS_UNREACHABLE, Kind.TLS, "robots_unreachable:tls", LookOutcome.UNREACHABLE),
    ],
)
def test_a_visit_ends_as_what_opened_the_breaker_would(
    kind: Kind, why: Kind | None, reason: str, outcome: LookOutcome
) -> None:
    visit = Visit("", kind, why)
    assert (visit.reason, visit.outcome) == (reason, outcome)
