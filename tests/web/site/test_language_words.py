"""The translation system decides between one and many: Indonesian knows no difference, English does. Dates and numbers
follow the language too."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone, translation
from django.utils.html import strip_tags

from core.common.rate_limits import TooMany
from web.figures.measures import days_text, reports_text
from web.html import formats

NOW = datetime(2026, 3, 16, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "indonesian", "english"),
    [
        (timedelta(seconds=59), "baru saja", "just now"),
        (timedelta(minutes=1), "1 menit lalu", "1 minute ago"),
        (timedelta(minutes=2), "2 menit lalu", "2 minutes ago"),
        (timedelta(hours=1), "1 jam lalu", "1 hour ago"),
        (timedelta(hours=23), "23 jam lalu", "23 hours ago"),
        (timedelta(days=1), "1 hari lalu", "1 day ago"),
        (timedelta(days=59), "59 hari lalu", "59 days ago"),
        (timedelta(days=75), "2 bulan lalu", "2 months ago"),
        (timedelta(days=800), "2 tahun lalu", "2 years ago"),
        (timedelta(seconds=-30), "sebentar lagi", "in a moment"),
        (timedelta(days=-1), "dalam 1 hari", "in 1 day"),
        (timedelta(days=-3), "dalam 3 hari", "in 3 days"),
    ],
)
def test_spans_of_time(ago: timedelta, indonesian: str, english: str) -> None:
    for language, expected in (("id", indonesian), ("en", english)):
        with translation.override(language):
            assert formats.relative(NOW - ago, NOW) == expected


@pytest.mark.parametrize(
    ("count", "indonesian", "english"),
    [
        (0, "0 laporan", "0 reports"),
        (1, "1 laporan", "1 report"),
        (2, "2 laporan", "2 reports"),
        (14012, "14.012 laporan", "14,012 reports"),
    ],
)
def test_numbers_of_reports(count: int, indonesian: str, english: str) -> None:
    for language, expected in (("id", indonesian), ("en", english)):
        with translation.override(language):
            assert reports_text(count) == expected


@pytest.mark.parametrize(
    ("days", "indonesian", "english"),
    [
        (0, "0 hari kerja", "0 working days"),
        (1, "1 hari kerja", "1 working day"),
        (1.5, "1,5 hari kerja", "1.5 working days"),
        (2, "2 hari kerja", "2 working days"),
    ],
)
def test_working_days(days: float, indonesian: str, english: str) -> None:
    for language, expected in (("id", indonesian), ("en", english)):
        with translation.override(language):
            assert days_text(days).replace("\N{NO-BREAK SPACE}", " ") == expected


@pytest.mark.parametrize(
    ("seconds", "indonesian", "english"),
    [
        (60, "Coba lagi dalam 1 menit.", "Try again in 1 minute."),
        (61, "Coba lagi dalam 2 menit.", "Try again in 2 minutes."),
    ],
)
def test_how_long_to_wait(seconds: int, indonesian: str, english: str) -> None:
    for language, expected in (("id", indonesian), ("en", english)):
        with translation.override(language):
            assert str(TooMany(seconds).message).endswith(expected)


@pytest.mark.parametrize(
    ("supporters", "indonesian", "english"),
    [
        (0, "Belum ada yang mendukung laporan ini.", "Nobody supports this report yet."),
        (1, "Didukung dari 1 perangkat atau akun.", "Supported from 1 device or account."),
        (2, "Didukung dari 2 perangkat atau akun.", "Supported from 2 devices or accounts."),
    ],
)
def test_supporters_on_a_page(supporters: int, indonesian: str, english: str) -> None:
    report = SimpleNamespace(supporters=supporters, number="3671-26-000123-L", is_open=False)
    for language, expected in (("id", indonesian), ("en", english)):
        with translation.override(language):
            page = strip_tags(render_to_string("citizen/support.html", {"report": report}))
            assert expected in " ".join(page.split())


def test_dates_in_english() -> None:
    with timezone.override(ZoneInfo("Asia/Jakarta")), translation.override("en"):
        assert formats.local_datetime(NOW) == "Monday, 16 March 2026 at 14:05 WIB"
        assert formats.local_date(date(2026, 3, 26)) == "Thursday, 26 March 2026"
        assert formats.short_date(datetime(2026, 3, 25, 17, 30, tzinfo=UTC)) == "26 March 2026"
        assert formats.day_month(datetime(2026, 5, 2, tzinfo=UTC), NOW) == "2 May"


def test_a_page_is_wholly_in_the_chosen_language(db: None) -> None:
    client = Client(HTTP_HOST="kota-tangerang.localhost")
    text = client.get("/lacak/").content.decode()
    assert '<html lang="id">' in text
    assert "Masukkan nomor dan kode dari tanda terima Anda." in text
    client.get("/akun/bahasa/en/")
    text = client.get("/lacak/").content.decode()
    assert '<html lang="en">' in text
    assert "Enter the number and code from your receipt." in text
    assert "Masukkan" not in text
