"""What the fuzzer throws bytes at, and what must hold whatever they are. A target raises where it does not."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.canary.searching import folded

from absentia.archive import Archive, Capture, Damage, read_pages
from absentia.archive.revisits import Revisits
from absentia.check import loading
from absentia.errors import AbsentiaError
from absentia.figures.asylum.eurostat_file import read_eurostat
from absentia.figures.asylum.unhcr_file import read_unhcr
from absentia.parse.mask import Mask, Pseudonyms, mask_of, mask_record, mask_url, words_of
from absentia.parse.mask.letters import clean
from absentia.sources import get_source
from absentia.sources.ru_sudrf.charges import read_articles, read_cell

SOURCE = get_source("ru_sudrf")
KEYED = Pseudonyms(b"key of the tests, which is public")
PLANTED = "Щохыгодов"
"""Nobody's name: put into every text, it must never come out."""
NO_ARCHIVE = Archive(Path(tempfile.gettempdir()) / "absentia-no-archive")
"""Empty, and nothing is written to it: what is seen again is led back to a page, and that is not there."""
_BENT = ("Щохыгодов", "Щохыгодова", "щохыгодову", "ЩОХЫГОДОВ А.Б.")
_GATE = Mask([("Щохыгодов А.Б.", "person")], KEYED, words_of(SOURCE.id))
_STRANGERS = Mask([], KEYED, words_of(SOURCE.id))


def reader(data: bytes) -> None:
    """A page, and where it was fetched: read and masked, an issue for whatever is wrong, no exception."""
    address, _newline, page = data.partition(b"\n")
    record = SOURCE.read(page, url=address.decode("utf-8", errors="replace"))
    assert record.capture == hashlib.sha256(page).hexdigest()
    assert all(issue.kind != "not_read" for issue in record.issues)
    masked = mask_record(record, mask_of(record, KEYED, SOURCE), SOURCE)
    assert masked.page is record.page
    assert len(masked.rows) == len(record.rows)
    assert len(masked.issues) == len(record.issues)


def masks(data: bytes) -> None:
    """Any text around a name: the name goes, however it is bent; what was cleaned is clean."""
    text = data.decode("utf-8", errors="surrogateescape")
    assert clean(clean(text)) == clean(text)
    if folded(PLANTED) in folded(text) or folded(PLANTED) in folded(clean(text)):
        return  # small letters that the text itself brings, where nothing says that they are a name
    before, _mark, behind = text.partition("|")
    for name in _BENT:
        whole = f"{before} {name}, {behind}"
        for mask in (_GATE, _STRANGERS) if name[0].isupper() else (_GATE,):
            for gate in (mask.text, mask.charges, mask.number, mask.file):
                assert folded(PLANTED) not in folded(gate(whole)), gate.__name__
            # behind «г.» the name of a court may be anything
            assert folded(PLANTED) not in folded(mask.court(f"{name}, {behind}"))
        url = mask_url(f"{before}{name}{behind}", SOURCE.addresses)
        assert url is not None
        assert folded(PLANTED) not in folded(url)


def charges(data: bytes) -> None:
    """Any cell: its persons and charges, or an issue; figures where figures belong."""
    text = data.decode("utf-8", errors="replace")
    cell = read_cell(text)
    found = [charge for person in cell.persons for charge in person.charges]
    articles, issues = read_articles(text)
    for charge in (*found, *articles):
        assert all(part.isdigit() for part in charge.article.split("."))
        assert charge.episodes >= 1
    if any(letter.isalnum() for letter in text) and not cell.persons:
        assert cell.issues or cell.lower_court or cell.lower_number
    assert all(issue.kind for issue in (*cell.issues, *issues))


def warc(data: bytes) -> None:
    """Any file: its pages, those seen again, damage for what cannot be read; an error of the disk's kind at most."""
    passed_over, again = Counter[str](), Revisits()
    try:
        for item in read_pages(io.BytesIO(data), passed_over, again):
            assert isinstance(item, Capture | Damage)
            if isinstance(item, Capture):
                assert item.sha256 == hashlib.sha256(item.body).hexdigest()
            else:
                assert 0 <= item.offset <= len(data)
    except OSError:
        pass
    finally:
        settled = again.settle(NO_ARCHIVE, SOURCE.id)
        assert settled.added == 0
        again.close()


def claims(data: bytes) -> None:
    """Any claims file: an article, or an error that says what is wrong and where."""
    with tempfile.NamedTemporaryFile(suffix=".yml") as file:
        Path(file.name).write_bytes(data)
        try:
            article = loading.load(Path(file.name))
        except AbsentiaError as error:
            assert str(error)  # noqa: PT017  both ways out are sound
        else:
            assert article.claims


def downloads(data: bytes) -> None:
    """Any download: cells and what was left out, or an error that says what is wrong and where."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "migr_asyappctza.tsv")
        file.write_bytes(data)
        for read in (read_eurostat, read_unhcr):
            try:
                found = read(file)
            except AbsentiaError as error:
                assert error.where  # noqa: PT017  both ways out are sound
            else:
                assert found.values >= len(found.cells) > 0
                assert all(one.low <= one.high for one in found.cells)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "reader": reader,
    "masks": masks,
    "charges": charges,
    "warc": warc,
    "claims": claims,
    "downloads": downloads,
}
