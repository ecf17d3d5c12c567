"""A stream that belongs to no report knows where it ends."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from core.audit import streams, writing
from core.audit.models import Entry, StreamEnd
from tenants.seats import province_seat, tenant_seat

WHO = {"actor_kind": "staff", "actor_id": 1, "actor_label": "Rina Marlina", "at": datetime(2026, 3, 16, 2, tzinfo=UTC)}


@pytest.fixture(autouse=True)
def _city(db):
    with tenant_seat("t3671"):
        yield


def write(**more) -> Entry:
    return streams.append("kantor", "open_unit", **WHO, details={"unit": "Dinas A"}, **more)


def written_by_an_older_process(seq: int, previous: bytes) -> Entry:
    return writing.append(stream="kantor", seq=seq, previous=previous, action="open_unit", **WHO)


def end() -> tuple[int, bytes]:
    (found,) = StreamEnd.objects.filter(stream="kantor")
    return found.seq, bytes(found.hash)


def test_each_entry_moves_the_end_in_five_queries(django_assert_num_queries):
    first = write()
    assert end() == (1, bytes(first.hash))
    with django_assert_num_queries(5):
        second = write(columns={"erased_at": None}, digests={"description": "ab"})
    assert end() == (2, bytes(second.hash))
    assert (second.columns, second.digests) == ({"erased_at": None}, {"description": "ab"})
    assert bytes(second.previous) == bytes(first.hash)


def test_streams_end_each_for_itself():
    write()
    with province_seat():
        assert not StreamEnd.objects.filter(stream="kantor").exists()
        streams.append("provinsi", "decree_year", **WHO, details={})
        assert StreamEnd.objects.get().stream == "provinsi"
    assert end()[0] == 1


def test_what_an_older_process_wrote_meanwhile_is_followed():
    first = write()
    second = written_by_an_older_process(2, first.hash)
    third = write()
    assert (third.seq, bytes(third.previous), end()) == (3, bytes(second.hash), (3, bytes(third.hash)))


def test_an_end_is_moved_and_never_taken_away():
    write()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        StreamEnd.objects.filter(stream="kantor")._raw_delete("default")
