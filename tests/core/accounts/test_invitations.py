"""One-time links: valid once, for seven days, in one city, and never stored as they are."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.accounts import invitations
from core.accounts.models import Invitation, User
from core.common.errors import NotFound
from tests.support import contents


@pytest.fixture
def user(cast):
    with cast.tangerang.seat():
        yield User.objects.get(username="tono")


def test_a_link_sets_the_password_once(user):
    token = invitations.invite(user)
    assert invitations.find(token) == user
    assert invitations.accept(token, "sandi baru yang panjang") == user
    assert User.objects.get(pk=user.pk).check_password("sandi baru yang panjang")
    for use in (lambda: invitations.find(token), lambda: invitations.accept(token, "sandi lain lagi")):
        with pytest.raises(NotFound):
            use()
    assert User.objects.get(pk=user.pk).check_password("sandi baru yang panjang")


def test_only_its_hash_is_kept(cast, user):
    token = invitations.invite(user)
    assert contents.places_of(token, cast.tangerang.tenant) == []


def test_a_new_link_stops_the_old_one(user):
    old, new = invitations.invite(user), invitations.invite(user)
    with pytest.raises(NotFound):
        invitations.find(old)
    assert invitations.find(new) == user
    assert Invitation.objects.filter(user=user).count() == 1


def test_it_is_valid_for_seven_days(user):
    token = invitations.invite(user)
    invitation = Invitation.objects.get(user=user)
    left = invitation.expires_at - timezone.now()
    assert timedelta(days=7) - timedelta(minutes=1) < left <= timedelta(days=7)
    Invitation.objects.update(expires_at=timezone.now())
    with pytest.raises(NotFound):
        invitations.accept(token, "sandi baru yang panjang")


def test_someone_who_was_switched_off_does_not_get_in(user):
    token = invitations.invite(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(NotFound):
        invitations.find(token)


def test_it_opens_one_city_only(cast, user):
    token = invitations.invite(user)
    with cast.lebak.seat(), pytest.raises(NotFound):
        invitations.find(token)


@pytest.mark.parametrize("token", ["", "x", "\x00", "ñ" * 5000])
def test_what_is_no_token_is_not_found(user, token):
    with pytest.raises(NotFound):
        invitations.find(token)


def test_its_address_is_on_the_citys_host(settings):
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = "http", 8000
    assert invitations.address("kab-lebak.localhost", "abc") == "http://kab-lebak.localhost:8000/akun/undangan/abc/"
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = "https", None
    assert invitations.address("kab-lebak.id", "abc") == "https://kab-lebak.id/akun/undangan/abc/"
