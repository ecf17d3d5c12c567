"""The outbox: who is told of what, in which language, and what it costs."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from core.accounts import citizens
from core.casework import actions
from core.notifications import outbox, rules
from core.notifications.models import Mail
from tests.support.cast import EMAIL

CONTACT = {"name": "Ratna Kusuma", "phone": "", "email": EMAIL}


def told(report) -> list[tuple[str, str]]:
    rows = Mail.objects.filter(report=report, status=Mail.Status.QUEUED).order_by("pk")
    return [(mail.event, mail.recipient) for mail in rows]


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


@pytest.fixture
def supported(office):
    """A verified public report with three supporters: two accounts, one of them the reporter's own, and a device."""
    own, other = citizens.open_account("ratna@example.id"), citizens.open_account("tetangga@example.id")
    filed = office.file(**CONTACT)
    filed.report.submitted_by = own
    filed.report.save(update_fields=["submitted_by"])
    actions.verify(filed.number, office.siti)
    for voter, user in (("a", own), ("b", other), ("c", None)):
        actions.support(filed.number, voter=voter, user=user)
    filed.report.refresh_from_db()
    Mail.objects.update(status=Mail.Status.SENT)
    return filed.report


def test_the_reporter_is_told_in_one_statement_and_one_for_the_job(office, django_assert_num_queries):
    report = office.file(**CONTACT).report
    Mail.objects.update(status=Mail.Status.SENT)
    with django_assert_num_queries(2):
        outbox.queue(report, "ask", timezone.now(), entry_seq=2)
    assert told(report) == [("ask", "reporter")]


def test_without_an_address_there_is_one_statement_and_no_mail(office, django_assert_num_queries):
    report = office.file().report
    with django_assert_num_queries(1):
        outbox.queue(report, "ask", timezone.now(), entry_seq=2)
    assert told(report) == []


@pytest.mark.parametrize("action", ["start", "send_back", "work_photos", "correct", "reply", "redact"])
def test_what_nobody_is_told_of_costs_nothing(office, django_assert_num_queries, action):
    report = office.file(**CONTACT).report
    with django_assert_num_queries(0):
        outbox.queue(report, action, timezone.now(), entry_seq=2)


def test_nobody_is_told_of_an_anonymous_report_or_of_old_times(office, django_assert_num_queries):
    anonymous, known = office.file(identity="anonymous").report, office.file(**CONTACT).report
    with django_assert_num_queries(0):
        outbox.queue(anonymous, "answer", timezone.now(), entry_seq=2)
        outbox.queue(known, "answer", timezone.now() - rules.NEWS - timedelta(minutes=1), entry_seq=2)


@pytest.mark.parametrize("action", ["answer", "close", "auto_close", "merge", "resolve_outside", "transfer"])
def test_supporters_with_an_account_are_told_the_reporter_once(office, supported, action):
    outbox.queue(supported, action, timezone.now(), entry_seq=5)
    assert told(supported) == [(action, "reporter"), (action, "supporter")]


@pytest.mark.parametrize("action", ["dispatch", "reject", "message", "follow_up", "extend", "follow"])
def test_other_news_is_the_reporters_alone(office, supported, action):
    outbox.queue(supported, action, timezone.now(), entry_seq=5)
    assert told(supported) == [(action, "reporter")]


def test_a_report_that_was_hidden_mails_nobody_but_its_reporter(office, supported):
    actions.correct(supported.number, office.siti, visibility="secret")
    supported.refresh_from_db()
    outbox.queue(supported, "close", timezone.now(), entry_seq=6)
    assert told(supported) == [("close", "reporter")]


@pytest.mark.parametrize("action", ["answer", "transfer"])
def test_before_it_is_verified_supporters_are_told_only_where_it_went(office, supported, action):
    supported.verified_at = None
    assert outbox.recipients(supported, action).supporters == (action == "transfer")
    outbox.queue(supported, action, timezone.now(), entry_seq=5)
    assert ((action, "supporter") in told(supported)) == (action == "transfer")


def test_where_a_secret_report_went_its_reporter_alone_is_told(office, supported):
    actions.correct(supported.number, office.siti, visibility="secret")
    supported.refresh_from_db()
    assert outbox.recipients(supported, "transfer").others == 0
    outbox.queue(supported, "transfer", timezone.now(), entry_seq=6)
    assert told(supported) == [("transfer", "reporter")]


