"""Dates, times and numbers as people read them, in both languages and the city's zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from web.html import formats

MONDAY = datetime(2026, 3, 16, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "language", "expected"),
    [
        ("Asia/Jakarta", "id", "Senin, 16 Maret 2026 pukul 14.05 WIB"),
        ("Asia/Makassar", "id", "Senin, 16 Maret 2026 pukul 15.05 WITA"),
        ("Asia/Jayapura", "id", "Senin, 16 Maret 2026 pukul 16.05 WIT"),
        ("Asia/Jakarta", "en", "Monday, 16 March 2026 at 14:05 WIB"),
    ],
)
def test_date_and_time_are_local(zone: str, language: str, expected: str) -> None:
    with timezone.override(ZoneInfo(zone)), translation.override(language):
        assert formats.local_datetime(MONDAY) == expected


def test_a_day_is_the_local_one() -> None:
    late = datetime(2026, 3, 25, 17, 30, tzinfo=UTC)
    with timezone.override(ZoneInfo("Asia/Jakarta")), translation.override("id"):
        assert formats.local_date(late) == "Kamis, 26 Maret 2026"
        assert formats.short_date(late) == "26 Maret 2026"
        assert formats.local_date(date(2026, 3, 26)) == "Kamis, 26 Maret 2026"


def test_a_day_of_this_year_needs_no_year() -> None:
    with timezone.override(ZoneInfo("Asia/Jakarta")), translation.override("id"):
        assert formats.day_month(datetime(2026, 5, 2, tzinfo=UTC), MONDAY) == "2 Mei"
        assert formats.day_month(datetime(2027, 1, 2, tzinfo=UTC), MONDAY) == "2 Januari 2027"


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (timedelta(seconds=59), "baru saja"),
        (timedelta(minutes=5), "5 menit lalu"),
        (timedelta(minutes=119), "1 jam lalu"),
        (timedelta(hours=47), "1 hari lalu"),
        (timedelta(days=59), "59 hari lalu"),
        (timedelta(days=75), "2 bulan lalu"),
        (timedelta(days=800), "2 tahun lalu"),
        (timedelta(seconds=-30), "sebentar lagi"),
        (timedelta(days=-3), "dalam 3 hari"),
    ],
)
def test_how_long_ago(ago: timedelta, expected: str) -> None:
    with translation.override("id"):
        assert formats.relative(MONDAY - ago, MONDAY) == expected


@pytest.mark.parametrize(("language", "expected"), [("id", "14.012"), ("en", "14,012")])
def test_thousands_are_separated_by_language(language: str, expected: str) -> None:
    with translation.override(language):
        assert formats.number_id(14012) == expected
        assert formats.number_id(None) == "–"


def test_no_moment_is_no_word() -> None:
    assert [
        formats.local_date(None),
        formats.short_date(None),
        formats.local_datetime(None),
        formats.relative(None),
    ] == [""] * 4


def test_a_receipt_code_is_read_in_fours() -> None:
    assert formats.receipt_code("1234567890123456") == "1234-5678-9012-3456"


@pytest.mark.parametrize("hours", [-0.3, 0.4, -5.2, 20.1, -30, 47.9, -1439.5, 1440.6, -17519, 17600, 0.01, -0.01])
def test_a_page_holds_until_one_of_its_words_changes(hours: float) -> None:
    moment = MONDAY + timedelta(hours=hours, seconds=17)
    with translation.override("id"):
        now = MONDAY
        for _step in range(40):
            until = formats.hold_until([moment, None], now)
            assert now <= until <= formats.hold_until([], now) <= now + timedelta(minutes=5)
            just_before = max(now, until - timedelta(microseconds=1))
            assert formats.relative(moment, now) == formats.relative(moment, just_before)
            now = max(until, now + timedelta(microseconds=1))
