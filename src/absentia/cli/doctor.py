"""``absentia doctor``."""

from __future__ import annotations

import click

from absentia.cli.base import Settings, TranslatedCommand, format_option
from absentia.cli.language import N_, _, ngettext
from absentia.cli.output import progress, say
from absentia.cli.render import write_json, write_table

_COLUMNS = {"reason": N_("what is wrong"), "where": N_("where"), "mend": N_("what mends it")}
_SHOWN = 20


@click.command(
    "doctor",
    cls=TranslatedCommand,
    help=N_(
        "Say what is wrong with the observatory, and what mends it.\n\n"
        "Every byte is verified, as `absentia archive verify` does; nothing is changed. "
        "Exit code 1 if anything is wrong."
    ),
)
@format_option("table", "json")
@click.pass_obj
def command(settings: Settings, output_format: str) -> int:
    from absentia.safekeeping.doctor import examine

    with progress(_("verifying"), None) as advance:
        found = examine(settings.observatory(), advance)
    rows = [{column: getattr(one, column) for column in _COLUMNS} for one in found.findings]
    if output_format == "json":
        write_json(found)
    elif rows:
        write_table(rows[:_SHOWN], {column: _(heading) for column, heading in _COLUMNS.items()})
        if len(rows) > _SHOWN:
            say(_("… and {count} more").format(count=len(rows) - _SHOWN))
    else:
        click.echo(
            ngettext(
                "nothing is wrong: {records} record verified",
                "nothing is wrong: {records} records verified",
                found.records,
            ).format(records=found.records)
        )
    if found.unfinished or found.torn:
        died = _(
            "the last run was interrupted while writing; whole records after the end of the chain: {records}, bytes "
            "of a broken one: {bytes}; the next command that writes keeps the whole ones and cuts off the rest"
        )
        say(died.format(records=found.unfinished, bytes=found.torn))
    if found.backed_up is None:
        say(_("it was never backed up: `absentia backup DIR`"))
    else:
        say(_("last backed up: {moment}").format(moment=found.backed_up))
    return 1 if rows else 0
