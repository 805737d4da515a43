"""Write docs/reference/command_line.md from the commands themselves; ``--check`` fails where it is stale."""

from __future__ import annotations

import os
import sys
from pathlib import Path

# help is wrapped to the terminal: fix its width, or the page changes with the window
os.environ["COLUMNS"] = "100"

import click

from absentia.cli.base import VERBS
from absentia.cli.language import set_language, speak_through_gettext
from absentia.cli.main import absentia

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference" / "command_line.md"
HEAD = """\
# Command line

This page is generated from the commands (`tools/cli_reference.py`). Exit codes are in the
[guide](../guide/start.md#exit-codes).
"""


def sections(command: click.Command, context: click.Context, depth: int = 2) -> list[str]:
    """The help of a command and of its sub-commands, each under a heading of its own."""
    text = [f"{'#' * depth} `{context.command_path}`\n", f"```text\n{command.get_help(context).rstrip()}\n```\n"]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                text += sections(
                    below, click.Context(below, info_name=name, parent=context, max_content_width=100), depth + 1
                )
    return text


def main() -> None:
    """Write, or check."""
    set_language("en")
    speak_through_gettext("en")
    top = click.Context(absentia, info_name="absentia", max_content_width=100)
    page = "\n".join([HEAD, *sections(absentia, top)])
    if "--check" in sys.argv:
        if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != page:
            sys.exit(f"{TARGET} is stale: run `make reference`")
        return
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(page, encoding="utf-8")
    print(f"{TARGET}: {len(VERBS)} verbs")


if __name__ == "__main__":
    main()
