"""Audit tiny invented worlds: everything the system says of a part of each, held against the whole of it.

`make audit` audits 200 and writes audit.json beside this file. While mending: `python bench/audit.py --worlds 7` prints
the findings of one world, `--share 0.1` asks one question in ten, and `--shrink` drops pages until the fewest are
left that still lead to the first finding that names all words given (`--about '"court"' '≥'`).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from absentia.rehearsal.audit.claims import CLAIMS
from absentia.rehearsal.audit.holding import Audit
from absentia.rehearsal.audit.rehearsed import ALL

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.rehearsal.audit.parts import audit_part, audit_world, settings, world_and_part
from tests.rehearsal.audit.tiny import lot_of
from tests.rehearsal.audit.visitor import Kept

RESULT = Path(__file__).with_name("audit.json")


def _worlds(text: str) -> range:
    first, _dash, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def _one(number: int, share: float, claims: int) -> tuple[Audit, float]:
    began = time.process_time()
    return audit_world(number, share=share, claims=claims), time.process_time() - began


def _about(finding: dict[str, Any], words: Sequence[str]) -> bool:
    text = json.dumps(finding, ensure_ascii=False)
    return all(word in text for word in words)


def _same(finding: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """The same question put wrongly, whatever the numbers."""
    names = ("measure", "by", "filters", "cell", "claim", "comparison", "operands", "figures")
    return finding["said"][0] == wanted["said"][0] and all(finding.get(name) == wanted.get(name) for name in names)


def _shrink(number: int, words: Sequence[str], share: float, claims: int) -> Iterator[str]:
    """The fewest pages that still lead to a finding: greedily, halves first."""
    life, part, _struck = world_and_part(number)

    def found(pages: Sequence[Kept], wanted: dict[str, Any] | None) -> dict[str, Any] | None:
        lot, courts = lot_of("audit", number), settings(life, number)
        audit = audit_part(life, pages, lot, share=share, claims=claims, courts=courts)
        fits = (one for one in audit.unsound if (_same(one, wanted) if wanted else _about(one, words)))
        return next(fits, None)

    finding = found(part, None)
    if finding is None:
        yield "nothing of that kind is unsound here"
        return
    left, step = list(part), max(len(part) // 2, 1)
    while True:
        for start in range(0, len(left), step):
            fewer = left[:start] + left[start + step :]
            if fewer and (again := found(fewer, finding)):
                left, finding = fewer, again
                break
        else:
            if step == 1:
                break
            step //= 2
    yield json.dumps(finding, ensure_ascii=False)
    yield from (f"{one.moment:%Y-%m-%d %H:%M:%S} {one.status} {one.url}" for one in left)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=_worlds, default=range(1, 201), metavar="FIRST-LAST")
    parser.add_argument("--share", type=float, default=ALL, metavar="SHARE", help="of the questions of each world")
    parser.add_argument("--claims", type=int, default=CLAIMS)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--shrink", action="store_true")
    parser.add_argument("--about", nargs="*", default=[], metavar="WORD", help="print findings that hold all of these")
    parser.add_argument("--into", type=Path, metavar="FILE", help="write the result here")
    given = parser.parse_args()
    if given.shrink:
        for line in _shrink(given.worlds[0], given.about, given.share, given.claims):
            print(line)
        return 0
    everything, seconds = Audit(), 0.0
    with ProcessPoolExecutor(given.jobs) as pool:
        work = partial(_one, share=given.share, claims=given.claims)
        for number, (audit, took) in zip(given.worlds, pool.map(work, given.worlds), strict=True):
            everything.add(audit)
            seconds += took
            print(
                f"world {number}: {sum(audit.tried.values())} statements, {len(audit.unsound)} unsound", file=sys.stderr
            )
    result = {
        "synthetic": True,
        "note": "tiny invented worlds, a random part of each imported without a ledger; nothing here is real",
        "worlds": f"{given.worlds[0]}-{given.worlds[-1]}",
        "cpu_seconds": round(seconds),
        **everything.as_json(),
    }
    for finding in (one for one in everything.unsound if _about(one, given.about)):
        print(json.dumps(finding, ensure_ascii=False))
    if given.into is not None:
        given.into.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print({key: value for key, value in result.items() if key != "unsound"}, len(everything.unsound), "unsound")
    return 1 if everything.unsound else 0


if __name__ == "__main__":
    sys.exit(main())
