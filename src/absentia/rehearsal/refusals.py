"""What a court says instead of an answer, in the primary template; all of it with HTTP 200."""

from __future__ import annotations

import datetime as dt

from absentia.rehearsal.chrome import document
from absentia.rehearsal.courts import SyntheticCourt
from absentia.rehearsal.primary import NOTE, page


def captcha_gate(court: SyntheticCourt, day: dt.date) -> bytes:
    """What a search brings where a captcha is wanted: HTTP 200 and no rows."""
    content = (
        "\t\t<div align='center' id='error'>Неверно указан проверочный код с картинки.\t\t<br><br>\n"
        '\t\t<a href="#" onclick="document.location.href = \'/modules.php?name=sud_delo&srv_num=\' + 1 + '
        "'&name_op=sf&delo_id=1540006&case_type=0&new=0';\">Вернуться на форму поиска<a>\n\t</div>"
    )
    return page(court, content, day)


def empty_result(court: SyntheticCourt, day: dt.date) -> bytes:
    """«Данных по запросу не обнаружено»: an honest zero or a wrong question."""
    content = f"""\t\t<div style='text-align: center' class='title'>
\t\t<div style="font-size: 12px">{NOTE}</div>
\t<div align='center' class='title'>
\t<div align='center' id=error>Данных по запросу не обнаружено.<br>Уточните критерии поиска. <br><br>
\t\t<a href="#">Вернуться на форму поиска<a>
\t</div>
\t</div>"""
    return page(court, content, day)


def no_such_database(court: SyntheticCourt) -> bytes:
    """«Указанный сервер СДП не найден», with HTTP 200."""
    return document(court, "Указанный сервер СДП не найден")


def unavailable(court: SyntheticCourt) -> bytes:
    """«Информация временно недоступна», with HTTP 200."""
    return document(
        court,
        "Информация временно недоступна. Приносим свои извинения. "
        "Попробуйте обратиться позже или обратитесь непосредственно в суд.",
    )
