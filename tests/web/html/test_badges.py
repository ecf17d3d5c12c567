"""State and clock: always a word and a shape, never colour alone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from django.utils.html import strip_tags

from core.reports.kinds import State
from tests.support.components import ui

NOW = datetime(2026, 3, 16, 7, 0, tzinfo=UTC)
END_OF_TODAY = datetime(2026, 3, 16, 16, 59, 59, tzinfo=UTC)


def words_of(drawn: str) -> str:
    return strip_tags(drawn).strip()


@pytest.fixture(autouse=True)
def _jakarta():
    with timezone.override(ZoneInfo("Asia/Jakarta")), translation.override("id"):
        yield


@pytest.mark.parametrize(
    ("state", "style", "words"),
    [
        ("submitted", "is-menunggu", "Menunggu verifikasi"),
        ("dispatched", "is-menunggu", "Menunggu: diteruskan ke OPD"),
        ("in_progress", "is-proses", "Proses: sedang dikerjakan"),
        ("closed", "is-selesai", "Selesai"),
        ("rejected", "is-selesai", "Selesai: tidak dapat ditindaklanjuti"),
        ("transferred", '"badge-state"', "Dialihkan ke daerah lain"),
        ("proses", "is-proses", "Proses"),
    ],
)
def test_badge_says_status_and_state(state: str, style: str, words: str) -> None:
    badge = ui().state_badge(state)
    assert words_of(badge) == words
    assert style in badge
    assert "<svg" in badge


@pytest.mark.parametrize("state", State.values)
def test_every_state_has_a_badge_with_a_word(state: str) -> None:
    assert words_of(ui().state_badge(state)).strip()
    assert words_of(ui().state_badge(state, fine=False)).strip()


@pytest.mark.parametrize(
    ("due", "style", "words"),
    [
        (END_OF_TODAY, "clock-soon", "hari ini"),
        (END_OF_TODAY + timedelta(days=1), "clock-soon", "besok"),
        (END_OF_TODAY + timedelta(days=10), "clock-ahead", "26 Maret"),
        (END_OF_TODAY - timedelta(days=1), "clock-late", "Lewat 1 hari"),
        (END_OF_TODAY - timedelta(days=3), "clock-late", "Lewat 3 hari"),
    ],
)
def test_clock_says_how_long(due: datetime, style: str, words: str) -> None:
    clock = ui().clock(due, now=NOW)
    assert words_of(clock) == words
    assert style in clock
    assert "<svg" in clock


def test_clock_with_a_label_names_the_day_in_full() -> None:
    clock = ui().clock(END_OF_TODAY + timedelta(days=10), label="Dijawab paling lambat", now=NOW)
    assert words_of(clock) == "Dijawab paling lambat Kamis, 26 Maret 2026"


def test_a_limit_that_was_kept_is_no_alarm() -> None:
    assert words_of(ui().clock(END_OF_TODAY - timedelta(days=3), met=True, now=NOW)) == "tepat waktu"
    assert ui().clock(None) == ""
