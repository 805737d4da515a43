"""One way to write a provision: whatever a person types is the same article and part at every place that takes it."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pydantic import ValidationError

from absentia.check import estimating
from absentia.check.operand import Operand
from absentia.collect import collection
from absentia.collect.collection import Collection
from absentia.collect.plan import _asked as questions_of
from absentia.collect.settings import Settings, provisions_of, shown_provision
from absentia.disappearances import finding
from absentia.disappearances.counting import _under
from absentia.errors import UsageProblem
from absentia.estimate.delay import observatory as delay
from absentia.estimate.options.courts import SerialGapsOptions
from absentia.estimate.serial_gaps import estimating as gaps
from absentia.law import label, parse_provision
from absentia.model.provision import article_and_part, asked_provision
from absentia.sources.ru_sudrf.queries import filter_text
from absentia.tally.asked import scope_of

Found = tuple[str | None, str | None]
DAY = dt.date(2023, 1, 1)
WRITTEN: dict[str, Found] = {
    "337": ("337", None),
    "337.5": ("337", "5"),
    "337.3.1": ("337", "3.1"),
    "337/3.1": ("337", "3.1"),
    "337/": ("337", None),
    "ст. 337 ч. 5 УК РФ": ("337", "5"),
    "ru:337.5": ("337", "5"),
    "275": ("275", None),
    "275.1": ("275.1", None),  # an article of its own
    "275.1/": ("275.1", None),
    "275/1": ("275", "1"),
    "228.1": ("228.1", None),
    "228/1": ("228", "1"),
    "228.1.4": ("228.1", "4"),
    "228.1/4": ("228.1", "4"),
    "205.1.1.1": ("205.1", "1.1"),
    "217/": ("217", None),  # the law file does not list it: the stroke says that it is meant
    "217/1": ("217", "1"),
    "217.1/": ("217.1", None),
    "337.9/": ("337.9", None),
}
WRONG = ("desertion", "", "3377", "217", "337..3", "217/1..2", "337/a", "/3", "xx:337")


def _typed(text: str) -> Found:
    found = parse_provision(text, ("ru",))
    return found.article, found.part


def _settings(text: str) -> Found:
    return article_and_part(Settings(provisions=(text,)).provisions[0])


def _settings_read_twice(text: str) -> Found:
    once = Settings(provisions=(text,))
    return article_and_part(Settings.model_validate(once.model_dump()).provisions[0])


def _question(text: str) -> Found:
    settings = Settings(provisions=(text,), whole_register=False)
    ((asked, _since, _until),) = questions_of(settings, (), DAY, DAY, DAY)
    found = article_and_part(asked)
    assert asked == asked_provision(*found)  # as ledgers have had it, so that a question is found again
    return found


def _court_filter(text: str) -> Found:
    settings = Settings(provisions=(text,), whole_register=False)
    ((asked, _since, _until),) = questions_of(settings, (), DAY, DAY, DAY)
    article, _mark, part = str(filter_text(asked)).partition(" ч.")
    return article, part or None


def _collect_option(text: str) -> Found:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(collection, "open_ledger", lambda *_, **__: contextlib.nullcontext())
        patch.setattr(collection, "make_plan", lambda *_, provisions, **__: provisions)
        nobody: Any = SimpleNamespace(now=lambda: None)
        (asked,) = cast("Any", Collection(nobody, Settings(), (), nobody).plan(provisions=(text,)))
    return article_and_part(asked)


def _tally(text: str) -> Found:
    scope = scope_of((), None, None, text, None, None, None, among=("ru",))
    assert scope.provision is not None
    assert _typed(scope.provision) == (scope.article, scope.part)  # as it is printed to be asked again
    return scope.article, scope.part


def _claim(text: str) -> Found:
    """What the operand of a claim hands to the tally."""
    given = {"tally": "cases_received", "since": DAY, "until": DAY, "provision": text}

    class Asked(Exception):
        pass

    def tally(*_: Any, provision: str, **__: Any) -> None:
        raise Asked(provision)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("absentia.tally.tally", tally)
        with pytest.raises(Asked) as caught:
            estimating.count("x", Operand.model_validate(given), cast("Any", None))
    return _tally(str(caught.value))


class _Asked(Exception):
    pass


def _estimate(module: Any, name: str, entry: Callable[..., Any], text: str) -> Any:
    """What an estimate hands to its first question of the tables: the arguments of the function of that name."""

    def ask(*given: Any, **_: Any) -> None:
        raise _Asked(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "prepared", lambda *_: contextlib.nullcontext())
        patch.setattr(module, "jurisdictions", lambda *_: ("ru",))
        patch.setattr(module, "ensure_disappearances", lambda *_: None, raising=False)
        patch.setattr(module, name, ask)
        try:
            entry(cast("Any", SimpleNamespace(path="x")), text)
        except _Asked as asked:
            return asked.args
    raise AssertionError(name)


def _nowcast(text: str) -> Found:
    def entry(where: Any, typed: str) -> Any:
        return delay.from_observatory(where, "cases_received", provision=typed)

    _connection, _measure, scope, *_rest = _estimate(delay, "triangle_of", entry, text)
    return scope.article, scope.part


def _serial_gaps(text: str) -> Found:
    def entry(where: Any, typed: str) -> Any:
        return gaps.estimate_serial_gaps(where, SerialGapsOptions(article=typed, posting_delay=14))

    _connection, _sql, parameters = _estimate(gaps, "query", entry, text)
    return parameters["article"], parameters["part"]


def _disappearances(text: str) -> Found:
    """The one of all charges that its filter would keep, by its exact part."""
    wanted = parse_provision(text, ("ru",))
    kept = [(article, part) for article, part in set(WRITTEN.values()) if _under(_page(article, part), wanted)]
    assert all(article == wanted.article for article, _part in kept)
    return next((article, part) for article, part in kept if part == wanted.part)


def _page(article: str | None, part: str | None) -> str:
    return label(str(article), part, jurisdiction="ru")


def _ledger(text: str) -> Found:
    """What a missed record's question is told as, where no page says its charges."""
    asked = asked_provision(*article_and_part(provisions_of([text], "ru")[0]))
    (told,) = finding._asked([str(asked)], ("ru",))
    assert told == shown_provision(asked, "ru")
    return _typed(told)


