"""A photo opens by a signed, short-lived address only, and can be nothing but a picture."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from core.casework.queries.photo_links import photo_token
from core.common.signed_links import sign_file
from core.reports.models import Attachment
from tests.web.citizen.forms import phone_photo, thumbs_of, typed
from web.files.pictures import photo_url


@pytest.fixture
def shown(client, office) -> Attachment:
    """A sideways photo from a phone, sent with a report."""
    client.post("/lapor/", typed(photos=phone_photo()))
    with office.seat():
        return Attachment.objects.get()


def address(office, photo: Attachment, size: str = "full", **given) -> str:
    with office.seat():
        return photo_url(photo, size, private=True, **given)


@pytest.mark.parametrize("size", ["full", "thumb"])
def test_it_is_sent_as_a_picture_and_nothing_else(client, office, shown, size) -> None:
    got = client.get(address(office, shown, size))
    assert got.status_code == 200
    assert got.headers["Content-Type"] == "image/jpeg"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert got.headers["Cache-Control"] == "private, no-cache"
    assert got.headers["Content-Disposition"].startswith('inline; filename="')
    image = Image.open(BytesIO(got.content))
    assert (image.format, image.size) == ("JPEG", (40, 60))
    assert not image.getexif()


def test_the_pages_show_such_addresses(client, shown) -> None:
    (thumb,) = thumbs_of(client.get("/lacak/laporan/"))
    assert client.get(thumb).status_code == 200


def test_it_ends(client, office, shown) -> None:
    old = address(office, shown, now=datetime.now(UTC) - timedelta(hours=1))
    assert client.get(old).status_code == 403


def test_another_citys_signature_opens_nothing(client, cast, shown) -> None:
    signed = address(cast.lebak, shown)
    assert client.get(signed).status_code == 404
    assert client.get(signed, HTTP_HOST=cast.lebak.host).status_code == 404
    assert client.get(address(cast.tangerang, shown), HTTP_HOST=cast.lebak.host).status_code == 404


def test_a_changed_or_made_up_token_opens_nothing(client, office, shown) -> None:
    good = address(office, shown)
    for bad in (
        good.replace("full", "thumb"),
        good[:-2] + "/",
        "/berkas/x/",
        f"/berkas/{shown.pk}/",
        "/berkas/%00:1:a/",
    ):
        assert client.get(bad).status_code == 404


def test_a_photo_that_is_gone_is_not_found(client, office, shown) -> None:
    with office.seat():
        default_storage.delete(shown.full)
    assert client.get(address(office, shown)).status_code == 404


def test_a_signed_name_that_is_no_photo_is_not_found(client, office) -> None:
    for private in (True, False):
        token = photo_token(office.schema, Attachment(), private=private, now=datetime.now(UTC))
        assert client.get(f"/berkas/{token}/").status_code == 404


def test_an_address_that_says_not_for_whom_it_was_made_opens_nothing(client, office, shown) -> None:
    token = sign_file(office.schema, f"{shown.pk}.full", now=datetime.now(UTC))
    assert client.get(f"/berkas/{token}/").status_code == 404


def test_a_browser_that_has_it_is_not_sent_it_again(client, office, shown) -> None:
    got = client.get(address(office, shown))
    with office.seat():
        default_storage.delete(shown.full)  # the answer is given without the file
    again = client.get(address(office, shown), HTTP_IF_NONE_MATCH=got.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == got.headers["ETag"]
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert client.get(address(office, shown, "thumb")).headers["ETag"] != got.headers["ETag"]


def test_there_are_two_sizes(office, shown) -> None:
    with pytest.raises(ValueError, match="no size"):
        address(office, shown, "original")
