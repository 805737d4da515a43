"""The nowcast on dengue in Puerto Rico, 1990–2010: every week as if it were today, and samples of 80.

27-week window, delays of 0 to 10 weeks, the newest week; truth is what was reported within 10 weeks. The published
comparison used 80 dates it does not name, so the run takes all 1,066 weeks that have a whole window, and shows how the
mean absolute error varies over samples of 80 evenly spaced dates, above all over those that no model is needed to
recognise: whose counts as reported miss the truth by the published 45.7. Writes `bench/delay.json` and
the table of the methodology page.

Needs the table of the National Notifiable cases of Puerto Rico beside the project (`../shared/bench`); ABSENTIA_SHARED
names another place.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np

from absentia.estimate.delay import Nowcast, Triangle, chain_ladder, nowcast, read_triangle

ROOT = Path(__file__).resolve().parents[1]
TABLE = Path(os.environ.get("ABSENTIA_SHARED", ROOT.parent / "shared")) / "bench" / "dengue_puerto_rico_delays.csv"
RESULTS = Path(__file__).with_name("delay.json")
PAGE = ROOT / "docs" / "methodology" / "reporting_delay.md"
SHOWN = ("reported as is", "chain ladder (Mack)", "absentia")
WINDOW, DELAY, SAMPLE = 27, 10, 80
LATEST = 26
"""The longest delay in the table: the last weeks but so many have been reported to the end."""
HALF = 560
"""The week (25 September 2000) before which variants of the model were tried."""
Columns = dict[str, np.ndarray[Any, np.dtype[np.float64]]]
Rows = slice | np.ndarray[Any, np.dtype[np.int64]]
PUBLISHED = {
    "reported as is": {"error": 45.7},
    "chain ladder": {"error": 33.0, "coverage": 0.938, "width": 151, "milliseconds": 10},
    "NobBS 1.0.0 (R, JAGS)": {"error": 11.6, "coverage": 0.963, "width": 72, "milliseconds": 7600},
    "Laplace approximation": {"error": 11.5, "coverage": 0.975, "width": 71, "milliseconds": 25},
}


def every_week(triangle: Triangle) -> Columns:
    """Columns by week: truth, reported, ladder (value, low, high), nowcast (value, low, high), milliseconds."""
    final = triangle.counts[:, : DELAY + 1].sum(axis=1)
    rows = []
    for week in range(WINDOW - 1, len(final)):
        then = triangle.at(triangle.first + week)
        started = time.process_time()  # other work on the machine does not count
        found = nowcast(then, window=WINDOW, max_delay=DELAY)
        spent = 1000 * (time.process_time() - started)
        ladder = chain_ladder(then.shape_of(WINDOW, DELAY)[0])
        nothing = (np.nan, np.nan, np.nan, np.nan)
        answer = nothing
        if isinstance(found, Nowcast):
            newest = found.newest
            answer = (float(newest.observed), newest.value, newest.interval.low, newest.interval.high)
        rows.append((final[week], *answer, ladder.value, *map(float, ladder.quantile(np.array([0.025, 0.975]))), spent))
    names = ("truth", "reported", "value", "low", "high", "ladder", "ladder_low", "ladder_high", "milliseconds")
    table = np.array(rows, dtype=np.float64)
    return {name: table[:, at] for at, name in enumerate(names)}


def scores(columns: Columns, rows: Rows) -> dict[str, Any]:
    """Error, coverage and width of the three over some weeks."""
    part = {name: column[rows] for name, column in columns.items()}
    truth, given = part["truth"], np.isfinite(part["value"])

    def one(value: str, low: str, high: str) -> dict[str, float]:
        inside = (part[low] <= truth) & (truth <= part[high])
        return {
            "error": round(float(np.abs(part[value] - truth)[given].mean()), 2),
            "coverage": round(float(inside[given].mean()), 3),
            "width": round(float((part[high] - part[low])[given].mean()), 1),
        }

    return {
        "weeks": len(truth),
        "refused": int((~given).sum()),
        "reported as is": {"error": round(float(np.abs(part["reported"] - truth)[given].mean()), 2)},
        "chain ladder (Mack)": one("ladder", "ladder_low", "ladder_high"),
        "absentia": one("value", "low", "high"),
    }


def alike(columns: Columns) -> dict[str, Any]:
    """Rules for 80 dates that give the published error of counts as reported, to its printed digit.

    Two families: every k weeks from any start; evenly spaced, rounded, from one of the first weeks with a whole window
    to one of the last. Our own nowcast has no say in which rules match.
    """
    weeks = len(columns["truth"])
    rules = {
        f"every {step} weeks from week {start}": start + step * np.arange(SAMPLE)
        for step in range(1, weeks // SAMPLE + 1)
        for start in range(weeks - step * (SAMPLE - 1))
    }
    for first in (0, 1, 10, 11, LATEST, LATEST + 1):
        for last in (weeks - 1, weeks - DELAY - 1, weeks - DELAY, weeks - LATEST - 1, weeks - LATEST):
            spaced = np.linspace(first, last, SAMPLE)
            rules[f"evenly spaced over weeks {first} to {last}, rounded"] = np.round(spaced).astype(np.int64)
            rules[f"evenly spaced over weeks {first} to {last}, cut"] = spaced.astype(np.int64)
    miss = np.abs(columns["reported"] - columns["truth"])
    wanted = PUBLISHED["reported as is"]["error"]
    matching = {name: scores(columns, rows) for name, rows in rules.items() if round(miss[rows].mean(), 1) == wanted}
    every = [scores(columns, rows)["absentia"] for rows in rules.values()]
    whole = np.round(np.linspace(0, weeks - LATEST - 1, SAMPLE)).astype(np.int64)
    return {
        "rules tried": len(rules),
        "rules that match the error of counts as reported": len(matching),
        "of these, that match the error of the chain ladder": sum(
            round(one["chain ladder (Mack)"]["error"], 1) == PUBLISHED["chain ladder"]["error"]
            for one in matching.values()
        ),
        "absentia over all rules": _spread(every),
        "absentia over the matching rules": _spread([one["absentia"] for one in matching.values()]),
        "share of all rules with an error of at most 11.6": round(
            float(np.mean([round(one["error"], 1) <= 11.6 for one in every])),
            2,
        ),
        "matching rules": matching,
        "evenly spaced over the weeks with a whole window and every report": scores(columns, whole),
    }


def _spread(found: list[dict[str, float]]) -> dict[str, list[float]]:
    """Least, median and most of each score."""
    return {
        name: [round(float(np.quantile([one[name] for one in found], at)), 3) for at in (0, 0.5, 1)]
        for name in ("error", "coverage", "width")
    }


WHOLE_TABLE = "evenly spaced over the weeks with a whole window and every report"


def page(result: dict[str, Any]) -> list[str]:
    """The rows of the methodology page."""
    rules = result[f"rules for {SAMPLE} dates, by what no model is needed for"]
    median = result["processor milliseconds a nowcast"]["median"]
    rows = ["|  | MAE | 95 % coverage | mean width | ms |", "|---|---|---|---|---|"]
    for name, one in PUBLISHED.items():
        given = (("coverage", ".3f"), ("width", ".0f"), ("milliseconds", ".0f"))
        cells = [format(one[key], form) if key in one else "–" for key, form in given]
        rows.append(f"| {name}, published, {SAMPLE} dates | {one['error']} | {' | '.join(cells)} |")
    weeks = result["every week"]["weeks"]
    rows += [_row(name, f"all {weeks} weeks", result["every week"][name], median) for name in SHOWN]
    rows.append(_row("absentia", "weeks to September 2000", result["weeks to September 2000"]["absentia"]))
    since = result["weeks since, on which no variant of the model was tried"]
    rows.append(_row("absentia", "weeks since", since["absentia"]))
    for step in (9, result["every week"]["weeks"] // SAMPLE):
        samples = next(one for key, one in result.items() if key.startswith(f"{SAMPLE} dates every {step} weeks"))
        about = f"{SAMPLE} dates every {step} weeks: median of the {len(samples)} such samples (least–most)"
        rows += [_spread_row(name, about, [one[name] for one in samples]) for name in SHOWN]
    matching = list(rules["matching rules"].values())
    about = f"the {len(matching)} rules like the published: median (least–most)"
    rows += [_spread_row(name, about, [one[name] for one in matching]) for name in SHOWN]
    return [*rows, *(_row(name, f"{SAMPLE} dates {WHOLE_TABLE}", rules[WHOLE_TABLE][name]) for name in SHOWN)]


def _row(name: str, about: str, one: dict[str, float], milliseconds: float | None = None) -> str:
    cells = [f"{one['coverage']:.3f}", f"{one['width']:.1f}"] if "width" in one else ["–", "–"]
    spent = f"{milliseconds}" if milliseconds is not None and name == "absentia" else "–"
    return f"| {name}, {about} | {one['error']:.2f} | {' | '.join(cells)} | {spent} |"


def _spread_row(name: str, about: str, found: list[dict[str, float]]) -> str:
    def cell(key: str, form: str) -> str:
        if key not in found[0]:
            return "–"
        low, middle, high = (format(float(np.quantile([one[key] for one in found], at)), form) for at in (0, 0.5, 1))
        return f"{middle} ({low}–{high})"

    return f"| {name}, {about} | {cell('error', '.1f')} | {cell('coverage', '.3f')} | {cell('width', '.0f')} | – |"


def written(text: str, result: dict[str, Any]) -> str:
    """The page with the table in its place."""
    head, rest = text.split("<!-- dengue -->\n")
    _old, tail = rest.split("<!-- end of dengue -->")
    return head + "<!-- dengue -->\n\n" + "\n".join(page(result)) + "\n\n<!-- end of dengue -->" + tail


def main() -> None:
    """Run, print, write."""
    columns = every_week(read_triangle(TABLE))
    weeks = len(columns["truth"])
    step = weeks // SAMPLE
    samples = [scores(columns, slice(start, start + step * SAMPLE, step)) for start in range(step)]
    errors = sorted(one["absentia"]["error"] for one in samples)
    early = [scores(columns, slice(start, start + 9 * SAMPLE, 9)) for start in range(9)]
    result = {
        "set-up": f"window {WINDOW}, delays 0 to {DELAY}, newest week, machine {platform.machine()}",
        "published, 80 dates not named": PUBLISHED,
        "every week": scores(columns, slice(None)),
        "weeks to September 2000": scores(columns, slice(HALF - WINDOW + 1)),
        "weeks since, on which no variant of the model was tried": scores(columns, slice(HALF - WINDOW + 1, None)),
        f"rules for {SAMPLE} dates, by what no model is needed for": alike(columns),
        f"{SAMPLE} dates every {step} weeks, by first week": samples,
        "error over these samples": {"least": errors[0], "median": statistics.median(errors), "most": errors[-1]},
        f"{SAMPLE} dates every 9 weeks from 1990, by first week": early,
        "processor milliseconds a nowcast": {
            "median": round(float(np.median(columns["milliseconds"])), 1),
            "95 % below": round(float(np.quantile(columns["milliseconds"], 0.95)), 1),
        },
    }
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), result), encoding="utf-8")
    print(json.dumps({key: value for key, value in result.items() if "by first week" not in key}, indent=1))


if __name__ == "__main__":
    main()
