from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from absentia.model import PageKind, PageRecord
from absentia.rehearsal.courthouse import DIRECTORY, Courthouse, Life, live
from absentia.rehearsal.courthouse.asking import Answer
from absentia.sources import get_source
from absentia.sources.ru_sudrf.queries import (
    REGISTERS,
    Search,
    act_url,
    card_url,
    form_url,
    hearing_list_url,
    vnkod_act_url,
)
from absentia.sources.ru_sudrf.template import Template

LAST = dt.datetime(2023, 12, 31, 20, tzinfo=dt.UTC)
AGENT = {"user-agent": "absentia tests"}
SCRIPTED = {"charge_unreadable", "uid_invalid"}
FIRST = REGISTERS["criminal-first"]


@pytest.fixture(scope="module")
def life() -> Life:
    return live(courts=8, months=12, seed=1)


@pytest.fixture(scope="module")
def house(life: Life) -> Courthouse:
    house = Courthouse(life)
    house.set_time(LAST)
    return house


def ask(house: Courthouse, url: str) -> Answer:
    parts = urlsplit(url)
    return house.answer(parts.netloc, parts.path, parts.query, AGENT)


def read(house: Courthouse, url: str) -> PageRecord:
    return get_source("ru_sudrf").read(ask(house, url).body, url=url)


def search(life: Life, host: str, register: str = "criminal-first", **more: object) -> Search:
    court = life.by_host[host].at(life.end)
    base = Search(
        host,
        REGISTERS[register],
        dt.date(2021, 1, 1),
        dt.date(2023, 12, 31),
        template=court.template,
        court_code=court.code,
    )
    return replace(base, **more)  # type: ignore[arg-type]


def every_page(house: Courthouse, first: Search) -> tuple[list[PageRecord], int]:
    pages = [read(house, first.url)]
    counter = pages[0].counter or 0
    while sum(len(page.rows) for page in pages) < counter:
        pages.append(read(house, replace(first, page=len(pages) + 1).url))
    return pages, counter


def test_a_whole_crawl_on_the_last_day_finds_what_is_published_and_nothing_unexplained(
    house: Courthouse, life: Life
) -> None:
    found: dict[str, tuple[str, str]] = {}
    issues: Counter[str] = Counter()
    for site in life.sites:
        court = site.at(life.end)
        for key in ("criminal-first", "criminal-appeal", "criminal-cassation"):
            for building in range(1, site.buildings + 1):
                asked = search(life, court.host, key, building=building)
                pages, counter = every_page(house, asked)
                rows = [row for page in pages for row in page.rows]
                assert len({row.filing.guid for row in rows}) == len(rows) == counter
                for row in rows:
                    assert row.filing.guid
                    assert row.filing.number
                    found[row.filing.guid] = (court.host, row.filing.number)
                    url = card_url(
                        court.host,
                        key,
                        row.filing.guid,
                        row.filing.case_id,
                        building=building,
                        template=court.template,
                    )
                    card = read(house, url)
                    assert card.page is PageKind.CARD
                    assert card.filing is not None
                    assert card.filing.guid == row.filing.guid
                    assert card.filing.number == row.filing.number
                    assert bool(card.acts) == bool(row.has_act) or court.template is Template.VNKOD
                    issues.update(issue.kind for issue in card.issues)
                issues.update(issue.kind for page in pages for issue in page.issues)
    visible = {entry.record.guid: entry for entry in life.entries if entry.visible(life.end)}
    assert set(found) == set(visible)
    for guid, (host, number) in found.items():
        assert visible[guid].record.court.host == host
        assert number == visible[guid].record.numbers_at(life.end)[0].partition(" [")[0]
    assert set(issues) <= SCRIPTED


