"""How tallies and comparisons are written for people, and their rows for CSV."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.output import write_csv, write_json, write_table
from absentia.messages import N_, _, language, ngettext

if TYPE_CHECKING:
    from absentia.model import Interval
    from absentia.tally import Comparison, Measure, Tally

DIMENSIONS = {
    "court": N_("court"),
    "okrug": N_("okrug court"),
    "region": N_("region"),
    "week": N_("week"),
    "month": N_("month"),
    "quarter": N_("quarter"),
    "half-year": N_("half-year"),
    "year": N_("year"),
    "article": N_("article"),
    "provision": N_("provision"),
    "family": N_("family"),
    "sole": N_("sole or among"),
    "instance": N_("instance"),
    "procedure": N_("procedure"),
}
_VALUES = {
    "sole": {"sole": N_("sole charge"), "among": N_("among several")},
    "family": {"peace": N_("peace"), "mobilisation": N_("mobilisation")},
    "instance": {
        "first": N_("first instance"),
        "appeal": N_("appeal"),
        "cassation": N_("cassation"),
        "supervisory": N_("supervisory"),
        "unknown": N_("unknown instance"),
    },
    "procedure": {
        "criminal": N_("criminal"),
        "civil": N_("civil"),
        "kas": N_("administrative suits"),
        "koap": N_("administrative offences"),
        "material": N_("materials"),
        "disciplinary": N_("disciplinary"),
        "unknown": N_("unknown procedure"),
    },
}
_PERIODS = frozenset({"week", "month", "quarter", "half-year", "year"})
_NOTHING = {
    "sole": N_("cannot be told"),
    "article": N_("not readable or not shown"),
    "provision": N_("not readable or not shown"),
    "family": N_("not in the law file, not readable or not shown"),
    "okrug": N_("not in the directory"),
    "region": N_("not in the directory"),
}
REASONS = {
    "captcha_gate": N_("not looked at: the court wants a captcha"),
    "block_g": N_("not looked at: blocked by geography"),
    "block_b": N_("not looked at: the request was refused"),
    "temporarily_unavailable": N_("not looked at: «временно недоступна» (temporarily unavailable)"),
    "backend_error": N_("not looked at: the court's database fails"),
    "empty_result": N_("not looked at: only empty answers, which may be wrong questions"),
    "search_form": N_("not looked at: only the search form"),
    "no_content": N_("not looked at: a site without content"),
    "moved": N_("not looked at: the pages are gone or moved"),
    "act": N_("not looked at: only texts of acts"),
    "unknown": N_("not looked at: the pages could not be recognised"),
    "not_covered": N_("no complete listing covers this"),
    "suppressed": N_("withheld: a small count, or one that would give a small one away"),
}
_UNREADABLE = {
    "undated": N_("without a date"),
    "charges_unreadable": N_("with charges that could not be read"),
    "charges_not_shown": N_("whose pages show no charges"),
    "instance_unknown": N_("records of unknown instance, not counted"),
    "known_only_from_above": N_("cases known only from a higher court, not counted"),
}


def print_measures(output_format: str) -> None:
    """The list of measures."""
    from absentia.tally import measures

    rows = [_listed(measure) for measure in measures().values()]
    if output_format == "json":
        write_json(
            [{"measure": one.name, "unit": dict(one.unit), "about": dict(one.about)} for one in measures().values()]
        )
    elif output_format == "csv":
        write_csv(rows, ("measure", "unit", "about"))
    else:
        write_table(rows, {"measure": _("measure"), "unit": _("unit"), "about": _("what is in it")})


def _listed(measure: Measure) -> dict[str, str]:
    return {"measure": measure.name, "unit": measure.unit[language()], "about": measure.about[language()]}


def print_tally(tally: Tally) -> None:
    """A tally for people: what is counted, the counts, what they rest on."""
    _heading(tally)
    reasons = any("reason" in row for row in tally.rows)
    columns = {dimension: _(DIMENSIONS[dimension]) for dimension in tally.by} | {"count": _("count")}
    if reasons:
        columns["reason"] = _("why there is no number")
    if tally.by or reasons:
        write_table([_shown(row, tally) for row in tally.rows], columns, right=("count",))
        click.echo()
    at_least = "≥ " if tally.total is not None and not tally.complete else ""
    click.echo(_("Total: {total}").format(total=at_least + _number(tally.total)))
    if at_least or any(row["count"] is not None and row.get("complete") is False for row in tally.rows):
        click.echo(_("≥: complete listings do not show all of this; the count is a lower bound."))
    if tally.by:
        click.echo(_("Counted, not summed: what stands in several rows is counted once."))
    _footing(tally)


def _heading(tally: Tally) -> None:
    if tally.synthetic:
        click.echo(
            _("SYNTHETIC DATA: some or all of these pages are invented; the numbers say nothing about the world.")
        )
    click.echo(_("{measure}: {unit}.").format(measure=tally.measure, unit=tally.unit[language()]))
    click.echo(_("Counted: {what}. Period: {period}.").format(what=", ".join(_filters(tally)), period=_period(tally)))
    click.echo()


def _filters(tally: Tally) -> list[str]:
    chosen = tally.filters
    texts = [_value("instance", chosen["instance"]), _value("procedure", chosen["procedure"])]
    if chosen["instance"] == "all":
        texts[0] = _("all instances")
    if chosen["procedure"] == "all":
        texts[1] = _("all procedures")
    if chosen["provision"]:
        texts.append(_("charged under {provision}").format(provision=chosen["provision"]))
    if chosen["sole"]:
        texts.append(_value("sole", chosen["sole"]))
    if chosen["court"]:
        texts.append(chosen["court"])
    return texts


def _period(tally: Tally) -> str:
    if not tally.since and not tally.until:
        return _("all that was seen")
    return _("{since} to {until}").format(since=tally.since or "…", until=tally.until or "…")


def _footing(tally: Tally) -> None:
    seen = tally.coverage
    click.echo()
    pages = ngettext("{pages} page read", "{pages} pages read", seen["pages"]).format(pages=seen["pages"])
    if seen["first_captured"]:
        pages += _(", captured {first} to {last}").format(
            first=seen["first_captured"][:10], last=seen["last_captured"][:10]
        )
    click.echo(
        _("Coverage: {pages}; courts looked at: {looked}; courts not looked at: {not_looked}.").format(
            pages=pages, looked=seen["courts_looked_at"], not_looked=seen["courts_not_looked_at"]
        )
    )
    if seen["pages_of_no_court"]:
        click.echo(_("Pages that name no court: {pages}.").format(pages=seen["pages_of_no_court"]))
    rows = [_coverage_row(court) for court in seen["courts"]]
    columns = {
        "court": _("court"),
        "pages": _("pages by kind"),
        "windows": _("receipt dates that complete listings show"),
    }
    write_table(rows, columns)
    click.echo()
    missed = [
        f"{_(text)}: {f'<{tally.suppressed}' if tally.unreadable[key] is None else tally.unreadable[key]}"
        for key, text in _UNREADABLE.items()
        if tally.unreadable[key] != 0
    ]
    click.echo(_("Not readable: {list}.").format(list="; ".join(missed) if missed else _("nothing")))
    if tally.suppressed:
        click.echo(
            _("Counts below {threshold} are withheld, with those that would give them away.").format(
                threshold=tally.suppressed
            )
        )
    click.echo(_("Recompute: {command}").format(command=tally.command))


def _coverage_row(court: Mapping[str, Any]) -> dict[str, str]:
    windows = [
        f"{window['since']}..{window['until']}" + (f" ({window['provision']})" if window["provision"] else "")
        for window in court["complete_windows"]
    ]
    text = (", ".join(windows) or _("none")) if court["looked_at"] else _(REASONS[court["reason"]])
    if court["incomplete_searches"]:
        text += _("; incomplete searches: {count}").format(count=court["incomplete_searches"])
    return {
        "court": court["court"],
        "pages": ", ".join(f"{kind} {count}" for kind, count in court["pages"].items()),
        "windows": text,
    }


def _value(dimension: str, value: str | None) -> str:
    if value is None:
        return _(_NOTHING.get(dimension, N_("not dated"))) if dimension != "court" else ""
    known = _VALUES.get(dimension, {})
    return _(known[value]) if value in known else value


def _shown(row: Mapping[str, Any], tally: Tally) -> dict[str, str]:
    # a court nobody looked at has no period and no provision: its cells stay empty
    empty = row["count"] is None
    cells = {
        dimension: "" if empty and row[dimension] is None else _value(dimension, row[dimension])
        for dimension in tally.by
    }
    reason = _(REASONS[row["reason"]]) if "reason" in row else ""
    at_least = "≥ " if row["count"] is not None and row.get("complete") is False else ""
    return cells | {"count": at_least + _number(row["count"]), "reason": reason}


def _number(count: float | None) -> str:
    return "–" if count is None else f"{count}"


_REPEATED = (
    "total",
    "unit",
    "since",
    "until",
    "pages",
    "courts_looked_at",
    "courts_not_looked_at",
    *_UNREADABLE,
    "synthetic",
)


def csv_columns(tally: Tally) -> tuple[str, ...]:
    """Dimensions, count and reason; then, the same in every row, what the counts rest on."""
    return (*tally.by, "count", "complete", "reason", *_REPEATED)


def csv_rows(tally: Tally) -> list[dict[str, Any]]:
    """The rows with unit, period, coverage and what could not be read repeated, so that a file stays plain CSV."""
    repeated = {
        "total": tally.total,
        "unit": tally.unit[language()],
        "since": tally.since,
        "until": tally.until,
        **{key: tally.coverage[key] for key in ("pages", "courts_looked_at", "courts_not_looked_at")},
        **tally.unreadable,
        "synthetic": "synthetic" if tally.synthetic else "",
    }
    return [dict(row) | repeated for row in tally.rows]


def print_comparison(comparison: Comparison) -> None:
    """A comparison for people: both rates, the ratio with its interval, or why there is none."""
    from absentia.model import Refusal

    first, second = comparison.first, comparison.second
    if first.synthetic or second.synthetic:
        click.echo(
            _("SYNTHETIC DATA: some or all of these pages are invented; the numbers say nothing about the world.")
        )
    click.echo(_("{measure}: {unit}.").format(measure=first.measure, unit=first.unit[language()]))
    click.echo(_("Counted: {what}.").format(what=", ".join(_filters(first))))
    click.echo()
    rows = [
        {
            "period": str(period),
            "count": _number(tally.total),
            "months": f"{period.months:.4g}",
            "rate": "–" if tally.total is None else f"{tally.total / period.months:.4g}",
        }
        for tally, period in zip((first, second), comparison.periods, strict=True)
    ]
    write_table(
        rows,
        {"period": _("period"), "count": _("count"), "months": _("months"), "rate": _("per month")},
        right=("count", "months", "rate"),
    )
    click.echo()
    rates = comparison.rates
    if isinstance(rates, Refusal):
        click.echo(_("No ratio is given: {reason}.").format(reason=rates.reason))
    else:
        click.echo(
            _("Ratio of the monthly rates: {ratio} ({interval}; {method}; p = {p_value}).").format(
                ratio=f"{rates.ratio:.2f}",
                interval=_interval(rates.interval),
                method=rates.method,
                p_value=f"{rates.p_value:.2g}",
            )
        )
        if rates.count_ratio is not None:
            click.echo(_("Ratio of the bare counts: {ratio}.").format(ratio=f"{rates.count_ratio:.2f}"))
        for assumption in rates.assumptions:
            holds = {True: _("holds"), False: _("fails"), None: _("not checked")}[assumption.holds]
            click.echo(f"{assumption.statement}: {holds} ({assumption.outcome})")
        for caveat in rates.caveats:
            click.echo(_("Caveat: {caveat}.").format(caveat=caveat))
    seen = first.coverage
    click.echo(
        _("Courts looked at: {looked}; courts not looked at: {not_looked}.").format(
            looked=seen["courts_looked_at"], not_looked=seen["courts_not_looked_at"]
        )
    )
    click.echo(_("Recompute: {command}").format(command=comparison.command))


def _interval(interval: Interval) -> str:
    high = "∞" if math.isinf(interval.high) else f"{interval.high:.2f}"
    return f"{interval.level:.0%}: {interval.low:.2f}–{high}"


def write_comparison_csv(comparison: Comparison) -> None:
    """One row: both periods, the ratio and its interval, or the reason why there is none."""
    flat = comparison.as_row()
    write_csv([flat], tuple(flat))
