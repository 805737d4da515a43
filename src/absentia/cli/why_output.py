"""How the reasons of a case are written: ids, keys, courts, days, provisions and pages; no name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from absentia.cli.language import N_, _
from absentia.cli.output import echo, write_json, write_table
from absentia.cli.tally_words import value
from absentia.decisions import MACHINE
from absentia.model.texts import SYNTHETIC

if TYPE_CHECKING:
    from absentia.link.judgements import Judgement
    from absentia.link.why import Key, Record, Told, Why
    from absentia.tally.successors import OpenEnd

RULES = {
    "guid": N_("the same GUID in one court"),
    "number": N_("the same number in one register"),
    "uid": N_("the same УИД"),
    "lower": N_("an appeal names court and number"),
}
REASONS = {
    "guids": N_("several GUIDs in play"),
    "uids": N_("several УИД in play"),
    "guids_meet": N_("two GUIDs would come together"),
    "uids_meet": N_("two УИД would come together"),
    "received": N_("other days of receipt, or unknown which"),
    "procedure": N_("another procedure"),
    "records": N_("several records bear the number"),
    "received_later": N_("received later than the appeal"),
    "own_uids": N_("one filing shows two УИД"),
    "lower_court": N_("the court below is not one known court"),
    "not_same": N_("a decision keeps them apart"),
    "check_digits": N_("check digits do not hold"),
    "no_year": N_("a number without its year"),
}
JUDGEMENTS = {"same": N_("one and the same"), "not_same": N_("not the same")}
ENDINGS = {
    "returned": N_("returned to the prosecutor"),
    "transferred": N_("transferred to another court"),
    None: N_("not ended when last seen"),
}
_SHORT = 12
"""Letters of an id that people see; so many are enough to ask by."""
_MOST = 20
"""Possible successors that people see; JSON has all."""


def write_why(why: Why, ends: Sequence[OpenEnd], output_format: str) -> None:
    """Everything that is known of why a case is one."""
    if output_format == "json":
        write_json({name: getattr(why, name) for name in type(why).__slots__} | {"open_ends": ends})
        return
    if why.synthetic:
        echo(SYNTHETIC)
    echo(
        "Case {case}: {count} record.",
        "Case {case}: {count} records.",
        count=len(why.records),
        case=_short(why.case_id),
    )
    _table(_("Its records, as they are now"), [_record(one) for one in why.records])
    _table(_("What its pages say"), [_told(told) for record in why.records for told in record.told])
    _table(_("Keys that join"), [_key(one) for one in why.joined])
    _table(_("Keys that join nothing"), [_key(one) for one in why.declined])
    _table(_("Decisions in force"), [_decision(one) for one in why.decisions])
    for end in ends:
        _open_end(end)
    echo()
    echo("From a page to its bytes: absentia archive show CAPTURE")


def _table(title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    echo()
    if not rows:
        echo("{title}: none.", title=title)
        return
    write_table(rows, {heading: heading for heading in rows[0]}, title=title)


def _short(name: str | None) -> str:
    kind, dash, rest = (name or "").rpartition("-")
    return f"{kind}{dash}{rest[:_SHORT]}"


def _all(names: Sequence[str]) -> str:
    return ", ".join(_short(name) for name in names)


def _record(record: Record) -> dict[str, Any]:
    return {
        _("record"): _short(record.record_id),
        _("court"): record.court,
        _("instance"): value("instance", record.instance),
        _("received"): record.received,
        _("decided"): record.decided,
        _("result"): record.result,
        _("provisions"): ", ".join(record.provisions),
        _("page of its charges"): _short(record.charged_capture),
    }


def _told(told: Told) -> dict[str, Any]:
    return {
        _("filing"): _short(told.filing_id),
        _("page"): _short(told.capture),
        _("kind"): told.page,
        _("seen"): told.seen and told.seen.date(),
        _("case number"): told.number,
        _("УИД"): told.uid,
        _("received"): told.received,
        _("decided"): told.decided,
        _("result"): told.result,
    }


def _key(key: Key) -> dict[str, Any]:
    cells: dict[str, Any] = {_("rule"): _(RULES[key.rule]), _("key"): ", ".join(key.key)}
    if key.reason is not None:
        cells[_("why not")] = _(REASONS[key.reason])
    return cells | {_("filings"): _all(key.filings), _("pages"): _all(key.pages)}


def _decision(decision: Judgement) -> dict[str, Any]:
    machine = decision.who == MACHINE
    return {
        _("decision"): _(JUDGEMENTS[decision.judgement]),
        _("filings"): _all(decision.keys),
        _("rule or reason"): _(RULES.get(decision.rule, N_("an exact key"))) if machine else decision.rule,
        _("who"): "absentia" if machine else decision.who,
    }


def _open_end(end: OpenEnd) -> None:
    about = _(
        "Open end: {record}, {ending}; may have gone on after {since} as",
        record=_short(end.record_id),
        ending=_(ENDINGS[end.ending]),
        since=end.since,
    )
    rows: list[dict[str, Any]] = [
        {
            _("record"): _short(one.record_id),
            _("court"): one.court,
            _("received"): one.received,
            _("result"): one.result,
            _("charged alike"): _("yes") if one.same_charge else _("no"),
            _("page of its charges"): _short(one.capture),
        }
        for one in end.successors
    ]
    _table(about, rows[:_MOST])
    if len(rows) > _MOST:
        echo("and {count} more (--format json)", count=len(rows) - _MOST)
