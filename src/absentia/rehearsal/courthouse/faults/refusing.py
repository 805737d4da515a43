"""Faults that put something else in the place of an answer: blocks, limits, a broken backend, a captcha."""

from __future__ import annotations

import datetime as dt

from absentia.rehearsal import refusals
from absentia.rehearsal.courthouse import captcha, pages
from absentia.rehearsal.courthouse.asking import Answer, Ask
from absentia.rehearsal.courthouse.faults.base import Fault, is_search
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
        crowded = ask.now.minute < 10 and self.happens(self.days, hour)  # noqa: PLR2004  minutes
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
        return Answer(refusals.unavailable(ask.court)) if down else None


class WindowTooWide(Fault):
    """Half of the courts answer a search over more than 92 days with «Информация временно недоступна»."""

    name = "window_too_wide"

    def instead(self, ask: Ask) -> Answer | None:
        """The same sentence as an overload."""
        if not is_search(ask):
            return None
        wanted = understand(ask.given, ask.court)
        wide = isinstance(wanted, Wanted) and not wanted.uid and (wanted.days is None or wanted.days > 92)  # noqa: PLR2004
        return Answer(refusals.unavailable(ask.court)) if wide and self.happens(_HALF, ask.court.host) else None


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


FAULTS: tuple[type[Fault], ...] = (
    BlockG,
    BlockB,
    TooManyRequests,
    NoContent,
    ConfigurationError,
    TemporarilyUnavailable,
    CaptchaWanted,
    CaptchaExpiry,
    WindowTooWide,
    Moved,
)
