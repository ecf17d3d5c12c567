"""The public figures of Kota Tangerang, read by anybody."""

import pytest


@pytest.fixture
def anybody(cast):
    from django.test import Client

    return Client(HTTP_HOST=cast.tangerang.host)
