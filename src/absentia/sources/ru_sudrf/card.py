"""A case card assembled from its tables: what each label, column and row means, for both templates alike."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from absentia.model import Complaint, Defendant, Event, Field, Filing, Identifier, Issue, Party, Procedure
from absentia.model.page import ExecutionDocument
from absentia.sources.ru_sudrf.charges import read_articles, read_person
from absentia.sources.ru_sudrf.findings import finding
from absentia.sources.ru_sudrf.numbers import CaseNumber, fold_number
from absentia.sources.ru_sudrf.several import one_name
from absentia.sources.ru_sudrf.tables import Grid
from absentia.sources.ru_sudrf.text import folded, key, lines
from absentia.sources.ru_sudrf.uid import valid_uid
from absentia.sources.ru_sudrf.values import date_value, number_value, text_or_none, time_value
from absentia.sources.ru_sudrf.vocabulary import known_phrase, vocabulary

KEPT = "kept"


@dataclass(slots=True)
class CardBuilder:
    """Collects what the tables of one card say."""

    procedure: Procedure | None
    fields: list[Field] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    defendants: list[Defendant] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    documents: list[ExecutionDocument] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    """Raw values of the labels that fill the filing."""

    def pair(self, section: str, label: str, raw: str, complaint: int | None) -> None:
        """One label-value row; within a complaint it belongs to the complaint too."""
        name, value = folded(label), folded(raw)
        if not name and not value:
            return
        known = vocabulary().labels.get(key(name))
        if known is None:
            self.issues.append(finding("unknown_label", section, f"{name}: {value}"))
        entry = Field(section, name, value)
        self.fields.append(entry)
        if complaint is not None:
            old = self.complaints[complaint]
            self.complaints[complaint] = replace(old, fields=(*old.fields, entry))
        elif known not in {None, KEPT} and value and self.values.setdefault(known, value) != value:
            self.issues.append(finding("conflicting_label", section, f"{name}: {value}"))

    def open_complaint(self, number: str) -> int:
        """A new complaint «ЖАЛОБА № N»; rows that follow belong to it."""
        self.complaints.append(Complaint(number, ()))
        return len(self.complaints) - 1

    def grid(self, grid: Grid, complaint: int | None) -> None:
        """A table with columns: its columns tell what its rows are."""
        for header, column in zip(grid.header, grid.columns, strict=True):
            if column is None:
                self.issues.append(finding("unknown_column", grid.section, header))
        columns = set(grid.columns)
        if "name" in columns:
            self._event_rows(grid, complaint)
        elif "articles" in columns:
            self._defendant_rows(grid)
        elif "complaint" in columns:
            self._complaint_rows(grid)
        elif columns & {"electronic_number", "form_number"}:
            self._document_rows(grid)
        elif columns & {"party", "person"}:
            self._party_rows(grid)
        else:
            self._plain_rows(grid)

    def _row(self, grid: Grid, row: list[str]) -> dict[str, str]:
        """The row by field; cells of unknown columns go to the fields, so that nothing is lost."""
        if len(row) != len(grid.header):
            self.issues.append(finding("row_shape", grid.section, " | ".join(folded(cell) for cell in row)))
        found: dict[str, str] = {}
        for header, column, cell in zip(grid.header, grid.columns, row, strict=False):
            if column is None or column == KEPT:
                self.fields.append(Field(grid.section, header, folded(cell)))
            else:
                found.setdefault(column, cell)
        return found

    def _event_rows(self, grid: Grid, complaint: int | None) -> None:
        target: list[Event] = [] if complaint is not None else self.events
        for row in grid.rows:
            target.append(self._event(grid, row, len(target)))
        if complaint is not None:
            old = self.complaints[complaint]
            self.complaints[complaint] = replace(old, events=(*old.events, *target))

    def _event(self, grid: Grid, row: list[str], position: int) -> Event:
        cells = self._row(grid, row)
        where = f"{grid.section}[{position}]"
        name, result = text_or_none(cells.get("name", "")), text_or_none(cells.get("result", ""))
        if self.procedure is Procedure.CRIMINAL:
            self._known("unknown_event", name, vocabulary().events, where)
            self._known("unknown_result", result, vocabulary().event_results, where)
        return Event(
            position=position,
            name=name,
            date=date_value(cells.get("date", ""), f"{where}.date", self.issues),
            time=time_value(cells.get("time", ""), f"{where}.time", self.issues),
            place=text_or_none(cells.get("place", "")),
            result=result,
            ground=text_or_none(cells.get("ground", "")),
            note=text_or_none(cells.get("note", "")),
            posted=date_value(cells.get("posted", ""), f"{where}.posted", self.issues),
        )

    def _known(self, kind: str, text: str | None, heads: tuple[str, ...], where: str) -> None:
        if text and not known_phrase(text, heads):
            self.issues.append(finding(kind, where, text))

    def _defendant_rows(self, grid: Grid) -> None:
        for row in grid.rows:
            cells = self._row(grid, row)
            where = f"{grid.section}[{len(self.defendants)}]"
            name, hidden, doubts = read_person(cells.get("person", ""), where=where)
            self.issues.extend(doubts)
            raw = lines(cells.get("articles", ""))
            charges, problems = read_articles(raw, where=where) if raw else ((), ())
            self.issues.extend(problems)
            result = text_or_none(cells.get("person_result", ""))
            if self.procedure is Procedure.CRIMINAL:
                self._known("unknown_result", result, vocabulary().results, where)
            self.defendants.append(
                Defendant(
                    position=len(self.defendants),
                    name=name,
                    name_hidden=hidden,
                    charges=charges,
                    charges_raw=folded(raw),
                    result=result,
                    decided=date_value(cells.get("person_decided", ""), where, self.issues),
                    material=text_or_none(cells.get("material", "")),
                    grounds=text_or_none(cells.get("grounds", "")),
                )
            )

    def _party_rows(self, grid: Grid) -> None:
        for row in grid.rows:
            cells = self._row(grid, row)
            person = lines(cells.get("person", ""))
            name, hidden, several = one_name(person)
            if several:
                self.issues.append(finding("several_parties", f"{grid.section}[{len(self.parties)}]", folded(person)))
            identifiers = tuple(
                Identifier(header, folded(cell))
                for header, column, cell in zip(grid.header, grid.columns, row, strict=False)
                if column == "identifier" and folded(cell)
            )
            self.parties.append(Party(text_or_none(cells.get("party", "")), name, hidden, identifiers=identifiers))

    def _complaint_rows(self, grid: Grid) -> None:
        for row in grid.rows:
            self._row(grid, row)
            pairs = zip(grid.header, row, strict=False)
            cells = tuple(Field(grid.section, header, folded(cell)) for header, cell in pairs)
            self.complaints.append(Complaint(None, cells))

    def _document_rows(self, grid: Grid) -> None:
        for row in grid.rows:
            cells = self._row(grid, row)
            where = f"{grid.section}[{len(self.documents)}]"
            self.documents.append(
                ExecutionDocument(
                    issued=date_value(cells.get("issued", ""), where, self.issues),
                    form_number=text_or_none(cells.get("form_number", "")),
                    electronic_number=text_or_none(cells.get("electronic_number", "")),
                    status=text_or_none(cells.get("status", "")),
                    recipient=text_or_none(cells.get("recipient", "")),
                )
            )

    def _plain_rows(self, grid: Grid) -> None:
        """A table of no kind we type: every cell becomes a field under its column."""
        for row in grid.rows:
            found = self._row(grid, row)
            for header, column in zip(grid.header, grid.columns, strict=True):
                if column in found:
                    self.fields.append(Field(grid.section, header, folded(found[column])))

    def filing(self, number: str, **identity: str | None) -> Filing:
        """The filing: number and identity given, the rest from the labels."""
        values = self.values
        own = number_value(number, "number", self.issues)
        lower = number_value(values.get("lower_number", ""), "lower_number", self.issues)
        former = number_value(values.get("former_number", ""), "former_number", self.issues)
        uid = values.get("uid")
        uid_valid = valid_uid(uid) if uid else None
        if uid_valid is False:
            self.issues.append(finding("uid_invalid", "uid", uid or ""))
        result = values.get("result")
        if self.procedure is Procedure.CRIMINAL:
            self._known("unknown_result", result, vocabulary().results, "result")
        return Filing(
            number=own.number,
            former_numbers=(*own.former, *_earlier(former, own)),
            material_number=own.material,
            joined_number=own.joined,
            uid=uid,
            uid_valid=uid_valid,
            received=date_value(values.get("received", ""), "received", self.issues),
            decided=date_value(values.get("decided", ""), "decided", self.issues),
            in_force=date_value(values.get("in_force", ""), "in_force", self.issues),
            judge=values.get("judge"),
            result=result,
            lower_court=values.get("lower_court"),
            lower_number=lower.number,
            lower_former_numbers=lower.former,
            lower_material_number=lower.material,
            lower_judge=values.get("lower_judge"),
            **identity,
        )


def _earlier(former: CaseNumber, own: CaseNumber) -> tuple[str, ...]:
    """The numbers of an earlier registration that the number's own brackets do not name."""
    named = {fold_number(number) for number in own.former}
    earlier = (former.number, *former.former)
    return tuple(number for number in earlier if number and fold_number(number) not in named)
