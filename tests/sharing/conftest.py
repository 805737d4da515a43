"""No test here may reach past this machine, as none of collecting may."""

from __future__ import annotations

from tests.collect.conftest import _only_loopback, lab  # noqa: F401  fixtures
