"""What is asked, read from the words it is asked in; and it must be there.

Nobody is to read of a court or a part mistyped that there is nothing of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from absentia.engine import Connection, query
from absentia.errors import DataProblem, UsageProblem
from absentia.law import label, law, parse_provision
from absentia.link.courts import fold_host
from absentia.model import Grain, Instance, Period, Procedure
from absentia.model.texts import first_few, said
from absentia.tally.query import PLACES, Scope

PERIODS = {grain.value: grain for grain in Grain}
CHARGE_DIMENSIONS = ("article", "provision", "family", "sole")
REGISTER_DIMENSIONS = ("instance", "procedure")
DIMENSIONS = (*PLACES, *PERIODS, *CHARGE_DIMENSIONS, *REGISTER_DIMENSIONS)
ALL = "all"

_CHARGED = """
SELECT 1 FROM charge
WHERE of_law AND jurisdiction = $jurisdiction AND article = $article AND part = $part
LIMIT 1
"""


def dimensions_of(by: Iterable[str] | str) -> tuple[str, ...]:
    """The dimensions asked for, each once; several in one text are parted by commas.

    Raises:
        UsageProblem: there is no such dimension, or two of them are periods.
    """
    chosen: list[str] = []
    for dimension in map(str.strip, by.split(",")) if isinstance(by, str) else by:
        if dimension not in DIMENSIONS:
            raise UsageProblem(
                said("there is no dimension “{name}”", name=dimension),
                where="--by",
                next_step=said("choose among: {names}", names=", ".join(DIMENSIONS)),
            )
        if dimension not in chosen:
            chosen.append(dimension)
    if sum(dimension in PERIODS for dimension in chosen) > 1:
        raise UsageProblem(
            said("only one period can be counted by at a time"),
            where="--by",
            next_step=said("name one of: {names}", names=", ".join(PERIODS)),
        )
    return tuple(chosen)


def scope_of(
    dimensions: Sequence[str],
    since: dt.date | str | None,
    until: dt.date | str | None,
    provision: str | None,
    sole: bool | None,
    instance: str | None,
    procedure: str | None,
    *,
    among: Sequence[str] = (),
) -> Scope:
    """Which units are counted, of what was asked in the words of :func:`~absentia.tally.tally`.

    Raises:
        UsageProblem: an unknown provision, instance or procedure, or days that cannot be.
    """
    wanted = parse_provision(provision, among) if provision is not None else None
    first, last = day_of(since, "--since", last=False), day_of(until, "--until", last=True)
    if first and last and last < first:
        raise UsageProblem(
            said("the period ends ({until}) before it begins ({since})", since=first, until=last),
            where="--until",
            next_step=said("name the earlier day first"),
        )
    exact = "provision" in dimensions or (wanted is not None and wanted.part is not None)
    coarse = "article" in dimensions or wanted is not None
    return Scope(
        since=first,
        until=last,
        sole=sole,
        sole_level="article_label" if coarse and not exact else "provision_label",
        instance=_one_of(instance, "instance", dimensions, [member.value for member in Instance], "first"),
        procedure=_one_of(procedure, "procedure", dimensions, [member.value for member in Procedure], "criminal"),
    ).under(wanted, among)


def _one_of(given: str | None, what: str, dimensions: Sequence[str], known: Sequence[str], default: str) -> str:
    if given is None:
        return ALL if what in dimensions else default
    if given != ALL and given not in known:
        raise UsageProblem(
            said("“{given}” is not known", given=given),
            where=f"--{what}",
            next_step=said("choose among: {names}", names=", ".join((*known, ALL))),
        )
    return given


def day_of(given: dt.date | str | None, option: str, *, last: bool) -> dt.date | None:
    """A day, or the first or last day of a period as people write it (``2023-H1``).

    Raises:
        UsageProblem: the text is neither.
    """
    if isinstance(given, dt.datetime):
        return given.date()
    if given is None or isinstance(given, dt.date):
        return given
    period = period_of(given, option)
    return period.end if last else period.start


def period_of(given: str, option: str) -> Period:
    """A period as people write it.

    Raises:
        UsageProblem: the text is none.
    """
    try:
        return Period.parse(given)
    except ValueError:
        raise UsageProblem(
            said("“{text}” is no period", text=given),
            where=option,
            next_step=said("write 2022, 2023-H1, 2023-Q2, 2023-05, 2023-W05, 2023-05-17 or 2022-03-01..2022-08-31"),
        ) from None


def must_have_come(day: dt.date) -> None:
    """Refuse to say what was known on a day that is not over.

    Raises:
        UsageProblem: the day has not come: nobody knows what will be known.
    """
    if day > dt.datetime.now(dt.UTC).date():
        raise UsageProblem(
            said("{day} has not come: what will be known then nobody knows", day=str(day)),
            next_step=said("name today, or an earlier day"),
        )


def must_be_known(connection: Connection, scope: Scope) -> None:
    """Refuse a part that neither the law file nor any record knows.

    Of an article whose parts the law file does not list any may be one.

    Raises:
        UsageProblem: the law file lists other parts of the article, and no record is charged with this one.
    """
    article, part = scope.article, scope.part
    if part is None or article is None or scope.jurisdiction is None:
        return
    listed = [known for of, known in law(scope.jurisdiction).provisions if of == article and known is not None]
    if not listed or part in listed or query(connection, _CHARGED, scope.parameters()):
        return
    raise UsageProblem(
        said("neither the law file nor any record here knows a part {part} of Article {article}", part=part,
             article=article),
        where="--provision",
        next_step=said(
            "choose among: {names}",
            names=", ".join(label(article, known, jurisdiction=scope.jurisdiction) for known in listed),
        ),
    )  # fmt: skip


def known_court(connection: Connection, court: str) -> str:
    """The key of a court, in either spelling of its host.

    Raises:
        DataProblem: no page of that court has been read.
    """
    known = [row["key"] for row in query(connection, "SELECT DISTINCT key FROM court_key ORDER BY key")]
    for key in known:
        if fold_host(key) == fold_host(court):
            return str(key)
    shown = first_few(known, 8)
    raise DataProblem(
        said("no page of the court “{court}” has been read, so nothing can be said of it", court=court),
        where="--court",
        next_step=said("courts with pages here: {courts}", courts=shown or "–"),
    )
