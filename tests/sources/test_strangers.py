"""Pages of other court portals and of guards before a site: another site's, whatever phrases they share (synthetic)."""

from __future__ import annotations

import pytest

from absentia.archive import Capture
from absentia.model import PageKind
from absentia.parse.outcome import Outcome
from absentia.parse.reading import read_capture
from absentia.sources import get_source

SOURCE = get_source("ru_sudrf")
NOTHING = "По вашему запросу ничего не найдено"
OTHERS = {
    "mos-gorsud": f'<a href="https://mos-gorsud.ru/rs/1">Суд</a><a href="https://sudrf.ru">ГАС</a><p>{NOTHING}</p>',
    "vsrf": '<link rel="canonical" href="https://vsrf.ru/lk/practice"><a href="https://ej.sudrf.ru/">Подать</a>',
    "msudrf": '<a href="http://12.tst.msudrf.ru/modules.php?name=sud_delo">Дела</a>',
    "magistrates' gate": '<form id="kcaptchaForm"><img src="/captcha.php"></form><a href="https://sudrf.ru">ГАС</a>',
    "guard": '<script src="/.well-known/ddos-guard/js-challenge/index.js"></script>Checking your browser: x.sudrf.ru',
    "cookie": '<script>document.cookie = "passed=1"; window.location.reload();</script>sudrf.ru',
    "challenge": '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate.js"></script>gvs.sudrf.ru',
}
FRAME = (
    '<html><link href="/modules/sud_delo/css/style_portal_old.css"><a href="https://vsrf.ru">ВС</a>'
    '<a href="https://msudrf.ru">Мировые судьи</a><a href="https://ej.sudrf.ru/?fromOa=99GV0001">Подача</a>{}</html>'
)


def page(body: str) -> bytes:
    return f"<html><title>Учебная страница (synthetic)</title><body>{body}</body></html>".encode()


@pytest.mark.parametrize("name", OTHERS)
def test_a_page_of_another_site_is_said_to_be_one(name: str) -> None:
    reading = read_capture(SOURCE, Capture.of_page(page(OTHERS[name])))
    assert reading.record.page is PageKind.UNKNOWN
    kinds = {issue.kind for issue in reading.record.issues}
    assert "foreign_page" in kinds
    assert "unknown_page" not in kinds
    outcome = Outcome()
    outcome.note(reading, "page.html")
    assert (outcome.foreign, outcome.exit_code) == (["page.html"], 1)
    outcome.note(read_capture(SOURCE, Capture.of_page(FRAME.format("<p>Новости</p>").encode())), "own.html")
    assert outcome.exit_code == 0


@pytest.mark.parametrize("host", ["mos-gorsud.ru", "www.vsrf.ru", "7.tst.msudrf.ru"])
def test_an_address_of_another_portal_is_enough(host: str) -> None:
    record = SOURCE.read(page(f"<p>{NOTHING}, sudrf</p>"), url=f"https://{host}/search?page=1")
    assert (record.page, {issue.kind for issue in record.issues}) == (PageKind.UNKNOWN, {"foreign_page"})


@pytest.mark.parametrize("host", ["gvs-1.synthetic.example", "uchebny--tst.sudrf.ru"])
def test_a_message_from_elsewhere_is_read_as_before(host: str) -> None:
    record = SOURCE.read(page(f"<p>{NOTHING}</p>"), url=f"https://{host}/modules.php?name=sud_delo")
    assert (record.page, record.issues) == (PageKind.EMPTY_RESULT, ())


def test_a_page_in_the_portals_own_frame_may_link_to_the_other_portals() -> None:
    script = "<script>document.cookie='a=1';location.href='/'</script>"
    message = "<div class='box__head'>Дела</div><p>Информация временно недоступна</p>"
    record = SOURCE.read(FRAME.format(script + message).encode())
    assert record.page is PageKind.TEMPORARILY_UNAVAILABLE
    assert [issue.kind for issue in SOURCE.read(FRAME.format("<p>Новости</p>").encode()).issues] == ["unknown_page"]
