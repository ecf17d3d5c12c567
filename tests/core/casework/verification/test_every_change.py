"""Single changes by hand, table by table and column by column: each is found, or SECURITY.md says why it is not.

One database has been lived in, with papers, seals and everything that is vouched for. Each test changes one thing as
the owner, looks as `laksa audit verify` does, and puts everything back. What nobody looks for stands in
NOT_LOOKED_FOR, with the reason.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from config import auditing
from core.accounts.actors import SYSTEM
from core.accounts.backends import overseer_of
from core.accounts.models import User
from core.audit.models import Entry, StreamEnd
from core.casework.common import vouched_tables
from core.casework.supervision import cases, papers, readings, requests
from core.catalogue.models import Category, RejectionReason, Unit, UnitUserObjectPermission
from core.deadlines.models import Deadline, Escalation
from core.reports.models import Attachment, FollowUp, Identity, Message, Report
from core.routing.models import Dispatch, Note
from oversight.models import Seal
from tenants.law.models import CalendarYear, DeadlineRule, EscalationStep, Holiday
from tenants.ledger.models import Entry as LedgerEntry
from tenants.ledger.models import Fact, Witness
from tenants.models import Tenant
from tenants.seats import seated, tenant_seat
from tenants.supervision.models import (
    Case,
    CaseUserObjectPermission,
    Reading,
    Reply,
    Request,
    RequestKind,
    Statement,
)
from tests.support.tampering import Row

CITY, PROVINCE = "t3671", "public"
_CLOSED = "= (SELECT id FROM t3671.reports_report WHERE number = '{closed}')"
ROWS: dict[str, Row] = {
    "report": Row(CITY, Report, "t.number = '{closed}'"),
    "identity": Row(CITY, Identity, f"t.report_id {_CLOSED}"),
    "message": Row(CITY, Message, "t.id = (SELECT min(id) FROM t3671.reports_message WHERE text <> '')"),
    "answer": Row(CITY, FollowUp, f"t.report_id {_CLOSED}"),
    "photo": Row(CITY, Attachment, f"t.report_id {_CLOSED} AND t.follow_up_id IS NOT NULL"),
    "dispatch": Row(CITY, Dispatch, f"t.report_id {_CLOSED} AND t.return_note <> ''"),
    "note": Row(CITY, Note, "t.id = (SELECT min(id) FROM t3671.routing_note WHERE text <> '')"),
    "deadline": Row(CITY, Deadline, f"t.report_id {_CLOSED} AND t.rule_set = 'sp4n' AND t.rule = 'total'"),
    "escalation": Row(CITY, Escalation, "t.id = (SELECT min(id) FROM t3671.deadlines_escalation)"),
    "entry": Row(CITY, Entry, "t.stream = '{closed}' AND t.seq = 3"),
    "reading of an identity": Row(CITY, Entry, "t.stream = '{closed}' AND t.action = 'identity_read'"),
    "reading by the Ombudsman": Row(CITY, Entry, "t.stream = '{closed}' AND t.action = 'overseer_read'"),
    "entry of the office": Row(CITY, Entry, "t.stream = 'kantor'"),
    "end of the office's stream": Row(CITY, StreamEnd, "t.stream = 'kantor'"),
    "entry of the city's papers": Row(CITY, Entry, "t.stream = 'ombudsman' AND t.seq = 2"),
    "entry of the law": Row(PROVINCE, Entry, "t.stream = 'provinsi' AND t.seq = 1"),
    "entry of papers": Row(PROVINCE, Entry, "t.stream = 'ombudsman' AND t.seq = 3"),
    "entry of seals": Row(PROVINCE, Entry, "t.stream = 'segel' AND t.seq = 2"),
    "ledger's event": Row(PROVINCE, LedgerEntry, "t.number = '{closed}' AND t.seq = 4"),
    "ledger's last event": Row(PROVINCE, LedgerEntry, "t.number = '{closed}' AND t.event = 'close'"),
    "fact": Row(PROVINCE, Fact, "t.number = '{closed}'"),
    "witness": Row(PROVINCE, Witness, "t.tenant = 't3671' AND t.stream = '{closed}' AND t.seq = 3"),
    "witness of the office": Row(PROVINCE, Witness, "t.tenant = 't3671' AND t.stream = 'kantor'"),
    "newest seal": Row(PROVINCE, Seal, "t.tenant = 't3671' AND t.day = (SELECT max(day) FROM oversight_seal)"),
    "older seal": Row(PROVINCE, Seal, "t.tenant = 't3671' AND t.day = (SELECT min(day) FROM oversight_seal)"),
    "request": Row(PROVINCE, Request, "t.subject = 'Lampu mati'"),
    "closed request": Row(PROVINCE, Request, "t.subject = 'Jalan rusak'"),
    "Ombudsman's word": Row(PROVINCE, Reply, "NOT t.from_city"),
    "city's answer": Row(PROVINCE, Reply, "t.from_city"),
    "statement": Row(PROVINCE, Statement, "true"),
    "case": Row(PROVINCE, Case, "true"),
    "work on a case": Row(PROVINCE, CaseUserObjectPermission, "true"),
    "list of readings": Row(PROVINCE, Reading, "true"),
    "unit": Row(CITY, Unit, "t.code = 'dishub'"),
    "category": Row(CITY, Category, "t.code = 'pju-padam'"),
    "reason": Row(CITY, RejectionReason, "t.code = 'tidak-jelas'"),
    "person": Row(CITY, User, "t.username = 'agus'"),
    "role in a unit": Row(
        CITY, UnitUserObjectPermission, "t.id = (SELECT min(id) FROM t3671.catalogue_unituserobjectpermission)"
    ),
    "officer of the Ombudsman": Row(PROVINCE, User, "t.username = '{lead}'"),
    "day off": Row(PROVINCE, Holiday, "t.date = (SELECT max(date) FROM law_holiday)"),
    "year": Row(PROVINCE, CalendarYear, "t.year = 2026"),
    "legal limit": Row(PROVINCE, DeadlineRule, "t.id = (SELECT min(id) FROM law_deadlinerule)"),
    "step of escalation": Row(PROVINCE, EscalationStep, "t.id = (SELECT min(id) FROM law_escalationstep)"),
    "kind of request": Row(PROVINCE, RequestKind, "t.code = 'note'"),
}

# Why nobody looks for a change of a column, as SECURITY.md says it.
OWN_KEY = "a key of the table itself, which nothing else holds"
SHOWN = "how a thing is shown, which nobody decides by"
TOLD = "whether somebody was told already"
OWNERS = "its owner's to change at any time, without an entry"
SEEDED = "what seeding remembers of itself"
_PERSON = dict.fromkeys(
    ("password", "last_login", "first_name", "last_name", "email", "date_joined", "sealed_email"), OWNERS
)
NOT_LOOKED_FOR: dict[str, dict[str, str]] = {
    "report": {"supporters": SHOWN},
    "photo": {"width": SHOWN, "height": SHOWN, "uploaded_at": SHOWN},
    "deadline": {"provisional": SHOWN},
    "escalation": {"notified_at": TOLD},
    "newest seal": {"computed_at": SHOWN, "mailed_at": TOLD},
    "older seal": {"computed_at": SHOWN, "mailed_at": TOLD},
    "list of readings": {"officer_id": OWN_KEY, "case_id": OWN_KEY},
    "unit": {"is_confirmed": SEEDED},
    "category": {"is_confirmed": SEEDED, "position": SHOWN},
    "reason": {"position": SHOWN},
    "person": _PERSON,
    "officer of the Ombudsman": _PERSON,
    "day off": {"seeded": SEEDED},
    "year": {"seeded": SEEDED},
    "legal limit": {"seeded": SEEDED},
    "step of escalation": {"seeded": SEEDED},
    "kind of request": {"seeded": SEEDED},
}  # fmt: skip

# Rows of which each column is edited, one at a time; a report's own are edited in `test_verify_columns`.
SWEPT = (
    "identity", "message", "answer", "photo", "dispatch", "note", "deadline", "escalation", "entry",
    "end of the office's stream", "ledger's event", "fact", "witness", "newest seal", "closed request",
    "Ombudsman's word", "statement", "case", "work on a case", "list of readings", "person", "role in a unit",
)  # fmt: skip
UPDATES = [
    (name, column) for name in SWEPT for column in ROWS[name].edited if column not in NOT_LOOKED_FOR.get(name, {})
]
# Of what an office or the province sets one column; which ones are vouched for is listed in
# `core.casework.common.vouched_tables`.
TABLES = {table.rows().model: table for table in (*vouched_tables.OF_THE_OFFICE, *vouched_tables.OF_THE_LAW)}
UPDATES += [(name, TABLES[row.model].columns[-1]) for name, row in ROWS.items() if row.model in TABLES]
# Rows that others hang on are kept by the database itself.
HELD = {"report", "answer", "unit", "category", "reason", "person", "officer of the Ombudsman", "request",
        "closed request", "case", "kind of request"}  # fmt: skip
DELETES = [name for name in ROWS if name not in HELD]
# A row once more, under another key.
COPIES: dict[str, dict[str, str]] = {
    "message": {},
    "answer": {},
    "photo": {"id": "gen_random_uuid()"},
    "dispatch without entry": {"seq": "NULL", "at": "t.at + interval '1 hour'"},
    "deadline": {"rule": "'x'"},
    "escalation": {"round": "9"},
    "entry": {"seq": "99"},
    "entry of the office": {"seq": "99"},
    "entry of the law": {"seq": "99"},
    "ledger's last event": {"seq": "99"},
    "fact": {"number": "'3671-26-999999-0'"},
    "witness": {"seq": "99"},
    "newest seal": {"day": "t.day + 9"},
    "request": {},
    "Ombudsman's word": {},
    "city's answer": {},
    "statement": {},
    "case": {"reference": "'x'"},
    "work on a case": {"user_id": "(SELECT min(id) FROM public.accounts_user WHERE id <> t.user_id)"},
    "list of readings": {},
    "unit": {"code": "'x'"},
    "category": {"code": "'x'"},
    "reason": {"code": "'x'"},
    "person": {"username": "'x'", "roles": "'{coordinator}'"},
    "role in a unit": {"content_object_id": "(SELECT id FROM t3671.catalogue_unit WHERE code = 'dlh')"},
    "day off": {"date": "t.date + 3"},
    "legal limit": {"valid_from": "'2027-01-01'"},
    "step of escalation": {"valid_from": "'2027-01-01'"},
}
OTHERS = {
    "a report put into an account": "UPDATE t3671.reports_report SET submitted_by_id = (SELECT id FROM"
    " t3671.accounts_user WHERE username = 'agus') WHERE number = '{asked}'",
    "the last reading and the report's own count of entries": "WITH gone AS (DELETE FROM t3671.audit_entry WHERE"
    " stream = '{closed}' AND action = 'overseer_read' RETURNING seq, previous) UPDATE t3671.reports_report SET"
    " audit_seq = gone.seq - 1, audit_head = gone.previous FROM gone WHERE number = '{closed}'",
    "the clock of the ledger and of the fact": "WITH back AS (UPDATE ledger_fact SET answered_at = answered_at -"
    " interval '5 days' WHERE number = '{closed}') UPDATE ledger_entry SET recorded_at = recorded_at -"
    " interval '5 days' WHERE number = '{closed}' AND event = 'answer'",
    "a person in a group": "INSERT INTO t3671.accounts_user_groups (user_id, group_id) SELECT min(id), 1 FROM"
    " t3671.accounts_user",
    "a city made a sandbox": "UPDATE tenants_tenant SET is_sandbox = true WHERE schema_name = 't3671'",
    "what is to be added to a tally": "UPDATE oversight_delta SET month = '2026-01-01' WHERE id = (SELECT min(id) FROM"
    " oversight_delta)",
    "a day on which limits end": "INSERT INTO oversight_dueday (tenant, day, open) VALUES ('t3671', '2026-01-01', 1)",
    "the settings of the city": "INSERT INTO t3671.catalogue_citysettings (id, independent_check, reopen_days,"
    " digest_at, letterhead_name, letterhead_address, letterhead_phone, signatory_name, signatory_title)"
    " VALUES (1, false, 1, '07:30', '', '', '', '', '')",
    "a day off of the city": "INSERT INTO t3671.deadlines_localdayoff (date, name, legal_basis, is_day_off,"
    " changed_at) VALUES ('2026-12-01', 'Libur', 'SK', true, now())",
}


@pytest.fixture(scope="module")
def whole(lived_in) -> Iterator:
    """Papers between Ombudsman and city, readings, two seals; everything vouched for. As the owner, in one transaction
    that is undone in the end; every constraint is checked at once."""
    with transaction.atomic():
        _make_whole(lived_in)
        _run("SET CONSTRAINTS ALL IMMEDIATE")
        assert problems() == []
        yield lived_in
        transaction.set_rollback(True)


def _make_whole(world) -> None:
    _run("INSERT INTO t3671.auth_group (id, name) VALUES (1, 'x') ON CONFLICT DO NOTHING")
    province, city = (Tenant.objects.get(schema_name=schema) for schema in (PROVINCE, CITY))
    for tenant in (province, city):
        task = vouched_tables.look_at_the_law if tenant is province else vouched_tables.look_at_the_office
        task.call(tenant.schema_name)
    with seated(province):
        lead = overseer_of(User.objects.get(roles__contains=["lead"]))
        for subject in ("Lampu mati", "Jalan rusak"):
            requests.send(lead, kind="clarification", city="36.71", subject=subject, text="Mohon dijelaskan.")
        asked = Request.objects.get(subject="Lampu mati")
        requests.reply_as_ombudsman(lead, asked.pk, text="Mohon dilengkapi.")
        requests.close(lead, Request.objects.get(subject="Jalan rusak").pk, verdict="done", words="Terima kasih.")
        cases.open_case(lead, reference="0001/LM", number=world.closed, title="Lampu", ground="law",
                        ground_text="Pasal 8")  # fmt: skip
        readings.open_report(world.closed, lead)
    with seated(city):
        # The owner is of no city, so its rows name one.
        words = {"tenant": CITY, "author_label": "Siti Aminah", "at": timezone.now()}
        answer = Reply.objects.create(request_id=asked.pk, from_city=True, text="Sudah diganti.", **words)
        papers.write(SYSTEM, "answer_request", answer.at, papers.paper(answer))
        said = Statement.objects.create(measure="masuk", period="semua", text="Angka ini keliru.", **words)
        papers.write(SYSTEM, "state", said.at, papers.paper(said))
    for hours in (26, 50):
        auditing.seal(timezone.now() + timedelta(hours=hours))
    # The days that were sealed are not over yet; what was written down of the sealing belongs to none of them.
    _run("UPDATE ledger_witness SET recorded_at = recorded_at + interval '9 days' WHERE stream = 'segel'")
    world.lead = lead.user.username


def _run(sql: str) -> int:
    """How many rows a statement has changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


