"""The hash of an entry: fixed for ever, over everything it says, the same for the same moment in any zone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from core.audit.chain import START, Link, canonical, content_digest, link_hash

LINK = Link(
    stream="3671-26-000123-L",
    seq=2,
    action="dispatch",
    actor_kind="staff",
    actor_id=7,
    actor_label="Siti Aminah",
    at=datetime(2026, 3, 16, 2, 0, 0, 5, tzinfo=UTC),
    details={"unit": "Dishub", "unit_code": "dishub"},
    columns={"state": "dispatched", "unit": "dishub", "deadlines": {"sp4n.total": ["2026-04-13", None, "open"]}},
    digests={"description": "ab" * 32},
    previous=START,
)


def test_the_hash_is_what_it_always_was():
    """Changing this makes every chain in the field invalid."""
    assert link_hash(LINK).hex() == "a884079a7548a31e9e6bdc035d1d8cbf08a8de29d8d5aac552d7698289908572"


def test_the_same_moment_in_another_zone_is_the_same():
    wib = timezone(timedelta(hours=7))
    assert link_hash(replace(LINK, at=LINK.at.astimezone(wib))) == link_hash(LINK)


def test_the_order_of_keys_does_not_matter():
    assert link_hash(replace(LINK, details={"unit_code": "dishub", "unit": "Dishub"})) == link_hash(LINK)


@pytest.mark.parametrize(
    "change",
    [
        {"stream": "3671-26-000124-J"},
        {"seq": 3},
        {"action": "verify"},
        {"actor_kind": "system"},
        {"actor_id": 8},
        {"actor_id": None},
        {"actor_label": "Siti Aminah "},
        {"at": LINK.at + timedelta(microseconds=1)},
        {"details": {}},
        {"columns": {**LINK.columns, "state": "closed"}},
        {"columns": {**LINK.columns, "deadlines": {}}},
        {"digests": {}},
        {"previous": b"\x01" + START[1:]},
        # Nothing slides from one field into its neighbour.
        {"actor_kind": "staff7", "actor_id": None},
    ],
    ids=str,
)
def test_everything_an_entry_says_is_in_its_hash(change):
    assert link_hash(replace(LINK, **change)) != link_hash(LINK)


def test_json_is_canonical():
    assert canonical({"b": 1, "a": ["é", None, True]}) == '{"a":["é",null,true],"b":1}'.encode()


def test_without_its_salt_a_digest_says_nothing():
    assert content_digest(b"salt", b"Lampu padam") != content_digest(b"", b"Lampu padam")
    assert content_digest(b"salt", b"Lampu padam") == content_digest(b"salt", b"Lampu padam")
    assert len(content_digest(b"salt", b"")) == 64
