"""Photos by the API: upright, without metadata, each used once within a day."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.api.bodies import errors, problem


def upload(caller: Client, content: bytes, *, key: str | None = None, name: str = "foto.jpg", field: str = "file"):
    headers = {"Idempotency-Key": key} if key else {}
    return caller.post("/api/v1/attachments/", {field: SimpleUploadedFile(name, content)}, headers=headers)


def jpeg(*, turned: bool = False) -> bytes:
    """80 x 40 pixels, its left half red; `turned` says by EXIF tag 6 that the camera stood on its side."""
    image = Image.new("RGB", (80, 40), "white")
    image.paste((255, 0, 0), (0, 0, 40, 40))
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
    exif[0x010F] = "Telepon Rahasia"
    exif.get_ifd(0x8825)[1] = "S"
    target = BytesIO()
    image.save(target, "JPEG", exif=exif, comment=b"rahasia", quality=95)
    return target.getvalue()


def test_a_photo_is_taken_in_and_may_be_used_for_a_day(caller: Client) -> None:
    from core.reports.models import Attachment
    from tenants.seats import tenant_seat

    answer = upload(caller, jpeg())
    body = answer.json()
    assert answer.status_code == 201
    with tenant_seat("t3671"):
        kept = Attachment.objects.get()
    until = (kept.uploaded_at + timedelta(hours=24)).astimezone(kept.uploaded_at.tzinfo)
    assert body == {
        "id": str(kept.pk),
        "width": 80,
        "height": 40,
        "usable_until": (until + timedelta(hours=7)).replace(tzinfo=None).isoformat() + "+07:00",
    }


def test_a_photo_taken_on_its_side_stands_upright_and_tells_nothing(cast, send, caller: Client) -> None:
    from core.casework import actions

    photo = upload(caller, jpeg(turned=True)).json()
    assert (photo["width"], photo["height"]) == (40, 80)
    made = send(attachments=[photo["id"]]).json()
    with cast.tangerang.seat():
        actions.verify(made["number"], cast.tangerang.siti)
    (shown,) = caller.get(f"/api/v1/reports/{made['number']}/").json()["photos"]
    for size in ("full", "thumb"):
        content = b"".join(caller.get(shown[size]))
        image = Image.open(BytesIO(content))
        assert image.size == (40, 80)
        red = image.convert("RGB").getpixel((20, 10))
        assert red[0] > 240
        assert red[1] < 40
        assert not image.getexif()
        assert b"Rahasia" not in content
        assert b"rahasia" not in content


def test_an_id_is_used_once(send, caller: Client) -> None:
    photo = upload(caller, jpeg()).json()["id"]
    assert send(attachments=[photo]).status_code == 201
    assert errors(send(attachments=[photo])) == {
        "attachments": ["Foto ini tidak ditemukan atau sudah dipakai. Unggah lagi."]
    }


def test_an_id_is_of_no_use_after_a_day(send, caller: Client) -> None:
    from core.reports.models import Attachment
    from tenants.seats import tenant_seat

    photo = upload(caller, jpeg()).json()["id"]
    with tenant_seat("t3671"):
        kept = Attachment.objects.get()
        Attachment.objects.update(uploaded_at=kept.uploaded_at - timedelta(hours=24, seconds=1))
    assert list(errors(send(attachments=[photo]))) == ["attachments"]


def test_an_id_of_another_city_is_unknown(send, db) -> None:
    photo = upload(Client(HTTP_HOST="kab-lebak.localhost"), jpeg()).json()["id"]
    assert list(errors(send(attachments=[photo]))) == ["attachments"]


def test_six_photos_are_too_many(send) -> None:
    ids = [f"3f2b8c1e-0000-4000-8000-00000000000{number}" for number in range(6)]
    assert errors(send(attachments=ids)) == {"attachments": ["Paling banyak 5 foto."]}


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"just text", 400, "photo_type"),
        (SVG, 400, "photo_type"),
        (b"\xff\xd8\xff\xe0 broken", 400, "photo_broken"),
        (jpeg()[:300], 400, "photo_broken"),
        (b"", 400, "photo_empty"),
    ],
    ids=["text", "svg", "broken", "cut off", "empty"],
)
def test_what_is_no_photo_is_refused_by_its_content(caller: Client, content: bytes, status: int, code: str) -> None:
    answer = upload(caller, content)
    assert (answer.status_code, problem(answer)["code"]) == (status, code)
    assert list(problem(answer)["errors"]) == ["file"]


def test_a_photo_beyond_the_pixel_limit_is_refused_undecoded(caller: Client, settings) -> None:
    settings.PHOTO_MAX_PIXELS = 80 * 40 - 1
    answer = upload(caller, jpeg())
    assert (answer.status_code, problem(answer)["code"]) == (400, "photo_too_many_pixels")


def test_a_photo_beyond_the_size_limit_is_413(caller: Client, settings) -> None:
    settings.PHOTO_MAX_BYTES = len(jpeg()) - 1
    answer = upload(caller, jpeg())
    assert (answer.status_code, problem(answer)["code"]) == (413, "photo_too_big")


def test_a_body_far_beyond_the_limit_is_refused_unread(caller: Client) -> None:
    answer = upload(caller, b"\xff\xd8\xff" + b"0" * 16 * 1024 * 1024)
    assert (answer.status_code, problem(answer)["code"]) == (413, "photo_too_big")
    assert problem(answer)["detail"] == "Foto terlalu besar. Paling besar 15 MB."


def test_exactly_one_file_under_its_name(caller: Client) -> None:
    photo = SimpleUploadedFile("foto.jpg", jpeg())
    path = "/api/v1/attachments/"
    assert errors(caller.post(path, {})) == {"file": ["Kirim tepat satu foto pada isian file."]}
    assert errors(caller.post(path, {"file": "text"})) == {"file": ["Kirim tepat satu foto pada isian file."]}
    assert errors(caller.post(path, {"file": [photo, photo]})) == {"file": ["Kirim tepat satu foto pada isian file."]}
    assert errors(upload(caller, jpeg(), field="photo")) == {"photo": ["Isian ini tidak dikenal. Periksa ejaannya."]}


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("multipart/form-data", b"", 400),
        ("multipart/form-data", b"--x", 400),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=", 400),
        ("multipart/form-data; boundary=\xff", b"--x", 400),
        ("application/json", b"{}", 415),
        ("image/jpeg", jpeg(), 415),
    ],
    ids=["no boundary", "no boundary, a body", "cut off", "bad boundary", "json", "bare"],
)
def test_a_broken_multipart_body_is_refused(caller: Client, content_type: str, body: bytes, status: int) -> None:
    answer = caller.generic("POST", "/api/v1/attachments/", body, content_type)
    assert (answer.status_code, problem(answer)["status"]) == (status, status)


def test_many_fields_are_refused(caller: Client) -> None:
    answer = caller.post("/api/v1/attachments/", {f"x{number}": "1" for number in range(300)})
    assert (answer.status_code, problem(answer)["code"]) == (400, "bad_request")
