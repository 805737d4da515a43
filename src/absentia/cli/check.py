"""``absentia check ARTICLE``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import Settings, verb
from absentia.cli.language import N_, _, language, pgettext
from absentia.cli.options import format_option, own_figures
from absentia.cli.output import echo, render, say, write_csv, write_json, write_table
from absentia.cli.tally_words import left_out_text
from absentia.model.checked import CheckedArticle, CheckedClaim, Citation, Computed, KnownThen, Verdict
from absentia.model.numbers import Quantity, bounded, number
from absentia.model.printed import legible
from absentia.model.publishers import publisher
from absentia.model.units import unit_after

if TYPE_CHECKING:
    from absentia.observatory import Observatory

VERDICTS = {
    Verdict.SUPPORTED: N_("supported"),
    Verdict.SUPPORTED_WITH_CAVEAT: N_("supported with caveat"),
    Verdict.NOT_SUPPORTED: N_("not supported"),
    Verdict.CANNOT_BE_TESTED: N_("cannot be tested"),
}
STANDINGS = {
    "published": N_("published"), "computed": N_("computed"), "estimated": N_("estimated"), "tallied": N_("tallied"),
}  # fmt: skip
CSV_COLUMNS = (
    "claim", "claim_label", "verdict", "main", "label", "value", "least", "most", "low", "high", "level", "kind",
    "unit", "period", "standing", "note", "sources", "command", "as_of", "then_verdict", "then_value", "then_least",
    "then_most",
)  # fmt: skip


@verb(
    "check",
    N_(
        "Check an article's claims against figures, tallies and estimates.\n\n"
        "ARTICLE is the name of a bundled article or the path of a claims file; without it the bundled ones are "
        "listed. "
        "Whatever the verdicts, the exit code is 0; it is 1 when the claims file or a figure cannot be used."
    ),
)
@click.argument("article", metavar="[ARTICLE]", required=False)
@click.option("--claim", "claims", metavar="ID", multiple=True, help=N_("Only this claim; may be given several times."))
@click.option("--print-schema", is_flag=True, help=N_("Print the JSON Schema of a claims file and stop."))
@own_figures
@format_option()
@click.pass_obj
def command(
    settings: Settings,
    article: str | None,
    claims: tuple[str, ...],
    print_schema: bool,
    files: tuple[Path, ...],
    output_format: str,
) -> None:
    from absentia.check import check_article, json_schema

    if print_schema:
        write_json(json_schema())
    elif article is None:
        _list(output_format)
    else:
        observatory = settings.observatory_if_any()
        checked = check_article(article, observatory, only=claims, figures=files)
        _write(checked if observatory is None else _of_last(observatory, checked, article), output_format)


def _of_last(observatory: Observatory, checked: CheckedArticle, article: str) -> CheckedArticle:
    """Without what the last publication withheld of it; and whom the rest is for."""
    if all(one.standing != "tallied" for claim in checked.claims for one in claim.numbers):
        return checked
    from absentia.pipeline.published import withheld_last
    from absentia.pipeline.withholding import shown_article

    say("for your eyes: counts may tell of single persons; publish what `absentia publish` writes")
    return shown_article(checked, withheld_last(observatory, article), 0)


def _list(output_format: str) -> None:
    from absentia.check.loading import load
    from absentia.claims import bundled

    articles = [load(path) for path in bundled().values()]
    rows = [
        {
            "article": one.id,
            "title": one.title.words.text(language()),
            "publisher": one.publisher,
            "date": one.date.isoformat(),
            "claims": ", ".join(claim.id for claim in one.claims),
        }
        for one in articles
    ]
    headings = {
        "article": pgettext("publication", "article"), "title": _("title"), "publisher": _("publisher"),
        "date": _("date"), "claims": _("claims"),
    }  # fmt: skip
    render(output_format, rows, headings)
    if output_format == "table":
        say("`absentia check ARTICLE` checks one; `absentia check ./my_claims.yml` checks your own.")


def _write(checked: CheckedArticle, output_format: str) -> None:
    if output_format == "json":
        write_json(_as_json(checked))
    elif output_format == "csv":
        write_csv([row for claim in checked.claims for row in _csv_rows(claim)], CSV_COLUMNS)
    else:
        _report(checked)


def _as_json(checked: CheckedArticle) -> dict[str, Any]:
    """The records as they are, with each claim the number its verdict turns on, with each sentence its state."""
    from pydantic import TypeAdapter

    article: dict[str, Any] = TypeAdapter(CheckedArticle).dump_python(checked)
    for entry in article["claims"]:
        main: dict[str, Any] = next((number for number in entry["numbers"] if number["main"]), {})
        entry |= {key: main.get(key) for key in ("value", "unit", "interval")}
    for entry, sentence in zip(article["sentences"], checked.sentences, strict=True):
        entry["state"] = checked.state_of(sentence)
    return article


def _csv_rows(claim: CheckedClaim) -> Iterator[dict[str, Any]]:
    then = claim.then
    for nth, computed in enumerate(claim.numbers):
        row = _csv_row(claim, computed)
        if then is not None:
            known = _ends(then.numbers[nth])
            row |= {"as_of": then.day, "then_verdict": str(then.verdict)}
            row |= {f"then_{name}": end for name, end in known.items()}
        yield row


def _ends(computed: Computed) -> dict[str, float | None]:
    exact = computed.least is computed.most is None
    least, most = (computed.value, computed.value) if exact else (computed.least, computed.most)
    return {"value": computed.value, "least": least, "most": most}


def _csv_row(claim: CheckedClaim, computed: Computed) -> dict[str, Any]:
    code, interval = language(), computed.interval
    return {
        "claim": claim.id,
        "claim_label": claim.label,
        "verdict": str(claim.verdict),
        "main": "yes" if computed.main else "no",
        "label": computed.label.text(code),
        **_ends(computed),
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "level": interval.level if interval else None,
        "kind": interval.kind if interval else None,
        "unit": computed.unit.text(code),
        "period": computed.period,
        "standing": computed.standing,
        "note": computed.note.text(code) if computed.note else None,
        "sources": "; ".join(computed.sources),
        "command": claim.command,
    }


def _report(checked: CheckedArticle) -> None:
    code = language()
    echo(
        f"{checked.title.text(code)}\n{checked.publisher}, {checked.date}{', ' + checked.url if checked.url else ''}\n"
    )
    for claim in checked.claims:
        _claim(claim, code)
    for note in checked.notes:
        echo(note.text(code))
    if checked.coverage is not None:
        echo(checked.coverage.text(code))


def _claim(claim: CheckedClaim, code: str) -> None:
    click.secho(legible(f"{claim.label} — {_(VERDICTS[claim.verdict]).upper()}"), bold=True)
    echo("Claim: {text}", text=claim.quote)
    echo("Read as: {text}", text=claim.reading)
    _judged(claim, code)
    if claim.then is not None:  # what could be known on the article's day, below what is known now
        echo(left_out_text(claim.then.day, claim.then.later, claim.then.undated))
        click.secho(_(VERDICTS[claim.then.verdict]).upper(), bold=True)
        _judged(claim.then, code)
    echo("Sources:")
    for citation in claim.citations:
        echo("  - " + _source(citation))
    echo(_("Again: {command}", command=claim.command) + "\n")


def _judged(one: CheckedClaim | KnownThen, code: str) -> None:
    """Why, by which numbers, and with which caveats."""
    echo("Why: {text}", text=one.reason)
    headings = {
        "label": _("number"), "value": _("value"), "interval": _("interval"), "unit": _("unit"),
        "period": _("period"), "standing": _("standing"), "sources": _("sources"),
    }  # fmt: skip
    write_table([_number_row(computed, code) for computed in one.numbers], headings)
    for caveat in one.caveats:
        echo(f"  ! {caveat.text(code)}")


def _number_row(computed: Computed, code: str) -> dict[str, Any]:
    interval = computed.interval
    value: str = _("no number")
    if computed.value is not None:
        value = bounded(computed.value, computed.least, computed.most, Quantity.RATIO, code)
    return {
        "label": ("► " if computed.main else "") + computed.label.text(code),
        "value": value + (f" ({computed.note.text(code)})" if computed.note else ""),
        "interval": f"{number(interval.low, code)} … {number(interval.high, code)}, {interval.named.text(code)}"
        if interval
        else None,
        "unit": computed.unit.text(code) if computed.value is None else unit_after(computed.value, computed.unit, code),
        "period": computed.period,
        "standing": _(STANDINGS[computed.standing]),
        "sources": ", ".join(computed.sources),
    }


def _source(citation: Citation) -> str:
    parts = [publisher(citation.publisher, language()), citation.title, citation.date, citation.url]
    standing = [citation.figure, citation.evidence_level and _(citation.evidence_level)]
    if citation.verified is False:
        standing.append(_("NOT read at its source"))
    details = ", ".join(part for part in standing if part)
    return "; ".join(part for part in parts if part) + (f" [{details}]" if details else "")


_LEVELS = (N_("primary"), N_("secondary"), N_("tertiary"))
