"""What history says of a report: codes, UTC, and digests that tell nothing."""

import re
from datetime import UTC, datetime, timedelta, timezone

from core.casework import actions
from core.reports import snapshots
from core.reports.models import Report

RECEIVED = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)


def test_times_are_utc_with_microseconds():
    wit = timezone(timedelta(hours=9))
    assert snapshots.time_text(datetime(2026, 1, 1, 1, 30, tzinfo=wit)) == "2025-12-31T16:30:00.000000+00:00"
    assert snapshots.time_text(None) is None


def clock(due: str, met: str | None, outcome: str) -> list:
    """A limit that nobody paused or extended, by the calendar that city and nation share."""
    end = f"{due}T16:59:59.999999+00:00"
    return [end, met and f"{met}.000000+00:00", outcome, end, None, 0, 0, [], []]


def test_a_limit_is_told_with_its_pause_and_extension(cast):
    office = cast.tangerang
    with office.seat():
        filed = office.file("needs_info", at=RECEIVED)
        limits = snapshots.columns(filed.report, filed.report.deadlines.all())["deadlines"]
        assert limits["sp4n.total"] == [
            "2026-04-13T16:59:59.999999+00:00", None, "open", "2026-04-13T16:59:59.999999+00:00",
            "2026-03-16T03:00:00.000000+00:00", 0, 0, [["2026-03-16T03:00:00.000000+00:00", None]], [],
        ]  # fmt: skip
        actions.reply(filed.number, filed.code, text="Tiang 7.", at=RECEIVED + timedelta(days=9))
        report = actions.extend(filed.number, office.siti, days=3, text="Menunggu suku cadang.", at=RECEIVED)
        assert snapshots.columns(report, report.deadlines.all())["deadlines"]["sp4n.total"] == [
            "2026-04-20T16:59:59.999999+00:00", None, "open", "2026-04-13T16:59:59.999999+00:00", None, 2, 3,
            [["2026-03-16T03:00:00.000000+00:00", "2026-03-25T02:00:00.000000+00:00"]], [],
        ]  # fmt: skip


def test_columns_speak_in_codes(cast):
    office = cast.tangerang
    with office.seat():
        report = office.file("answered", at=RECEIVED).report
        told = snapshots.columns(report, report.deadlines.all())
        terms = told.pop("terms")
        assert terms.keys() == told["deadlines"].keys()
        assert all(re.fullmatch("[0-9a-f]{32}", digest) for digest in terms.values())
        total = next(row for row in report.deadlines.all() if row.key == "sp4n.total")
        assert snapshots.terms_digest(total) == terms["sp4n.total"]
        total.limit += 1
        assert snapshots.terms_digest(total) != terms["sp4n.total"]
        assert told == {
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
            "outcome": "",
            "checked_at": None,
            "checked_by": None,
            "part_units": [],
            "merged_into": "",
            "transferred_to": "",
            "received_from": "",
            "accept_by": None,
            "score": None,
            "erased_at": None,
            "deadlines": {
                "sp4n.verify": clock("2026-03-26", "2026-03-16T03:00:00", "met"),
                "sp4n.first_follow_up": clock("2026-03-30", "2026-03-16T05:00:00", "met"),
                "sp4n.total": clock("2026-04-13", "2026-03-16T06:00:00", "met"),
                "sp4n.auto_close": clock("2026-04-07", None, "open"),
                "uu25.complete": clock("2026-03-30", "2026-03-16T03:00:00", "met"),
                "uu25.decision": clock("2026-05-15", "2026-03-16T06:00:00", "met"),
                "uu25.told": clock("2026-03-30", None, "open"),
                "practice.check": clock("2026-03-30", None, "open"),
            },
        }


def test_the_same_text_twice_has_two_digests(cast):
    office = cast.tangerang
    first, second = office.file().report, office.file().report
    ours, theirs = snapshots.digests(first), snapshots.digests(second)
    assert ours.keys() == {
        "description", "public_text", "public_parts", "location", "rejection_note", "receipt_code", "account",
    }  # fmt: skip
    assert not set(ours.values()) & set(theirs.values())


def test_what_is_hashed_is_what_the_database_gives_back(cast):
    office = cast.tangerang
    with office.seat():
        draft = office.draft(lat="-6.170212345", lon=106.1 + 0.2, description="Jalan ☀️ rusak\r\n\r\nberat, e\u0301.")
        made = actions.submit(draft).report
        assert snapshots.digests(made) == snapshots.digests(Report.objects.get(pk=made.pk))
