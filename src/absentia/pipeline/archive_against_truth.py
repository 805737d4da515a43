"""The archive of a rehearsal held against what the courthouse sent: nothing lost, nothing doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from absentia.archive import Archive
from absentia.archive.whole import Brought, verify_observatory
from absentia.observatory import Observatory
from absentia.pipeline.witness import Sent


def captures(observatory: Observatory, sent: Sequence[Sent]) -> dict[str, Any]:
    """How many answers are lost, how many are kept twice, and whether the archive proves itself.

    An answer is lost if it was sent to its end, the archive does not hold its bytes, and the same question was not
    answered and kept later (a collector killed while it read an answer asks again).
    """
    archive = Archive.reading(observatory.archive)
    kept: Counter[str] = Counter(entry.exact or entry.sha256 for entry in archive.entries)
    whole = [one for one in sent if one.whole]
    last_kept = {(one.host, one.target): one.time for one in whole if one.digest in kept}
    lost = {
        one.digest
        for one in whole
        if one.digest not in kept and last_kept.get((one.host, one.target), one.time) <= one.time
    }
    answered = Counter(one.digest for one in sent)
    # what was cut off on the way was sent as something else; the heads of two pages may be the same bytes
    uncut = Counter(entry.exact or entry.sha256 for entry in archive.entries if "truncated" not in entry.problems)
    twice = sum(max(count - answered[digest], 0) for digest, count in uncut.items() if digest in answered)
    return {
        "answers": len(whole),
        "kept": kept.total(),
        "distinct": len({entry.sha256 for entry in archive.entries}),
        "lost": len(lost),
        "duplicate": twice,
        "verified": not verify_observatory(observatory, Brought()).broken,
    }
