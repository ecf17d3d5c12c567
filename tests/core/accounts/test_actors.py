"""What a person may be: roles of the city, roles in units, and how history names whom."""

import pytest

from core.accounts import backends
from core.accounts.actors import REPORTER, SYSTEM, Actor
from core.accounts.models import User
from core.accounts.roles import CITY_ROLES, OVERSEES, PROVINCE_ROLES, READS_IDENTITY, SEES_EVERY_REPORT, Role, UnitRole
from core.casework.common import actors
from core.catalogue.models import Unit
from tests.support import cast as cast_of

SITI = Actor("staff", User(username="siti", first_name="Siti", last_name="Aminah"), frozenset({"coordinator"}))
DEWI = Actor("staff", User(username="dewi"), frozenset(), {7: frozenset({"handle_unit"}), 9: frozenset({"head_unit"})})


def test_history_names_staff_by_name_and_the_rest_by_their_part():
    assert [actor.label for actor in (SITI, DEWI, REPORTER, SYSTEM)] == ["Siti Aminah", "dewi", "reporter", "system"]


def test_roles_of_the_city_and_of_units_are_different_things():
    assert (SITI.has("coordinator"), SITI.has_in_unit(7, "handle_unit")) == (True, False)
    assert (DEWI.has("handle_unit"), DEWI.has_in_unit(7, "handle_unit")) == (False, True)
    assert DEWI.has_in_unit(7, "head_unit", "field_unit") is False
    assert DEWI.has_in_unit(None, "handle_unit") is False
    assert (DEWI.units_as("handle_unit"), DEWI.units_as("handle_unit", "head_unit")) == ([7], [7, 9])


def test_who_is_of_the_office():
    nobody = Actor("staff", User(username="tono"))
    assert [actor.is_staff for actor in (SITI, DEWI, nobody, REPORTER, SYSTEM)] == [True, True, False, False, False]
    assert [actor.sees_reports for actor in (SITI, DEWI, nobody, REPORTER)] == [True, True, False, False]


def test_each_role_has_its_place():
    assert set(CITY_ROLES) | set(PROVINCE_ROLES) == set(Role)
    assert not set(CITY_ROLES) & set(PROVINCE_ROLES)
    assert {"coordinator", "leader"} == SEES_EVERY_REPORT
    assert {"coordinator"} == READS_IDENTITY
    assert {"assistant", "lead", "head"} == OVERSEES


@pytest.mark.parametrize("name", cast_of.PEOPLE)
def test_an_actor_is_read_with_one_query(cast, django_assert_num_queries, name):
    expected = cast.tangerang.people[name]
    with cast.tangerang.seat():
        user = User.objects.get(pk=expected.user.pk)
        with django_assert_num_queries(1):
            assert actors.actor_of(user) == expected


@pytest.mark.parametrize("name", cast_of.OVERSEERS)
def test_an_overseer_has_no_units(cast, name):
    expected = cast.province.people[name]
    with cast.province.seat():
        assert backends.overseer_of(User.objects.get(pk=expected.user.pk)) == expected


def test_unit_roles_of_another_city_do_not_come_along(cast):
    with cast.lebak.seat():
        units = set(actors.actor_of(User.objects.get(username="dewi")).unit_roles)
        user = User.objects.get(username="dewi")
    assert units == set(cast.lebak.dewi.unit_roles)
    assert user.username == "dewi"


def test_the_admin_sees_everybody_with_their_parts(cast, django_assert_num_queries):
    with cast.tangerang.seat():
        User.objects.exists()
        with django_assert_num_queries(2):
            members = actors.members()
    parts = {member.user.username: (member.roles, member.units) for member in members}
    assert parts.pop("admin") == (["Admin"], [])  # the city's first
    assert parts == {
        "siti": (["Koordinator"], []),
        "joko": (["Koordinator"], []),
        "dewi": ([], [("Dishub", "Petugas OPD")]),
        "rahmat": ([], [("Dishub", "Kepala OPD")]),
        "agus": ([], [("Dishub", "Petugas lapangan")]),
        "budi": ([], [("DLH", "Petugas OPD")]),
        "arif": (["Pimpinan"], []),
        "rina": (["Admin"], []),
        "tono": ([], []),
    }


@pytest.mark.parametrize("role", UnitRole.values)
def test_unit_roles_are_permissions_on_units(cast, role):
    with cast.tangerang.seat():
        user = next(
            actor.user
            for actor in cast.tangerang.people.values()
            if any(role in held for held in actor.unit_roles.values())
        )
        dishub, dlh = Unit.objects.get(code="dishub"), Unit.objects.get(code="dlh")
        user = User.objects.get(pk=user.pk)
        assert [user.has_perm(role, unit) for unit in (dishub, dlh)] == [True, False]


def test_the_second_factor_is_noticed(cast):
    with cast.tangerang.seat():
        assert User.objects.get(username="siti").has_second_factor
        assert not User.objects.get(username="admin").has_second_factor
