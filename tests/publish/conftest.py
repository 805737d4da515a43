"""An article made by hand: every verdict, standing, chart and kind of gap, with hostile text in it."""

from __future__ import annotations

import math

import pytest

from absentia.model.checked import ChartData, CheckedArticle, CheckedClaim, Citation, Computed, Text, Verdict
from absentia.model.estimate import Assumption, Estimate, Interval, Refusal
from absentia.model.period import Period
from absentia.model.texts import Said, in_languages
from absentia.publish import EstimateReport, Licence, Origin
from absentia.publish.site import Dossier


def both(english: str, russian: str) -> Text:
    return in_languages({"en": english, "ru": russian})


CASES = both("cases", "дел")
TIMES = both("times", "раз")
HOSTILE = '<script>alert("x")</script> & <b>bold</b> | a *star*'

CHARTS: dict[str, ChartData] = {
    "rate_per_month": ChartData(
        spec="rate_per_month",
        rows=[
            {"label": both("2021 (12 months)", "2021 год (12 месяцев)"), "value": 51.25, "low": 47.3, "high": 55.5},
            {
                "label": both("First half of 2023", "Первое полугодие 2023 года"),
                "value": 346.0,
                "low": 331.0,
                "high": 361.2,
            },
            {"label": both("2023, no interval", "2023 год, без интервала"), "value": 418.7, "low": None, "high": None},
        ],
        title=both("Cases received per month", "Поступило дел в месяц"),
        description=both("Rates rise from 51 to 346 a month.", "Число растёт с 51 до 346 в месяц."),
        unit=both("cases per month", "дел в месяц"),
    ),
    "estimate_intervals": ChartData(
        spec="estimate_intervals",
        rows=[
            {
                "label": both(
                    "Registry of inheritance cases, to 27 May 2023, as it was published",
                    "Реестр наследственных дел, на 27 мая 2023 года, как опубликовано",
                ),
                "value": 47000,
                "low": 40000,
                "high": 55000,
                "standing": "published",
            },
            {
                "label": both("Sex ratio, 2022", "Соотношение полов, 2022"),
                "value": 23594.2,
                "low": 18605.0,
                "high": 28583.0,
                "standing": "estimated",
            },
            {
                "label": both("Named list", "Поимённый список"),
                "value": 23000,
                "low": None,
                "high": None,
                "standing": "computed",
            },
        ],
        title=both("Estimates of deaths", "Оценки числа погибших"),
        description=both("Three estimates with their intervals.", "Три оценки с интервалами."),
        unit=both("deaths", "смертей"),
    ),
    "share_by_age": ChartData(
        spec="share_by_age",
        rows=[
            {"age_group": "15–19", "share": -0.011, "low": -0.06, "high": 0.04},
            {"age_group": "20–24", "share": 0.404, "low": 0.35, "high": 0.45},
            {"age_group": "25–29", "share": 0.372, "low": None, "high": None},
        ],
        title=both("Share of deaths by age", "Доля смертей по возрасту"),
        description=both("Highest at 20–24.", "Выше всего в 20–24 года."),
        unit=both("share of all male deaths", "доля всех смертей мужчин"),
    ),
    "series": ChartData(
        spec="series",
        rows=[
            {
                "date": f"2023-{month:02}",
                "value": value,
                "label": both("requests", "обращения"),
                "qualifier": "exact" if month < 11 else "about",
            }
            for month, value in ((1, 28), (4, 60), (8, 110), (10, 218), (12, 150))
        ]
        + [
            {
                "date": "2023-10-29",
                "value": 120,
                "label": both("helped, running total", "получили помощь, нарастающим итогом"),
                "qualifier": None,
            }
        ],
        title=both("Requests for help", "Обращения за помощью"),
        description=both("Requests rise in autumn.", "Осенью обращений больше."),
        unit=both("requests per month", "обращений в месяц"),
    ),
    "bars": ChartData(
        spec="bars",
        rows=[
            {"label": both("France", "Франция"), "group": both("new in 2023", "новые за 2023 год"), "value": 2613},
            {"label": both("Armenia", "Армения"), "group": both("new in 2023", "новые за 2023 год"), "value": 32},
            {
                "label": both("France", "Франция"),
                "group": both("pending at the end of 2023", "на рассмотрении в конце 2023 года"),
                "value": 2295,
            },
            {
                "label": both("Nowhere", "Нигде"),
                "group": both("pending at the end of 2023", "на рассмотрении в конце 2023 года"),
                "value": None,
            },
        ],
        title=both("Asylum applications", "Заявления об убежище"),
        description=both("Most in France.", "Больше всего во Франции."),
        unit=both("persons", "человек"),
    ),
}


