"""``[collect]`` of ``absentia.toml``: whom to ask, what, how often, and how gently."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from absentia import __version__
from absentia.errors import UsageProblem
from absentia.law import parse_provision, written
from absentia.model import Provision
from absentia.model.provision import article_and_part
from absentia.model.texts import Said, and_more, joined, reason_of, said
from absentia.observatory import CONFIG, Observatory
from absentia.sources import chosen_portal, presets, source_of_preset
from absentia.sources.protocol import Portal

SECONDS_PER_HOST, SECONDS_PER_PLATFORM, REST_MINUTES = 3.0, 1.5, 30.0
"""The pace no observatory goes faster than unless its owner says in so many words that the courts allowed it."""
LONGEST_TIMEOUT = 120.0
# 22:00-06:30
_HOURS = re.compile(r"^(\d{2}):(\d{2})-(\d{2}):(\d{2})$")


class Rehearsal(BaseModel):
    """A courthouse on loopback instead of the courts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    port: int | None = Field(default=None, ge=1, le=65535)
    """Where one is served (``absentia rehearse --serve``); without it, each command serves its own while it works."""
    courts: int = Field(default=6, ge=1, le=200)
    months: int = Field(default=3, ge=1, le=36)
    seed: int = 1
    faults: tuple[str, ...] = ()
    """Of one that a command serves itself: as in ``absentia rehearse``."""
    start: dt.datetime | None = None
    """With it, time is virtual and begins here; without, it is the machine's."""

    @model_validator(mode="after")
    def _has_a_time(self) -> Rehearsal:
        if self.port is None and self.start is None:
            raise ValueError(said("a courthouse that is served by the command needs a start, its first day"))
        return self


