"""What a page says, free of what its shell changes at every visit: clocks, counters, session ids, captchas.

Two answers of one address with the same digest here are the same page, though hardly two are the same bytes.
"""

from __future__ import annotations

import hashlib
import re

from absentia.sources.ru_sudrf.region import cut, without_scripts

_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
# <img src="data:image/png;base64,iVBOR…">
_PICTURE = re.compile(rb"data:\s*image/[a-z+]{2,10}\s*;\s*base64\s*,[A-Za-z0-9+/=\s]*")
# <input type="hidden" name="captchaid" value="…">   <input name="H_date" value="22.04.2026">
_INPUT = re.compile(
    rb"<input\b[^<>]*?\bname\s*=\s*[\"']?(?:captchaid|captcha|H_date|sid|PHPSESSID)\b[^<>]*>", re.IGNORECASE
)
# &captchaid=q7f…   ?PHPSESSID=…
_PARAMETER = re.compile(rb"(?:captchaid|captcha|PHPSESSID|sid)=[A-Za-z0-9]*", re.IGNORECASE)
# <span id="clock">18:54:01</span>
_CLOCK = re.compile(
    rb"(<[a-z]{1,6}\b[^<>]*\b(?:id|class)\s*=\s*[\"']?[^\"'<>]*(?:clock|counter|timer)[^<>]*>)[^<>]*", re.IGNORECASE
)
_SPACE = re.compile(rb"\s+")
_TITLE = re.compile(rb"<title>([^<]*)</title>", re.IGNORECASE)
_COURT = re.compile(rb"fromOa=([0-9A-Z]{8,12})")


def content_digest(data: bytes) -> str:
    """SHA-256, hexadecimal, of the content column with its acts, and of the title and the court the frame names."""
    region = cut(data)
    parts = [region.markup, *(act.markup for act in region.acts)] if region.found else [without_scripts(data)]
    frame = [found[1] for pattern in (_TITLE, _COURT) if (found := pattern.search(data))]
    digest = hashlib.sha256()
    for part in (*parts, *frame):
        text = _COMMENT.sub(b"", part)
        for pattern in (_PICTURE, _INPUT, _PARAMETER):
            text = pattern.sub(b"", text)
        text = _SPACE.sub(b" ", _CLOCK.sub(rb"\1", text)).strip()
        digest.update(len(text).to_bytes(8, "big") + text)
    return digest.hexdigest()
