"""Names put into every place of a page that holds text: between tags, in attributes, in addresses. All are invented."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from random import Random
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.parse.people import Person, disguised, people

from absentia.parse.mask.words import About, words_of

FIXTURES = sorted((Path(__file__).parents[1] / "sources" / "fixtures").glob("*.html"))
SHORTEST = 4
"""Letters of a surname that is looked for: a shorter one («Ли») is a word of its own in any text."""
_TEXT = re.compile(r"(?<=>)([^<>]*[^<>\s][^<>]*)(?=<)")
_SKIPPED = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_HREF = re.compile(r"""(href=)(["']?)([^"'\s>]+)""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""((?:title|alt|value|content|placeholder)=)(["'])([^"']*)""", re.IGNORECASE)
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_ROLES = ("судья {}", "адвокату {}", "свидетели {0}, {0} и {0} не явились", "прокурор: {}", "осуждённый {}")
_NOT_LOOKED_FOR = About.KNOWN | About.PLACE | About.TOWN | About.OF_COURTS | About.PARTICLE


@dataclass(frozen=True)
class Page:
    """A page full of people, and where it is said to have been fetched."""

    kind: str
    body: bytes
    url: str


class Planter:
    """Writes people down in ever other ways and remembers whom."""

    def __init__(self, persons: list[Person], random: Random) -> None:
        self.persons = [person for person in persons if is_looked_for(person.surname)]
        self._random = random

    def name(self) -> str:
        """One or more people as pages write them: whole, bent, in disguise, small behind a role, in a list."""
        person, choose = self._random.choice(self.persons), self._random.choice
        forms = [form for form in person.forms if is_looked_for(form)]
        return choose(
            (
                lambda: choose(disguised(choose(person.written()))),
                lambda: choose(disguised(choose(forms))),
                lambda: choose(_ROLES).format(choose(forms).lower()),
                lambda: ", ".join(choose(self.persons).surname for _ in range(2)) + f" и {choose(forms)}",
            )
        )()

    def beside(self, text: str) -> str:
        """A name in place of a text, before it, behind it or within."""
        name, middle = self.name(), len(text) // 2
        return self._random.choice(
            (name, f"{text} {name}", f"{name} {text}", f"{text[:middle]} {name} {text[middle:]}", f"{text} ({name})")
        )

    def address(self, url: str) -> str:
        """A name in the path, the fragment, the name of a parameter, its value, before the host; plain or encoded."""
        name = self._random.choice(self.persons).surname
        spelled = self._random.choice(
            (
                name,
                quote(name),
                quote(quote(name)),
                quote(name.encode("cp1251", errors="replace")),
                "".join(f"%u{ord(letter):04X}" for letter in name),
            )
        )
        mark = "&" if "?" in url else "?"
        ways = [f"{url}#{spelled}", f"{url}{mark}{spelled}=1", f"{url}{mark}U1_DEFENDANT__NAMESS={spelled}"]
        if "://" in url:
            scheme, rest = url.split("://", 1)
            host, slash, path = rest.partition("/")
            ways += [f"{scheme}://{spelled}:{spelled}@{rest}", f"{scheme}://{host}/{spelled}{slash}{path}"]
        return self._random.choice(ways)

    def plant(self, body: bytes, share: float) -> bytes:
        """Every place of a page that holds text gets a name with this probability."""
        declared = _CHARSET.search(body[:4096])
        charset = declared[1].decode() if declared else "utf-8"
        text = body.decode(charset, errors="replace")
        pieces, position = [], 0
        for skipped in _SKIPPED.finditer(text):
            pieces += [self._planted(text[position : skipped.start()], share), skipped.group()]
            position = skipped.end()
        pieces.append(self._planted(text[position:], share))
        return "".join(pieces).encode(charset, errors="xmlcharrefreplace")

    def _planted(self, text: str, share: float) -> str:
        def maybe() -> bool:
            return self._random.random() < share

        text = _TEXT.sub(lambda found: escape(self.beside(found[1])) if maybe() else found[0], text)
        text = _ATTRIBUTE.sub(
            lambda found: found[1] + found[2] + (escape(self.beside(found[3])) if maybe() else found[3]), text
        )
        return _HREF.sub(
            lambda found: found[1] + found[2] + (quote_spaces(self.address(found[3])) if maybe() else found[3]), text
        )


def quote_spaces(url: str) -> str:
    return url.replace(" ", "%20").replace('"', "%22").replace("'", "%27")


def is_looked_for(word: str) -> bool:
    """Whether a word proves a leak: long enough, and no word that stands in the output anyway."""
    (known,) = words_of("ru_sudrf").of(word)[:1]
    return len(word) >= SHORTEST and not known.about & _NOT_LOOKED_FOR


def crowds(number: int) -> list[list[Person]]:
    """So many groups of people, as hypothesis draws them."""
    found: list[list[Person]] = []

    @settings(max_examples=number, database=None)
    @given(st.lists(people().filter(lambda one: is_looked_for(one.surname)), min_size=2, max_size=5))
    def draw(crowd: list[Person]) -> None:
        found.append(crowd)

    draw()
    return found


def pages(crowd: list[list[Person]], random: Random) -> list[Page]:
    """Every fixture, planted with some of the people: now sparsely, now in every place."""
    found = []
    for index, file in enumerate(FIXTURES):
        planter = Planter(crowd[index % len(crowd)], random)
        body = planter.plant(file.read_bytes(), random.choice((0.1, 0.4, 1.0)))
        url = f"https://court-{index}--syn.synthetic.example/modules.php?name=sud_delo&srv_num=1&name_op=case"
        found.append(Page(file.stem, body, planter.address(url)))
    return found
