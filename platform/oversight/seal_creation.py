"""Making the seals, once a day for each city, and mailing them to people outside."""

from datetime import date, datetime, timedelta
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from oversight import seals
from oversight.models import Seal
from tenants import holds
from tenants.models import Tenant

log = structlog.get_logger("laksa.seals")

# The ledger's clock is read when a row is written, and the row is seen when its transaction ends. A seal waits this
# long after midnight, so that nothing recorded before it comes to light after it.
SETTLING = timedelta(hours=1)
# Seals in one mail, and for how long a mail that could not be sent is tried again.
IN_ONE_MAIL = 1000
KEEP_MAILING = timedelta(days=30)


def make_seals(now: datetime) -> list[Seal]:
    """Make every seal that is due, and return the new ones; none while a restored installation is held. In the
    province's seat; safe to repeat."""
    if holds.is_held():
        return []
    return [seal for tenant in sealed_tenants() for seal in seal_city(tenant, now)]


def sealed_tenants() -> list[Tenant]:
    """The province and every city, disabled ones too: their past is to stay as it is. Sandboxes are emptied on
    purpose."""
    return list(Tenant.objects.filter(is_sandbox=False).order_by("pk"))


def last_day(tenant: Tenant, now: datetime) -> date:
    """The last day of a tenant that is over for long enough to be sealed."""
    return (now - SETTLING).astimezone(tenant.zone).date() - timedelta(days=1)


def seal_city(tenant: Tenant, now: datetime) -> list[Seal]:
    """Make the seals of every full day since the last one, or of yesterday when there is none."""
    newest = last_day(tenant, now)
    last = Seal.objects.filter(tenant=tenant.schema_name).order_by("-day").first()
    day = last.day + timedelta(days=1) if last else newest
    made = []
    while day <= newest:
        last = _make(tenant, day, last)
        made.append(last)
        day += timedelta(days=1)
    return made


def _make(tenant: Tenant, day: date, last: Seal | None) -> Seal:
    """Write one seal. The first of this format begins with the ledger, and so holds what older formats left out."""
    since = last.until if last and last.version == seals.VERSION else None
    until = seals.end_of(day, tenant.zone)
    found = seals.Lines(tenant.schema_name, until, since=since)
    closing = seals.Closing(
        tenant=tenant.schema_name,
        day=day,
        until=until,
        reports=seals.reports_between(tenant.schema_name, since, until),
        previous=bytes(last.digest) if last else seals.FIRST,
        since=since,
        entries=found.count,
    )
    return Seal.objects.create(**vars(closing), digest=found.digest(closing), computed_at=timezone.now())


def mail(now: datetime) -> int:
    """Mail the seals that nobody has been sent yet to the addresses of LAKSA_SEAL_MAIL; how many were sent.

    A mail server that refuses leaves them unmailed for the next time.
    """
    if not settings.SEAL_MAIL or holds.is_held():
        return 0
    unmailed = Seal.objects.filter(mailed_at=None, computed_at__gt=now - KEEP_MAILING).order_by("day", "tenant")
    waiting = list(unmailed[:IN_ONE_MAIL])
    if not waiting:
        return 0
    try:
        _letter(waiting).send()
    except (OSError, SMTPException) as error:
        log.warning("seals could not be mailed", seals=len(waiting), error=type(error).__name__)
        return 0
    Seal.objects.filter(pk__in=[seal.pk for seal in waiting]).update(mailed_at=timezone.now())
    return len(waiting)


def _letter(waiting: list[Seal]) -> EmailMessage:
    """A plain list that can be kept: whoever has it can tell whether a published seal was changed later."""
    names = dict(Tenant.objects.values_list("schema_name", "name"))
    rows = [
        f"{seal.day} {seals.code_of(seal.tenant)} {names.get(seal.tenant, '')}: {seal.hexdigest}" for seal in waiting
    ]
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Segel harian LAKSA, %(day)s") % {"day": formats.date_format(waiting[-1].day, "j F Y")}
        words = _(
            "Simpanlah surat ini. Sidik jari di bawah merangkum seluruh riwayat laporan setiap kabupaten/kota pada"
            " akhir hari itu. Bila kelak sidik jari yang diumumkan berbeda, riwayatnya telah diubah."
        )
    return EmailMessage(subject, "\n".join([words, "", *rows, ""]), to=settings.SEAL_MAIL)
