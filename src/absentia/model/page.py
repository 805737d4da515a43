"""A capture, classified and read: the record one page of a court portal becomes.

Dates are ISO text (``2026-04-22``), times ``15:56`` local to the court, exactly as precise as the page; text is as
written with runs of white space folded. Names are raw here: :mod:`absentia.parse.privacy` replaces them before
anything is printed or stored outside the archive.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from absentia.model.charge import Charge, Defendant, Party


class PageKind(enum.StrEnum):
    """What a response of a portal is."""

    LISTING = "listing"
    """Search results with rows."""
    CARD = "card"
    """A case card."""
    HEARING_LIST = "hearing_list"
    """Cases set for hearing on a day (possibly none)."""
    ACT = "act"
    """The text of a judicial act on a page of its own."""
    SEARCH_FORM = "search_form"
    """The form; ``PageRecord.captcha`` tells whether it asks for a captcha."""
    CAPTCHA_GATE = "captcha_gate"
    """A search answered by a demand for the captcha: wrong, missing or expired."""
    BLOCK_G = "block_g"
    """Firewall: blocked by geography."""
    BLOCK_B = "block_b"
    """Firewall: the request is called incorrect."""
    TEMPORARILY_UNAVAILABLE = "temporarily_unavailable"
    """«Информация временно недоступна»: rate limit, module down, or a window too wide."""
    BACKEND_ERROR = "backend_error"
    """The court's database or PHP module fails, possibly with a partial table."""
    EMPTY_RESULT = "empty_result"
    """«Данных по запросу не обнаружено»: an honest zero or a bad query; never taken for zero by itself."""
    NO_CONTENT = "no_content"
    """A site template still being filled."""
    MOVED = "moved"
    """«Возможно, она была удалена или перемещена»."""
    UNKNOWN = "unknown"
    """The parser must learn: not a page this source describes."""


class Template(enum.StrEnum):
    """Which of the portal's two templates wrote the page."""

    PRIMARY = "primary"
    VNKOD = "vnkod"
    NONE = "none"
    """No template to tell: firewall pages, foreign sites."""


class Procedure(enum.StrEnum):
    """The register's kind of proceedings."""

    CRIMINAL = "criminal"
    CIVIL = "civil"
    KAS = "kas"
    """Administrative suits (КАС РФ)."""
    KOAP = "koap"
    """Administrative offences (КоАП РФ)."""
    MATERIAL = "material"
    """Materials: pre-trial control, execution."""
    DISCIPLINARY = "disciplinary"
    UNKNOWN = "unknown"


class Instance(enum.StrEnum):
    """Which instance the register serves."""

    FIRST = "first"
    APPEAL = "appeal"
    CASSATION = "cassation"
    SUPERVISORY = "supervisory"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Field:
    """One label–value pair of a card, under the heading it stands in."""

    section: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Event:
    """A dated step in a filing, with the date it was posted."""

    position: int
    name: str | None
    date: str | None
    time: str | None = None
    place: str | None = None
    result: str | None = None
    ground: str | None = None
    note: str | None = None
    posted: str | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint («ЖАЛОБА № N», or a row of ЖАЛОБЫ): its number and its label–value pairs."""

    number: str | None
    fields: tuple[Field, ...]
    events: tuple[Event, ...] = ()
    """«ДВИЖЕНИЕ ЖАЛОБЫ»: its steps."""


@dataclass(frozen=True, slots=True)
class Filing:
    """One record of one court's register. Identity is court + GUID, with УИД beside it; never the case number."""

    number: str | None = None
    former_numbers: tuple[str, ...] = ()
    material_number: str | None = None
    joined_number: str | None = None
    """The number in square brackets: the cassation case (``77-655/2026``) beside its complaint (``7У-1297/2026``)."""
    guid: str | None = None
    uid: str | None = None
    uid_valid: bool | None = None
    """Format and mod-97 check of the УИД; ``None`` where the page shows none."""
    received: str | None = None
    decided: str | None = None
    in_force: str | None = None
    """«Дата вступления в законную силу» (listings)."""
    judge: str | None = None
    result: str | None = None
    published: str | None = None
    """«опубликовано», ``2026-04-22T18:54``."""
    changed: str | None = None
    """«изменено», the natural key of change."""
    lower_court: str | None = None
    lower_number: str | None = None
    lower_former_numbers: tuple[str, ...] = ()
    lower_material_number: str | None = None
    lower_judge: str | None = None
    case_id: str | None = None
    """The portal's numeric id in links; an address, not an identity."""


