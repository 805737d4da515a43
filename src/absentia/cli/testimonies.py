"""``absentia testimonies``: codes of published testimonies, kept and counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import Settings, TranslatedSubgroup
from absentia.cli.language import N_, _, language
from absentia.cli.options import format_option
from absentia.cli.output import echo, render, say
from absentia.model.numbers import number
from absentia.model.texts import counted, said

if TYPE_CHECKING:
    from absentia.observatory import Observatory
    from absentia.testimonies import Counted, FieldCount

AGREEMENTS = {
    "good": N_("good: .800 and more"), "tentative": N_("tentative: .667 and more"), "low": N_("too low: below .667"),
    "unknown": N_("unknown: one code only"), "withheld": N_("withheld"),
}  # fmt: skip
COLUMNS = ("field", "code", "count", "reason", "testimonies", "agreement", "alpha", "low", "high")


@click.group(
    "testimonies",
    cls=TranslatedSubgroup,
    help=N_(
        "Count what published testimonies name, by codes alone.\n\n"
        "Two people code published testimonies into closed fields. How far they agree is measured; of K testimonies, "
        "how many named what is counted, small counts withheld. No testimony is taken in, no word of one is kept, and "
        "nothing is matched with court records."
    ),
)
def command() -> None:
    pass


@command.command(
    "import",
    help=N_(
        "Keep the codes of a CSV file and count them.\n\n"
        "CODED has the columns testimony (1, 2, 3 …), coder (A, B) and each field of the codebook. Whatever is no code "
        "is refused, and told by its line and column alone."
    ),
)
@click.argument("coded", metavar="CODED.csv", type=click.Path(path_type=Path))
@click.option(
    "--codebook",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help=N_("YAML: the fields (12 at most), each with its scale and codes."),
)
@format_option()
@click.pass_obj
def import_(settings: Settings, coded: Path, codebook: Path, output_format: str) -> None:
    from absentia.testimonies import counted, keep, read_codebook, read_coded

    observatory = settings.observatory()
    found = read_coded(coded, read_codebook(codebook))
    threshold = _threshold(observatory)
    keep(observatory, found, threshold)
    _write(counted(found, threshold), threshold, output_format)


@command.command("show", help=N_("Count the codes that are kept."))
@format_option()
@click.pass_obj
def show(settings: Settings, output_format: str) -> None:
    from absentia.testimonies import counted, kept

    observatory = settings.observatory()
    threshold = _threshold(observatory)
    _write(counted(kept(observatory), threshold), threshold, output_format)


def _threshold(observatory: Observatory) -> int:
    """The observatory's own, and five at the least."""
    from absentia.tally.suppress import DEFAULT, threshold_of

    return max(DEFAULT, threshold_of(observatory))


def _write(found: Counted, threshold: int, output_format: str) -> None:
    total, code = found.testimonies, language()
    headings = {
        "field": _("field"), "code": _("named"), "testimonies": _("testimonies"), "agreement": _("agreement of coders"),
        "alpha": _("alpha"),
    }  # fmt: skip
    if output_format == "table":
        many = total.low
        echo(
            said("So few published testimonies are coded that their number is withheld, too.")
            if many is None
            else counted(
                "Of {n} published testimony coded, so many named:",
                "Of {n} published testimonies coded, so many named:",
                n=many,
            )
        )
    rows = [row for one in found.fields for row in _rows(one)]
    shown = [
        row
        | {
            "code": _(row["code"]) if " " in row["code"] else row["code"].replace("_", " "),
            "agreement": _(AGREEMENTS[row["agreement"]]),
            "testimonies": _("withheld") if row["count"] is None and row["code"] else row["count"],
            "alpha": None if row["alpha"] is None else _alpha(row, code),
        }
        for row in rows
    ]
    render(
        output_format, [row | {"testimonies": total.low} for row in rows], headings, columns=COLUMNS, shown=shown,
        document={"testimonies": total.as_dict(), "fields": [_as_json(one) for one in found.fields]},
    )  # fmt: skip
    if output_format == "table":
        _notes(found, threshold)


def _rows(one: FieldCount) -> Iterator[dict[str, Any]]:
    ends = {"low": one.interval.low, "high": one.interval.high} if one.interval else {"low": None, "high": None}
    beside = {"field": one.field.name, "agreement": one.agreement, "alpha": one.alpha, **ends}
    for code, count in one.counts.items():
        yield {**beside, "code": code, "count": count.low, "reason": count.reason}
    if not one.counts:
        yield {**beside, "code": "", "count": None, "reason": "agreement"}


def _as_json(one: FieldCount) -> dict[str, Any]:
    return {
        "field": one.field.name,
        "scale": one.field.scale,
        "agreement": one.agreement,
        "alpha": one.alpha,
        "interval": one.interval,
        "counts": {code: count.as_dict() for code, count in one.counts.items()},
    }


def _alpha(row: dict[str, Any], code: str) -> str:
    ends = "" if row["low"] is None else f" ({number(row['low'], code, 2)} … {number(row['high'], code, 2)})"
    return number(row["alpha"], code, 2) + ends


def _notes(found: Counted, threshold: int) -> None:
    silent = [one.field.name for one in found.fields if not one.counts]
    if silent:
        say(
            "Not counted, since the coders agree too little (Krippendorff's alpha below .667, or none): {fields}",
            fields=", ".join(silent),
        )
    say(
        "Counts below {n} are withheld, and others that would give one away; so is the alpha of their field.",
        n=threshold,
    )
    say("This counts published testimonies, chosen by whoever published them: no share of deserters follows from it.")
