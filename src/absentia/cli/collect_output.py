"""What the collecting verbs print: plan, progress, report, and what other machines collected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.progress import TextColumn

from absentia.cli.base import explained
from absentia.cli.language import N_, _, language, pgettext
from absentia.cli.output import bar, echo, render, say, write_csv, write_json, write_table
from absentia.cli.tally_words import register
from absentia.model.numbers import number
from absentia.model.texts import counted
from absentia.observatory import Observatory

if TYPE_CHECKING:
    from absentia.archive.remote import RemoteFolder
    from absentia.archive.shards import Shard
    from absentia.collect import Plan, RunReport
    from absentia.collect.run import Progress as Standing


_PLAN = ("court", "register", "provision", "since", "until", "building")
OUTCOMES = {
    "complete": N_("complete"),
    "empty": N_("empty"),
    "captcha": N_("captcha"),
    "blocked": N_("blocked"),
    "unreachable": N_("unreachable"),
    "partial": N_("partial"),
    "layout_changed": N_("layout changed"),
}
"""How a sweep ended."""
_MINUTE, _HOUR = 60, 3600


def duration(seconds: float) -> str:
    """A length of time for people: minutes below two hours, else hours."""
    if seconds < 2 * _HOUR:
        return _("{minutes} min", minutes=max(round(seconds / _MINUTE), 1) if seconds else 0)
    return _("{hours} h", hours=round(seconds / _HOUR, 1))


def print_plan(plan: Plan, output_format: str, *, rows_too: bool = False) -> None:
    """What is due and what it costs; for people the sweeps only on request (``rows_too``)."""
    from absentia.collect.settings import portal_of, shown_provision

    whose = portal_of(plan.settings).jurisdiction
    rows: list[dict[str, Any]] = [
        {
            "court": question.court,
            "register": question.register,
            "provision": shown_provision(question.provision, whose),
            "since": question.since.isoformat(),
            "until": question.until.isoformat(),
            "building": question.building,
        }
        for question in plan.questions
    ]
    if output_format == "csv":
        write_csv(rows, _PLAN)
    elif output_format == "json":
        write_json(
            {
                "courts": len(plan.courts),
                "sweeps": rows,
                "cards_due": plan.cards_due,
                "requests_estimate": plan.requests,
                "requests_least": plan.cost.least,
                "requests_most": plan.cost.most,
                "lists": plan.cost.lists,
                "new_cards_least": plan.cost.new_cards[0],
                "new_cards_most": plan.cost.new_cards[1],
                "by_rate_seen": plan.cost.seen,
                "seconds_at_least": round(plan.seconds),
            }
        )
    else:
        for line in _cost(plan):
            echo(line)
        if rows_too:
            shown = [
                {**row, "register": register(row["register"]), "provision": row["provision"] or _("whole register")}
                for row in rows
            ]
            headings = {
                "court": _("court"), "register": _("register"), "provision": _("provision"),
                "since": pgettext("first day", "from"), "until": pgettext("last day", "to"), "building": _("database"),
            }  # fmt: skip
            write_table(shown, headings)
        elif rows:
            say("the windows one by one: --verbose")


def _cost(plan: Plan) -> list[str]:
    """The totals of a plan, a line each."""
    cost, settings = plan.cost, plan.settings
    days = -(-plan.requests // settings.daily_budget)
    lines = [
        _(
            "Requests: {requests}, {duration} at least",
            requests=_range(cost.least, cost.most),
            duration=duration(plan.seconds),
        ),
        _(
            "  lists: {lists}, for {sweeps} of {courts}",
            lists=cost.lists,
            sweeps=counted("{n} window", "{n} windows", n=len(plan.questions)),
            courts=counted("{n} court", "{n} courts", n=len(plan.courts)),
        ),
        _("  cards that are known and due: {cards}", cards=cost.cards_due),
        _(
            N_("  cards of filings not seen yet: {new}, at the rate seen so far")
            if cost.seen
            else N_("  cards of filings not seen yet: {new}, a guess from published counts until a court is read"),
            new=_range(*cost.new_cards),
        ),
    ]
    if days > 1:
        lines.append(
            _(
                "At the day's budget of {budget} that is {n} day",
                "At the day's budget of {budget} that is {n} days",
                n=days,
                budget=settings.daily_budget,
            )
        )
    return lines


def _range(least: int, most: int) -> str:
    return _("{least} to {most}", least=least, most=most) if least != most else number(least, language())


def print_report(report: RunReport, output_format: str) -> None:
    """How a run ended."""
    rows = [{"outcome": key, "sweeps": report.outcomes.get(key, 0)} for key in OUTCOMES]
    shown = [row | {"outcome": _(label)} for row, label in zip(rows, OUTCOMES.values(), strict=True)]
    headings = {"outcome": _("outcome"), "sweeps": _("sweeps")}
    render(output_format, rows, headings, document=report.as_json(), shown=shown)
    say(
        "requests: {requests}; new filings: {new}, changed: {changed}; cards opened: {cards}, no longer there: {gone}",
        requests=report.requests,
        new=report.new_filings,
        changed=report.changed_filings,
        cards=report.cards_opened,
        gone=report.cards_gone,
    )
    if not any(report.outcomes.values()) and not report.requests:
        say("nothing was due, so nothing was asked; `absentia status` says what is known, --all asks all the same")
    if report.captchas_waiting:
        say("captchas wait for a person: absentia captcha")
    if report.over_budget:
        say(
            "the day's requests are spent: {sweeps} sweep waits for the next run after midnight UTC",
            "the day's requests are spent: {sweeps} sweeps wait for the next run after midnight UTC",
            sweeps=report.over_budget,
        )
    for alarm in report.alarms:
        say(alarm.sentence)
    say("the run's report is {path}", path=report.folder)


@contextmanager
def showing() -> Iterator[Callable[[Standing], None]]:
    """A progress bar on standard error with courts, sweeps, requests, budget and the expected end."""
    with bar(TextColumn("{task.fields[said]}", markup=False)) as made:
        task = made.add_task(_("sweeps"), total=None, said="")

        def tell(standing: Standing) -> None:
            made.update(
                task,
                total=standing.sweeps,
                completed=min(standing.sweeps_done, standing.sweeps),
                said=_(
                    "courts {done}/{courts}, requests {requests}, {budget} left today, about {left} to go",
                    done=standing.courts_done,
                    courts=standing.courts,
                    requests=standing.requests,
                    budget=standing.budget,
                    left=duration(standing.seconds_left),
                ),
            )

        yield tell


def take_shards(observatory: Observatory) -> None:
    """Fetch what other machines collected into the observatory's location, if it has one; say what came."""
    from absentia.sharing.fetch import fetch_shards

    fetched = fetch_shards(observatory)
    if fetched is None:
        return
    say(
        "{count} shard of the location; captures: {records}",
        "{count} shards of the location; captures: {records}",
        count=len(fetched.shards),
        records=fetched.records,
    )
    say_clash(fetched.shards)
    for problem in fetched.problems:
        say(explained(problem))


def place_of_shards(observatory: Observatory) -> RemoteFolder | None:
    """The observatory's location, if it has one, for processes of other machines to read its archive there."""
    from absentia.archive.remote import RemoteFolder
    from absentia.sharing.location import location_of, own_shard

    location, own = location_of(observatory), own_shard(observatory)
    return RemoteFolder(location.url, str(own) if own else None) if location else None


def say_clash(shards: Iterable[Shard]) -> None:
    """Say that machines which collect into one location do not share the courts out alike."""
    from absentia.sharing.location import clashing

    if numbers := clashing(shards):
        say(
            "the machines at this location share the courts out into different numbers of parts ({numbers}): some "
            "courts are collected twice and some perhaps by nobody; agree on one number",
            numbers=", ".join(map(str, numbers)),
        )
