"""The courthouse: every court of a life, its clock, its faults, its log."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import parse_qs

from absentia.rehearsal.courthouse import captcha, pages
from absentia.rehearsal.courthouse.answers import Court
from absentia.rehearsal.courthouse.asking import Answer, Ask, Wire
from absentia.rehearsal.courthouse.faults import make
from absentia.rehearsal.courthouse.faults.refusing import HostMove, incorrect
from absentia.rehearsal.courthouse.grammar import fields
from absentia.rehearsal.courthouse.life import Life
from absentia.rehearsal.courthouse.shown import register_day

TIME_HEADER = "x-rehearsal-now"
SYNTHETIC_HEADER = ("X-Synthetic", "absentia rehearsal: nothing here is real")
DIRECTORY = "directory.synthetic.example"
"""The host of the list of courts, and of what only a rehearsal tells: ``/courts.csv``, ``/captcha?id=…``."""
ROBOTS = b"# synthetic\nUser-agent: *\nDisallow: /admin/\n"
_TEXT = "text/plain; charset=utf-8"
# …&captcha=12345&captchaid=…
_ANSWER = re.compile(r"(?<=[?&]captcha=)[^&]+")


@dataclass(frozen=True, slots=True)
class Running:
    """A courthouse that is being served."""

    port: int
    house: Courthouse


class Courthouse:
    """Answers questions to the courts of a life; the same questions at the same virtual times get the same bytes.

    Time is virtual. It is the latest that a request named in ``X-Rehearsal-Now`` or :meth:`set_time` was given, and
    begins on the first day of the life's visits.

    Args:
        life: courts and what happens in them.
        faults: names of :data:`~absentia.rehearsal.courthouse.faults.FAULTS`, or ``all``.
        seed: of the faults.
        intensity: multiplies how often faults strike.
        owing: each fault strikes the first answer it can, and goes by chance from then on.
        log: a file that gets one JSON line per request: virtual time, host, path, status, how it travelled, faults.
    """

    def __init__(
        self,
        life: Life,
        faults: Iterable[str] = (),
        seed: int = 1,
        *,
        intensity: float = 1.0,
        owing: bool = False,
        log: Path | None = None,
    ) -> None:
        self.life = life
        self.faults = make(faults, life, seed=seed, intensity=intensity)
        self.now = dt.datetime.combine(life.start, dt.time(6), tzinfo=dt.UTC)
        self.owing = self.faults if owing else ()
        for fault in self.owing:
            fault.owed = True
        self.struck: Counter[str] = Counter()
        """Faults, by how many answers they had a hand in."""
        self._court = Court(life, self.faults)
        self._moves = {move.new: move for fault in self.faults for move in fault.moves()}
        self._lock = threading.Lock()
        self._log: IO[str] | None = log.open("a", encoding="utf-8") if log else None

    def set_time(self, moment: dt.datetime) -> None:
        """Let it be so late; time never goes back."""
        self.now = max(self.now, moment.astimezone(dt.UTC))

    def close(self) -> None:
        """Close the log."""
        if self._log:
            self._log.close()
            self._log = None

    def answer(self, host: str, path: str, query: str = "", headers: Mapping[str, str] | None = None) -> Answer:
        """Answer one request; header names in lower case. Safe to call from several threads."""
        given = headers or {}
        with self._lock:
            self._hear_the_time(given.get(TIME_HEADER))
            answered = self._answer(host.partition(":")[0].lower(), path, query, given)
            answered.headers |= dict([SYNTHETIC_HEADER])
            if answered.seconds:
                answered.headers["X-Rehearsal-Seconds"] = str(answered.seconds)
            self._count(answered)
            self._write(host, f"{path}?{query}" if query else path, answered)
            return answered

    def _count(self, answered: Answer) -> None:
        self.struck.update(answered.faults)
        for fault in self.owing:
            fault.owed = fault.owed and fault.name not in answered.faults

    def _hear_the_time(self, text: str | None) -> None:
        if text:
            try:
                moment = dt.datetime.fromisoformat(text)
            except ValueError:
                return
            self.set_time(moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC))

    def _answer(self, host: str, path: str, query: str, headers: Mapping[str, str]) -> Answer:
        if host == DIRECTORY:
            return self._directory(path, query)
        move = self._moves.get(host)
        arrived = move is not None and self.now.date() >= move.day
        site = self.life.by_host.get(move.old if move is not None and arrived else host)
        if site is None:
            return Answer(pages.bare("no such synthetic court"), status=404)
        # nothing is posted after the life's last day: whoever comes later finds the registers as they were left
        day = min(register_day(self.now), self.life.end)
        ask = Ask(site, site.at(day), path, query, fields(query), self.now, day, headers, host)
        answered = self._at_site(ask)
        if move is not None and arrived:
            answered.body = answered.body.replace(move.old.encode(), move.new.encode())
            # whoever follows the list of courts meets the fault nowhere but in whom he asks
            answered.faults.append(HostMove.name)
        return answered

    def _at_site(self, ask: Ask) -> Answer:
        path = ask.path
        for fault in self.faults:
            if fault.name != "outage" and path != "/modules.php":
                continue
            if (instead := fault.instead(ask)) is not None:
                instead.faults.insert(0, fault.name)
                return self._spoilt(ask, instead)
        if path == "/robots.txt":
            return Answer(ROBOTS, content_type=_TEXT)
        if path == "/":
            return Answer(pages.message(ask.court, "Учебный сайт суда."))
        if path != "/modules.php":
            return Answer(pages.message(ask.court, pages.MOVED), status=404)
        if not ask.headers.get("user-agent", "").strip():
            return incorrect()
        return self._spoilt(ask, self._court.answer(ask))

    def _spoilt(self, ask: Ask, answered: Answer) -> Answer:
        if answered.wire is Wire.WHOLE:
            for fault in self.faults:
                fault.spoil(ask, answered)
        return answered

    def _directory(self, path: str, query: str) -> Answer:
        courts = [site.at(self.life.start) for site in self.life.sites]
        if path == "/courts.csv":
            return Answer(self.courts_table(), content_type="text/csv; charset=utf-8")
        if path == "/captcha":
            identifier = parse_qs(query).get("id", [""])[0]
            return Answer(self.captcha_answer(identifier).encode(), content_type=_TEXT)
        if path == "/robots.txt":
            return Answer(ROBOTS, content_type=_TEXT)
        wanted = fields(query).get("court_type", "")
        chosen = [court for court in courts if court.code[2:4] == wanted] if wanted not in ("", "0") else courts
        return Answer(pages.directory(chosen))

    def courts_table(self) -> bytes:
        """The courts as CSV: what a collection's ``courts_file`` wants.

        In the templates they begin with, at the hosts their sites have now.
        """
        moved = {move.old: move.new for move in self._moves.values() if self.now.date() >= move.day}
        return pages.courts_table((site.at(self.life.start) for site in self.life.sites), moved)

    def captcha_answer(self, identifier: str) -> str:
        """What a person would read in the picture with this id."""
        return captcha.answer(self.life.seed, identifier)

    def _write(self, host: str, target: str, answered: Answer) -> None:
        if self._log is None:
            return
        line = {
            "synthetic": True,
            "time": self.now.isoformat().replace("+00:00", "Z"),
            "host": host,
            "path": _ANSWER.sub("…", target),
            "status": answered.status if answered.wire is not Wire.RESET else None,
            "wire": answered.wire.value,
            "seconds": answered.seconds,
            "bytes": len(answered.body),
            "faults": answered.faults,
        }
        self._log.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._log.flush()

    @contextmanager
    def serve(self, port: int = 0) -> Iterator[Running]:
        """Serve on loopback from a thread, for as long as the block lasts; port 0: any free one."""
        from absentia.rehearsal.courthouse.server import in_thread

        with in_thread(self, port) as bound:
            yield Running(bound, self)


__all__ = ["DIRECTORY", "Courthouse", "Running"]
