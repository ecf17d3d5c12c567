"""Papers between the Ombudsman and a city are in a history too: stream `ombudsman`, in the province of what the
Ombudsman wrote, in the city of what the city wrote.

Each paper is vouched for (`core.audit.vouching`) by its author. What follows from the papers, such as the state
of a request, is computed again from them (`core.casework.verification.papers`).
"""

from datetime import datetime
from typing import Any

from django.db.models import Model

from core.accounts.actors import Actor
from core.audit import streams, vouching
from core.audit.vouching import model_digest, row_digest
from tenants.connection import connection
from tenants.seats import PUBLIC
from tenants.supervision.models import Case, CaseUserObjectPermission, Reply, Request, Statement

# What is vouched for of each kind of row, as it was written (no part) and as it was seen or ended. Columns as in the
# database.
COLUMNS: dict[tuple[type[Model], str], tuple[str, ...]] = {
    (Request, ""): (
        "kind_id", "tenant", "number", "subject", "text", "due_on", "due_at", "officer_id", "officer_label",
        "created_at",
    ),
    (Request, "closing"): ("verdict", "closing_words", "closed_at", "closed_label"),
    (Request, "seen"): ("seen_at",),
    (Reply, ""): ("request_id", "tenant", "from_city", "text", "author_label", "at"),
    (Statement, ""): ("tenant", "measure", "period", "text", "author_label", "at"),
    (Statement, "withdrawal"): ("withdrawn_at",),
    (Case, ""): (
        "reference", "tenant", "number", "title", "ground", "ground_text", "opened_by_id", "opened_label",
        "opened_at",
    ),
    (Case, "closing"): ("closed_at",),
}  # fmt: skip


def write(actor: Actor, action: str, at: datetime, papers: vouching.Rows, **details: Any) -> None:
    """The entry of what was written or done, inside the caller's transaction, once the rows are written."""
    streams.lock(streams.OMBUDSMAN)
    if not vouching.is_vouching(streams.OMBUDSMAN):
        # What there is from before, and nothing of what is being written.
        vouching.begin(streams.OMBUDSMAN, {name: own for name, own in rows().items() if name not in papers}, at)
    streams.append(
        streams.OMBUDSMAN,
        action,
        actor_kind=actor.kind,
        actor_id=actor.user.pk if actor.user else None,
        actor_label=actor.label,
        at=at,
        details=details,
        digests={"rows": dict(papers)},
    )


def paper(row: Model, part: str = "") -> dict[str, str]:
    """What is vouched for of a row: as it was written, or one of its parts."""
    return {f"{row._meta.db_table} {row.pk} {part}".rstrip(): model_digest(row, COLUMNS[type(row), part])}


def work(case_id: int, user_id: int) -> dict[str, str]:
    """That a person works on a case; an empty digest takes it away (`vouching`)."""
    return {f"supervision_caseuserobjectpermission {case_id} {user_id}": row_digest([case_id, user_id])}


def rows() -> dict[str, str]:
    """Every paper that the stream of this seat has to vouch for, as it is now."""
    return _of_the_province() if connection.schema_name == PUBLIC else _of_the_city(connection.schema_name)


def _of_the_province() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in Request.objects.order_by("pk").iterator():
        found |= paper(row)
        if row.closed_at or row.verdict or row.closing_words or row.closed_label:
            found |= paper(row, "closing")
    for answer in Reply.objects.filter(from_city=False).order_by("pk").iterator():
        found |= paper(answer)
    for opened in Case.objects.order_by("pk").iterator():
        found |= paper(opened)
        if opened.closed_at:
            found |= paper(opened, "closing")
    workers = CaseUserObjectPermission.objects.filter(permission__codename="work_case")
    for held in workers.values_list("content_object_id", "user_id"):
        found |= work(*held)
    return found


def _of_the_city(schema: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in Request.objects.filter(tenant=schema).exclude(seen_at=None).order_by("pk").iterator():
        found |= paper(row, "seen")
    for answer in Reply.objects.filter(tenant=schema, from_city=True).order_by("pk").iterator():
        found |= paper(answer)
    for said in Statement.objects.filter(tenant=schema).order_by("pk").iterator():
        found |= paper(said)
        if said.withdrawn_at:
            found |= paper(said, "withdrawal")
    return found
