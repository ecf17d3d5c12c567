"""Who may open which address: one row for each URL pattern of the two kinds of host. A pattern without a row fails
`test_access.py`, so whoever adds a page decides here who it is for.

`who` is one of the constants below, or the set of people of `tests.support.cast` who may open it.
"""

from dataclasses import dataclass, field

ANYBODY = "anybody"
REPORTER = "reporter"  # whoever has number and receipt code; others are asked for them
LINK = "link"  # whoever holds a signed or one-time address; what is forged is unknown
HALFWAY = "halfway"  # between password and code; others are sent to sign in
# A citizen's account, which nobody of the cast has: the office gets 403, strangers are sent to sign in.
CITIZEN = frozenset()
ACCOUNT = "account"  # anybody signed in, with or without a role

# People of a city: coordinator, leader, admin; officer, head and field officer of the unit that has the report; the
# officer of another unit (budi). `nobody` has an account and no role.
OF_THE_UNIT = frozenset({"dewi", "rahmat", "agus"})
READS_REPORTS = OF_THE_UNIT | {"siti", "leader", "budi"}
DESK = READS_REPORTS | {"admin"}
ONE_REPORT = OF_THE_UNIT | {"siti", "leader"}
LEADING = frozenset({"siti", "leader"})
CITY_PEOPLE = DESK | {"nobody"}
ADMIN = frozenset({"admin"})
# People of the province. The operator runs the installation and reads no report.
OVERSEERS = frozenset({"assistant", "lead", "head"})
PROVINCE_PEOPLE = OVERSEERS | {"operator"}


@dataclass(frozen=True)
class Row:
    """A route as the URL configuration writes it, and what stands in its places when it is tried ({number}: that of a
    report the unit Dishub has)."""

    route: str
    who: str | frozenset[str]
    places: dict[str, str] = field(default_factory=dict)


NUMBER = {"number": "{number}"}

ACCOUNT_PAGES = [
    Row("akun/masuk/", ANYBODY),
    Row("akun/keluar/", ACCOUNT),
    Row("akun/konfirmasi/", ACCOUNT),
    Row("akun/kata-sandi/", ACCOUNT),
    Row("akun/tidak-aktif/", ANYBODY),
    Row("akun/keamanan/", ACCOUNT),
    Row("akun/masuk/kode/", HALFWAY),
    Row("akun/konfirmasi/kode/", ACCOUNT),
    Row("akun/autentikator/", ACCOUNT),
    Row("akun/autentikator/lepas/", ACCOUNT),
    Row("akun/kode-cadangan/", ACCOUNT),
    Row("akun/kode-cadangan/baru/", ACCOUNT),
    Row("akun/kode-cadangan/unduh/", ACCOUNT),
    Row("akun/undangan/<str:token>/", LINK, {"token": "forged"}),
    Row("akun/bahasa/<str:code>/", ANYBODY, {"code": "en"}),
]

API_PAGES = [
    Row("api/v1/schema/", ANYBODY),
    Row("api/v1/docs/", ANYBODY),
    Row("api/v1/", ANYBODY),  # any other address under the API: 404 as problem+json
]

