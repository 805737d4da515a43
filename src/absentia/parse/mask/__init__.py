"""The gate: what leaves the archive passes it, and leaves its names behind."""

from absentia.parse.mask.address import mask_url
from absentia.parse.mask.gate import NAME, Mask
from absentia.parse.mask.paths import named_below
from absentia.parse.mask.pseudonyms import Numbering, Pseudonyms
from absentia.parse.mask.record import MaskedReading, mask_of, mask_reading, mask_record
from absentia.parse.mask.words import words_of

__all__ = [
    "NAME",
    "Mask",
    "MaskedReading",
    "Numbering",
    "Pseudonyms",
    "mask_of",
    "mask_reading",
    "mask_record",
    "mask_url",
    "named_below",
    "words_of",
]
