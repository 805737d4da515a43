"""Cut the locks into rounds that pip-audit looks up, and judge what it found: a vulnerability, none, or not looked.

usage: audit.py rounds FOLDER LOCK… | audit.py judge FOLDER
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

KNOWN, NOT_LOOKED = 1, 3
# a line of a lock begins so: «annotated-types==0.8.0 \»
_PINNED = re.compile(r"^([a-z0-9][\w.-]*)==([\w.+!-]+)", re.MULTILINE)


def rounds(folder: Path, locks: list[Path]) -> None:
    """Files of requirements in which no package stands twice, with every version that is locked for any system."""
    pinned = sorted({found for lock in locks for found in _PINNED.findall(lock.read_text(encoding="utf-8"))})
    taken: dict[str, int] = {}
    files: dict[int, list[str]] = {}
    for name, version in pinned:
        taken[name] = taken.get(name, 0) + 1
        files.setdefault(taken[name], []).append(f"{name}=={version}\n")
    for number, lines in files.items():
        (folder / f"round-{number}.txt").write_text("".join(lines), encoding="utf-8")


def judge(folder: Path) -> int:
    """What is said at the end; the exit code tells it, too."""
    asked = looked = known = 0
    for file in sorted(folder.glob("round-*.txt")):
        asked += len(file.read_text(encoding="utf-8").splitlines())
        answer = file.with_name(f"{file.name}.json")
        packages = json.loads(answer.read_text(encoding="utf-8"))["dependencies"] if answer.exists() else []
        for one in packages:
            looked += "vulns" in one
            for vulnerability in one.get("vulns", ()):
                known += 1
                print(f"{one['name']} {one.get('version', '')}: {vulnerability['id']}", file=sys.stderr)
    if known:
        return KNOWN
    if looked < asked:
        print(f"{looked} of {asked} packages were looked up", file=sys.stderr)
        return NOT_LOOKED
    print(f"audited: {looked} packages, none with a known vulnerability")
    return 0


if __name__ == "__main__":
    verb, place, *paths = sys.argv[1:]
    if verb == "rounds":
        rounds(Path(place), [Path(one) for one in paths])
    else:
        sys.exit(judge(Path(place)))
