"""Look provisions up as people write them: ``337.3.1``, ``ru:337/3.1``, «ст.337 ч.3.1 УК РФ»."""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import re
from collections.abc import Collection

from absentia.errors import UsageProblem
from absentia.law.reading import law, laws
from absentia.law.record import JURISDICTION, Family, Law, LawProvision
from absentia.model import UNASSIGNED, Provision
from absentia.model.texts import Said, joined, said

# ru:337.5, RU: 337.5
_NAMED = re.compile(rf"(?:(?P<jurisdiction>{JURISDICTION.pattern}) ?: ?)?(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
# a stroke parts article and part whatever the law lists: 7/1, 7.1/; of a law nobody described 7, too
_PARTED = re.compile(
    r"(?P<article>[0-9]+(?:-[0-9]+)?)(?:(?P<own>(?:\.[0-9]+){1,2})(?=/))?(?:/(?P<part>(?:[0-9]+(?:\.[0-9]+)*)?))?"
)
_LONGEST = 100


def articles(jurisdiction: str) -> frozenset[str]:
    """Every article the jurisdiction's law file knows, decimal ones included (``"228.1"``)."""
    return law(jurisdiction).articles


def parse_provision(text: str | float, among: Collection[str] | None = None) -> Provision:
    """Read a provision as a person types it.

    ``337``, ``337.3.1``, ``337/3.1``, ``337 ч.3.1``, ``ст. 337 ч. 5 УК РФ``, ``ч. 5 ст. 407 КК України``, ``ru:337``.
    ``173.1`` is an article and ``337.1`` is part 1 of Article 337: the law file decides. A stroke decides itself:
    ``275/1`` is a part of 275, ``275.1/`` an article, whether the file lists them or not. A part the file does not list
    is accepted (laws grow); ask :func:`provision` whether it is known.

    Args:
        text: as typed, of an article a whole number will do; ``ru:`` before it says whose law it is, and so does a code
            behind it that only one law is called by.
        among: the jurisdictions there are, where it is asked; of one, it need not be said. By default all whose law
            there is a file of.

    Raises:
        UsageProblem: the text is no provision, its article is not known, or it does not say which jurisdiction's of
            several.
    """
    if isinstance(text, float):
        raise UsageProblem(
            said("a provision is text: as a number 337.10 would be 337.1"),
            where=str(text),
            next_step=said("write it in quotes"),
        )
    cleaned = " ".join(str(text).split())
    found = _NAMED.fullmatch(cleaned)
    assert found is not None  # anything matches
    of = law(_jurisdiction(found["jurisdiction"] or named_by_code(cleaned), among or tuple(laws()), cleaned))
    rest = found["rest"]
    try:
        if len(cleaned) > _LONGEST:
            raise ValueError(cleaned)  # noqa: TRY301  one place builds the message
        return _of_law(of, rest) if of.articles and "/" not in rest else _parted(of, rest)
    except ValueError:
        raise _unknown(of, rest) from None


def under(text: str, jurisdiction: str | None) -> str:
    """A provision as typed, with the jurisdiction it is of, unless it names one or none is given."""
    found = _NAMED.fullmatch(text.strip())
    named = (found and found["jurisdiction"]) or named_by_code(" ".join(text.split()))
    return text if jurisdiction is None or named else f"{jurisdiction}:{text}"


def named_by_code(text: str) -> str | None:
    """The jurisdiction whose code stands at the end of a text; ``None`` where none does, or it may be another's.

    «УК» alone may be any state's that has its code in Russian: it names none where another is called «УК …».
    """
    folded = text.casefold()
    called = [(code.casefold(), one.jurisdiction) for one in laws().values() for code in one.words.get("code", ())]
    ending = [(code, whose) for code, whose in called if re.search(rf"(?<!\w){re.escape(code)}$", folded)]
    if not ending:
        return None
    longest, whose = max(ending, key=lambda one: len(one[0]))
    others = any(code.startswith(f"{longest} ") and other != whose for code, other in called)
    return None if others else whose


def named_in(text: str) -> str | None:
    """The jurisdiction whose code a text names in full («КК України»); ``None`` where it names none, or several."""
    folded = " ".join(text.split()).casefold()
    found = {
        one.jurisdiction
        for one in laws().values()
        for code in one.words.get("code", ())
        if " " in code and re.search(rf"(?<!\w){re.escape(code.casefold())}(?!\w)", folded)
    }
    return found.pop() if len(found) == 1 else None


def _jurisdiction(given: str | None, among: Collection[str], text: str) -> str:
    if given is not None and given.lower() in among:
        return given.lower()
    known = sorted(among)
    if given is None and len(known) == 1:
        return known[0]
    if given is None:
        what = said("“{text}” may be of the law of {known}", text=text[:_LONGEST], known=_listed(known))
        written = [f"{one}:{text[:_LONGEST]}" for one in known]
    else:
        what = said("nothing here is of the law of {given}, only of {known}", given=given.lower(), known=_listed(known))
        written = [f"{one}:…" for one in known]
    raise UsageProblem(what, next_step=said("write {examples}", examples=_listed(written)))


def _listed(names: Collection[str]) -> Said:
    first, *others = names
    return (
        joined([first], "")
        if not others
        else said("{some} or {last}", some=", ".join([first, *others[:-1]]), last=others[-1])
    )


def _of_law(of: Law, text: str) -> Provision:
    match = _written(of).fullmatch(text)
    if match is None:
        return Provision.parse(of.jurisdiction, text, of.articles)
    article, part = ((match[name] or match[f"{name}_"] or "").rstrip(".") for name in ("article", "part"))
    if not part:
        return Provision.parse(of.jurisdiction, article, of.articles)
    if article not in of.articles or not _NUMBER.fullmatch(part):
        raise ValueError(text)
    return Provision(of.jurisdiction, article, part)


@functools.cache
def _pattern(article: tuple[str, ...], part: tuple[str, ...], code: tuple[str, ...]) -> re.Pattern[str]:
    # «ст.337», «статья 337 часть 3.1 УК РФ», «337 ч.3.1», «ч. 5 ст. 407»; the English words and the Latin p, too
    articles_, parts, codes = ("|".join(map(re.escape, sorted(words, key=len, reverse=True))) for words in (
        (*article, "art", "article"), (*part, "p", "part"), code
    ))  # fmt: skip
    number = r"[0-9]+(?:-[0-9]+)?[0-9.]*"
    article_first = rf"(?:(?:{articles_})\.? ?)?(?P<article>{number})(?:,? ?(?:{parts})\.? ?(?P<part>[0-9][0-9.]*))?"
    part_first = rf"(?:{parts})\.? ?(?P<part_>[0-9][0-9.]*),? ?(?:{articles_})\.? ?(?P<article_>{number})"
    return re.compile(
        f"(?:{article_first}|{part_first})" + (rf"(?: ?(?:{codes}))?" if code else ""),
        re.IGNORECASE,
    )


def _written(of: Law) -> re.Pattern[str]:
    return _pattern(*(of.words.get(kind, ()) for kind in ("article", "part", "code")))


def _parted(of: Law, text: str) -> Provision:
    """Article and part where a stroke tells them apart: of a law nobody described 7.1 could be either."""
    match = _PARTED.fullmatch(text)
    if match is None or ("-" in match["article"] and of.articles and not of.hyphened):
        raise ValueError(text)
    return Provision(of.jurisdiction, match["article"] + (match["own"] or ""), match["part"] or None)


@functools.cache
def label(article: str, part: str | None, code: str = UNASSIGNED, *, jurisdiction: str) -> str:
    """Article and part as :func:`parse_provision` reads them back: ``337.3.1``, and ``228/1`` beside ``228.1``.

    Art. 228 part 1 and Art. 228.1 would be the same text with a point between: where it could be misread, and in
    other codes (``КоАП 20.3.3/1``), a stroke parts them, and stands behind an article with a point that the law file
    does not list. Points («п. а») are not in it, nor is the jurisdiction.
    """
    of = law(jurisdiction)
    if not of.counts(code):
        return f"{code} {article}" + (f"/{part}" if part else "")
    if ("." in article and article not in of.articles) or (part and not of.articles):
        return f"{article}/{part or ''}"
    if part is None:
        return article
    pointed = f"{article}.{part}"
    try:
        misread = Provision.parse(jurisdiction, pointed, of.articles) != Provision(jurisdiction, article, part)
    except ValueError:
        misread = True
    return f"{article}/{part}" if misread else pointed


def written(of: Provision, *, among: Collection[str] = ()) -> str:
    """A provision as :func:`parse_provision` reads it back; where there are several jurisdictions, with its own."""
    listed = law(of.jurisdiction).articles
    plain = label(of.article, of.part, jurisdiction=of.jurisdiction)
    if listed and of.part is None and of.article not in listed:
        plain = f"{of.article}/"
    return f"{of.jurisdiction}:{plain}" if len(among) > 1 else plain


def _unknown(of: Law, text: str) -> UsageProblem:
    if not of.articles:
        return UsageProblem(
            said("“{text}” is not read: there is no law of {jurisdiction} here", text=text[:_LONGEST],
                 jurisdiction=of.jurisdiction),
            next_step=said("part article and part with a stroke, as 7/1, and write an article with a point as 7.1/"),
        )  # fmt: skip
    known = sorted(of.articles, key=lambda number: tuple(map(int, re.split("[.-]", number))))
    start = re.search(r"[0-9]+(?:\.[0-9]+)?", text)
    near = difflib.get_close_matches(start.group(), known, n=3) if start else []
    hint = said("write it as 337, 337.3.1, 337/3.1 or «ст.337 ч.3.1»; what is not listed with a stroke: 217/, 217/1")
    if near:
        hint = said("{hint}; known articles near it: {articles}", hint=hint, articles=", ".join(near))
    return UsageProblem(
        said("“{text}” is not a provision that the law of {jurisdiction} here knows", text=text[:_LONGEST],
             jurisdiction=of.jurisdiction),
        next_step=hint,
    )  # fmt: skip


def provision(text: str, among: Collection[str] | None = None) -> LawProvision | None:
    """What the law file says of a provision; ``None`` where the text is none, or the file does not list that part.

    Of a part that did not always read the same it is the newest wording, with those ``before`` it.
    """
    try:
        found = parse_provision(text, among)
    except UsageProblem:
        return None
    return law(found.jurisdiction).provisions.get((found.article, found.part))


def name(of: Provision | str, language: str, among: Collection[str] | None = None) -> str:
    """The name of a provision, for people: the article's name, with what the part adds where the file knows it.

    Of a part whose meaning changed, what it added when.

    Args:
        of: a provision, or one as typed.
        language: ``en`` or ``ru``.
        among: as for :func:`parse_provision`.
    """
    try:
        wanted = parse_provision(of, among) if isinstance(of, str) else of
    except UsageProblem:
        return str(of)
    its = law(wanted.jurisdiction)
    article_name = its.article_names.get(wanted.article)
    if article_name is None:
        return label(wanted.article, wanted.part, jurisdiction=wanted.jurisdiction)
    code = language if language in article_name else "en"
    entry = its.provisions.get((wanted.article, wanted.part))
    if entry is None or wanted.part is None or all(one.name is None for one in entry.wordings):
        return article_name[code]
    if not entry.before:
        return f"{article_name[code]}: {_added(entry, code)}"
    added = "; ".join(f"{_span(one)} {_added(one, code)}" for one in entry.wordings)
    return f"{article_name[code]}: {added}"


def _added(one: LawProvision, code: str) -> str:
    return "?" if one.name is None else one.name[code]


def _span(one: LawProvision) -> str:
    """From when to when a wording stood, as far as it is known: ``2001-09-01 – 2015``."""
    first = _when(one.in_force_from, one.surely_from) or "?"
    return f"{first} – {_when(one.surely_until, one.in_force_until) or '…'}"


def _when(first: dt.date | None, last: dt.date | None) -> str | None:
    """A day, or the year it is in where no more is known."""
    if first is None or last is None or first == last:
        return None if first is None else str(first)
    return str(first.year) if first.year == last.year else f"{first.year}/{last.year}"


def family(article: str, part: str | None, *, jurisdiction: str) -> Family | None:
    """Which circumstances a part requires; ``None`` where that is not known, which is never to be read as peace.

    A part whose number changed its meaning has none without a day: see :func:`~absentia.law.by_date.on_day`.
    """
    entry = law(jurisdiction).provisions.get((article, part))
    found = {one.family for one in entry.wordings} if entry else set()
    return found.pop() if len(found) == 1 else None


def in_force(article: str, part: str | None, date: dt.date, *, jurisdiction: str) -> bool | None:
    """Whether a provision was in force on a day; ``None`` where the law file cannot tell.

    Dates that are given but not verified are used; :class:`~absentia.law.LawProvision` says which those are.
    """
    entry = law(jurisdiction).provisions.get((article, part))
    answers = {one.in_force(date) for one in entry.wordings} if entry else {None}
    if True in answers:
        return True
    return None if None in answers else False
