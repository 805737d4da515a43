"""An observatory to train on: an invented courthouse that every command serves itself, and a clock that is moved on.

The same settings are the same courthouse whichever process serves it: nothing runs between two commands.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from absentia.collect import Collection
from absentia.durable import write_atomically
from absentia.errors import UsageProblem
from absentia.link.directory import write_directory
from absentia.model.texts import said
from absentia.observatory import CONFIG, Observatory
from absentia.rehearsal.courthouse import Courthouse, Life, live
from absentia.rehearsal.courthouse.asking import Answer, Ask, Wire
from absentia.rehearsal.courthouse.faults import Fault
from absentia.rehearsal.courts import directory

COURTS_FILE = "courts.csv"
MONTHS = 2
DARK = "one_dark"
FAULTS = ("captcha", "host_move", DARK)
"""What a newcomer is to meet beside what happens in any of these lives, a mass removal and cards that come back:
courts that want a captcha, one whose site moves, and one that goes dark for two of the weekly visits."""
_SETTINGS = """
[collect]
# a SYNTHETIC courthouse on this machine; nothing here is real
contact = "training@synthetic.example"
courts_file = "{courts_file}"
provisions = ["332", "337", "338"]
since = 2021-01-01

[collect.rehearsal]
# every command serves it while it works; time stands still until `absentia rehearse --advance 7d`
courts = {courts}
months = {months}
seed = {seed}
faults = [{faults}]
start = {start:%Y-%m-%dT%H:%M:%SZ}
"""
_START = re.compile(r"^start = .+$", re.MULTILINE)
_HOUR = dt.time(7)


def make_training(observatory: Observatory, courts: int, seed: int) -> dt.date:
    """Give an observatory the settings, the list and the directory of an invented courthouse; its first day.

    Raises:
        UsageProblem: its settings ask other courts already.
    """
    file = observatory.path / CONFIG
    if "collect" in observatory.config:
        raise UsageProblem(
            said("its settings ask courts already, and no other invented ones are put among them"),
            where=str(file),
            next_step=said(
                "go on with these: `absentia -C {path:sh} update`; or name a new folder for the training",
                path=observatory.path,
            ),
        )
    house = _house(live(courts=courts, months=MONTHS, seed=seed), FAULTS, seed)
    first = first_day(house.life)
    start = dt.datetime.combine(first, _HOUR, dt.UTC)
    section = _SETTINGS.format(
        courts_file=COURTS_FILE, courts=courts, months=MONTHS, seed=seed, start=start,
        faults=", ".join(f'"{name}"' for name in FAULTS),
    )  # fmt: skip
    with observatory.writing():
        write_atomically(observatory.path / COURTS_FILE, house.courts_table())
        write_directory(observatory, directory())
        write_atomically(file, (file.read_text(encoding="utf-8").rstrip("\n") + "\n" + section).encode())
    return first


def first_day(life: Life) -> dt.date:
    """A week before the most cards go at once, so that the second or third visit meets it."""
    return max(life.start, _court_of_most_removals(life)[0] - dt.timedelta(days=7))


def _court_of_most_removals(life: Life) -> tuple[dt.date, str]:
    """The day on which the most cards go at one court, and its host."""
    gone = Counter((entry.removed, entry.site.court.host) for entry in life.entries if entry.removed is not None)
    return gone.most_common(1)[0][0]


def advance(observatory: Observatory, days: int) -> dt.date:
    """Let so many days pass at the courthouse of an observatory; the day it is then.

    Raises:
        UsageProblem: it has no courthouse of its own, or the last day of its courts is reached.
    """
    collection = Collection.open(observatory)
    house = _house_of(collection)
    if house is None:
        raise UsageProblem(
            said("time only passes so at a courthouse of `absentia init DIR --rehearsal`"),
            where=str(observatory.path / CONFIG),
            next_step=said("make one, or name it with -C DIR"),
        )
    then = dt.datetime.combine((collection.clock.now() + dt.timedelta(days=days)).date(), _HOUR, dt.UTC)
    if then.date() > house.life.end:
        raise UsageProblem(
            said("the last day of these courts is {day}", day=house.life.end),
            next_step=said("begin another training in a new folder"),
        )
    file = observatory.path / CONFIG
    with observatory.writing():
        text, put = _START.subn(f"start = {then:%Y-%m-%dT%H:%M:%SZ}", file.read_text(encoding="utf-8"))
        if put != 1:
            raise UsageProblem(
                said("the line “start = …” is not where it was written"),
                where=str(file),
                next_step=said("put it back on a line of its own in [collect.rehearsal]"),
            )
        write_atomically(file, text.encode())
    return then.date()


def _house_of(collection: Collection) -> Courthouse | None:
    """The courthouse that a command serves itself; ``None``: it is served elsewhere, or real courts are asked."""
    rehearsal = collection.settings.rehearsal
    if rehearsal is None or rehearsal.port is not None:
        return None
    life = live(courts=rehearsal.courts, months=rehearsal.months, seed=rehearsal.seed)
    return _house(life, rehearsal.faults, rehearsal.seed)


def _house(life: Life, faults: Sequence[str], seed: int) -> Courthouse:
    house = Courthouse(life, [name for name in faults if name != DARK], seed)
    if DARK in faults:
        house.faults = (OneDark(life, house.faults, first_day(life)), *house.faults)
    return house


class OneDark(Fault):
    """One garrison's connections are reset from the second of the weekly visits on, for two of them.

    It is none of the faults of a rehearsal: it knows the day on which a training begins.
    """

    name = DARK

    def __init__(self, life: Life, others: Sequence[Fault], begins: dt.date) -> None:
        super().__init__(life, life.seed, 1.0)
        self.first, self.last = begins + dt.timedelta(days=6), begins + dt.timedelta(days=17)
        spoken_for = {move.old for fault in others for move in fault.moves()} | {_court_of_most_removals(life)[1]}
        gated = life.sites[0].court.region
        self.hosts = [
            site.court.host
            for site in life.sites
            if site.court.level == "garrison" and site.court.host not in spoken_for and site.court.region != gated
        ][-1:]

    def instead(self, ask: Ask) -> Answer | None:
        """A reset."""
        dark = ask.site.court.host in self.hosts and self.first <= ask.now.date() <= self.last
        return Answer(b"", wire=Wire.RESET) if dark else None


@contextmanager
def served(collection: Collection) -> Iterator[Collection]:
    """The collection, and its courthouse served on loopback while the block goes on, where it has one of its own."""
    house = _house_of(collection)
    if house is None:
        yield collection
        return
    assert collection.settings.rehearsal is not None
    house.set_time(collection.clock.now())
    with house.serve() as running:
        rehearsal = collection.settings.rehearsal.model_copy(update={"port": running.port})
        yield replace(collection, settings=collection.settings.model_copy(update={"rehearsal": rehearsal}))
