"""The same as :func:`absentia.parse.pool.ordered_map`, with Ray's processes: of this machine, or of a cluster.

A task whose worker dies is done again, elsewhere if need be; results come in the order of the items whoever made them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from secrets import token_hex
from typing import Any, TypeVar

from absentia.errors import DataProblem, UsageProblem
from absentia.model.texts import said
from absentia.parse.pool import in_order, process_died

Item = TypeVar("Item")
Result = TypeVar("Result")

HERE = "ray"
CLUSTER = "ray://"
_AGAIN = 3
"""How often a batch is done again whose worker died: memory that does not suffice will not the fourth time."""


def must_be_usable(engine: str) -> None:
    """Refuse an engine there is not.

    Raises:
        UsageProblem: it is neither ``ray`` nor ``ray://HOST:PORT``, or Ray is not installed.
    """
    if engine != HERE and not engine.startswith(CLUSTER):
        raise UsageProblem(
            said("there is no engine “{name}”", name=engine),
            where="--engine",
            next_step=said("write ray (this machine) or ray://HOST:PORT (a cluster); without --engine, processes read"),
        )
    if find_spec("ray") is None:
        raise UsageProblem(
            said("Ray is not installed"), where="--engine", next_step=said("pip install 'absentia[ray]'")
        )


def ray_map(function: Callable[[Item], Result], items: Iterable[Item], jobs: int, *, engine: str) -> Iterator[Result]:
    """The results in the order of the items; on this machine by ``jobs`` workers, of a cluster by as many as it has.

    Raises:
        DataProblem: the cluster cannot be reached; a batch's worker died again and again.
    """
    import ray
    from ray.exceptions import RayError, RayTaskError

    with _running(ray, engine, jobs) as workers:
        task = ray.remote(max_retries=_AGAIN)(_call)
        shared = ray.put(function)  # once, not with every batch
        try:
            yield from in_order(lambda item: task.remote(shared, item).future(), items, workers)
        except RayTaskError as error:
            raise error.cause from None
        except RayError:
            raise process_died() from None


def _call(function: Callable[[Item], Result], item: Item) -> Result:
    return function(item)


@contextmanager
def _running(ray: Any, engine: str, jobs: int) -> Iterator[int]:
    """Ray, started for this or reached; how many workers it has. Nothing is told to anybody about its use."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    start = partial(ray.init, log_to_driver=False, logging_level="error")
    if engine == HERE:
        # Ray's ports are open on the network, and the workers know the pseudonym key: whoever asks them needs a token
        os.environ.setdefault("RAY_AUTH_TOKEN", token_hex(32))
        start = partial(start, "local", num_cpus=jobs, include_dashboard=False)
    else:
        start = partial(start, engine)
    try:
        start()
    except (ConnectionError, OSError, ValueError, RuntimeError) as error:
        raise DataProblem(
            said("Ray cannot be reached: {reason}", reason=str(error).split("\n")[0]),
            where=engine,
            next_step=said("check the address, and that both sides have the same Ray and the same Python"),
        ) from error
    try:
        yield jobs if engine == HERE else max(int(ray.cluster_resources().get("CPU", 1)), 1)
    finally:
        ray.shutdown()
