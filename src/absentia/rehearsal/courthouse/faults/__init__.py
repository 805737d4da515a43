"""Everything that can go wrong between a court and whoever reads its site, each by name, each repeatable.

A fault strikes in spells: on some days a court has it, and then some of its answers suffer. Which, follows from the
seed, the court, the question and the (virtual) time alone. No fault makes a wrong listing look right in every respect:
what a careful reader can tell from what is shown stays tellable.
"""

from __future__ import annotations

from collections.abc import Iterable

from absentia.errors import UsageProblem
from absentia.model.texts import said
from absentia.rehearsal.courthouse.asking import Fault
from absentia.rehearsal.courthouse.faults import refusing, spoiling
from absentia.rehearsal.courthouse.life import Life

_ALL: tuple[type[Fault], ...] = (
    refusing.Outage,
    refusing.HostMove,
    refusing.ConnectionReset,
    refusing.ServerError,
    spoiling.Slow,
    spoiling.WrongCharset,
    spoiling.CutBody,
    refusing.BlockG,
    refusing.BlockB,
    refusing.TooManyRequests,
    refusing.NoContent,
    refusing.ConfigurationError,
    refusing.TemporarilyUnavailable,
    refusing.CaptchaWanted,
    refusing.CaptchaExpiry,
    refusing.WindowTooWide,
    refusing.Moved,
    spoiling.SilentZero,
    spoiling.PageOverlap,
    spoiling.ShiftingRows,
    spoiling.PageClamping,
    spoiling.CounterOff,
    spoiling.PhpWarning,
    spoiling.WrongDay,
)
FAULTS = {fault.name: fault for fault in _ALL}
"""The faults by name, in the order in which they are tried."""


def chosen(names: Iterable[str]) -> tuple[str, ...]:
    """The names of faults, ``all`` and ``none`` resolved, in the registry's order.

    Raises:
        UsageProblem: a name no fault has.
    """
    wanted = {part.strip() for name in names for part in name.split(",") if part.strip()}
    for name in wanted - FAULTS.keys() - {"all", "none"}:
        raise UsageProblem(
            said("there is no fault called “{name}”", name=name),
            where="--faults",
            next_step=said("choose from: all, none, {names}", names=", ".join(FAULTS)),
        )
    return tuple(name for name in FAULTS if name in wanted or "all" in wanted)


def make(names: Iterable[str], life: Life, *, seed: int, intensity: float = 1.0) -> tuple[Fault, ...]:
    """The faults of these names; ``intensity`` multiplies how often they strike (a large one: always)."""
    return tuple(FAULTS[name](life, seed, intensity) for name in chosen(names))


def reference() -> str:
    """``docs/reference/faults.md``: every fault with what it does, from its docstring."""
    head = """# Faults of the rehearsal courthouse

This page is generated from the faults' own descriptions; a test keeps it complete. `absentia rehearse --serve --faults
NAME,NAME` switches them on by name, `--faults all` all of them. Each strikes in spells that follow from the seed.
"""
    sections = []
    for name, fault in FAULTS.items():
        text = "\n\n".join(
            " ".join(line.strip() for line in part.splitlines()) for part in (fault.__doc__ or "").split("\n\n")
        )
        sections.append(f"## `{name}`\n\n{text.strip()}\n")
    return "\n".join([head, *sections])


__all__ = ["FAULTS", "Fault", "chosen", "make", "reference"]
