"""Faults that put something else, or nothing, in the place of an answer: blocks, limits, a captcha, a broken line."""

from __future__ import annotations

import datetime as dt

from absentia.rehearsal import chrome
from absentia.rehearsal.courthouse import captcha, pages
from absentia.rehearsal.courthouse.asking import Answer, Ask, Fault, Move, Wire, is_search
from absentia.rehearsal.courthouse.grammar import Wanted, understand
from absentia.rehearsal.courthouse.life import Life
from absentia.rehearsal.courthouse.pages import bare, message

_HALF, _SOME = 0.5, 0.3
_FORBIDDEN, _TOO_MANY = 403, 429
_CONFIGURATION = (
    "Не определен ни один сервер, на котором расположен модуль сопряжения с БД",
    pages.NO_SERVER,
    pages.INACTIVE,
    pages.BAD_FORMAT,
    "Обратитесь к странице позже",
)


class BlockG(Fault):
    """The firewall blocks by geography: «Этот запрос заблокирован по соображениям безопасности (G)», status 200 or 403.

    For the whole day, and for everything the court has.
    """

    name = "block_g"
    days = 0.01
    share = 1.0

    def instead(self, ask: Ask) -> Answer | None:
        """The firewall's page."""
        if not self.spell(ask):
            return None
        text = f"Этот запрос заблокирован по соображениям безопасности (G)</h3>ip: 192.0.2.66 Host: {ask.court.host} , "
        status = 200 if self.chance("status", ask.court.host) < _HALF else _FORBIDDEN
        return Answer(bare(f"{text}/modules.php Utopia<h3>"), status=status)


class BlockB(Fault):
    """The firewall calls the request incorrect: «Данный запрос некорректен, просьба изменить параметры… (B)», 403."""

    name = "block_b"

    def instead(self, ask: Ask) -> Answer | None:
        """The firewall's page."""
        return incorrect() if self.strikes(ask) else None


def incorrect() -> Answer:
    """What a request without User-Agent gets from every court, faults or not."""
    text = "Данный запрос некорректен, просьба изменить параметры запроса (B)"
    return Answer(bare(text), status=_FORBIDDEN)


class TooManyRequests(Fault):
    """429 with Retry-After: to whoever asks one court twice within three seconds, and at some hours to everybody.

    At such an hour all courts refuse for ten minutes at once.
    """

    name = "too_many_requests"
    days = 0.02

    def __init__(self, life: Life, seed: int, intensity: float) -> None:
        super().__init__(life, seed, intensity)
        self._asked: dict[str, dt.datetime] = {}

    def instead(self, ask: Ask) -> Answer | None:
        """429."""
        before = self._asked.get(ask.court.host)
        self._asked[ask.court.host] = ask.now
        hour = ask.now.replace(minute=0, second=0, microsecond=0)
        crowded = ask.now.minute < 10 and self.happens(self.days, hour)  # minutes
        hasty = before is not None and dt.timedelta(0) <= ask.now - before < dt.timedelta(seconds=3)
        if not crowded and not hasty:
            return None
        return Answer(bare("429 Too Many Requests"), status=_TOO_MANY, headers={"Retry-After": "600"})


class TemporarilyUnavailable(Fault):
    """«Информация временно недоступна», status 200: a limit was reached, or the module is down for some hours."""

    name = "temporarily_unavailable"

    def instead(self, ask: Ask) -> Answer | None:
        """The sentence."""
        if not self.spell(ask):
            return None
        down = self.owed or self.chance(ask.court.host, ask.now.date(), ask.now.hour // 4) < self.share
        return Answer(chrome.unavailable(ask.court)) if down else None


class WindowTooWide(Fault):
    """Half of the courts answer a search over more than 92 days with «Информация временно недоступна»."""

    name = "window_too_wide"

    def instead(self, ask: Ask) -> Answer | None:
        """The same sentence as an overload."""
        if not is_search(ask):
            return None
        wanted = understand(ask.given, ask.court)
        wide = isinstance(wanted, Wanted) and not wanted.uid and (wanted.days is None or wanted.days > 92)
        return Answer(chrome.unavailable(ask.court)) if wide and self.happens(_HALF, ask.court.host) else None


class ConfigurationError(Fault):
    """The court's backend is misconfigured for a day: five sentences such as «Указанный сервер СДП не найден»."""

    name = "configuration_error"

    def instead(self, ask: Ask) -> Answer | None:
        """One of the sentences."""
        if not self.strikes(ask):
            return None
        which = int(self.chance("which", ask.court.host, ask.now.date()) * len(_CONFIGURATION))
        return Answer(message(ask.court, _CONFIGURATION[which]))


class NoContent(Fault):
    """«В настоящий момент производится информационное наполнение сайта»: an empty template, for a day."""

    name = "no_content"
    days = 0.01
    share = 1.0

    def instead(self, ask: Ask) -> Answer | None:
        """A site without content."""
        return Answer(message(ask.court, pages.NO_CONTENT)) if self.spell(ask) else None


class Moved(Fault):
    """A card that is there gets «Возможно, она была удалена или перемещена», status 200 or 404, for a while."""

    name = "moved"

    def instead(self, ask: Ask) -> Answer | None:
        """As if the card were gone."""
        if ask.operation != "case" or not self.strikes(ask):
            return None
        return Answer(message(ask.court, pages.MOVED), status=200 if self.chance("status", ask.now) < _HALF else 404)


class CaptchaWanted(Fault):
    """The courts of some regions want a captcha before every search, the first garrison's region among them.

    Cards, hearing lists and acts stay open. One right answer serves all courts of the region for two hours.
    """

    name = "captcha"
    lifetime = captcha.LIFETIME

    def instead(self, ask: Ask) -> Answer | None:
        """The form again, with a picture."""
        if ask.operation not in ("r", "sf") or not self.wanted(ask):
            return None
        region, identifier = ask.court.region, ask.given.get("captchaid", "")
        given = ask.given.get("captcha", "")
        if ask.operation == "r" and captcha.accepted(self.life.seed, region, ask.now, identifier, given, self.lifetime):
            return None
        right = captcha.answer(self.life.seed, identifier) == given.strip() and bool(identifier)
        error = (pages.SESSION_OVER if right else pages.WRONG_CODE) if ask.operation == "r" else ""
        fresh = captcha.captcha_id(self.life.seed, region, ask.now)
        register = {"okrug": "appeal", "cassation": "cassation"}.get(ask.court.level, "first")
        picture = captcha.picture(self.life.seed, fresh)
        return Answer(pages.form(ask.court, register, ask.day, gate=(fresh, picture), error=error))

    def wanted(self, ask: Ask) -> bool:
        """Whether the court's region asks for a captcha."""
        region = ask.court.region
        return region == self.life.sites[0].court.region or self.happens(_SOME, region)


class CaptchaExpiry(CaptchaWanted):
    """Courts of some regions want a captcha on some days, and an answer lives twelve minutes: a sweep outlives it.

    A right answer that is too old gets «Время жизни сессии закончилось.» over the form, status 200.
    """

    name = "captcha_expiry"
    days = 0.05
    lifetime = captcha.BRIEF

    def wanted(self, ask: Ask) -> bool:
        """Whether the court's region asks for a captcha on this day."""
        return self.happens(self.days, ask.court.region, ask.now.date())


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
            return Answer(message(ask.court, pages.NO_CONTENT))
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
        return Answer(message(ask.court, pages.MOVED), status=200 if self.chance("status") < _HALF else 404)

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
        return Answer(bare(f"{status} Bad Gateway" if status == 502 else "503 Service Unavailable"), status=status)
