"""Claims of an article against figures, tallies and estimates: a verdict each, with its reasons."""

from absentia.check.article import check_article
from absentia.check.schema import json_schema
from absentia.claims import bundled

__all__ = ["bundled", "check_article", "json_schema"]
