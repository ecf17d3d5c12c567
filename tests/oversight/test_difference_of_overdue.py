"""The desk and the Ombudsman may count different reports as late: both counts, and what parts them, add up."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from core.casework import actions, queries
from core.deadlines import calendars
from core.deadlines.models import LocalDayOff
from demo.backdating import backdated
from oversight.periods import ALL, period
from oversight.queries import comparison, standing
from tenants import hosts
from tenants.law.interpretations import take
from tenants.law.memory import forget
from tenants.law.models import DeadlineRule
from tenants.seats import province_seat
from tests.oversight.ledger_rows import city_of
from tests.support.cast import Office
from tests.support.owner import owner_login
from web.site.middleware import SESSION_TENANT

STATES = ("submitted", "needs_info", "verified", "dispatched", "in_progress", "answered", "closed", "rejected")


def said_by_the_ombudsman(office: Office) -> int:
    with province_seat():
        found = standing(timezone.now(), by_age=False)
    return next(city.overdue for city in found if city.place.slug == office.tenant.slug)


def said_by_the_desk(office: Office) -> int:
    with office.seat():
        return queries.desk_counts(office.siti)["overdue"]


def difference(office: Office) -> tuple[int, int, int]:
    """Both, here only, there only; both sums are what either of them says."""
    with office.seat():
        found = queries.overdue_by_both()
    assert (found.here, found.there) == (said_by_the_desk(office), said_by_the_ombudsman(office))
    return found.both, found.here_only, found.there_only


def test_where_nothing_parts_them_they_say_the_same(cast):
    for state in ("submitted", "verified", "dispatched", "in_progress", "answered", "closed", "rejected"):
        cast.tangerang.file(state)
    cast.tangerang.file(at=timezone.now() - timedelta(days=90))
    assert difference(cast.tangerang) == (1, 0, 0)


def test_what_only_one_of_them_counts_has_a_line_of_its_own(cast):
    office, long_ago = cast.tangerang, timezone.now() - timedelta(days=60)
    for state in STATES:
        for days in (0, 9, 60):
            office.file(state, at=timezone.now() - timedelta(days=days))
    both, here, there = difference(office)
    assert there >= 1  # asked 60 days ago: the city's clocks stand still, the Ombudsman's do not
    # Missed in Lebak: late at the desk as before, but Lebak's lateness.
    brought = cast.lebak.file("submitted", at=long_ago)
    with cast.lebak.seat():
        actions.transfer(brought.number, cast.lebak.siti, to="36.71", note="Ini wilayah tetangga.")
    assert difference(office) == (both, here + 1, there)
    assert said_by_the_ombudsman(cast.lebak) == 0


@pytest.mark.parametrize(
    ("handed_over_after", "came_back_after", "expected"),
    [
        (40, 41, (1, 0, 0)),  # all limits ran out before it went: its own lateness, also when it is back
        (0, 30, (0, 1, 0)),  # they ran out in the other city, which had accepted it, and whose lateness they stay
        (2, 4, (1, 0, 0)),  # some ran out there, the last one here
    ],
)
def test_a_report_that_came_back_is_late_where_it_was_when_its_deadlines_ran_out(
    fresh_database, cast, handed_over_after, came_back_after, expected
):
    office, other, filed_at = cast.tangerang, cast.lebak, timezone.now() - timedelta(days=60)
    handed_over, came_back = (filed_at + timedelta(days=days) for days in (handed_over_after, came_back_after))
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        with backdated():
            number = office.file("submitted", at=filed_at).number
            with office.seat():
                actions.transfer(number, office.siti, to="36.02", at=handed_over)
        with backdated(), other.seat():
            reason = "Jalan ini dipelihara kota, bukan kabupaten."
            if came_back - handed_over < timedelta(days=5):
                actions.hand_back(number, other.siti, text=reason, at=came_back)
            else:
                actions.accept(number, other.siti, at=handed_over)
                actions.transfer(number, other.siti, to="36.71", note=reason, at=came_back)
    assert difference(office) == expected
    assert said_by_the_ombudsman(other) == 0


def test_days_off_of_the_city_hold_up_its_own_clocks_only(cast):
    office, today = cast.tangerang, timezone.localdate()
    with office.seat():
        for days in range(1, 15):
            LocalDayOff.objects.create(
                date=today - timedelta(days=days), name="Libur daerah", legal_basis="SK", changed_at=timezone.now()
            )
    calendars.forget()
    office.file(at=timezone.now() - timedelta(days=13))
    assert difference(office) == (0, 0, 1)


def test_a_stricter_reading_is_the_citys_own_clock_only(cast):
    """Decision 18: the Ombudsman's figure of verification ends with verification in every city, whatever is read."""
    with province_seat():
        for rule in DeadlineRule.objects.filter(rule_set="sp4n", code="verify"):
            take(rule, next(reading for reading in rule.readings if reading["code"] == "dispatched"))
            rule.save()
    forget()
    office = cast.tangerang
    office.file("verified", at=timezone.now() - timedelta(days=10))
    assert difference(office) == (0, 1, 0)
    office.file("verified")
    now = timezone.now()
    with province_seat():
        found = city_of(comparison(now, period(ALL, now, ZoneInfo("Asia/Jakarta"))), office.tenant.slug).now.verified
    assert (found.met, found.late, found.ran_out) == (1, 1, 0)


def test_the_method_says_by_which_moment_verification_is_judged(cast):
    cast.tangerang.file()
    method = Client(HTTP_HOST="localhost").get("/").content.decode()
    assert "Berakhir dengan verifikasi di semua kabupaten/kota" in method


@pytest.fixture
def page(cast):
    office, client = cast.tangerang, Client(HTTP_HOST=cast.tangerang.host)
    with office.seat():
        client.force_login(office.siti.user, backend="core.accounts.backends.ModelBackend")
        session = client.session
        session[SESSION_TENANT] = office.schema
        session.save()
    return lambda: " ".join(client.get("/petugas/antrean/overdue/").content.decode().split())


def test_the_page_of_late_reports_names_the_difference(cast, page):
    cast.tangerang.file(at=timezone.now() - timedelta(days=60))
    assert "Ombudsman menghitung sama: 1 laporan daerah ini lewat batas." in page()
    cast.tangerang.file("needs_info", at=timezone.now() - timedelta(days=60))
    text = page()
    assert "Antrean ini menghitung 1 laporan lewat batas, Ombudsman 2:" in text
    for line in ("<strong>1</strong> menurut keduanya", "<strong>0</strong> hanya menurut daerah",
                 "<strong>1</strong> hanya menurut Ombudsman"):  # fmt: skip
        assert line in text


def test_a_sandbox_is_in_no_count_of_the_ombudsmans(fresh_database, cast, page):
    cast.tangerang.file(at=timezone.now() - timedelta(days=60))
    assert said_by_the_ombudsman(cast.tangerang) == 1
    fresh_database.owner().cursor().execute("UPDATE tenants_tenant SET is_sandbox = true WHERE code = '36.71'")
    hosts.forget()
    with province_seat():
        assert cast.tangerang.tenant.slug not in {city.place.slug for city in standing(timezone.now(), by_age=False)}
    assert "Ini daerah uji coba: 1 laporan di antrean ini tidak dihitung Ombudsman." in page()
