"""A report of Kota Tangerang handed to Kabupaten Lebak: accepted, given back, taken back, or accepted by silence."""

from datetime import UTC, datetime, timedelta

import pytest

from core.accounts import citizens
from core.audit.models import Entry
from core.audit.sentences import desk_sentence
from core.casework import actions, queries
from core.casework.actions.reporters import ByCode
from core.casework.periodic import sweeping
from core.common.errors import Conflict, Forbidden, Invalid, NotFound
from core.deadlines.models import Deadline
from core.notifications.models import Mail, Notice
from core.reports.models import Attachment, Report
from core.routing.models import Note
from tenants.law import memory
from tenants.law.models import DeadlineRule
from tenants.ledger.models import Fact
from tenants.seats import province_seat
from tests.core.casework.test_action_costs import cost
from tests.support import verified
from tests.support.cast import EMAIL, KELURAHAN, NAME, Filed, add_photo

REASON = "Jalan ini dipelihara kota, bukan kabupaten."
RECEIVED = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
# Three working days from Monday 16 March on, in the city's time; Thursday is Nyepi, the days after it are off too.
LAST_DAY = "2026-03-26"


def sent(cast, state: str = "submitted", **more) -> Filed:
    """A report that Lebak has been handed and has not accepted."""
    at = more.get("at")
    filed = cast.tangerang.file(state, **more)
    with cast.tangerang.seat():
        actions.transfer(filed.number, cast.tangerang.siti, to="36.02", **({"at": at + 5 * HOUR} if at else {}))
    return filed


def in_city(office, number: str) -> Report:
    with office.seat():
        return Report.objects.select_related("category", "unit").get(number=number)


def history(office, number: str) -> list[str]:
    with office.seat():
        return list(Entry.objects.filter(stream=number).order_by("seq").values_list("action", flat=True))


def give_back(cast, number: str, **more) -> Report:
    with cast.lebak.seat():
        return actions.hand_back(number, cast.lebak.siti, **({"text": REASON} | more))


def nothing_wrong(cast, number: str) -> bool:
    return [verified.faults(office.tenant, number) for office in (cast.tangerang, cast.lebak)] == [[], []]


def fact(number: str) -> Fact:
    with province_seat():
        return Fact.objects.get(number=number)


# -- Accepted --------------------------------------------------------------------------------------------------------


def test_it_arrives_marked_until_the_end_of_the_third_working_day(cast):
    number = sent(cast, at=RECEIVED).number
    until = in_city(cast.lebak, number).accept_by
    assert in_city(cast.tangerang, number).accept_by == until
    assert f"{until.astimezone(cast.lebak.tenant.zone):%Y-%m-%d %H:%M:%S}" == f"{LAST_DAY} 23:59:59"
    with cast.lebak.seat():
        assert Notice.objects.get(report__number=number, handled_at=None).event == "receive"


def test_where_the_province_has_no_such_deadline_it_is_accepted_as_it_arrives(cast):
    with province_seat():
        DeadlineRule.objects.filter(code="acceptance").update(valid_to="2026-01-01")
    memory.forget()
    try:
        number = sent(cast).number
    finally:
        memory.forget()
    assert in_city(cast.lebak, number).accept_by is None
    with pytest.raises(Conflict) as refused:
        give_back(cast, number)
    assert refused.value.code == "not_waiting"


def test_what_is_accepted_can_be_given_back_and_taken_back_no_more(cast):
    number = sent(cast).number
    with cast.lebak.seat():
        report = actions.accept(number, cast.lebak.joko)
        assert (report.state, report.accept_by) == ("submitted", None)
        assert Entry.objects.filter(stream=number).last().details == {"from": "t3671", "city": "Kota Tangerang"}
        for again in (actions.accept, lambda number, siti: actions.hand_back(number, siti, text=REASON)):
            with pytest.raises(Conflict) as refused:
                again(number, cast.lebak.siti)
            assert refused.value.code == "not_waiting"
    with cast.tangerang.seat(), pytest.raises(Conflict) as refused:
        actions.recall(number, cast.tangerang.siti)
    assert (refused.value.code, "Kabupaten Lebak sudah menerima" in str(refused.value.message)) == ("accepted", True)
    assert history(cast.lebak, number) == ["submit", "transfer", "receive", "accept"]
    assert nothing_wrong(cast, number)


