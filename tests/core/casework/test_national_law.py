"""The province edits days off and limits by decree; nothing of the past is edited, and each edit is in its history."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.audit.chain import link_hash
from core.audit.models import Entry
from core.audit.writing import link_of
from core.casework.office import national_law as law
from core.common.errors import Conflict, Forbidden, Invalid, NotFound
from tenants.law import seeding
from tenants.law.memory import current_law, forget
from tenants.law.models import CalendarYear, DeadlineRule, Holiday

DECREE = "SKB 3 Menteri Nomor 5 Tahun 2026"


@pytest.fixture
def province(cast):
    with cast.province.seat():
        yield cast.province
    forget()


def weekday(after: int = 30) -> date:
    day = timezone.localdate() + timedelta(days=after)
    while not current_law().calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def add(province, day: date, **changes):
    values = {"name": "Hari pemungutan suara", "kind": "public", "basis": DECREE, "confirmed": True, **changes}
    return law.add_day_off(province.operator, day=day.isoformat(), **values)


def limit(code: str = "verify", kind: str = "complaint") -> DeadlineRule:
    return DeadlineRule.objects.get(rule_set="sp4n", code=code, kind=kind, valid_to=None)


def history() -> list[Entry]:
    return list(Entry.objects.filter(stream="provinsi").order_by("seq"))


@pytest.mark.parametrize("name", ["assistant", "lead", "head"])
def test_the_ombudsmans_people_read_the_law_and_edit_nothing(province, name):
    actor, rule = province.people[name], limit()
    for change in (
        lambda: law.add_day_off(actor, day="2026-12-03", name="x", kind="public", basis=DECREE, confirmed=True),
        lambda: law.move_day_off("2026-12-25", actor, to="2026-12-28", basis=DECREE),
        lambda: law.withdraw_day_off("2026-12-25", actor, basis=DECREE),
        lambda: law.decree_year(2028, actor, is_decreed=True, basis=DECREE),
        lambda: law.change_rule(rule.pk, actor, limit=4, valid_from="2030-01-01", basis=DECREE, confirmed=True),
        lambda: law.withdraw_rule(rule.pk, actor, basis=DECREE),
    ):
        with pytest.raises(Forbidden):
            change()
    assert history() == []


def test_a_day_off_is_added_withdrawn_and_added_again(province):
    day = weekday()
    add(province, day)
    with pytest.raises(Invalid) as refusal:
        add(province, day)
    assert list(refusal.value.errors) == ["day"]
    law.withdraw_day_off(day.isoformat(), province.operator, basis="Dibatalkan dengan Keppres 9")
    assert not Holiday.objects.get(date=day).is_day_off
    with pytest.raises(Conflict):
        law.withdraw_day_off(day.isoformat(), province.operator, basis="Dibatalkan lagi")
    add(province, day)
    assert Holiday.objects.get(date=day).legal_basis == DECREE
    assert [entry.action for entry in history()] == ["add_day_off", "withdraw_day_off", "add_day_off"]


def test_a_moved_holiday_leaves_its_old_date_a_working_day_that_seeding_does_not_bring_back(province, fresh_seed):
    old = Holiday.objects.filter(is_day_off=True).latest("date")
    to = weekday(40)
    law.move_day_off(old.date.isoformat(), province.operator, to=to.isoformat(), basis=DECREE)
    fresh_seed()
    assert not Holiday.objects.get(date=old.date).is_day_off
    moved = Holiday.objects.get(date=to)
    assert (moved.name, moved.legal_basis, moved.is_day_off) == (old.name, DECREE, True)


@pytest.fixture
def fresh_seed():
    """Seeding as the next migration runs it, which a province's role may do as well."""
    return seeding.seed


def test_a_year_that_seeding_does_not_know_is_decreed_once_it_has_days_off(province):
    year = seeding.YEARS[-1] + 1
    Holiday.objects.create(date=date(year, 1, 1), name="Tahun Baru", kind="public", legal_basis=DECREE, confirmed=True)
    law.decree_year(year, province.operator, is_decreed=True, basis=DECREE)
    forget()
    assert year in current_law().calendar.decreed_years
    with pytest.raises(Conflict):
        law.decree_year(year, province.operator, is_decreed=True, basis=DECREE)


