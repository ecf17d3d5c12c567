"""Addresses of citizens' accounts on a city's host: signing in, and `/saya/`. The province has no such accounts."""

from django.urls import path

from web.citizen import mine, passkeys, signing_in

urlpatterns = [
    path("akun/masuk/warga/", signing_in.sign_in, name="citizen_login"),
    path("akun/masuk/warga/kode/", signing_in.enter_code, name="citizen_code"),
    path("akun/masuk/kunci/", passkeys.passkey_login, name="passkey_login"),
    path("akun/masuk/kunci/mulai/", passkeys.passkey_options, name="passkey_options"),
    path("saya/", mine.my_reports, name="my_reports"),
    path("saya/dukungan/", mine.my_supports, name="my_supports"),
    path("saya/tambah/", mine.claim_report, name="claim_report"),
    path("saya/laporan/<str:number>/", mine.my_report, name="my_report"),
    path("saya/laporan/<str:number>/surat/<slug:letter>.pdf", mine.my_letter, name="my_letter"),
    path("saya/akun/", mine.my_account, name="my_account"),
    path("saya/akun/hapus/", mine.close_account, name="close_account"),
    path("saya/akun/kunci/", passkeys.add_passkey, name="add_passkey"),
    path("saya/akun/kunci/<int:pk>/hapus/", passkeys.remove_passkey, name="remove_passkey"),
]
