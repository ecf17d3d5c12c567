"""Sanggahan: what a city says about a published figure it disputes. It stands beside the figure until withdrawn."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.accounts.roles import Role
from core.casework.supervision import papers
from core.common.errors import Forbidden, Invalid, NotFound
from core.common.text import check_text
from tenants.connection import connection
from tenants.lazy_text import Promise
from tenants.sql import execute
from tenants.supervision.models import Statement

TEXT_LENGTH = {"minimum": 10, "maximum": 1000}
# What the province publishes of each city and for which spans, by the names of its addresses.
MEASURES: dict[str, Promise] = {
    "tepat-waktu": _("Tepat waktu"),
    "verifikasi": _("Verifikasi tepat waktu"),
    "tindak-lanjut": _("Tindak lanjut tepat waktu"),
    "lewat-batas": _("Lewat batas"),
    "hari-kerja": _("Waktu jawab"),
    "masuk": _("Laporan masuk"),
    "dibuka-kembali": _("Dibuka kembali"),
    "nilai": _("Nilai dari pelapor"),
    "eskalasi": _("Dieskalasi"),
}
PERIODS: dict[str, Promise] = {
    "bulan-ini": _("Bulan ini"),
    "bulan-lalu": _("Bulan lalu"),
    "12-bulan": _("12 bulan terakhir"),
    "semua": _("Sejak awal"),
}
_INSERT = """
INSERT INTO public.supervision_statement (measure, period, text, author_label) VALUES (%s, %s, %s, %s) RETURNING id
"""


def state(actor: Actor, *, measure: Any, period: Any, text: Any) -> Statement:
    """Put a statement beside a figure, in the seat of the city."""
    _need(actor)
    words = check_text(text, field="text", **TEXT_LENGTH)
    if measure not in MEASURES:
        raise Invalid.at("measure", _("Pilih angka dari daftar."))
    if period not in PERIODS:
        raise Invalid.at("period", _("Pilih masa dari daftar."))
    with transaction.atomic():
        [(pk,)] = execute(_INSERT, [measure, period, words, actor.label[:150]])
        new = Statement.objects.get(pk=pk)
        papers.write(actor, "state", new.at, papers.paper(new), statement=pk)
        return new


def withdraw(actor: Actor, pk: int, *, at: datetime | None = None) -> None:
    """Take a statement back: it stands beside no figure any more, but is kept."""
    _need(actor)
    at = at or timezone.now()
    with transaction.atomic():
        rows = Statement.objects.filter(pk=pk, tenant=connection.schema_name, withdrawn_at=None)
        if not rows.update(withdrawn_at=at):
            raise NotFound()
        papers.write(
            actor, "withdraw_statement", at, papers.paper(Statement.objects.get(pk=pk), "withdrawal"), statement=pk
        )


def own() -> list[Statement]:
    """This city's statements, newest first. One query."""
    return list(Statement.objects.filter(tenant=connection.schema_name))


def standing(tenant: str = "") -> dict[str, list[Statement]]:
    """The statements that stand, by schema, newest first; of one city or of all, in the province's seat. One query."""
    found: dict[str, list[Statement]] = {}
    rows = Statement.objects.filter(withdrawn_at=None)
    for statement in rows.filter(tenant=tenant) if tenant else rows:
        found.setdefault(statement.tenant, []).append(statement)
    return found


def _need(actor: Actor) -> None:
    """A statement is the city's own word, signed by a coordinator."""
    if not actor.has(Role.COORDINATOR):
        raise Forbidden()
