"""``absentia parse`` as a person meets it, over the reader's own fixtures."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.archive.warcs import Answer, write_warc, write_zstd
from tests.running import called as absentia
from tests.running import in_a_process

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "sources" / "fixtures"
GOLDEN = Path(__file__).with_name("parse_golden.json")
SMALL = ("garrison_card_criminal_first", "garrison_listing_criminal_first", "garrison_hearing_list", "block_g")
KEYS = (
    "page template court_code court procedure instance counter filing fields events defendants rows issues "
    "source_file url capture"
)
FILING_KEYS = (
    "number former_numbers material_number guid uid uid_valid received decided judge result published changed "
    "lower_court lower_number"
)


def parsed(*arguments: str | Path, expect: int = 0, ask: Any = absentia, **keywords: Any) -> list[dict[str, Any]]:
    done = ask("parse", *arguments, "--source", "ru_sudrf", "--format", "json", **keywords)
    assert done.returncode == expect, done.stderr
    pages: list[dict[str, Any]] = json.loads(done.stdout)
    return pages


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in SMALL:
        shutil.copy(FIXTURES / f"{name}.html", folder)
    return folder


def test_a_small_folder_gives_the_golden_document(small: Path) -> None:
    pages = parsed("pages", ask=in_a_process, cwd=small.parent)
    if not GOLDEN.exists():
        GOLDEN.write_text(json.dumps(pages, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail("the golden document was missing; read the one just written, then run again")
    assert pages == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_every_page_has_the_keys_that_were_promised_and_fits_the_schema() -> None:
    schema = json.loads(absentia("parse", "--print-schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    pages = parsed(FIXTURES)
    jsonschema.Draft202012Validator(schema).validate(pages)
    assert len(pages) == len(list(FIXTURES.glob("*.html")))
    for page in pages:
        assert page.keys() >= set(KEYS.split())
        assert page["filing"] is None or page["filing"].keys() >= set(FILING_KEYS.split())
    defendant = next(page["defendants"][0] for page in pages if page["defendants"])
    assert defendant.keys() >= {"name", "name_hidden", "charges", "result"}
    assert defendant["charges"][0].keys() >= {"code", "article", "part", "points", "role", "episodes"}
    event = next(page["events"][0] for page in pages if page["events"])
    assert list(event) == ["name", "date", "time", "place", "result", "ground", "note", "posted"]


def test_names_are_pseudonyms_unless_they_are_asked_for(small: Path) -> None:
    shown = parsed(small, "--show-names")
    names = {
        person["name"]
        for page in shown
        for persons in (page["defendants"], *(row["defendants"] for row in page["rows"]))
        for person in persons
        if person["name"]
    } | {row["judge"] for page in shown for row in page["rows"] if row["judge"]}
    assert len(names) > 3
    masked = parsed(small)
    text = json.dumps(masked, ensure_ascii=False).casefold()
    for name in names:
        assert name.split()[0].casefold() not in text
    assert '"person-1"' in text
    hidden = [
        person for page in masked for row in page["rows"] for person in row["defendants"] if person["name_hidden"]
    ]
    assert hidden
    assert all(person["name"] is None for person in hidden)


@pytest.mark.parametrize("kind", ["loose", "warc", "warc.gz", "warc.zst", "warc.zst with dictionary"])
def test_a_page_reads_the_same_from_every_container(small: Path, tmp_path: Path, kind: str) -> None:
    files = sorted(small.iterdir())
    answers = [
        Answer(
            f"https://synthetic--exm.sudrf.ru/{file.stem}", file.read_bytes(), ("gzip", "br")[: index % 3], index > 1
        )
        for index, file in enumerate(files)
    ]
    if kind == "loose":
        source = small
    elif "zst" in kind:
        source = tmp_path / "crawl.warc.zst"
        source.write_bytes(write_zstd(answers, with_dictionary="dictionary" in kind)[0])
    else:
        source = tmp_path / f"crawl.{kind}"
        source.write_bytes(write_warc(answers, gzipped=kind.endswith("gz"))[0])
    pages = parsed(source)
    reference = parsed(*files)
    for page, expected in zip(pages, reference, strict=True):
        assert page["captured"] == (None if kind == "loose" else "2026-03-04T05:06:07Z")
        assert page["http_status"] == (None if kind == "loose" else 200)
        for key in ("capture", "page", "template", "filing", "events", "defendants", "fields"):
            assert page[key] == expected[key], key


def test_several_processes_write_the_same_document(small: Path) -> None:
    one = in_a_process("parse", FIXTURES, small, "--jobs", "1")
    two = in_a_process("parse", FIXTURES, small, "--jobs", "2")
    assert (one.stdout, one.stderr) == (two.stdout, two.stderr)


def test_standard_input_is_a_page_or_an_archive(small: Path) -> None:
    file = small / "garrison_card_criminal_first.html"
    answer = Answer("https://a.example/", file.read_bytes())
    (page,) = parsed("-", ask=in_a_process, data=file.read_bytes())
    (archived,) = parsed("-", data=write_warc([answer], gzipped=True)[0])
    assert page["page"] == archived["page"] == "card"
    assert archived["url"] == "https://a.example/"


def test_one_line_per_page_as_table_and_csv(small: Path) -> None:
    table = absentia("parse", small, "--format", "table").stdout
    assert "hearing_list" in table
    lines = absentia("parse", small, "--format", "csv").stdout.splitlines()
    assert lines[0].startswith("page,template,court")
    assert len(lines) == len(SMALL) + 1


def test_bad_paths_are_each_explained_and_the_rest_is_read(small: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "nothing.warc").write_bytes(b"no archive at all")
    (tmp_path / "pictures.warc.gz").write_bytes(
        write_warc([Answer("https://a.example/p", b"\x89PNG", content_type="image/png")], gzipped=True)[0]
    )
    (tmp_path / "dangling.html").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    bad = ["missing.html", "empty", "empty.html", "pictures.warc.gz", "dangling.html", "loop", "pipe"]
    done = absentia("parse", *(tmp_path / name for name in bad), small)
    assert done.returncode == 1
    assert [page["page"] for page in json.loads(done.stdout)].count("card") == 1
    assert len(json.loads(done.stdout)) == len(SMALL)
    for name in bad:
        assert f"  where: {tmp_path / name}\n" in done.stderr
    assert done.stderr.count("  what next: ") == len(bad)
    assert "Traceback" not in done.stderr


def test_a_folder_with_a_link_to_itself_and_other_files_ends(small: Path) -> None:
    (small / "round").symlink_to(".")
    (small / "note.txt").write_text("not a page")
    saved = small / "block_g_files"
    saved.mkdir()
    (saved / "frame.html").write_text("<html>part of a saved page</html>")
    done = absentia("parse", small)
    assert done.returncode == 0
    assert len(json.loads(done.stdout)) == len(SMALL)
    assert "2 files that hold no page were left out: folder or file of a saved page's parts 1, text" in done.stderr


def test_a_cut_archive_gives_its_pages_and_says_what_is_missing(small: Path, tmp_path: Path) -> None:
    answers = [Answer(f"https://a.example/{file.stem}", file.read_bytes()) for file in sorted(small.iterdir())]
    data, _offsets = write_warc(answers, gzipped=True)
    (tmp_path / "cut.warc.gz").write_bytes(data[:-200])
    done = absentia("parse", tmp_path / "cut.warc.gz")
    assert done.returncode == 1
    assert len(json.loads(done.stdout)) == len(SMALL) - 1
    assert "a record of the archive cannot be read" in done.stderr


def test_pages_of_another_site_are_issues_and_fail_only_alone(small: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.html"
    foreign.write_text("<html><body>Weather report, synthetic</body></html>")
    (page,) = parsed(foreign, expect=1)
    assert [issue["kind"] for issue in page["issues"]] == ["foreign_page"]
    done = absentia("parse", foreign, small)
    assert done.returncode == 0
    assert "foreign.html: not a page of this source's portal" in done.stderr


def test_blocks_are_data_not_errors(small: Path) -> None:
    (page,) = parsed(small / "block_g.html")
    assert page["page"] == "block_g"


def test_a_recognised_page_without_its_structure_is_a_changed_layout(small: Path, tmp_path: Path) -> None:
    card = (small / "garrison_card_criminal_first.html").read_bytes()
    redesigned = tmp_path / "redesigned.html"
    redesigned.write_bytes(re.sub(rb"<(/?)(?:table|tr|td|th)\b", rb"<\1div", card))
    done = absentia("parse", redesigned, small)
    assert done.returncode == 4
    assert "redesigned.html: the layout of yargvs--jrs.sudrf.ru is not what the source describes" in done.stderr
    assert len(json.loads(done.stdout)) == len(SMALL) + 1


@pytest.mark.parametrize(("source", "code"), [("nowhere", 2), ("", 2)])
def test_an_unknown_source_is_a_usage_error(small: Path, source: str, code: int) -> None:
    done = absentia("parse", small, "--source", source)
    assert done.returncode == code
    assert "ru_sudrf" in done.stderr
    assert not done.stdout


def test_a_huge_page_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    card = (FIXTURES / "garrison_card_criminal_first.html").read_bytes()
    (tmp_path / "huge.html").write_bytes(card + b"<p>synthetic</p>" * (50_000_000 // 16))
    (page,) = parsed(tmp_path / "huge.html")
    assert page["page"] in {"card", "unknown"}
    assert page["issues"] or page["filing"]["number"]


def test_it_speaks_russian(tmp_path: Path) -> None:
    done = absentia("--lang", "ru", "parse", tmp_path / "нет.html")
    assert done.returncode == 1
    assert "нет такого файла или папки" in done.stderr


def test_outside_of_an_observatory_without_a_path_it_says_what_to_do(tmp_path: Path) -> None:
    done = absentia("parse", cwd=tmp_path)
    assert done.returncode == 1
    assert "absentia init" in done.stderr
