"""A citizen's account: one for each address and city, its address readable by nobody else, and never with a role."""

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction

from core.accounts import citizens
from core.accounts.roles import Role, UnitRole
from core.casework.common.actors import actor_of, members
from core.catalogue.models import Unit, UnitUserObjectPermission
from core.common.errors import Invalid
from tests.support.cast import Office

ADDRESS = "Ratna.Kusuma@Example.ID"


@pytest.fixture
def tangerang(cast) -> Office:
    return cast.tangerang


def test_an_address_has_one_account_however_it_is_typed(tangerang: Office) -> None:
    with tangerang.seat():
        assert citizens.find(ADDRESS) is None
        user = citizens.open_account(ADDRESS)
        assert citizens.open_account("ratna.kusuma@example.id") == user
        assert citizens.find(" RATNA.KUSUMA@EXAMPLE.ID ") == user
        assert citizens.find("ratna@example.id") is None
        assert (user.is_citizen, user.has_usable_password(), user.roles) == (True, False, [])


def test_what_is_no_address_is_refused() -> None:
    for typed in ("", "ratna", "ratna@", "a@b\nc.id", None, 7):
        with pytest.raises(Invalid) as refusal:
            citizens.one_form(typed)
        assert list(refusal.value.errors) == ["email"]


def test_the_address_is_not_readable_in_the_database(tangerang: Office) -> None:
    with tangerang.seat():
        user = citizens.open_account(ADDRESS)
        user.refresh_from_db()
        assert citizens.email_of(user) == ADDRESS
        stored = f"{user.username}|{user.email}|{bytes(user.sealed_email)}|{bytes(user.email_hash)}"
    assert "ratna" not in stored.lower()


def test_each_city_has_accounts_of_its_own(cast) -> None:
    with cast.tangerang.seat():
        here = citizens.open_account(ADDRESS)
    with cast.lebak.seat():
        assert citizens.find(ADDRESS) is None
        there = citizens.open_account(ADDRESS)
    assert bytes(here.email_hash) != bytes(there.email_hash)


def test_a_citizen_can_be_given_no_role(tangerang: Office) -> None:
    with tangerang.seat():
        user = citizens.open_account(ADDRESS)
        user.roles = [Role.COORDINATOR]
        with pytest.raises(IntegrityError, match="citizen_without_roles"), transaction.atomic():
            user.save()


def test_a_units_permission_makes_no_officer_of_a_citizen(tangerang: Office) -> None:
    with tangerang.seat():
        user = citizens.open_account(ADDRESS)
        UnitUserObjectPermission.objects.create(
            user=user,
            permission=Permission.objects.get(codename=UnitRole.HEAD),
            content_object=Unit.objects.get(code="dishub"),
        )
        actor = actor_of(user)
    assert (actor.roles, actor.unit_roles, actor.sees_reports, actor.is_staff) == (frozenset(), {}, False, False)


def test_citizens_are_not_among_the_people_of_the_office(tangerang: Office) -> None:
    with tangerang.seat():
        before = [member.user.pk for member in members()]
        citizens.open_account(ADDRESS)
        assert [member.user.pk for member in members()] == before
