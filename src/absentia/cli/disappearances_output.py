"""How disappearances are written: no name, no number, no id of a record; courts, provisions, weeks and captures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from absentia.cli.collect_output import OUTCOMES
from absentia.cli.language import N_, _, language, told
from absentia.cli.output import echo, render, say, write_csv, write_json, write_table
from absentia.cli.tally_words import register
from absentia.model.texts import SYNTHETIC, Said

if TYPE_CHECKING:
    from absentia.disappearances import CourtLook, Disappearance, Disappearances, Gone

STATES = {
    "suspected": N_("suspected"),
    "confirmed": N_("confirmed"),
    "returned": N_("returned"),
    "excluded": N_("no disappearance"),
}
REASONS = {
    "too_few_days": N_("missed on too few days so far"),
    "could_not_look": N_("could not look"),
    "looked_too_briefly": N_("looked for less than a week: nothing can be certain yet"),
    "left_listing": N_("left a listing, its card or another listing shows it: a changed charge or date"),
    "moved_building": N_("moved to another database of the court"),
    "template_migration": N_("the court changed its template and its addresses"),
    "moved_host": N_("the court's site moved: another host shows it"),
    "another_guid": N_("the court shows it under another identifier: a register entered anew, or a double taken out"),
    "transferred": N_("transferred: another court shows the case"),
    "joined": N_("joined to another case"),
    "still_listed": N_("only its card could not be had: listings show it and none missed it"),
    "seen_again": N_("seen again before it was certain"),
    "judged": N_("a person looked and says that it is not gone"),
    "suppressed": N_("withheld: a small count, or one that would give a small one away"),
}
_LIST = {
    "court": N_("court"),
    "register": N_("register"),
    "provisions": N_("provisions"),
    "state": N_("state"),
    "last_seen": N_("last seen"),
    "first_missed": N_("first missed"),
    "confirmed": N_("confirmed"),
    "returned": N_("returned"),
    "last_seen_capture": N_("capture that showed it"),
    "first_missed_capture": N_("capture that proves it gone"),
    "reason": N_("reason"),
}
_COUNTS = {"disappeared": N_("disappeared"), "returned": N_("of them returned"), "suspected": N_("suspected")}
_BY = {"court": N_("court"), "article": N_("article"), "provision": N_("provision"), "week": N_("week")}
_DIGEST = 12
_TIMES = ("last_seen", "first_missed", "confirmed", "returned")


def write_list(found: Disappearances, output_format: str, *, excluded: bool) -> None:
    """One row per disappearance, and what there would be in all if they were more frequent where nobody could look."""
    from absentia.disappearances import tipping

    curve = tipping(found)
    kept = [one for one in found.episodes if excluded or one.state != "excluded"]
    if output_format == "json":
        points = [{"times": times, "gone": total} for times, total in curve.items()]
        write_json({**_about(found), "tipping": points, "disappearances": [_plain(one) for one in kept]})
        return
    if output_format == "csv":
        rows = [_plain(one) for one in kept]
        joined = [
            {**row, "provisions": " ".join(row["provisions"]), "evidence": " ".join(row["evidence"])} for row in rows
        ]
        write_csv([{**row, **_mark(found)} for row in joined], [*_KEYS, "synthetic"])
        return
    _warn(found)
    shown = [_row(one) for one in kept]
    unused = {key for key in ("returned", "reason") if not any(row[key] for row in shown)}
    write_table(shown, {key: _(heading) for key, heading in _LIST.items() if key not in unused})
    echo()
    states = Counter(str(one.state) for one in found.episodes)
    echo(
        "confirmed and not returned: {confirmed}; returned: {returned}; suspected: {suspected}; absences that "
        "are no disappearances: {excluded} (--excluded)",
        **{state: states[state] for state in STATES},
    )
    _end(found)
    if curve:
        echo("Gone in all, if records of courts that could not be looked at everywhere go k times as often:")
        echo("  " + "   ".join(told(_point(times, total)) for times, total in curve.items()))


def _point(times: float, total: float) -> Said:
    return Said("k = {times:g}: {total:.0f}", {"times": times, "total": total})


def write_counts(
    found: Disappearances, counts: Sequence[Gone], by: str, output_format: str, *, threshold: int | None
) -> None:
    """One row per court, article, provision or week."""
    rows = [one.as_row(by) for one in counts]
    if output_format == "table":
        _warn(found)
    shown = [_count_row(one, by) for one in counts]
    columns = {by: _(_BY[by]), **_COUNTS, "reason": _("reason")}
    if not any(row["reason"] for row in shown):
        del columns["reason"]
    render(
        output_format,
        [{**row, **_mark(found)} for row in rows],
        columns,
        document={
            **(_about(found) if threshold is None else _about_few(found)),
            "by": by,
            "suppressed": threshold,
            "counts": rows,
        },
        columns=[by, *_COUNTS, "at_least", "reason", "synthetic"],
        shown=shown,
        right=tuple(_COUNTS),
    )
    if output_format != "table":
        return
    echo()
    if by in ("article", "provision"):
        echo("A record charged under several counts under each.")
    if any(row["at_least"] for row in rows):
        echo("≥: not everything could be looked at.")
    if threshold is None:
        _end(found)
        return
    echo("Counts below {threshold} are withheld, with those that would give them away.", threshold=threshold)
    _say_dark(found)


_KEYS = (
    "court", "register", "provisions", "state", "reason", *_TIMES, "week", "days",
    "last_seen_capture", "first_missed_capture", "confirmed_capture", "returned_capture", "evidence",
)  # fmt: skip


def _plain(one: Disappearance) -> dict[str, Any]:
    """All of it but what leads to the person: no GUID, no id."""
    found = {key: getattr(one, key) for key in _KEYS}
    return found | {key: found[key] and found[key].date() for key in _TIMES}


def _row(one: Disappearance) -> dict[str, Any]:
    from absentia.model import Grain
    from absentia.model.period import label

    plain = _plain(one)
    weeks = {key: None if (time := getattr(one, key)) is None else label(time.date(), Grain.WEEK) for key in _TIMES}
    captures = {key: (plain[key] or "")[:_DIGEST] for key in ("last_seen_capture", "first_missed_capture")}
    return {
        **plain,
        "register": register(one.register),
        **weeks,
        **captures,
        "provisions": " ".join(one.provisions) or _("not known"),
        "state": _(STATES[str(one.state)]),
        "reason": _(REASONS[one.reason]) if one.reason else "",
    }


def _count_row(one: Gone, by: str) -> dict[str, Any]:
    word, _colon, why = (one.as_row(by)["reason"] or "").partition(":")
    reason = _(REASONS[word]) if word else ""
    if why:
        reason += f": {_(OUTCOMES[why])}"
    return {
        by: one.key or _("not known"),
        **{column: count.text(language()) for column, count in one.counts.items()},
        "reason": reason,
    }


def _about(found: Disappearances) -> dict[str, Any]:
    """What the rows rest on."""
    return {
        "synthetic": found.synthetic,
        "until": found.until.date().isoformat() if found.until else None,
        "courts": [
            {
                "court": look.court,
                "known": look.known,
                "last_answer": look.last_answer.date().isoformat() if look.last_answer else None,
                "could_not_look": dict(look.unknown),
            }
            for look in found.courts
        ],
        "alarms": [alarm.as_json() for alarm in found.alarms],
    }


def _about_few(found: Disappearances) -> dict[str, Any]:
    """The same for a reader from whom small counts are withheld: alarms, and the records of a court, are counts too."""
    about = _about(found)
    del about["alarms"]
    for court in about["courts"]:
        del court["known"]
    return about


def _mark(found: Disappearances) -> dict[str, str]:
    return {"synthetic": "synthetic" if found.synthetic else ""}


def _warn(found: Disappearances) -> None:
    if found.synthetic:
        echo(SYNTHETIC)


def _end(found: Disappearances) -> None:
    """How far anybody could look, and alarms."""
    known = sum(look.known for look in found.courts)
    echo(
        "Records looked for in {courts} court: {known}, up to {until}.",
        "Records looked for in {courts} courts: {known}, up to {until}.",
        courts=len(found.courts),
        known=known,
        until=found.until.date() if found.until else "–",
    )
    _say_dark(found)
    for alarm in found.alarms:
        say(alarm.sentence)


def _say_dark(found: Disappearances) -> None:
    dark = [look for look in found.courts if not look.complete]
    if dark:
        echo(
            "Could not look everywhere: {courts}.",
            courts="; ".join(f"{look.court} ({_seen_instead(look)})" for look in dark),
        )


def _seen_instead(look: CourtLook) -> str:
    if look.last_answer is not None and not look.unknown:
        briefly = REASONS["looked_too_briefly"]
        return _(briefly)
    return ", ".join(f"{_(OUTCOMES[outcome])} {n}" for outcome, n in look.unknown.items()) or _("no answer")
