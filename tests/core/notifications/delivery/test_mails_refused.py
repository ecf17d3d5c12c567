"""What a mail server refuses: for now, for good, for its address, for its content."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.notifications import delivery, outbox
from core.notifications.models import BadAddress, Mail
from tests.core.notifications import postbox
from tests.core.notifications.delivery.outgoing import JAKA, RATNA, now_due, queued, run, state


def test_a_refusal_for_now_puts_one_mail_off_and_no_other(office, settings):
    put_off, other = queued(office, RATNA), queued(office, JAKA)
    with postbox.running(settings, refusals={RATNA: "450 4.2.1 <ratna@example.id> try later"}) as server:
        run(office)
        assert [taken.to for taken in server.taken] == [JAKA]
        assert state(office, put_off) == ("queued", 1, "450 4.2.1")
        assert state(office, other)[0] == "sent"
        pause = put_off.next_at - timezone.now()
        assert timedelta(seconds=50) < pause <= timedelta(minutes=1)
        server.refusals.clear()
        now_due(office)
        run(office)
    assert state(office, put_off) == ("sent", 2, "")


def test_pauses_grow_to_an_hour_and_end_after_three_days(office, settings):
    mail = queued(office)
    with postbox.running(settings, refusals={RATNA: "450 4.2.1 later"}):
        for attempt, minutes in enumerate((1, 2, 4, 8, 16, 32, 60, 60), start=1):
            run(office)
            assert state(office, mail)[:2] == ("queued", attempt)
            pause = mail.next_at - timezone.now()
            assert timedelta(minutes=minutes) - timedelta(seconds=10) < pause <= timedelta(minutes=minutes)
            now_due(office)
        with office.seat():
            Mail.objects.filter(pk=mail.pk).update(queued_at=timezone.now() - delivery.GIVE_UP_AFTER, attempts=0)
        run(office)
    assert state(office, mail) == ("failed", 1, "450 4.2.1")
    assert mail.next_at is None


def test_an_address_there_is_not_is_marked_and_shown_and_tried_again_only_when_asked(office, settings):
    mail, next_mail = queued(office), queued(office)
    with postbox.running(settings, refusals={RATNA: "550 5.1.1 <ratna@example.id> unknown"}) as server:
        run(office)
        assert state(office, mail) == ("bounced", 1, "550 5.1.1")
        assert state(office, next_mail) == ("bounced", 1, "bad_address")
        with office.seat():
            assert outbox.trouble(mail.report)
            assert str(outbox.preview_sentence(mail.report, "ask")) == (
                "Tidak ada surel yang dikirim: surel ke alamat pelapor ditolak terus."
            )
        server.refusals.clear()
        with office.seat():
            delivery.resend(mail, timezone.now())
        run(office)
    assert [taken.to for taken in server.taken] == [RATNA]
    assert state(office, mail)[0] == "sent"
    with office.seat():
        assert BadAddress.objects.count() == 0


@pytest.mark.parametrize(
    ("refusal", "ended"),
    [
        ("552 5.2.2 mailbox full", ("queued", 1, "552 5.2.2")),
        ("550 5.7.1 we take nothing from you", ("failed", 1, "550 5.7.1")),
        ("550 no such user", ("bounced", 1, "550")),
    ],
)
def test_not_every_refusal_speaks_of_a_wrong_address(office, settings, refusal, ended):
    mail = queued(office)
    with postbox.running(settings, refusals={RATNA: refusal}):
        run(office)
    assert state(office, mail) == ended
    with office.seat():
        assert BadAddress.objects.exists() == (ended[0] == "bounced")


@pytest.mark.parametrize(
    ("content", "ended"),
    [("554 5.6.0 no", ("failed", 1, "554 5.6.0")), ("451 4.3.0 busy", ("queued", 1, "451 4.3.0"))],
)
def test_a_mail_whose_content_is_refused(office, settings, content, ended):
    mail = queued(office)
    with postbox.running(settings, content=content):
        run(office)
    assert state(office, mail) == ended