def test_the_article_filter_is_a_substring_of_the_cell(house: Courthouse, life: Life) -> None:
    host = "gvs-1.synthetic.example"
    whole = {row.filing.guid: row for page in every_page(house, search(life, host))[0] for row in page.rows}
    for article in ("337", "337 ч.5", "337 ч.3", "332"):
        pages, counter = every_page(house, search(life, host, article=article))
        shown = {row.filing.guid for page in pages for row in page.rows}
        assert shown == {guid for guid, row in whole.items() if article in row.info_raw}
        assert len(shown) == counter
    assert counter < len(whole)
    narrow, _count = every_page(house, search(life, host, article="337 ч.3"))
    parts = {charge.part for page in narrow for row in page.rows for d in row.defendants for charge in d.charges}
    assert {"3", "3.1"} <= parts, "ч.3 finds ч.3.1 too"


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (("&Submit=%CD%E0%E9%F2%E8", ""), PageKind.SEARCH_FORM),
        (("&case_type=0", ""), PageKind.SEARCH_FORM),
        (("&delo_table=u1_case", ""), PageKind.SEARCH_FORM),
        (("u1_case__ENTRY_DATE", "other"), PageKind.SEARCH_FORM),
        (("&delo_id=1540006", ""), PageKind.BACKEND_ERROR),
        (("01.01.2021", "31.02.2021"), PageKind.BACKEND_ERROR),
        (("new=0", "new=5"), PageKind.EMPTY_RESULT),
        (("new=0&", ""), PageKind.EMPTY_RESULT),
        (("name=sud_delo", "name=press_dep"), PageKind.BACKEND_ERROR),
        (("name_op=r&", "name_op=nothing&"), PageKind.BACKEND_ERROR),
        # «337 ч.5» sent as UTF-8 is another text, and nothing holds it
        (("&Submit", "&U1_DEFENDANT__LAW_ARTICLESS=337+%D1%87.5&Submit"), PageKind.EMPTY_RESULT),
        (("&Submit", "&U1_DEFENDANT__LAW_ARTICLESS=337+%F7.5&Submit"), PageKind.LISTING),
        # names of fields in any case
        (("u1_case__ENTRY_DATE1D", "U1_CASE__entry_date1d"), PageKind.LISTING),
    ],
)
def test_a_question_asked_wrongly_gets_what_the_portals_give(
    house: Courthouse, life: Life, change: tuple[str, str], kind: PageKind
) -> None:
    url = search(life, "gvs-1.synthetic.example").url
    assert change[0] in url
    assert read(house, url.replace(*change)).page is kind


def test_cassation_traps_wrong_new_empty_vnkod_short_delo_id(house: Courthouse, life: Life) -> None:
    url = search(life, "kvs-1.synthetic.example", "criminal-cassation").url
    right = read(house, url)
    assert right.page is PageKind.LISTING
    assert read(house, url.replace("new=2450001", "new=0")).page is PageKind.EMPTY_RESULT
    assert read(house, url + "&vnkod=").page is PageKind.SEARCH_FORM
    short = read(house, url.replace("delo_id=2450001", "delo_id=4"))
    assert short.title == "Уголовные дела - апелляция"
    assert [row.filing.guid for row in short.rows] == [row.filing.guid for row in right.rows]
    assert short.counter == right.counter
    assert not any(row.has_act for row in short.rows)


def test_the_vnkod_template_wants_the_courts_code(house: Courthouse, life: Life) -> None:
    url = search(life, "gvs-3.synthetic.example").url
    assert read(house, url).page is PageKind.LISTING
    for wrong in ("vnkod=&", "vnkod=00GV0001&"):
        record = read(house, url.replace("&vnkod=00GV0003&", f"&{wrong}"))
        assert record.page is PageKind.SEARCH_FORM
        assert record.template is Template.VNKOD
    old = search(life, "gvs-3.synthetic.example", template=Template.PRIMARY)
    assert read(house, old.url).template is Template.VNKOD


