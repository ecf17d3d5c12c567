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
from tenants.jobs import tenant_task
from tenants.models import Tenant
from tenants.seats import PUBLIC

log = structlog.get_logger("laksa.seals")

# The ledger's clock is read when a row is written, and the row is seen when its transaction ends. A seal waits this
# long after midnight, so that nothing recorded before it comes to light after it.
SETTLING = timedelta(hours=1)
# Seals in one mail, and for how long a mail that could not be sent is tried again.
IN_ONE_MAIL = 1000
KEEP_MAILING = timedelta(days=30)


@tenant_task
def seal_cities() -> dict[str, int]:
    """Make every seal that is due, then mail what is not mailed yet. In the province's seat; safe to repeat."""
    now = timezone.now()
    made = sum(seal_city(tenant, now) for tenant in sealed_tenants())
    return {"made": made, "mailed": mail(now)}


def sealed_tenants() -> list[Tenant]:
    """Every city, disabled ones too: their past is to stay as it is. Sandboxes are emptied on purpose."""
    return list(Tenant.objects.exclude(schema_name=PUBLIC).filter(is_sandbox=False))


def seal_city(tenant: Tenant, now: datetime) -> int:
    """Make the seals of every full day since the last one, or of yesterday when there is none; how many were made."""
    newest = (now - SETTLING).astimezone(tenant.zone).date() - timedelta(days=1)
    last = Seal.objects.filter(tenant=tenant.schema_name).order_by("-day").first()
    day, previous = (last.day + timedelta(days=1), bytes(last.digest)) if last else (newest, seals.FIRST)
    made = 0
    while day <= newest:
        previous = _make(tenant, day, previous)
        day += timedelta(days=1)
        made += 1
    return made


def _make(tenant: Tenant, day: date, previous: bytes) -> bytes:
    """Write one seal and return its digest. Another worker's seal of the same day is the same."""
    until = seals.end_of(day, tenant.zone)
    found = seals.Leaves(tenant.schema_name, until)
    closing = seals.Closing(tenant.schema_name, day, until, found.count, previous)
    digest = found.digest(closing)
    new = Seal(**vars(closing), digest=digest, computed_at=timezone.now())
    Seal.objects.bulk_create([new], ignore_conflicts=True)
    return digest


def mail(now: datetime) -> int:
    """Mail the seals that nobody has been sent yet to the addresses of LAKSA_SEAL_MAIL; how many were sent.

    A mail server that refuses leaves them unmailed for the next time.
    """
    if not settings.SEAL_MAIL:
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
        f"{seal.day} {seals.code_of(seal.tenant)} {names.get(seal.tenant, '')}: {bytes(seal.digest).hex()}"
        for seal in waiting
    ]
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Segel harian LAKSA, %(day)s") % {"day": formats.date_format(waiting[-1].day, "j F Y")}
        words = _(
            "Simpanlah surat ini. Sidik jari di bawah merangkum seluruh riwayat laporan setiap kabupaten/kota pada"
            " akhir hari itu. Bila kelak sidik jari yang diumumkan berbeda, riwayatnya telah diubah."
        )
    return EmailMessage(subject, "\n".join([words, "", *rows, ""]), to=settings.SEAL_MAIL)
