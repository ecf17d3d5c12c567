"""`laksa audit verify`: recompute every chain and hold it against the report, its content, the ledger and the facts.

Runs as the owner, who alone may read all of them. A problem names the exact row that does not fit.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection, transaction

from core.accounts.actors import REPORTER
from core.audit import chain
from core.audit.models import Entry
from core.audit.writing import link_of
from core.casework.actions.engine import next_due
from core.casework.actions.identities import IDENTITY_PURPOSE, contact_hash
from core.common import crypto
from core.deadlines.models import Deadline
from core.reports import snapshots
from core.reports.kinds import ENDED, State
from core.reports.models import Attachment, FollowUp, Identity, Message, Report
from tenants.ledger.models import Entry as LedgerEntry
from tenants.ledger.models import Fact
from tenants.models import Tenant
from tenants.seats import PUBLIC, seated

BATCH = 500
# Readings are in a report's history, but are nothing the province counts.
NOT_IN_LEDGER = frozenset({"identity_read"})
# What history says of the catalogue as it was then; the city's admin may have changed it since.
OF_THE_CATALOGUE = frozenset({"category_group", "unit_type"})


class UnknownTenant(LookupError):
    """`--tenant` names no city of this installation."""


@dataclass(frozen=True)
class Problem:
    """One row that does not fit. `row` is schema.table and the row's key."""

    tenant: str
    number: str
    row: str
    what: str

    def __str__(self) -> str:
        return f"{self.tenant} {self.number}: {self.row}: {self.what}"


@dataclass
class _Bundle:
    """Everything that is stored about one report."""

    report: Report
    entries: list[Entry] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    photos: list[Attachment] = field(default_factory=list)
    identity: Identity | None = None
    ledger: list[LedgerEntry] = field(default_factory=list)
    fact: Fact | None = None


def verify(code: str | None = None, *, progress: Callable[[int, int, str], None] | None = None) -> list[Problem]:
    """Check one city (by Kemendagri code) or all; an empty list means that everything fits."""
    tenants = list(Tenant.objects.exclude(schema_name=PUBLIC))
    if code is not None:
        tenants = [tenant for tenant in tenants if tenant.code == code]
        if not tenants:
            raise UnknownTenant(f"there is no tenant {code!r}")
    problems: list[Problem] = []
    for tenant in tenants:
        with seated(tenant):
            problems += _verify_city(tenant, progress or (lambda done, total, what: None))
    return problems


def _verify_city(tenant: Tenant, progress) -> list[Problem]:
    problems = list(_lost_reports(tenant))
    total, done = Report.objects.count(), 0
    for bundles in _bundles():
        for bundle in bundles:
            problems += [Problem(tenant.schema_name, bundle.report.number, *found) for found in _faults(bundle)]
        done += len(bundles)
        progress(done, total, tenant.schema_name)
    return problems


def _lost_reports(tenant: Tenant) -> Iterator[Problem]:
    """Numbers that history, ledger or facts know, but no report has."""
    sources = (
        (f"{tenant.schema_name}.audit_entry", "SELECT DISTINCT stream FROM audit_entry WHERE stream LIKE '%%-%%'", []),
        (
            "public.ledger_entry",
            "SELECT DISTINCT number FROM public.ledger_entry WHERE tenant = %s",
            [tenant.schema_name],
        ),
        ("public.ledger_fact", "SELECT number FROM public.ledger_fact WHERE tenant = %s", [tenant.schema_name]),
    )
    for table, known, parameters in sources:
        with connection.cursor() as cursor:
            cursor.execute(f"{known} EXCEPT SELECT number FROM reports_report ORDER BY 1", parameters)  # noqa: S608 (constants)
            for (number,) in cursor.fetchall():
                yield Problem(tenant.schema_name, number, table, "the report itself is gone")


def _bundles() -> Iterator[list[_Bundle]]:
    last = 0
    while bundles := _bundles_after(last):
        last = bundles[-1].report.pk
        yield bundles