TAKEN_ON = {
    "verify": {},
    "ask": {"text": "Di tiang nomor berapa?"},
    "reject": {"reason": "tidak-jelas"},
    "refer": {"agency": "PLN", "text": "Ini wewenang PLN."},
    "resolve_outside": {"text": "Sudah menyala lagi."},
    "correct": {"kind": "aspiration"},
    "extend": {"days": 2, "text": "Menunggu suku cadang."},
}


@pytest.mark.parametrize("action", TAKEN_ON)
def test_whoever_works_on_it_accepts_it(cast, action):
    number = sent(cast).number
    with cast.lebak.seat():
        getattr(actions, action)(number, cast.lebak.siti, **TAKEN_ON[action])
        assert Report.objects.get(number=number).accept_by is None
        entry = Entry.objects.filter(stream=number).last()
        assert (entry.action, entry.details["accepts"]) == (action, "t3671")
        assert desk_sentence(action, entry.details).endswith("; pengalihan laporan ini dengan itu diterima")
    assert nothing_wrong(cast, number)


def test_both_sides_of_a_merger_accept(cast):
    numbers = [sent(cast).number for _ in range(2)]
    with cast.lebak.seat():
        actions.merge(numbers[0], cast.lebak.siti, into=numbers[1])
        assert not Report.objects.filter(number__in=numbers).exclude(accept_by=None).exists()
    assert [nothing_wrong(cast, number) for number in numbers] == [True, True]


def test_whoever_only_asks_around_or_protects_somebody_does_not_accept_it(cast):
    filed = sent(cast, photos=1)
    with cast.lebak.seat():
        siti, photo = cast.lebak.siti, Attachment.objects.get(report__number=filed.number)
        actions.note(filed.number, siti, text="Sudah ditanyakan ke bagian jalan.")
        actions.message(filed.number, siti, text="Kami periksa dahulu siapa yang berwenang.")
        actions.redact(filed.number, siti, text="Lampu padam.")
        actions.hide_photo(filed.number, siti, photo=photo.pk)
        actions.reply_by(ByCode(filed.number, filed.code), text="Di dekat pasar.")
        assert Report.objects.get(number=filed.number).accept_by
    assert nothing_wrong(cast, filed.number)


def test_a_reporter_who_takes_it_back_leaves_nothing_to_accept(cast):
    filed = sent(cast)
    with cast.lebak.seat():
        actions.withdraw(ByCode(filed.number, filed.code))
        assert Report.objects.get(number=filed.number).accept_by is None
    assert nothing_wrong(cast, filed.number)


def test_nothing_goes_on_to_a_city_before_it_is_accepted(cast):
    """Not back without a reason, and not to a third city as if it had been this one's."""
    number = sent(cast).number
    with cast.lebak.seat():
        with pytest.raises(Conflict) as refused:
            actions.transfer(number, cast.lebak.siti, to="36.71", note="Ini wilayah Anda.")
        assert refused.value.code == "not_accepted"
        assert "transfer" not in queries.offered(cast.lebak.siti, queries.desk_story(in_city(cast.lebak, number))).all
        actions.accept(number, cast.lebak.siti)
        assert actions.transfer(number, cast.lebak.siti, to="36.71").state == "transferred"


def test_accepting_costs_so_many_statements(cast):
    number = sent(cast).number
    with cast.lebak.seat():
        assert cost(lambda: actions.accept(number, cast.lebak.siti)) == 7


# -- Accepted by silence ---------------------------------------------------------------------------------------------


def test_silence_accepts_when_the_deadline_is_over_and_history_says_so(cast):
    number = sent(cast, at=RECEIVED).number
    until = in_city(cast.lebak, number).accept_by
    with cast.tangerang.seat():
        assert sweeping.accept_silent(at=until + SECOND) == sweeping.SweepCounts()
    with cast.lebak.seat():
        assert sweeping.accept_silent(at=until) == sweeping.SweepCounts()
        assert sweeping.accept_silent(at=until + SECOND, batch=1) == sweeping.SweepCounts(done=1)
        assert sweeping.accept_silent(at=until + SECOND) == sweeping.SweepCounts()
        entry = Entry.objects.filter(stream=number).last()
    assert (entry.action, entry.actor_kind) == ("accept_silently", "system")
    with pytest.raises(Conflict):
        give_back(cast, number)
    assert in_city(cast.lebak, number).state == "submitted"
    assert nothing_wrong(cast, number)


