"""What excess men among applicants assume, what the tables say of it, and what the number is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from absentia.estimate.asylum.excess import SIGNIFICANCE, ExcessMen, YearOfMen, excess_men
from absentia.estimate.asylum.series import Key, everybody, series_of, sexes_beyond, total_beyond
from absentia.estimate.options.courts import FEWEST_YEARS
from absentia.figures.asylum.cells import EU27, Cell, place_name
from absentia.model.estimate import Assumption
from absentia.model.texts import Said, Words, joined, said

CAVEATS = (
    said(
        "Applicants are not deserters, and men are not draft evaders: the tables show citizenship and sex, not why "
        "somebody asked, not whether he served or was called up."
    ),
    said(
        "Men who left and asked for nothing are not in it, nor are those who stayed with a visa or a residence permit: "
        "Armenia, Georgia and Kazakhstan, where most need neither, are not in these tables at all."
    ),
    said(
        "Women are the measure: a man who came with his wife is expected by the line. Where women fled more, too, the "
        "number is low; where women came less for reasons of their own, it is high."
    ),
    said(
        "A person who asks for the first time in two countries is counted in both: the number is of applicants by "
        "country."
    ),
)


def checks(cells: Mapping[Key, Cell], found: ExcessMen) -> tuple[Assumption, ...]:
    """Every assumption, tested where the tables can test it."""
    return (
        _straight(found),
        _placebo(found),
        _step(found),
        *_breaks(cells, found),
        *_sexes(cells, found),
        *(_total(cells, found) if found.series.places == (EU27,) else ()),
        _women(found),
        Assumption(
            said("no country changed whom it counts as a first-time applicant"),
            None,
            said("cannot be tested after the baseline; each country without the others is shown by --countries"),
        ),
    )


def _straight(found: ExcessMen) -> Assumption:
    statement = said("men per woman moved along a straight line before the war")
    if found.bend is None:
        return Assumption(statement, True, said("every year lies on the line"))
    outcome = said("quadratic term, p {p:.2g}", p=found.bend)
    if found.bend >= SIGNIFICANCE:
        return Assumption(statement, True, outcome)
    wider = said("the line bends; the interval reaches at least to what the bent line leaves")
    return Assumption(statement, False, joined([outcome, wider]))


def _placebo(found: ExcessMen) -> Assumption:
    outcome = said(
        "placebo years (each year of the baseline by the line through the others): {n}; the farthest lay {worst:.1f} "
        "of the line's own errors off; with lines carried as far ahead the error is {factors} times that of the line",
        n=len(found.within),
        worst=max(abs(one) for one in found.within),
        factors=joined([Said("{f:.2f}", {"f": one.calibration.factor}) for one in found.years], ", "),
    )
    return Assumption(said("without the war the ratio would have stayed on its line"), None, outcome)


def _step(found: ExcessMen) -> Assumption:
    statement = said("the ratio did not leave its line by a step within the baseline")
    if found.jump is None:
        return Assumption(statement, True, said("no step (Holm over the years)"))
    return Assumption(statement, False, said("a step in {year}", year=str(found.jump)))


def _breaks(cells: Mapping[Key, Cell], found: ExcessMen) -> Iterator[Assumption]:
    """What the publisher itself marks; the bundled table was kept without its flags."""
    places, years = set(found.series.places), found.series.years
    marked = sorted({year for (place, year, _sex), one in cells.items()
                     if place in places and year in years and "b" in one.flags})  # fmt: skip
    if marked:
        yield Assumption(
            said("the publisher marks no break in the series"),
            False,
            said("a break is marked in {years}", years=", ".join(map(str, marked))),
        )


def _sexes(cells: Mapping[Key, Cell], found: ExcessMen) -> Iterator[Assumption]:
    """Where the table has a row of all: it is never added, but it must fit."""
    wrong = sexes_beyond(cells, found.series.places, found.series.years)
    if wrong is not None:
        yield Assumption(
            said("men, women and persons of unknown sex add up to the row of all"),
            not wrong,
            said("not in {years}", years=", ".join(map(str, wrong))) if wrong else said("they may, in every year"),
        )


def _total(cells: Mapping[Key, Cell], found: ExcessMen) -> Iterator[Assumption]:
    wrong = total_beyond(cells, EU27, found.series.years)
    yield Assumption(
        said("Eurostat's total holds the same countries in every year"),
        not wrong,
        said("it is what its members may add up to in every year, those without a row at 2 at most")
        if not wrong
        else said("not what its members may add up to in {years}", years=", ".join(map(str, wrong))),
    )


def _women(found: ExcessMen) -> Assumption:
    women = found.series.women.shown[: len(found.baseline)]
    then = joined([Said("{n}", {"n": one.women}) for one in found.years], ", ")
    return Assumption(
        said("the war did not change how many women asked for asylum"),
        None,
        said(
            "they were {last} in {year} and {then} in the years asked for: women moved, too, and the number says only "
            "how much more men did",
            last=float(women[-1]), year=str(found.baseline[-1]), then=then,
        ),
    )  # fmt: skip


def sensitivity(cells: Mapping[Key, Cell], found: ExcessMen, one: YearOfMen) -> Mapping[Words, float]:
    """The same year by lines through fewer years, by a bent one, and of all countries together whoever reported."""
    others: dict[Words, float] = {}
    for length in (len(found.baseline) - 2, FEWEST_YEARS):
        if FEWEST_YEARS <= length < len(found.baseline):
            base = found.baseline[-length:]
            again = excess_men(found.series.at((*base, one.year)), base, (one.year,))
            others[said("line through {first}–{last}", first=str(base[0]), last=str(base[-1]))] = again.years[0].value
    if one.bent is not None:
        others[said("by a bent line (quadratic)")] = one.bent
    if len(found.series.places) > 1:
        all_of_them = everybody(cells, found.series.years)
        others[said("all countries together, whoever reported")] = (
            excess_men(all_of_them, found.baseline, (one.year,)).years[0].value
        )
        heaviest, rest = _without(cells, found, one)
        others[said("without {place}, which moves it most", place=place_name(heaviest))] = rest
    return others


def _without(cells: Mapping[Key, Cell], found: ExcessMen, one: YearOfMen) -> tuple[str, float]:
    """The country that the number rests on most, and the number without it."""
    values = {}
    for place in found.series.places:
        rest = [other for other in found.series.places if other != place]
        series = series_of(cells, rest, (*found.baseline, one.year))
        values[place] = excess_men(series, found.baseline, (one.year,)).years[0].value
    heaviest = max(values, key=lambda place: abs(values[place] - one.value))
    return heaviest, values[heaviest]


def panel_note(places: Sequence[str], refused: Mapping[str, Said]) -> Said:
    """Which countries are together, and how many have no number of their own."""
    return said(
        "Together: {places}. Not among them: {others} (`--countries` gives the reason for each). Eurostat's total and "
        "this sum hold the same people and are never added.",
        places=joined([place_name(one) for one in places], ", "),
        others=joined([place_name(one) for one in refused if one != EU27], ", "),
    )
