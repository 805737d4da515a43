"""Faults of the line and the machine: nothing comes, too late, half, or in the wrong letters."""

from __future__ import annotations

import datetime as dt

from absentia.rehearsal.courthouse.asking import Answer, Ask, Wire
from absentia.rehearsal.courthouse.faults.base import Fault, Move
from absentia.rehearsal.courthouse.life import Life
from absentia.rehearsal.courthouse.pages import MOVED, NO_CONTENT, bare, message

_HALF = 0.5


class Outage(Fault):
    """All courts are gone for a month (a third of a shorter rehearsal), as the whole platform was in October 2024.

    Connections are reset. When the sites come back they are templates without content for three days («В настоящий
    момент производится информационное наполнение сайта»). The truth file says when.
    """

    name = "outage"

    def __init__(self, life: Life, seed: int, intensity: float) -> None:
        super().__init__(life, seed, intensity)
        span = life.end - life.start
        # after the removals of the life, so that these can be told from it
        self.first = life.start + span * 0.65
        self.last = self.first + min(dt.timedelta(days=30), span / 3)

    def instead(self, ask: Ask) -> Answer | None:
        """A reset, then sites without content."""
        day = ask.now.date()
        if self.first <= day <= self.last:
            return Answer(b"", wire=Wire.RESET)
        if self.last < day <= self.last + dt.timedelta(days=3) and ask.path == "/modules.php":
            return Answer(message(ask.court, NO_CONTENT))
        return None

    def outages(self) -> tuple[tuple[str, dt.date, dt.date], ...]:
        """Every court."""
        return tuple((site.court.host, self.first, self.last) for site in self.life.sites)


class HostMove(Fault):
    """One garrison's site moves to another host in the middle of the visits: same court, same code, same records.

    Its old host answers every question with «Возможно, она была удалена или перемещена» (status 200 or 404), or points
    to the new one with a redirection. The list of courts names the new host from that day on, and the old one under
    `formerly`; the truth file says when. The court is one court all the time.
    """

    name = "host_move"

    def __init__(self, life: Life, seed: int, intensity: float) -> None:
        super().__init__(life, seed, intensity)
        # away from the removals before and the outage behind; never the court whose template changes meanwhile
        self.day = life.start + (life.end - life.start) * 0.55
        garrisons = [site for site in life.sites if site.court.level == "garrison" and site.migrates is None]
        self.site = garrisons[int(self.chance("which") * len(garrisons))]
        self.host = self.site.court.host.replace(".", "-new.", 1)

    def instead(self, ask: Ask) -> Answer | None:
        """Nothing is here any more."""
        if ask.site is not self.site or ask.host == self.host or ask.now.date() < self.day:
            return None
        if self.chance("how") < _HALF:
            where = f"https://{self.host}{ask.target}"
            return Answer(bare("301 Moved Permanently"), status=301, headers={"Location": where})
        return Answer(message(ask.court, MOVED), status=200 if self.chance("status") < _HALF else 404)

    def moves(self) -> tuple[Move, ...]:
        """One court."""
        return (Move(self.site.court.host, self.host, self.day),)


class ConnectionReset(Fault):
    """The connection is reset before a byte of the answer."""

    name = "connection_reset"

    def instead(self, ask: Ask) -> Answer | None:
        """A reset."""
        return Answer(b"", wire=Wire.RESET) if self.strikes(ask) else None


class ServerError(Fault):
    """The machine before the court answers 502 or 503 with a page of its own."""

    name = "server_error"

    def instead(self, ask: Ask) -> Answer | None:
        """502 or 503."""
        if not self.strikes(ask):
            return None
        status = 502 if self.chance("status", ask.now) < _HALF else 503
        return Answer(bare(f"{status} Bad Gateway" if status == 502 else "503 Service Unavailable"), status=status)  # noqa: PLR2004


class Slow(Fault):
    """The answer takes 26 to 110 seconds, which is normal for these courts.

    The seconds are virtual: the header `X-Rehearsal-Seconds` says how long the court took.
    """

    name = "slow"

    def spoil(self, ask: Ask, answer: Answer) -> None:
        """Late."""
        if self.strikes(ask):
            answer.seconds = round(26 + 84 * self.chance("seconds", ask.target, ask.now), 1)
            answer.faults.append(self.name)


class WrongCharset(Fault):
    """The page declares windows-1251 and is UTF-8, or the header says UTF-8 over bytes in windows-1251."""

    name = "wrong_charset"

    def spoil(self, ask: Ask, answer: Answer) -> None:
        """The page or its header lies."""
        if not self.strikes(ask) or not answer.body or answer.wire is not Wire.WHOLE:
            return
        answer.faults.append(self.name)
        if self.chance("which", ask.target, ask.now) < _HALF:
            answer.body = answer.body.decode("windows-1251").encode()
            answer.content_type = "text/html"
        else:
            answer.content_type = "text/html; charset=utf-8"


class CutBody(Fault):
    """The answer breaks off: the connection ends before what was announced, or the page before its `</html>`."""

    name = "cut_body"

    def spoil(self, ask: Ask, answer: Answer) -> None:
        """Half of it."""
        if not self.strikes(ask) or not answer.body or answer.wire is not Wire.WHOLE:
            return
        answer.faults.append(self.name)
        if self.chance("which", ask.target, ask.now) < _HALF:
            answer.wire = Wire.CUT
        else:
            answer.body = answer.body[: int(len(answer.body) * (0.2 + 0.6 * self.chance("where", ask.now)))]


FAULTS: tuple[type[Fault], ...] = (Outage, HostMove, ConnectionReset, ServerError, Slow, WrongCharset, CutBody)
