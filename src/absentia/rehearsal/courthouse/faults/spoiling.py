"""Faults that spoil an answer: listings that are not whole, and pages that come too late, half, or in wrong letters."""

from __future__ import annotations

import datetime as dt

from absentia.rehearsal.courthouse import pages
from absentia.rehearsal.courthouse.asking import Answer, Ask, Fault, Page, Wire, is_search

_HALF = 0.5
_MARK = b'<div id="modSdpContent">'
_WARNING = (
    b"<br />\n<b>Warning</b>:  pg_query() [function.pg-query]: Query failed: ERROR:  canceling statement in "
    b"<b>/synthetic/modules/sud_delo/index.php</b> on line <b>1</b><br />\n"
)


class PhpWarning(Fault):
    """The backend breaks off: a warning of PHP stands over the table, which lacks rows; the counter stays."""

    name = "php_warning"

    def relist(self, ask: Ask, page: Page) -> None:
        """Rows get lost."""
        if self.strikes(ask):
            page.faults.append(self.name)
            page.rows = page.rows[: max(1, len(page.rows) * 2 // 3)]

    def spoil(self, ask: Ask, answer: Answer) -> None:
        """And the warning says so."""
        if _MARK in answer.body and (self.name in answer.faults or (not is_search(ask) and self.strikes(ask))):
            answer.body = answer.body.replace(_MARK, _MARK + _WARNING, 1)
            if self.name not in answer.faults:
                answer.faults.append(self.name)


class SilentZero(Fault):
    """«Данных по запросу не обнаружено» where there are rows: to all searches of a day, or those for an article."""

    name = "silent_zero"
    days = 0.02

    def instead(self, ask: Ask) -> Answer | None:
        """A zero that is none."""
        if not is_search(ask) or not self.spell(ask):
            return None
        filtered_only = self.chance("which", ask.court.host, ask.now.date()) < _HALF
        filtered = any(name.endswith("law_articless") and value for name, value in ask.given.items())
        return Answer(pages.empty(ask.court, ask.day)) if filtered or not filtered_only else None


class PageClamping(Fault):
    """A page beyond the end is answered by the last page again, always, by half of the courts."""

    name = "page_clamping"

    def relist(self, ask: Ask, page: Page) -> None:
        """The last page again."""
        if page.page > page.pages and self.happens(_HALF, ask.court.host):
            page.faults.append(self.name)
            page.page = page.pages


class PageOverlap(Fault):
    """Each page after the first begins with the last row of the page before, and the last row is on no page."""

    name = "page_overlap"

    def relist(self, ask: Ask, page: Page) -> None:
        """One row twice, one never."""
        if page.pages > 1 and page.page > 1 and self.spell(ask):
            page.faults.append(self.name)
            page.overlap = 1


class ShiftingRows(Fault):
    """Rows change places from one minute to the next, so that turning pages shows some twice and others never."""

    name = "shifting_rows"

    def relist(self, ask: Ask, page: Page) -> None:
        """Another order every minute."""
        if len(page.rows) > 1 and self.spell(ask):
            by = int(self.chance(ask.court.host, int(ask.now.timestamp() // 60)) * min(len(page.rows), 7))
            page.rows = page.rows[by:] + page.rows[:by]
            # in a minute that leaves them as they are it has no hand in the page
            page.faults += [self.name] * bool(by)


class CounterOff(Fault):
    """The counter says one more or one less than there are rows."""

    name = "counter_off"

    def relist(self, ask: Ask, page: Page) -> None:
        """One off."""
        if self.spell(ask):
            page.faults.append(self.name)
            page.counter += 1 if self.chance("which", ask.court.host, ask.now.date()) < _HALF else -1


class WrongDay(Fault):
    """A hearing list answers the day after the one asked for; its title says which."""

    name = "wrong_day"

    def heard(self, ask: Ask, day: dt.date) -> dt.date:
        """The next day."""
        return day + dt.timedelta(days=1) if self.strikes(ask) else day


class Slow(Fault):
    """The answer takes 26 to 110 seconds, which is normal for these courts.

    The seconds are virtual: the header `X-Rehearsal-Seconds` says how long the court took.
    """

    name = "slow"

    def spoil(self, ask: Ask, answer: Answer) -> None:
        """Late."""
        if self.strikes(ask):
            answer.seconds = round(26 + 84 * self.chance("seconds", ask.target, ask.now), 1)
            answer.faults.append(self.name)


class WrongCharset(Fault):
    """The page declares windows-1251 and is UTF-8, or the header says UTF-8 over bytes in windows-1251."""

    name = "wrong_charset"

    def spoil(self, ask: Ask, answer: Answer) -> None:
        """The page or its header lies."""
        if not self.strikes(ask) or not answer.body or answer.wire is not Wire.WHOLE:
            return
        answer.faults.append(self.name)
        if self.chance("which", ask.target, ask.now) < _HALF:
            answer.body = answer.body.decode("windows-1251").encode()
            answer.content_type = "text/html"
        else:
            answer.content_type = "text/html; charset=utf-8"


class CutBody(Fault):
    """The answer breaks off: the connection ends before what was announced, or the page before its `</html>`."""

    name = "cut_body"

    def spoil(self, ask: Ask, answer: Answer) -> None:
        """Half of it."""
        if not self.strikes(ask) or not answer.body or answer.wire is not Wire.WHOLE:
            return
        answer.faults.append(self.name)
        if self.chance("which", ask.target, ask.now) < _HALF:
            answer.wire = Wire.CUT
        else:
            answer.body = answer.body[: int(len(answer.body) * (0.2 + 0.6 * self.chance("where", ask.now)))]
