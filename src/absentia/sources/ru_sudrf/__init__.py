"""The portals of the Russian courts (sudrf.ru), both templates.

``source.yml`` names publisher, terms, coverage and the policy of its assertions; the names below are those that
:class:`absentia.sources.protocol.Portal` asks for.
"""

from absentia.sources.ru_sudrf.asked import asked
from absentia.sources.ru_sudrf.canonical import content_digest
from absentia.sources.ru_sudrf.captcha import picture_in
from absentia.sources.ru_sudrf.charges import read_articles, read_cell
from absentia.sources.ru_sudrf.courts import LEVELS as levels  # noqa: N811  names of the protocol
from absentia.sources.ru_sudrf.courts import court, court_named, courts, fold_name
from absentia.sources.ru_sudrf.lexicon import ADDRESSES as addresses  # noqa: N811  likewise
from absentia.sources.ru_sudrf.lexicon import lexicon
from absentia.sources.ru_sudrf.links import module_host as fold_host
from absentia.sources.ru_sudrf.links import same_page
from absentia.sources.ru_sudrf.numbers import number_key, place
from absentia.sources.ru_sudrf.queries import REGISTERS as registers  # noqa: N811  likewise
from absentia.sources.ru_sudrf.queries import act_urls, card_url, form_url, hearing_list_url, search_url, shows
from absentia.sources.ru_sudrf.reader import read
from absentia.sources.ru_sudrf.template import Template
from absentia.sources.ru_sudrf.uid import ORIGIN as origin  # noqa: N811  likewise
from absentia.sources.ru_sudrf.vocabulary import ending

id = "ru_sudrf"  # noqa: A001  likewise
title = "ГАС «Правосудие»: сайты судов общей юрисдикции и военных судов (sudrf.ru)"
jurisdiction = "ru"
templates: tuple[str, ...] = (Template.PRIMARY, Template.VNKOD)

__all__ = [
    "act_urls",
    "addresses",
    "asked",
    "card_url",
    "content_digest",
    "court",
    "court_named",
    "courts",
    "ending",
    "fold_host",
    "fold_name",
    "form_url",
    "hearing_list_url",
    "id",
    "jurisdiction",
    "levels",
    "lexicon",
    "number_key",
    "origin",
    "picture_in",
    "place",
    "read",
    "read_articles",
    "read_cell",
    "registers",
    "same_page",
    "search_url",
    "shows",
    "templates",
    "title",
]
