"""What history says of a report: codes, UTC, and digests that tell nothing."""

from datetime import UTC, datetime, timedelta, timezone

from core.casework import actions
from core.reports import snapshots
from core.reports.models import Report

RECEIVED = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)


def test_times_are_utc_with_microseconds():
    wit = timezone(timedelta(hours=9))
    assert snapshots.time_text(datetime(2026, 1, 1, 1, 30, tzinfo=wit)) == "2025-12-31T16:30:00.000000+00:00"
    assert snapshots.time_text(None) is None


def test_columns_speak_in_codes(cast):
    office = cast.tangerang
    with office.seat():
        report = office.file("answered", at=RECEIVED).report
        assert snapshots.columns(report, report.deadlines.all()) == {
            "kind": "complaint",
            "category": "pju-padam",
            "category_group": "Perhubungan",
            "state": "answered",
            "identity_level": "named",
            "visibility": "public",
            "channel": "web",
            "area_code": "36.71.01.1001",
            "area_check": "unchecked",
            "unit": "dishub",
            "unit_type": "dinas",
            "received_at": "2026-03-16T02:00:00.000000+00:00",
            "verified_at": "2026-03-16T03:00:00.000000+00:00",
            "answered_at": "2026-03-16T06:00:00.000000+00:00",
            "answered_by": office.dewi.user.pk,
            "ended_at": None,
            "rejection_reason": None,
            "is_synthetic": False,
            "deadlines": {
                "sp4n.verify": ["2026-03-26T16:59:59.000000+00:00", "2026-03-16T03:00:00.000000+00:00", "met"],
                "sp4n.first_follow_up": [
                    "2026-03-30T16:59:59.000000+00:00", "2026-03-16T05:00:00.000000+00:00", "met",
                ],
                "sp4n.total": ["2026-04-13T16:59:59.000000+00:00", "2026-03-16T06:00:00.000000+00:00", "met"],
            },
        }  # fmt: skip


def test_the_same_text_twice_has_two_digests(cast):
    office = cast.tangerang
    first, second = office.file().report, office.file().report
    ours, theirs = snapshots.digests(first), snapshots.digests(second)
    assert ours.keys() == {"description", "public_text", "location", "rejection_note", "receipt_code"}
    assert not set(ours.values()) & set(theirs.values())


def test_what_is_hashed_is_what_the_database_gives_back(cast):
    office = cast.tangerang
    with office.seat():
        draft = office.draft(lat="-6.170212345", lon=106.1 + 0.2, description="Jalan ☀️ rusak\r\n\r\nberat, e\u0301.")
        made = actions.submit(draft).report
        assert snapshots.digests(made) == snapshots.digests(Report.objects.get(pk=made.pk))
