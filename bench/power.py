"""The power fails at a random moment of an observatory's life, again and again: what of that which was kept is lost.

Needs a C compiler and Linux: every change to the disk is written down by a shim (tests/safekeeping/power), and replayed
up to the moment with anything dropped, torn or out of order that no fsync had made sure of.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.safekeeping.conftest import visited
from tests.safekeeping.power.simulate import lived, wrong_after


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=600)
    parser.add_argument("--into", type=Path, default=Path("bench/power.json"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        life = lived(visited(folder / "donor").path, folder)
        found = {seed: wrong_after(life, seed, folder / "disk", rebuild=True) for seed in range(given.seeds)}
    lost = {str(seed): wrong for seed, wrong in found.items() if wrong}
    done = Counter(one.kind for one in life.log.done)
    names = {"C": "created", "D": "folders", "W": "writes", "T": "lengths", "R": "renamed", "X": "exchanged"}
    names |= {"U": "removed", "S": "synced"}
    result = {
        "seeds": given.seeds,
        "lost_something": len(lost),
        "what": lost,
        "operations": {names[kind]: count for kind, count in sorted(done.items())},
    }
    given.into.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"{given.seeds} times, {len(lost)} of them lost something")
    raise SystemExit(bool(lost))


if __name__ == "__main__":
    main()
