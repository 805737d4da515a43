"""The words a charge cell is made of: one pass, left to right, every character in exactly one token or skipped.

The text is folded first, character by character, so that positions stay those of the page: case, the Latin letters
that look like Cyrillic ones, every kind of dash, quote and space. Reading happens on the folded text, quoting on the
page's. Every repetition that stands beside another one is bounded, so that a hostile cell costs time in proportion to
its length.
"""

from __future__ import annotations

import enum
import re
from typing import NamedTuple

from absentia.sources.ru_sudrf.codes import Code


class Kind(enum.Enum):
    """What a token is."""

    HIDDEN = "hidden"
    NO_NAME = "no_name"
    EDITION = "edition"
    NOTE = "note"
    CODE = "code"
    ARTICLE = "article"
    PART = "part"
    POINT = "point"
    NUMBER = "number"
    LETTER = "letter"
    WORD = "word"
    DASH = "dash"
    COMMA = "comma"
    SEMICOLON = "semicolon"
    LINE = "line"
    OPEN = "open"
    CLOSE = "close"
    COLON = "colon"
    OTHER = "other"


class Token(NamedTuple):
    """One token: its kind, its place in the text, its folded characters, and for words of list kind whether plural."""

    kind: Kind
    start: int
    end: int
    text: str
    plural: bool = False


_LATIN = "ABCEHKMOPTXYaceopxykmt"
_CYRILLIC = "авсенкмортхуасеорхукмт"
_UPPER = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
_DASHES = "‐‑‒–—―−"
_QUOTES = "«»„“”‘’`"
# spaces of every width, also those that show as nothing (soft hyphen, zero-width space, byte order mark)
_SPACES = "\t\u00a0\u00ad\u1680\u202f\u205f\u2060\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200E)))
_LINES = "\r\x0b\x0c\x85\u2028\u2029"