@dataclass(frozen=True, slots=True)
class ActLink:
    """What a link to an act's page carries: the act's number, which is not the case's, and the portal's register."""

    number: str
    delo_id: str
    new: str = ""


@dataclass(frozen=True, slots=True)
class ListingRow:
    """One row of a listing or a hearing list. ``filing`` carries number, GUID, dates, judge, result, lower court."""

    position: int
    filing: Filing
    defendants: tuple[Defendant, ...] = ()
    info_raw: str = ""
    """The cell «Лица» / «Информация по делу» as written."""
    has_act: bool | None = None
    """A link to an act stands in the row; ``None`` where the table has no such column."""
    act_blocked: bool | None = None
    """The act cell is greyed: none, or not allowed."""
    procedure: Procedure | None = None
    """Hearing lists mix procedures; the section row above says which."""
    instance: Instance | None = None
    section: str | None = None
    time: str | None = None
    place: str | None = None
    category: str | None = None
    """Civil and KAS rows: category and parties as written."""
    hearing_result: str | None = None
    """«Результат слушания» of a hearing list: of that hearing, not of the case."""
    act_link: ActLink | None = None
    """Where the row's link to an act leads (primary template)."""


@dataclass(frozen=True, slots=True)
class ExecutionDocument:
    """One row of ИСПОЛНИТЕЛЬНЫЕ ЛИСТЫ."""

    issued: str | None
    form_number: str | None
    electronic_number: str | None
    status: str | None
    recipient: str | None


@dataclass(frozen=True, slots=True)
class ActReference:
    """A judicial act shown in a card or page: its title and size. Its text stays in the archive."""

    title: str
    characters: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Issue:
    """Something on a page that could not be read or was not expected: what, where, and the raw text.

    ``kind`` is a stable word (``charge_unreadable``, ``unknown_label``, ``unknown_section``, ``bad_date``,
    ``uid_invalid``, ``counter_mismatch``, ``truncated`` …); ``raw`` is the text as written (masked before it leaves
    the archive when it may hold a name).
    """

    kind: str
    where: str
    raw: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class PageRecord:
    """Everything one page says. ``capture`` is the SHA-256 of its bytes; every row derived from it carries that."""

    capture: str
    page: PageKind
    template: Template = Template.NONE
    court_code: str | None = None
    court: str | None = None
    """The court's name as the page shows it."""
    host: str | None = None
    """Module host if the page or its URL tells."""
    procedure: Procedure | None = None
    instance: Instance | None = None
    title: str | None = None
    counter: int | None = None
    """«Всего по запросу найдено»."""
    range: tuple[int, int] | None = None
    """«записи с 1 по 25»."""
    page_number: int | None = None
    pages: int | None = None
    """Number of the last page a pagination link names."""
    hearing_date: str | None = None
    """The date in a hearing list's title: the page may answer another day than was asked."""
    captcha: bool | None = None
    filing: Filing | None = None
    fields: tuple[Field, ...] = ()
    events: tuple[Event, ...] = ()
    defendants: tuple[Defendant, ...] = ()
    parties: tuple[Party, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    execution_documents: tuple[ExecutionDocument, ...] = ()
    acts: tuple[ActReference, ...] = ()
    rows: tuple[ListingRow, ...] = ()
    issues: tuple[Issue, ...] = ()
    url: str | None = None
    charset: str | None = None
    """The encoding the bytes were read as, by trial."""


__all__ = [
    "ActLink",
    "ActReference",
    "Charge",
    "Complaint",
    "Event",
    "ExecutionDocument",
    "Field",
    "Filing",
    "Instance",
    "Issue",
    "ListingRow",
    "PageKind",
    "PageRecord",
    "Procedure",
    "Template",
]