def test_a_year_is_decreed_and_is_not_any_more(province):
    year = CalendarYear.objects.filter(cuti_bersama_confirmed=False).first().year
    law.decree_year(year, province.operator, is_decreed=True, basis=DECREE)
    assert year in current_law().calendar.decreed_years or forget() or year in current_law().calendar.decreed_years
    with pytest.raises(Conflict):
        law.decree_year(year, province.operator, is_decreed=True, basis=DECREE)
    law.decree_year(year, province.operator, is_decreed=False, basis=DECREE)
    with pytest.raises(Conflict) as refused:  # nobody has entered a single day off
        law.decree_year(1900, province.operator, is_decreed=True, basis=DECREE)
    assert refused.value.code == "no_days"
    assert [entry.action for entry in history()] == ["decree_year", "undecree_year"]


def test_a_changed_deadline_is_a_new_row_and_the_old_one_ends_the_day_before(province):
    old, day = limit(), timezone.localdate() + timedelta(days=10)
    new = law.change_rule(
        old.pk, province.operator, limit="4", valid_from=day.isoformat(), basis="PermenPANRB 5/2025", confirmed=True
    )
    old.refresh_from_db()
    assert (old.limit, old.valid_to) == (3, day - timedelta(days=1))
    assert (new.limit, new.valid_from, new.valid_to, new.legal_basis) == (4, day, None, "PermenPANRB 5/2025")
    assert (new.code, new.kind, new.starts_at, new.met_by, new.pauses) == (
        old.code, old.kind, old.starts_at, old.met_by, old.pauses,
    )  # fmt: skip
    forget()
    for moment, days in ((day - timedelta(days=1), 3), (day, 4)):
        (found,) = [
            rule
            for rule in current_law().rules_starting("received", "complaint", moment)
            if (rule.rule_set, rule.code) == ("sp4n", "verify")
        ]
        assert found.limit == days
    with pytest.raises(Conflict):
        law.change_rule(
            old.pk, province.operator, limit="5", valid_from=day.isoformat(), basis=DECREE, confirmed=False
        )


def test_a_change_that_has_not_begun_is_taken_back_and_the_old_deadline_holds_on(province):
    old, day = limit(), timezone.localdate() + timedelta(days=10)
    new = law.change_rule(
        old.pk, province.operator, limit="4", valid_from=day.isoformat(), basis=DECREE, confirmed=True
    )
    law.withdraw_rule(new.pk, province.operator, basis="Keliru")
    assert limit().pk == old.pk
    with pytest.raises(Conflict):
        law.withdraw_rule(old.pk, province.operator, basis="Keliru")


@pytest.mark.parametrize(
    ("field", "value"),
    [("limit", "0"), ("limit", "banyak"), ("limit", "9999999"), ("valid_from", "2020-01-06"), ("valid_from", "x"),
     ("basis", "")],
)  # fmt: skip
def test_a_change_that_cannot_be_is_named_at_its_field(province, field, value):
    day = (timezone.localdate() + timedelta(days=10)).isoformat()
    values = {"limit": "4", "valid_from": day, "basis": DECREE, "confirmed": True, field: value}
    with pytest.raises(Invalid) as refusal:
        law.change_rule(limit().pk, province.operator, **values)
    assert list(refusal.value.errors) == [field]


def test_no_change_of_the_past(province):
    today = timezone.localdate().isoformat()
    with pytest.raises(Invalid):
        law.change_rule(limit().pk, province.operator, limit=4, valid_from=today, basis=DECREE, confirmed=True)


@pytest.mark.parametrize("day", ["x", "2026-02-30", None, "1900-01-01"])
def test_what_is_no_date_of_the_calendar_is_not_found(province, day):
    with pytest.raises(NotFound):
        law.day_off(day)


def test_the_provinces_own_stream_is_a_chain(province):
    for after in (30, 60, 90):
        add(province, weekday(after))
    entries = history()
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert all(bytes(entry.hash) == link_hash(link_of(entry)) for entry in entries)
    assert bytes(entries[1].previous) == bytes(entries[0].hash)
