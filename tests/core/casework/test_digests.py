"""The morning digest: who reads what, when, and once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.accounts.models import User
from core.casework import actions
from core.casework.periodic import digests, sweeping
from core.catalogue.models import CitySettings
from core.deadlines import calendars
from core.deadlines.models import Escalation, LocalDayOff
from core.notifications import rendering
from core.notifications.models import Digest, Mail
from tenants.context import current

WIB = ZoneInfo("Asia/Jakarta")


def wib(day: str, clock: str = "07:30") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=WIB)


# What is dispatched on Friday 5 June is to be begun by Friday 12 June; late on Saturday 13 June at midnight.
RECEIVED = wib("2026-06-05", "06:00")
SATURDAY = wib("2026-06-13", "00:00")
# Tuesday 16 June 2026 is Tahun Baru Islam 1448 H.
MONDAY, WEDNESDAY = wib("2026-06-15"), wib("2026-06-17")


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        for user in User.objects.all():
            user.email = f"{user.username}@example.id"
            user.save(update_fields=["email"])
        yield cast.tangerang
    calendars.forget()


def late_at_unit(office) -> str:
    number = office.file("dispatched", at=RECEIVED).number
    sweeping.sweep(at=SATURDAY)
    return number


def mails() -> dict[str, dict]:
    return {mail.user.username: mail.context for mail in Mail.objects.filter(event="digest").select_related("user")}


def told(escalated: list[str] = (), due: list[str] = ()) -> dict:
    return {
        "jumlah": len(escalated) or "",
        "daftar": list(escalated),
        "jumlah_hari_ini": len(due) or "",
        "daftar_hari_ini": list(due),
    }


def test_late_on_saturday_is_told_on_monday_at_the_start_of_work(office):
    number = late_at_unit(office)
    for early in (
        SATURDAY,
        wib("2026-06-13"),
        wib("2026-06-14"),
        wib("2026-06-15", "00:00"),
        wib("2026-06-15", "07:29"),
    ):
        assert digests.send(at=early) == 0
    assert digests.send(at=MONDAY) == 1
    assert mails() == {"rahmat": told([number])}
    assert Escalation.objects.get().notified_at == MONDAY


def test_one_a_day_however_often_it_runs(office):
    late_at_unit(office)
    digests.send(at=MONDAY)
    second = office.file("dispatched", at=RECEIVED).number
    sweeping.sweep(at=MONDAY + timedelta(hours=1))
    assert digests.send(at=MONDAY + timedelta(hours=1)) == 0
    assert digests.send(at=WEDNESDAY) == 1
    assert Mail.objects.filter(event="digest").latest("pk").context == told([second])


def test_a_day_with_nothing_to_tell_is_over_as_well(office):
    assert digests.send(at=MONDAY) == 0
    office.file("dispatched", at=RECEIVED)
    sweeping.sweep(at=MONDAY + timedelta(minutes=15))
    assert digests.send(at=MONDAY + timedelta(minutes=30)) == 0


@pytest.mark.parametrize("clock", ["11:30", "18:00", "23:59"])
def test_what_missed_the_morning_waits_for_the_next(office, clock):
    late_at_unit(office)
    assert digests.send(at=wib("2026-06-15", clock)) == 0
    assert digests.send(at=WEDNESDAY) == 1


def test_not_on_a_holiday_and_not_on_the_citys_own_day_off(office):
    late_at_unit(office)
    LocalDayOff.objects.create(date=MONDAY.date(), name="HUT Kota", legal_basis="Perwal", changed_at=SATURDAY)
    calendars.forget()
    assert [digests.send(at=wib(f"2026-06-{day}")) for day in (15, 16, 17)] == [0, 0, 1]


def test_the_city_chooses_the_hour(office):
    late_at_unit(office)
    CitySettings.objects.create(digest_at="08:15")
    assert [digests.send(at=wib("2026-06-15", clock)) for clock in ("08:14", "08:15")] == [0, 1]


def test_due_today_is_told_to_those_who_have_to_act(office):
    verify = office.file("submitted", at=wib("2026-06-10", "09:00")).number  # by Monday 15 June
    begin = office.file("dispatched", at=wib("2026-06-08", "06:00")).number
    assert digests.send(at=MONDAY) == 4
    assert mails() == {
        "siti": told(due=[verify]),
        "joko": told(due=[verify]),
        "dewi": told(due=[begin]),
        "rahmat": told(due=[begin]),
    }


def test_who_has_left_and_who_has_no_address_get_none(office):
    number = late_at_unit(office)
    User.objects.filter(username="rahmat").update(is_active=False)
    sweeping.sweep(at=wib("2026-06-19", "00:00"))  # on to the coordinators
    User.objects.filter(username="siti").update(email="")
    assert digests.send(at=wib("2026-06-19")) == 1
    assert mails() == {"joko": told([number])}


def test_what_has_been_done_in_the_meantime_is_not_told(office):
    number = late_at_unit(office)
    actions.answer(number, office.dewi, text="Sudah diganti.", at=SATURDAY + timedelta(hours=1))
    digests.send(at=MONDAY)
    assert "rahmat" not in mails()
    assert Escalation.objects.get().notified_at == MONDAY


def test_of_very_many_the_first_are_listed_and_the_rest_counted(office, monkeypatch):
    monkeypatch.setattr(digests, "LISTED", 2)
    numbers = [office.file("dispatched", at=RECEIVED + timedelta(minutes=n)).number for n in range(4)]
    sweeping.sweep(at=SATURDAY)
    digests.send(at=MONDAY)
    (context,) = mails().values()
    assert (context["jumlah"], context["daftar"]) == (4, [*numbers[:2], "dan 2 laporan lain"])


def test_the_mail_says_numbers_and_leaves_out_what_is_not(office):
    number = late_at_unit(office)
    digests.send(at=MONDAY)
    text = rendering.render(Mail.objects.get(event="digest"), rendering.sender_of(current())).text
    assert "Laporan yang lewat batas waktu: 1." in text
    assert f"- {number}" in text
    assert "hari ini:" not in text


def test_old_digests_are_forgotten(office):
    digests.send(at=MONDAY)
    digests.send(at=MONDAY + timedelta(days=35))
    assert set(Digest.objects.values_list("day", flat=True)) == {(MONDAY + timedelta(days=35)).date()}