class Settings(BaseModel):
    """The settings of a collection; every field is a key of ``[collect]``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contact: str = ""
    """An address or page where a court can reach whoever runs this; part of the User-Agent."""
    source: str | None = None
    """The id of the portal that is asked; by default the preset's, or the only one there is."""
    courts: str | None = None
    """A preset whose courts are asked: all of its portal's directory that have a site."""
    courts_file: Path | None = None
    """CSV with the columns host, code, name, level, region, template; relative to the observatory."""
    moved: dict[str, str] = Field(default_factory=dict)
    """Old host → new host of a court whose site moved; the court keeps its old host as its name."""
    provisions: tuple[str, ...] = ()
    """Articles, or parts of them, one sweep each; read as everywhere, held as :func:`provisions_of` writes them."""
    since: dt.date = dt.date(2021, 1, 1)
    """First receipt date of interest."""
    whole_register: bool = True
    """Also sweep the registers unfiltered, so that serial numbers can be read."""
    hearing_lists: Literal["captcha", "always", "never"] = "captcha"
    """Read the lists of hearings, which need no captcha: where searches want one, everywhere, or nowhere."""
    acts: bool = True
    """Read the texts of acts that listings and cards lead to: one request each, where courts publish any."""
    recent_days: int = Field(default=7, ge=1)
    """Days between looks at the newest window."""
    year_days: int = Field(default=28, ge=1)
    """Days between looks at windows that ended less than a year ago, and at whole registers."""
    old_days: int = Field(default=91, ge=1)
    """Days between looks at older windows."""
    seconds_per_host: float = SECONDS_PER_HOST
    seconds_per_platform: float = SECONDS_PER_PLATFORM
    rest_minutes: float = REST_MINUTES
    """After 429 or «Информация временно недоступна»."""
    timeout_seconds: float = Field(default=LONGEST_TIMEOUT, gt=0, le=LONGEST_TIMEOUT)
    daily_budget: int = Field(default=20_000, ge=1)
    """Requests a day over all courts (UTC days)."""
    daily_budget_per_host: int = Field(default=2_000, ge=1)
    quiet_hours: str | None = None
    """``22:00-06:30`` UTC: no request in these hours."""
    i_have_permission_to_go_faster: bool = False
    rehearsal: Rehearsal | None = None

    @field_validator("provisions")
    @classmethod
    def _articles(cls, values: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not values:
            return values
        portal = _portal(info.data.get("source"), info.data.get("courts"))
        try:
            return provisions_of(values, portal.jurisdiction)
        except UsageProblem as problem:
            what, _where, next_step = problem.sentences
            raise ValueError(joined([one for one in (what, next_step) if isinstance(one, Said)], "; ")) from None

    @field_validator("courts")
    @classmethod
    def _preset(cls, value: str | None) -> str | None:
        if value is not None and value not in presets():
            raise ValueError(said("“{text}” is none of: {known}", text=value, known=", ".join(sorted(presets()))))
        return value

    @field_validator("quiet_hours")
    @classmethod
    def _hours(cls, value: str | None) -> str | None:
        if value is not None and _times(value) is None:
            raise ValueError(said("quiet hours are written 22:00-06:30"))
        return value

    @model_validator(mode="after")
    def _never_faster(self) -> Settings:
        floor = (SECONDS_PER_HOST, SECONDS_PER_PLATFORM, REST_MINUTES)
        given = (self.seconds_per_host, self.seconds_per_platform, self.rest_minutes)
        faster = any(one < least for one, least in zip(given, floor, strict=True))
        if faster and not self.i_have_permission_to_go_faster:
            raise ValueError(
                said(
                    "faster than one request per 3 s and host, 1.5 s over all courts, or 30 minutes' rest needs "
                    "i_have_permission_to_go_faster = true; the courts answer impatience with blocks"
                )
            )
        return self

    @property
    def quiet(self) -> tuple[dt.time, dt.time] | None:
        """The quiet hours as times of day, UTC."""
        return _times(self.quiet_hours or "")

    @property
    def user_agent(self) -> str:
        """``absentia/0.1 (+mailto or page)``.

        Raises:
            UsageProblem: no contact is set; an anonymous collector is not what this is.
        """
        contact = self.contact.strip()
        if not contact or not contact.isprintable() or not contact.isascii():
            raise UsageProblem(
                said("no contact is set, and nothing is collected without one"),
                where=f"{CONFIG} [collect]",
                next_step=said('write contact = "you@example.org", an address or page at which courts can reach you'),
            )
        return f"absentia/{__version__} (+{contact})"


def _times(text: str) -> tuple[dt.time, dt.time] | None:
    match = _HOURS.match(text)
    return match and (dt.time(int(match[1]), int(match[2])), dt.time(int(match[3]), int(match[4])))


def portal_of(settings: Settings) -> Portal:
    """The portal the settings ask.

    Raises:
        UsageProblem: they name none and there are several, or what they name cannot be asked.
    """
    return _portal(settings.source, settings.courts)


def _portal(source: str | None, courts: str | None) -> Portal:
    preset = courts if source is None else None
    return chosen_portal(source_of_preset(preset) if preset else source)


def provisions_of(typed: Sequence[str], jurisdiction: str) -> tuple[str, ...]:
    """Provisions as a person writes them, each once, so that nobody reads them otherwise: ``275/1``, ``275.1/``.

    Raises:
        UsageProblem: one is none; a court answers such a question with an honest-looking nothing.
    """
    found = (parse_provision(text, (jurisdiction,)) for text in typed)
    return tuple(dict.fromkeys(_plainly(one) for one in found))


def _plainly(of: Provision) -> str:
    text = written(of)
    return text if article_and_part(text) == (of.article, of.part) else f"{of.article}/{of.part or ''}"


def shown_provision(asked: str | None, jurisdiction: str) -> str | None:
    """The provision of a question as people write it."""
    article, part = article_and_part(asked)
    return None if article is None else written(Provision(jurisdiction, article, part))


def read_settings(observatory: Observatory) -> Settings:
    """The observatory's ``[collect]``.

    Raises:
        UsageProblem: a key or value that cannot be used, with its name.
    """
    given: dict[str, Any] = observatory.config.get("collect", {})
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "[collect]"
        raise UsageProblem(
            and_more(
                said("the setting {key} cannot be used: {reason}", key=key, reason=reason_of(first)),
                len(error.errors()) - 1,
            ),
            where=str(observatory.path / CONFIG),
            next_step=said("mend the section [collect]; docs/guide/collect.md lists its keys"),
        ) from error
