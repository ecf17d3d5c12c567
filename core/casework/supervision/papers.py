"""Papers between the Ombudsman and a city are in a history too: stream `ombudsman`, in the province of what the
Ombudsman wrote, in the city of what the city wrote.

Each paper is vouched for (`core.audit.vouching`) by whoever wrote it. What follows from the papers, such as the state
of a request, is computed again from them (`core.casework.verification.papers`).
"""

from datetime import datetime
from typing import Any

from core.accounts.actors import Actor
from core.audit import streams, vouching
from core.audit.vouching import model_digest, row_digest
from tenants.connection import connection
from tenants.seats import PUBLIC
from tenants.supervision.models import Case, CaseUserObjectPermission, Reply, Request, Statement

# What is vouched for, as it was written and as it ended. Columns as in the database.
SENT = (
    "kind_id", "tenant", "number", "subject", "text", "due_on", "due_at", "officer_id", "officer_label", "created_at",
)  # fmt: skip
CLOSED = ("verdict", "closing_words", "closed_at", "closed_label")
SEEN = ("seen_at",)
REPLY = ("request_id", "tenant", "from_city", "text", "author_label", "at")
STATEMENT = ("tenant", "measure", "period", "text", "author_label", "at")
WITHDRAWN = ("withdrawn_at",)
CASE = ("reference", "tenant", "number", "title", "ground", "ground_text", "opened_by_id", "opened_label", "opened_at")
CASE_CLOSED = ("closed_at",)


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


def sent(row: Request) -> dict[str, str]:
    return {f"supervision_request {row.pk}": model_digest(row, SENT)}


def closed(row: Request) -> dict[str, str]:
    return {f"supervision_request {row.pk} closing": model_digest(row, CLOSED)}


def seen(row: Request) -> dict[str, str]:
    return {f"supervision_request {row.pk} seen": model_digest(row, SEEN)}


def reply(row: Reply) -> dict[str, str]:
    return {f"supervision_reply {row.pk}": model_digest(row, REPLY)}


def statement(row: Statement) -> dict[str, str]:
    return {f"supervision_statement {row.pk}": model_digest(row, STATEMENT)}


def withdrawn(row: Statement) -> dict[str, str]:
    return {f"supervision_statement {row.pk} withdrawal": model_digest(row, WITHDRAWN)}


def case(row: Case) -> dict[str, str]:
    return {f"supervision_case {row.pk}": model_digest(row, CASE)}


def case_closed(row: Case) -> dict[str, str]:
    return {f"supervision_case {row.pk} closing": model_digest(row, CASE_CLOSED)}


def work(case_id: int, user_id: int) -> dict[str, str]:
    """That a person works on a case; an empty digest takes it away (`vouching`)."""
    return {f"supervision_caseuserobjectpermission {case_id} {user_id}": row_digest([case_id, user_id])}


def rows() -> dict[str, str]:
    """Every paper that the stream of this seat has to vouch for, as it is now."""
    return _of_the_province() if connection.schema_name == PUBLIC else _of_the_city(connection.schema_name)


def _of_the_province() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in Request.objects.order_by("pk").iterator():
        found |= sent(row)
        if row.closed_at or row.verdict or row.closing_words or row.closed_label:
            found |= closed(row)
    for answer in Reply.objects.filter(from_city=False).order_by("pk").iterator():
        found |= reply(answer)
    for opened in Case.objects.order_by("pk").iterator():
        found |= case(opened)
        if opened.closed_at:
            found |= case_closed(opened)
    workers = CaseUserObjectPermission.objects.filter(permission__codename="work_case")
    for held in workers.values_list("content_object_id", "user_id"):
        found |= work(*held)
    return found


def _of_the_city(schema: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in Request.objects.filter(tenant=schema).exclude(seen_at=None).order_by("pk").iterator():
        found |= seen(row)
    for answer in Reply.objects.filter(tenant=schema, from_city=True).order_by("pk").iterator():
        found |= reply(answer)
    for said in Statement.objects.filter(tenant=schema).order_by("pk").iterator():
        found |= statement(said)
        if said.withdrawn_at:
            found |= withdrawn(said)
    return found
