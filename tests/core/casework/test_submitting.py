"""Receiving a report: what is written, all of it in one transaction, and what may not be."""

import contextlib
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.audit.models import Entry
from core.casework import actions, queries
from core.common import crypto, numbers
from core.common.errors import Invalid
from core.notifications.models import Notice
from core.reports.models import Attachment, Counter, Identity, Report
from tenants.law import memory
from tenants.ledger.models import Entry as LedgerEntry
from tenants.ledger.models import Fact
from tenants.models import Tenant
from tenants.seats import gate, province_seat, seated
from tests.support import contents
from tests.support.cast import EMAIL, NAME, PHONE, add_photo
from tests.support.report_numbers import nth_number

# Monday 16 March 2026, 09:00 WIB: Lebaran with its cuti bersama lies between it and every limit.
RECEIVED = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def grown(office, before: dict[str, int]) -> dict[str, int]:
    """By table, how many rows have come since."""
    now = contents.counts(office.tenant)
    return {table: count - before.get(table, 0) for table, count in now.items() if count != before.get(table, 0)}


def statements(captured: CaptureQueriesContext) -> list[str]:
    """What was asked of the database, without what begins and ends transactions and takes the seat."""
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET search_path")
    return [query["sql"] for query in captured if not query["sql"].startswith(marks)]


# -- What is written -----------------------------------------------------------------------------------------------


def test_one_row_each_and_nothing_else(office):
    before = contents.counts(office.tenant)
    actions.submit(office.draft())
    assert grown(office, before) == {
        "reports_counter": 1,
        "reports_report": 1,
        "reports_identity": 1,
        "deadlines_deadline": 3,
        "audit_entry": 1,
        "notifications_notice": 1,
        "ledger_entry": 1,
        "ledger_fact": 1,
    }


def test_the_report_is_what_was_sent(office):
    draft = office.draft(lat=-6.1702, lon="106.6403", address="  Depan   pasar ", channel="api")
    report = Report.objects.get(number=actions.submit(draft, at=RECEIVED).report.number)
    kept = ("kind", "state", "identity_level", "visibility", "channel", "lat", "lon", "address", "area_code")
    assert [getattr(report, name) for name in kept] == [
        "complaint", "submitted", "named", "public", "api", -6.1702, 106.6403, "Depan pasar", "36.71.01.1001",
    ]  # fmt: skip
    assert (report.description, report.category.code) == (draft.description, "pju-padam")
    assert (report.received_at, report.verified_at, report.answered_at, report.ended_at) == (
        RECEIVED,
        None,
        None,
        None,
    )
    assert (report.status, report.is_published, report.is_synthetic) == ("menunggu", False, False)


def test_the_clocks_run_from_reception(office):
    sent = actions.submit(office.draft(), at=RECEIVED)
    told = [(clock.rule, clock.due_on.isoformat(), clock.outcome) for clock in sent.deadlines]
    assert told == [
        ("verify", "2026-03-26", "open"),
        ("complete", "2026-03-30", "open"),
        ("total", "2026-04-13", "open"),
    ]
    assert sent.report.next_due_at == datetime(2026, 3, 26, 16, 59, 59, 999999, tzinfo=UTC)


def test_the_coordinator_is_told(office):
    sent = actions.submit(office.draft(), at=RECEIVED)
    (notice,) = Notice.objects.filter(report=sent.report)
    assert (notice.event, notice.role, notice.unit, notice.at, notice.handled_at) == (
        "submit", "coordinator", None, RECEIVED, None,
    )  # fmt: skip
    assert [found.pk for found in queries.notices_for(office.siti)] == [notice.pk]
    assert queries.notices_for(office.dewi) == []


def test_history_names_nobody(office):
    report = actions.submit(office.draft(), at=RECEIVED).report
    (entry,) = Entry.objects.filter(stream=report.number)
    assert (entry.seq, entry.action, entry.actor_kind, entry.actor_id, entry.actor_label) == (
        1, "submit", "reporter", None, "reporter",
    )  # fmt: skip
    assert (bytes(entry.previous), bytes(entry.hash)) == (b"\x00" * 32, bytes(report.audit_head))
    assert set(entry.digests) == {
        "description",
        "public_text",
        "public_parts",
        "location",
        "rejection_note",
        "receipt_code",
        "account",
        "identity",
    }


