"""What texts look like that hold nothing but figures, digests and marks: they pass the gate as they are."""

from __future__ import annotations

import re

FIGURES = re.compile(r"[0-9.]{0,40}")
"""«337», «3.1»; a number of the portal's own; nothing."""
MOMENT = re.compile(r"[0-9]{1,4}(?:[-:.T ][0-9]{1,4}){0,6}(?:Z|[+-][0-9]{2}:?[0-9]{2})?")
"""``2026-04-22``, ``15:56``, ``2026-04-22T18:54``."""
GUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
CODE = re.compile(r"[0-9]{2}[A-Z]{2}[0-9]{4}")
"""``77GV0013``."""
UID = re.compile(r"[0-9]{2}[A-Z]{2}[0-9]{4}(?:-[0-9]{2}){1,2}(?:-[0-9]{2,6}){2,4}")
"""``77GV0013-01-2026-000123-45``."""
HOST = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}")
WORD = re.compile(r"[a-z0-9_-]{1,40}")
"""A word of this program's own: a kind of issue, an encoding."""
POINT = re.compile(r"[^\W\d_]{0,2}[0-9.]{0,5}(?:[-–][^\W\d_]{0,2}[0-9.]{0,5})?")
"""«а», «б», «а-в»."""
EXCEPTION = re.compile(r"(?:[A-Z][a-z]{1,20}){0,4}(?:Error|Exception)")
"""What kind of mistake stopped a reader: ``ValueError``."""
