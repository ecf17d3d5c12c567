"""A coordinator files for a citizen at the counter or on the phone; somebody files for somebody else (kuasa)."""

import pytest

from core.audit.models import Entry
from core.casework import actions, queries
from core.common.errors import Forbidden, Invalid
from core.reports.models import Identity, Report


@pytest.mark.parametrize("channel", ["counter", "phone"])
def test_history_names_the_officer_who_received_it(cast, channel):
    office = cast.tangerang
    with office.seat():
        made = actions.submit(office.draft(channel=channel), clerk=office.siti)
        (entry,) = Entry.objects.filter(stream=made.report.number)
        assert (entry.action, entry.actor_label, made.report.channel) == ("submit", "Siti Aminah", channel)
        assert [event.actor for event in queries.reporter_story(made.report).events] == [""]


@pytest.mark.parametrize(("name", "error"), [("dewi", Forbidden), ("leader", Forbidden), ("admin", Forbidden)])
def test_only_a_coordinator_files_for_others(cast, name, error):
    office = cast.tangerang
    with office.seat():
        with pytest.raises(error):
            actions.submit(office.draft(channel="counter"), clerk=office.people[name])
        assert Report.objects.count() == 0


def test_a_clerk_files_at_the_counter_or_on_the_phone(cast):
    office = cast.tangerang
    with office.seat(), pytest.raises(Invalid) as refused:
        actions.submit(office.draft(channel="web"), clerk=office.siti)
    assert list(refused.value.errors) == ["channel"]


def test_the_one_who_is_spoken_for_is_part_of_the_sealed_identity(cast):
    office = cast.tangerang
    with office.seat():
        number = actions.submit(office.draft(on_behalf_of="Nenek Aisyah")).report.number
        assert actions.read_identity(number, office.siti) == {
            "name": "Ratna Kusuma",
            "phone": "+6281298765432",
            "on_behalf_of": "Nenek Aisyah",
        }
        assert b"Aisyah" not in bytes(Identity.objects.get(report__number=number).sealed)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"identity": "masked", "name": "", "on_behalf_of": "Nenek Aisyah"}, "name"),
        ({"identity": "anonymous", "on_behalf_of": "Nenek Aisyah"}, "identity"),
        ({"on_behalf_of": "x" * 121}, "on_behalf_of"),
        ({"on_behalf_of": ["Nenek"]}, "on_behalf_of"),
    ],
)
def test_a_proxy_says_who_he_or_she_is(cast, changes, field):
    office = cast.tangerang
    with office.seat(), pytest.raises(Invalid) as refused:
        actions.submit(office.draft(**changes))
    assert list(refused.value.errors) == [field]
