"""An admin adds people, gives roles, closes and opens accounts; a coordinator and an admin always remain."""

import pytest

from core.accounts import invitations
from core.accounts.models import User
from core.audit.chain import link_hash
from core.audit.models import Entry
from core.audit.office_sentences import office_sentence
from core.audit.writing import link_of
from core.casework import office
from core.casework.common.actors import actor_of
from core.common.errors import Conflict, Forbidden, Invalid, NotFound
from tests.support import contents


@pytest.fixture
def city(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def history() -> list[Entry]:
    return list(Entry.objects.filter(stream="kantor").order_by("seq"))


def add(city, **changes):
    values = {"name": "Wulan Sari", "username": "Wulan", "email": "wulan@example.id", **changes}
    return office.add_person(city.admin, **values)


def test_a_new_person_gets_in_by_the_link_and_has_the_roles_that_were_given(city):
    invited = add(city, roles=["coordinator"], unit_roles=[("dishub", "handle_unit")])
    assert (invited.user.username, invited.user.first_name, invited.user.last_name) == ("wulan", "Wulan", "Sari")
    user = invitations.accept(invited.token, "sandi yang panjang sekali")
    actor = actor_of(user)
    assert actor.roles == set()  # waits for a second person: test_second_person.py
    assert list(actor.unit_roles.values()) == [frozenset({"handle_unit"})]
    (entry,) = history()
    assert (entry.action, entry.actor_label) == ("add_person", "Rina Marlina")
    assert entry.details == {
        "person": "Wulan Sari", "username": "wulan", "given": ["handle_unit:dishub"], "asked": ["coordinator"],
    }  # fmt: skip
    assert office_sentence(entry.action, entry.details) == "Wulan Sari ditambahkan"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"username": "Dua Kata"}, "username"),
        ({"username": "warga-palsu"}, "username"),
        ({"username": "SITI"}, "username"),
        ({"username": None}, "username"),
        ({"email": "bukan alamat"}, "email"),
        ({"roles": ["operator"]}, "roles"),
        ({"roles": "admin"}, "roles"),
        ({"unit_roles": [("dinas-mimpi", "handle_unit")]}, "unit"),
        ({"unit_roles": [("dishub", "superuser")]}, "unit"),
    ],
)
def test_what_cannot_be_added_is_named_at_its_field_and_nothing_changes(city, changes, field):
    before = contents.digests(city.tenant)
    with pytest.raises(Invalid) as refusal:
        add(city, **changes)
    assert list(refusal.value.errors) == [field]
    assert contents.digests(city.tenant) == before


def test_every_field_that_is_wrong_is_named_at_once(city):
    with pytest.raises(Invalid) as refusal:
        add(city, name="", username="x", email="@")
    assert set(refusal.value.errors) == {"name", "username", "email"}


@pytest.mark.parametrize("name", ["siti", "leader", "dewi", "nobody"])
def test_only_an_admin_changes_the_office(city, name):
    actor, before = city.people[name], contents.digests(city.tenant)
    for change in (
        lambda: office.add_person(actor, name="Wulan", username="wulan"),
        lambda: office.set_roles("siti", actor, roles=["admin"], unit_roles=[]),
        lambda: office.deactivate_person("siti", actor),
        lambda: office.reactivate_person("siti", actor),
        lambda: office.renew_access("siti", actor),
        lambda: office.open_unit(actor, name="Dinas Baru", short_name="Baru", type="dinas"),
        lambda: office.change_unit("dishub", actor, name="Dinas X", short_name="X1", type="dinas"),
        lambda: office.close_unit("dishub", actor),
        lambda: office.reopen_unit("dishub", actor),
        lambda: office.change_settings(actor, independent_check=False, reopen_days=1, digest_at="07:00"),
        lambda: office.add_reason(actor, name="Alasan", sentence="Kalimat yang cukup panjang."),
        lambda: office.add_local_day_off(actor, day="2026-12-03", name="HUT", basis="Keputusan 1"),
    ):
        with pytest.raises(Forbidden):
            change()
    assert contents.digests(city.tenant) == before


def test_roles_are_set_as_a_whole_and_history_names_the_difference(city):
    office.set_roles("dewi", city.admin, roles=["leader"], unit_roles=[("dlh", "head_unit")])
    office.set_roles("joko", city.admin, roles=[], unit_roles=[])
    actor = actor_of(User.objects.get(username="dewi"))
    assert list(actor.unit_roles.values()) == [frozenset({"head_unit"})]
    entry, other = history()
    assert (entry.details["given"], entry.details["taken"]) == (["head_unit:dlh"], ["handle_unit:dishub"])
    assert (entry.details["asked"], other.details["taken"]) == (["leader"], ["coordinator"])