def test_the_province_is_told_without_a_word_of_the_text(office):
    sent = actions.submit(office.draft(), at=RECEIVED)
    with province_seat():
        row, fact = LedgerEntry.objects.get(number=sent.report.number), Fact.objects.get(number=sent.report.number)
    said = ("tenant", "seq", "event", "state", "occurred_at", "kind", "category_group", "unit_type", "area_code")
    assert [getattr(row, name) for name in said] == [
        "t3671", 1, "submit", "submitted", RECEIVED, "complaint", "Perhubungan", "", "36.71.01.1001",
    ]  # fmt: skip
    due = {clock.rule: clock.due_at for clock in sent.deadlines}
    assert (row.due_verify, row.due_first_follow_up, row.due_total) == (due["verify"], None, due["total"])
    assert bytes(row.entry_hash) == bytes(sent.report.audit_head)
    assert (fact.tenant, fact.state, fact.received_at, fact.ended_at) == ("t3671", "submitted", row.recorded_at, None)


def test_named_without_photos_asks_the_database_four_times(office):
    memory.current_law()
    with CaptureQueriesContext(connection) as captured:
        actions.submit(office.draft())
    assert len(statements(captured)) == 4


def test_photos_cost_two_more_whatever_their_number(office):
    memory.current_law()
    counts = []
    for number in (1, 5):
        draft = office.draft(attachments=[add_photo().pk for _ in range(number)])
        with CaptureQueriesContext(connection) as captured:
            actions.submit(draft)
        counts.append(len(statements(captured)))
    assert counts == [6, 6]


# -- Who it is from ------------------------------------------------------------------------------------------------


def test_the_reporter_stands_nowhere_in_the_open(office):
    report = actions.submit(office.draft(email=EMAIL)).report
    for word in (NAME, PHONE, PHONE[1:], EMAIL, "ratna.kusuma"):
        assert (word, contents.places_of(word, office.tenant)) == (word, [])
    identity = Identity.objects.get(report=report)
    assert bytes(identity.phone_hash) == crypto.keyed_hash("t3671", "+6281298765432", "phone")
    assert bytes(identity.email_hash) == crypto.keyed_hash("t3671", EMAIL, "email")


def test_the_identity_opens_only_for_its_own_report(office):
    first, second = actions.submit(office.draft()).report, actions.submit(office.draft()).report
    sealed = bytes(Identity.objects.get(report=first).sealed)
    opened = crypto.decrypt("t3671", sealed, purpose="identity", associated=first.number.encode())
    assert NAME in opened.decode()
    with pytest.raises(crypto.NotDecryptable):
        crypto.decrypt("t3671", sealed, purpose="identity", associated=second.number.encode())
    with pytest.raises(crypto.NotDecryptable):
        crypto.decrypt("t3602", sealed, purpose="identity", associated=first.number.encode())


def test_anonymous_stores_nobody(office):
    before = contents.counts(office.tenant)
    sent = actions.submit(office.draft(identity="anonymous"))
    assert "reports_identity" not in grown(office, before)
    assert Report.objects.get(pk=sent.report.pk).submitted_by is None
    assert queries.report_by_code(sent.report.number, sent.code).pk == sent.report.pk


@pytest.mark.parametrize("contact", [{"name": NAME}, {"phone": PHONE}, {"email": EMAIL}])
def test_anonymous_with_a_contact_is_refused_and_the_contact_is_not_kept(office, contact):
    before = contents.digests(office.tenant)
    with pytest.raises(Invalid) as refused:
        actions.submit(office.draft(identity="anonymous", **contact))
    assert list(refused.value.errors) == ["identity"]
    assert contents.digests(office.tenant) == before


def test_the_receipt_code_is_shown_once_and_kept_as_a_hash(office):
    sent = actions.submit(office.draft())
    assert len(sent.code) == 16
    assert sent.code.isdigit()
    assert contents.places_of(sent.code, office.tenant) == []
    assert queries.report_by_code(sent.report.number, numbers.format_code(sent.code)).pk == sent.report.pk