def _bundles_after(last: int) -> list[_Bundle]:
    """The next batch, all of it as it stood at one moment: the city goes on working while it is verified."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        reports = (
            Report.objects.filter(pk__gt=last)
            .select_related("category", "unit", "rejection_reason")
            .order_by("pk")[:BATCH]
        )
        return _fill({report.pk: _Bundle(report) for report in reports})


def _fill(by_id: dict[int, _Bundle]) -> list[_Bundle]:
    by_number = {bundle.report.number: bundle for bundle in by_id.values()}
    for name, model, related in (
        ("deadlines", Deadline, ()),
        ("messages", Message, ()),
        ("follow_ups", FollowUp, ("unit",)),
        ("photos", Attachment, ()),
    ):
        for row in model.objects.filter(report_id__in=by_id).select_related(*related):
            getattr(by_id[row.report_id], name).append(row)
    for identity in Identity.objects.filter(report_id__in=by_id):
        by_id[identity.report_id].identity = identity
    for entry in Entry.objects.filter(stream__in=by_number).order_by("stream", "seq", "pk"):
        by_number[entry.stream].entries.append(entry)
    for row in LedgerEntry.objects.filter(number__in=by_number).order_by("number", "seq", "pk"):
        by_number[row.number].ledger.append(row)
    for fact in Fact.objects.filter(number__in=by_number):
        by_number[fact.number].fact = fact
    return list(by_id.values())


Fault = tuple[str, str]


def _faults(bundle: _Bundle) -> Iterator[Fault]:
    yield from _chain_faults(bundle)
    if bundle.entries:
        yield from _column_faults(bundle)
        yield from _content_faults(bundle)
        yield from _ledger_faults(bundle)
        yield from _fact_faults(bundle)


def _row(table: str, key: object) -> str:
    return f"{connection.schema_name}.{table} {key}"


def _chain_faults(bundle: _Bundle) -> Iterator[Fault]:
    report, previous = bundle.report, chain.START
    for expected, entry in enumerate(bundle.entries, start=1):
        row = _row("audit_entry", f"id {entry.pk} (seq {entry.seq})")
        if entry.seq != expected:
            yield row, f"the entry with seq {expected} is missing or out of order"
            return
        if bytes(entry.previous) != previous:
            yield row, "does not follow from the entry before it"
        if chain.link_hash(link_of(entry)) != bytes(entry.hash):
            yield row, "was changed: its hash is not that of its content"
        previous = bytes(entry.hash)
    if len(bundle.entries) != report.audit_seq:
        missing = f"{len(bundle.entries)} entries, but the report counts {report.audit_seq}"
        yield _row("audit_entry", f"of report {report.number}"), missing
    elif previous != bytes(report.audit_head):
        yield _row("reports_report", f"id {report.pk}"), "audit_head is not the hash of the last entry"


def _column_faults(bundle: _Bundle) -> Iterator[Fault]:
    report, last = bundle.report, bundle.entries[-1]
    now = {**snapshots.columns(report, bundle.deadlines), **snapshots.digests(report)}
    then: dict[str, Any] = {**last.columns, **last.digests}
    row = _row("reports_report", f"id {report.pk}")
    for name, value in json.loads(json.dumps(now)).items():
        if name == "deadlines":
            yield from _deadline_faults(bundle, value, then.get(name, {}))
        elif name not in OF_THE_CATALOGUE and then.get(name, value) != value:
            yield row, f"{name} is not what the history says"
    if report.next_due_at != next_due(bundle.deadlines):
        yield row, "next_due_at is not the earliest due time still open"


def _deadline_faults(bundle: _Bundle, now: dict, then: dict) -> Iterator[Fault]:
    for name in sorted(now.keys() | then.keys()):
        if now.get(name) != then.get(name):
            row = _row("deadlines_deadline", f"{name} of report id {bundle.report.pk}")
            yield row, "is not what the history says"


def _content_faults(bundle: _Bundle) -> Iterator[Fault]:
    said = {entry.seq: entry for entry in bundle.entries}
    for table, key, rows, fits in (
        ("reports_message", "message", bundle.messages, _message_fits),
        ("reports_followup", "follow_up", bundle.follow_ups, _follow_up_fits),
    ):
        yield from _text_faults(table, key, rows, said, fits)
    yield from _photo_faults(bundle, said)
    yield from _identity_faults(bundle, said)


def _text_faults(table: str, key: str, rows: list, said: dict[int, Entry], fits: Callable) -> Iterator[Fault]:
    for row in rows:
        entry = said.get(row.seq)
        if entry is None or entry.digests.get(key) != snapshots.text_digest(row):
            yield _row(table, f"id {row.pk}"), "its text is not what the history says"
        elif row.at != entry.at or not fits(row, entry):
            yield _row(table, f"id {row.pk}"), "who wrote it when is not what the history says"
    for seq in sorted(seq for seq, entry in said.items() if key in entry.digests):
        if seq not in {row.seq for row in rows}:
            yield _row(table, f"seq {seq}"), "is gone, though the history has it"


def _message_fits(message: Message, entry: Entry) -> bool:
    return message.from_reporter == (entry.actor_kind == REPORTER.kind)


def _follow_up_fits(follow_up: FollowUp, entry: Entry) -> bool:
    return (follow_up.author_id, follow_up.unit.code) == (entry.actor_id, entry.columns.get("unit"))


def _photo_faults(bundle: _Bundle, said: dict[int, Entry]) -> Iterator[Fault]:
    known = {
        photo: (seq, digest)
        for seq, entry in said.items()
        for photo, digest in entry.digests.get("photos", {}).items()
    }
    stored = {str(photo.pk): photo for photo in bundle.photos}
    follow_ups = {row.seq: row.pk for row in bundle.follow_ups}
    for key, photo in stored.items():
        row = _row("reports_attachment", key)
        if known.get(key) != (photo.seq, snapshots.photo_digest(photo)):
            yield row, "is not what the history says"
        elif photo.follow_up_id != follow_ups.get(photo.seq):
            yield row, "does not belong to the answer it came with"
        elif not default_storage.exists(photo.full):
            yield row, f"its file {photo.full} is gone"
        elif _file_hash(photo.full) != bytes(photo.sha256):
            yield row, f"its file {photo.full} was changed"
    for key in sorted(known.keys() - stored.keys()):
        yield _row("reports_attachment", key), "is gone, though the history has it"


def _file_hash(name: str) -> bytes:
    with default_storage.open(name) as file:
        return hashlib.sha256(file.read()).digest()


def _identity_faults(bundle: _Bundle, said: dict[int, Entry]) -> Iterator[Fault]:
    expected = said[1].digests.get("identity") if 1 in said else None
    row = _row("reports_identity", f"of report id {bundle.report.pk}")
    if bundle.identity is None:
        if expected:
            yield row, "is gone, though the history has it"
        return
    try:
        plain = crypto.decrypt(
            connection.schema_name,
            bytes(bundle.identity.sealed),
            purpose=IDENTITY_PURPOSE,
            associated=bundle.report.number.encode(),
        )
    except crypto.Unreadable:
        yield row, "cannot be opened: it was changed, or its key is missing"
        return
    contact = json.loads(plain)
    if snapshots.identity_digest(bundle.identity, contact) != expected:
        yield row, "is not what the history says"
    for kind in ("email", "phone"):
        if bytes(getattr(bundle.identity, f"{kind}_hash")) != contact_hash(contact, kind):
            yield row, f"{kind}_hash does not find this reporter"


def _ledger_faults(bundle: _Bundle) -> Iterator[Fault]:
    told = {entry.seq: entry for entry in bundle.entries if entry.action not in NOT_IN_LEDGER}
    rows = {row.seq: row for row in bundle.ledger}
    for seq in sorted(told.keys() - rows.keys()):
        yield "public.ledger_entry " + f"{bundle.report.number} seq {seq}", "is missing"
    for seq, row in rows.items():
        name = f"public.ledger_entry id {row.pk}"
        if seq not in told:
            yield name, "tells an event that the report's history does not have"
        elif _told(told[seq]) != _tells(row):
            yield name, "is not what the report's history says"


def _told(entry: Entry) -> tuple:
    """What an audit entry says, in the words of the ledger."""
    columns = entry.columns
    due = {rule: clock[0] for rule, clock in columns.get("deadlines", {}).items()}
    return (
        connection.schema_name,
        entry.action,
        columns.get("state"),
        snapshots.time_text(entry.at),
        columns.get("kind"),
        columns.get("category_group"),
        columns.get("unit_type"),
        columns.get("area_code"),
        due.get("sp4n.verify"),
        due.get("sp4n.first_follow_up"),
        due.get("sp4n.total"),
        bytes(entry.hash),
    )


def _tells(row: LedgerEntry) -> tuple:
    return (
        row.tenant,
        row.event,
        row.state,
        snapshots.time_text(row.occurred_at),
        row.kind,
        row.category_group,
        row.unit_type,
        row.area_code,
        snapshots.time_text(row.due_verify),
        snapshots.time_text(row.due_first_follow_up),
        snapshots.time_text(row.due_total),
        bytes(row.entry_hash),
    )


_LAST_SAYS = ("tenant", "seq", "state", "kind", "category_group", "unit_type", "area_code", "due_verify",
              "due_first_follow_up", "due_total")  # fmt: skip


def _fact_faults(bundle: _Bundle) -> Iterator[Fault]:
    fact, rows = bundle.fact, bundle.ledger
    name = f"public.ledger_fact {bundle.report.number}"
    if fact is None:
        yield name, "is missing"
        return
    if not rows:
        return
    wrong = [column for column in _LAST_SAYS if getattr(fact, column) != getattr(rows[-1], column)]
    if bytes(fact.head) != bytes(rows[-1].entry_hash):
        wrong.append("head")
    wrong += [column for column, value in _moments(rows).items() if getattr(fact, column) != value]
    if wrong:
        yield name, f"{', '.join(wrong)} do not follow from the ledger"


def _moments(rows: list[LedgerEntry]) -> dict[str, Any]:
    """When the report got where, folded from the ledger the way the trigger does."""

    undone = {before.seq for before, row in pairwise(rows) if row.event.startswith("undo_")}
    kept = [row for row in rows[1:] if row.seq not in undone]

    def first(states: tuple[str, ...]) -> Any:
        return next((row.recorded_at for row in kept if row.state in states), None)

    begun = ("submitted", "needs_info")
    ended_at = None
    for row in rows[1:]:
        ended_at = (ended_at or row.recorded_at) if row.state in ENDED else None
    return {
        "received_at": rows[0].recorded_at,
        "verified_at": first(tuple(state for state in State.values if state not in begun)),
        "first_follow_up_at": first(("in_progress", "answered")),
        "answered_at": first(("answered",)),
        "ended_at": ended_at,
    }
