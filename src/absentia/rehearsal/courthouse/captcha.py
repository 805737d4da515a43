"""A captcha as the portals show it: five digits in a PNG of 100 × 30, an id of 26 characters, one answer per region."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import struct
import zlib

PICTURE = dt.timedelta(minutes=10)
"""A new picture is shown every ten minutes."""
LIFETIME = dt.timedelta(hours=2)
BRIEF = dt.timedelta(minutes=12)
"""The life of an answer under the fault ``captcha_expiry``."""
_WIDTH, _HEIGHT, _SCALE = 100, 30, 3
# five columns by seven rows, one row per number, high bit left
_DIGITS = {
    "0": (14, 17, 19, 21, 25, 17, 14),
    "1": (4, 12, 4, 4, 4, 4, 14),
    "2": (14, 17, 1, 2, 4, 8, 31),
    "3": (31, 2, 4, 2, 1, 17, 14),
    "4": (2, 6, 10, 18, 31, 2, 2),
    "5": (31, 16, 30, 1, 1, 17, 14),
    "6": (6, 8, 16, 30, 17, 17, 14),
    "7": (31, 1, 2, 4, 8, 8, 8),
    "8": (14, 17, 17, 14, 17, 17, 14),
    "9": (14, 17, 17, 15, 1, 2, 12),
}


def _digest(*parts: object) -> bytes:
    return hashlib.sha256("/".join(str(part) for part in parts).encode()).digest()


def _slot(moment: dt.datetime) -> int:
    return int(moment.timestamp() // PICTURE.total_seconds())


def _identifier(seed: int, region: str, slot: int) -> str:
    return base64.b32encode(_digest("captcha", seed, region, slot)).decode().lower()[:26]


def captcha_id(seed: int, region: str, moment: dt.datetime) -> str:
    """The id of the picture a region's courts show at a moment."""
    return _identifier(seed, region, _slot(moment))


def answer(seed: int, identifier: str) -> str:
    """What a person would read in the picture with this id."""
    return f"{int.from_bytes(_digest('answer', seed, identifier)[:8]) % 100_000:05d}"


def accepted(seed: int, region: str, moment: dt.datetime, identifier: str, given: str, lifetime: dt.timedelta) -> bool:
    """Whether a pair of id and answer is right, of this region, and still alive."""
    now, oldest = _slot(moment), _slot(moment - lifetime)
    alive = any(_identifier(seed, region, slot) == identifier for slot in range(oldest, now + 1))
    return alive and answer(seed, identifier) == given.strip()


def picture(seed: int, identifier: str) -> bytes:
    """The PNG: grey digits on noise."""
    noise = _digest("noise", seed, identifier) * 100
    rows = [bytearray(200 + noise[(y * _WIDTH + x) % len(noise)] % 56 for x in range(_WIDTH)) for y in range(_HEIGHT)]
    for position, digit in enumerate(answer(seed, identifier)):
        left, top = 4 + position * 19, 2 + noise[position] % 6
        for y, bits in enumerate(_DIGITS[digit]):
            for x in range(5):
                if bits >> (4 - x) & 1:
                    for dy in range(_SCALE):
                        for dx in range(_SCALE):
                            rows[top + y * _SCALE + dy][left + x * _SCALE + dx] = 40
    data = b"".join(b"\0" + bytes(row) for row in rows)
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 0, 0, 0, 0)
    # a comment inside the picture itself says what it is
    chunks = ((b"IHDR", header), (b"tEXt", b"Comment\0synthetic"), (b"IDAT", zlib.compress(data, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
