"""The gate: what leaves the archive passes it, and leaves its names behind."""

from absentia.parse.mask.address import mask_url
from absentia.parse.mask.gate import NAME, Mask
from absentia.parse.mask.pseudonyms import Numbering, Pseudonyms
from absentia.parse.mask.record import MaskedReading, mask_reading

__all__ = ["NAME", "Mask", "MaskedReading", "Numbering", "Pseudonyms", "mask_reading", "mask_url"]
