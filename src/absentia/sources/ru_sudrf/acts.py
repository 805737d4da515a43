"""Acts: their title, their length, their digest. Their words stay in the archive."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser

from absentia.model.page import ActReference
from absentia.sources.ru_sudrf.decode import decode
from absentia.sources.ru_sudrf.region import Act, parses_in_time
from absentia.sources.ru_sudrf.text import folded

_SCRIPTED = re.compile(rb"<(?:[sS][cC][rR][iI][pP][tT]|[sS][tT][yY][lL][eE])")


def references(acts: tuple[Act, ...], titles: Mapping[int, str]) -> tuple[ActReference, ...]:
    """The acts of a page; a container without anything in it is none."""
    return tuple(
        act_reference(act.markup, titles.get(act.number, f"#{act.number}")) for act in acts if act.markup.strip()
    )


def act_reference(markup: bytes, title: str) -> ActReference:
    """Title, number of characters and SHA-256 of an act's words, white space folded."""
    text = ""
    if parses_in_time(markup):
        parser = LexborHTMLParser(decode(markup).text)
        if _SCRIPTED.search(markup):
            parser.strip_tags(["script", "style"])
        text = folded(parser.body.text()) if parser.body is not None else ""
    return ActReference(title, len(text), hashlib.sha256(text.encode()).hexdigest())
