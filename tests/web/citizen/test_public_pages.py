"""What everybody may see, and when: home, list, one report."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.casework import actions, queries
from core.common import remembered_answers
from core.common.errors import NotFound
from core.common.numbers import make_number
from core.reports.models import Attachment
from tenants import hosts
from tenants.areas import lookup
from tenants.law import memory as law
from tests.support.cast import add_photo
from tests.web.citizen.forms import links_of, text_of, thumbs_of

WORDS = "Lampu jalan di depan pasar padam sejak kemarin malam."
HIDDEN = "Isi, letak, dan foto laporan ini tampil setelah diverifikasi petugas."


def page_of(client, number: str):
    return client.get(f"/laporan/{number}/")


def test_figures_add_up_and_count_secret_reports(client, office) -> None:
    for state in ("submitted", "in_progress", "closed"):
        office.file(state)
    office.file("submitted", visibility="secret")
    words = text_of(client.get("/"))
    assert f"Laporan tahun {datetime.now(office.tenant.zone).year}" in words
    assert "Laporan masuk 4 Menunggu 2 Proses 1 Selesai 1" in words


def test_an_empty_city_says_what_to_do_first(client) -> None:
    for path in ("/", "/laporan/"):
        words = text_of(client.get(path))
        assert "Belum ada laporan publik" in words
        assert "Laporan pertama bisa dari Anda. Buat laporan" in words


def test_emergency_stands_apart_where_the_city_has_a_number(client, owner_sql) -> None:
    owner_sql.execute("""UPDATE tenants_tenant SET brand = '{"emergency_phone": "112"}' WHERE code = '36.71'""")
    hosts.forget()
    try:
        assert 'Jangan menunggu laporan: telepon <a href="tel:112">112</a>.' in client.get("/").content.decode()
    finally:
        owner_sql.execute("UPDATE tenants_tenant SET brand = '{}' WHERE code = '36.71'")
        hosts.forget()


def test_before_verification_only_number_category_kelurahan_and_state(client, office) -> None:
    filed = office.file("submitted", photos=1, lat=-6.17, lon=106.61)
    for page in (page_of(client, filed.number), client.get("/laporan/"), client.get("/")):
        words = text_of(page)
        for shown in (filed.number, "Lampu penerangan jalan umum (PJU) padam", "Sukarasa", "Menunggu verifikasi"):
            assert shown in words
        for kept in (WORDS[:20], "Pasar Anyar", "106.61", "Ratna", "98765432"):
            assert kept not in page.content.decode()
        assert thumbs_of(page) == []
    assert HIDDEN in text_of(page_of(client, filed.number))


def test_after_verification_text_photos_and_place_are_open(client, office) -> None:
    filed = office.file("verified", photos=2, lat=-6.17, lon=106.61)
    page = page_of(client, filed.number)
    words = text_of(page)
    assert WORDS in words
    assert "Depan Pasar Anyar" in words
    assert HIDDEN not in words
    assert len(thumbs_of(page)) == 2
    assert WORDS in text_of(client.get("/laporan/"))
    assert len(thumbs_of(client.get("/laporan/"))) == 1
    assert "Ratna" not in page.content.decode()


@pytest.mark.usefixtures("boundaries")
def test_the_pin_is_drawn_only_when_published(client, office) -> None:
    filed = office.file("submitted", lat=-6.17, lon=106.61)
    assert "data-map" not in page_of(client, filed.number).content.decode()
    with office.seat():
        actions.verify(filed.number, office.siti)
    assert 'data-lat="-6.17" data-lon="106.61"' in page_of(client, filed.number).content.decode()


def test_a_rejected_report_that_was_never_verified_keeps_its_text(client, office) -> None:
    page = page_of(client, office.file("rejected", photos=1).number)
    words = text_of(page)
    assert "Isi, letak, dan foto laporan ini tidak ditampilkan." in words
    assert "Laporan ini tidak ditindaklanjuti Alasannya: Keterangan tidak cukup" in words
    assert WORDS not in words
    assert "Maaf." not in words  # the note is a word to the reporter
    assert thumbs_of(page) == []


def test_a_secret_report_is_nowhere(client, office) -> None:
    secret = office.file("verified", visibility="secret", photos=1)
    for path in ("/", "/laporan/", "/laporan/?area=36.71.01.1001", "/laporan/?category=pju-padam&status=menunggu"):
        page = client.get(path)
        assert secret.number not in page.content.decode()
        assert thumbs_of(page) == []


def test_secret_and_unknown_are_the_same_404(client, office) -> None:
    secret = office.file("verified", visibility="secret")
    with office.seat():
        unknown = make_number("36.71", 2026, 999_999)
    answers = [page_of(client, number) for number in (secret.number, secret.number.lower(), unknown, "apa-saja")]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


def test_a_report_of_another_city_is_not_found_here(client, cast) -> None:
    number = cast.lebak.file("verified").number
    assert page_of(client, number).status_code == 404
    assert client.get(f"/laporan/{number}/", HTTP_HOST=cast.lebak.host).status_code == 200


@pytest.mark.parametrize(
    "spelling", [lambda n: n.replace("-", ""), lambda n: n.replace("-", " "), lambda n: f" {n.lower()}"]
)
def test_another_spelling_leads_to_the_one_address(client, office, spelling) -> None:
    number = office.file().number
    answer = page_of(client, spelling(number))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/laporan/{number}/")


@pytest.mark.parametrize(
    "path", ["/laporan/%00/", "/laporan/%ff/", f"/laporan/{'9' * 3000}/", "/laporan/../x/", "/laporan/'/"]
)
def test_what_is_no_number_is_not_found(client, path) -> None:
    assert client.get(path).status_code == 404


def test_before_and_after_stand_side_by_side(client, office) -> None:
    filed = office.file("in_progress", photos=1)
    with office.seat():
        actions.answer(filed.number, office.dewi, text="Lampu sudah menyala lagi.", attachments=[add_photo().pk])
    page = page_of(client, filed.number)
    words = text_of(page)
    assert "Sebelum dan sesudah" in words
    assert "Lampu sudah menyala lagi." in words
    assert "Dishub menjawab" in words
    assert "Dewi" not in words
    assert page.content.decode().count("<figcaption>Sebelum</figcaption>") == 1


def test_question_answer_and_photos_between_office_and_reporter_stay_between_them(client, office) -> None:
    filed = office.file("needs_info", photos=1)
    with office.seat():
        sent = add_photo()
        actions.reply(filed.number, filed.code, text="Tiang nomor 12.", attachments=[sent.pk])
        actions.verify(filed.number, office.siti)
        with pytest.raises(NotFound):
            queries.public_photo(sent.pk)
    page = page_of(client, filed.number)
    words = text_of(page)
    assert len(thumbs_of(page)) == 1
    for kept in ("Di tiang nomor berapa?", "Tiang nomor 12.", "meminta keterangan", "memberi keterangan"):
        assert kept not in words


def test_a_photo_the_coordinator_keeps_back_is_not_shown(client, office) -> None:
    filed = office.file("verified", photos=2)
    with office.seat():
        hidden = Attachment.objects.filter(report=filed.report).first()
        Attachment.objects.filter(pk=hidden.pk).update(is_hidden=True)
    assert len(thumbs_of(page_of(client, filed.number))) == 1


def test_filters_narrow_the_list(client, office) -> None:
    light = office.file("closed").number
    road = office.file(category="jalan-rusak", area="36.71.01.1002").number
    for query, shown, absent in (
        ("status=selesai", light, road),
        ("status=menunggu", road, light),
        ("category=jalan-rusak", road, light),
        ("area=36.71.01.1001", light, road),
    ):
        body = client.get(f"/laporan/?{query}").content.decode()
        assert shown in body
        assert absent not in body
    nothing = text_of(client.get("/laporan/?status=proses"))
    assert "Tidak ada laporan yang cocok" in nothing


@pytest.mark.parametrize(
    "query",
    ["status=zzz", "status=%00", "category=%00", "category=%25", "area=%00%ff", "area=36.71.01.1001%27", "unknown=1"],
)
def test_no_filter_is_an_error(client, office, query) -> None:
    office.file()
    assert client.get(f"/laporan/?{query}").status_code == 200


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 30, "%00", "1%20OR%201"])
def test_a_page_that_is_none_is_told_so(client, after) -> None:
    assert client.get(f"/laporan/?after={after}").status_code == 400


def test_pages_by_key(client, office) -> None:
    numbers = [office.file().number for _ in range(21)]
    first = client.get("/laporan/?category=pju-padam")
    assert [number for number in numbers if number in first.content.decode()] == numbers[1:]
    (address,) = links_of(first, "next")
    second = client.get(address)
    assert [number for number in numbers if number in second.content.decode()] == numbers[:1]
    assert links_of(second, "next") == []
    assert links_of(second, "prev") == ["/laporan/?category=pju-padam"]


def queries_of(client, path: str) -> int:
    """Queries of the page itself, made anew: host, areas and law are in memory, and settling into the seat is not
    counted."""
    for memory in (hosts, lookup, law):
        memory.forget()
    client.get(path)
    remembered_answers.forget()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len([query for query in captured if not query["sql"].startswith(("SET ", "SELECT set_config", "RESET"))])


def test_the_number_of_queries_does_not_grow(client, office) -> None:
    numbers = [office.file("verified", photos=1).number for _ in range(2)]
    few = [queries_of(client, path) for path in ("/", "/laporan/", f"/laporan/{numbers[0]}/", "/lapor/")]
    for _ in range(4):
        office.file("verified", photos=2)
    many = [queries_of(client, path) for path in ("/", "/laporan/", f"/laporan/{numbers[0]}/", "/lapor/")]
    # The first of each public page asks whether it has changed; the figures of the home page are those of a minute.
    assert few == many == [4, 4, 6, 1]
