"""Look provisions up as people write them: ``337.3.1``, ``337/3.1``, «ст.337 ч.3.1 УК РФ»."""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import re

from absentia.errors import UsageProblem
from absentia.law.reading import Family, LawProvision, law
from absentia.model import Code, Provision
from absentia.model.texts import said

# «ст.337», «статья 337 часть 3.1 УК РФ», «337 ч.3.1»; the Latin p and part, too: "337 part 5"
_WRITTEN = re.compile(
    r"(?:(?:ст(?:атья)?|art(?:icle)?)\.? ?)?(?P<article>[0-9][0-9.]*)"
    r"(?:,? ?(?:ч(?:асть)?|p(?:art)?)\.? ?(?P<part>[0-9][0-9.]*))?(?: ?ук(?: ?рф)?)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LONGEST = 100


def articles() -> frozenset[str]:
    """Every article of the Criminal Code the law file knows, decimal ones included (``"228.1"``)."""
    return law().articles


def parse_provision(text: str) -> Provision:
    """Read a provision as a person types it.

    ``337``, ``337.3.1``, ``337/3.1``, ``337 ч.3.1``, ``ст. 337 ч. 5 УК РФ``. ``173.1`` is an article and ``337.1`` is
    part 1 of Article 337: the law file decides. A part the file does not list is accepted (laws grow); ask
    :func:`provision` whether it is known.

    Raises:
        UsageProblem: the text is no provision, or its article is not known.
    """
    cleaned = " ".join(text.split())
    try:
        if len(cleaned) > _LONGEST:
            raise ValueError(cleaned)  # noqa: TRY301  one place builds the message
        match = _WRITTEN.fullmatch(cleaned)
        if match is None:
            return Provision.parse(cleaned, articles())
        article, part = match["article"].rstrip("."), (match["part"] or "").rstrip(".")
        if not part:
            return Provision.parse(article, articles())
        if article not in articles() or not _NUMBER.fullmatch(part):
            raise ValueError(cleaned)  # noqa: TRY301  as above
    except ValueError:
        raise _unknown(cleaned) from None
    return Provision(article=article, part=part)


@functools.cache
def label(article: str, part: str | None, code: Code = Code.UK) -> str:
    """Article and part as :func:`parse_provision` reads them back: ``337.3.1``, and ``228/1`` beside ``228.1``.

    Art. 228 part 1 and Art. 228.1 would be the same text with a point between: where it could be misread, and in
    other codes (``КоАП 20.3.3/1``), a stroke parts them. Points («п. а») are not in it.
    """
    if code not in (Code.UK, Code.UNASSIGNED):
        return f"{code.value} {article}" + (f"/{part}" if part else "")
    if part is None:
        return article
    pointed = f"{article}.{part}"
    try:
        misread = Provision.parse(pointed, articles()) != Provision(article, part)
    except ValueError:
        misread = True
    return f"{article}/{part}" if misread else pointed


def _unknown(text: str) -> UsageProblem:
    known = sorted(articles(), key=lambda number: tuple(map(int, number.split("."))))
    start = re.search(r"[0-9]+(?:\.[0-9]+)?", text)
    near = difflib.get_close_matches(start.group(), known, n=3) if start else []
    hint = said("write it as 337, 337.3.1, 337/3.1 or «ст.337 ч.3.1»")
    if near:
        hint = said("{hint}; known articles near it: {articles}", hint=hint, articles=", ".join(near))
    return UsageProblem(
        said("“{text}” is not a provision of the Criminal Code that absentia knows", text=text[:_LONGEST]),
        next_step=hint,
    )


def provision(text: str) -> LawProvision | None:
    """What the law file says of a provision; ``None`` where the text is none, or the file does not list that part."""
    try:
        found = parse_provision(text)
    except UsageProblem:
        return None
    return law().provisions.get((found.article, found.part))


def name(of: Provision | str, language: str) -> str:
    """The name of a provision, for people: the article's name, with what the part adds where the file knows it.

    Args:
        of: a provision, or one as typed.
        language: ``en`` or ``ru``.
    """
    try:
        wanted = parse_provision(of) if isinstance(of, str) else of
    except UsageProblem:
        return str(of)
    article_name = law().article_names.get(wanted.article)
    if article_name is None:
        return label(wanted.article, wanted.part)
    code = language if language in article_name else "en"
    entry = law().provisions.get((wanted.article, wanted.part))
    if entry is None or entry.name is None or wanted.part is None:
        return article_name[code]
    return f"{article_name[code]}: {entry.name[code]}"


def family(article: str, part: str | None) -> Family | None:
    """``peace`` or ``mobilisation``; ``None`` where that is not known, which is never to be read as peace."""
    entry = law().provisions.get((article, part))
    return entry.family if entry else None


def in_force(article: str, part: str | None, date: dt.date) -> bool | None:
    """Whether a provision was in force on a day; ``None`` where the law file cannot tell.

    Dates that are given but not verified are used; :class:`~absentia.law.LawProvision` says which those are.
    """
    entry = law().provisions.get((article, part))
    if entry is None:
        return None
    if entry.in_force_from is not None and date < entry.in_force_from:
        return False
    if entry.in_force_until is not None and date > entry.in_force_until:
        return False
    unknown_start = entry.in_force_from is None
    unknown_end = entry.in_force_until is None and "until" in entry.unverified
    return None if unknown_start or unknown_end else True
