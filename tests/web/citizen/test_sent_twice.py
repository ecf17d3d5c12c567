"""One press makes one report, whatever the finger or the line does."""

import threading

import pytest
from django.db import connections

from core.reports.models import Report
from tenants.seats import tenant_seat
from tests.web.citizen.forms import photo, receipt_of, text_of, typed, values_of

FORM = "/lapor/"


def count() -> int:
    with tenant_seat("t3671"):
        return Report.objects.count()


def test_the_same_form_again_gives_the_same_receipt(client, new_client) -> None:
    client.post(FORM, typed(photos=photo()))
    other = new_client()
    other.post(FORM, typed(photos=photo()))
    assert receipt_of(other.get("/lacak/tanda-terima/")) == receipt_of(client.get("/lacak/tanda-terima/"))
    assert count() == 1


def test_another_form_is_another_report(client) -> None:
    client.post(FORM, typed())
    client.post(FORM, typed(key="kunci-formulir-2"))
    assert count() == 2


def test_a_changed_form_with_the_old_key_is_asked_about_once(client) -> None:
    client.post(FORM, typed())
    page = client.post(FORM, typed(description="Sekarang pohon tumbang di jalan yang sama."))
    assert page.status_code == 409
    assert "Formulir ini sudah pernah terkirim. Kalau ini laporan lain, kirim sekali lagi." in text_of(page)
    assert "Sekarang pohon tumbang" in page.content.decode()
    (key,) = values_of(page, "key")
    assert key != "kunci-formulir-1"
    assert (
        client.post(FORM, typed(key=key, description="Sekarang pohon tumbang di jalan yang sama.")).status_code == 302
    )
    assert count() == 2


def test_every_form_has_a_key_of_its_own(client) -> None:
    first, second = (values_of(client.get(FORM), "key")[0] for _ in range(2))
    assert first != second
    assert len(first) >= 20


@pytest.mark.usefixtures("fresh_database")
def test_two_at_the_same_moment_give_one_report(new_client) -> None:
    receipts, start = [], threading.Barrier(2)

    def press() -> None:
        client = new_client()
        start.wait()
        client.post(FORM, typed())
        receipts.append(receipt_of(client.get("/lacak/tanda-terima/")))
        connections.close_all()

    fingers = [threading.Thread(target=press) for _ in range(2)]
    for finger in fingers:
        finger.start()
    for finger in fingers:
        finger.join()
    assert len(receipts) == 2
    assert receipts[0] == receipts[1]
    assert count() == 1
