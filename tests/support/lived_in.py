"""A city after a few days of work, in a database of its own, for tests that tamper with it as the owner."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import connections
from django.utils import timezone

from core.casework import actions, verification
from core.casework.periodic import sweeping
from core.reports.models import Attachment
from tests.support import cast as cast_of
from tests.support import databases
from tests.support.owner import owner_login

TABLES = [
    "public.audit_entry", "public.audit_streamend", "t3671.audit_entry", "t3671.audit_streamend",
    "t3671.reports_report", "t3671.reports_identity", "t3671.reports_message",
    "t3671.reports_followup", "t3671.reports_attachment", "t3671.deadlines_deadline", "t3671.deadlines_escalation",
    "t3671.routing_dispatch", "t3671.routing_note", "t3671.notifications_notice", "t3671.notifications_mail",
    "t3671.catalogue_category", "t3671.catalogue_unit", "public.ledger_entry", "public.ledger_fact",
    "public.ledger_witness",
]  # fmt: skip


@dataclass
class LivedIn:
    """The database with its reports: `closed` went the whole road with photos, `asked` was asked and replied, `parted`
    had a part for another unit, `erased` lost its words; `sent` went to Lebak, `received` came from there, and
    `returned` went there and came back."""

    database: databases.FreshDatabase
    owner: psycopg2.extensions.cursor
    folder: Path
    closed: str
    asked: str
    rejected: str
    anonymous: str
    parted: str
    erased: str
    sent: str
    received: str
    returned: str

    def run(self, sql: str, *parameters: object) -> list[tuple]:
        self.owner.execute(sql, parameters or None)
        return self.owner.fetchall() if self.owner.description else []

    def one(self, sql: str, *parameters: object):
        ((value,),) = self.run(sql, *parameters)
        return value

    def id_of(self, number: str) -> int:
        return self.one("SELECT id FROM t3671.reports_report WHERE number = %s", number)

    def entry(self, number: str, seq: int) -> int:
        return self.one("SELECT id FROM t3671.audit_entry WHERE stream = %s AND seq = %s", number, seq)

    def ledger(self, number: str, seq: int) -> int:
        return self.one("SELECT id FROM public.ledger_entry WHERE number = %s AND seq = %s", number, seq)

    def found(self, number: str | None = None, cities: frozenset[str] | set[str] = frozenset({"t3671"})) -> list:
        """(row, what) of every problem; all of them must be of the report `number` in these cities."""
        problems = verification.verify()
        assert {problem.tenant for problem in problems} <= cities
        assert {problem.number for problem in problems} <= {number or self.closed}
        return [(problem.row, problem.what) for problem in problems]

    def keep(self, schema: str = "kept", more: Collection[str] = ()) -> None:
        """Keep every table, and `more` of them, to be put back later."""
        self.run(f"CREATE SCHEMA {schema}")
        for table in (*TABLES, *more):
            self.run(f"CREATE TABLE {schema}.{table.replace('.', '_')} AS TABLE {table}")

    def put_back(self, schema: str = "kept", more: Collection[str] = ()) -> None:
        """Every table as it was kept. Keys to other tables are checked at the end of the transaction only."""
        tables = (*TABLES, *more)
        statements = ["BEGIN", "SET CONSTRAINTS ALL DEFERRED", "ALTER TABLE public.ledger_entry DISABLE TRIGGER USER"]
        statements += [f"DELETE FROM {table}" for table in reversed(tables)]
        statements += [f"INSERT INTO {table} SELECT * FROM {schema}.{table.replace('.', '_')}" for table in tables]
        statements += ["ALTER TABLE public.ledger_entry ENABLE TRIGGER USER", "COMMIT"]
        self.run("; ".join(statements))


@contextmanager
def lived_in(server_dsn: str, template: str, folder: Path) -> Iterator[LivedIn]:
    """Make the database, let Kota Tangerang work in it, and keep it for the length of the block."""
    name = f"{template}_lived_in"
    connections.close_all()
    with databases.cloned(server_dsn, template, name):
        variables = databases.environment(server_dsn, name, folder, prefix=template)
        database = databases.FreshDatabase(name, variables)
        try:
            with _pointed_to(name, folder):
                numbers = live(cast_of.make())
            world = LivedIn(database, database.owner().cursor(), folder, *numbers)
            world.keep()
            yield world
        finally:
            database.close()


@contextmanager
def as_owner(world: LivedIn) -> Iterator[None]:
    """Django's connection is the owner's on that database, as in the command; afterwards what it was before."""
    with _pointed_to(world.database.name, world.folder), owner_login(world.database.variables["DATABASE_URL"]):
        yield


@contextmanager
def _pointed_to(name: str, folder: Path) -> Iterator[None]:
    default = connections["default"]
    before = default.settings_dict["NAME"], settings.DATA_DIR
    connections.close_all()
    default.settings_dict["NAME"], settings.DATA_DIR = name, folder
    try:
        yield
    finally:
        connections.close_all()
        default.settings_dict["NAME"], settings.DATA_DIR = before


def live(cast: cast_of.Cast) -> tuple[str, ...]:
    """The days of work; the numbers of the reports that `LivedIn` names, in its order."""
    office = cast.tangerang
    for state in ("submitted", "verified", "dispatched", "in_progress", "answered"):
        office.file(state)
        cast.lebak.file(state)
    anonymous = office.file("submitted", identity="anonymous").number
    rejected = office.file("rejected").number
    with office.seat():
        asked = office.file("needs_info", photos=1)
        actions.reply(asked.number, asked.code, text="Tiang nomor 7.", attachments=[cast_of.add_photo().pk])
        closed = office.file("verified", photos=2, email=cast_of.EMAIL, lat=-6.1702, lon=106.6403).number
        actions.read_identity(closed, office.siti)
        actions.dispatch(closed, office.siti, unit="dlh", note="Mohon dicek.")
        actions.send_back(closed, office.budi, note="Ini lampu, bukan sampah.")
        actions.dispatch(closed, office.joko, unit="dishub")
        actions.start(closed, office.agus)
        actions.answer(closed, office.rahmat, text="Lampu diganti.", attachments=[cast_of.add_photo().pk])
        actions.close(closed, office.joko)
    numbers = closed, asked.number, rejected, anonymous, _part(office), _erase(office), *_hand_over(cast)
    _end_otherwise(office)
    _come_back(cast)
    return numbers


def _part(office: cast_of.Office) -> str:
    """DLH does a part of it; the coordinator leaves a note, the answer has to be done anew, and a photo is hidden."""
    number = office.file("verified", photos=2).number
    with office.seat():
        parts = [{"unit": "dlh", "note": "Pangkas dahan di dekat lampu."}]
        actions.dispatch(number, office.siti, unit="dishub", note="Mohon diganti.", parts=parts)
        actions.finish_part(number, office.budi, note="Dahan sudah dipangkas.")
        actions.answer(number, office.dewi, text="Lampu diganti.", attachments=[cast_of.add_photo().pk])
        actions.rework(number, office.siti, note="Fotonya gelap.")
        hidden = Attachment.objects.filter(report__number=number, seq=1).first()
        actions.hide_photo(number, office.siti, photo=hidden.pk)
    return number


def _erase(office: cast_of.Office) -> str:
    filed = office.file("needs_info", photos=1, email=cast_of.EMAIL)
    with office.seat():
        actions.reply(filed.number, filed.code, text="Tiang nomor 9.", attachments=[cast_of.add_photo().pk])
        actions.verify(filed.number, office.siti)
        actions.dispatch(filed.number, office.siti, unit="dishub", note="Mohon dicek.")
        actions.answer(filed.number, office.dewi, text="Lampu diganti.")
        actions.close(filed.number, office.joko)
        actions.anonymise(filed.number, office.siti, cause="request")
    return filed.number


def _end_otherwise(office: cast_of.Office) -> None:
    """Every other end and what the system does by itself; one report is rated and reopened."""
    long_ago = timezone.now() - timedelta(days=40)
    for state in ("withdrawn", "merged"):
        office.file(state)
    for state in ("dispatched", "needs_info"):
        office.file(state, at=long_ago)
    answered = office.file("answered", at=long_ago).number
    with office.seat():
        actions.check(answered, office.joko, at=long_ago + timedelta(days=1))
        actions.refer(office.file("verified").number, office.siti, agency="PLN Banten", text="Ini wewenang PLN.")
        actions.resolve_outside(office.file("verified").number, office.siti, text="Sudah menyala lagi.")
        sweeping.sweep()
        sweeping.close_silent()
        rated = office.file("closed")
        key = actions.ByCode(rated.number, rated.code)
        actions.rate(key, score=2)
        actions.reopen(key, text="Padam lagi sejak tadi malam.")


def _come_back(cast: cast_of.Cast) -> None:
    """Reports that were handed over and are not accepted: given back, taken back, each way, and one by silence."""
    long_ago = timezone.now() - timedelta(days=40)
    for first, second in ((cast.tangerang, cast.lebak), (cast.lebak, cast.tangerang)):
        for way in ("given back", "taken back", "accepted", "waiting"):
            number = first.file("verified", photos=1).number
            with first.seat():
                actions.transfer(number, first.siti, to=second.tenant.code)
                if way == "taken back":
                    actions.recall(number, first.siti)
            with second.seat():
                if way == "given back":
                    actions.hand_back(number, second.siti, text="Jalan ini bukan milik kami.")
                elif way == "accepted":
                    actions.accept(number, second.siti)
        number = first.file("submitted", at=long_ago).number
        with first.seat():
            actions.transfer(number, first.siti, to=second.tenant.code, at=long_ago + timedelta(hours=1))
        with second.seat():
            sweeping.accept_silent()


def _hand_over(cast: cast_of.Cast) -> tuple[str, str, str]:
    here, there = cast.tangerang, cast.lebak
    numbers = []
    for first, second, goes_back in ((here, there, False), (there, here, False), (here, there, True)):
        number = first.file("verified", photos=1).number
        with first.seat():
            actions.transfer(number, first.siti, to=second.tenant.code, note="Ini wilayah tetangga.")
        with second.seat():
            actions.verify(number, second.siti)
            if goes_back:
                actions.transfer(number, second.siti, to=first.tenant.code)
            else:
                actions.dispatch(number, second.siti, unit="dishub", note="Dari kota tetangga.")
        numbers.append(number)
    return tuple(numbers)
