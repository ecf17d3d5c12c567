"""Nothing a client can send is a fault of ours: a sentence or a cleaned text, never a 500, nothing half-written."""

import uuid
from urllib.parse import urlencode

import pytest
from django.test import Client

from core.common.errors import Invalid
from core.reports.drafts import parse_pin
from core.reports.models import Attachment, Report
from tenants.seats import tenant_seat
from tests.support.cast import add_photo
from tests.web.citizen.forms import LONG, photo, text_of, typed, values_of
from tests.web.places import CITY

FORM = "/lapor/"


def reports() -> int:
    with tenant_seat("t3671"):
        return Report.objects.count()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (f"{LONG}\x00\x07\x1b", LONG),
        (f"\u202e{LONG}\u200b", LONG),
        (f"{LONG}\r\n\r\n\r\n\r\nTolong.", f"{LONG}\n\nTolong."),
        ("Lampu\u00a0jalan\u2003padam semua", "Lampu jalan padam semua"),
        ("<script>alert(1)</script> lampu", "<script>alert(1)</script> lampu"),
        ("=HYPERLINK('x') lampu padam 💡", "=HYPERLINK('x') lampu padam 💡"),
    ],
)
def test_text_is_stored_as_it_can_be_seen(client, sent, kept) -> None:
    assert client.post(FORM, typed(description=sent)).status_code == 302
    with tenant_seat("t3671"):
        assert Report.objects.get().description == kept


@pytest.mark.parametrize("text", ["\u200b" * 50, "\x00" * 50, "\u3164" * 50, " \n\t " * 20, "\u202e\u2066" * 30])
def test_text_without_ink_is_no_description(client, text) -> None:
    page = client.post(FORM, typed(description=text))
    assert page.status_code == 400
    assert reports() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "x" * 10_000},
        {"kind": "complaint\x00"},
        {"category": "\x00"},
        {"category": "ü" * 500},
        {"area": "36.71.01.1001\x00"},
        {"area": "' OR 1=1 --"},
        {"lat": "nan", "lon": "nan"},
        {"lat": "inf", "lon": "0"},
        {"lat": "1e999", "lon": "1"},
        {"lat": "-6.17"},
        {"lat": "٦", "lon": "x"},
        {"identity": "king"},
        {"visibility": ["public", "hidden"]},
        {"phone": "\x00" * 20},
        {"email": "a@" + "b" * 300 + ".id"},
        {"name": "x" * 10_000, "identity": "named"},
        {"address": "y" * 10_000},
        {"description": "z" * 400_000},
        {"key": "k" * 5_000, "description": ""},
        {"photos": "not a file", "description": ""},
        {"kept": ["x", str(uuid.uuid4()), "\x00"], "description": ""},
        {"kept": str(uuid.uuid4())},
        {"remove": "\x00", "description": ""},
    ],
)
def test_wrong_values_get_a_sentence(client, changes) -> None:
    page = client.post(FORM, typed(**changes))
    assert page.status_code == 400
    assert "Ada yang perlu diperbaiki" in text_of(page)
    assert reports() == 0


@pytest.mark.parametrize("key", [None, "", "  ", "k" * 256])
def test_a_form_without_a_usable_key_is_still_a_report(client, key) -> None:
    assert client.post(FORM, typed(key=key)).status_code == 302


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("x=" + "y" * 1_100_000, "application/x-www-form-urlencoded", 413),
        (urlencode([("kind", "complaint")] * 300), "application/x-www-form-urlencoded", 400),
        ("no parts here", "multipart/form-data; boundary=x", 400),
        ("", "multipart/form-data", 400),
        ('{"kind": "complaint"}', "application/json", 400),
        ("%ff%fe=%00&kind=%C0%80", "application/x-www-form-urlencoded", 400),
        ("\udcff".encode("utf-8", "surrogateescape"), "text/plain", 400),
    ],
)
@pytest.mark.parametrize("path", [FORM, "/lacak/", "/lacak/laporan/"])
def test_bodies_that_are_no_form(new_client, path, body, content_type, status) -> None:
    answer = new_client(raise_request_exception=False).post(path, body, content_type=content_type)
    assert answer.status_code in {status, 400, 403}
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_are_refused(client, method) -> None:
    assert getattr(client, method)(FORM).status_code == 405


def test_a_post_from_elsewhere_is_refused(db) -> None:
    client = Client(HTTP_HOST=CITY, enforce_csrf_checks=True)
    assert client.post(FORM, typed(photos=photo())).status_code == 403
    assert reports() == 0


def test_a_form_with_its_token_passes(db) -> None:
    client = Client(HTTP_HOST=CITY, enforce_csrf_checks=True)
    token = values_of(client.get(FORM), "csrfmiddlewaretoken")[0]
    assert client.post(FORM, {**typed(photos=photo()), "csrfmiddlewaretoken": token}).status_code == 302


def test_the_photo_of_another_report_does_not_open_by_its_id(client, office) -> None:
    """A form shows only photos no report has: else an id would be a key to them."""
    with office.seat():
        used = Attachment.objects.get(report=office.file(photos=1).report)
        unused = add_photo()
    page = client.post(FORM, typed(description="", kept=[str(used.pk), str(unused.pk)]))
    assert values_of(page, "kept") == [str(unused.pk)]
    assert "Foto yang diunggah sebelumnya sudah tidak ada. Pilih lagi fotonya." in text_of(page)


@pytest.mark.parametrize(
    "query", ["lat=x&lon=y", "lat=%00&lon=%00", "category=%00%ff", "kind=zzz", "area=%22%3E", "lat=1"]
)
def test_a_broken_address_still_shows_the_form(client, query) -> None:
    assert client.get(f"{FORM}?{query}").status_code == 200


@pytest.mark.parametrize(
    ("given", "pin"),
    [
        (("0.0", "109.34"), (0.0, 109.34)),
        ((0, 0), (0.0, 0.0)),
        (("-0", "109.34"), (0.0, 109.34)),
        (("", ""), (None, None)),
        ((None, None), (None, None)),
        ((" -6.17 ", "106.61"), (-6.17, 106.61)),
    ],
)
def test_only_nothing_means_no_pin(given, pin) -> None:
    assert parse_pin(*given) == pin


@pytest.mark.parametrize("given", [("", "0"), ("0", None), (True, False), ([1], 2), ("6,17", "106"), ("nan", "0")])
def test_half_a_pin_is_none(given) -> None:
    with pytest.raises(Invalid):
        parse_pin(*given)
