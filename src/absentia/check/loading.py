"""Find and read a claims file; say exactly what is wrong with one that cannot be used, all of it at once.

Whoever mends one thing is not sent back for the next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic import ValidationError

try:
    from yaml import CSafeLoader as Safe  # the quick one
except ImportError:
    from yaml import SafeLoader as Safe  # type: ignore[assignment]

from absentia.check.operand import Operand, Text
from absentia.check.operations import Comparison, Expectation
from absentia.check.schema import Article, Because, Caveat, Chart, ChartRow, Claim, Sentence
from absentia.claims import bundled
from absentia.errors import ClaimsProblem
from absentia.figures.reading import unreadable
from absentia.model.own_yaml import fault_of
from absentia.model.texts import N_, Words, joined, nearest, reason_of, said

_DEEPEST, _MOST_ALIASES = 40, 1000
_UNION_STEPS = re.compile(r"^(str|list\[.*\]|function-.*)$")


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing: what, where, and what to do about it."""

    what: Words
    where: str
    next_step: Words | None = None


def all_of(found: Sequence[Wrong]) -> ClaimsProblem:
    """The first as an error has it; each other in a line of its own."""
    first, *others = found
    lines = [
        said("also, {where}: {what}", where=one.where, what=one.what)
        if one.next_step is None
        else said("also, {where}: {what}; {next}", where=one.where, what=one.what, next=one.next_step)
        for one in others
    ]
    return ClaimsProblem(joined([first.what, *lines], "\n  "), where=first.where, next_step=first.next_step)


class _Loader(Safe):
    """Names the line of a value which is none: a 30 February, a number without digits; or of a name given twice.

    All of a file is read with it: loaders differ in what they take for YAML.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names: set[str] = set()
        for key in (key for key, _value in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in names:
                # what says it in two languages goes where YAML has its own words
                twice = cast("str", said("“{name}” is given twice", name=key.value))
                raise yaml.constructor.ConstructorError(problem=twice, problem_mark=key.start_mark)
            names.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError):
            raise yaml.constructor.ConstructorError(
                problem=N_("there is no such date or number"), problem_mark=node.start_mark
            ) from None


def find(name_or_path: str | Path) -> Path:
    """The file of a bundled article's name, or of a path.

    Raises:
        ClaimsProblem: neither.
    """
    name, known = str(name_or_path), bundled()
    if name in known:
        return known[name]
    path = Path(name)
    if path.is_file():
        return path
    looks_like_path = path.suffix in (".yml", ".yaml") or "/" in name
    raise ClaimsProblem(
        said("there is no such file") if looks_like_path else said("there is no article named {name}", name=name),
        where=name,
        next_step=nearest(name, known)
        or said("`absentia check` lists the articles; or give the path of a claims file"),
    )


def load(path: Path) -> Article:
    """Read and validate a claims file.

    Raises:
        UnreadableInput: it cannot be opened.
        ClaimsProblem: it is not YAML, or not what a claims file may say; names the field and what is allowed.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ClaimsProblem(
            said("the file is not UTF-8 text"), where=str(path), next_step=said("save it as UTF-8")
        ) from error
    except OSError as error:
        raise unreadable(path, error) from error
    try:
        _must_be_flat(text)
        content = yaml.load(text, Loader=_Loader)  # noqa: S506  a safe loader
    except yaml.YAMLError as error:
        where, reason = fault_of(path, error)
        raise ClaimsProblem(
            said("the file is not YAML: {reason}", reason=reason),
            where=where,
            next_step=said("mend the line; texts with a colon or a quote need quotation marks"),
        ) from error
    if not isinstance(content, dict):
        raise ClaimsProblem(
            said("the file holds no article"),
            where=str(path),
            next_step=said("start with id, title, publisher, date, claims"),
        )
    try:
        return Article.model_validate(content)
    except ValidationError as error:
        node = cast("yaml.Node", yaml.compose(text, Loader=_Loader))
        raise _explained(path, error, node, content) from error


def _must_be_flat(text: str) -> None:
    """No text may nest so deep that reading it ends the process, or name a part again and again so that it never ends.

    Raises:
        yaml.YAMLError: it nests deeper, or has more aliases, than any claims file.
    """
    depth = aliases = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        aliases += isinstance(event, yaml.AliasEvent)
        if depth > _DEEPEST or aliases > _MOST_ALIASES:
            raise yaml.MarkedYAMLError(
                problem=N_("it nests too deep"), problem_mark=cast("yaml.error.Mark", event.start_mark)
            )


def _line(node: yaml.Node, steps: Sequence[str | int]) -> int:
    """The line a field stands on, or the nearest thing above it that exists."""
    line = node.start_mark.line
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line, found[1]
        elif isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line
        else:
            break
    return line + 1


def _explained(path: Path, error: ValidationError, node: yaml.Node, content: Any) -> ClaimsProblem:
    """Everything that is wrong, in the order of the lines."""
    found = []
    for one in error.errors(include_url=False):
        steps = [step for step in one["loc"] if not (isinstance(step, str) and _UNION_STEPS.match(step))]
        what = reason_of(one)
        if one["type"] == "extra_forbidden":
            what = said("“{field}” is not a field here", field=steps[-1])
        elif one["type"] == "missing":
            what = said("“{field}” is missing", field=steps[-1])
        line = _line(node, steps)
        found.append((line, Wrong(what, f"{path}:{line} ({_place(steps, content)})", _next_step(one, steps))))
    return all_of([wrong for _line_of_it, wrong in sorted(found, key=lambda one: one[0])])


def _place(steps: Sequence[str | int], content: Any) -> str:
    """``claims[a].comparisons[2].operation``: claims by id, other lists by number from 1."""
    place, here = "", content
    for step in steps:
        if isinstance(here, list) and isinstance(step, int):
            here = here[step]
            name = here.get("id") if isinstance(here, dict) else None
            place += f"[{name or step + 1}]"
        else:
            place += ("." if place else "") + str(step)
            here = here.get(step) if isinstance(here, dict) else None
    return place or "."


def _next_step(problem: Any, steps: Sequence[str | int]) -> Words:
    expected = problem.get("ctx", {}).get("expected")
    if expected:
        return said("allowed: {allowed}", allowed=expected)
    if problem["type"] == "extra_forbidden":
        fields = _fields_at(steps[:-1])
        close = nearest(str(steps[-1]), fields)
        return close or said("allowed: {allowed}", allowed=", ".join(fields))
    return said("`absentia check --print-schema` shows what a claims file may say")


def _fields_at(steps: Sequence[str | int]) -> list[str]:
    """The fields the schema has at a place."""
    model: type[Any] = Article
    inside = {
        "claims": Claim, "operands": Operand, "comparisons": Comparison, "chart": Chart, "rows": ChartRow,
        "expect": Expectation, "caveats": Caveat, "because": Because, "sentences": Sentence,
    }  # fmt: skip
    texts = ("title", "said", "reading", "label", "unit", "description", "untestable", "notes", "group", "why")
    for step in steps:
        model = inside.get(str(step), Text if step in texts else model)
    return list(model.model_fields)
