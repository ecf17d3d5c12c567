"""Roles of the whole city take two people; ways in go to their owner; those who answer for the office are told."""

import pytest

from core.accounts import invitations
from core.accounts.models import RoleGrant, User
from core.audit.models import Entry
from core.casework import office
from core.casework.common.actors import actor_of
from core.common.errors import Conflict, Forbidden, NotFound
from core.notifications.models import Mail
from tests.support import contents


@pytest.fixture
def city(cast):
    with cast.tangerang.seat():
        for name in ("siti", "leader", "rina"):
            User.objects.filter(username=cast.tangerang.people.get(name, cast.tangerang.admin).user.username).update(
                email=f"{name}@example.id"
            )
        yield cast.tangerang


def last() -> Entry:
    return Entry.objects.filter(stream="kantor").order_by("seq").last()


def roles_of(username: str) -> list[str]:
    return User.objects.get(username=username).roles


def told(event: str) -> set[str]:
    """Whom mails of an event go to."""
    return set(Mail.objects.filter(event=event).values_list("user__email", flat=True))


def asked(city, role: str = "coordinator") -> RoleGrant:
    office.set_roles("budi", city.admin, roles=[role], unit_roles=[])
    [grant] = office.waiting()
    return grant


@pytest.mark.parametrize("role", ["coordinator", "leader", "admin"])
def test_a_role_of_the_city_waits_until_a_second_person_agrees(city, role):
    grant = asked(city, role)
    assert (roles_of("budi"), last().action, last().details["asked"]) == ([], "set_roles", [role])
    assert told("role_asked") == {"siti@example.id", "leader@example.id"}
    office.confirm_role(grant.pk, city.siti)
    assert roles_of("budi") == [role]
    assert (last().action, last().actor_label) == ("confirm_role", "Siti Aminah")
    assert (last().details["given"], last().details["asked_by"]) == ([role], "Rina Marlina")
    assert "leader@example.id" in told("role_given")
    with pytest.raises(NotFound):
        office.confirm_role(grant.pk, city.leader)


def test_neither_who_asks_nor_who_is_meant_is_the_second_person(city):
    grant = asked(city)
    before = contents.digests(city.tenant)
    budi = actor_of(User.objects.get(username="budi"))
    for actor in (city.admin, budi, city.dewi, city.nobody):
        with pytest.raises(Forbidden):
            office.confirm_role(grant.pk, actor)
    assert contents.digests(city.tenant) == before


def test_somebody_who_holds_a_role_cannot_agree_to_his_own_next_one(city):
    office.set_roles("joko", city.admin, roles=["coordinator", "admin"], unit_roles=[])
    [grant] = office.waiting()
    for decide in (office.confirm_role, office.decline_role):
        with pytest.raises(Forbidden):
            decide(grant.pk, city.joko)
    assert roles_of("joko") == ["coordinator"]


def test_a_refusal_and_taking_back_are_written_down(city):
    office.decline_role(asked(city).pk, city.leader)
    assert (last().action, last().details["declined"]) == ("decline_role", ["coordinator"])
    office.decline_role(asked(city).pk, city.admin)
    assert (roles_of("budi"), office.waiting()) == ([], [])


def test_asked_for_again_it_waits_once(city):
    asked(city)
    entries = Entry.objects.count()
    asked(city)
    assert (Entry.objects.count(), Mail.objects.filter(event="role_asked").count()) == (entries, 2)


@pytest.mark.parametrize("roles", [["admin", "coordinator"], [], ["leader"]])
def test_nobody_changes_the_own_roles(city, roles):
    office.set_roles("budi", city.admin, roles=["admin"], unit_roles=[])
    office.confirm_role(office.waiting()[0].pk, city.siti)
    invitations.accept(invitations.invite(User.objects.get(username="budi")), "sandi yang panjang sekali")
    before = contents.digests(city.tenant)
    with pytest.raises(Conflict) as refusal:
        office.set_roles(city.admin.user.username, city.admin, roles=roles, unit_roles=[])
    assert refusal.value.code == "oneself"
    assert contents.digests(city.tenant) == before


def test_renewing_the_way_in_of_a_coordinator_is_told_and_the_role_stays_where_the_link_goes_to_a_mailbox(city):
    invited = office.renew_access("siti", city.admin)
    assert (invited.waiting, roles_of("siti")) == ((), ["coordinator"])
    assert told("access_renewed") == {"leader@example.id"}


@pytest.mark.parametrize("way", ["renew", "reactivate"])
def test_without_a_mailbox_the_role_waits_because_the_link_goes_through_the_admins_hands(city, way):
    if way == "reactivate":
        office.deactivate_person("joko", city.admin)
        invited = office.reactivate_person("joko", city.admin)
    else:
        invited = office.renew_access("joko", city.admin)
    assert invited.waiting == ("coordinator",)
    user = invitations.accept(invited.token, "sandi yang panjang sekali")
    assert actor_of(user).roles == set()  # whoever has the link reads no report
    assert told("role_asked") == {"siti@example.id", "leader@example.id"}
    [grant] = office.waiting()
    office.confirm_role(grant.pk, city.siti)
    assert roles_of("joko") == ["coordinator"]


def test_an_officer_of_a_unit_needs_no_second_person(city):
    office.set_roles("budi", city.admin, roles=[], unit_roles=[("dishub", "handle_unit")])
    office.renew_access("dewi", city.admin)
    assert (office.waiting(), Mail.objects.count()) == ([], 0)


def test_the_first_admin_of_a_city_gives_the_first_roles_alone_and_history_says_so(city):
    User.objects.exclude(pk=city.admin.user.pk).update(roles=[])
    office.set_roles("siti", city.admin, roles=["coordinator"], unit_roles=[])
    assert (roles_of("siti"), last().details["alone"]) == (["coordinator"], True)
    office.set_roles("joko", city.admin, roles=["coordinator"], unit_roles=[])  # Siti is there now
    assert (roles_of("joko"), last().details.get("alone")) == ([], None)


def test_who_was_only_invited_is_no_second_person_yet(city):
    User.objects.exclude(pk=city.admin.user.pk).update(roles=[])
    invited = office.add_person(city.admin, name="Wulan Sari", username="wulan", roles=["coordinator"])
    assert (invited.waiting, roles_of("wulan")) == ((), ["coordinator"])
    office.set_roles("siti", city.admin, roles=["leader"], unit_roles=[])
    assert roles_of("siti") == ["leader"]


def test_a_deactivated_person_waits_for_nothing(city):
    asked(city)
    office.deactivate_person("budi", city.admin)
    assert office.waiting() == []
