"""Throw bytes at what reads bytes, guided by what code they reach (atheris: libFuzzer for Python), and keep the best.

``make fuzz`` runs every target from its seed and its kept corpus, keeps the few inputs that together reach all that was
reached, adds what broke something, and writes seed, executions, finds and the corpus' digest into
``tests/fuzz/record.json``. The kept corpus runs in ``make test``, where atheris is not needed.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FUZZ = ROOT / "tests" / "fuzz"
CORPUS = FUZZ / "corpus"
RECORD = FUZZ / "record.json"
LONGEST = {"reader": 6000, "masks": 400, "charges": 400, "warc": 3000, "claims": 2000, "downloads": 900}
"""Bytes of an input, by target: enough for all there is to reach, few enough to be kept."""
_BROKE = ("crash-", "timeout-", "oom-", "leak-")
"""How libFuzzer names what broke something; such an input is kept for ever."""
_EXECUTIONS = re.compile(r"number_of_executed_units:\s*(\d+)")


def inputs_of(folder: Path) -> list[Path]:
    """The kept inputs of a target."""
    return sorted(folder.iterdir()) if folder.is_dir() else []


def digest_of(folder: Path) -> str:
    """SHA-256 over names and bytes of all inputs."""
    digest = hashlib.sha256()
    for file in inputs_of(folder):
        digest.update(f"{file.name}\0{file.stat().st_size}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def child(target: str, options: list[str]) -> None:
    """Fuzz one target in this process; libFuzzer ends it."""
    import atheris

    with atheris.instrument_imports(include=["absentia"]):
        from tests.fuzz.targets import TARGETS
    atheris.Setup([sys.argv[0], *options], TARGETS[target])
    atheris.Fuzz()


def _libfuzzer(target: str, *options: str) -> str:
    command = [sys.executable, __file__, "--child", target, *options]
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
    return (done.stdout + done.stderr).decode("utf-8", errors="replace")


def distilled(target: str, inputs: list[Path]) -> list[Path]:
    """The inputs, shortest first, that take a step between two lines of the package that no shorter one takes."""
    from tests.fuzz.targets import TARGETS

    package, steps, kept = str(ROOT / "src"), set[tuple[str, int, int]](), []
    for file in sorted(inputs, key=lambda one: (one.stat().st_size, one.name)):
        before = len(steps)
        with contextlib.suppress(Exception):  # what breaks something is kept by whoever found it
            _traced(TARGETS[target], file.read_bytes(), package, steps)
        if len(steps) > before:
            kept.append(file)
    return kept


def _traced(task: Callable[[bytes], None], data: bytes, package: str, steps: set[tuple[str, int, int]]) -> None:
    def trace(frame: FrameType, _event: str, _argument: Any) -> Any:
        name = frame.f_code.co_filename
        if not name.startswith(package):
            return None
        last = frame.f_lineno

        def line(frame: FrameType, _event: str, _argument: Any) -> Any:
            nonlocal last
            steps.add((name, last, frame.f_lineno))
            last = frame.f_lineno
            return line

        return line

    sys.settrace(trace)
    try:
        task(data)
    finally:
        sys.settrace(None)


def fuzz(target: str, runs: int, seed: int) -> dict[str, object]:
    """One target: what came of it, its corpus brought up to date."""
    kept = CORPUS / target
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work, finds = Path(name, "work"), Path(name, "finds")
        work.mkdir()
        finds.mkdir()
        for file in inputs_of(kept):
            shutil.copy(file, work)
        executions, left = 0, runs
        while left > 0:  # what breaks something ends a run; the next goes on with another seed
            said = _libfuzzer(
                target, f"-runs={left}", f"-seed={seed + runs - left}", f"-max_len={LONGEST[target]}",
                f"-artifact_prefix={finds}/", "-print_final_stats=1", "-timeout=60", "-rss_limit_mb=3000", str(work),
            )  # fmt: skip
            found = _EXECUTIONS.search(said)
            if found is None:
                raise SystemExit(said[-2000:])
            executions += int(found[1])
            left -= max(int(found[1]), 1)
        broken = inputs_of(finds)
        before = [file for file in inputs_of(kept) if file.name.startswith(_BROKE)]
        best = {file.name: file.read_bytes() for file in [*distilled(target, inputs_of(work)), *before, *broken]}
    shutil.rmtree(kept)
    kept.mkdir()
    for file_name, data in best.items():
        (kept / file_name).write_bytes(data)
    return {
        "seed": seed, "executions": executions, "finds": len(broken),
        "finds_ever": sum(name.startswith(_BROKE) for name in best),
        "inputs": len(inputs_of(kept)), "corpus": digest_of(kept),
    }  # fmt: skip


def main() -> None:
    """Fuzz what is named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(LONGEST))
    parser.add_argument("--runs", type=int, default=20_000, help="executions of each target")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    for target in asked.targets or LONGEST:
        record[target] = fuzz(target, asked.runs, asked.seed)
        print(target, record[target])
        RECORD.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    if any(record[target]["finds"] for target in asked.targets or LONGEST):
        raise SystemExit("something broke: its input is in tests/fuzz/corpus; make test shows how")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3:])
    else:
        main()
