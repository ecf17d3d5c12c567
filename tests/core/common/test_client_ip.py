"""Where a request comes from: forwarded addresses count as far as trusted proxies hand them on, and no further."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from core.common.client_ip import client_address, client_neighbourhood, client_network

PROXIES = ["10.0.0.0/8", "fd00::/8"]


def _request(remote: str, forwarded: str | None = None):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=remote, **headers)


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # no proxy of ours: a lie or none of our business
        ("10.0.0.2", None, "10.0.0.2"),
        ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "1.1.1.1, 198.51.100.1", "198.51.100.1"),  # the client wrote 1.1.1.1 itself
        ("10.0.0.2", "198.51.100.1, 10.0.0.7", "198.51.100.1"),  # two proxies of ours
        ("10.0.0.2", "10.0.0.3, 10.0.0.7", "10.0.0.3"),
        ("10.0.0.2", "budi", "10.0.0.2"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("fd00::2", "2001:db8:0:1::5", "2001:db8:0:1::5"),
        ("::ffff:10.0.0.2", "::ffff:198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_client_behind_our_proxies(settings, remote: str, forwarded: str | None, address: str) -> None:
    settings.TRUSTED_PROXIES = PROXIES
    assert client_address(_request(remote, forwarded)) == address


def test_without_trusted_proxies_nothing_forwarded_counts(settings) -> None:
    settings.TRUSTED_PROXIES = []
    assert client_address(_request("10.0.0.2", "198.51.100.1")) == "10.0.0.2"


@pytest.mark.parametrize(
    ("remote", "network"),
    [("203.0.113.9", "203.0.113.9"), ("2001:db8:0:1:2:3:4:5", "2001:db8::/56"), ("", "")],
)
def test_an_ipv6_client_is_counted_by_its_network(remote: str, network: str) -> None:
    assert client_network(_request(remote)) == network


def test_a_proxy_that_is_no_network_is_named(settings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8", "caddy"]
    with pytest.raises(ImproperlyConfigured, match=r"^LAKSA_TRUSTED_PROXIES: 'caddy' does not appear to be"):
        client_address(_request("10.0.0.2"))


@pytest.mark.parametrize(
    ("address", "neighbourhood"),
    [("203.0.113.9", "203.0.113.0/24"), ("2001:db8:0:1:2:3:4:5", "2001:db8::/56"), ("", "")],
)
def test_neighbours_are_counted_together_where_one_name_is_tried(rf, address, neighbourhood):
    assert client_neighbourhood(rf.get("/", REMOTE_ADDR=address)) == neighbourhood
