"""Settings, reasons for refusal, categories, and local days off."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from core.audit.models import Entry
from core.casework import actions, office
from core.catalogue.models import Category, CitySettings, RejectionReason
from core.catalogue.settings import city_settings
from core.common.errors import Conflict, Invalid, NotFound
from core.deadlines.models import LocalDayOff
from tenants.law.memory import current_law

SENTENCE = "Laporan ini kami teruskan dengan cara lain, dan kami mohon maaf."


@pytest.fixture
def city(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def settings_of(city, **changes):
    values = {"independent_check": True, "reopen_days": "14", "digest_at": "07:30", **changes}
    return office.change_settings(city.admin, **values)


def entries() -> list[tuple[str, dict]]:
    return [(row.action, row.details) for row in Entry.objects.filter(stream="kantor").order_by("seq")]


def working_day() -> date:
    day = timezone.localdate() + timedelta(days=20)
    while not current_law().calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def test_settings_are_kept_and_history_says_what_changed(city):
    settings_of(city, independent_check=False, reopen_days="30", digest_at="06.45", letterhead_name="Pemkot Tangerang")
    row = city_settings()
    assert (row.independent_check, row.reopen_days, row.digest_at) == (False, 30, time(6, 45))
    assert entries() == [
        (
            "change_settings",
            {
                "changes": {
                    "independent_check": [True, False],
                    "reopen_days": [14, 30],
                    "digest_at": ["07:30", "06:45"],
                    "letterhead_name": ["", "Pemkot Tangerang"],
                }
            },
        )
    ]


def test_settings_that_stay_write_nothing(city):
    settings_of(city)
    assert entries() == []
    assert not CitySettings.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("reopen_days", "0"), ("reopen_days", "banyak"), ("reopen_days", "9" * 5000), ("reopen_days", "²"),
     ("digest_at", "25:00"), ("digest_at", ""), ("letterhead_name", "x" * 121)],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_named_at_its_field(city, field, value):
    with pytest.raises(Invalid) as refusal:
        settings_of(city, **{field: value})
    assert list(refusal.value.errors) == [field]


def test_a_reason_can_be_added_and_used(city):
    reason = office.add_reason(city.admin, name="Di luar kota", sentence=SENTENCE)
    number = city.file("submitted").number
    assert actions.reject(number, city.siti, reason=reason.code).rejection_reason == reason


def test_a_sentence_somebody_has_been_given_stays(city):
    reason = office.add_reason(city.admin, name="Di luar kota", sentence=SENTENCE)
    office.change_reason(
        reason.code, city.admin, name="Luar kota", sentence=SENTENCE + " Terima kasih.", is_active=True
    )
    actions.reject(city.file("submitted").number, city.siti, reason=reason.code)
    with pytest.raises(Invalid) as refusal:
        office.change_reason(reason.code, city.admin, name="Luar kota", sentence=SENTENCE, is_active=True)
    assert refusal.value.code == "told"
    office.change_reason(
        reason.code, city.admin, name="Luar kota", sentence=SENTENCE + " Terima kasih.", is_active=False
    )
    assert not RejectionReason.objects.get(code=reason.code).is_active


def test_one_reason_is_always_offered(city):
    first = RejectionReason.objects.first()
    RejectionReason.objects.exclude(pk=first.pk).update(is_active=False)
    with pytest.raises(Invalid) as refusal:
        office.change_reason(first.code, city.admin, name=first.name, sentence=first.sentence, is_active=False)
    assert list(refusal.value.errors) == ["is_active"]


def test_a_category_gets_another_unit_and_words(city):
    office.change_category("pju-padam", city.admin, lead_unit="dlh", keywords="Lampu, lampu\npju ,")
    found = Category.objects.select_related("lead_unit").get(code="pju-padam")
    assert (found.lead_unit.code, found.keywords) == ("dlh", ["lampu", "pju"])
    for field, more in (("lead_unit", {"lead_unit": "x"}), ("keywords", {"keywords": "k" * 41})):
        with pytest.raises(Invalid) as refusal:
            office.change_category("pju-padam", city.admin, **{"lead_unit": "dlh", "keywords": "", **more})
        assert list(refusal.value.errors) == [field]
    with pytest.raises(NotFound):
        office.change_category("tidak-ada", city.admin, lead_unit="dlh", keywords="")


def test_a_local_day_off_is_added_withdrawn_and_added_again(city):
    day = working_day()
    add = lambda: office.add_local_day_off(city.admin, day=day.isoformat(), name="HUT", basis="Keputusan 1/2026")  # noqa: E731
    add()
    with pytest.raises(Invalid):
        add()
    office.withdraw_local_day_off(day, city.admin)
    with pytest.raises(Conflict):
        office.withdraw_local_day_off(day, city.admin)
    add()
    row = LocalDayOff.objects.get()
    assert (row.date, row.is_day_off, row.changed_by_id) == (day, True, city.admin.user.pk)
    assert [action for action, _details in entries()] == [
        "add_local_day_off", "withdraw_local_day_off", "add_local_day_off",
    ]  # fmt: skip


@pytest.mark.parametrize("day", ["", "2026-02-30", "1999-01-04", "9999-01-04", "x", None])
def test_what_is_no_day_is_named_at_its_field(city, day):
    with pytest.raises(Invalid) as refusal:
        office.add_local_day_off(city.admin, day=day, name="HUT", basis="Keputusan 1/2026")
    assert list(refusal.value.errors) == ["day"]


def test_a_weekend_and_a_national_holiday_need_no_decree_of_the_city(city):
    today = timezone.localdate()
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    with pytest.raises(Invalid):
        office.add_local_day_off(city.admin, day=saturday.isoformat(), name="HUT", basis="Keputusan 1/2026")
