"""The command ``absentia``: global options, the verbs, and what happens when something goes wrong."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click
from click.shell_completion import get_completion_class

from absentia import __version__
from absentia.cli.base import Settings, TranslatedGroup, explained, verb
from absentia.cli.language import LANGUAGES, N_, from_environment, set_language, speak_through_gettext
from absentia.cli.output import echo, say, talk
from absentia.errors import AbsentiaError, NoSpace, UnreadableInput, UsageProblem
from absentia.model.texts import said


@click.group(cls=TranslatedGroup, invoke_without_command=True, no_args_is_help=True)
@click.option(
    "-C",
    "directory",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=N_("Act on the observatory in DIR instead of the current folder."),
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    is_eager=True,
    expose_value=False,
    callback=lambda _context, _option, value: set_language(value) if value else None,
    help=N_("Language of messages and pages; by default what LANG asks for."),
)
@click.option("-q", "--quiet", is_flag=True, help=N_("Say nothing but errors; results are written as ever."))
@click.option(
    "--log",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=N_("Write what is said to this file as well, with its time; begun anew at 1 MB, five older ones kept."),
)
@click.version_option(__version__, "--version", prog_name="absentia", help=N_("Show the version and stop."))
@click.pass_context
def absentia(context: click.Context, directory: Path | None, *, quiet: bool, log: Path | None) -> None:
    talk(quiet=quiet, log=log)
    context.obj = Settings(directory=directory)


absentia.help = N_(
    "Count what courts show, keep what they delete, estimate what they hide, check what was claimed.\n\n"
    "Results go to standard output, talk to standard error. Exit codes: 0 done, 1 data problem, 2 usage, "
    "3 source blocked or unreachable, 4 layout changed, 5 a condition of `update --fail-on` holds."
)


@verb(
    "completion",
    N_(
        "Print the completion script of a shell.\n\n"
        'Add it to the shell\'s start-up file, for example: eval "$(absentia completion bash)"'
    ),
)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion_command(shell: str) -> None:
    kind = get_completion_class(shell)
    assert kind is not None  # the three shells are click's own
    echo(kind(absentia, {}, "absentia", "_ABSENTIA_COMPLETE").source())


def _explain(error: AbsentiaError) -> int:
    say(explained(error), wrong=True)
    return error.exit_code


def _explain_call(problem: click.ClickException) -> int:
    """What is wrong with the call, in the shape of every other error; a bare group shows its help instead."""
    context = problem.ctx if isinstance(problem, click.UsageError) else None
    if context is None or isinstance(problem, click.exceptions.NoArgsIsHelpError):
        problem.show()
        return problem.exit_code
    return _explain(
        UsageProblem(
            problem.format_message(),
            where=context.command_path,
            next_step=said("`{command} --help` says what it takes", command=context.command_path),
        )
    )


def _explain_os_error(error: OSError) -> int:
    where = str(error.filename) if error.filename else None
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _explain(
            NoSpace(
                said("the disk is full; nothing half-written was left"),
                where=where,
                next_step=said("free some space and run the same command again"),
            )
        )
    return _explain(
        UnreadableInput(
            said("the system refused: {reason}", reason=error),
            where=where,
            next_step=said("check that the path exists and that you may read and write it"),
        )
    )


def _explain_system(error: Exception) -> int:
    """Say what the system did not give; anything else is a bug and goes on as a traceback."""
    if isinstance(error, OSError):
        return _explain_os_error(error)
    # DuckDB's own is no MemoryError, and is not imported for its name
    if not isinstance(error, MemoryError) and type(error).__name__ != "OutOfMemoryException":
        raise error
    return _explain(
        NoSpace(
            said("there is not enough memory; nothing half-written was left"),
            next_step=said("close other programs, or run it with fewer processes (--jobs) or on a larger machine"),
        )
    )


def _language_of(arguments: Sequence[str]) -> str:
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
    return from_environment()


def _reader_gone() -> int:
    """The reader of our output went away (| head): not an error, and nothing more can be said to it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    return 0


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; nothing escapes as a traceback but a bug.

    The environment's LANGUAGE is put back afterwards, so that one call's ``--lang`` does not speak in the next.
    """
    kept = os.environ.get("LANGUAGE")
    try:
        return _run(arguments)
    finally:
        talk()
        if kept is None:
            os.environ.pop("LANGUAGE", None)
        else:
            os.environ["LANGUAGE"] = kept


def _in_utf_8() -> None:
    """Results and talk are UTF-8 whatever the locale: a sign that it lacks, such as ≥, would be lost or end the run.

    A stream that was closed (``>&-``) takes everything and keeps nothing.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  it is open for as long as the process
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _run(arguments: Sequence[str] | None) -> int:
    _in_utf_8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    wanted = _language_of(given)
    set_language(wanted)
    speak_through_gettext(wanted)
    keywords: dict[str, Any] = {"prog_name": "absentia", "standalone_mode": False}
    output = sys.stdout
    try:
        outcome = absentia.main(args=given, **keywords)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        say("interrupted; what was done so far is kept, and the same command can be run again", wrong=True)
        return 130
    except click.ClickException as problem:
        return _explain_call(problem)
    except AbsentiaError as error:
        return _explain(error)
    except BrokenPipeError:
        return _reader_gone()
    except SystemExit:
        # click ends the process itself when a pipe breaks, and leaves another standard output behind
        if sys.stdout is output:
            raise
        return _reader_gone()
    except Exception as error:  # noqa: BLE001  a bug is raised again
        return _explain_system(error)
    return outcome if isinstance(outcome, int) else 0


def main() -> NoReturn:
    """Entry point of the installed command.

    The matrices of every fit are small: a thread per core would take twenty times the work and be no sooner done.
    It is said before numpy is loaded, and whoever set it themselves is left their number.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(run())
