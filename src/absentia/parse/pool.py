"""The same function over many items, in this process or in several: the same results in the same order."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver
from typing import TypeVar

from absentia.errors import DataProblem
from absentia.model.texts import said

Item = TypeVar("Item")
Result = TypeVar("Result")

_CONTEXT = multiprocessing.get_context("forkserver")
_READY = f"{__package__}.ready"
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
    get_ready()
    with ProcessPoolExecutor(jobs, mp_context=_CONTEXT, initializer=_belong, initargs=(dict(os.environ),)) as pool:
        try:
            yield from in_order(lambda item: pool.submit(function, item), items, jobs)
        except BrokenProcessPool:
            raise process_died() from None


def get_ready() -> None:
    """Start the process that those that read are forked from; it loads what they need while this one goes on.

    They are not forked from this one: a progress bar's thread and Arrow's would not survive it.
    """
    _CONTEXT.set_forkserver_preload([_READY])
    forkserver.ensure_running()


def _belong(environment: Mapping[str, str]) -> None:
    """Live in the environment of the process that asks, as it is now, and end when that one is killed."""
    os.environ.clear()
    os.environ.update(environment)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None  # this runs in processes of a pool only
    parent.join()
    os._exit(1)


class _NoPandas:
    """Says that there is no pandas."""

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        if name == "pandas":
            raise ImportError(name)


def do_without_pandas() -> None:
    """Make Arrow's first array, with which it imports pandas where that is installed: a third of what a start takes.

    Where pandas is loaded nothing is saved, and nothing done. Who makes a DataFrame of a table later gets one: Arrow
    asks again then.
    """
    if "pandas" in sys.modules:
        return
    import pyarrow as pa

    sys.meta_path.insert(0, _NoPandas)
    try:
        pa.array([None])
    finally:
        sys.meta_path.remove(_NoPandas)


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
