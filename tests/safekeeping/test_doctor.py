"""What the doctor says mends it: it is done to the letter, and the observatory is whole again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.archive.warcs import page
from tests.safekeeping.conftest import said
from tests.safekeeping.test_readers import Harm, changed, cut, edited, gone, other_key

from absentia.archive import Archive, Capture
from absentia.archive.chain import Chain
from absentia.archive.evidence import KEY_OTHER, LEDGER_MISSING
from absentia.archive.seals import seals_in
from absentia.archive.verify import CHANGED, Broken, records_tell_the_chain
from absentia.cli.main import run
from absentia.manifest import MANIFEST as TABLES_MANIFEST
from absentia.manifest import as_bytes, read_manifest
from absentia.observatory import Observatory
from absentia.parse.versions import RECKONED_WITH
from absentia.safekeeping.doctor import (
    FETCH_AGAIN,
    FORGET_INDEX,
    KEY_BACK,
    MAKE_PUBLIC,
    MEMORY_BACK,
    REBUILD,
    RESTORE,
    SEAL_AGAIN,
    SHUT,
    WRITE_CHAIN,
    examine,
    mended_by,
)

Mend = Callable[[Path, Path], Path]
"""Does what is said to the observatory, with a backup of it and its keys at hand; where it is whole then."""


def opened(path: Path) -> None:
    (path / "tables" / "captures.parquet").chmod(0o644)


def write_chain(path: Path, _backup: Path) -> Path:
    (path / "archive" / "chain.log").unlink(missing_ok=True)
    said("-C", str(path), "archive", "seal")
    return path


def rebuild(path: Path, _backup: Path) -> Path:
    said("-C", str(path), "parse")
    return path


def forget(path: Path, _backup: Path) -> Path:
    (path / "archive" / "index.sqlite").unlink()
    return path


def seal(path: Path, _backup: Path) -> Path:
    said("-C", str(path), "archive", "seal")
    return path


def key_back(path: Path, backup: Path) -> Path:
    for name in ("pseudonym.key", "seal.key"):
        shutil.copy(backup.with_name("stick") / name, path / "keys" / name)
    return path


def file_back(path: Path, backup: Path) -> Path:
    said("restore", str(backup), str(path.with_name("whole")))
    for file in (path.with_name("whole") / "archive" / "seals").iterdir():
        shutil.copy(file, path / "archive" / "seals" / file.name)
    return path


def restore(path: Path, backup: Path) -> Path:
    new = path.with_name("new")
    said("restore", str(backup), str(new), "--keys", str(backup.with_name("stick")))
    said("-C", str(new), "archive", "import", str(path / "archive"), code=None)
    said("-C", str(new), "parse")
    return new


def shut(path: Path, _backup: Path) -> Path:
    (path / "tables" / "captures.parquet").chmod(0o600)
    return path


def reckoned_otherwise(path: Path) -> None:
    manifest = read_manifest(path / "tables")
    (path / "tables" / TABLES_MANIFEST).write_bytes(as_bytes({**manifest, RECKONED_WITH: {"posted_within_days": 1}}))


PARSE_AGAIN = "rebuild the tables with `absentia parse`; they are derived from the archive"
CASES: dict[str, tuple[Harm, str, Mend]] = {
    "the chain gone": (gone("archive/chain.log"), WRITE_CHAIN, write_chain),
    "the chain changed": (changed("archive/chain.log"), WRITE_CHAIN, write_chain),
    "the index": (changed("archive/index.sqlite", 5000, 4000), FORGET_INDEX, forget),
    "a table": (gone("tables/events.parquet"), REBUILD, rebuild),
    "a table of another version": (reckoned_otherwise, PARSE_AGAIN, rebuild),
    "a key gone": (gone("keys/pseudonym.key"), KEY_BACK, key_back),
    "another key": (other_key, KEY_BACK, key_back),
    "the sealing key": (gone("keys/seal.key"), KEY_BACK, key_back),
    "the public key": (gone("keys/seal.pub"), MAKE_PUBLIC, seal),
    "the public key changed": (changed("keys/seal.pub", 40), MAKE_PUBLIC, seal),
    "its copy": (changed("archive/seals/seal.pub", 40), MAKE_PUBLIC, seal),
    "a seal gone": (gone("archive/seals/*.seal"), SEAL_AGAIN, file_back),
    "a seal changed": (changed("archive/seals/*.seal", 40), SEAL_AGAIN, file_back),
    "the memory": (gone("keys/watermark.json"), MEMORY_BACK, seal),
    "a segment": (gone("archive/captures-gvs-1*"), RESTORE, restore),
    "the ledger": (edited("DELETE FROM sightings"), RESTORE, restore),
    "decisions": (cut("decisions/decisions.jsonl"), RESTORE, restore),
    "others may read": (opened, SHUT, shut),
}


@pytest.fixture(scope="module")
def backup(lived: Observatory, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("disk") / "backup"
    path = place.with_name("observatory")
    shutil.copytree(lived.path, path)
    said("-C", str(path), "backup", str(place), "--keys", str(place.with_name("stick")))
    return place


def private(path: Path) -> None:
    for one in (path, *path.rglob("*")):
        one.chmod(0o700 if one.is_dir() else 0o600)


COUNTED = ("tally", "filings_received", "--by", "court", "--format", "json")


@pytest.mark.parametrize("case", CASES)
def test_what_the_doctor_says_mends_it(lived: Observatory, observatory: Observatory, backup: Path, case: str) -> None:
    harm, mend, does = CASES[case]
    path = observatory.path
    private(path)
    harm(path)
    found = json.loads(said("-C", str(path), "doctor", "--format", "json", code=1))["findings"]
    assert mend in {one["mend"] for one in found}, found
    assert {one["mend"] for one in found} <= {mend, RESTORE} | ({FORGET_INDEX} if mend == RESTORE else set())
    whole = Observatory.open(does(path, backup))
    private(whole.path)
    assert examine(whole).findings == ()
    if mend == RESTORE:
        assert said("-C", str(whole.path), *COUNTED) == said("-C", str(lived.path), *COUNTED)


def test_of_a_whole_observatory_nothing_is_said_to_be_wrong(
    observatory: Observatory, capsys: pytest.CaptureFixture[str]
) -> None:
    private(observatory.path)
    (observatory.path / "publications").mkdir(mode=0o755)  # a site is there to be read
    assert run(["-C", str(observatory.path), "doctor"]) == 0
    printed = capsys.readouterr()
    assert "nothing is wrong" in printed.out
    assert "never backed up" in printed.err


def test_nothing_is_lost_by_restoring_an_older_backup_and_taking_in_what_came_since(
    observatory: Observatory, backup: Path
) -> None:
    archive = Archive.appending(observatory.archive)
    for number in range(3):
        archive.append(Capture.of_page(page(number), url=f"https://new.synthetic.example/{number}"), "ru_sudrf")
    archive.close()
    pages = {entry.sha256 for entry in archive.entries}
    observatory.ledger.unlink()
    new = Observatory.open(restore(observatory.path, backup))
    assert {entry.sha256 for entry in Archive.reading(new.archive).entries} == pages


def test_a_line_of_the_decisions_that_cannot_be_understood_is_named(
    observatory: Observatory, capsys: pytest.CaptureFixture[str]
) -> None:
    private(observatory.path)
    with (observatory.decisions / "decisions.jsonl").open("a") as file:
        file.write("synthetic\n")
    lines = len((observatory.decisions / "decisions.jsonl").read_text().splitlines())
    capsys.readouterr()
    assert run(["-C", str(observatory.path), "doctor"]) == 1
    assert f"decisions.jsonl:{lines}" in "".join(capsys.readouterr().out.split())


def test_a_chain_is_told_by_its_records_or_it_is_not(observatory: Observatory) -> None:
    last = seals_in(observatory.archive / "seals")[-1][1]
    assert last is not None
    assert records_tell_the_chain(observatory.archive, last)
    assert records_tell_the_chain(observatory.archive, None)
    changed("captures-gvs-1*", 900)(observatory.archive)
    assert not records_tell_the_chain(observatory.archive, last)
    assert Chain(observatory.archive / "chain.log").head_at(last.count) == last.head


@pytest.mark.parametrize(
    ("file", "reason", "mend"),
    [
        ("shards/1-of-2/captures-x", CHANGED, FETCH_AGAIN),
        ("captures-x", CHANGED, RESTORE),
        ("state.sqlite", LEDGER_MISSING, RESTORE),
        ("keys/seal.pub", KEY_OTHER, MAKE_PUBLIC),
        ("keys/seal.key", KEY_OTHER, KEY_BACK),
    ],
)
def test_each_thing_has_what_mends_it(file: str, reason: str, mend: str) -> None:
    assert mended_by(Broken(reason, file)) == mend
