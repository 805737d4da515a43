"""Charge cells on their own, one per line: what they say, with pseudonyms in place of names."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from absentia import law
from absentia.model import UNASSIGNED, Charge, Issue, Masked
from absentia.model.page import CellPerson, CellReading
from absentia.model.texts import N_, Said
from absentia.parse.mask import Mask, Numbering, Pseudonyms, words_of
from absentia.parse.mask.pseudonyms import Kind
from absentia.parse.mask.record import masked_charge, masked_issue
from absentia.sources import Source, all_sources

CellKind = Literal["cell", "articles"]
"""``cell``: «Лица», «Информация по делу»; ``articles``: «Перечень статей», which names no person."""

UNDECODABLE = N_("the line is not UTF-8 text; it was not read")
# «…УК РФ;<br>…», «<br />»
_LINE_BREAK = re.compile(r"<br {0,3}/?>", re.IGNORECASE)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(slots=True)
class CellReader:
    """Reads lines into JSON-ready objects; equal names of one run get equal pseudonyms, numbered as they appear.

    ``language`` is what issues are told in; ``cells`` and ``issues`` count what was read so far.
    """

    source: Source
    """Whose cells these are."""
    kind: CellKind = "cell"
    show_names: bool = False
    language: str = "en"
    cells: int = 0
    issues: int = 0
    _pseudonyms: Pseudonyms = field(default_factory=Pseudonyms.for_one_run)
    _numbering: Numbering = field(default_factory=Numbering)

    def read(self, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
        """One object per line, empty lines included.

        Keys: ``line`` (from 1), ``persons``, ``lower_court``, ``lower_number``, ``issues``; with names also ``cell``.
        """
        for number, line in enumerate(lines, start=1):
            content = line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line
            document = self._document(content.rstrip(b"\r\n"), number)
            self.cells += 1
            self.issues += len(document["issues"])
            if not self.show_names:
                document = json.loads(self._numbering.apply(json.dumps(document, ensure_ascii=False)))
            yield document

    def _reading_source(self, text: str) -> Source:
        """Whose grammar a line is read by: that of the law whose code it names in full, else of these cells."""
        whose = law.named_in(text)
        of_it = [one for one in all_sources() if one.jurisdiction == whose]
        return of_it[0] if len(of_it) == 1 and whose != self.source.jurisdiction else self.source

    def _document(self, line: bytes, number: int) -> dict[str, Any]:
        where = f"line {number}"
        try:
            text = _LINE_BREAK.sub("\n", line.decode("utf-8"))
        except UnicodeDecodeError as error:
            # the bytes themselves could be a name in another encoding
            issue = Issue("undecodable", where, f"{len(line)} bytes, wrong at {error.start}", UNDECODABLE)
            return {"line": number, **self._shown(CellReading(issues=(issue,)), self.source)}
        source = self._reading_source(text)
        reading = self._read_text(text, where, source)
        if self.show_names:
            return {"line": number, "cell": text, **self._shown(reading, source)}
        names: list[tuple[str, Kind]] = [(person.name, "person") for person in reading.persons if person.name]
        mask = Mask(names, self._pseudonyms, words_of(source.id))
        return {"line": number, **self._shown(_masked(reading, mask), source)}

    def _read_text(self, text: str, where: str, source: Source) -> CellReading:
        if self.kind == "cell":
            return source.read_cell(text, where=where)
        charges, issues = source.read_articles(text, where=where)
        person = CellPerson(name=None, name_hidden=False, charges=charges, raw=text)
        return CellReading(persons=(person,) if text.strip() else (), issues=issues)

    def _shown(self, reading: CellReading, source: Source) -> dict[str, Any]:
        whose, among = source.jurisdiction, {source.jurisdiction, self.source.jurisdiction}
        return {
            "persons": [_person(person, whose, among) for person in reading.persons],
            "lower_court": reading.lower_court,
            "lower_number": reading.lower_number,
            "issues": [
                {
                    "kind": issue.kind,
                    "where": issue.where,
                    "raw": issue.raw,
                    "message": Said(issue.message).text(self.language),
                }
                for issue in reading.issues
            ],
        }


def _masked(reading: CellReading, mask: Mask) -> CellReading[Masked]:
    """The reading without names."""
    return CellReading(
        persons=tuple(_masked_person(person, mask) for person in reading.persons),
        lower_court=mask.maybe(reading.lower_court, mask.court),
        lower_number=mask.maybe(reading.lower_number, mask.number),
        issues=tuple(masked_issue(issue, mask, mask.charges(issue.raw)) for issue in reading.issues),
    )


def _masked_person(person: CellPerson, mask: Mask) -> CellPerson[Masked]:
    return CellPerson(
        name=mask.name(person.name),
        name_hidden=person.name_hidden,
        charges=tuple(masked_charge(charge, mask) for charge in person.charges),
        raw=mask.charges(person.raw),
    )


def _person(person: CellPerson, jurisdiction: str, among: Collection[str]) -> dict[str, Any]:
    return {
        "name": person.name,
        "name_hidden": person.name_hidden,
        "charges": [charge_document(charge, jurisdiction, among) for charge in person.charges],
    }


def charge_document(charge: Charge, jurisdiction: str, among: Collection[str] = ()) -> dict[str, Any]:
    """A charge, ready for JSON; ``family`` only where the page itself names the code that has families.

    ``among``: where there are several jurisdictions, the provision is written with its own.
    """
    prefix = f"{jurisdiction}:" if len(among) > 1 else ""
    named = charge.code != UNASSIGNED and law.law(jurisdiction).counts(charge.code)
    return {
        "code": charge.code,
        "article": charge.article,
        "part": charge.part,
        "points": list(charge.points),
        "role": charge.role.value,
        "episodes": charge.episodes,
        "modifiers": list(charge.modifiers),
        "raw": charge.raw,
        "provision": prefix + law.label(charge.article, charge.part, charge.code, jurisdiction=jurisdiction),
        "family": law.family(charge.article, charge.part, jurisdiction=jurisdiction) if named else None,
    }