def test_once_the_deadline_is_over_there_is_no_way_back_though_no_worker_runs(cast):
    number = sent(cast, at=RECEIVED).number
    until = in_city(cast.lebak, number).accept_by
    with cast.lebak.seat():
        story = queries.desk_story(Report.objects.get(number=number))
        assert {"accept", "hand_back"} & set(queries.offered(cast.lebak.siti, story).all) == {"accept"}
        with pytest.raises(Conflict, match="sudah lewat") as found:
            actions.hand_back(number, cast.lebak.siti, text=REASON, at=until + SECOND)
    assert found.value.code == "accepted"
    with cast.tangerang.seat(), pytest.raises(Conflict, match="sudah menerima") as found:
        actions.recall(number, cast.tangerang.siti, at=until + SECOND)
    assert found.value.code == "accepted"
    assert in_city(cast.lebak, number).accept_by == until
    assert give_back(cast, number, at=until).state == "transferred"


def test_a_day_before_silence_accepts_nothing(cast):
    number = sent(cast, at=RECEIVED).number
    with cast.lebak.seat(), pytest.raises(Conflict) as refused:
        actions.accept_silently(number, at=in_city(cast.lebak, number).accept_by)
    assert refused.value.code == "too_early"


def test_the_worker_accepts_them_in_pages(cast):
    numbers = [sent(cast, at=RECEIVED).number for _ in range(3)]
    with cast.lebak.seat():
        done = sweeping.accept_silent(at=RECEIVED + timedelta(days=30), batch=2)
        waiting = Report.objects.filter(number__in=numbers).exclude(accept_by=None)
        assert (done, waiting.count()) == (sweeping.SweepCounts(done=3), 0)


# -- Given back ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["submitted", "verified"])
def test_given_back_it_is_the_former_citys_as_it_was(cast, state):
    filed = cast.tangerang.file(state, email=EMAIL)
    with cast.tangerang.seat():
        account = citizens.open_account(EMAIL)
        actions.claim(filed.number, filed.code, account=account)
        before = Report.objects.get(number=filed.number)
        actions.transfer(filed.number, cast.tangerang.siti, to="36.02")
    ended = give_back(cast, filed.number)
    assert (ended.state, ended.outcome, ended.transferred_to, ended.accept_by) == (
        "transferred", "transferred", "t3671", None,
    )  # fmt: skip
    back = in_city(cast.tangerang, filed.number)
    assert (back.state, back.outcome, back.ended_at, back.transferred_to, back.accept_by) == (
        state,
        "",
        None,
        "",
        None,
    )
    assert (back.area_code, back.area_check, back.category_id, back.verified_at, back.submitted_by_id) == (
        KELURAHAN["t3671"], before.area_check, before.category_id, before.verified_at, account.pk,
    )  # fmt: skip
    assert back.received_from == "t3602"
    assert nothing_wrong(cast, filed.number)


def test_both_histories_say_why_and_one_chain_runs_through_both(cast):
    number = sent(cast).number
    give_back(cast, number)
    assert history(cast.lebak, number) == ["submit", "transfer", "receive", "hand_back"]
    assert history(cast.tangerang, number) == ["submit", "transfer", "receive", "hand_back", "come_back"]
    for office in (cast.lebak, cast.tangerang):
        with office.seat():
            story = queries.desk_story(Report.objects.get(number=number))
            (said,) = [event for event in story.events if event.action == "hand_back"]
            assert (said.text, said.sentence) == (REASON, "Dikembalikan ke Kota Tangerang")
            assert Note.objects.filter(report__number=number, text=REASON).count() == 1


@pytest.mark.parametrize("text", ["", "   ", "bukan kami", None, 5, "x" * 6000])
def test_only_with_a_reason(cast, text):
    number = sent(cast).number
    with pytest.raises(Invalid) as refused:
        give_back(cast, number, text=text)
    assert list(refused.value.errors) == ["text"]
    assert in_city(cast.lebak, number).accept_by