def test_what_may_be_taken_back_waits_and_is_taken_out_of_the_outbox(office, settings):
    settings.UNDO_MINUTES = 7
    report, now = office.file(**CONTACT).report, timezone.now()
    Mail.objects.update(status=Mail.Status.SENT)
    outbox.queue(report, "answer", now, entry_seq=4)
    mail = Mail.objects.get(report=report, event="answer")
    assert (mail.next_at, mail.seq, mail.kind) == (now + timedelta(minutes=7), 4, "complaint")
    outbox.queue(report, "undo_answer", now + timedelta(minutes=5), entry_seq=5)
    mail.refresh_from_db()
    assert (mail.status, mail.next_at) == ("cancelled", None)


def test_the_language_is_the_one_the_reporter_wrote_in(office):
    with translation.override("en"):
        report = office.file(**CONTACT).report
        outbox.queue(report, "submit", timezone.now(), entry_seq=1)
        draft = office.draft(channel="counter", **CONTACT)
        at_counter = actions.submit(draft, clerk=office.siti).report
        outbox.queue(at_counter, "submit", timezone.now(), entry_seq=1)
    outbox.queue(report, "ask", timezone.now(), entry_seq=2)
    assert set(Mail.objects.filter(report=report).values_list("language", flat=True)) == {"en"}
    assert set(Mail.objects.filter(report=at_counter).values_list("language", flat=True)) == {"id"}


# -- Those whose reports were merged into it -----------------------------------------------------------------------


def test_whoever_was_merged_into_it_follows_and_is_told_once(office):
    other = {**CONTACT, "email": "jaka@example.id"}
    main = office.file("verified", **CONTACT).report
    first, second = office.file(**other).report, office.file(**other).report
    own, nobody = office.file(**CONTACT).report, office.file(identity="anonymous").report
    for report in (first, second, own, nobody):
        report.merged_into = main.number
        report.save(update_fields=["merged_into"])
    outbox.queue(main, "answer", timezone.now(), entry_seq=5)
    mails = Mail.objects.filter(report=main, event="answer").order_by("pk")
    assert [(mail.recipient, mail.via_id) for mail in mails] == [("reporter", None), ("follower", first.pk)]


# -- What the desk announces ---------------------------------------------------------------------------------------


def test_the_preview_says_who_gets_a_mail(office, supported, settings, django_assert_num_queries):
    settings.UNDO_MINUTES = 10
    with django_assert_num_queries(1):
        sentences = {action: str(outbox.preview_sentence(supported, action)) for action in ("ask", "close", "start")}
    assert sentences == {
        "ask": "Pelapor akan menerima surel.",
        "close": "Pelapor dan 1 warga yang mengikuti laporan ini akan menerima surel 10 menit lagi, kecuali langkah "
        "ini dibatalkan sebelumnya.",
        "start": "Tidak ada surel yang dikirim: langkah ini hanya urusan kantor.",
    }


def test_the_preview_says_why_nobody_does(office, django_assert_num_queries):
    anonymous, by_phone = office.file(identity="anonymous", visibility="secret").report, office.file().report
    with django_assert_num_queries(0):
        sentence = str(outbox.preview_sentence(anonymous, "answer"))
    assert sentence == "Tidak ada surel yang dikirim: pelapor memilih tanpa identitas."
    assert str(outbox.preview_sentence(by_phone, "ask")) == (
        "Tidak ada surel yang dikirim: pelapor tidak memberi alamat surel."
    )


@pytest.mark.parametrize("visibility", ["public", "secret"])
@pytest.mark.parametrize("contact", ["mail", "phone", "none"])
@pytest.mark.parametrize("action", [*rules.RULES, "start", "correct"])
def test_what_is_announced_is_what_is_queued(office, visibility, contact, action):
    given = {"mail": CONTACT, "phone": {}, "none": {"identity": "anonymous"}}[contact]
    report = office.file("verified", visibility=visibility, **given).report
    if visibility == "public":
        actions.support(report.number, voter="b", user=citizens.open_account("tetangga@example.id"))
        report.refresh_from_db()
    Mail.objects.update(status=Mail.Status.SENT)
    announced = outbox.recipients(report, action)
    outbox.queue(report, action, timezone.now(), entry_seq=9)
    recipients = [recipient for _event, recipient in told(report)]
    assert recipients.count("reporter") == announced.reporter
    assert recipients.count("supporter") == announced.supporters
    assert len(recipients) == announced.reporter + announced.others