@pytest.mark.parametrize(
    ("changes", "faulty"),
    [
        ({"name": ""}, ["name"]),
        ({"phone": ""}, ["phone"]),
        ({"name": "", "phone": ""}, ["name", "phone"]),
        ({"phone": "", "email": EMAIL}, []),
        ({"identity": "masked", "name": "", "phone": ""}, ["phone"]),
        ({"identity": "masked", "name": ""}, []),
    ],
)
def test_named_wants_a_name_and_a_contact_masked_one_contact(office, changes, faulty):
    errors = {}
    try:
        actions.submit(office.draft(**changes))
    except Invalid as refused:
        errors = refused.errors
    assert sorted(errors) == faulty


# -- Who may read it -----------------------------------------------------------------------------------------------


def test_a_sensitive_category_starts_as_secret(office):
    sent = actions.submit(office.draft(category="kekerasan-perempuan-anak", visibility="public"))
    assert Report.objects.get(pk=sent.report.pk).visibility == "secret"
    assert not queries.public_reports().filter(pk=sent.report.pk).exists()


@pytest.mark.parametrize(
    ("identity", "visibility", "faulty"),
    [
        ("named", "secret", ["identity"]),
        ("masked", "public", ["visibility"]),
        ("named", "public", ["identity", "visibility"]),
        ("masked", "secret", []),
        ("anonymous", "secret", []),
    ],
)
def test_misconduct_is_never_named_and_never_public(office, identity, visibility, faulty):
    errors = {}
    try:
        actions.submit(office.draft(kind="misconduct", identity=identity, visibility=visibility))
    except Invalid as refused:
        errors = refused.errors
    assert sorted(errors) == faulty


# -- Where it is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lat", "lon"), [(0, 109.34), (0.0, 109.34), ("0", "109.34"), (-0.0, 109.34), ("-0.00", 0)])
def test_latitude_zero_is_a_real_place(office, lat, lon):
    report = actions.submit(office.draft(lat=lat, lon=lon)).report
    stored = Report.objects.get(pk=report.pk)
    assert (repr(stored.lat), stored.lon) == ("0.0", float(lon))
    # What history hashed is what the database gives back.
    assert (repr(report.lat), repr(report.lon)) == (repr(stored.lat), repr(stored.lon))


@pytest.mark.parametrize("kind", ["aspiration", "information"])
def test_only_a_complaint_needs_a_place(office, kind):
    assert actions.submit(office.draft(kind=kind, area="")).report.area_code == ""
    with pytest.raises(Invalid) as refused:
        actions.submit(office.draft(area=""))
    assert list(refused.value.errors) == ["area"]


# -- What is refused -----------------------------------------------------------------------------------------------


def test_every_faulty_field_is_named_at_once_and_nothing_is_written(office):
    before = contents.digests(office.tenant)
    with pytest.raises(Invalid) as refused:
        actions.submit(
            office.draft(
                kind="keluhan", category="tidak-ada", description="pendek", identity="", visibility="setengah", lat=91,
                lon=0, address="x" * 301, name="x" * 121, email="ratna@", phone="123", attachments=["bukan"],
                channel="merpati",
            )
        )  # fmt: skip
    assert sorted(refused.value.errors) == [
        "address", "attachments", "category", "channel", "description", "email", "identity", "kind", "location",
        "name", "phone", "visibility",
    ]  # fmt: skip
    assert all(str(sentence) for sentences in refused.value.errors.values() for sentence in sentences)
    assert contents.digests(office.tenant) == before


FIELDS = ["kind", "category", "description", "identity", "visibility", "lat", "lon", "address", "area", "name",
          "email", "phone", "attachments", "channel"]  # fmt: skip
STRANGE = [None, 7, 1.5, True, [], ["x"], {"a": 1}, b"x", "\x00", "\ud800", "x" * 200_000, "\u202e\u200b", "9e999"]


@pytest.mark.parametrize("name", FIELDS)
def test_a_strange_value_is_refused_or_taken_but_never_a_fault(office, name):
    for value in STRANGE:
        with contextlib.suppress(Invalid), transaction.atomic():
            actions.submit(office.draft(**{"lat": -6.17, "lon": 106.64} | {name: value}))


# -- Its number ----------------------------------------------------------------------------------------------------


def test_each_number_has_the_place_in_which_its_report_came(office):
    made = [actions.submit(office.draft(), at=RECEIVED).report.number for _ in range(3)]
    assert made == [nth_number("36.71", 2026, count) for count in (1, 2, 3)]