def test_page_sizes_and_links_echo_the_question(house: Courthouse, life: Life) -> None:
    primary = read(house, search(life, "gvs-1.synthetic.example").url)
    assert len(primary.rows) == 25
    assert primary.pages == -(-(primary.counter or 0) // 25)
    vnkod = read(house, search(life, "gvs-3.synthetic.example").url)
    assert len(vnkod.rows) == life.by_host["gvs-3.synthetic.example"].page_size != 25
    body = ask(house, search(life, "gvs-1.synthetic.example", article="337 ч.5").url).body.decode("windows-1251")
    assert "337%20%F7.5" in body
    assert "vnkod=00GV0001" in body
    beyond = replace(search(life, "gvs-1.synthetic.example"), page=99)
    assert read(house, beyond.url).page is PageKind.EMPTY_RESULT


def test_several_databases(house: Courthouse, life: Life) -> None:
    two = [every_page(house, search(life, "gvs-4.synthetic.example", building=number))[0] for number in (1, 2)]
    guids = [{row.filing.guid for page in pages for row in page.rows} for pages in two]
    assert all(guids)
    assert guids[0].isdisjoint(guids[1])
    # a court without a second one repeats its first, or says that there is no such server
    answers = {
        host: read(house, search(life, host, building=2).url).page
        for host in ("gvs-1.synthetic.example", "gvs-6.synthetic.example")
    }
    assert set(answers.values()) == {PageKind.NO_SUCH_DATABASE, PageKind.LISTING}


def test_cards_acts_forms_and_hearing_lists(house: Courthouse, life: Life) -> None:
    published = [e for e in life.entries if e.act and e.decision_posted and e.visible(life.end) and e.building == 1]
    entry = next(e for e in published if e.site.at(life.end).template is Template.PRIMARY)
    host = entry.record.court.host
    (link,) = {
        row.act_link
        for page in every_page(house, search(life, host))[0]
        for row in page.rows
        if row.filing.guid == entry.record.guid
    }
    assert link is not None
    assert f"number={entry.record.portal_id}&" not in link, "an act has a number of its own"
    act = read(house, act_url(host, link))
    assert act.page is PageKind.ACT
    assert act.acts
    assert not act.issues
    assert "ПУСТОЙ ДОКУМЕНТ" in ask(house, act_url(host, link, 2)).body.decode("windows-1251")
    beyond = read(house, act_url(host, link, 2))
    assert (beyond.page, beyond.acts) == (PageKind.ACT, ())
    assert [issue.kind for issue in beyond.issues] == ["empty_act"]
    other = next(e for e in published if e.site.at(life.end).template is Template.VNKOD)
    listed = every_page(house, search(life, other.record.court.host))[0]
    acts = {row.filing.guid for page in listed for row in page.rows if row.has_act}
    assert other.record.guid in acts
    assert acts == {e.record.guid for e in published if e.site is other.site}
    vnkod = read(
        house, vnkod_act_url(other.record.court.host, FIRST.key, other.record.guid, str(other.record.portal_id))
    )
    assert (vnkod.page, len(vnkod.acts), vnkod.issues) == (PageKind.ACT, 1, ())
    gone = ask(house, card_url(host, FIRST.key, "00000000-0000-4000-8000-000000000000", None))
    assert gone.status == 404
    for one in ("gvs-1.synthetic.example", "gvs-3.synthetic.example"):
        assert read(house, form_url(one, FIRST.key)).page is PageKind.SEARCH_FORM
    decided = entry.record.decided
    assert decided is not None
    heard = read(house, hearing_list_url(host, decided))
    assert heard.hearing_date == decided.isoformat()
    rows = [row for row in heard.rows if row.filing.guid == entry.record.guid]
    assert len(rows) == 2, "the verdict day has two rows of one case"
    assert not heard.issues
    quiet = read(house, hearing_list_url(host, dt.date(2030, 1, 1)))
    assert quiet.page is PageKind.HEARING_LIST
    assert not quiet.rows


def test_okrug_lists_of_hearings_say_which_register(house: Courthouse, life: Life) -> None:
    days = Counter(
        entry.record.decided
        for entry in life.entries
        if entry.record.court.level == "okrug" and entry.visible(life.end) and entry.record.decided
    )
    instances = set()
    for day in days:
        page = read(house, hearing_list_url("ovs-1.synthetic.example", day))
        assert not page.issues
        for row in page.rows:
            instances.add(row.instance)
            known = next(entry for entry in life.entries if entry.record.guid == row.filing.guid)
            assert row.instance == known.record.register
    assert len(instances) == 2


def test_the_directory_names_every_court(house: Courthouse, life: Life) -> None:
    page = ask(house, f"https://{DIRECTORY}/index.php?id=300&act=go_search&searchtype=fs&court_subj=0&court_type=GV")
    text = page.body.decode("windows-1251")
    for site in life.sites:
        assert (site.court.code in text) == (site.court.level == "garrison")
    assert len(ask(house, f"https://{DIRECTORY}/courts.csv").body.splitlines()) == len(life.sites) + 1
    assert b"Disallow" in ask(house, "https://gvs-1.synthetic.example/robots.txt").body


def test_every_answer_says_synthetic_and_nobody_without_a_name_is_answered(house: Courthouse, life: Life) -> None:
    urls = [search(life, site.court.host).url for site in life.sites]
    urls += [
        form_url("gvs-1.synthetic.example", FIRST.key),
        "https://gvs-1.synthetic.example/",
        f"https://{DIRECTORY}/",
    ]
    urls += ["https://gvs-1.synthetic.example/robots.txt", "https://nowhere.synthetic.example/"]
    for url in urls:
        answered = ask(house, url)
        assert b"synthetic" in answered.body.lower()
        assert "X-Synthetic" in answered.headers
    nameless = house.answer("gvs-1.synthetic.example", "/modules.php", "name=sud_delo", {})
    assert nameless.status == 403
    assert get_source("ru_sudrf").read(nameless.body).page is PageKind.BLOCK_B
