"""How the packages of an observatory stand: what was taken in, and what became of it since the one before."""

from __future__ import annotations

from absentia.dumps.coverage import PackageCoverage
from absentia.dumps.differences import differences
from absentia.dumps.held import dumps_of, newest
from absentia.model.texts import SYNTHETIC, Said, said
from absentia.observatory import Observatory


def standing_of_packages(observatory: Observatory) -> tuple[Said, ...]:
    """A line for the newest package of each year and what became of its documents; none where none was taken in.

    Raises:
        Damaged: something that was kept of a package is missing or was changed.
    """
    held = dumps_of(observatory)
    if not held:
        return ()
    last = newest(held)
    changed = {one.after.folder: one.changes for one in differences(held)}
    lines = [SYNTHETIC] if any(one.synthetic for one in held) else []
    for one in last:
        lines.append(
            said(
                "Package of {day}, documents received in {year}: {documents} read, lines refused: {refused}",
                day=str(one.day),
                year=str(one.year),
                documents=one.told["lines"]["rows"],
                refused=one.told["lines"]["refused"],
            )
        )
        if one.folder in changed:
            found = changed[one.folder]
            lines.append(
                said(
                    "Since the package before it: gone {gone}, closed to the public {closed}, opened again {reopened}: "
                    "`absentia disappearances --packages`",
                    gone=found["gone"],
                    closed=found["closed"],
                    reopened=found["reopened"],
                )
            )
    lines.append(
        said("Months are whole until {day}, and grow after it", day=str(PackageCoverage(tuple(last)).whole_until))
    )
    return tuple(lines)