_FOLDING = str.maketrans(
    _LATIN + _UPPER + _DASHES + _QUOTES + _SPACES + _LINES,
    _CYRILLIC + _UPPER.lower() + "-" * len(_DASHES) + '"' * len(_QUOTES) + " " * len(_SPACES) + "\n" * len(_LINES),
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def fold(text: str) -> str:
    """The text with look-alikes made equal; as long as it was, so that every position means the same character."""
    return text.translate(_FOLDING)


# at most so many spaces inside one word of the vocabulary; more is not that word
_S = " {0,8}"

# «<Информация скрыта> - ст.205.1 ч.1.1 УК РФ», «Информация скрыта», «&lt;Информация скрыта&gt;» (its t folded)
# and with its ground, «<Информация скрытаНа основании ст 5, 14, 15 ФЗ №262>»
HIDDEN = (
    rf"(?:<|&lт;)?{_S}информация {{1,8}}скрыта{_S}"
    r"(?:на {1,8}основании[^<>;\n]{0,120}(?=>|&gт;))?(?:>|&gт;)?"
)
# «БЕЗ ИМЕНИ!»
NO_NAME = r"без {1,8}имени(?![а-яё])!?"
# «ст.111 ч.4 УК РФ в ред. ФЗ от 07.03.2011 № 26-ФЗ»
EDITION = (
    rf"в {{1,8}}ред(?:\.|акции){_S}(?:фз|федерального {{1,8}}закона)?{_S}(?:от)?{_S}"
    rf"[0-9]{{1,2}}\.[0-9]{{1,2}}\.[0-9]{{4}}{_S}(?:г\.|года)?{_S}(?:(?:№|n){_S}[0-9]{{1,4}}{_S}-{_S}фз)?(?![а-яё0-9])"
)
# «ст.159 ч.3 (в ред. ФЗ от 07.03.2011 № 26-ФЗ) УК РФ», «ст.337 ч.5 УК РФ (2 эпизода)»
NOTE = r"\([^()]*\)"
_STATE = r"(?:рф|россии|российской {1,8}федерации|рсфср|украины|днр|лнр)(?![а-яё])"
# «УК РФ», «УК», «УПК РФ», «КоАП РФ», «КРФ об АП», «Уголовного кодекса Российской Федерации», «УК РСФСР», «КАС РФ»
CODE = (
    rf"(?:(?:упк|ук|коап|крфоап|крф {{1,8}}об {{1,8}}ап)(?:{_S}{_STATE}|(?![а-яё]))"
    rf"|уголовн(?:о{_S}-{_S}процессуальн)?(?:ый|ого|ому|ым|ом) {{1,8}}кодекс[а-яё]{{0,2}}+(?:{_S}{_STATE})?"
    rf"|(?:уик|кас|гк|гпк|апк|нк|тк|ск|жк){_S}{_STATE})"
)
# «ст.337», «ст 337», «ст.ст. 158, 161», «статья 337», «статей 158 и 161»
ARTICLE = rf"(?:ст\.?{_S}ст(?![а-яё])\.?|ст(?![а-яё])\.?|стать(?:я|и|ю|е|ёй|ей|ям|ями|ях)(?![а-яё])|статей(?![а-яё]))"
# «ч.5», «ч 5», «часть 5», «частью 5»; the plural «ч.ч.1,2» stands here so that it is seen and refused
PART = rf"(?:ч\.?{_S}ч(?![а-яё])\.?|ч(?![а-яё])\.?|част(?:ь|и|ью|ей|ям|ями|ях)(?![а-яё]))"
# «п.в», «п. г», «п.п.а,в», «пп.а,б», «пункт "а"»; «п.п ч.2» is the point «п»
POINT = (
    rf"(?:п\.?{_S}п(?![а-яё])\.?(?={_S}\"?{_S}(?:[а-цш-яё](?![а-яё])|[0-9]))|п(?![а-яё])\.?"
    r"|пункт(?:а|у|ом|е|ы|ов|ам|ами|ах)?(?![а-яё]))"
)
# «228», «228.1», «3.1», «20.3.3», «228¹»
NUMBER = r"[0-9]+(?:\.[0-9]+)*[⁰¹²³⁴-⁹]*"
# «а», «е.1», «е1»
LETTER = r"[а-яё](?:\.?[0-9]++)?+(?![^\W\d_])"

_TOKEN = re.compile(
    "|".join(
        f"(?P<{kind.value}>{pattern})"
        for kind, pattern in (
            (Kind.HIDDEN, HIDDEN),
            (Kind.NO_NAME, NO_NAME),
            (Kind.EDITION, EDITION),
            (Kind.NOTE, NOTE),
            (Kind.CODE, CODE),
            (Kind.ARTICLE, ARTICLE),
            (Kind.PART, PART),
            (Kind.POINT, POINT),
            (Kind.NUMBER, NUMBER),
            (Kind.LETTER, LETTER),
            (Kind.WORD, r"[^\W\d_]+"),
            (Kind.DASH, "-+"),
            (Kind.COMMA, ","),
            (Kind.SEMICOLON, ";"),
            (Kind.LINE, "\n"),
            (Kind.OPEN, r"\["),
            (Kind.CLOSE, r"\]"),
            (Kind.COLON, ":"),
        )
    )
    # a full stop, a quote or a space says nothing of its own; anything else is kept to be complained about
    + r'|[. "]+|(?P<other>.)',
    re.DOTALL,
)
_PLURAL = re.compile(rf"(?:ст\.?{_S}ст|ч\.?{_S}ч|п\.?{_S}п|статей|статьям|статьях)")
_KINDS = {kind.value: kind for kind in Kind}


def tokens(folded: str) -> list[Token]:
    """Every token of a folded text, in order."""
    found = []
    for match in _TOKEN.finditer(folded):
        if match.lastgroup is None:
            continue
        kind = _KINDS[match.lastgroup]
        text = match.group()
        plural = kind in (Kind.ARTICLE, Kind.PART, Kind.POINT) and _PLURAL.match(text) is not None
        found.append(Token(kind, match.start(), match.end(), text, plural))
    return found


def number(text: str) -> str:
    """A number as the law's texts are cited: the superscript of «228¹» is a decimal, 228.1."""
    plain = text.rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return plain if plain == text else f"{plain}.{text[len(plain) :].translate(_SUPERSCRIPTS)}"


def code_of(text: str) -> Code | None:
    """The code a code token names; ``None`` for another state's or another kind of code."""
    if text.endswith(("рсфср", "украины", "днр", "лнр")):
        return None
    if text.startswith("упк") or "процессуальн" in text:
        return Code.UPK
    if text.startswith(("коап", "крф")):
        return Code.KOAP
    return Code.UK if text.startswith(("ук", "уголовн")) else None