def problems(*, city_first: bool = True) -> list[str]:
    """Of the city or the province; of both only where there is none in the first."""
    for code in ("36.71", "36") if city_first else ("36", "36.71"):
        if found := auditing.verify(code, progress=lambda *step: None):
            return [str(problem) for problem in found]
    return []


def is_noticed(world, change: str) -> bool:
    """Whether one change is refused by the database or found afterwards; nothing of it stays."""
    for name in ("closed", "asked", "lead"):
        change = change.replace("{" + name + "}", getattr(world, name))
    with transaction.atomic():
        try:
            with transaction.atomic():
                changed = _run(change)
        except IntegrityError:
            return True
        assert changed > 0, "nothing was changed"
        found = problems(city_first=f" {CITY}." in change or "ledger_" in change or "_seal" in change)
        transaction.set_rollback(True)
    return found != []


@pytest.mark.parametrize(("name", "column"), UPDATES, ids=[f"{name}: {column}" for name, column in UPDATES])
def test_an_edited_column_is_found(whole, name, column):
    assert is_noticed(whole, ROWS[name].update(column))


@pytest.mark.parametrize("name", NOT_LOOKED_FOR)
def test_what_nobody_looks_for_is_not_found(whole, name):
    """All of these columns at once."""
    assert not is_noticed(whole, ROWS[name].update(*NOT_LOOKED_FOR[name]))


