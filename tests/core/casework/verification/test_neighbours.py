"""What each action may change of a report is what it does change, and what it signed all the same is named."""

import pytest

from core.audit.models import Entry
from core.casework.verification.neighbours import MAY_CHANGE, changed
from core.reports.workflow import LINES, UNDOABLE


def test_every_action_has_a_line():
    undoing = {f"undo_{action}" for action in UNDOABLE}
    readings = {"identity_read", "overseer_read", "claim", "disclaim"}
    assert set(MAY_CHANGE) == LINES.keys() | undoing | readings | {"show_photo"}


def really_changed() -> dict[str, set[str]]:
    """What the entries of a database say of their neighbours, by action."""
    found: dict[str, set[str]] = {}
    before = None
    for entry in Entry.objects.filter(stream__contains="-").order_by("stream", "seq"):
        if before is not None and before.stream == entry.stream:
            found.setdefault(entry.action, set()).update(changed(before, entry))
        before = entry
    return found


def test_no_action_of_a_lived_in_city_changes_more(world):
    from tenants.seats import tenant_seat

    with tenant_seat("t3671"):
        found = really_changed()
    assert len(found) > 20
    assert {action: names - MAY_CHANGE[action] for action, names in found.items() if names - MAY_CHANGE[action]} == {}


FORGED = {
    "a state": ("state", "closed", "note"),
    "a moment": ("received_at", "2026-01-01T00:00:00.000000+00:00", "message"),
    "the reporter's choice": ("visibility", "secret", "close"),
    "words": ("description", "0" * 64, "note"),
}


@pytest.mark.parametrize("case", FORGED)
def test_what_an_action_signed_though_it_does_not_change_it_is_named(case):
    """As if an older release, that did not look before it signed, had written the entry after the change."""
    name, value, action = FORGED[case]
    before = Entry(stream="x", seq=1, action="dispatch", columns={"state": "dispatched"}, digests={"description": "1"})
    entry = Entry(stream="x", seq=2, action=action, columns={"state": "dispatched"}, digests={"description": "1"})
    for row, said in ((before, "otherwise"), (entry, value)):
        (row.digests if name == "description" else row.columns)[name] = said
    assert changed(before, entry) - MAY_CHANGE[action] == {name}


def test_what_history_adds_or_leaves_out_is_no_change():
    """An older entry says less, and what an action brought is vouched for beside the row's own digests."""
    before = Entry(stream="x", seq=1, action="note", columns={"state": "closed"}, digests={"note": "1"})
    entry = Entry(stream="x", seq=2, action="note", columns={"state": "closed", "score": 3}, digests={"note": "2"})
    assert changed(before, entry) == set()
