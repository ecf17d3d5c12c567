"""Notes, requests for clarification and saran to a city: sent by the Ombudsman with a due date, answered on the city's
desk, followed to their end."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.accounts.roles import Role
from core.casework.queries.access import number_of
from core.casework.queries.requests import sees_requests
from core.casework.supervision import papers
from core.casework.supervision.powers import has, need
from core.casework.supervision.readings import signed
from core.common.errors import Conflict, Forbidden, Invalid, NotFound
from core.common.present import present
from core.common.rows import row_or_404
from core.common.text import check_text
from core.deadlines.arithmetic import due, due_at
from tenants.connection import connection
from tenants.law.memory import current_law
from tenants.ledger.models import Fact
from tenants.models import Tenant
from tenants.seats import PUBLIC
from tenants.sql import execute
from tenants.supervision.models import Reply, Request, RequestKind

SUBJECT_LENGTH = {"minimum": 3, "maximum": 150}
TEXT_LENGTH = {"minimum": 3, "maximum": 5000}
SHOWN = 50
# Who of a city answers them: leaders see them and change nothing.
ANSWERS = frozenset({Role.COORDINATOR})
_REPLY = """
INSERT INTO public.supervision_reply (request_id, from_city, text, author_label) VALUES (%s, true, %s, %s) RETURNING id
"""


# -- The Ombudsman's side ------------------------------------------------------------------------------------------


def kinds() -> list[RequestKind]:
    """What may be sent, in order. One query."""
    return list(RequestKind.objects.all())


def cities() -> list[Tenant]:
    """To whom. One query."""
    return list(Tenant.objects.filter(is_sandbox=False).exclude(schema_name=PUBLIC))


def proposed_due(kind: RequestKind, tenant: Tenant, at: datetime) -> date | None:
    """The day the law gives for an answer, counted from the local day of `at`; None where none is owed."""
    if kind.days is None:
        return None
    return due(at, kind.days, kind.unit, current_law().calendar, tenant.zone).on


def send(
    officer: Actor,
    *,
    kind: Any,
    city: Any = None,
    number: Any = "",
    subject: Any,
    text: Any,
    due_on: Any = None,
    at: datetime | None = None,
) -> Request:
    """Send a city a note, a request or a saran, about one report (`number`) or about its service (`city`, a code).

    `due_on` is a date or ISO text; empty: what the law gives.
    """
    chosen = next((one for one in kinds() if one.code == kind), None)
    if chosen is None:
        raise Invalid.at("kind", _("Pilih jenisnya dari daftar."))
    need(officer, f"send_{chosen.code}")
    name = check_text(subject, field="subject", **SUBJECT_LENGTH)
    words = check_text(text, field="text", **TEXT_LENGTH)
    at = at or timezone.now()
    tenant, known = _addressee(city, number)
    day = _due_day(due_on, chosen, tenant, at)
    with transaction.atomic():
        new = Request.objects.create(
            kind=chosen,
            tenant=tenant.schema_name,
            number=known,
            subject=name,
            text=words,
            due_on=day,
            due_at=due_at(day, tenant.zone) if day else None,
            created_at=at,
            **signed(officer),
        )
        papers.write(officer, "send_request", at, papers.paper(new), request=new.pk)
        return new


def _addressee(city: Any, number: Any) -> tuple[Tenant, str]:
    """The city a request goes to, and the number of the report it is about."""
    towns = {tenant.schema_name: tenant for tenant in cities()}
    if number:
        try:
            fact = Fact.objects.filter(number=number_of(number)).first()
        except NotFound:
            fact = None
        if fact is None or fact.tenant not in towns:
            raise Invalid.at("number", _("Laporan dengan nomor ini tidak ada."))
        return towns[fact.tenant], fact.number
    found = next((tenant for tenant in towns.values() if tenant.code == city), None)
    if found is None:
        raise Invalid.at("city", _("Pilih kabupaten/kota dari daftar."))
    return found, ""


def _due_day(given: Any, kind: RequestKind, tenant: Tenant, at: datetime) -> date | None:
    if not kind.wants_answer:
        return None
    if not given:
        return proposed_due(kind, tenant, at)
    try:
        day = given if isinstance(given, date) else date.fromisoformat(str(given))
    except ValueError as error:
        raise Invalid.at("due_on", _("Isi tanggal, misalnya 2026-12-31.")) from error
    if day <= at.astimezone(tenant.zone).date():
        raise Invalid.at("due_on", _("Batas jawaban paling cepat besok."))
    return day


def sent(*, state: str = "", tenant: str = "", number: str = "", before: int | None = None) -> list[Request]:
    """Requests newest first, in the province's seat; narrowed by state, city (schema) or report. One query."""
    rows = Request.objects.select_related("kind").annotate(answers=Count("replies", filter=Q(replies__from_city=True)))
    for name, value in (("state", state), ("tenant", tenant), ("number", number)):
        if value:
            rows = rows.filter(**{name: value})
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:SHOWN])