@pytest.mark.parametrize(
    ("zone", "last", "first"),
    [
        ("Asia/Jakarta", datetime(2025, 12, 31, 16, 30, tzinfo=UTC), datetime(2025, 12, 31, 17, 0, tzinfo=UTC)),
        ("Asia/Jayapura", datetime(2025, 12, 31, 14, 30, tzinfo=UTC), datetime(2025, 12, 31, 15, 0, tzinfo=UTC)),
    ],
)
def test_the_serial_begins_anew_with_the_local_year(office, zone, last, first):
    with gate():
        city = Tenant.objects.get(schema_name="t3671")
    city.time_zone = zone
    with seated(city):
        made = [actions.submit(office.draft(), at=at).report.number for at in (last, first, first)]
    assert made == [
        nth_number("36.71", 2025, 1),
        nth_number("36.71", 2026, 1),
        nth_number("36.71", 2026, 2),
    ]


def test_cities_count_for_themselves(cast):
    assert cast.tangerang.file(at=RECEIVED).number == nth_number("36.71", 2026, 1)
    assert cast.lebak.file(at=RECEIVED).number == nth_number("36.02", 2026, 1)


# -- Its photos ----------------------------------------------------------------------------------------------------


def test_photos_belong_to_the_report_they_were_sent_with(office):
    photos = [add_photo() for _ in range(2)]
    report = actions.submit(office.draft(attachments=[str(photo.pk) for photo in photos])).report
    stored = Attachment.objects.filter(report=report)
    assert {(photo.pk, photo.seq, photo.follow_up_id) for photo in stored} == {(p.pk, 1, None) for p in photos}
    entry = Entry.objects.get(stream=report.number)
    assert set(entry.digests["photos"]) == {str(photo.pk) for photo in photos}


def test_a_photo_is_used_once(office):
    photo = add_photo()
    actions.submit(office.draft(attachments=[photo.pk]))
    before = contents.digests(office.tenant)
    with pytest.raises(Invalid) as refused:
        actions.submit(office.draft(attachments=[photo.pk]))
    assert list(refused.value.errors) == ["attachments"]
    assert contents.digests(office.tenant) == before


def test_the_same_photo_named_twice_counts_once(office):
    photo = add_photo()
    report = actions.submit(office.draft(attachments=[photo.pk, str(photo.pk)])).report
    assert report.attachments.count() == 1


@pytest.mark.parametrize(("age", "taken"), [(timedelta(hours=23, minutes=59), True), (timedelta(hours=24), False)])
def test_a_photo_waits_for_24_hours(office, age, taken):
    photo = add_photo(at=timezone.now() - age)
    draft = office.draft(attachments=[photo.pk])
    if taken:
        assert actions.submit(draft).report.attachments.get() == photo
    else:
        with pytest.raises(Invalid):
            actions.submit(draft)


def test_a_photo_of_another_city_is_unknown(cast):
    with cast.lebak.seat():
        theirs = add_photo().pk
    with cast.tangerang.seat(), pytest.raises(Invalid) as refused:
        actions.submit(cast.tangerang.draft(attachments=[theirs]))
    assert list(refused.value.errors) == ["attachments"]
    with cast.lebak.seat():
        assert Attachment.objects.get(pk=theirs).report is None


def test_five_photos_and_no_more(office):
    photos = [add_photo().pk for _ in range(5)]
    with pytest.raises(Invalid) as refused:
        actions.submit(office.draft(attachments=[*photos, uuid4()]))
    assert list(refused.value.errors) == ["attachments"]
    assert actions.submit(office.draft(attachments=photos)).report.attachments.count() == 5


# -- All or nothing ------------------------------------------------------------------------------------------------


def test_when_the_last_write_fails_nothing_is_left(office):
    """The ledger is written last, and refuses a number that does not carry the code of the city whose role writes."""
    photo = add_photo()
    office.tenant.code = "36.02"
    before = contents.digests(office.tenant)
    draft = office.draft(kind="aspiration", area="", attachments=[photo.pk])
    with pytest.raises(DatabaseError, match="does not carry the code"):
        actions.submit(draft)
    assert contents.digests(office.tenant) == before
    assert not Counter.objects.exists()
    office.tenant.code = "36.71"
    assert actions.submit(draft).report.attachments.get() == photo
