"""The delivery log: what was sent to whom of a report's people, without addresses and names."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.common.errors import Conflict, NotFound
from core.common.rows import row_or_404
from core.notifications import delivery, mail_templates
from core.notifications.models import Mail
from core.notifications.texts import EVENTS
from core.reports.models import Report
from tenants.compiled import compiled
from tenants.lazy_text import Promise

PAGE = 50
# Ways to look at the log.
FILTERS: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "semua": (_("Semua"), tuple(Mail.Status.values)),
    "menunggu": (_("Menunggu"), (Mail.Status.QUEUED, Mail.Status.SENDING)),
    "gagal": (_("Gagal dan ditolak"), (Mail.Status.FAILED, Mail.Status.BOUNCED)),
}
# What is sent about an account is between it and its owner.
_MAILS = Mail.objects.exclude(recipient=Mail.Recipient.ACCOUNT)
_RESENDABLE = (Mail.Status.SENT, Mail.Status.FAILED, Mail.Status.BOUNCED)


@dataclass(frozen=True)
class Logged:
    """One mail as a person of the office may read of it."""

    mail: Mail
    title: Promise | str
    reason: Promise | str

    @property
    def may_resend(self) -> bool:
        return self.mail.status in _RESENDABLE

    @property
    def is_waiting(self) -> bool:
        return self.mail.status in delivery.IN_HAND


def page(chosen: str, *, before: int | None = None) -> tuple[list[Logged], int | None]:
    """The newest mails of a filter before a key, and the key of the next page. One query. NotFound: no such filter."""
    if chosen not in FILTERS:
        raise NotFound()
    rows = _MAILS.filter(status__in=FILTERS[chosen][1]).select_related("report", "user").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    return [_logged(mail) for mail in found[:PAGE]], found[PAGE - 1].pk if len(found) > PAGE else None


def of_report(report: Report) -> list[Logged]:
    """What was mailed about one report, the newest first. One query."""
    return [_logged(mail) for mail in _of_report(report.pk)]


@compiled
def _of_report(report: int) -> QuerySet[Mail]:
    return Mail.objects.filter(report=report).order_by("-pk")[:PAGE]


def resend(pk: int, now: datetime, *, mails: QuerySet[Mail] | None = None) -> Mail:
    """Send a mail once more. NotFound for one that is not among `mails`, Conflict for one on its way or called off."""
    with transaction.atomic():
        rows = (mails if mails is not None else _MAILS).select_for_update(of=("self",))
        mail = row_or_404(rows, pk=pk)
        if mail.status not in _RESENDABLE:
            raise Conflict("not_resendable", _("Surel ini sedang menunggu dikirim atau tidak jadi dikirim."))
        delivery.resend(mail, now)
    return mail


def _logged(mail: Mail) -> Logged:
    event = EVENTS.get(mail_templates.name_of(mail.event, mail.recipient))
    return Logged(mail, event.title if event else mail.event, reason(mail.last_error))


def reason(code: str) -> Promise | str:
    """Why a mail did not go out, for people; the code itself stands beside it."""
    if not code:
        return ""
    if code == "bad_address":
        return _("Alamat ini pernah ditolak, jadi tidak dikirimi.")
    if code.endswith(".2.2"):
        return _("Kotak surat penerima penuh.")
    if ".7." in code:
        return _("Server surel menolak menurut aturannya.")
    if code.startswith("4"):
        return _("Server surel meminta dicoba lagi nanti.")
    if code.startswith("5"):
        return _("Alamatnya tidak ada, atau isinya ditolak.")
    return _("Server surel tidak dapat dihubungi.")
