"""An answer as people read it (sentences and tables, in order) and as programs do (one record per number)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from absentia.estimate.method import Answer, Table
from absentia.model.estimate import Estimate, Refusal
from absentia.model.period import Period
from absentia.model.texts import N_, Measured, Said, Words, joined, said

COLUMNS = (
    "estimate", "variant", "place", "period", "ages", "observed", "value", "standard_error", "low", "high", "level",
    "kind", "unit", "refused",
)  # fmt: skip


def records(found: Answer) -> tuple[Sequence[Mapping[str, Any]], Sequence[str]]:
    """The records of the method's own table, or else one per number, and the columns in their order."""
    if found.table is not None and found.table.columns:
        return found.table.rows, found.table.columns
    return numbers_of(found), COLUMNS


def numbers_of(found: Answer) -> Sequence[Mapping[str, Any]]:
    """One record per number or refusal, whatever the method's own table is."""
    return [_record(one) for one in found.numbers]


def _record(answer: Estimate | Refusal) -> dict[str, Any]:
    if isinstance(answer, Refusal):
        return {
            "estimate": answer.name,
            "variant": answer.variant,
            "place": answer.place,
            "refused": answer.reason,
        }
    interval = answer.interval
    return {
        "estimate": answer.name,
        "variant": answer.variant,
        "place": answer.place,
        "period": answer.period,
        "ages": answer.ages,
        "observed": answer.observed,
        "value": round(answer.value, 6),
        "standard_error": None if answer.standard_error is None else round(answer.standard_error, 6),
        "low": None if interval is None else round(interval.low, 6),
        "high": None if interval is None else round(interval.high, 6),
        "level": None if interval is None else interval.level,
        "kind": None if interval is None else interval.kind,
        "unit": answer.counts,
    }


def told(found: Answer) -> Iterator[Words | Table]:
    """The answer line by line and table by table; an empty line parts what does not belong together."""
    for text in found.lead:
        yield from (text, "")
    rows = [] if found.table is None else [row for row in found.table.rows if row.get("refused") is None]
    if found.table is not None and rows:
        yield Table(rows, found.table.headings, right=found.table.right)
    listed = found.estimates if found.listed is None and found.table is None else found.listed or ()
    if rows and listed:
        yield ""
    if listed:
        yield _listed(listed)
    yield from _refused(found)
    yield from found.notes
    groups = [found.estimates] if found.explained is None else found.explained
    for group in groups:
        if len(groups) > 1:
            yield from ("", group[0].name)
        if group:
            yield from _explained(group)


def _refused(found: Answer) -> Iterator[Words]:
    """Why there is no number: of the rows of a table by their title, else of each refusal, the same words once."""
    titled = [] if found.table is None else [row for row in found.table.rows if row.get("refused") is not None]
    reasons = [one for one in found.refusals if one.reason not in found.lead]  # said above already
    named = [(row["title"], row["refused"]) for row in titled] or [(one.name, one.reason) for one in reasons]
    yield from dict.fromkeys(said("No number for {name}: {reason}", name=name, reason=reason) for name, reason in named)


VARIANTS = {
    "missing-at-random": N_("hidden at random"), "bounds": N_("bounds"), "published": N_("published"),
}  # fmt: skip
"""Variants that nobody types."""


def variant_words(variant: str) -> Words:
    """Which of several numbers it is; what is typed to get it is called so."""
    return said(VARIANTS[variant]) if variant in VARIANTS else variant


def _listed(estimates: Sequence[Estimate]) -> Table:
    """One estimate a line."""
    kinds = list(dict.fromkeys(one.interval.named for one in estimates if one.interval is not None))
    names: dict[str, Words] = {
        "variant": said("variant"), "period": said("period"), "ages": said("ages"),
        "observed": said("counted so far"), "value": said("value"), "error": said("± (1 s.e.)"),
        "interval": kinds[0] if len(kinds) == 1 else said("interval"), "unit": said("unit"),
    }  # fmt: skip
    unused = [key for key in ("variant", "ages", "observed") if all(getattr(one, key) is None for one in estimates)]
    rows = [_shown(one, kinds=len(kinds)) for one in estimates]
    return Table(rows, {key: text for key, text in names.items() if key not in unused})


def _shown(one: Estimate, *, kinds: int) -> dict[str, Any]:
    """The cells of a row; where the table has intervals of several kinds each says what it is."""
    error, ends = one.standard_error, one.ends if kinds == 1 else one.named_ends
    return {
        "variant": one.variant and variant_words(one.variant),
        "period": one.period,
        "ages": one.ages,
        "observed": None if one.observed is None else Measured(one.observed, one.quantity),
        "value": one.measured,
        "error": said("none") if error is None else Measured(error, one.quantity),
        "interval": ends or said("none"),
        "unit": one.counts,
    }


def _explained(estimates: Sequence[Estimate]) -> Iterator[Words]:
    """What estimates rest on: methods, assumptions and their outcome, sensitivity, caveats, inputs, reference."""
    last = estimates[-1]
    yield ""
    for method in dict.fromkeys(one.method for one in estimates):
        yield said("Method: {method}", method=method)
    degrees = sorted({one.degrees_of_freedom for one in estimates if one.degrees_of_freedom})
    if degrees:
        yield said(
            "Intervals: Student's t with {degrees} degrees of freedom; ± is one standard error.",
            degrees=joined([Said("{number:g}", {"number": one}) for one in degrees], ", "),
        )
    checked = next((one for one in reversed(estimates) if one.assumptions), last)
    if checked.assumptions:
        about = [_named(text) for text in (checked.place, checked.period, checked.ages) if text]
        yield said("Assumptions ({about}):", about=joined(about, ", "))
    for assumption in checked.assumptions:
        yield assumption.told
    # of estimates that vary by the same choices the last one, the widest
    for other in {tuple(one.sensitivity): one for one in estimates if one.sensitivity}.values():
        yield from _sensitivity(other)
    for caveat in dict.fromkeys(caveat for one in estimates for caveat in one.caveats):
        yield Said("  ! {caveat}", {"caveat": caveat})
    for key, title in {key: title for one in estimates for key, title in one.inputs.items()}.items():
        yield said("Input: {key} ({title})", key=key, title=title)
    yield said("Reference: {reference}", reference=last.reference)


def _sensitivity(checked: Estimate) -> Iterator[Words]:
    """The same number under other choices."""
    about = checked.counts if checked.observed is None else _named(checked.period)
    if checked.place is not None:
        about = joined([checked.place, _named(checked.period)], ", ")
    yield said("The same number otherwise ({about}):", about=about)
    for label, value in checked.sensitivity.items():
        yield Said("  {label}: {value}", {"label": label, "value": Measured(value, checked.quantity)})


def _named(what: Period | Words | None) -> Words:
    return Said("{what}", {"what": what})
