"""Cities and published groups are compared by the same measures and told in the same columns."""

from oversight.columns import COUNTS
from oversight.figures import City, CityPlace, Figures
from oversight.publication import count_of
from tenants.disclosure.published_tables import Group, whole
from web.figures.blocks import FIGURES, PUBLIC, Counted, cells, line
from web.figures.measures import CITY_MEASURES, DAYS, GROUP_MEASURES, HIDDEN, ON_TIME, RECEIVED, ordered

STATUSES = {"menunggu": 0, "proses": 0, "selesai": 0}


def figures(**counts: int) -> Figures:
    return Figures(tuple(counts.get(name, 0) for name in COUNTS), median_days=4.5)


def city(name: str, found: Figures, before: Figures | None = None) -> City:
    return City(CityPlace(name, name, name, name, ""), found, before, 0, 0)


def hidden(name: str) -> Group:
    return Group(name, name, dict.fromkeys(STATUSES), None, None, None, None, None)


ANSWERED = figures(answered=12, total_met=9, total_late=3, measured=12)


def test_a_city_and_a_group_of_the_same_figures_are_said_alike():
    group = whole(count_of("x", ANSWERED))
    for measure in (ON_TIME, DAYS, RECEIVED):
        for said in (measure.value, measure.cases, measure.text, measure.cases_text):
            assert said(group) == said(city("x", ANSWERED))
    assert cells(Counted(group), PUBLIC) == cells(Counted(ANSWERED), PUBLIC) == (12, 0, 12, 0, 75, 12, 4.5, 12)


def test_what_is_hidden_has_no_rank_and_no_figure_in_any_column():
    for measure in GROUP_MEASURES.values():
        assert not measure.is_ranked(hidden("x"))
        assert measure.text(hidden("x")) == HIDDEN
        assert measure.cases_text(hidden("x")) == ""
    assert {shown.text for shown in line("x", "", Counted(hidden("x")), PUBLIC).cells} == {HIDDEN}
    assert set(cells(Counted(hidden("x")), PUBLIC)) == {HIDDEN}


def test_ranked_ones_come_first_and_equal_ones_by_what_they_received():
    few = figures(answered=9, total_met=9, measured=9)
    more = figures(answered=24, total_met=18, total_late=6)
    rows = [city("few", few), city("b", ANSWERED), city("more", more), city("a", ANSWERED)]
    assert [row.place.name for row in ordered(rows, ON_TIME)] == ["more", "a", "b", "few"]


def test_groups_without_a_code_come_after_their_equals():
    rows = [whole(count_of(code, ANSWERED)) for code in ("", "b", "a")]
    assert [row.code for row in ordered([*rows, hidden("c")], ON_TIME)] == ["a", "b", "", "c"]


def test_every_measure_reads_a_city_without_any_report():
    for measure in CITY_MEASURES.values():
        nothing = city("x", Figures(), Figures())
        assert measure.text(nothing) in ("–", "0")
        assert measure.cases_text(nothing)
        assert (measure.change(nothing), measure.before(nothing)) in {("", None), ("", 0), ("sebelumnya 0", 0)}
    assert len(cells(Counted(Figures()), FIGURES)) == len(FIGURES)
