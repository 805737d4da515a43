"""From a sheet to HTML in one language; one environment of templates for a whole site."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from absentia.messages import N_
from absentia.model.numbers import spelled
from absentia.model.texts import Said, as_data, spoken
from absentia.publish.compiled import COMPILED
from absentia.publish.site import about, counts, courts, estimates, gone
from absentia.publish.site.checked import INDEX as ARTICLES
from absentia.publish.site.checked import SHOWN_CAVEATS, SHOWN_NUMBERS
from absentia.publish.site.database import DOWNLOADS
from absentia.publish.site.dossier import Dossier
from absentia.publish.site.downloads import citations
from absentia.publish.site.drawing import drawing, line
from absentia.publish.site.numbers import Book, Number
from absentia.publish.site.sheets import Chart, Sheet, Weeks
from absentia.publish.wording import TEMPLATES, helpers, unbroken, with_commands

STYLE, SCRIPT = "style.css", "site.js"
FOLDER = TEMPLATES / "site"
OBSERVED = (
    (counts.INDEX, N_("Counts")), (courts.INDEX, N_("Courts")), (courts.COVERAGE, N_("Coverage")),
    (gone.GONE, N_("Gone")), (counts.REGISTER, N_("Decisions")), (counts.PACKAGES, N_("Packages")),
)  # fmt: skip
"""The pages of an observatory."""
NAVIGATION = (
    (ARTICLES, N_("Articles checked")), (estimates.INDEX, N_("Estimates")), (about.CHANGES, N_("Changes")),
    (about.CORRECTIONS, N_("Corrections")), (about.METHODS, N_("Methods")), (about.DATA, N_("Data")),
)  # fmt: skip


def file_of(name: str, code: str) -> str:
    """The file of a page in a language."""
    return f"{name}.html" if code == "en" else f"{name}.{code}.html"


def style() -> bytes:
    """The brief's style with what the site adds."""
    return b"".join((folder / name).read_bytes() for folder, name in ((TEMPLATES, "page.css"), (FOLDER, "site.css")))


def script() -> bytes:
    """The only program of a site: it reads out the values of a chart. Nothing needs it."""
    return (FOLDER / SCRIPT).read_bytes()


@dataclass(frozen=True)
class Renderer:
    """Renders every page of one version of a site in one language."""

    dossier: Dossier
    book: Book
    version: str
    code: str
    names: Sequence[str]
    """Of the pages there are."""
    history: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    """What each number was in earlier versions: version and text."""

    @cached_property
    def _environment(self) -> Environment:
        made = Environment(
            loader=FileSystemLoader([FOLDER, TEMPLATES]),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,  # a template does not change while pages are made of it
            bytecode_cache=COMPILED,
        )
        made.globals.update(helpers(self.code))
        made.globals.update(
            dossier=self.dossier,
            version=self.version,
            language=self.code,
            other="ru" if self.code == "en" else "en",
            file_of=file_of,
            is_number=lambda one: isinstance(one, Number),
            kind_of_chart=lambda one: "weeks" if isinstance(one, Weeks) else "months" if isinstance(one, Chart) else "",
            drawing=partial(drawing, code=self.code),
            line=line,
            shown_numbers=SHOWN_NUMBERS,
            shown_caveats=SHOWN_CAVEATS,
            observed_pages=self._there(OBSERVED),
            navigation=self._there(NAVIGATION),
        )
        return made

    def _there(self, pages: Sequence[tuple[str, str]]) -> list[tuple[str, Said]]:
        return [(name, Said(title)) for name, title in pages if name in self.names]

    def page(self, sheet: Sheet) -> str:
        """A page."""
        root = "../" * sheet.name.count("/")
        return self._rendered(sheet.template, sheet, root, structured=self._structured(sheet, root))

    def number(self, number: Number) -> str:
        """The page of a number."""
        sheet = Sheet(name=f"n/{number.id}", title=number.label, template="number.html", numbers=[number],
                      invented=self.dossier.invented)  # fmt: skip
        return self._rendered(
            "number.html",
            sheet,
            "../",
            structured=None,
            number=number,
            cited=citations(self.dossier, self.version, number, self.code),
            history=self.history.get(number.id, ()),
            corrected=[one for one in self.dossier.corrections if number.id in one.numbers],
        )

    def chart(self, sheet: Sheet) -> str:
        """The chart of a page as a file of its own."""
        return self._environment.get_template("chart.svg.html").render(chart=sheet.chart, synthetic=sheet.synthetic)

    def atom(self, name: str, **more: Any) -> str:
        """A feed: of corrections, or of changes."""
        return self._environment.get_template(f"{name}.html").render(**more)

    def _rendered(self, template: str, sheet: Sheet, root: str, **more: Any) -> str:
        text = self._environment.get_template(template).render(
            sheet=sheet,
            root=root,
            link_to=lambda name: f"{root}{file_of(name, self.code)}",
            rich=partial(self._rich, root),
            plain=self._plain,
            href=partial(self._href, root),
            **more,
        )
        return with_commands(unbroken(text))

    def _href(self, root: str, number: Number) -> str:
        return f"{root}{file_of(f'n/{number.id}', self.code)}#n-{number.id}"

    def _rich(self, root: str, words: Any) -> Markup:
        """A sentence with each of its numbers a link."""

        def linked(number: Number, reads: str) -> str:
            return f'<a class="n" href="{self._href(root, number)}">{escape(reads)}</a>'

        text = str(escape(spelled(spoken(words, self.code), self.code)))
        return Markup(self.book.filled(text, self.code, linked))  # noqa: S704  escaped before

    def _plain(self, words: Any) -> str:
        text = spelled(spoken(words, self.code), self.code)
        return self.book.filled(text, self.code, lambda _number, reads: reads)

    def _structured(self, sheet: Sheet, root: str) -> Markup | None:
        """JSON-LD within the page: nothing in it can end its element."""
        if sheet.structured is None:
            return None
        given: Any = as_data(sheet.structured, self.code)
        if isinstance(given, dict) and given.get("@type") == "Dataset":
            given = given | {
                "version": self.version[:10],
                "distribution": [
                    {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{root}{file}"}
                    for file, kind in DOWNLOADS.items()
                ],
            }
        text = json.dumps(given, ensure_ascii=False, allow_nan=False)
        return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704  no mark of HTML is left


__all__ = ["SCRIPT", "STYLE", "Renderer", "file_of", "script", "style"]
