"""The dengue table of the methodology page is that of the study's results."""

from __future__ import annotations

import json

from bench import delay

RESULT = json.loads(delay.RESULTS.read_text(encoding="utf-8"))


def test_the_page_has_the_rows_of_the_results() -> None:
    page = delay.PAGE.read_text(encoding="utf-8")
    assert delay.written(page, RESULT) == page
    median, share = (
        RESULT["rules for 80 dates, by what no model is needed for"][key]
        for key in ("absentia over all rules", "share of all rules with an error of at most 11.6")
    )
    assert f"a median error of {median['error'][1]:.1f}, with {share:.0%}".replace("%", " %") in page


def test_a_row_writes_what_there_is() -> None:
    rows = delay.page(RESULT)
    assert rows[3] == "| chain ladder, published, 80 dates | 33.0 | 0.938 | 151 | 10 |"
    every = RESULT["every week"]
    mine, spent = every["absentia"], RESULT["processor milliseconds a nowcast"]["median"]
    cells = f"{mine['error']:.2f} | {mine['coverage']:.3f} | {mine['width']:.1f} | {spent}"
    assert rows[8] == f"| absentia, all 1066 weeks | {cells} |"
    assert rows[6] == f"| reported as is, all 1066 weeks | {every['reported as is']['error']:.2f} | – | – | – |"
