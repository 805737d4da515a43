"""Published testimonies as codes: two coders' closed fields, how far they agree, and how many named what.

Nothing here takes a testimony in or keeps a word of one; nothing is ever matched with court records.
"""

from absentia.testimonies.codebook import read_codebook
from absentia.testimonies.counting import Counted, FieldCount, counted
from absentia.testimonies.reading import keep, kept, read_coded

__all__ = ["Counted", "FieldCount", "counted", "keep", "kept", "read_codebook", "read_coded"]
