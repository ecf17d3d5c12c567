"""The admin's pages about people, in a browser's view: links shown once, roles, accounts that end and come back."""

import re

import pytest

from core.accounts.models import User
from core.casework import office as casework_office
from core.casework.common.actors import actor_of
from core.notifications.models import Mail
from tests.support import contents
from tests.support.mails import posted
from tests.web.citizen.forms import text_of

NEW = {"name": "Wulan Sari", "username": "wulan", "email": "wulan@example.id", "roles": ["coordinator"]}


def link_in(answer) -> str:
    return re.search(r"http://[^<]+/akun/undangan/[\w-]+/", answer.content.decode())[0]


def post(client, path: str, **data):
    return client.post(path, data)


def test_a_person_is_added_and_alone_gets_the_link_which_works_once(desk, office):
    admin = desk("admin")
    answer = post(admin, "/petugas/orang-baru/", **NEW, unit="dishub", unit_role="handle_unit")
    assert answer.status_code == 201
    page = answer.content.decode()
    assert "/akun/undangan/" not in page
    assert "Tautan dikirim kepada Wulan Sari di wulan@example.id." in page
    assert "Peran menunggu orang kedua" in page
    (letter,) = [one for one in posted() if one.to == ["wulan@example.id"]]
    assert letter.to == ["wulan@example.id"]
    link = re.search(r"http://\S+/akun/undangan/[\w-]+/", letter.body)[0]
    assert link.startswith(f"http://{office.host}/")
    from django.test import Client

    path = "/" + link.split("/", 3)[3]
    stranger = Client(HTTP_HOST=office.host)
    assert stranger.get(path).status_code == 200
    word = "sandi panjang sekali 77"
    assert stranger.post(path, {"password": word, "again": word}).status_code == 302
    assert Client(HTTP_HOST=office.host).get(path).status_code == 404
    with office.seat():
        actor = actor_of(User.objects.get(username="wulan"))
    assert (actor.roles, len(actor.unit_roles)) == (set(), 1)


