"""A photo that is kept from the public is gone at once, also at the addresses that were handed out before."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from core.casework import actions
from core.reports.models import Attachment, Report
from tests.support.cast import Filed, Office, add_photo
from tests.web.citizen.forms import thumbs_of
from web.files.pictures import photo_url


@pytest.fixture
def filed(office: Office) -> Filed:
    """A closed report, published, with a photo of its own and one of the answer."""
    filed = office.file(state="in_progress", photos=1)
    with office.seat():
        actions.answer(filed.number, office.dewi, text="Lampu sudah diganti.", attachments=[str(add_photo().pk)])
        actions.close(filed.number, office.joko)
    return filed


def _hide(office: Office, filed: Filed) -> None:
    for photo in Attachment.objects.filter(report=filed.report):
        actions.hide_photo(filed.number, office.siti, photo=photo.pk)


def _make_secret(office: Office, filed: Filed) -> None:
    actions.correct(filed.number, office.siti, visibility="secret")


def _erase(office: Office, filed: Filed) -> None:
    actions.anonymise(filed.number, office.siti, cause="request")


def _addresses(client: Any, number: str) -> set[str]:
    """Every address of a photo that pages and API give to anybody."""
    paths = (
        "/",
        "/laporan/",
        f"/laporan/{number}/",
        f"/api/v1/reports/{number}/",
        f"/api/v1/reports/{number}/timeline/",
    )
    return {found for path in paths for found in re.findall(r"/berkas/[^\"]+", client.get(path).content.decode())}


@pytest.mark.parametrize("keep_back", [_hide, _make_secret, _erase])
def test_every_address_anybody_was_given_is_gone_at_once(
    client: Any, office: Office, filed: Filed, keep_back: Callable[[Office, Filed], None]
) -> None:
    addresses = _addresses(client, filed.number)
    assert len(addresses) == 4  # two photos in two sizes
    answers = {address: client.get(address) for address in addresses}
    assert {answer.status_code for answer in answers.values()} == {200}
    with office.seat():
        keep_back(office, filed)
    for address, before in answers.items():
        assert client.get(address).status_code == 404
        assert client.get(address, HTTP_IF_NONE_MATCH=before.headers["ETag"]).status_code == 404


def test_the_photo_of_an_answer_that_was_taken_back_is_gone(client: Any, office: Office) -> None:
    filed = office.file(state="in_progress")
    with office.seat():
        actions.answer(filed.number, office.dewi, text="Lampu sudah diganti.", attachments=[str(add_photo().pk)])
        address = photo_url(Attachment.objects.get())
    assert client.get(address).status_code == 200
    with office.seat():
        actions.undo(filed.number, office.dewi)
    assert client.get(address).status_code == 404


def test_shown_again_it_opens_again(client: Any, office: Office, filed: Filed) -> None:
    address = min(_addresses(client, filed.number))
    with office.seat():
        _hide(office, filed)
        for photo in Attachment.objects.all():
            actions.hide_photo(filed.number, office.siti, photo=photo.pk, hidden=False)
    assert client.get(address).status_code == 200


def test_the_reporter_still_sees_what_is_hidden(client: Any, office: Office, filed: Filed) -> None:
    with office.seat():
        _hide(office, filed)
    client.post("/lacak/", {"number": filed.number, "code": filed.code})
    thumbs = thumbs_of(client.get("/lacak/laporan/"))
    assert len(thumbs) == 4  # beside each other, and where they belong
    assert {client.get(thumb).status_code for thumb in thumbs} == {200}
    body = {"number": filed.number, "code": filed.code}
    (photo,) = client.post("/api/v1/track/", body, content_type="application/json").json()["photos"]
    assert client.get(photo["full"]).status_code == 200


def test_before_the_report_is_published_its_public_address_opens_nothing(client: Any, office: Office) -> None:
    filed = office.file(photos=1)
    with office.seat():
        assert not Report.objects.get().is_published
        address = photo_url(Attachment.objects.get(report=filed.report))
    assert client.get(address).status_code == 404
