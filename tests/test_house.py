"""Promises about the tree itself: documented names, no real record, honest locks."""

from __future__ import annotations

import ast
import contextlib
import re
import subprocess
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

from absentia import errors
from absentia.cli.base import VERBS
from absentia.law import laws

ROOT = Path(__file__).resolve().parents[1]
GUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
UID = re.compile(rb"\d{2}[A-Z]{2}\d{4}-0\d-20\d{2}-\d{6}-\d{2}")
PERSON_CELL = re.compile(r">\s*([А-ЯЁ][а-яё]+ (?:[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+|[А-ЯЁ]\.\s?[А-ЯЁ]\.))\s*<")


def tracked() -> list[Path]:
    """Every file of the tree: tracked ones, or (in an unpacked source archive) all that is there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: nothing tells which files belong to the tree")
    return [ROOT / name.decode() for name in listed.stdout.split(b"\0") if name]


def test_nothing_of_the_real_pages_is_in_the_tree(shared: Path) -> None:
    """Record ids and people of the saved pages must not have been carried over, not even into a fixture."""
    pages = [page.read_bytes() for page in sorted((shared / "pages").glob("*.html"))]
    records = {match.lower() for page in pages for match in GUID.findall(page) + UID.findall(page)}
    people = {match.encode() for page in pages for match in PERSON_CELL.findall(page.decode("utf-8", errors="ignore"))}
    assert len(records) > 50
    assert len(people) > 5
    for file in tracked():
        if file.is_file():
            content = file.read_bytes()
            lowered = content.lower()
            assert not [record for record in records if record in lowered], f"{file} holds a record of a real page"
            assert not [person for person in people if person in content], f"{file} holds a person of a real page"


def test_no_module_imports_itself_by_others() -> None:
    """Imports inside functions count: what runs one way only is read one way only."""
    graph = grimp.build_graph("absentia", exclude_type_checking_imports=True, cache_dir=None)
    imported = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert sum(map(len, imported.values())) > 1000
    # raises CycleError, which names the modules
    TopologicalSorter(imported).prepare()


def test_a_bench_that_borrows_from_the_tests_runs_by_its_path() -> None:
    """As its docstring says to: it finds the tests itself, whatever stands on the path."""
    borrows = {
        file.name: text
        for file in (ROOT / "bench").glob("*.py")
        if "__main__" in (text := file.read_text(encoding="utf-8"))
        and re.search(r"^from (tests|bench)\b", text, re.MULTILINE)
    }
    assert {"audit.py", "disclosure.py"} <= borrows.keys()
    for name, text in borrows.items():
        before, _borrowed, _after = re.split(r"^from (tests|bench)\b", text, maxsplit=1, flags=re.MULTILINE)
        assert "sys.path.insert(0, " in before, name


def test_every_verb_has_its_heading_in_the_reference() -> None:
    reference = (ROOT / "docs/reference/command_line.md").read_text(encoding="utf-8")
    for verb in VERBS:
        assert f"## `absentia {verb}`" in reference


def test_every_chart_has_its_page() -> None:
    specs = {spec.name.removesuffix(".vl.json") for spec in (ROOT / "src/absentia/publish/charts").glob("*.vl.json")}
    pages = {page.stem for page in (ROOT / "docs/charts").glob("*.md")} - {"index"}
    assert specs
    assert specs <= pages
    for name in specs:
        # the very picture: tools/chart_pictures.py
        assert (ROOT / f"docs/images/charts/{name}.svg").is_file()
        assert f"(../images/charts/{name}.svg)" in (ROOT / f"docs/charts/{name}.md").read_text(encoding="utf-8")


def test_every_measure_is_documented() -> None:
    measures = {file.stem for file in (ROOT / "src/absentia/tally").glob("measures*/*.sql")}
    reference = (ROOT / "docs/reference/measures.md").read_text(encoding="utf-8")
    assert measures
    for measure in measures:
        assert f"`{measure}`" in reference, f"{measure} is not documented"


def test_locks_carry_hashes_and_name_no_index() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text)


LANGUAGE_IS_CHOSEN = re.compile(r"\bLANGUAGES\b|(?<![\w_])both\(|\.both\(|\bset_language\b")
BELOW = ("check", "estimate", "disappearances", "figures", "tally", "link", "looks", "parse", "collect", "archive")


@pytest.mark.parametrize("room", BELOW)
def test_nothing_below_the_pages_chooses_a_language(room: str) -> None:
    """Imports of the catalogues are held by import-linter; this, that no sentence is asked for every language."""
    for file in sorted((ROOT / "src/absentia" / room).rglob("*.py")):
        found = [line for line in file.read_text(encoding="utf-8").splitlines() if LANGUAGE_IS_CHOSEN.search(line)]
        assert not found, f"{file}: {found}"


NAMES_OF_MOODS = frozenset({"aside", "beside", "keeping", "pulse", "sweeping", "vanished", "visiting", "work"})
"""What said nothing of what it held: no module, function or class is called so again."""


def definitions(file: Path) -> list[str]:
    """The module, and every function and class of it, by name."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    methods = {part for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for part in node.body}
    return [file.stem, *(one.name for one in ast.walk(tree) if isinstance(one, defined) and one not in methods)]