CITY = [
    Row("", ANYBODY),
    Row("lapor/", ANYBODY),
    Row("lapor/tempat/", ANYBODY),
    Row("lapor/serupa/", ANYBODY),
    Row("peta/", ANYBODY),
    Row("peta/laporan.json", ANYBODY),
    Row("privasi/", ANYBODY),
    Row("peta/batas/<int:level>.json", ANYBODY, {"level": "2"}),
    Row("laporan/", ANYBODY),
    Row("laporan/<str:number>/", ANYBODY, NUMBER),
    Row("laporan/<str:number>/dukung/", ANYBODY, NUMBER),
    Row("lacak/", ANYBODY),
    Row("lacak/laporan/", REPORTER),
    Row("lacak/tanda-terima/", REPORTER),
    Row("lacak/surat/<slug:letter>.pdf", REPORTER, {"letter": "tanda-terima"}),
    Row("lacak/tutup/", ANYBODY),
    Row("berkas/<str:token>/", LINK, {"token": "forged"}),
    Row("kinerja/", ANYBODY),
    Row("kinerja/kecamatan/<str:code>/", ANYBODY, {"code": "36.71.01"}),
    Row("kinerja/unduh/<slug:name>.csv", ANYBODY, {"name": "opd"}),
    Row("petugas/", DESK),
    Row("petugas/antrean/<slug:queue>/", READS_REPORTS, {"queue": "all"}),
    Row("petugas/antrean/<slug:queue>/unduh.csv", READS_REPORTS, {"queue": "all"}),
    Row("petugas/lapor/", frozenset({"siti"})),
    Row("petugas/pemberitahuan/", READS_REPORTS),
    Row("petugas/orang/", ADMIN),
    Row("petugas/orang-baru/", ADMIN),
    Row("petugas/orang/<str:username>/", ADMIN, {"username": "dewi"}),
    *(
        # Buttons only: 405 to whoever may press them.
        Row(f"petugas/orang/<str:username>/{act}/", ADMIN, {"username": "dewi"})
        for act in ("nonaktifkan", "aktifkan", "akses")
    ),
    Row("petugas/peran/", LEADING | ADMIN),
    # Buttons only: 405 to whoever may press them.
    *(Row(f"petugas/peran/<int:pk>/{act}/", LEADING | ADMIN, {"pk": "1"}) for act in ("setujui", "tolak")),
    Row("petugas/opd/", ADMIN),
    Row("petugas/opd-baru/", ADMIN),
    Row("petugas/opd/<slug:code>/", ADMIN, {"code": "dishub"}),
    *(Row(f"petugas/opd/<slug:code>/{act}/", ADMIN, {"code": "dishub"}) for act in ("tutup", "buka")),
    Row("petugas/pengaturan/", ADMIN),
    Row("petugas/pengaturan/alasan/", ADMIN),
    Row("petugas/pengaturan/alasan/<slug:code>/", ADMIN, {"code": "tidak-jelas"}),
    Row("petugas/pengaturan/kategori/", ADMIN),
    Row("petugas/pengaturan/kategori/<slug:code>/", ADMIN, {"code": "pju-padam"}),
    Row("petugas/hari-libur/", ADMIN),
    Row("petugas/hari-libur/<str:day>/cabut/", ADMIN, {"day": "2026-12-03"}),
    Row("petugas/batas-waktu/", ADMIN),
    Row("petugas/riwayat-kantor/", ADMIN | {"leader"}),
    Row("petugas/surel/", frozenset({"admin"})),
    Row(
        "petugas/surel/teks/<slug:name>/<slug:language>/<slug:kind>/",
        frozenset({"admin"}),
        {"name": "ask", "language": "id", "kind": "semua"},
    ),
    Row("petugas/surel/terkirim/", frozenset({"admin"})),
    # POST only: 405 to whoever works here; who may press it: test_mails_at_the_desk.py.
    Row("petugas/surel/<int:pk>/kirim-lagi/", DESK, {"pk": "1"}),
    Row("petugas/ombudsman/", LEADING),
    Row("petugas/ombudsman/<int:pk>/", LEADING, {"pk": "{request}"}),
    Row("petugas/ombudsman/pembacaan/", LEADING),
    Row("petugas/ombudsman/tanggapan/", LEADING),
    # POST only: 405 to whoever works here; who may press it: tests/core/casework/supervision.
    Row("petugas/ombudsman/tanggapan/<int:pk>/tarik/", DESK, {"pk": "1"}),
    Row("petugas/laporan/<str:number>/", ONE_REPORT, NUMBER),
    Row("petugas/laporan/<str:number>/sekitar.json", ONE_REPORT, NUMBER),
    # Opened by a button only, so a GET leads back to the report; who may press it: test_access.py.
    Row("petugas/laporan/<str:number>/identitas/", READS_REPORTS, NUMBER),
    # With the reporter's identity by a button only; who may press it: test_letters_at_the_desk.py.
    Row("petugas/laporan/<str:number>/surat/<slug:letter>.pdf", ONE_REPORT, {**NUMBER, "letter": "tanda-terima"}),
    Row("petugas/laporan/<str:number>/<slug:action>/", READS_REPORTS, {**NUMBER, "action": "start"}),
    *ACCOUNT_PAGES,
    Row("akun/masuk/warga/", ANYBODY),
    Row("akun/masuk/warga/kode/", HALFWAY),
    Row("akun/masuk/kunci/", HALFWAY),
    Row("akun/masuk/kunci/mulai/", ANYBODY),
    Row("saya/", CITIZEN),
    Row("saya/dukungan/", CITIZEN),
    Row("saya/tambah/", CITIZEN),
    Row("saya/laporan/<str:number>/", CITIZEN, NUMBER),
    Row("saya/laporan/<str:number>/surat/<slug:letter>.pdf", CITIZEN, {**NUMBER, "letter": "tanda-terima"}),
    Row("saya/akun/", CITIZEN),
    Row("saya/akun/hapus/", CITIZEN),
    Row("saya/akun/kunci/", CITIZEN),
    Row("saya/akun/kunci/<int:pk>/hapus/", CITIZEN, {"pk": "1"}),
    Row("api/v1/reports/", ANYBODY),
    Row("api/v1/reports/<str:number>/", ANYBODY, NUMBER),
    Row("api/v1/reports/<str:number>/timeline/", ANYBODY, NUMBER),
    Row("api/v1/attachments/", ANYBODY),
    Row("api/v1/categories/", ANYBODY),
    Row("api/v1/areas/", ANYBODY),
    Row("api/v1/track/", ANYBODY),
    Row("api/v1/track/reply/", ANYBODY),
    Row("api/v1/track/withdraw/", ANYBODY),
    Row("api/v1/track/reopen/", ANYBODY),
    Row("api/v1/track/rate/", ANYBODY),
    Row("api/v1/desk/reports/", READS_REPORTS),
    Row("api/v1/desk/reports/<str:number>/", ONE_REPORT, NUMBER),
    Row("api/v1/desk/reports/<str:number>/related/", ONE_REPORT, NUMBER),
    Row("api/v1/desk/reports/<str:number>/letters/<slug:letter>/", ONE_REPORT, {**NUMBER, "letter": "tanda-terima"}),
    # POST only: 405 to whoever may call it.
    Row("api/v1/desk/reports/<str:number>/identity/", READS_REPORTS, NUMBER),
    *(
        Row(f"api/v1/desk/reports/<str:number>/{action}/", READS_REPORTS, NUMBER)
        for action in (
            "ask",
            "record_reply",
            "withdraw_question",
            "go_on_without",
            "verify",
            "reject",
            "refer",
            "transfer",
            "accept",
            "hand_back",
            "recall",
            "merge",
            "resolve_outside",
            "dispatch",
            "redispatch",
            "send_back",
            "start",
            "answer",
            "rework",
            "close",
            "note",
            "extend",
            "add_part",
            "finish_part",
            "return_part",
            "withdraw_part",
            "follow_up",
            "check",
            "anonymise",
            "work_photos",
            "message",
            "correct",
            "redact",
            "hide_photo",
            "show_photo",
            "undo",
        )
    ),
    *API_PAGES,
]