def test_setting_the_same_roles_again_writes_nothing(city):
    office.set_roles("siti", city.admin, roles=["coordinator"], unit_roles=[])
    assert history() == []


def test_a_citizens_account_is_no_person_of_the_office(city):
    from core.accounts import citizens

    account = citizens.open_account("warga@example.id")
    for change in (office.deactivate_person, office.renew_access, office.reactivate_person):
        with pytest.raises(NotFound):
            change(account.username, city.admin)
    with pytest.raises(NotFound):
        office.deactivate_person("a\x00b", city.admin)


def test_the_last_coordinator_and_the_last_admin_stay(city):
    office.deactivate_person("joko", city.admin)
    with pytest.raises(Conflict) as refusal:
        office.deactivate_person("siti", city.admin)
    assert refusal.value.code == "last_coordinator"
    with pytest.raises(Conflict) as refusal:
        office.set_roles("siti", city.admin, roles=["leader"], unit_roles=[])
    assert refusal.value.code == "last_coordinator"
    with pytest.raises(Conflict) as refusal:
        office.set_roles("rina", city.admin, roles=[], unit_roles=[])
    assert refusal.value.code == "last_admin"
    assert [entry.action for entry in history()] == ["deactivate_person"]


def test_somebody_who_has_never_signed_in_does_not_count_as_the_other_one(city):
    office.deactivate_person("joko", city.admin)
    invited = add(city, roles=["coordinator"])
    office.confirm_role(office.waiting()[0].pk, city.siti)
    with pytest.raises(Conflict):
        office.deactivate_person("siti", city.admin)
    invitations.accept(invited.token, "sandi yang panjang sekali")
    assert not office.deactivate_person("siti", city.admin).is_active


def test_nobody_closes_the_own_account_or_resets_the_own_factors(city):
    for change in (office.deactivate_person, office.renew_access):
        with pytest.raises(Conflict) as refusal:
            change("rina", city.admin)
        assert refusal.value.code == "oneself"


def test_deactivating_ends_sessions_and_voids_links_and_coming_back_needs_a_new_one(city):
    user = User.objects.get(username="dewi")
    before, token = user.get_session_auth_hash(), invitations.invite(user)
    office.deactivate_person("dewi", city.admin)
    user.refresh_from_db()
    assert user.get_session_auth_hash() != before
    assert not user.authenticator_set.exists()
    back = office.reactivate_person("dewi", city.admin)
    with pytest.raises(NotFound):
        invitations.find(token)
    assert invitations.find(back.token) == user
    assert list(actor_of(user).unit_roles.values()) == [frozenset({"handle_unit"})]
    assert [entry.action for entry in history()] == ["deactivate_person", "reactivate_person"]


def test_renewing_access_voids_both_factors(city):
    user = User.objects.get(username="dewi")
    invited = office.renew_access("dewi", city.admin)
    user.refresh_from_db()
    assert (user.is_active, user.has_usable_password(), user.authenticator_set.count()) == (True, False, 0)
    assert invitations.find(invited.token) == user


def test_units_that_would_have_nobody_are_named(city):
    gaps = office.gaps_without(User.objects.get(username="dewi"))
    assert [(gap.unit, gap.role) for gap in gaps] == [("Dishub", "handle_unit")]
    office.set_roles("siti", city.admin, roles=["coordinator"], unit_roles=[("dishub", "handle_unit")])
    assert office.gaps_without(User.objects.get(username="dewi")) == []
    assert office.gaps_without(User.objects.get(username="agus")) == []  # a field officer answers nothing


def test_the_stream_of_the_office_is_a_chain(city):
    add(city)
    office.deactivate_person("wulan", city.admin)
    office.reactivate_person("wulan", city.admin)
    entries = history()
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert all(bytes(entry.hash) == link_hash(link_of(entry)) for entry in entries)
    assert [bytes(later.previous) for later in entries[1:]] == [bytes(entry.hash) for entry in entries[:-1]]


def test_no_token_is_kept_in_history_or_anywhere(city):
    invited = add(city)
    assert contents.places_of(invited.token, city.tenant) == []
