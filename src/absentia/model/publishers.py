"""Publishers and countries as readers of a language call them; a title that is cited stays as it was printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from absentia.messages import LANGUAGES, N_, translate
from absentia.model.texts import Said, in_languages

# a longer name before one it begins with
NEWSROOMS = (
    N_("Judicial Department at the Supreme Court of Russia"), N_("the Judicial Department"), N_("Judicial Department"),
    N_("Prosecutor General"), N_("official statistics"), N_("BBC Russian"),
    N_("Kavkaz.Realii"), N_("Kommersant"), N_("Meduza"), N_("Mediazona"), N_("Mozhem Obyasnit"),
    N_("Novaya Gazeta Europe"), N_("RBC-Ukraine"), N_("RBC"), N_("RFE/RL Sibir.Realii"), N_("RFE/RL"), N_("Rosbalt"),
    N_("Sibir.Realii"),
    N_("Systema"), N_("Ukrainska Pravda"), N_("UNHCR"), N_("UNN"), N_("Vedomosti"), N_("Verstka"),
    N_("iStories"), N_("A. Bessudnov"), N_("G. Sverdlin"), N_("M. Grebenyuk"), N_("To Be Precise"),
    N_("Office of the Prosecutor General of Ukraine"), N_("State Bureau of Investigation of Ukraine"),
    N_("Slovo i Dilo"), N_("TASS"), N_("Babel"), N_("Censor.NET"), N_("BBC"),
)  # fmt: skip
"""Publishers that Russian readers know by another name."""
# not within a title: “data from Mediazona publications”
_NEWSROOM = re.compile(rf"(?<!\w)(?<![a-z] )({'|'.join(map(re.escape, NEWSROOMS))})(?!\w)")
_CITING = re.compile(r"citing ([^()]+)\)")
_TRANSLATING = re.compile(r"\(translating ([^()]+)\)")
CITING, TRANSLATING = N_("citing {publisher}"), N_("translating {publisher}")
# a longer one before one it begins with
HOW = (
    N_("Rosstat reply to D. Kobak"), N_("(copy)"),
    N_("(mirror)"), N_("(via mirror)"), N_("via the press"), N_("via"), N_("machine copy of"),
    N_("copy of a news item citing"), N_("copy of"), N_("mirror"), N_("machine-translated"), N_("summary of"),
    N_("computed from its reply to"), N_("reply to"), N_("as told by"), N_("of a party to the war"), N_("and others"),
    N_("volunteers"), N_("on X"), N_("substack"),
    N_("an importer of the Unified State Register of Court Decisions"),
)  # fmt: skip
"""How a number came from one to the other, or where it was read instead."""
_HOW = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, HOW))})(?!\w)")


def publisher(name: str, code: str) -> str:
    """A publisher as readers of the language call it."""
    if code == "en":
        return name
    citing, translating = (translate(one, code).replace("{publisher}", r"\1") for one in (CITING, TRANSLATING))
    text = _TRANSLATING.sub(f"({translating})", _CITING.sub(rf"{citing})", name))
    text = _HOW.sub(lambda found: translate(found[0], code), text)
    text = text.replace(" and the ", "/the ")
    return _NEWSROOM.sub(lambda found: translate(found[0], code), text)


def published_by(name: str) -> Said:
    """A publisher in every language."""
    return in_languages({code: publisher(name, code) for code in LANGUAGES})


@cache
def country_names(code: str) -> Mapping[str, str]:
    """The name of a country (ISO 3166-1 alpha-3) by language, as CLDR has it; its code where nobody names it."""
    from babel.core import Locale, get_global

    short = (get_global("territory_aliases").get(code) or [""])[0]
    return {language: Locale.parse(language).territories.get(short, code) for language in LANGUAGES}
