"""A capture, classified and read: the record one page of a court portal becomes.

Dates are ISO text (``2026-04-22``), times ``15:56`` local to the court, exactly as precise as the page; text is as
written with runs of white space folded. Names are raw here: :mod:`absentia.parse.mask` replaces them before
anything is printed or stored outside the archive. The JSON of a page and its schema are made from these types
(:mod:`absentia.parse.document`); a field's metadata says where they call it otherwise or leave it out.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Generic

from absentia.model.charge import NO_TEXT, NOT_SHOWN, Charge, Defendant, Party, Text, shown_as


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
    NO_SUCH_DATABASE = "no_such_database"
    """The court runs no database of the number asked for; said by mistake too, where its server is set up wrongly."""
    EMPTY_RESULT = "empty_result"
    """«Данных по запросу не обнаружено»: an honest zero or a bad query; never taken for zero by itself."""
    NO_CONTENT = "no_content"
    """A site template still being filled."""
    MOVED = "moved"
    """«Возможно, она была удалена или перемещена»."""
    UNKNOWN = "unknown"
    """The parser must learn: not a page this source describes."""


class NoTemplate(enum.StrEnum):
    """What stands for a template where there is none."""

    NONE = "none"
    """No template to tell: firewall pages, foreign sites."""


NO_TEMPLATE = NoTemplate.NONE


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
class Field(Generic[Text]):
    """One label–value pair of a card, under the heading it stands in."""

    section: Text
    label: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Event(Generic[Text]):
    """A dated step in a filing, with the date it was posted."""

    position: int = field(metadata=NOT_SHOWN)
    name: Text | None
    date: Text | None
    time: Text | None = None
    place: Text | None = None
    result: Text | None = None
    ground: Text | None = None
    note: Text | None = None
    posted: Text | None = None


@dataclass(frozen=True, slots=True)
class Complaint(Generic[Text]):
    """One complaint («ЖАЛОБА № N», or a row of ЖАЛОБЫ): its number and its label–value pairs."""

    number: Text | None
    fields: tuple[Field[Text], ...]
    events: tuple[Event[Text], ...] = ()
    """«ДВИЖЕНИЕ ЖАЛОБЫ»: its steps."""


@dataclass(frozen=True, slots=True)
class Filing(Generic[Text]):
    """One record of one court's register. Identity is court + GUID, with УИД beside it; never the case number."""

    number: Text | None = None
    former_numbers: tuple[Text, ...] = ()
    material_number: Text | None = None
    joined_number: Text | None = None
    """The number in square brackets: the cassation case (``77-655/2026``) beside its complaint (``7У-1297/2026``)."""
    guid: Text | None = None
    uid: Text | None = None
    uid_valid: bool | None = None
    """Format and mod-97 check of the УИД; ``None`` where the page shows none."""
    received: Text | None = None
    decided: Text | None = None
    in_force: Text | None = None
    """«Дата вступления в законную силу» (listings)."""
    judge: Text | None = None
    result: Text | None = None
    published: Text | None = None
    """«опубликовано», ``2026-04-22T18:54``."""
    changed: Text | None = None
    """«изменено», the natural key of change."""
    lower_court: Text | None = None
    lower_number: Text | None = None
    lower_former_numbers: tuple[Text, ...] = ()
    lower_material_number: Text | None = None
    lower_judge: Text | None = None
    case_id: Text | None = None
    """The portal's numeric id in links; an address, not an identity."""


