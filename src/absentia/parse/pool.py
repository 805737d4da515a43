"""The same function over many items, in this process or in several: the same results in the same order."""

from __future__ import annotations

import multiprocessing
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from absentia.errors import DataProblem
from absentia.model.texts import said

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 4
"""Items under way per process: enough to keep all busy, few enough to hold their results in memory."""


def ordered_map(function: Callable[[Item], Result], items: Iterable[Item], jobs: int) -> Iterator[Result]:
    """The results in the order of the items. ``function`` must be picklable where ``jobs`` is more than one.

    Raises:
        DataProblem: a process died, most likely for want of memory.
    """
    if jobs <= 1:
        yield from map(function, items)
        return
    # spawned, not forked: the progress bar's thread and Arrow's would not survive a fork
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_do_without_pandas) as pool:
        try:
            yield from in_order(lambda item: pool.submit(function, item), items, jobs)
        except BrokenProcessPool:
            raise process_died() from None


class _NoPandas:
    """Says that there is no pandas."""

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        if name == "pandas":
            raise ImportError(name)


def _do_without_pandas() -> None:
    """Arrow imports it with its first array, where it is installed: a third of what a process needs to start."""
    sys.meta_path.insert(0, _NoPandas)


def in_order(submit: Callable[[Item], Future[Result]], items: Iterable[Item], processes: int) -> Iterator[Result]:
    """Hand the items out, no more at a time than keep so many processes busy; the results in the items' order."""
    waiting: deque[Future[Result]] = deque()
    try:
        for item in items:
            waiting.append(submit(item))
            if len(waiting) >= processes * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def process_died() -> DataProblem:
    """What is told of it."""
    return DataProblem(
        said("a process that read pages died, most likely for want of memory"),
        next_step=said("run it again with fewer processes (--jobs)"),
    )
