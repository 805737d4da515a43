"""What these portals write that is nobody's name: the vocabulary, ``words.yml``, the courts, the addresses."""

from __future__ import annotations

import enum
import re
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from absentia.model import Instance, PageKind, Procedure
from absentia.model.own_yaml import own_yaml
from absentia.sources.content import Addresses, Lexicon
from absentia.sources.ru_sudrf.courts import courts
from absentia.sources.ru_sudrf.pages import FAILURES
from absentia.sources.ru_sudrf.template import Template
from absentia.sources.ru_sudrf.vocabulary import vocabulary

_OWN: tuple[type[enum.StrEnum], ...] = (PageKind, Template, Procedure, Instance)
"""Words of this program's own, which people name files by, too."""
_ADJECTIVE = re.compile(r"\b[А-ЯЁ][\w-]+(?:ский|цкий|ной|ный)\b")


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words, read once."""
    source = resources.files("absentia.sources.ru_sudrf").joinpath("words.yml").read_text(encoding="utf-8")
    lists = {name: tuple(words.split()) for name, words in own_yaml(source).items()}
    own = {word for kind in _OWN for one in kind for word in one.value.split("_")}
    lists["forms"] += tuple(sorted(own))
    adjectives = {word for court in courts() for word in _ADJECTIVE.findall(court.name)}
    return Lexicon(phrases=tuple(_phrases()), courts=tuple(sorted(adjectives)), **lists)


def _phrases() -> list[str]:
    words = vocabulary()
    known = {
        *words.procedures,
        *words.instances,
        *words.alone,
        *words.sections,
        *words.labels,
        *words.columns,
        *words.info_parts,
        *words.info_lines,
        *words.hidden_names,
        *words.no_names,
        *words.results,
        *words.events,
        *words.event_results,
        *words.ignored_headings,
        *(text for text, _kind in words.messages),
        *(failure.decode("ascii") for failure in FAILURES),
    }
    return sorted(known)


_NEVER = r"(?!)"
_DIGITS = r"[0-9]{1,18}"
_DAY = r"[0-9]{2}\.[0-9]{2}\.[0-9]{4}"
_GUID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_CODE = r"[0-9]{2}[A-Z]{2}[0-9]{4}"
# «337», «337.1»; with a part («337 ч.5») the value is spelled in Russian letters
_ARTICLE = r"[0-9]{1,3}(?:\.[0-9]{1,2})?"
_FORMS = ("u1", "u2", "u33", "g1", "g2", "g33", "p1", "p2", "p33", "adm", "adm1", "adm2", "adm33", "m", "gdp")
_NUMBERED = (
    "srv_num delo_id case_id case_type new page text_number number nc op did _page _id _deloid _casetype _new _doc "
    "_ord case__case_type case__num_build"
)
_TYPED = "submit captcha captchaid token case__judge parts__namess part__namess case__case_number case__judicial_uid"
_TYPED_IN_FORMS = "case__judge case__case_numberss case__judicial_uidss defendant__namess parts__namess"


def _parameters() -> dict[str, str]:
    """What the values of a parameter look like, by its name; nothing of what somebody types into a form."""
    shapes = {
        "name": "sud_delo|press_dep",
        "name_op": "r|r_juid|case|doc|sf|cat|cat_i",
        "delo_table": "|".join(f"{form}(?:_case)?" for form in _FORMS),
        "process-type": "[0-9]{1,9}_[0-9]{1,9}_[0-9]{1,9}",
        "case_uid": _GUID,
        "_uid": _GUID,
        "vnkod": _CODE,
        "case__vnkod": _CODE,
        "judicial_uid": f"{_CODE}-[0-9]{{2}}-[0-9]{{4}}-[0-9]{{6}}-[0-9]{{2}}",
        "h_date": _DAY,
        "list": "on|off|[0-9]{1,3}",
        "parts__law_articless": _ARTICLE,
        "part__law_articless": _ARTICLE,
        **dict.fromkeys(_NUMBERED.split(), _DIGITS),
        **dict.fromkeys(_TYPED.split(), _NEVER),
    }
    for form in ("", *(f"{form}_" for form in _FORMS)):
        for end in ("1d", "2d"):
            for date in ("entry", "result", "validity"):
                shapes[f"{form}case__{date}_date{end}"] = _DAY
    for form in _FORMS:
        shapes |= {f"{form}_{typed}": _NEVER for typed in _TYPED_IN_FORMS.split()}
        shapes |= {f"{form}_{who}__law_articless": _ARTICLE for who in ("defendant", "parts")}
    return shapes


ADDRESSES = Addresses(
    paths=frozenset(("", "/", "/modules.php", "/index.php")),
    parameters=MappingProxyType({name: re.compile(shape) for name, shape in _parameters().items()}),
    answers=frozenset(("captcha", "captchaid")),
)
"""What the portals' own addresses are made of."""
