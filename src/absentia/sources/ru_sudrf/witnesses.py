"""Which instance a page is of, from several witnesses: its title, and the kind of court its code names.

A cassation court's listing asked with a short ``delo_id`` is titled «апелляция»; VNKOD has titles without an instance.
"""

from __future__ import annotations

from absentia.model import Instance, Procedure
from absentia.sources.ru_sudrf.text import key
from absentia.sources.ru_sudrf.vocabulary import register_of

_ONLY = {
    "KV": Instance.CASSATION,
    "KJ": Instance.CASSATION,
    "AV": Instance.APPEAL,
    "AJ": Instance.APPEAL,
    "GV": Instance.FIRST,
}
"""Kinds of courts that decide on cases in one instance only, by the letters in their code: 54KV0000."""
_KIND = slice(2, 4)


def told_register(
    title: str, number: str | None, court_code: str | None
) -> tuple[tuple[Procedure, Instance] | None, bool]:
    """Procedure and instance, ``None`` where nothing tells; and whether title and court contradict each other.

    No cassation court hears appeals, so there its kind is the stronger witness. Elsewhere the title is.
    """
    only = _ONLY.get((court_code or "")[_KIND])
    register = register_of(title, number)
    if register is None:
        # «Уголовные дела»: the words of procedure are known, and the court tells the rest
        return (_with_instance(title, number, only) if only else None), False
    procedure, instance = register
    if instance is Instance.APPEAL and only is Instance.CASSATION:
        return (procedure, Instance.CASSATION), True
    return register, False


def _with_instance(title: str, number: str | None, instance: Instance) -> tuple[Procedure, Instance] | None:
    if " - " in key(title):
        return None  # an instance is named that nobody knows
    register = register_of(f"{title} - {_WORDS[instance]}", number)
    return None if register is None else (register[0], instance)


_WORDS = {Instance.FIRST: "первая инстанция", Instance.APPEAL: "апелляция", Instance.CASSATION: "кассация"}
