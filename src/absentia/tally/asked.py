"""What is asked about must be there: nobody is to read of a court or a part mistyped that there is nothing of it."""

from __future__ import annotations

import datetime as dt

from absentia.engine import Connection, query
from absentia.errors import DataProblem, UsageProblem
from absentia.law import label, law
from absentia.link.courts import fold_host
from absentia.model.texts import first_few, said
from absentia.tally.query import Scope

_CHARGED = """
SELECT 1 FROM charge
WHERE of_law AND jurisdiction = $jurisdiction AND article = $article AND part = $part
LIMIT 1
"""


def must_have_come(day: dt.date) -> None:
    """Refuse to say what was known on a day that is not over.

    Raises:
        UsageProblem: the day has not come: nobody knows what will be known.
    """
    if day > dt.datetime.now(dt.UTC).date():
        raise UsageProblem(said("{day} has not come: what will be known then nobody knows", day=str(day)))


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
