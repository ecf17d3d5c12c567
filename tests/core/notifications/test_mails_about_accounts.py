"""Codes and invitations go through the outbox: encrypted until they are sent, gone afterwards, first in the queue."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from core.notifications import accounts, log, sending
from core.notifications.delivery import deliver
from core.notifications.models import BadAddress, Mail
from tenants.seats import tenant_seat
from tests.support.mails import posted

CODE, ADDRESS = "1234 5678", "ratna@example.id"


def _queue(age: timedelta = timedelta(0), useful: timedelta = timedelta(minutes=15)) -> Mail:
    message = EmailMultiAlternatives("Kode", f"Kode Anda {CODE}", "LAKSA <laksa@localhost.id>", [ADDRESS])
    message.attach_alternative(f"<p>{CODE}</p>", "text/html")
    return accounts.queue(message, "login_code", "id", timezone.now() - age, useful)


def _row(pk: int) -> Mail:
    return Mail.objects.get(pk=pk)


@pytest.fixture
def city(db: None):
    with tenant_seat("t3671"):
        yield


def test_it_waits_encrypted_and_is_gone_once_sent(city) -> None:
    mail = _queue()
    stored = bytes(_row(mail.pk).sealed)
    assert stored
    for secret in (CODE, ADDRESS, "Kode"):
        assert secret.encode() not in stored
    (message,) = posted()
    assert (message.to, message.subject, message.body) == ([ADDRESS], "Kode", f"Kode Anda {CODE}")
    assert message.alternatives[0].content == f"<p>{CODE}</p>"
    row = _row(mail.pk)
    assert (row.status, row.sealed, bytes(row.address_hash), row.context) == (Mail.Status.SENT, None, b"", {})


def test_a_code_that_has_expired_is_not_sent(city) -> None:
    mail = _queue(age=timedelta(minutes=15))
    assert posted() == []
    row = _row(mail.pk)
    assert (row.status, row.sealed) == (Mail.Status.CANCELLED, None)


def test_the_office_sees_none_of_it(city) -> None:
    mail = _queue()
    assert log.page("semua") == ([], None)
    posted()
    with pytest.raises(log.NotFound):
        log.resend(mail.pk, timezone.now())


def test_it_goes_before_what_waits_already(city) -> None:
    earlier = timezone.now() - timedelta(hours=1)
    other = Mail.objects.create(event="digest", recipient=Mail.Recipient.STAFF, queued_at=earlier, next_at=earlier)
    mail = _queue()
    posted()
    assert _row(mail.pk).attempts == _row(other.pk).attempts == 1
    assert _row(mail.pk).message_id
    first = Mail.objects.order_by("sent_at").first()
    assert first.pk == mail.pk


def test_a_server_that_knows_no_such_mailbox_says_nothing_of_other_mails(city, monkeypatch) -> None:
    def refuse(post: sending.SmtpSession, message: object) -> None:
        raise sending.WrongAddress("550 5.1.1")

    monkeypatch.setattr(sending.SmtpSession, "send", refuse)
    mail = _queue()
    deliver.func("t3671")
    row = _row(mail.pk)
    assert (row.status, row.sealed) == (Mail.Status.BOUNCED, None)
    assert not BadAddress.objects.exists()