@dataclass(frozen=True, slots=True)
class ListingRow(Generic[Text]):
    """One row of a listing or a hearing list. ``filing`` carries number, GUID, dates, judge, result, lower court."""

    position: int
    filing: Filing[Text]
    defendants: tuple[Defendant[Text], ...] = ()
    info_raw: Text = field(default=NO_TEXT, metadata=shown_as("info"))
    """The cell «Лица» / «Информация по делу» as written."""
    has_act: bool | None = None
    """A link to an act stands in the row; ``None`` where the table has no such column."""
    act_blocked: bool | None = None
    """The act cell is greyed: none, or not allowed."""
    procedure: Procedure | None = None
    """Hearing lists mix procedures; the section row above says which."""
    instance: Instance | None = None
    section: Text | None = None
    time: Text | None = None
    place: Text | None = None
    category: Text | None = None
    """Civil and KAS rows: category and parties as written."""
    hearing_result: Text | None = None
    """«Результат слушания» of a hearing list: of that hearing, not of the case."""
    act_link: Text | None = field(default=None, metadata=NOT_SHOWN)
    """What the row's link to an act carries, as parameters of an address: the source wrote them, and reads them."""


@dataclass(frozen=True, slots=True)
class ExecutionDocument(Generic[Text]):
    """One row of ИСПОЛНИТЕЛЬНЫЕ ЛИСТЫ."""

    issued: Text | None
    form_number: Text | None
    electronic_number: Text | None
    status: Text | None
    recipient: Text | None


@dataclass(frozen=True, slots=True)
class ActReference(Generic[Text]):
    """A judicial act shown in a card or page: its title and size. Its text stays in the archive."""

    title: Text
    characters: int
    sha256: Text = field(metadata=shown_as("id"))


@dataclass(frozen=True, slots=True)
class Issue(Generic[Text]):
    """Something on a page that could not be read or was not expected: what, where, and the raw text.

    ``kind`` is a stable word (``charge_unreadable``, ``unknown_label``, ``unknown_section``, ``bad_date``,
    ``uid_invalid``, ``counter_mismatch``, ``truncated`` …); ``raw`` is the text as written (masked before it leaves
    the archive when it may hold a name).
    """

    kind: Text
    where: Text
    raw: Text = NO_TEXT
    message: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class PageRecord(Generic[Text]):
    """Everything one page says. ``capture`` is the SHA-256 of its bytes; masked, the id every row of it carries."""

    capture: Text
    page: PageKind
    template: enum.StrEnum = NO_TEMPLATE
    """Which of the source's templates wrote the page: a word of the source's own list, never text of the page."""
    court_code: Text | None = None
    court: Text | None = None
    """The court's name as the page shows it."""
    host: Text | None = None
    """Module host if the page or its URL tells."""
    procedure: Procedure | None = None
    instance: Instance | None = None
    title: Text | None = None
    counter: int | None = None
    """«Всего по запросу найдено»."""
    range: tuple[int, int] | None = None
    """«записи с 1 по 25»."""
    page_number: int | None = None
    pages: int | None = None
    """Number of the last page a pagination link names."""
    hearing_date: Text | None = None
    """The date in a hearing list's title: the page may answer another day than was asked."""
    captcha: bool | None = None
    charset: Text | None = None
    """The encoding the bytes were read as, by trial."""
    filing: Filing[Text] | None = None
    fields: tuple[Field[Text], ...] = ()
    events: tuple[Event[Text], ...] = ()
    defendants: tuple[Defendant[Text], ...] = ()
    parties: tuple[Party[Text], ...] = ()
    complaints: tuple[Complaint[Text], ...] = ()
    execution_documents: tuple[ExecutionDocument[Text], ...] = ()
    acts: tuple[ActReference[Text], ...] = ()
    rows: tuple[ListingRow[Text], ...] = ()
    issues: tuple[Issue[Text], ...] = ()
    url: Text | None = None


@dataclass(frozen=True, slots=True)
class CellPerson(Generic[Text]):
    """One person of a cell. ``name`` is ``None`` where the page hides (``name_hidden``) or omits it."""

    name: Text | None
    name_hidden: bool
    charges: tuple[Charge[Text], ...]
    raw: Text
    """The characters of the cell this person was read from."""


@dataclass(frozen=True, slots=True)
class CellReading(Generic[Text]):
    """What a cell says: its persons in order, and in appeals the court and number of the first instance."""

    persons: tuple[CellPerson[Text], ...] = ()
    lower_court: Text | None = None
    lower_number: Text | None = None
    issues: tuple[Issue[Text], ...] = ()
