"""Publishers: one folder each, content only; the framework never names one.

A source is a module ``absentia.sources.<id>`` that offers what :mod:`absentia.sources.protocol` asks for. Folders
outside of the package, each with sources in it, are named by the environment variable ``ABSENTIA_SOURCES``.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from absentia.errors import UsageProblem
from absentia.model.texts import said
from absentia.sources.protocol import Portal, Source, is_portal

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
        UsageProblem: there is none.
    """
    if source_id not in _ids(tuple(__path__)):
        raise UsageProblem(
            said("there is no source “{source}”", source=source_id),
            next_step=said("use one of: {known}", known=", ".join(known_sources())),
        )
    source: Source = importlib.import_module(f"{__name__}.{source_id}")
    return source


def all_sources() -> tuple[Source, ...]:
    """Every source, in the order of their ids."""
    return tuple(map(get_source, known_sources()))


def chosen_source(given: str | None) -> Source:
    """The source a person names; where nobody names one, the only one there is.

    Raises:
        UsageProblem: there is no such source, or there are several and none is named.
    """
    known = known_sources()
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
    "presets",
    "source_of_preset",
]
