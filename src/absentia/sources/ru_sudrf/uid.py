"""УИД, the identifier that follows a case through its instances: format and check digits.

``99GV0001-01-2023-000017-11`` = code of the court of origin, unit, year, serial, two check digits. The check is
ISO 7064 MOD 97-10 as the portal's own forms compute it: dashes dropped, A = 10 … Z = 35, the whole number leaves 1
when divided by 97; 00, 01 and 99 are never check digits.
"""

from __future__ import annotations

import re

_KINDS = "VS|KJ|AJ|OS|RS|KV|AV|OV|GV|AO|AA|AS|UD|KS|US|GU|MS|IC"

COURT_CODE = re.compile(rf"\d{{2}}(?:{_KINDS})\d{{4}}")  # 77GV0013
ORIGIN = rf"^([0-9]{{2}}(?:{_KINDS})[0-9]{{4}})-0[1-9]-((?:19|20)[0-9]{{2}})-[0-9]{{6}}-[0-9]{{2}}$"
"""The court the case began in, which is not always the court that shows it, and the year."""
_UID = re.compile(ORIGIN)
_NEVER = frozenset({"00", "01", "99"})


def valid_uid(text: str) -> bool:
    """Whether this is a УИД: its format and its check digits."""
    match = _UID.match(text)
    if match is None or text[-2:] in _NEVER:
        return False
    digits = "".join(str(int(character, 36)) for character in text.replace("-", ""))
    return int(digits) % 97 == 1
