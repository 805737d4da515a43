"""The files of a named folder: in order, and none that lies elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from absentia.archive.walking import Walk
from absentia.cli.main import run


def write(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("<html>synthetic</html>" if path.suffix != ".png" else "\x89PNG", encoding="latin-1")
    return path


def walked(folder: Path) -> list[str]:
    return [str(file.relative_to(folder)) for file in Walk(folder).files]


def test_names_are_sorted_depth_first_and_parts_of_a_page_left_out(tmp_path: Path) -> None:
    own = ("b.html", "a/z.htm", "a/c.HTML", "b/own", "d_files/own.html")
    for name in (*own, "b_files/frame.html", "b.files/x", "c.png"):
        write(tmp_path / name)
    walk = Walk(tmp_path)
    assert walked(tmp_path) == ["a/c.HTML", "a/z.htm", "b/own", "b.html", "d_files/own.html"]
    assert (walk.left_out, walk.outside, walk.unreadable) == ({"picture": 1, "parts": 2}, 0, [])


@pytest.mark.parametrize(
    "target",
    [
        "../elsewhere/secret.html",
        "../elsewhere",
        "/etc/hostname",
        "within/../../elsewhere/secret.html",
        "../folder-2/x.html",
        "..",
    ],
)
def test_a_link_that_leads_out_is_counted_and_not_followed(tmp_path: Path, target: str) -> None:
    folder = tmp_path / "folder"
    write(folder / "within" / "own.html")
    write(tmp_path / "elsewhere" / "secret.html")
    write(tmp_path / "folder-2" / "x.html")
    (folder / "link.html").symlink_to(target)
    (folder / "within" / "deeper.html").symlink_to(tmp_path / "elsewhere" / "secret.html")
    assert walked(folder) == ["within/own.html"]
    assert Walk(folder).outside == 2


def test_a_link_that_stays_within_is_followed_once(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    write(folder / "b" / "own.html")
    (folder / "a.html").symlink_to("b/own.html")
    (folder / "c").symlink_to("b")
    (folder / "b" / "round").symlink_to("..")
    (tmp_path / "named").symlink_to(folder)
    assert walked(folder) == ["a.html", "b/own.html"]
    assert walked(tmp_path / "named") == ["a.html", "b/own.html"]


def test_what_cannot_be_looked_at_is_named(tmp_path: Path) -> None:
    (tmp_path / "dangling.html").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    assert [path.name for path, _error in Walk(tmp_path).unreadable] == ["dangling.html", "loop"]
    assert Walk(tmp_path / "missing").unreadable


@pytest.mark.parametrize("verb", [("parse",), ("archive", "import")])
def test_no_verb_archives_what_lies_outside_a_named_folder(
    tmp_path: Path, verb: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "observatory"
    assert run(["init", str(home)]) == 0
    write(tmp_path / "elsewhere" / "secret.html").write_text("<html>a secret of this machine</html>", encoding="utf-8")
    write(tmp_path / "saved" / "own.html")
    (tmp_path / "saved" / "link.html").symlink_to(tmp_path / "elsewhere" / "secret.html")
    into = ("--into", str(home)) if verb == ("parse",) else ()
    run(["-C", str(home), *verb, str(tmp_path / "saved"), *into])
    assert "1 link leads out of its folder and was not followed" in capsys.readouterr().err
    run(["-C", str(home), "archive", "export", str(tmp_path / "all.warc.gz")])
    import gzip

    exported = gzip.decompress((tmp_path / "all.warc.gz").read_bytes())
    assert b"synthetic" in exported
    assert b"secret" not in exported