PROVINCE = [
    Row("", ANYBODY),
    Row("unduh/perbandingan.<slug:form>", ANYBODY, {"form": "csv"}),
    Row("kota/<slug:slug>/", ANYBODY, {"slug": "kab-lebak"}),
    Row("kota/<slug:slug>/unduh.<slug:form>", ANYBODY, {"slug": "kab-lebak", "form": "json"}),
    Row("segel/", ANYBODY),
    Row("segel/terbaru.json", ANYBODY),
    Row("segel/cara-memeriksa/", ANYBODY),
    Row("segel/<slug:slug>/", ANYBODY, {"slug": "kab-lebak"}),
    Row("segel/<slug:slug>/riwayat.json", ANYBODY, {"slug": "kab-lebak"}),
    # Without a seal of that day: unknown to everybody alike.
    Row("segel/<slug:slug>/<str:day>.txt", LINK, {"slug": "kab-lebak", "day": "2020-01-01"}),
    Row("ombudsman/", PROVINCE_PEOPLE),  # an operator is led on to /platform/
    Row("data/", ANYBODY),
    Row("data/datapackage.json", ANYBODY),
    Row("data/<slug:name>.<slug:form>", ANYBODY, {"name": "bulanan", "form": "csv"}),
    Row("ombudsman/unduh/perbandingan.<slug:form>", OVERSEERS, {"form": "xlsx"}),
    Row("ombudsman/lewat-batas/", OVERSEERS),
    Row("ombudsman/daftar/<slug:what>/", OVERSEERS, {"what": "jawaban-terlambat"}),
    Row("ombudsman/daftar/<slug:what>/unduh.<slug:form>", OVERSEERS, {"what": "lewat-batas", "form": "csv"}),
    Row("ombudsman/umur/", OVERSEERS),
    Row("ombudsman/umur/unduh.<slug:form>", OVERSEERS, {"form": "csv"}),
    Row("ombudsman/rincian/", OVERSEERS),
    Row("ombudsman/rincian/<slug:table>.<slug:form>", OVERSEERS, {"table": "jenis", "form": "csv"}),
    Row("ombudsman/<slug:slug>/rincian/", OVERSEERS, {"slug": "kab-lebak"}),
    Row(
        "ombudsman/<slug:slug>/rincian/<slug:table>.<slug:form>",
        OVERSEERS,
        {"slug": "kab-lebak", "table": "kecamatan", "form": "csv"},
    ),
    Row("ombudsman/keutuhan/", OVERSEERS),
    Row("ombudsman/laporan/", OVERSEERS),
    Row("ombudsman/laporan/<str:number>/", OVERSEERS, NUMBER),
    Row("ombudsman/permintaan/", OVERSEERS),
    Row("ombudsman/permintaan/baru/", OVERSEERS),
    Row("ombudsman/permintaan/<int:pk>/", OVERSEERS, {"pk": "{request}"}),
    Row("ombudsman/permintaan/<int:pk>/surat.pdf", OVERSEERS, {"pk": "{request}"}),
    # POST only: 405 to whoever oversees; who may press it: tests/core/casework/supervision.
    Row("ombudsman/permintaan/<int:pk>/balas/", OVERSEERS, {"pk": "{request}"}),
    Row("ombudsman/permintaan/<int:pk>/tutup/", OVERSEERS, {"pk": "{request}"}),
    Row("ombudsman/perkara/", OVERSEERS),
    # A case opens to those who work on it, and to the head.
    Row("ombudsman/perkara/<int:pk>/", frozenset({"lead", "head"}), {"pk": "{case}"}),
    Row("ombudsman/perkara/<int:pk>/orang/", OVERSEERS, {"pk": "{case}"}),
    Row("ombudsman/perkara/<int:pk>/tutup/", OVERSEERS, {"pk": "{case}"}),
    Row("ombudsman/pembacaan/", OVERSEERS),
    Row("ombudsman/orang/", frozenset({"head"})),
    Row("ombudsman/orang/<int:pk>/", OVERSEERS, {"pk": "1"}),
    Row("ombudsman/<slug:slug>/", OVERSEERS, {"slug": "kab-lebak"}),
    Row("platform/", frozenset({"operator"})),
    # Read by all of the province; changed by operators: test_calendar_pages.py.
    Row("platform/kalender/", PROVINCE_PEOPLE),
    Row("platform/kalender/<str:day>/", PROVINCE_PEOPLE, {"day": "2026-12-25"}),
    Row("platform/batas-waktu/", PROVINCE_PEOPLE),
    Row("platform/batas-waktu/<int:pk>/", PROVINCE_PEOPLE, {"pk": "1"}),
    # Buttons only: 405 to a GET.
    Row("platform/kalender/tahun/<int:year>/", PROVINCE_PEOPLE, {"year": "2026"}),
    Row("platform/kalender/<str:day>/pindah/", PROVINCE_PEOPLE, {"day": "2026-12-25"}),
    Row("platform/kalender/<str:day>/cabut/", PROVINCE_PEOPLE, {"day": "2026-12-25"}),
    Row("platform/batas-waktu/<int:pk>/batal/", PROVINCE_PEOPLE, {"pk": "1"}),
    *ACCOUNT_PAGES,
    Row("api/v1/oversight/requests/", OVERSEERS),
    Row("api/v1/oversight/requests/<int:pk>/", OVERSEERS, {"pk": "{request}"}),
    # POST only: 405 to whoever oversees.
    Row("api/v1/oversight/requests/<int:pk>/reply/", OVERSEERS, {"pk": "{request}"}),
    Row("api/v1/oversight/requests/<int:pk>/close/", OVERSEERS, {"pk": "{request}"}),
    Row("api/v1/tenants/", ANYBODY),
    Row("api/v1/oversight/figures/", OVERSEERS),
    Row("api/v1/oversight/tenants/", OVERSEERS),
    *API_PAGES,
]
