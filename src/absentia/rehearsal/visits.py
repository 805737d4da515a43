"""Collecting from a courthouse week by week in virtual time, with a person for its captchas, with kills, and a witness.

The witness writes down what the courthouse really sent, to hold the collector's own books against.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from absentia.collect import Collection, collect
from absentia.collect.captcha import answer_in_rehearsal
from absentia.collect.settings import read_settings
from absentia.disappearances import alarms_of_run
from absentia.durable import write_atomically
from absentia.observatory import CONFIG, Observatory, owner_only
from absentia.pipeline.update import run_coroutine
from absentia.rehearsal.courthouse import Courthouse
from absentia.rehearsal.courthouse.asking import Answer, Wire
from absentia.rehearsal.courthouse.faults.spoiling import WrongDay
from absentia.rehearsal.courthouse.life import Life


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer as the courthouse sent it."""

    time: dt.datetime
    """Virtual."""
    host: str
    target: str
    """Path and query."""
    digest: str
    """SHA-256 of the body."""
    whole: bool
    """Sent to its end."""
    seconds: float
    """How long the court took, virtual."""


class Witness(Courthouse):
    """Writes down every answer it gives."""

    def __init__(self, life: Life, faults: Iterable[str] = (), seed: int = 1, *, owing: bool = False) -> None:
        super().__init__(life, faults, seed, owing=owing)
        self.sent: list[Sent] = []

    def answer(self, host: str, path: str, query: str = "", headers: Mapping[str, str] | None = None) -> Answer:
        """Answer, and remember."""
        answered = super().answer(host, path, query, headers)
        self.sent.append(
            Sent(
                self.now,
                host.partition(":")[0].lower(),
                f"{path}?{query}" if query else path,
                hashlib.sha256(answered.body).hexdigest(),
                answered.wire is Wire.WHOLE,
                answered.seconds,
            )
        )
        return answered


def spacing(sent: Iterable[Sent]) -> tuple[float | None, float | None]:
    """Seconds between two requests at least, to one host and to the platform."""
    ordered = sorted(sent, key=lambda one: one.time)
    by_host: dict[str, list[dt.datetime]] = {}
    for one in ordered:
        by_host.setdefault(one.host, []).append(one.time)
    host = [_gap(times) for times in by_host.values()]
    return min((gap for gap in host if gap is not None), default=None), _gap([one.time for one in ordered])


def _gap(times: list[dt.datetime]) -> float | None:
    return min(((after - before).total_seconds() for before, after in itertools.pairwise(times)), default=None)


def per_day(sent: Iterable[Sent]) -> int:
    """Most requests of a day (UTC)."""
    return max(Counter(one.time.date() for one in sent).values(), default=0)


WEEK = dt.timedelta(days=7)
COURTS_FILE = "courts.csv"
_FIRST_HOUR, _LAST_HOUR = dt.time(6), dt.time(15, 30)
"""UTC; the last visit begins when the clerks have posted what they post on the last day."""
_ANSWERS = 2
"""How often a person comes back to the pictures within one visit."""
_ANSWERS_BEFORE_A_KILL = 12
"""At most; a quiet week of a few courts is over after some twenty answers."""
_SETTINGS = """
[collect]
# a SYNTHETIC courthouse on this machine; nothing here is real
contact = "rehearsal@synthetic.example"
courts_file = "{courts}"
provisions = ["332", "337", "338"]
since = 2021-01-01
hearing_lists = "{lists}"
rehearsal = {{ port = {port}, start = {start:%Y-%m-%dT%H:%M:%SZ} }}
"""
OnVisit = Callable[[int, int, dt.date], None]


@dataclass(slots=True)
class Visits:
    """Every visit of a rehearsal."""

    observatory: Path
    house: Witness
    port: int
    answering: bool
    """A person answers the captchas."""
    kills: int = 0
    """How often the collector is killed, at instants that follow from nothing but chance."""
    killed: int = 0
    answered: int = 0
    weeks: int = 0
    _lot: random.Random = field(default_factory=random.Random)
    _base: str = ""

    def all(self, tell: OnVisit | None = None) -> None:
        """Visit weekly to the last day of the life; the last visit asks for everything anew."""
        self._base = (self.observatory / CONFIG).read_text(encoding="utf-8")
        moments = list(self.moments())
        for number, moment in enumerate(moments, 1):
            if tell is not None:
                tell(number, len(moments), moment.date())
            # whoever keeps the list of courts reads it anew: a site may have moved since
            self.house.set_time(moment)
            with owner_only():
                write_atomically(self.observatory / COURTS_FILE, self.house.courts_table())
                self._set_start(moment)
            last = number == len(moments)
            self._kill_some(len(moments) - number + 1, everything=last)
            self._visit(everything=last)
            self.weeks = number

    def moments(self) -> Iterator[dt.datetime]:
        """When a visit begins: every week, and on the last day."""
        life = self.house.life
        moment = dt.datetime.combine(life.start, _FIRST_HOUR, dt.UTC)
        last = dt.datetime.combine(life.end, _LAST_HOUR, dt.UTC)
        while moment < last:
            yield moment
            moment += WEEK
        yield last

    def _set_start(self, moment: dt.datetime) -> None:
        # a fault that only hearing lists show, and that was asked for by name, needs somebody who reads them
        lists = "always" if any(fault.name == WrongDay.name for fault in self.house.owing) else "captcha"
        section = _SETTINGS.format(courts=COURTS_FILE, port=self.port, start=moment, lists=lists)
        write_atomically(self.observatory / CONFIG, (self._base.rstrip("\n") + "\n" + section).encode())

    def _visit(self, *, everything: bool) -> None:
        self._collect(everything=everything)
        for _again in range(_ANSWERS):
            if not self._answer():
                return
            # what was parked is due again as it never became known
            self._collect(everything=False)

    def _collect(self, *, everything: bool) -> None:
        observatory = Observatory.open(self.observatory)
        collection = Collection.open(observatory)
        plan = collection.plan(everything=everything)
        run_coroutine(collect(observatory, plan, clock=collection.clock, alarms=alarms_of_run))

    def _answer(self) -> int:
        """Let the person read every waiting picture; only a rehearsal's courts say what is in theirs."""
        if not self.answering:
            return 0
        observatory = Observatory.open(self.observatory)
        taken = answer_in_rehearsal(observatory, read_settings(observatory), self.house.captcha_answer)
        self.answered += taken
        return taken

    # a collector that is killed is a process of its own

    def _kill_some(self, visits_left: int, *, everything: bool) -> None:
        """The share of the kills that falls to this visit; a collector may be done before it can be killed."""
        open_kills = self.kills - self.killed
        wanted = self.kills if visits_left == 1 else self.killed + round(open_kills / visits_left)
        for _try in range(3 * open_kills):
            if self.killed >= wanted:
                break
            self._kill_one(everything=everything)

    def _kill_one(self, *, everything: bool) -> None:
        """Start a collector and kill it after some answers, whatever it is doing then."""
        before = len(self.house.sent)
        command = [sys.executable, "-m", "absentia", "-C", str(self.observatory), "collect", "--format", "json"]
        command += ["--all"] if everything else []
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603  our own program
        wanted = before + self._lot.randint(1, _ANSWERS_BEFORE_A_KILL)
        while len(self.house.sent) < wanted and process.poll() is None:
            time.sleep(0.0005)
        time.sleep(self._lot.uniform(0, 0.02))
        process.send_signal(signal.SIGKILL)
        self.killed += process.wait() == -signal.SIGKILL
