"""What a process that reads needs, loaded once: processes are forked from one that has imported this."""

from __future__ import annotations

from contextlib import suppress

import absentia.parse.batch  # noqa: F401  it is loaded, and not called here
from absentia.errors import UsageProblem
from absentia.parse.pool import do_without_pandas
from absentia.sources import get_source, known_sources

do_without_pandas()
for source in known_sources():
    with suppress(UsageProblem):  # whoever reads a page of this one says what is wrong with it
        get_source(source)
