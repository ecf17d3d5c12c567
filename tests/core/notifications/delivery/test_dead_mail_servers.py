"""A server or a worker that is dead delays mails and loses none."""

from django.utils import timezone

from core.notifications import delivery, sending
from core.notifications.models import Mail
from tests.core.notifications import postbox
from tests.core.notifications.delivery.outgoing import JAKA, RATNA, now_due, queued, run, state


def nobody_listens(settings) -> None:
    postbox.lead_to(settings, postbox.free_port())


def waiting(*offices) -> list[tuple[int, str]]:
    """How often each mail that waits was tried, notices to people of the offices included, and its last error."""
    rows: list[tuple[int, str]] = []
    for office in offices:
        with office.seat():
            rows += Mail.objects.filter(status=Mail.Status.QUEUED).values_list("attempts", "last_error")
    return sorted(rows)


def test_a_dead_server_is_tried_once_and_nothing_is_lost(office, cast, settings, clock):
    mails = [(office, queued(office)), (office, queued(office, JAKA)), (cast.lebak, queued(cast.lebak))]
    before = waiting(office, cast.lebak)
    nobody_listens(settings)
    run(office, cast.lebak)
    assert waiting(office, cast.lebak) == [*before[1:], (1, "ConnectionRefusedError")]
    clock.advance(sending.QUIET)
    now_due(office)
    now_due(cast.lebak)
    with postbox.running(settings) as server:
        run(office, cast.lebak)
    assert sorted(taken.to for taken in server.taken if taken.to in (JAKA, RATNA)) == [JAKA, RATNA, RATNA]
    assert waiting(office, cast.lebak) == []
    assert {state(where, mail)[0] for where, mail in mails} == {"sent"}


def test_a_silent_server_costs_one_timeout(office, cast, settings):
    queued(office)
    queued(cast.lebak)
    before = waiting(office, cast.lebak)
    with postbox.stalling(settings):
        run(office, cast.lebak)
    assert waiting(office, cast.lebak) == [*before[1:], (1, "SMTPServerDisconnected")]


def test_a_server_that_dies_in_the_middle_keeps_what_it_took(office, settings, clock):
    mails = [queued(office, f"warga{number}@example.id") for number in range(3)]
    with postbox.running(settings, dies_after=1) as server:
        run(office)
        assert [state(office, mail)[:2] for mail in mails] == [("sent", 1), ("queued", 1), ("queued", 0)]
        server.dies_after = 1000
        clock.advance(sending.QUIET)
        now_due(office)
        run(office)
    assert [taken.to for taken in server.taken] == [f"warga{number}@example.id" for number in range(3)]


def test_a_server_that_refuses_our_sender_is_left_alone(office, settings):
    mail = queued(office)
    with postbox.running(settings, sender="550 5.7.1 sender rejected"):
        run(office)
    assert state(office, mail) == ("queued", 1, "550 5.7.1")


def test_what_a_dead_worker_had_in_hand_is_sent_again_under_the_same_name(office, settings):
    mail = queued(office)
    with postbox.running(settings) as server:
        run(office)
        with office.seat():
            in_hand = Mail.objects.filter(pk=mail.pk)
            in_hand.update(status=Mail.Status.SENDING, next_at=timezone.now() + delivery.LEASE)
        run(office)
        assert len(server.taken) == 1
        now_due(office)
        run(office)
    names = [taken.message["Message-ID"] for taken in server.taken]
    assert names == [f"<t3671.{mail.pk}.ask@kota-tangerang.localhost>"] * 2
