"""Mutants of the core: does a test fail where a rule of looks, links, counts or checks is changed by one sign?

mutmut changes one thing at a time in a copy of the project (`build/mutants/`), and lets a package's own tests try to
notice. Every change of a comparison, of `and`, `or`, `not` or of the condition between two values must be noticed;
what else survives is listed. mutmut leaves properties and other decorated functions, and SQL, as they are.

`make mutants` does all four packages and writes mutants.json beside this file; `python bench/mutants.py looks --all`
does one and prints every survivor.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULT = Path(__file__).with_name("mutants.json")
PACKAGES = ("looks", "link", "tally", "check")
APART = ("tests/looks/test_joints.py", "tests/tally/test_pipeline.py", "tests/check/test_guardian.py")
"""Tests of whole ways, which take minutes and are left out: a rule has a test at its own function."""
_CONFIGURATION = """
[tool.mutmut]
source_paths = ["src/"]
only_mutate = ["src/absentia/{package}/*"]
pytest_add_cli_args_test_selection = ["tests/{package}"]
pytest_add_cli_args = {apart}
also_copy = ["docs"]
"""
_QUICKLY = """
from hypothesis import Phase
settings.register_profile("mutants", parent=settings.get_profile("house"), phases=(Phase.explicit, Phase.generate),
                          max_examples=20)
settings.load_profile("mutants")  # an example that fails is enough: nobody reads the smallest
"""
_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
_SIGN = re.compile(r"\b(?:and|or|not|in|is)\b|[<>=!]=|[<>]")


def survivors(package: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Name and fate of each mutant of a package: `killed`, `survived`, `no tests`, `timeout`."""
    from mutmut.stats import status_by_exit_code

    for file in sorted((folder / "mutants" / "src" / "absentia" / package).glob("*.py.meta")):
        for name, code in json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"].items():
            yield name, status_by_exit_code[code]


def changed(name: str, folder: Path) -> tuple[str, str]:
    """The lines a mutant changes, as they were and as they are."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    path = Path("src", *name.split(".")[:-1]).with_suffix(".py")
    here = Path.cwd()
    os.chdir(folder)
    try:
        lines = get_diff_for_mutant(name, path=path).splitlines()[2:]
    finally:
        os.chdir(here)
    return tuple(" ".join(line[1:].strip() for line in lines if line[:1] == sign) for sign in "-+")  # type: ignore[return-value]


def is_condition(before: str, after: str) -> bool:
    """Whether the change is one of a comparison or a boolean operator, and of nothing that stands around it."""
    (signs, words), (others, same) = _parted(before), _parted(after)
    return signs != others and words == same


def _parted(text: str) -> tuple[list[str], list[str]]:
    """The signs of a text, and its other words without brackets and the constants that force a condition."""
    plain = _STRING.sub(" text ", text)
    words = re.findall(r"\w+|[^\w\s()]", _SIGN.sub(" ", plain))
    return _SIGN.findall(plain), [word for word in words if word not in ("True", "False", ",")]


def function_of(name: str) -> str:
    """`looks.rule.complete`, `looks.coverage.Coverage.period`."""
    module, _dot, mangled = name.removeprefix("absentia.").rpartition(".")
    plain = mangled.rpartition("__mutmut_")[0].removeprefix("x")
    return f"{module}.{plain[1:].replace('ǁ', '.').strip('.')}"


def mutate(package: str, *, everything: bool) -> Path:
    """Let mutmut work on a package in a copy of its own; the copy's folder."""
    folder = ROOT / "build" / "mutants" / package
    shutil.rmtree(folder, ignore_errors=True)
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "src", "tests", "docs", "pyproject.toml"], cwd=ROOT, check=True, capture_output=True
    )
    for name in tracked.stdout.decode().split("\0")[:-1]:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(_CONFIGURATION.format(package=package, apart=json.dumps([f"--ignore={one}" for one in APART])))
    with (folder / "tests" / "conftest.py").open("a", encoding="utf-8") as file:
        file.write(_QUICKLY)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = ["nice", "-n", "10", sys.executable, "-m", "mutmut", "run", "--max-children", "1"]
    with (folder / "log.txt").open("w", encoding="utf-8") as log:
        if everything:
            subprocess.run(command, cwd=folder, env=environment, check=True, stdout=log, stderr=log)
            return folder
        # asked for a name that no mutant has, it makes all of them and tries none
        subprocess.run([*command, "none of them"], cwd=folder, env=environment, check=False, stdout=log, stderr=log)
        wanted = [name for name, _fate in survivors(package, folder) if is_condition(*changed(name, folder))]
        subprocess.run([*command, *wanted], cwd=folder, env=environment, check=True, stdout=log, stderr=log)
    return folder


def result_of(package: str, folder: Path) -> dict[str, Any]:
    """What became of a package's mutants."""
    fates: Counter[str] = Counter()
    survived: dict[bool, list[dict[str, str]]] = {True: [], False: []}
    untested: Counter[str] = Counter()
    for name, fate in survivors(package, folder):
        fates[fate] += 1
        # a test that does not come to its end has noticed something
        if fate in ("killed", "timeout", "not checked"):
            continue
        before, after = changed(name, folder)
        condition = is_condition(before, after)
        if fate == "no tests" and not condition:
            untested[function_of(name)] += 1
        else:
            survived[condition].append({"in": function_of(name), "from": before, "to": after, "fate": fate})
    return {
        "commit": _git("rev-parse", "--short", "HEAD") + ("+" if _git("status", "--porcelain", "src", "tests") else ""),
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "mutants": dict(sorted(fates.items())),
        "conditions_that_survive": survived[True],
        "others_that_survive": survived[False],
        "functions_without_tests_of_their_own": dict(untested),
    }


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", nargs="*", default=list(PACKAGES), choices=[*PACKAGES, []], metavar="PACKAGE")
    parser.add_argument("--conditions", action="store_true", help="try comparisons and boolean operators only")
    parser.add_argument("--all", action="store_true", help="print what else survives, too")
    parser.add_argument(
        "--into", type=Path, metavar="FILE", help="write the result here, beside that of other packages"
    )
    given = parser.parse_args()
    tool = f"mutmut {version('mutmut')}"
    before = json.loads(given.into.read_text(encoding="utf-8")) if given.into and given.into.exists() else {}
    packages: dict[str, Any] = before.get("packages", {}) if before.get("tool") == tool else {}
    wrong = 0
    for package in given.packages:
        found = packages[package] = result_of(package, mutate(package, everything=not given.conditions))
        wrong += len(found["conditions_that_survive"])
        print(package, found["mutants"], len(found["conditions_that_survive"]), "conditions survive")
        for one in found["conditions_that_survive"] + (found["others_that_survive"] if given.all else []):
            print(f"  {one['in']} ({one['fate']})\n    - {one['from']}\n    + {one['to']}")
        if given.into is not None:
            text = json.dumps({"tool": tool, "packages": packages}, ensure_ascii=False, indent=1)
            given.into.write_text(text + "\n", encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
