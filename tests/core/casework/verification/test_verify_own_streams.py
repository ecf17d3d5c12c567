"""What an office and the province did themselves: entries that were edited, deleted, added or put in another order."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from config import auditing
from core.accounts.actors import Actor
from core.accounts.models import User
from core.audit.chain import link_hash
from core.audit.models import Entry
from core.audit.writing import link_of
from core.casework import verification
from core.casework.office import national_law
from core.casework.office.transaction import change_of_office
from core.casework.verification import own_streams
from tenants.law.memory import forget
from tenants.law.models import CalendarYear
from tenants.seats import seated
from tests.support.lived_in import LivedIn


@dataclass
class Stream:
    """Four entries of one stream, the world they are in, and how two more are written."""

    world: LivedIn
    schema: str
    name: str
    code: str
    write_two: Callable[[], None]

    @property
    def table(self) -> str:
        return f"{self.schema}.audit_entry"

    @property
    def end(self) -> str:
        return f"{self.schema}.audit_streamend {self.name}"

    def run(self, change: str, seq: int) -> None:
        self.world.run(f"{change} WHERE stream = %s AND seq = %s", self.name, seq)

    def row(self, seq: int) -> str:
        key = self.world.one(f"SELECT id FROM {self.table} WHERE stream = %s AND seq = %s", self.name, seq)
        return f"{self.table} id {key} (seq {seq})"

    def found(self) -> list[tuple[str, str]]:
        """The same whether this tenant alone is verified or all of them."""
        problems = verification.verify(self.code)
        assert verification.verify() == problems
        assert {(problem.tenant, problem.number) for problem in problems} <= {(self.schema, self.name)}
        return [(problem.row, problem.what) for problem in problems]


def _tenant_named(code: str):
    (tenant,) = verification.tenants_named(code)
    return tenant


def _person(username: str) -> Actor:
    user = User.objects.get(username=username)
    return Actor("staff", user, frozenset(user.roles))


def _decree_and_undecree() -> None:
    with seated(_tenant_named("36")):
        year = CalendarYear.objects.filter(cuti_bersama_confirmed=False).first().year
        for is_decreed in (True, False):
            national_law.decree_year(year, _person("oki"), is_decreed=is_decreed, basis="SKB 3 Menteri")
    forget()


def _open_two_units() -> None:
    with seated(_tenant_named("36.71")), change_of_office(_person("rina")) as write:
        write("open_unit", unit="Dinas A")
        write("open_unit", unit="Dinas B")


@pytest.fixture
def province(world) -> Stream:
    stream = Stream(world, "public", "provinsi", "36", _decree_and_undecree)
    stream.write_two()
    stream.write_two()
    return stream


@pytest.fixture
def office(world) -> Stream:
    stream = Stream(world, "t3671", "kantor", "36.71", _open_two_units)
    stream.write_two()
    stream.write_two()
    return stream


@pytest.fixture(params=["province", "office"])
def stream(request) -> Stream:
    return request.getfixturevalue(request.param)


def test_what_was_done_honestly_is_whole(stream):
    assert stream.world.one(f"SELECT count(*) FROM {stream.table} WHERE stream = %s", stream.name) == 4
    assert stream.found() == []


EDITS = {
    "action": "'add_reason'",
    "actor_kind": "'system'",
    "actor_id": "NULL",
    "actor_label": "'Orang Lain'",
    "at": "at - interval '1 second'",
    "details": "'{\"year\": 1999}'",
    "columns": '\'{"state": "closed"}\'',
    "digests": '\'{"description": ""}\'',
}


@pytest.mark.parametrize("column", EDITS)
def test_an_edited_entry_is_named(stream, column):
    stream.run(f"UPDATE {stream.table} SET {column} = {EDITS[column]}", 2)
    assert stream.found() == [(stream.row(2), "was changed: its hash is not that of its content")]


def test_an_entry_rewritten_with_its_hash_breaks_the_next(stream):
    stream.run(f"UPDATE {stream.table} SET actor_label = 'Orang Lain'", 2)
    _hash_again(stream, 2)
    assert stream.found() == [(stream.row(3), "does not follow from the entry before it")]


def test_a_last_entry_rewritten_with_its_hash_is_not_the_end_that_was_written(stream):
    stream.run(f"UPDATE {stream.table} SET at = at - interval '1 day'", 4)
    _hash_again(stream, 4)
    assert stream.found() == [(stream.end, "its hash is not that of the last entry")]


def _hash_again(stream: Stream, seq: int) -> None:
    with seated(_tenant_named(stream.code)):
        entry = Entry.objects.get(stream=stream.name, seq=seq)
        Entry.objects.filter(pk=entry.pk).update(hash=link_hash(link_of(entry)))


def test_a_deleted_entry_is_missed(stream):
    stream.run(f"DELETE FROM {stream.table}", 2)
    assert stream.found() == [(stream.row(3), "the entry with seq 2 is missing or out of order")]


def test_a_deleted_first_entry_is_missed(stream):
    stream.run(f"DELETE FROM {stream.table}", 1)
    assert stream.found() == [(stream.row(2), "the entry with seq 1 is missing or out of order")]


def test_a_deleted_last_entry_is_missed(stream):
    stream.run(f"DELETE FROM {stream.table}", 4)
    assert stream.found() == [(f"{stream.table} {stream.name} seq 4", "is missing: the stream counts 4 entries")]


def test_a_stream_deleted_as_a_whole_is_missed(stream):
    stream.world.run(f"DELETE FROM {stream.table} WHERE stream = %s", stream.name)
    assert stream.found() == [(f"{stream.table} {stream.name} seq 1", "is missing: the stream counts 4 entries")]


def test_a_deleted_end_is_missed(stream):
    stream.world.run(f"DELETE FROM {stream.schema}.audit_streamend WHERE stream = %s", stream.name)
    assert stream.found() == [(stream.end, "is missing, though the stream has 4 entries")]


def test_entries_in_another_order_are_named(stream):
    second, third = stream.row(2), stream.row(3)
    for before, after in ((2, -1), (3, 2), (-1, 3)):
        stream.run(f"UPDATE {stream.table} SET seq = {after}", before)
    named = [row for row, _what in stream.found()]
    assert (stream.row(2), stream.row(3)) == (third.replace("seq 3", "seq 2"), second.replace("seq 2", "seq 3"))
    assert named == [stream.row(2)] * 2 + [stream.row(3)] * 2 + [stream.row(4)]


def test_an_entry_added_by_hand_is_named(stream):
    stream.world.run(
        f"INSERT INTO {stream.table} (stream, seq, action, actor_kind, actor_label, at, details, columns, digests,"
        " previous, hash) SELECT stream, 5, action, actor_kind, actor_label, at, details, columns, digests, hash,"
        f" hash FROM {stream.table} WHERE stream = %s AND seq = 4",
        stream.name,
    )
    _hash_again(stream, 5)
    assert stream.found() == [(f"{stream.table} {stream.name} seq 5", "was added: the stream counts 4 entries")]


def test_what_is_written_after_a_deleted_end_does_not_hide_it(stream):
    stream.run(f"DELETE FROM {stream.table}", 4)
    stream.write_two()
    assert stream.found() == [(stream.row(5), "the entry with seq 4 is missing or out of order")]


# -- The command -----------------------------------------------------------------------------------------------------


def test_the_command_verifies_the_province_with_all_and_alone_and_names_the_row(province):
    for arguments in ((), ("--tenant", "36")):
        answer = province.world.database.laksa("audit", "verify", *arguments)
        assert (answer.returncode, answer.stdout.splitlines()[-1]) == (0, "Every chain is whole and fits its report.")
        assert "audit 4/4 public provinsi" in answer.stderr
    province.run(f"UPDATE {province.table} SET actor_label = 'Orang Lain'", 3)
    for arguments in ((), ("--tenant", "36")):
        answer = province.world.database.laksa("audit", "verify", *arguments)
        assert answer.returncode == 1
        assert answer.stdout.splitlines()[-2:] == [
            f"public provinsi: {province.row(3)}: was changed: its hash is not that of its content",
            "1 problems.",
        ]


def test_a_city_is_verified_without_the_province(province):
    province.run(f"UPDATE {province.table} SET actor_label = 'Orang Lain'", 3)
    assert auditing.verify("36.71", progress=lambda *step: None) == []
    assert len(auditing.verify("36", progress=lambda *step: None)) == 1


def test_progress_is_shown_in_batches(province, monkeypatch):
    monkeypatch.setattr("core.casework.verification.own_streams.BATCH", 3)
    told = []
    assert verification.verify("36", progress=lambda *step: told.append(step)) == []
    assert told == [(3, 4, "public provinsi"), (4, 4, "public provinsi")]


def test_what_is_done_while_the_stream_is_read_is_no_problem(province):
    """All of it as it stood at one moment: what another connection writes between two reads is not seen."""

    def step(done: int, total: int) -> None:
        assert (done, total) == (4, 4)
        province.world.run("UPDATE public.audit_streamend SET seq = 9 WHERE stream = 'provinsi'")

    with seated(_tenant_named("36")):
        assert own_streams.stream_faults("provinsi", step) == []
        assert len(own_streams.stream_faults("provinsi")) == 1