def test_only_a_coordinator_of_the_city_that_has_it(cast):
    number = sent(cast).number
    lebak = cast.lebak
    for who, refusal in ((lebak.leader, Forbidden), (lebak.dewi, NotFound)):
        with lebak.seat():
            for act in (actions.accept, lambda number, who: actions.hand_back(number, who, text=REASON)):
                with pytest.raises(refusal):
                    act(number, who)
    with cast.tangerang.seat():
        with pytest.raises(Conflict):  # it is not theirs any more
            actions.hand_back(number, cast.tangerang.siti, text=REASON)
        with pytest.raises(Forbidden):
            actions.recall(number, cast.tangerang.leader)
    with cast.tangerang.seat(), pytest.raises(NotFound):
        actions.recall("3671-26-999999-0", cast.tangerang.siti)


def test_photos_and_words_of_meanwhile_come_along(cast):
    filed = sent(cast, "verified", photos=2, email=EMAIL)
    with cast.lebak.seat():
        picture = add_photo()
        actions.reply_by(ByCode(filed.number, filed.code), text="Ini di Tangerang.", attachments=[picture.pk])
        hidden = Attachment.objects.filter(report__number=filed.number, seq=1).first()
        actions.hide_photo(filed.number, cast.lebak.siti, photo=hidden.pk)
        actions.redact(filed.number, cast.lebak.siti, text="Lampu padam.")
    give_back(cast, filed.number)
    with cast.tangerang.seat():
        back = Report.objects.get(number=filed.number)
        assert [message.text for message in back.messages.all()] == ["Ini di Tangerang."]
        photos = Attachment.objects.filter(report=back)
        assert (photos.count(), {photo.pk for photo in photos if photo.is_hidden}) == (3, {hidden.pk})
        assert back.public_text == "Lampu padam."
        assert actions.read_identity(filed.number, cast.tangerang.siti)["name"] == NAME
    assert nothing_wrong(cast, filed.number)


def asked_and_answered(cast) -> Filed:
    filed = cast.tangerang.file("needs_info")
    with cast.tangerang.seat():
        actions.reply(filed.number, filed.code, text="Tiang nomor 7.")
    return filed


def ended_and_reopened(cast) -> Filed:
    filed = cast.tangerang.file("verified")
    with cast.tangerang.seat():
        actions.resolve_outside(filed.number, cast.tangerang.siti, text="Sudah menyala lagi.")
        actions.reopen(ByCode(filed.number, filed.code), text="Masih padam.")
    return filed


@pytest.mark.parametrize("lived", [asked_and_answered, ended_and_reopened])
def test_a_report_with_a_past_comes_back_with_it(cast, lived):
    filed = lived(cast)
    with cast.tangerang.seat():
        before = Report.objects.get(number=filed.number)
        clocks = set(Deadline.objects.filter(report=before).values_list("rule_set", "rule", "due_at", "outcome"))
        actions.transfer(filed.number, cast.tangerang.siti, to="36.02")
    give_back(cast, filed.number)
    with cast.tangerang.seat():
        back = Report.objects.get(number=filed.number)
        assert (back.state, back.next_due_at) == (before.state, before.next_due_at)
        assert set(Deadline.objects.filter(report=back).values_list("rule_set", "rule", "due_at", "outcome")) == clocks
        if back.state == "submitted":
            actions.verify(filed.number, cast.tangerang.siti)
        assert actions.dispatch(filed.number, cast.tangerang.siti, unit="dishub").state == "dispatched"
    assert nothing_wrong(cast, filed.number)


def test_the_coordinator_and_the_reporter_are_told(cast):
    filed = sent(cast, email=EMAIL)
    give_back(cast, filed.number)
    with cast.tangerang.seat():
        notice = Notice.objects.get(report__number=filed.number, handled_at=None)
        assert (notice.event, notice.role) == ("come_back", "coordinator")
        assert Mail.objects.filter(report__number=filed.number, event="come_back", recipient="reporter").count() == 1
        assert queries.report_by_code(filed.number, filed.code).state == "submitted"
        texts = [event.sentence for event in queries.reporter_story(in_city(cast.tangerang, filed.number)).events]
        assert texts[-1] == "Ditangani lagi di sini, setelah dikembalikan Kabupaten Lebak"
        assert REASON not in str(texts)
    with cast.lebak.seat():
        assert not Notice.objects.filter(report__number=filed.number, handled_at=None).exists()
        assert not Mail.objects.filter(report__number=filed.number).exists()
        assert queries.report_by_code(filed.number, filed.code).state == "transferred"


