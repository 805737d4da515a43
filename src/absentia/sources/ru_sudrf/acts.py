"""Acts: their title, their length, their digest. Their words stay in the archive.

Only the words are counted, not the markup around them: so an act that was merely formatted anew keeps its digest. No
tree is built for that; acts are the largest and the most broken part of a card.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping

from absentia.model.page import ActReference
from absentia.sources.ru_sudrf.decode import decode
from absentia.sources.ru_sudrf.region import Act, without_scripts
from absentia.sources.ru_sudrf.text import folded

# a tag begins with a letter, a slash or a mark: «<данные изъяты>» is text
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")


def references(acts: tuple[Act, ...], titles: Mapping[int, str]) -> tuple[ActReference, ...]:
    """The acts of a page; a container without anything in it is none."""
    return tuple(
        act_reference(act.markup, titles.get(act.number, f"#{act.number}")) for act in acts if act.markup.strip()
    )


def act_reference(markup: bytes, title: str) -> ActReference:
    """Title, number of characters and SHA-256 of an act's words, white space folded."""
    words = _TAG.sub("", decode(without_scripts(markup)).text).replace("&nbsp;", " ")
    text = folded(html.unescape(words))
    return ActReference(title, len(text), hashlib.sha256(text.encode()).hexdigest())
