"""History grows at its end and nowhere else, in the seat of its city."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction
from django.db.utils import IntegrityError

from core.audit.chain import START, link_hash
from core.audit.models import Entry
from core.audit.sentences import citizen_sentence, desk_sentence
from core.audit.writing import append, link_of
from tenants.seats import province_seat, tenant_seat

ENTRY = {
    "stream": "kantor",
    "seq": 1,
    "previous": START,
    "action": "member_added",
    "actor_kind": "staff",
    "actor_id": 1,
    "actor_label": "Rina Marlina",
    "at": datetime(2026, 3, 16, 2, 0, tzinfo=UTC),
}


@pytest.fixture(autouse=True)
def _city(db):
    with tenant_seat("t3671"):
        yield


def test_an_entry_is_stored_with_the_hash_of_what_it_says():
    made = append(**ENTRY, details={"name": "Dewi"})
    stored = Entry.objects.get(pk=made.pk)
    assert bytes(stored.hash) == link_hash(link_of(stored)) == made.hash
    assert (stored.details, stored.columns, stored.digests) == ({"name": "Dewi"}, {}, {})


def test_one_entry_is_one_query(django_assert_num_queries):
    Entry.objects.exists()
    with django_assert_num_queries(1):
        append(**ENTRY)


def test_a_place_in_a_stream_is_taken_once():
    append(**ENTRY)
    with pytest.raises(IntegrityError), transaction.atomic():
        append(**ENTRY)


@pytest.mark.parametrize("seat", [lambda: tenant_seat("t3671"), province_seat])
def test_nobody_changes_or_deletes_what_was_written(seat):
    made = append(**ENTRY)
    with seat():
        for attempt in (
            lambda: Entry.objects.filter(pk=made.pk).update(actor_label="Orang Lain"),
            lambda: Entry.objects.filter(pk=made.pk)._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                attempt()


def test_an_action_without_a_sentence_is_named_to_the_desk_and_kept_from_citizens():
    assert desk_sentence("moved", {}) == "Kejadian: moved"
    assert citizen_sentence("moved", {}) is None


def test_a_sentence_whose_unit_is_unknown_says_opd():
    assert desk_sentence("dispatch", {}) == "Diteruskan ke OPD"
    assert citizen_sentence("answer", {"unit": "100% Bersih"}) == "100% Bersih menjawab"
