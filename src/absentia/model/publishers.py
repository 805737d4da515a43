"""Publishers as readers of a language call them; the title that is cited stays as it was printed."""

from __future__ import annotations

import re

from absentia.messages import LANGUAGES, N_, translate
from absentia.model.texts import Said, in_languages

# a longer name before one it begins with
NEWSROOMS = (
    N_("Judicial Department at the Supreme Court of Russia"), N_("the Judicial Department"), N_("Judicial Department"),
    N_("Rosstat reply to D. Kobak"), N_("Prosecutor General"), N_("official statistics"), N_("BBC Russian"),
    N_("Kavkaz.Realii"), N_("Kommersant"), N_("Meduza"), N_("Mediazona"), N_("Mozhem Obyasnit"),
    N_("Novaya Gazeta Europe"), N_("RBC-Ukraine"), N_("RBC"), N_("RFE/RL Sibir.Realii"), N_("RFE/RL"), N_("Rosbalt"),
    N_("Sibir.Realii"),
    N_("Systema"), N_("Ukrainska Pravda"), N_("UNHCR"), N_("UNN"), N_("Vedomosti"), N_("Verstka"),
    N_("iStories"), N_("A. Bessudnov"), N_("G. Sverdlin"), N_("M. Grebenyuk"),
)  # fmt: skip
"""Publishers that Russian readers know by another name."""
# not within a title: “data from Mediazona publications”
_NEWSROOM = re.compile(rf"(?<!\w)(?<![a-z] )({'|'.join(map(re.escape, NEWSROOMS))})(?!\w)")
_CITING = re.compile(r"citing ([^()]+)\)")
_TRANSLATING = re.compile(r"\(translating ([^()]+)\)")
CITING, TRANSLATING = N_("citing {publisher}"), N_("translating {publisher}")
COPIES = (N_("(copy)"), N_("(mirror)"), N_("(via mirror)"))
"""Where it was read instead."""
_COPY = re.compile("|".join(map(re.escape, COPIES)))


def publisher(name: str, code: str) -> str:
    """A publisher as readers of the language call it."""
    if code == "en":
        return name
    citing, translating = (translate(one, code).replace("{publisher}", r"\1") for one in (CITING, TRANSLATING))
    text = _TRANSLATING.sub(f"({translating})", _CITING.sub(rf"{citing})", name))
    text = _COPY.sub(lambda found: translate(found[0], code), text)
    text = text.replace(" and the ", "/the ")
    return _NEWSROOM.sub(lambda found: translate(found[0], code), text)


def published_by(name: str) -> Said:
    """A publisher in every language."""
    return in_languages({code: publisher(name, code) for code in LANGUAGES})
