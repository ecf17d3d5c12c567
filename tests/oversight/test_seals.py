"""The daily seal: what it is made of, when it is made, and to whom it is mailed."""

import hashlib
import json
import subprocess
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail

from config import auditing, worker
from oversight import seal_creation, seal_verification, seals
from oversight.models import Seal
from tenants.ledger.models import Entry as LedgerEntry
from tenants.ledger.models import Witness
from tenants.models import Tenant
from tenants.seats import gate, province_seat
from tests.oversight.ledger_rows import LEBAK, TANGERANG, wib

DAY = date(2026, 3, 16)
MORNING_AFTER = wib("2026-03-17", "06:00")


def tenant(schema: str) -> Tenant:
    with gate():
        return Tenant.objects.get(schema_name=schema)


def sealed(schema: str, now: datetime) -> list[Seal]:
    """All seals of a city, after those due at `now` were made."""
    city = tenant(schema)
    with province_seat():
        seal_creation.seal_city(city, now)
        return list(Seal.objects.filter(tenant=schema).order_by("day"))


def file_of(seal: Seal, name: str = "Kota Tangerang") -> str:
    with province_seat():
        return "".join(seals.lines(seal, name))


@pytest.fixture
def told(ledger):
    """Three reports of Kota Tangerang around the midnight of 16 March in Jakarta, one of Lebak."""
    first = ledger.tell(TANGERANG, ("submitted", wib("2026-03-16")), ("verified", wib("2026-03-16", "23:59:59")))
    second = ledger.tell(TANGERANG, ("submitted", wib("2026-03-15")), ("verified", wib("2026-03-17", "00:00:00")))
    third = ledger.tell(TANGERANG, ("submitted", wib("2026-03-17", "00:00:00")))
    ledger.tell(LEBAK, ("submitted", wib("2026-03-16")))
    for number in (first, second, third):
        ledger.run("UPDATE ledger_entry SET entry_hash = sha256(seq::text::bytea) WHERE number = %s", number)
    return first, second, third


def head(seq: int) -> str:
    return hashlib.sha256(str(seq).encode()).hexdigest()


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def line(number: str, seq: int, state: str, at: str) -> str:
    """The line of an entry, computed the way the format says, without the database."""
    row = [TANGERANG, number, seq, "told", state, at, at, "complaint", "Perhubungan", "", "", *[None] * 6, head(seq)]
    return f"{sha(f'{number}:{seq}:{head(seq)}')} {sha(json.dumps(row))}"


def test_the_digest_is_that_of_every_entry_before_midnight(told):
    first, second, _third = told
    (seal,) = sealed(TANGERANG, MORNING_AFTER)
    lines = sorted(
        [
            line(first, 1, "submitted", "2026-03-16T02:00:00.000000Z"),
            line(first, 2, "verified", "2026-03-16T16:59:59.000000Z"),
            line(second, 1, "submitted", "2026-03-15T02:00:00.000000Z"),
        ]
    )
    text = "\n".join([*lines, f"2 36.71 2026-03-16 - 2026-03-16T17:00:00Z 3 2 {'0' * 64}", ""])
    assert bytes(seal.digest).hex() == sha(text)
    assert (seal.day, seal.until, seal.since) == (DAY, datetime(2026, 3, 16, 17, tzinfo=UTC), None)
    assert (seal.version, seal.entries, seal.reports, bytes(seal.previous)) == (2, 3, 2, bytes(32))
    assert [found.split()[0] for found in lines].count(seals.entry_line(first, 2, bytes.fromhex(head(2)))) == 1


def test_each_file_holds_its_own_day_and_the_digest_of_the_day_before(told):
    _first, second, third = told
    sealed(TANGERANG, MORNING_AFTER)
    before, seal = sealed(TANGERANG, wib("2026-03-18", "06:00"))[-2:]
    lines = sorted(
        [
            line(second, 2, "verified", "2026-03-16T17:00:00.000000Z"),
            line(third, 1, "submitted", "2026-03-16T17:00:00.000000Z"),
        ]
    )
    closing = "2 36.71 2026-03-17 2026-03-16T17:00:00Z 2026-03-17T17:00:00Z 2 2"
    assert file_of(seal).splitlines()[3:] == [*lines, f"{closing} {bytes(before.digest).hex()}"]


def test_every_column_of_the_ledger_is_in_the_newest_format():
    """A new column of the ledger needs a new format, or nobody would miss it when it is changed."""
    ledger = {field.column for field in LedgerEntry._meta.concrete_fields}
    witness = {field.column for field in Witness._meta.concrete_fields}
    assert (ledger - {"id"}, witness - {"id"}) == (set(seals.ROW_COLUMNS), set(seals.WITNESS_COLUMNS))


def test_a_seal_of_the_format_before_keeps_it_and_the_next_one_begins_anew(told):
    """Its one leaf a report is computed as it was; the first seal of this format follows from it and holds all."""
    first, second, _third = told
    leaves = sorted(sha(f"{number}:{head(seq)}") for number, seq in ((first, 2), (second, 1)))
    text = "\n".join([*leaves, f"36.71 2026-03-16 2026-03-16T17:00:00Z 2 {'0' * 64}", ""])
    old = Seal(tenant=TANGERANG, day=DAY, until=wib("2026-03-17", "00:00"), reports=2, previous=seals.FIRST,
               digest=hashlib.sha256(text.encode()).digest(), computed_at=MORNING_AFTER)  # fmt: skip
    with province_seat():
        old.save()
    kept, new = sealed(TANGERANG, wib("2026-03-18", "06:00"))
    assert (kept.version, file_of(kept).split("\n", 3)[3]) == (1, text)
    assert (new.version, new.since, new.entries, new.previous) == (2, None, 5, kept.digest)
    with province_seat():
        assert seal_verification.faults(TANGERANG) == []


