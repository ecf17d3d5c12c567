"""Every page of every seat, as axe-core sees it (WCAG 2.0 to 2.2, A and AA): light and dark, on a phone and on a desk;
nothing to scroll sideways, down to the 320 px that a page of 1280 px has at 400 % (success criterion 1.4.10).

One server, one browser: a page is loaded once and then looked at in each size and colour scheme.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import shapely
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.test import Client
from django.utils import timezone

from core.accounts import citizens, invitations
from core.accounts.models import User
from core.casework import actions
from core.casework.periodic import sweeping
from core.casework.supervision import cases, requests, statements
from oversight import seal_creation
from oversight.models import IntegrityCheck
from tenants.law.models import DeadlineRule
from tenants.models import Tenant
from tenants.seats import province_seat
from tests.browser.walking import track
from tests.support import cast as people

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "platform" / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
NARROWEST = {"width": 320, "height": 640}
CITY, PROVINCE = "kota-tangerang", ""
CITIZEN = "ratna@example.id"

_OPEN_ALL = "for (const part of document.querySelectorAll('details')) part.open = true"
# Nothing moves any more before axe looks. Colours are inherited, so one change sets off the next, frame by frame.
_LOOK = """async (options) => {
    const nextFrame = () => new Promise(requestAnimationFrame);
    await nextFrame();
    for (let frame = 0; frame < 100 && document.getAnimations().length; frame += 1) {
        for (const moving of document.getAnimations()) moving.finish();
        await nextFrame();
    }
    const { violations } = await axe.run(document, options);
    return violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => {
        const { fgColor, bgColor, contrastRatio } = (node.any[0] && node.any[0].data) || {};
        return node.target.join(" ") + (contrastRatio ? ` (${fgColor} on ${bgColor}: ${contrastRatio})` : "");
    }).join("; ")}`);
}"""
_TOO_WIDE = """() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const clips = (part) => getComputedStyle(part).overflowX !== "visible";
    const isClipped = (part) => part !== document.body && (clips(part) || isClipped(part.parentElement));
    const wide = [...document.querySelectorAll("body *")].filter(
        (part) => part.getBoundingClientRect().right > room + 1 && !isClipped(part.parentElement));
    return wide.slice(-3).map((part) => `${part.tagName.toLowerCase()}.${part.className}`);
}"""


@dataclass
class Reports:
    """One report in each state worth a look: number and receipt code by state."""

    numbers: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, state: str) -> str:
        return self.numbers[state]


@pytest.fixture
def mapped(fresh_database, tmp_path: Path) -> None:
    """The kelurahan where the cast reports has a square on the map."""
    shape = json.loads(shapely.to_geojson(shapely.box(106.60, -6.18, 106.64, -6.16)))
    properties = {"code": "36.71.01.1001", "level": 4, "parent": "36.71.01"}
    feature = {"type": "Feature", "properties": properties, "geometry": shape}
    path = tmp_path / "batas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    imported = fresh_database.laksa("areas", "import", str(path))
    assert imported.returncode == 0, imported.stderr


@pytest.fixture
def reports(mapped: None, cast) -> Reports:
    """Public ones with photos and pins, one overdue, one a citizen's account holds, some in Lebak."""
    office, found = cast.tangerang, Reports()
    long_ago = timezone.now() - timedelta(days=40)
    place = {"lat": -6.17, "lon": 106.61, "photos": 1}
    for state in (
        "submitted",
        "needs_info",
        "verified",
        "dispatched",
        "in_progress",
        "answered",
        "closed",
        "rejected",
        "merged",
        "transferred",
    ):
        filed = office.file(state, **place)
        found.numbers[state], found.codes[state] = filed.number, filed.code
    found.numbers["late"] = office.file("dispatched", at=long_ago, lat=-6.17, lon=106.61).number
    secret = office.file(
        identity="masked", visibility="secret", description="Ada pungutan liar. Nomornya 08129876543."
    )
    found.numbers["secret"], found.codes["secret"] = secret.number, secret.code
    cast.lebak.file("closed", answers="dewi")
    with office.seat():
        account = citizens.open_account(CITIZEN)
        kept = actions.submit(office.draft(), account=account).report.number
        actions.ask(kept, office.siti, text="Di tiang nomor berapa?")
        actions.support(found["dispatched"], voter="", user=account)
        RecoveryCodes.activate(office.siti.user)
    found.numbers["kept"] = kept
    _seal_and_break(office.schema)
    return found


def _seal_and_break(schema: str) -> None:
    """The city has a seal, and its last check found something."""
    with province_seat():
        seal_creation.seal_city(Tenant.objects.get(schema_name=schema), timezone.now())
        IntegrityCheck.objects.create(
            tenant=schema,
            checked_at=timezone.now(),
            reports=9,
            faults=2,
            first_fault='{"kind": "seal_edited", "day": "2026-11-24"}',
        )


def session_cookie(site, office, user, slug: str, **facts: object) -> dict:
    """A signed-in person's cookie, as the browser would have it a moment after the sign-in pages."""
    client = Client(headers={"host": site.host(slug)})
    with office.seat():
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
        session.update({"tenant": office.schema, **facts})
        session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": site.url(slug)}


@pytest.fixture
def look(browser, site) -> Iterator[Callable]:
    """Opens pages as somebody (a cookie, or None) and tells what is wrong with them, a line for each fault."""
    contexts = []

    def look(
        slug: str,
        paths: list[str],
        cookie: dict | None,
        prepare: Callable | None = None,
        *,
        status: int = 200,
        then: Callable | None = None,
    ) -> list[str]:
        """`prepare` is done before the first page, `then` on each; `status` is what the pages answer with."""
        context = browser.new_context(
            locale="id-ID", timezone_id="Asia/Jakarta", viewport=PHONE, reduced_motion="reduce"
        )
        contexts.append(context)
        if cookie:
            context.add_cookies([cookie])
        page = context.new_page()
        if prepare:
            prepare(page)
        return [
            f"{slug or 'province'}{path} {fault}"
            for path in paths
            for fault in _faults(page, site.url(slug, path), status, then)
        ]

    yield look
    for context in contexts:
        context.close()


def _faults(page, address: str, status: int, then: Callable | None) -> Iterator[str]:
    """What axe and the ruler find on one page, with the size and scheme where they find it."""
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light")
    answer = page.goto(address)
    if answer.status != status or page.url.split("?")[0] != address.split("?")[0]:
        yield f"answers {answer.status} at {page.url}"
        return
    if then:
        then(page)
        page.wait_for_load_state()
    page.evaluate(_OPEN_ALL)
    page.evaluate(AXE.read_text())
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        yield from (f"{size['width']} {fault}" for fault in _axe(page, "light"))
        yield from (f"{size['width']} dark {fault}" for fault in _axe(page, "dark"))
        yield from (f"{size['width']} too wide: {part}" for part in page.evaluate(_TOO_WIDE))
    page.set_viewport_size(NARROWEST)
    yield from (f"{NARROWEST['width']} too wide: {part}" for part in page.evaluate(_TOO_WIDE))


def _axe(page, scheme: str) -> list[str]:
    """Every rule in light; in dark only what depends on colour."""
    page.emulate_media(color_scheme=scheme)
    only = {"type": "tag", "values": RULES} if scheme == "light" else {"type": "rule", "values": ["color-contrast"]}
    return page.evaluate(_LOOK, {"runOnly": only, "resultTypes": ["violations"]})


# What must be there to read and press without scripts.
WITHOUT_SCRIPTS = [
    ("/", ["Buat laporan", "Lacak laporan"]),
    ("/lapor/", ["1. Apa dan di mana", "2. Foto", "Siapa yang boleh melihat laporan ini?", "Kirim laporan"]),
    ("/lacak/", ["Buka laporan"]),
    ("/laporan/", ["Tampilkan"]),
    ("/peta/", ["Lampu jalan di depan pasar padam"]),
    ("/kinerja/", ["Tepat waktu"]),
]
WITHOUT_SCRIPTS_AT_THE_DESK = [
    ("/petugas/antrean/verify/", ["Saringan", "Lampu jalan di depan pasar padam"]),
    ("/petugas/lapor/", ["Simpan dan buat tanda terima"]),
]


@pytest.fixture
def read(browser, site) -> Iterator[Callable]:
    """Opens a page in a browser that runs no scripts and tells which of these texts cannot be seen there."""
    contexts = []

    def read(path: str, texts: list[str], cookie: dict | None) -> list[str]:
        context = browser.new_context(locale="id-ID", viewport=PHONE, java_script_enabled=False)
        contexts.append(context)
        context.add_cookies([cookie] if cookie else [])
        page = context.new_page()
        page.goto(site.url(CITY, path))
        seen = [text for text in texts if page.get_by_text(text).locator("visible=true").count()]
        return [f"{path} without scripts hides: {text}" for text in texts if text not in seen]

    yield read
    for context in contexts:
        context.close()


def _open_by_code(site, reports: Reports, state: str) -> Callable:
    return lambda page: track(page, site.url(CITY, "/lacak/"), reports[state], reports.codes[state])


def _send_and_wait(page, button: str, address: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url(f"**{address}**")


def _halfway_in(site) -> Callable:
    """An officer's password is given, the code is not."""

    def begin(page) -> None:
        page.goto(site.url(CITY, "/akun/masuk/"))
        page.get_by_label("Nama pengguna").fill("joko")
        page.get_by_label("Kata sandi", exact=True).fill(people.PASSWORD)
        _send_and_wait(page, "Masuk", "/akun/masuk/kode/")

    return begin


def _accepting(site, token: str) -> Callable:
    """Somebody invited has chosen a password, and is to set up the app."""

    def begin(page) -> None:
        page.goto(site.url(CITY, f"/akun/undangan/{token}/"))
        for label in ("Kata sandi baru", "Ulangi kata sandi"):
            page.get_by_label(label, exact=True).fill(people.PASSWORD)
        _send_and_wait(page, "Simpan dan lanjutkan", "/akun/autentikator/")

    return begin


def _open_report(page) -> None:
    page.get_by_role("button", name="Buka laporan").click()
    page.wait_for_selector("text=Pembukaan ini sudah tercatat")


def _in_english(site) -> Callable:
    return lambda page: page.goto(site.url(CITY, "/akun/bahasa/en/"))


def test_every_page_of_every_seat(cast, reports, site, look, read) -> None:
    city, province = cast.tangerang, cast.province

    def staff(name: str) -> dict:
        return session_cookie(site, city, city.people[name].user, CITY)

    def overseer(name: str) -> dict:
        return session_cookie(site, province, province.people[name].user, PROVINCE)

    with city.seat():
        account = citizens.find(CITIZEN)
    citizen = session_cookie(site, city, account, CITY, citizen=True)
    desk = "/petugas/laporan/{}/".format
    faults = [
        *look(
            CITY,
            [
                "/",
                "/lapor/",
                "/lacak/",
                "/laporan/",
                "/laporan/?status=selesai&words=tidak+ada+begini",
                *(f"/laporan/{reports[state]}/" for state in ("submitted", "late", "closed", "rejected")),
                *(f"/laporan/{reports[state]}/" for state in ("merged", "transferred")),
                "/peta/",
                "/privasi/",
                "/kinerja/",
                "/kinerja/kecamatan/36.71.01/",
                "/akun/masuk/",
                "/akun/masuk/warga/",
                "/akun/tidak-aktif/",
            ],
            None,
        ),
        *look(CITY, ["/", "/lapor/", "/kinerja/"], None, _in_english(site)),
        *look(
            CITY,
            ["/lacak/laporan/", "/lacak/tanda-terima/"],
            None,
            _open_by_code(site, reports, "secret"),
        ),
        # Asked something; to be rated or opened again; ended in another report; gone to another city.
        *(
            fault
            for state in ("needs_info", "closed", "merged", "transferred")
            for fault in look(CITY, ["/lacak/laporan/"], None, _open_by_code(site, reports, state))
        ),
        *look(
            CITY,
            [
                "/saya/",
                f"/saya/laporan/{reports['kept']}/",
                "/saya/dukungan/",
                "/saya/tambah/",
                "/saya/akun/",
                "/saya/akun/kunci/",
                "/saya/akun/hapus/",
            ],
            citizen,
        ),
        *look(
            CITY,
            [
                *(f"/petugas/antrean/{name}/" for name in ("verify", "needs_info", "all", "overdue", "ended")),
                "/petugas/lapor/",
                "/petugas/pemberitahuan/",
                *(desk(reports[state]) for state in ("submitted", "needs_info", "verified", "answered", "secret")),
                "/akun/keamanan/",
                "/akun/kata-sandi/",
                "/akun/konfirmasi/",
                "/akun/kode-cadangan/",
                "/akun/kode-cadangan/baru/",
                "/akun/keluar/",
            ],
            staff("siti"),
        ),
        *look(
            CITY,
            ["/petugas/antrean/unit/", *(desk(reports[state]) for state in ("late", "in_progress"))],
            staff("dewi"),
        ),
        *look(CITY, ["/petugas/antrean/all/", desk(reports["closed"])], staff("leader")),
        *look(
            CITY,
            [
                *(f"/petugas/{name}/" for name in ("orang", "orang-baru", "orang/dewi", "opd", "opd/dishub")),
                *(f"/petugas/pengaturan/{name}" for name in ("", "alasan/", "kategori/", "kategori/pju-padam/")),
                *(f"/petugas/{name}/" for name in ("hari-libur", "batas-waktu", "riwayat-kantor")),
            ],
            staff("admin"),
        ),
        *look(PROVINCE, ["/", "/?ukuran=lewat-batas", "/kota/kota-tangerang/", "/akun/masuk/"], None),
        *look(PROVINCE, ["/segel/", "/segel/kota-tangerang/", "/segel/cara-memeriksa/"], None),
        *look(PROVINCE, ["/ombudsman/", "/ombudsman/lewat-batas/", "/ombudsman/kota-tangerang/"], overseer("lead")),
        *look(PROVINCE, ["/ombudsman/keutuhan/"], overseer("assistant")),
        *look(PROVINCE, ["/ombudsman/rincian/", "/ombudsman/kota-tangerang/rincian/"], overseer("assistant")),
        *look(PROVINCE, ["/ombudsman/umur/", "/ombudsman/daftar/masuk/"], overseer("assistant")),
        *look(PROVINCE, ["/data/"], None),
        *look(
            PROVINCE,
            ["/platform/", "/platform/kalender/", "/platform/kalender/2026-12-25/", "/platform/batas-waktu/"],
            overseer("operator"),
        ),
        *(fault for path, texts in WITHOUT_SCRIPTS for fault in read(path, texts, None)),
        *(fault for path, texts in WITHOUT_SCRIPTS_AT_THE_DESK for fault in read(path, texts, staff("siti"))),
    ]
    assert not faults, "\n".join(faults)


def test_what_the_ombudsman_writes_mails_letters_accounts_and_errors(cast, reports, site, look) -> None:
    city, province = cast.tangerang, cast.province
    with city.seat():
        sweeping.sweep()
        statements.state(city.siti, measure="tepat-waktu", period="12-bulan", text="Angka ini termasuk bulan banjir.")
        newcomer = User.objects.create(username="baru", last_name="Wati")
        invited, waiting = invitations.invite(city.nobody.user), invitations.invite(newcomer)
    with province_seat():
        words = {"subject": "Lampu padam", "text": "Mohon jelaskan mengapa laporan ini belum dijawab."}
        asked = requests.send(province.lead, kind="clarification", number=reports["late"], **words)
        ground = {"ground": "consent", "ground_text": "Surat persetujuan pelapor, 1 November 2026."}
        opened = cases.open_case(
            province.lead, reference="0012/LM/2026/BTN", number=reports["secret"], title="Pungutan", **ground
        )
        rule = DeadlineRule.objects.get(rule_set="sp4n", code="verify", kind="complaint").pk

    def staff(name: str) -> dict:
        return session_cookie(site, city, city.people[name].user, CITY)

    def overseer(name: str) -> dict:
        return session_cookie(site, province, province.people[name].user, PROVINCE)

    unopened = f"/ombudsman/laporan/{reports['closed']}/"
    faults = [
        *look(
            PROVINCE,
            [
                "/ombudsman/laporan/",
                unopened,
                "/ombudsman/permintaan/",
                "/ombudsman/permintaan/baru/",
                f"/ombudsman/permintaan/{asked.pk}/",
                "/ombudsman/perkara/",
                f"/ombudsman/perkara/{opened.pk}/",
            ],
            overseer("lead"),
        ),
        *look(PROVINCE, [unopened], overseer("lead"), then=_open_report),
        *look(PROVINCE, ["/ombudsman/pembacaan/", "/ombudsman/orang/"], overseer("head")),
        *look(PROVINCE, [f"/platform/batas-waktu/{rule}/"], overseer("operator")),
        *look(
            CITY,
            [
                "/petugas/ombudsman/",
                f"/petugas/ombudsman/{asked.pk}/",
                "/petugas/ombudsman/pembacaan/",
                "/petugas/ombudsman/tanggapan/",
            ],
            staff("siti"),
        ),
        # Late, and escalated to the unit's head.
        *look(CITY, ["/petugas/pemberitahuan/", f"/petugas/laporan/{reports['late']}/"], staff("rahmat")),
        *look(
            CITY,
            [
                "/petugas/surel/",
                "/petugas/surel/teks/answer/id/semua/",
                "/petugas/surel/teks/answer/en/complaint/",
                "/petugas/surel/terkirim/?tampil=semua",
                "/petugas/opd-baru/",
                "/petugas/pengaturan/alasan/tidak-jelas/",
            ],
            staff("admin"),
        ),
        *look(CITY, ["/akun/masuk/kode/"], None, _halfway_in(site)),
        *look(CITY, [f"/akun/undangan/{invited}/"], None),
        *look(CITY, ["/akun/autentikator/"], None, _accepting(site, waiting)),
        *look(CITY, ["/akun/undangan/tidak-ada/", "/tidak-ada/"], None, status=404),
        *look(CITY, ["/petugas/orang/"], staff("agus"), status=403),
        *look(CITY, ["/laporan/?after=x"], None, _in_english(site), status=400),
        *look(PROVINCE, ["/kota/tidak-ada/"], None, status=404),
    ]
    assert not faults, "\n".join(faults)
