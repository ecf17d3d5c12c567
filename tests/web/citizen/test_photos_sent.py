"""Photos that come with the form: told what is wrong with them, kept through errors, free of what the phone wrote."""

from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from PIL import Image

from core.reports.models import Attachment, Report
from tenants.seats import tenant_seat
from tests.web.citizen.forms import phone_photo, photo, text_of, typed, values_of

FORM = "/lapor/"


@pytest.fixture(autouse=True)
def small_limit(settings) -> None:
    """A megabyte instead of fifteen, so that the tests stay quick."""
    settings.PHOTO_MAX_BYTES = 1024 * 1024


def test_a_photo_over_the_limit_costs_nothing_else(client) -> None:
    """The rest of the form arrives, the other photo is kept, and the big one was never written to disk."""
    big = photo("besar.jpg", b"\xff\xd8\xff" + b"x" * (settings.PHOTO_MAX_BYTES + 1))
    page = client.post(FORM, typed(photos=[big, photo()]))
    assert page.status_code == 400
    assert "besar.jpg: foto terlalu besar. Paling besar 1 MB. Perkecil atau pilih foto lain." in text_of(page)
    assert "Lampu jalan di depan pasar padam" in page.content.decode()
    assert len(values_of(page, "kept")) == 1


def test_the_limit_and_its_sentence_are_there_at_choosing(client) -> None:
    body = client.get(FORM).content.decode()
    assert 'data-max-bytes="1048576"' in body
    assert 'data-too-big="Foto ini terlalu besar' in body
    assert "Paling banyak 5 foto, masing-masing paling besar 1 MB." in body


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("catatan.jpg", b"hanya tulisan"),
        ("gambar.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("kosong.jpg", b""),
        ("putus.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 200),
        ("a\x00b\u202e<b>.jpg", b"hanya tulisan"),
    ],
)
def test_what_is_no_photo_is_refused_by_its_content(client, name, content) -> None:
    page = client.post(FORM, typed(photos=photo(name, content)))
    assert page.status_code == 400
    assert values_of(page, "kept") == []
    with tenant_seat("t3671"):
        assert not Report.objects.exists()
        assert not Attachment.objects.exists()


def test_errors_of_photos_and_of_text_are_told_together(client) -> None:
    page = client.post(FORM, typed(description="", photos=photo("catatan.jpg", b"tulisan")))
    words = text_of(page)
    assert "catatan.jpg:" in words
    assert "Ceritakan apa yang terjadi." in words


def test_more_than_five_photos(client) -> None:
    page = client.post(FORM, typed(photos=[photo(f"{n}.jpg") for n in range(7)]))
    assert "Paling banyak 5 foto; sisanya tidak disimpan." in text_of(page)
    assert len(values_of(page, "kept")) == 5


def test_a_kept_photo_can_be_left_out(client) -> None:
    first = client.post(FORM, typed(description="", photos=[photo("a.jpg"), photo("b.jpg")]))
    kept = values_of(first, "kept")
    assert client.post(FORM, typed(kept=kept, remove=kept[0])).status_code == 302
    with tenant_seat("t3671"):
        assert [str(found.pk) for found in Report.objects.get().attachments.all()] == kept[1:]


def test_files_in_other_fields_are_dropped(client) -> None:
    assert client.post(FORM, typed(surprise=photo(), description=photo())).status_code == 400
    with tenant_seat("t3671"):
        assert not Attachment.objects.exists()


def test_a_photo_from_a_phone_is_upright_and_says_nothing_of_the_phone(client) -> None:
    client.post(FORM, typed(photos=phone_photo()))
    with tenant_seat("t3671"):
        stored = Attachment.objects.get()
        for path in (stored.full, stored.thumb):
            with default_storage.open(path) as file:
                content = file.read()
            image = Image.open(BytesIO(content))
            assert image.size == (40, 60)
            red, green, _blue = image.convert("RGB").getpixel((20, 3))
            assert (red > 200, green < 80) == (True, True)
            assert not image.getexif()
            assert b"Pembuat Ponsel" not in content