def test_each_column_that_an_office_or_the_province_sets_is_vouched_for():
    rows = {row.model: (name, row) for name, row in ROWS.items()}
    for model, table in TABLES.items():
        name, row = rows.get(model, ("", Row(CITY, model, "")))
        unsaid = set(row.edited) - {*table.name, *table.columns, *NOT_LOOKED_FOR.get(name, {})}
        assert unsaid <= {"changed_at", "changed_by_id"}, model


@pytest.mark.parametrize("name", DELETES)
def test_a_deleted_row_is_missed(whole, name):
    assert is_noticed(whole, ROWS[name].delete())


@pytest.mark.parametrize("name", COPIES)
def test_a_row_added_by_hand_is_found(whole, name):
    assert is_noticed(whole, ROWS[name.removesuffix(" without entry")].copy(**COPIES[name]))


@pytest.mark.parametrize("name", OTHERS)
def test_other_changes_are_found(whole, name):
    assert is_noticed(whole, OTHERS[name])


@pytest.mark.parametrize("kind", ["full", "thumb"])
@pytest.mark.parametrize("change", ["deleted", "replaced"])
def test_a_file_changed_by_hand_is_found(whole, kind, change):
    """The picture, and the small one beside it."""
    with tenant_seat(CITY):
        photo = Attachment.objects.filter(report__number=whole.closed).first()
        name = getattr(photo, kind)
        with default_storage.open(name) as file:
            kept = file.read()
        default_storage.delete(name)
        if change == "replaced":
            default_storage.save(name, ContentFile(kept + b"x"))
    found = problems()
    with tenant_seat(CITY):
        default_storage.delete(name)
        default_storage.save(name, ContentFile(kept))
    assert len(found) == 1
    assert name in found[0]


def test_what_is_not_looked_for_is_said_in_security_md():
    said = (Path(__file__).parents[4] / "SECURITY.md").read_text()
    reasons = {reason for columns in NOT_LOOKED_FOR.values() for reason in columns.values()}
    assert {reason for reason in reasons if reason not in " ".join(said.split())} == set()
