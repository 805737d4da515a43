"""Publishers: one folder each, content only; the framework never names one.

A source is a module ``absentia.sources.<id>`` that offers what :mod:`absentia.sources.protocol` asks for. Folders
outside of the package, each with sources in it, are named by the environment variable ``ABSENTIA_SOURCES``.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Hashable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import cast

from absentia.errors import UsageProblem
from absentia.model.texts import said
from absentia.sources.protocol import Portal, RegisterDump, Source, is_portal, is_register_dump

__path__ += [folder for folder in os.environ.get("ABSENTIA_SOURCES", "").split(os.pathsep) if folder]


def known_sources() -> list[str]:
    """The ids of all sources, sorted."""
    return list(_ids(tuple(__path__)))


@lru_cache(maxsize=8)
def _ids(folders: tuple[str, ...]) -> tuple[str, ...]:
    """A folder is looked into once: linking asks for the source of every record."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(folders) if module.ispkg))


def get_source(source_id: str) -> Source:
    """The source with this id.

    Raises:
        UsageProblem: there is none, it cannot be loaded, or it does not offer what every source does.
    """
    source = load_source(source_id)
    if missing := _missing(cast("Hashable", source)):
        raise UsageProblem(
            said("the source “{source}” does not offer: {names}", source=source_id, names=", ".join(missing)),
            where=str(getattr(source, "__file__", source_id)),
            next_step=said(
                "write them, or import them from absentia.sources.plain; `absentia sources test DIR` says more"
            ),
        )
    return source


@lru_cache(maxsize=64)
def _missing(source: Hashable) -> tuple[str, ...]:
    names = (name for name in vars(Source) if not name.startswith("_"))
    return tuple(name for name in names if not hasattr(source, name))


def load_source(source_id: str) -> Source:
    """The module of this id, whatever it offers.

    Raises:
        UsageProblem: there is none, or it cannot be loaded.
    """
    if source_id not in _ids(tuple(__path__)):
        raise UsageProblem(
            said("there is no source “{source}”", source=source_id),
            next_step=said("use one of: {known}", known=", ".join(known_sources())),
        )
    try:
        source: Source = importlib.import_module(f"{__name__}.{source_id}")
    except Exception as error:
        raise UsageProblem(
            said("the source “{source}” cannot be loaded: {reason}", source=source_id, reason=_reason(error)),
            where=next((str(one) for folder in __path__ if (one := Path(folder) / source_id).is_dir()), source_id),
            next_step=said("mend its module; it is a program, and is run when it is loaded"),
        ) from error
    return source


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def all_sources() -> tuple[Source, ...]:
    """Every source, in the order of their ids."""
    return _all(tuple(__path__))


@lru_cache(maxsize=8)
def _all(folders: tuple[str, ...]) -> tuple[Source, ...]:
    """Every host that is folded asks for all of them."""
    return tuple(map(get_source, _ids(folders)))


def chosen_source(given: str | None) -> Source:
    """The source a person names; where nobody names one, the only one there is that has pages.

    Raises:
        UsageProblem: there is no such source, or there are several and none is named.
    """
    known = known_sources() if given is not None else [one.id for one in all_sources() if not is_register_dump(one)]
    if given is None and len(known) != 1:
        raise UsageProblem(
            said("whose pages these are is not said"),
            next_step=said("add --source with one of: {known}", known=", ".join(known)),
        )
    return get_source(known[0] if given is None else given)


def chosen_portal(given: str | None) -> Portal:
    """The portal a person names; where nobody names one, the only source there is that can be asked.

    Raises:
        UsageProblem: it cannot be asked, or there are several and none is named.
    """
    portals = {source.id: source for source in all_sources() if is_portal(source)}
    wanted = get_source(given).id if given is not None else next(iter(portals)) if len(portals) == 1 else None
    if wanted not in portals:
        unsaid = said("which portal is asked is not said")
        raise UsageProblem(
            unsaid if given is None else said("the source “{source}” cannot be asked", source=given),
            where="absentia.toml [collect]",
            next_step=said('write source = "…" with one of: {known}', known=", ".join(portals)),
        )
    return portals[wanted]


def register_dump(source_id: str) -> RegisterDump:
    """The source of this id, which comes as packages of all documents of a register.

    Raises:
        UsageProblem: there is no such source, or it does not come so.
    """
    source = get_source(source_id)
    if not is_register_dump(source):
        known = [one.id for one in all_sources() if is_register_dump(one)]
        raise UsageProblem(
            said("the source “{source}” does not come as packages", source=source_id),
            next_step=said("use one of: {known}", known=", ".join(known)),
        )
    return source


def presets() -> Mapping[str, Path]:
    """Ready settings of all sources, each a file ``presets/<name>.toml`` in its source's folder."""
    folders = (Path(path) / source / "presets" for path in __path__ for source in known_sources())
    return {file.stem: file for folder in folders for file in sorted(folder.glob("*.toml"))}


def source_of_preset(name: str) -> str:
    """The id of the source whose courts a preset asks."""
    return presets()[name].parent.parent.name


__all__ = [
    "Source",
    "all_sources",
    "chosen_portal",
    "chosen_source",
    "get_source",
    "known_sources",
    "load_source",
    "presets",
    "register_dump",
    "source_of_preset",
]