def _claim(name: str, verdict: Verdict, chart: str | None, numbers: list[Computed]) -> CheckedClaim:
    return CheckedClaim(
        id=name,
        label=name,
        quote=both(f"Sentence {name} of the article: {HOSTILE}", f"Предложение {name} статьи: {HOSTILE}"),
        reading=both("The half year against whole years, per month.", "Полугодие против целых лет, в месяц."),
        verdict=verdict,
        reason=both("The figures say so.", "Так говорят данные."),
        numbers=numbers,
        caveats=[both("Received is not opened.", "Поступило — не значит возбуждено."), both(HOSTILE, HOSTILE)],
        citations=[
            Citation(
                publisher="Пример-издание",
                title="Заголовок для примера",
                date="2023-07-19",
                url="https://example.org/" + "long-path-segment-" * 12,
                figure="court_cases-001",
                evidence_level="primary",
                verified=True,
            ),
            Citation(
                publisher="Bad",
                title="An address to refuse",
                date="2023 or 2024",
                url="javascript:alert(1)",
                verified=False,
            ),
        ],
        command=f"absentia check guardian_2023_10 --claim {name}",
        chart=None if chart is None else CHARTS[chart],
    )


def sample_article() -> CheckedArticle:
    ratio = Computed(
        label=both("Per month, half year against 2022", "В месяц, полугодие против 2022 года"),
        value=4.147852147852148,
        unit=TIMES,
        period="2023-01-01/2023-06-30",
        interval=Interval(3.8478, 4.4707),
        main=True,
        standing="computed",
        sources=("court_cases-001", "court_cases-004"),
    )
    count = Computed(label=both("Cases received", "Поступило дел"), value=2076, unit=CASES, period="2023-H1")
    none = Computed(
        label=both("Where people go first", "Куда едут сначала"),
        value=None,
        unit=both("persons", "человек"),
        main=True,
        note=both("nobody counts it", "никто этого не считает"),
    )
    open_end = Computed(
        label=both("At least", "Не меньше"),
        value=3.0814,
        unit=TIMES,
        interval=Interval(2.9, 3.3),
        main=True,
        standing="estimated",
        least=3.0814,
    )
    endless = Computed(
        label=both("Against none", "Против нуля"),
        value=7.0,
        unit=TIMES,
        interval=Interval(1.4, math.inf),
        standing="computed",
    )
    negative = Computed(
        label=both("At 15–19", "В 15–19 лет"),
        value=-1.13,
        unit=both("percent", "процентов"),
        interval=Interval(-6.2, 4.4, 0.9, "credible"),
        standing="tallied",
    )
    return CheckedArticle(
        id="guardian_2023_10",
        title=both("An article made up for a test", "Статья, придуманная для проверки"),
        publisher="The Example",
        date="2023-10-30",
        url="https://example.org/article",
        claims=[
            _claim("a", Verdict.SUPPORTED_WITH_CAVEAT, "rate_per_month", [ratio, count]),
            _claim("a_prime", Verdict.SUPPORTED, "estimate_intervals", [open_end, count, endless]),
            _claim("b", Verdict.NOT_SUPPORTED, "share_by_age", [negative]),
            _claim("c", Verdict.CANNOT_BE_TESTED, "bars", [none]),
            _claim("d", Verdict.SUPPORTED, "series", [count]),
            _claim("e", Verdict.CANNOT_BE_TESTED, None, []),
        ],
        notes=[both("A note on the article.", "Замечание о статье.")],
    )


def _words(en: str, ru: str) -> Said:
    return Said("{text}", {"text": both(en, ru)})


def _answers() -> list[Estimate | Refusal]:
    return [
        Estimate(
            name="men 15–49",
            value=20618.4,
            interval=Interval(16245.0, 24991.0),
            unit=_words("deaths", "смертей"),
            method=_words("a line through 2015–2019", "прямая по 2015–2019 годам"),
            period=Period.years(2022),
            standard_error=1374.2,
            sensitivity={_words("10 years, linear", "10 лет, линейно"): 22000.5},
            assumptions=[Assumption(_words("it holds", "верно"), None, _words("untestable", "непроверяемо"))],
            caveats=[_words("a lower bound", "нижняя граница")],
            reference="Example et al., 2025",
        ),
        Refusal(name="women", reason=_words("no deaths", "нет смертей")),
    ]


def sample_report() -> EstimateReport:
    return EstimateReport(
        name="excess-male-deaths",
        title=_words("Excess deaths of men", "Избыточные смерти мужчин"),
        command="absentia estimate excess-male-deaths",
        answers=_answers(),
        chart=CHARTS["estimate_intervals"],
    )


@pytest.fixture(scope="session")
def brief() -> Dossier:
    return Dossier(
        title=both("Checked", "Проверено"),
        contact="",
        address="",
        origin=Origin(version="9.9.9", vintage="2026-02-24", digests={"court_cases": "ab" * 32, "unhcr": "cd" * 32}),
        articles=[sample_article()],
        estimates=[sample_report()],
        licences=[Licence(both("as each publisher says", "как указывает издатель"), both("Court cases", "Дела"))],
    )