def test_no_name_says_nothing_of_what_it_holds() -> None:
    """Methods are read behind what they belong to: ``count.known`` says enough."""
    files = sorted((ROOT / "src/absentia").rglob("*.py"))
    named = [(name.strip("_"), file) for file in files for name in definitions(file)]
    assert [(name, file) for name, file in named if name.lower() in NAMES_OF_MOODS] == []
    assert [file for file in files if file.name == "known.py"] == []
    assert len([file for file in files if file.name == "report.py"]) <= 1
    assert len([file for name, file in named if name == "Known"]) <= 1


KINDS = ("Error", "Problem", "Input", "Busy", "Damaged", "Space", "Blocked", "Changed")
ERROR = re.compile(rf"\b({'|'.join(name for name in vars(errors) if name.endswith(KINDS))})\(")
CALL_ENDS = re.compile(r"^\s*\)|\)$", re.MULTILINE)


def errors_in(file: Path) -> list[str]:
    """Each error that a file makes, as it is written."""
    text, found = file.read_text(encoding="utf-8"), list[str]()
    for made in ERROR.finditer(text):
        for end in CALL_ENDS.finditer(text, made.end()):
            with contextlib.suppress(SyntaxError):
                call = ast.parse(text[made.start() : end.end()].strip(), mode="eval").body
                found.append(ast.unparse(call))
                break
    return found


def test_every_error_says_what_to_do_next() -> None:
    """In words, or with ``next_step=None`` where somebody thought of it and there is nothing."""
    files = (file for file in (ROOT / "src/absentia").rglob("*.py") if file.name != "errors.py")
    made = [(file.name, one) for file in files for one in errors_in(file)]
    assert len(made) > 300
    assert [(name, one) for name, one in made if "next_step=" not in one and "**" not in one] == []


CONTENT = frozenset({"sources", "law", "claims", "figures", "locale", "rehearsal"})
"""Rooms that are about a country: its portals, law, figures and articles, and the invented courthouse."""


def codes_of_law() -> re.Pattern[str]:
    """Every name of a code of law that some law file knows, «УК» and «КК України» among them."""
    names = {
        name
        for one in laws().values()
        for name in (one.code, *one.other_codes, *one.words.get("code", ()))
        if name is not None
    }
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)")


def rules_in(file: Path) -> list[str]:
    """The texts a file works with: those of a module that are no documentation, SQL without its comments."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".sql":
        return [re.sub("--.*", "", text)]
    tree = ast.parse(text)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [str(node.value) for node in texts if id(node) not in told]


def test_no_rule_outside_of_the_content_names_a_countrys_code_of_law() -> None:
    named, package = codes_of_law(), ROOT / "src/absentia"
    assert named.search("ч. 5 ст. 407 КК України")
    assert named.search("ст.337 УК РФ")
    assert any(named.search(text) for file in (package / "sources").rglob("*.py") for text in rules_in(file))
    files = [
        file
        for pattern in ("*.py", "*.sql")
        for file in package.rglob(pattern)
        if file.relative_to(package).parts[0] not in CONTENT
    ]
    assert len(files) > 100
    assert [file for file in files if any(named.search(text) for text in rules_in(file))] == []
