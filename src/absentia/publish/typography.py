"""What a page does to words at the end: blanks at which no line may break."""

from __future__ import annotations

import re

_NO_BREAK = "\u00a0"
# «ст. 337», «ч. 3», «№ 1»; «Art. 337»
_BEFORE_A_NUMBER = re.compile(r"(?<!\w)(ст\.|ч\.|п\.|№|Art\.|Arts\.) (?=\d)")
# «2023 г.», «6 мес.», «5 %»
_AFTER_A_NUMBER = re.compile(r"(?<=\d) (?=(?:г\.|гг\.|мес\.|%))")


# marks nobody sees that turn the text around them
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def unbroken(text: str) -> str:
    """The text, with no line's end between a number and the word it belongs to, and one stop after «г.».

    Marks that turn text around go: what is written is read in its order.
    """
    text = _TURNING.sub("", text).replace("г..", "г.")
    return _AFTER_A_NUMBER.sub(_NO_BREAK, _BEFORE_A_NUMBER.sub(rf"\1{_NO_BREAK}", text))
