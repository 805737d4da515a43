"""What other machines collected into an observatory's location: fetched, and said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from absentia.cli.base import explained
from absentia.cli.language import _, ngettext
from absentia.cli.output import say
from absentia.observatory import Observatory

if TYPE_CHECKING:
    from absentia.archive.remote import RemoteFolder
    from absentia.archive.shards import Shard


def take_shards(observatory: Observatory) -> None:
    """Fetch what other machines collected into the observatory's location, if it has one; say what came."""
    from absentia.sharing.fetch import fetch_shards

    fetched = fetch_shards(observatory)
    if fetched is None:
        return
    say(
        ngettext(
            "{count} shard of the location; captures: {records}", "{count} shards of the location; captures: {records}",
            len(fetched.shards),
        ).format(count=len(fetched.shards), records=fetched.records)
    )  # fmt: skip
    say_clash(fetched.shards)
    for problem in fetched.problems:
        say(explained(problem))


def place_of_shards(observatory: Observatory) -> RemoteFolder | None:
    """The observatory's location, if it has one, for processes of other machines to read its archive there."""
    from absentia.archive.remote import RemoteFolder
    from absentia.sharing.location import location_of, own_shard

    location, own = location_of(observatory), own_shard(observatory)
    return RemoteFolder(location.url, str(own) if own else None) if location else None


def say_clash(shards: Iterable[Shard]) -> None:
    """Say that machines which collect into one location do not share the courts out alike."""
    from absentia.sharing.location import clashing

    if numbers := clashing(shards):
        text = _(
            "the machines at this location share the courts out into different numbers of parts ({numbers}): some "
            "courts are collected twice and some perhaps by nobody; agree on one number"
        )
        say(text.format(numbers=", ".join(map(str, numbers))))