def test_to_a_city_that_gave_it_back_it_goes_only_with_a_reason(cast):
    number = sent(cast).number
    give_back(cast, number)
    with cast.tangerang.seat():
        siti = cast.tangerang.siti
        with pytest.raises(Invalid) as refused:
            actions.transfer(number, siti, to="36.02")
        assert "Kabupaten Lebak pernah mengembalikan laporan ini" in str(refused.value.errors["note"])
        actions.transfer(number, siti, to="36.02", note="Sudah disepakati dengan Dinas PU di sana.")
    assert in_city(cast.lebak, number).accept_by
    give_back(cast, number)
    assert in_city(cast.tangerang, number).state == "submitted"
    assert nothing_wrong(cast, number)


def test_erasing_reaches_the_copy_of_the_city_that_gave_it_back(cast):
    filed = sent(cast, photos=1)
    give_back(cast, filed.number)
    with cast.tangerang.seat():
        actions.reject(filed.number, cast.tangerang.siti, reason="tidak-jelas")
        actions.anonymise(filed.number, cast.tangerang.siti, cause="request")
    left = in_city(cast.lebak, filed.number)
    assert (left.description, left.erased_at is None) == ("", False)
    assert nothing_wrong(cast, filed.number)


def test_a_copy_that_was_erased_meanwhile_is_filled_again(cast):
    filed = sent(cast, photos=1)
    with cast.tangerang.seat():
        actions.anonymise(filed.number, cast.tangerang.siti, cause="retention")
    give_back(cast, filed.number)
    back = in_city(cast.tangerang, filed.number)
    assert (back.description, back.erased_at) == (filed.report.description, None)
    assert nothing_wrong(cast, filed.number)


# -- Taken back ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["submitted", "verified"])
def test_taken_back_it_is_as_if_it_had_not_gone(cast, state):
    filed = sent(cast, state, photos=1, email=EMAIL)
    with cast.tangerang.seat():
        back = actions.recall(filed.number, cast.tangerang.joko)
        assert (back.state, back.outcome, back.transferred_to, back.accept_by) == (state, "", "", None)
        assert back.next_due_at == filed.report.next_due_at
        assert Mail.objects.filter(report=back, event="recall").count() == 1
    left = in_city(cast.lebak, filed.number)
    assert (left.state, left.outcome, left.transferred_to, left.accept_by) == (
        "transferred", "transferred", "t3671", None,
    )  # fmt: skip
    assert history(cast.tangerang, filed.number)[-4:] == ["transfer", "receive", "let_go", "recall"]
    assert nothing_wrong(cast, filed.number)


def test_after_the_deadline_taking_back_is_not_offered(cast):
    number = sent(cast, at=RECEIVED).number
    with cast.tangerang.seat():
        story = queries.desk_story(Report.objects.get(number=number))
        assert "recall" not in queries.offered(cast.tangerang.siti, story).all
    number = sent(cast).number
    with cast.tangerang.seat():
        story = queries.desk_story(Report.objects.get(number=number))
        assert "recall" in queries.offered(cast.tangerang.siti, story).all


# -- Counted once ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["hand_back", "recall"])
def test_the_province_knows_it_once_and_where_it_is(cast, way):
    number = sent(cast).number
    assert fact(number).tenant == "t3602"
    if way == "hand_back":
        give_back(cast, number)
    else:
        with cast.tangerang.seat():
            actions.recall(number, cast.tangerang.siti)
    known = fact(number)
    assert (known.tenant, known.state, known.pending_to, known.ended_at) == ("t3671", "submitted", None, None)
    for office, received in ((cast.tangerang, 1), (cast.lebak, 0)):
        with office.seat():
            assert queries.figures().received == received