def test_without_a_mailbox_the_link_is_shown_once(desk):
    answer = post(desk("admin"), "/petugas/orang-baru/", **{**NEW, "email": ""})
    assert link_in(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert posted() == []


def test_a_mail_server_that_is_down_undoes_nothing_shows_no_link_and_is_not_waited_for(desk, office, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = post(desk("admin"), "/petugas/orang-baru/", **NEW)
    assert answer.status_code == 201
    assert "/akun/undangan/" not in answer.content.decode()
    with office.seat():
        waiting = Mail.objects.get(recipient=Mail.Recipient.ACCOUNT)
    assert (waiting.event, waiting.status) == ("office_invitation", Mail.Status.QUEUED)


def test_what_was_typed_stays_and_each_error_stands_at_its_field(desk, office):
    admin, before = desk("admin"), contents.digests(office.tenant)
    answer = post(admin, "/petugas/orang-baru/", name="Wulan Sari", username="Dua Kata", email="@")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="Wulan Sari"' in page
    assert 'value="Dua Kata"' in page
    assert 'href="#id_username"' in page
    assert 'href="#id_email"' in page
    after = contents.digests(office.tenant)
    assert {table for table in after if after[table] != before[table]} <= {"t3671.django_session"}


def test_roles_are_saved_from_the_boxes_and_one_more_in_a_unit(desk, office):
    answer = post(desk("admin"), "/petugas/orang/dewi/", roles=["leader"], held=[], unit="dlh", unit_role="head_unit")
    assert answer.status_code == 302
    with office.seat():
        actor = actor_of(User.objects.get(username="dewi"))
    assert (actor.roles, list(actor.unit_roles.values())) == (set(), [frozenset({"head_unit"})])
    assert "Menunggu persetujuan orang kedua: Pimpinan." in text_of(desk("admin").get("/petugas/orang/dewi/"))
    page = desk("admin").get("/petugas/orang/dewi/").content.decode()
    assert 'value="dlh:head_unit"' in page


def test_nobody_changes_the_own_roles(desk, office):
    admin = desk("admin")
    answer = post(admin, "/petugas/orang/rina/", roles=["admin", "coordinator"], held=[])
    assert answer.status_code == 409
    assert "Anda tidak dapat mengubah peran Anda sendiri." in text_of(answer)
    assert "Peran Anda sendiri diubah oleh admin lain." in text_of(admin.get("/petugas/orang/rina/"))
    with office.seat():
        assert User.objects.get(username="rina").roles == ["admin"]


def test_a_role_is_asked_for_confirmed_and_told_on_the_page_of_roles(desk, office):
    admin, siti = desk("admin"), desk("siti")
    post(admin, "/petugas/orang/dewi/", roles=["coordinator"], held=["dishub:handle_unit"])
    page = text_of(siti.get("/petugas/peran/"))
    assert "Dewi Lestari: Koordinator" in page
    assert "Diminta oleh Rina Marlina" in page
    with office.seat():
        [grant] = casework_office.waiting()
    own = admin.get("/petugas/peran/").content.decode()
    assert "setujui" not in own
    assert "Batalkan permintaan" in own
    assert admin.post(f"/petugas/peran/{grant.pk}/setujui/").status_code == 403
    assert siti.get("/petugas/peran/").content.decode().count("/setujui/") == 1
    answer = siti.post(f"/petugas/peran/{grant.pk}/setujui/", follow=True)
    assert "Dewi Lestari sekarang Koordinator." in text_of(answer)
    assert "Peran baru Dewi Lestari disetujui" in text_of(answer)
    assert siti.post(f"/petugas/peran/{grant.pk}/tolak/").status_code == 404
    with office.seat():
        assert User.objects.get(username="dewi").roles == ["coordinator"]


def test_a_role_may_be_declined(desk, office):
    post(desk("admin"), "/petugas/orang/dewi/", roles=["admin"], held=[])
    with office.seat():
        [grant] = casework_office.waiting()
    assert desk("dewi").post(f"/petugas/peran/{grant.pk}/setujui/").status_code == 403
    answer = desk("leader").post(f"/petugas/peran/{grant.pk}/tolak/", follow=True)
    assert "Peran Admin tidak jadi diberikan kepada Dewi Lestari." in text_of(answer)
    assert "Tidak ada peran yang menunggu." in text_of(answer)
    with office.seat():
        assert User.objects.get(username="dewi").roles == []


@pytest.mark.parametrize("held", ["x", ":", "dishub:", "dishub:root", "\x00:handle_unit"])
def test_a_forged_box_is_refused(desk, held):
    assert post(desk("admin"), "/petugas/orang/dewi/", held=[held]).status_code == 400


def test_a_person_who_leaves_is_out_at_once_and_comes_back_by_a_new_link(desk, office):
    hers, admin = desk("dewi"), desk("admin")
    assert hers.get("/petugas/", follow=True).status_code == 200
    page = admin.get("/petugas/orang/dewi/").content.decode()
    assert "Dishub akan tanpa Petugas OPD yang aktif." in page
    answer = admin.post("/petugas/orang/dewi/nonaktifkan/", follow=True)
    assert "Dishub kini tanpa Petugas OPD yang aktif." in answer.content.decode()
    assert "/akun/masuk/" in hers.get("/petugas/").url
    back = admin.post("/petugas/orang/dewi/aktifkan/")
    assert back.status_code == 200
    assert link_in(back)
    assert "/akun/masuk/" in hers.get("/petugas/").url  # the old session stays over


def test_the_last_coordinator_stays_and_the_page_says_why(desk):
    admin = desk("admin")
    admin.post("/petugas/orang/joko/nonaktifkan/")
    answer = admin.post("/petugas/orang/siti/nonaktifkan/")
    assert answer.status_code == 409
    assert "Ini koordinator aktif yang terakhir." in answer.content.decode()


def test_a_lost_phone_gets_a_new_link(desk, office):
    answer = desk("admin").post("/petugas/orang/dewi/akses/")
    assert (answer.status_code, bool(link_in(answer))) == (200, True)
    with office.seat():
        assert not User.objects.get(username="dewi").has_usable_password()


def test_unknown_people_are_not_found(desk):
    admin = desk("admin")
    for path in ("/petugas/orang/tidak-ada/", "/petugas/orang/warga-x/"):
        assert admin.get(path).status_code == 404
    for act in ("nonaktifkan", "aktifkan", "akses"):
        assert admin.post(f"/petugas/orang/tidak-ada/{act}/").status_code == 404


@pytest.mark.parametrize("name", ["siti", "leader", "dewi"])
def test_nobody_else_presses_the_buttons(desk, office, name):
    client, before = desk(name), contents.digests(office.tenant)
    client.get("/petugas/orang/")
    for path in ("orang-baru/", "orang/joko/", "orang/joko/nonaktifkan/", "orang/joko/aktifkan/", "orang/joko/akses/"):
        assert client.post(f"/petugas/{path}", NEW).status_code == 403
    after = contents.digests(office.tenant)
    assert {table for table in after if after[table] != before[table]} <= {"t3671.django_session"}


def test_the_list_costs_the_same_however_many_people(desk, office, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tenants import hosts

    admin = desk("admin")
    hosts.forget()
    admin.get("/petugas/orang/")
    with CaptureQueriesContext(connection) as few:
        admin.get("/petugas/orang/")
    with office.seat():
        User.objects.bulk_create(User(username=f"orang-{n}", password="x") for n in range(30))
    with django_assert_num_queries(len(few)):
        admin.get("/petugas/orang/")