def request(pk: int) -> Request:
    """One request the present seat may see: any in the province's, its own in a city's. NotFound otherwise."""
    return row_or_404(Request.objects.select_related("kind"), pk=pk)


def reply_as_ombudsman(officer: Actor, pk: int, *, text: Any, at: datetime | None = None) -> Request:
    """Ask again or go on talking: the request is open again."""
    need(officer, "reply")
    words = check_text(text, field="text", **TEXT_LENGTH)
    with transaction.atomic():
        found = _open(pk)
        at = at or timezone.now()
        new = Reply.objects.create(
            request=found, tenant=found.tenant, from_city=False, text=words, author_label=officer.label[:150], at=at
        )  # fmt: skip
        papers.write(officer, "reply_as_ombudsman", at, papers.paper(new), request=pk)
        return request(pk)


def close(officer: Actor, pk: int, *, verdict: Any, words: Any = "", at: datetime | None = None) -> Request:
    """The end of a request: whether the city did what was asked, and what the Ombudsman says to that."""
    said = check_text(words or "", field="words", maximum=TEXT_LENGTH["maximum"])
    if verdict not in Request.Verdict.values:
        raise Invalid.at("verdict", _("Pilih hasilnya dari daftar."))
    with transaction.atomic():
        found = _open(pk)
        if found.officer_id != present(officer.user).pk or not has(officer, "reply"):
            need(officer, "close_request")
        found.state, found.verdict, found.closing_words = Request.State.CLOSED, verdict, said
        found.closed_at, found.closed_label = at or timezone.now(), officer.label[:150]
        found.save(update_fields=["state", "verdict", "closing_words", "closed_at", "closed_label"])
        papers.write(officer, "close_request", found.closed_at, papers.paper(found, "closing"), request=pk)
        return found


def _open(pk: int) -> Request:
    found = row_or_404(Request.objects.select_for_update(), pk=pk)
    if found.is_closed:
        raise Conflict("closed", _("Permintaan ini sudah selesai."))
    return found


# -- The city's side -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """How many requests wait for the city, and how many of them are over their day."""

    open: int
    overdue: int


def waiting(now: datetime) -> Waiting:
    """For the navigation of the city's desk. One query."""
    rows = Request.objects.filter(tenant=connection.schema_name, state=Request.State.OPEN)
    counts = rows.aggregate(open=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=now)))
    return Waiting(**counts)


def received(actor: Actor, *, before: int | None = None) -> list[Request]:
    """The requests to this city, newest first. One query."""
    _need_sight(actor)
    return sent(tenant=connection.schema_name, before=before)


def open_received(actor: Actor, pk: int, *, at: datetime | None = None) -> Request:
    """One of them, marked as seen when somebody of the city opens it first."""
    _need_sight(actor)
    found = request(pk)
    if found.seen_at is None:
        found.seen_at = at or timezone.now()
        with transaction.atomic():
            if Request.objects.filter(pk=pk, seen_at=None).update(seen_at=found.seen_at):
                papers.write(actor, "see_request", found.seen_at, papers.paper(found, "seen"), request=pk)
    return found


def answer(actor: Actor, pk: int, *, text: Any) -> Request:
    """The city's answer; the database adds the city, from the role, and the time."""
    if not actor.roles & ANSWERS:
        raise Forbidden()
    words = check_text(text, field="text", **TEXT_LENGTH)
    with transaction.atomic():
        if request(pk).is_closed:
            raise Conflict("closed", _("Permintaan ini sudah selesai."))
        [(key,)] = execute(_REPLY, [pk, words, actor.label[:150]])
        new = Reply.objects.get(pk=key)
        papers.write(actor, "answer_request", new.at, papers.paper(new), request=pk)
        return request(pk)


def _need_sight(actor: Actor) -> None:
    if not sees_requests(actor):
        raise Forbidden()
