"""Filings of the same prosecution become one case, by exact keys."""

from __future__ import annotations

from absentia.link.cases import LinkReport, ensure_linked, link_apart, link_cases

__all__ = ["LinkReport", "ensure_linked", "link_apart", "link_cases"]
