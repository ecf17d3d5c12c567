"""Mails on their way out: in the outbox of a city, due, sent by the worker."""

from django.utils import timezone

from config import worker
from core.notifications import delivery, outbox
from core.notifications.models import Mail
from tenants.jobs import enqueue

RATNA, JAKA = "ratna@example.id", "jaka@example.id"


def contact(email: str) -> dict[str, str]:
    return {"name": "Ratna Kusuma", "phone": "", "email": email}


def queued(office, email: str = RATNA, action: str = "ask", **changes) -> Mail:
    """A report of this reporter, and only the mail of one action in the outbox, due now."""
    with office.seat():
        before = timezone.now()
        report = office.file(**contact(email), **changes).report
        Mail.objects.filter(report=report).update(status=Mail.Status.CANCELLED)
        outbox.queue(report, action, before, entry_seq=report.audit_seq)
        mail = Mail.objects.select_related("report").get(report=report, status=Mail.Status.QUEUED)
        Mail.objects.filter(pk=mail.pk).update(next_at=before)
        return mail


def run(*offices) -> None:
    """What the periodic task and the worker do."""
    for office in offices:
        with office.seat():
            enqueue(delivery.deliver)
    worker.run_all()


def now_due(office) -> None:
    with office.seat():
        Mail.objects.filter(next_at__isnull=False).update(next_at=timezone.now())


def state(office, mail: Mail) -> tuple[str, int, str]:
    with office.seat():
        mail.refresh_from_db()
    return mail.status, mail.attempts, mail.last_error
