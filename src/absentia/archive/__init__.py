"""Captures, kept as they came: append-only WARC segments; and pages out of WARC files of any making."""

from absentia.archive.capture import LARGEST_PAGE, Capture, Damage, as_text, digest, from_text
from absentia.archive.reading import Archived, archived, load
from absentia.archive.record import Entry
from absentia.archive.store import EVIDENCE, Archive
from absentia.archive.warc import read_pages
from absentia.archive.wrappings import looks_like_html

__all__ = [
    "EVIDENCE",
    "LARGEST_PAGE",
    "Archive",
    "Archived",
    "Capture",
    "Damage",
    "Entry",
    "archived",
    "as_text",
    "digest",
    "from_text",
    "load",
    "looks_like_html",
    "read_pages",
]