ENTRANCES: dict[str, Callable[[str], Found]] = {
    "law": _typed,
    "settings": _settings,
    "settings read again": _settings_read_twice,
    "question": _question,
    "filter of the court": _court_filter,
    "collect --provision": _collect_option,
    "tally --provision": _tally,
    "claim": _claim,
    "nowcast": _nowcast,
    "serial gaps": _serial_gaps,
    "disappearances": _disappearances,
    "ledger": _ledger,
}


@pytest.mark.parametrize("entrance", ENTRANCES)
@pytest.mark.parametrize("text", WRITTEN)
def test_what_is_typed_is_the_same_article_and_part_everywhere(text: str, entrance: str) -> None:
    assert ENTRANCES[entrance](text) == WRITTEN[text]


@pytest.mark.parametrize("entrance", ENTRANCES)
@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_provision_is_refused_everywhere(text: str, entrance: str) -> None:
    with pytest.raises((UsageProblem, ValidationError)) as caught:
        ENTRANCES[entrance](text)
    assert "provision" in str(caught.value) or "law of" in str(caught.value)


def test_an_article_may_be_a_whole_number_and_a_part_must_be_text() -> None:
    assert parse_provision(337, ("ru",)) == parse_provision("337", ("ru",))
    with pytest.raises(UsageProblem, match="in quotes"):
        parse_provision(337.10, ("ru",))


def test_a_provision_written_twice_is_asked_once() -> None:
    assert Settings(provisions=("275.1", "275.1/", "337 ч.5", "337.5")).provisions == ("275.1/", "337.5")


def test_the_settings_say_what_next_of_an_article_that_is_not_listed() -> None:
    with pytest.raises(ValidationError, match=r"with a stroke: 217/"):
        Settings(provisions=("217",))
