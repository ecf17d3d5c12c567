"""The reporter finds her report in the seal that the province publishes."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.casework import actions
from oversight import seal_creation
from oversight.models import Seal
from tenants.models import Tenant
from tenants.seats import province_seat


def tracked(office, number: str, code: str) -> str:
    client = Client(HTTP_HOST=office.host)
    answer = client.post("/lacak/", {"number": number, "code": code}, follow=True)
    assert answer.redirect_chain == [("/lacak/laporan/", 302)]
    return answer.content.decode()


def line_of(page: str) -> str:
    (line,) = re.findall(r'id="fingerprint-line">([0-9a-f]{64})<', page)
    return line


def sealed_lines(hours: int) -> tuple[Seal, list[str]]:
    with province_seat():
        seal_creation.seal_city(Tenant.objects.get(schema_name="t3671"), timezone.now() + timedelta(hours=hours))
        seal = Seal.objects.filter(tenant="t3671").latest("day")
    answer = Client(HTTP_HOST="localhost").get(f"/segel/kota-tangerang/{seal.day}.txt")
    return seal, [line[:64] for line in b"".join(answer.streaming_content).decode().splitlines()]


@pytest.mark.parametrize("visibility", ["public", "secret"])
def test_the_line_on_the_page_is_in_the_published_seal(cast, visibility):
    office = cast.tangerang
    filed = office.file("verified", visibility=visibility)
    before = line_of(tracked(office, filed.number, filed.code))
    # Reading the identity is in the history, but nothing the province is told of.
    with office.seat():
        actions.read_identity(filed.number, office.siti)
    assert line_of(tracked(office, filed.number, filed.code)) == before
    _seal, lines = sealed_lines(26)
    assert lines.count(before) == 1
    with office.seat():
        actions.dispatch(filed.number, office.siti, unit="dishub")
    assert line_of(tracked(office, filed.number, filed.code)) not in lines


def test_the_page_says_from_which_seal_on(cast):
    office = cast.tangerang
    old = office.file(at=timezone.now() - timedelta(days=3))
    page = tracked(office, old.number, old.code)
    day = timezone.localdate(old.report.received_at)
    assert "Termasuk dalam segel" in page
    assert f'href="http://localhost/segel/kota-tangerang/{day}.txt"' in page
    new = office.file()
    page = tracked(office, new.number, new.code)
    assert "yang dibuat setelah tengah malam" in page
    assert 'href="http://localhost/segel/cara-memeriksa/"' in page


def test_the_foot_of_every_page_leads_to_the_citys_seals(cast):
    page = Client(HTTP_HOST=cast.lebak.host).get("/privasi/").content.decode()
    assert 'href="http://localhost/segel/kab-lebak/"' in page
