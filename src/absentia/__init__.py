"""absentia: what courts show, kept, counted, estimated and checked.

Each stage is a package whose ``__all__`` is its public part (``docs/reference/python.md``)::

    from absentia.check import check_article
    from absentia.observatory import Observatory
    from absentia.sources import get_source
    from absentia.tally import tally

    record = get_source("ru_sudrf").read(page_bytes, url=address)
    counted = tally(Observatory.open(folder), "cases_received", by=["half-year"], provision="337")
    checked = check_article("guardian_2023_10")
"""

__version__ = "0.1.0"
