"""Times of the overlapping-lists methods on the Kosovo table, medians of one run, beside the peers' printed times.

The peers (R: Rcapture, LCMCR, dga) are timed in the same run only where R and they can be had; the printed times were
taken on two cores. Run ``python bench/lists.py``.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from absentia.estimate.lists import LatentClassSettings, OverlapTable, estimate_lists
from absentia.estimate.lists.graphs import graph_posterior
from absentia.estimate.lists.latent_class import sample_latent_class
from absentia.estimate.lists.models import fit_all
from absentia.estimate.lists.profile import averaged_interval

# Ball et al. 2002: units by cell, bit 0 EXH, 1 ABA, 2 OSCE, 3 HRW
KOSOVO = (0, 1131, 845, 177, 936, 228, 217, 181, 306, 106, 31, 18, 123, 42, 32, 27)
# hepatitis A, Taiwan 1995 (Chao et al. 2001), and modern slavery in the United Kingdom, 2013 (Bales et al. 2015)
HEPATITIS = (0, 69, 55, 21, 63, 17, 18, 28)
SLAVERY = {
    1: 54, 2: 463, 4: 995, 8: 695, 16: 316, 3: 15, 5: 19, 9: 3, 6: 62, 10: 19, 18: 1, 12: 76, 20: 11, 24: 8, 7: 1,
    11: 1, 14: 4, 15: 1,
}  # fmt: skip
ONE_CHAIN = LatentClassSettings(chains=2, iterations=110_000, doublings=0)


def median_seconds(work: Callable[[], object], times: int) -> float:
    """Median time of a piece of work; once before, so that compilation and caches do not count."""
    work()
    taken = []
    for _run in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def chain_seconds(table: OverlapTable) -> float:
    """Processor time of one chain of 110,000 iterations, the median of three pairs of chains."""
    sample_latent_class(table, 1, LatentClassSettings(chains=2, iterations=1_000, doublings=0))
    taken = []
    for seed in range(3):
        start = time.process_time()
        sample_latent_class(table, seed, ONE_CHAIN)
        taken.append((time.process_time() - start) / ONE_CHAIN.chains)
    return statistics.median(taken)


def panel_seconds(counts: np.ndarray[Any, Any]) -> tuple[float, float]:
    """Seconds of the whole default panel: by the clock, and of the processor."""
    table = OverlapTable(tuple("ABCDE"[: len(counts).bit_length() - 1]), counts)
    clock, processor = time.perf_counter(), time.process_time()
    estimate_lists(table)
    return time.perf_counter() - clock, time.process_time() - processor


def measurements() -> list[tuple[str, float, float | None, str]]:
    """What, seconds here, seconds of the peer, the peer."""
    table = OverlapTable(("EXH", "ABA", "OSCE", "HRW"), np.array(KOSOVO))
    models = fit_all(table)
    rows = models.within_window()
    return [
        ("113 log-linear models", median_seconds(lambda: fit_all(table), 9), 0.63, "Rcapture"),
        ("averaged profile interval", median_seconds(lambda: averaged_interval(models, rows), 5), None, "no peer"),
        ("110,000 Gibbs iterations, one chain", chain_seconds(table), 1.7, "LCMCR 0.4.14"),
        (
            "61 decomposable graphs",
            median_seconds(lambda: graph_posterior(table, largest=20_000, complete=True), 5),
            0.065,
            "dga 2.0.2",
        ),
    ]


def main() -> None:
    """Print the table."""
    print(f"{'':38}{'absentia':>10}{'peer':>10}")
    for what, here, peer, name in measurements():
        printed = "" if peer is None else f"{peer:.3f} s"
        print(f"{what:38}{here:>8.4f} s{printed:>10}  {name}")
    five = np.zeros(32, dtype=int)
    five[list(SLAVERY)] = list(SLAVERY.values())
    for size, counts in ((3, np.array(HEPATITIS)), (4, np.array(KOSOVO)), (5, five)):
        clock, processor = panel_seconds(counts)
        print(f"default panel of {size} lists{'':15}{clock:>8.1f} s  processor {processor:.1f} s")


if __name__ == "__main__":
    main()
