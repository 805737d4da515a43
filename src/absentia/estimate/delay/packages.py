"""The reporting triangle of documents in packages: from the day a document was adopted to the first package with it.

It needs packages taken week after week. What the first of them shows already was there for nobody knows how long, so
only what was adopted since has a delay; a week without a package is one in which nobody could report.
"""

from __future__ import annotations

from absentia.dumps.dump import SLICE
from absentia.dumps.held import dumps_of
from absentia.dumps.reading import connected
from absentia.engine import ask, literal
from absentia.errors import ObservatoryProblem, UsageProblem
from absentia.estimate.delay.observatory import Observed, cells_of, first_seen, refuse
from absentia.estimate.grid import index_of
from absentia.estimate.options.series import DELAY as NAME
from absentia.model.estimate import Refusal
from absentia.model.period import Grain
from absentia.model.texts import Said, said
from absentia.observatory import Observatory
from absentia.tally.catalogue import measures_of_packages
from absentia.tally.packages import article_of

MEASURE = "documents"
FEWEST_WEEKS = 12
"""Weeks with a package below which nothing is said of what is still to come."""


def from_packages(
    observatory: Observatory, name: str, grain: Grain, provision: str | None = None
) -> Observed | Refusal:
    """The triangle of the documents of all packages, or of those under an article.

    Raises:
        UsageProblem: another measure, or a part of an article.
        ObservatoryProblem: no package was taken in.
        Damaged: a slice is missing or was changed.
    """
    if name != MEASURE:
        raise UsageProblem(
            said("over packages only the measure {measure} has a delay", measure=MEASURE),
            where="--measure",
            next_step=said("choose among: {names}", names=MEASURE),
        )
    held = dumps_of(observatory)
    if not held:
        raise ObservatoryProblem(
            said("no package was taken in yet"),
            where=str(observatory.path),
            next_step=said("run `absentia archive import FILE.zip --source ID`"),
        )
    # the package of another year shows nothing of what came in the week it was taken
    days = sorted({one.day for one in held if one.day.year == one.year})
    source = str(observatory.path)
    weeks = {index_of(day, Grain.WEEK) for day in days}
    if len(weeks) < FEWEST_WEEKS:
        return refuse(
            source,
            said("packages were taken in week after week"),
            said(
                "weeks with a package of their own year: {found} (needed: {least})",
                found=len(weeks),
                least=FEWEST_WEEKS,
            ),
        )
    wanted = "article IS NOT NULL" if provision is None else f"article = {literal(article_of(provision, held))}"
    slices = " UNION ALL ".join(
        f"SELECT document, adopted, DATE {literal(str(one.day))} AS day "  # noqa: S608  literals
        f"FROM read_parquet({literal(str(one.table(SLICE)))}) WHERE {wanted}"
        for one in held
    )
    with connected(observatory.path) as connection:
        rows = ask(
            connection,
            "SELECT event, report, count(*) AS number FROM ("  # noqa: S608  literals
            f"SELECT arg_max(adopted, day) AS event, min(day) AS report FROM ({slices}) GROUP BY document) "
            "WHERE event IS NOT NULL GROUP BY ALL ORDER BY ALL",
        )
    cells, _undated = cells_of(rows, grain)
    unit = Said("{unit}", {"unit": measures_of_packages()[MEASURE].unit})
    if not cells:
        return Refusal(NAME, said("no unit of this measure was seen"), (), {source: said("the observatory")})
    found = first_seen(cells, days, grain, source)
    return found if isinstance(found, Refusal) else Observed(*found, unit, any(one.synthetic for one in held))
