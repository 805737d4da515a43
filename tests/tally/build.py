"""Tables made by hand, to the declared schema; every court, number and person in them is invented (synthetic)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from absentia.engine import write_parquet
from absentia.law import label
from absentia.link.directory import write_directory
from absentia.looks.inferred import COUNTED
from absentia.manifest import MANIFEST, as_bytes, digests_of
from absentia.model import LookOutcome, Provision
from absentia.model.look import Look
from absentia.model.tables import TABLES, WRITTEN
from absentia.observatory import Observatory
from absentia.parse.look_tables import LookTables, as_tables
from absentia.parse.sightings import sighting
from absentia.rehearsal.courts import directory
from absentia.sources import get_source
from absentia.tally import Tally

COURT = "gvs-1.synthetic.example"
OTHER = "gvs-2.synthetic.example"
OKRUG = "ovs-1.synthetic.example"
NAMES = {
    COURT: "Учебный гарнизонный военный суд № 1 (synthetic)",
    OTHER: "Учебный гарнизонный военный суд № 2 (synthetic)",
    OKRUG: "Учебный окружной военный суд (synthetic)",
}
TOLD = tuple(court for court in directory() if re.search(r"-[1-9]\.", court.host or ""))
"""More courts than any book has pages of."""
LAW = frozenset({"337", "338", "332", "158", "228"})


def digest(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@dataclass
class Book:
    """Collects rows page by page; ``write`` puts them into an observatory."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {table: [] for table in TABLES})
    again: dict[str, list[dt.datetime]] = field(default_factory=dict)
    own: list[Look] = field(default_factory=list)
    """What a ledger knows of looks."""
    databases_unknown: frozenset[str] = frozenset()
    """Courts of which nobody knows how many databases they run."""
    asked: str | None = None
    """From when on settings ask for its courts of first instance; without, nobody knows which courts there are."""
    _pages: int = 0

    def _add(self, table: str, **values: Any) -> None:
        self.rows[table].append({column: values.get(column) for column, _kind in TABLES[table]})

    def page(
        self,
        kind: str = "card",
        *,
        court: str = COURT,
        captured: str | None = "2024-01-20T03:00:00",
        url: str | None = None,
        counter: int | None = None,
        last_page: int | None = None,
        instance: str | None = "first",
        procedure: str | None = "criminal",
        synthetic: bool = True,
        code: str | None = None,
        source: str = "ru_sudrf",
    ) -> dict[str, Any]:
        self._pages += 1
        values = {
            "capture": digest("page", self._pages),
            "source": source,
            "url": url,
            "captured": dt.datetime.fromisoformat(captured) if captured else None,
            "page": kind,
            "template": "primary",
            "court": court,
            "court_code": code,
            "court_name": NAMES.get(court),
            "procedure": procedure,
            "instance": instance,
            "counter": counter,
            "rows": 0,
            "last_page": last_page,
            "issues": 0,
            "synthetic": synthetic,
        }
        self._add("captures", **values)
        return self.rows["captures"][-1]

    def entry(
        self,
        page: dict[str, Any],
        *,
        number: str | None = "1-1/2023",
        guid: str | None = None,
        received: str | None = "2023-02-01",
        persons: Sequence[Sequence[str] | None] = (("337.5",),),
        episodes: int = 1,
        person_results: Sequence[str | None] = (),
        **more: Any,
    ) -> str:
        """One record as this page shows it; ``None`` among the persons is a cell nobody could read."""
        identity = digest("guid", page["court"], guid) if guid else digest(page["court"], number, received)
        row = -1
        if page["page"] != "card":
            row = page["rows"]
            page["rows"] += 1
        place = {"filing_id": identity, "capture": page["capture"], "row": row}
        dates = {key: day(more.pop(key, None)) for key in ("decided", "in_force")}
        moments = {
            key: dt.datetime.fromisoformat(more.pop(key)) if key in more else None for key in ("published", "changed")
        }
        shared = {key: page[key] for key in ("captured", "court", "court_code", "page", "template", "procedure")}
        filled = {"instance": page["instance"], "former_numbers": [], "lower_former_numbers": []} | more
        self._add(
            "filings",
            **(place | shared | dates | moments | filled),
            guid=guid,
            number=number,
            received=day(received),
            synthetic=page["synthetic"],
            source=page["source"],
            persons=len(persons),
            charges_readable=None not in persons if persons else None,
        )
        whose = get_source(page["source"]).jurisdiction
        for position, charges in enumerate(persons):
            result = person_results[position] if position < len(person_results) else None
            readable = charges is not None
            self._add("defendants", **place, position=position, charges_readable=readable, result=result)
            for order, text in enumerate(charges or ()):
                provision = Provision.parse(whose, text, LAW)
                self._add(
                    "charges",
                    **place,
                    defendant=position,
                    position=order,
                    code="УК" if whose == "ru" else "unassigned",
                    article=provision.article,
                    part=provision.part,
                    points=[],
                    provision=label(provision.article, provision.part, jurisdiction=whose),
                    role="principal",
                    modifiers=[],
                    episodes=episodes,
                )
        return identity

    def issue(self, page: dict[str, Any], kind: str, place: str = "page") -> None:
        """Something is wrong with the page, or with one place of it."""
        page["issues"] += 1
        self._add(
            "issues", capture=page["capture"], position=page["issues"], kind=kind, place=place, raw="", message=""
        )

    def write(self, folder: Path) -> Observatory:
        observatory = Observatory.create(folder)
        write_directory(observatory, TOLD)
        for table in WRITTEN:
            write_parquet(observatory.tables / f"{table}.parquet", self.rows[table], TABLES[table])
        looked = self._looked()
        files = {**digests_of(observatory.tables, [f"{table}.parquet" for table in WRITTEN])}
        files |= looked.write(observatory.tables)
        (observatory.tables / MANIFEST).write_bytes(as_bytes({**looked.noted, "files": files}))
        return observatory

    def _looked(self) -> LookTables:
        """The looks that the pages with an address are; every court but a few runs one database only."""
        sightings = []
        for page in self.rows["captures"]:
            if page["url"] and page["captured"] and page["page"] in COUNTED:
                shown = [row for row in self.rows["filings"] if row["capture"] == page["capture"]]
                records = [{"id": row["filing_id"], "received": row["received"]} for row in shown]
                kinds = [row["kind"] for row in self.rows["issues"] if row["capture"] == page["capture"]]
                whole = page | {"records": records, "kinds": kinds, "linked": page["last_page"] or 0}
                moments = (page["captured"], *self.again.get(page["capture"], ()))
                found = (sighting(whole, page["url"], seen.replace(tzinfo=dt.UTC)) for seen in moments)
                sightings += [one for one in found if one is not None]
        hosts = {page["court"] for page in self.rows["captures"]} - self.databases_unknown
        return as_tables(
            self.own,
            sightings,
            self._registers(hosts),
            dict.fromkeys(hosts, frozenset({2, 3})),
            {},
            defaultdict(lambda: get_source("ru_sudrf")),
            ledger=bool(self.own),
        )

    def _registers(self, hosts: Iterable[str]) -> dict[tuple[str, str], dict[str, Any]]:
        if self.asked is None:
            return {}
        codes = {page["court"]: page["court_code"] for page in self.rows["captures"]}
        asked = {"name": None, "since": day(self.asked)}
        return {(host, "criminal-first"): {"site": host, "court_code": codes[host], **asked} for host in hosts}

    def looked(self, page: dict[str, Any], since: str, until: str, **more: Any) -> None:
        """The collector's own account of a complete look of which this is the page."""
        when = page["captured"].replace(tzinfo=dt.UTC)
        look = Look(
            court=page["court"],
            register="criminal-first",
            building=1,
            provision=None,
            since=day(since),
            until=day(until),
            outcome=LookOutcome.COMPLETE,
            reason=None,
            counter=page["rows"],
            distinct=page["rows"],
            started=when,
            ended=when,
            captures=(page["capture"],),
        )
        self.own.append(dataclasses.replace(look, **more))

    def seen_again(self, page: dict[str, Any], moment: str) -> None:
        """The same bytes came once more."""
        self.again.setdefault(page["capture"], []).append(dt.datetime.fromisoformat(moment))


def rows(counted: Tally) -> list[dict[str, Any]]:
    """The rows as JSON has them, each with the units ``seen``."""
    return [row.as_dict() | {"seen": row.seen} for row in counted.rows]


def listing_url(since: str, until: str, page: int = 1, *, court: str = COURT, article: str | None = None) -> str:
    first, last = (f"{dt.date.fromisoformat(text):%d.%m.%Y}" for text in (since, until))
    narrowed = f"&U1_DEFENDANT__LAW_ARTICLESS={article}" if article else ""
    return (
        f"https://{court}/modules.php?name=sud_delo&srv_num=1&name_op=r&page={page}&delo_id=1540006&case_type=0&new=0"
        f"&delo_table=u1_case&U1_CASE__ENTRY_DATE1D={first}&U1_CASE__ENTRY_DATE2D={last}{narrowed}"
    )