def test_the_published_file_is_checked_with_two_common_commands(told, tmp_path):
    (seal,) = sealed(TANGERANG, MORNING_AFTER)
    path = tmp_path / "2026-03-16.txt"
    path.write_text(file_of(seal))
    command = f"grep -v '^#' {path} | sha256sum"
    answer = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert answer.stdout.split()[0] == bytes(seal.digest).hex()
    assert path.read_text().splitlines()[:3] == [
        "# laksa-seal 2",
        "# 36.71 Kota Tangerang 2026-03-16",
        f"# sha256 {bytes(seal.digest).hex()}",
    ]
    assert not any(number in path.read_text() for number in told)


def test_a_seal_read_in_many_small_parts_is_the_same(told, monkeypatch):
    (seal,) = sealed(TANGERANG, wib("2026-03-18", "06:00"))
    monkeypatch.setattr(seals, "CHUNK", 1)
    with province_seat():
        again = seals.Lines(TANGERANG, seal.until)
        assert again.count == seal.entries == 5
        assert again.digest(seals.closing_of(seal)) == bytes(seal.digest)


def test_a_day_is_sealed_an_hour_after_its_midnight_and_once(told):
    assert [seal.day for seal in sealed(TANGERANG, wib("2026-03-17", "00:59"))] == [date(2026, 3, 15)]
    assert [seal.day for seal in sealed(TANGERANG, wib("2026-03-17", "01:00"))] == [date(2026, 3, 15), DAY]
    assert len(sealed(TANGERANG, wib("2026-03-17", "23:00"))) == 2


def test_missed_days_are_caught_up_and_each_follows_from_the_one_before(told):
    sealed(TANGERANG, MORNING_AFTER)
    all_of_them = sealed(TANGERANG, wib("2026-03-20", "06:00"))
    assert [(seal.day.day, seal.entries) for seal in all_of_them] == [(16, 3), (17, 2), (18, 0), (19, 0)]
    digests = [bytes(seal.digest) for seal in all_of_them]
    assert [bytes(seal.previous) for seal in all_of_them] == [bytes(32), *digests[:3]]
    assert len(set(digests)) == 4


def test_a_day_ends_at_the_citys_own_midnight(ledger):
    east = ledger.city("94.71", zone="Asia/Jayapura")
    ledger.tell(east, ("submitted", datetime(2026, 3, 16, 14, 59, tzinfo=UTC)))
    ledger.tell(east, ("submitted", datetime(2026, 3, 16, 15, 0, tzinfo=UTC)))
    (seal,) = sealed(east, MORNING_AFTER)
    assert (seal.day, seal.until, seal.reports) == (DAY, datetime(2026, 3, 16, 15, tzinfo=UTC), 1)


# -- By the worker -------------------------------------------------------------------------------------------------


def test_the_worker_seals_every_city_but_sandboxes(ledger):
    ledger.city("36.74", is_enabled=False)
    ledger.city("36.01", is_sandbox=True)
    worker.tick()
    worker.run_all()
    with province_seat():
        tenants = Seal.objects.order_by("tenant").values_list("tenant", flat=True)
        assert list(tenants) == ["public", "t3602", "t3671", "t3674"]
        made = auditing.seals_made("t3671")
        assert made == {seal.day: bytes(seal.digest).hex() for seal in Seal.objects.filter(tenant="t3671")}


@pytest.fixture
def addressed(ledger, settings):
    settings.SEAL_MAIL = ["ombudsman@example.id", "pers@example.id"]
    for schema in (LEBAK, TANGERANG):
        sealed(schema, datetime.now(UTC))


def mailed() -> int:
    with province_seat():
        return seal_creation.mail(datetime.now(UTC))


def test_seals_are_mailed_once_in_one_mail_to_everybody_named(addressed):
    with province_seat():
        digests = [bytes(seal.digest).hex() for seal in Seal.objects.all()]
    assert mailed() == 2
    assert mailed() == 0
    (letter,) = mail.outbox
    assert letter.to == ["ombudsman@example.id", "pers@example.id"]
    assert letter.subject.startswith("Segel harian LAKSA, ")
    assert all(digest in letter.body for digest in digests)
    assert "36.02 Kabupaten Lebak: " in letter.body


@pytest.mark.parametrize("error", [ConnectionRefusedError(), SMTPServerDisconnected(), TimeoutError()])
def test_a_mail_that_could_not_be_sent_is_tried_again(addressed, monkeypatch, error):
    def refuse(self, *_arguments, **_more):
        raise error

    with monkeypatch.context() as refusing:
        refusing.setattr(mail.EmailMessage, "send", refuse)
        assert mailed() == 0
    with province_seat():
        assert Seal.objects.filter(mailed_at=None).count() == 2
    assert mailed() == 2


def test_without_addresses_nothing_is_mailed_and_an_old_seal_is_not_mailed_later(addressed, settings):
    settings.SEAL_MAIL = []
    assert mailed() == 0
    settings.SEAL_MAIL = ["pers@example.id"]
    with province_seat():
        assert seal_creation.mail(datetime.now(UTC) + seal_creation.KEEP_MAILING + timedelta(seconds=1)) == 0
    assert mail.outbox == []
