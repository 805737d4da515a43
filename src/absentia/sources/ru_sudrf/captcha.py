"""The captcha of a search form: its picture stands in the page itself. Nothing here reads it."""

from __future__ import annotations

import base64
import binascii
import re

from selectolax.lexbor import LexborHTMLParser

from absentia.sources.protocol import Picture

# data:image/png;base64,iVBOR…   data: image/png;base64, iVBOR…
_DATA = re.compile(r"^data:\s*image/(png|jpe?g|gif)\s*;\s*base64\s*,\s*([A-Za-z0-9+/=\s]+)$")
_CAPTCHA_ID = re.compile(r"^[A-Za-z0-9]{8,64}$")
_LARGEST_PICTURE = 200_000


def picture_in(page: bytes) -> Picture | None:
    """The captcha of a search form; ``None`` where the page shows none whole."""
    parser = LexborHTMLParser(page.decode("windows-1251", errors="replace"))
    field = parser.css_first("input[name=captchaid]")
    captcha_id = (field.attributes.get("value") or "") if field is not None else ""
    if not _CAPTCHA_ID.match(captcha_id):
        return None
    for image in parser.css("img"):
        match = _DATA.match((image.attributes.get("src") or "").strip())
        if match is None or len(match[2]) > _LARGEST_PICTURE:
            continue
        try:
            return Picture(captcha_id, base64.b64decode("".join(match[2].split()), validate=True), match[1])
        except binascii.Error:
            continue
    return None
