"""The demo's people and made-up reports: the same every time, made once, with whole chains; and its sandbox."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from structlog.testing import capture_logs

from core.accounts import one_time_codes
from core.accounts.models import User
from core.casework import actions, verification
from core.casework.common.actors import actor_of
from core.common.errors import NotFound
from core.reports.drafts import Draft
from core.reports.models import Attachment, Identity, Report
from demo import across, people, plans, samples, sandbox, volumes
from demo.backdating import backdated
from oversight import lists
from oversight import queries as oversight
from oversight.periods import ALL, period
from tenants import sites
from tenants.areas import lookup
from tenants.ledger.models import Entry as LedgerEntry
from tenants.models import Tenant
from tenants.seats import province_seat, seated
from tenants.supervision.models import Request
from tests.support import contents
from tests.support.owner import owner_login

COLUMNS = ("number", "state", "kind", "category__code", "unit__code", "identity_level", "visibility", "description",
           "address", "area_code", "lat", "lon", "channel", "supporters", "public_text",
           "rejection_reason__code")  # fmt: skip
# Enough for every state to occur in the two cities that tests have.
FEW = 240


@pytest.fixture
def owner(fresh_database, settings, tmp_path) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        yield


def seed_people() -> None:
    for tenant in Tenant.objects.all():
        people.seed(tenant)


def seed_reports() -> None:
    samples.seed(total=FEW, processes=1)


def cities() -> list[Tenant]:
    return list(Tenant.objects.exclude(schema_name="public"))


def told() -> dict[str, list[tuple]]:
    """By city, its reports with their times."""
    found = {}
    for tenant in cities():
        with seated(tenant):
            reports = Report.objects.order_by("pk")
            times = reports.values_list("received_at", "verified_at", "answered_at", "ended_at")
            photos = [report.attachments.count() for report in reports]
            found[tenant.schema_name] = list(zip(reports.values_list(*COLUMNS), times, photos, strict=True))
    return found


def test_made_up_reports(owner):
    seed_people()
    with transaction.atomic():
        seed_reports()
        once = told()
        transaction.set_rollback(True)
    seed_reports()
    assert told() == once
    assert {schema: len(rows) for schema, rows in once.items()} == {
        "t3671": volumes.count("36.71", FEW) + 1,  # one of Lebak's was handed over
        "t3602": volumes.count("36.02", FEW),
    }

    before = [contents.digests(tenant) for tenant in cities()]
    seed_reports()
    assert [contents.digests(tenant) for tenant in cities()] == before
    assert verification.verify() == []

    for tenant in cities():
        with seated(tenant):
            reports = list(Report.objects.order_by("pk"))
            assert all(report.is_synthetic for report in reports)
            assert not Identity.objects.filter(report__identity_level="anonymous").exists()
            spans = [report.received_at for report in reports if not report.received_from]
            assert spans == sorted(spans)
            assert spans[-1] - spans[0] < timedelta(days=365)
            states = {report.state for report in reports}
            assert states >= {"submitted", "needs_info", "verified", "dispatched", "in_progress", "answered", "closed"}
            assert states & {"rejected", "withdrawn", "transferred"}
            # No file belongs to two photos.
            files = [name for pair in Attachment.objects.values_list("full", "thumb") for name in pair]
            assert len(files) == len(set(files)) > 0
            assert not Attachment.objects.filter(report=None).exists()
    # Only the owner may date the ledger back.
    assert all(row.recorded_at == row.occurred_at for row in LedgerEntry.objects.all())


def test_what_is_missing_between_the_cities_is_made_at_the_next_start(owner, monkeypatch):
    """Interrupted after the cities, and again before the first request is closed: the end is as without."""
    seed_people()
    with monkeypatch.context() as interrupted:
        interrupted.setattr(across, "seed", lambda: None)
        seed_reports()
    assert not Request.objects.exists()
    with monkeypatch.context() as interrupted:
        interrupted.setattr(across.requests, "close", interrupt)
        with pytest.raises(KeyboardInterrupt):
            seed_reports()
    assert [(one.state, one.replies.count()) for one in Request.objects.all()] == [("answered", 1)]
    seed_reports()
    once = between_cities()
    assert once == {
        "handed over": [("t3602", "t3671")],
        "requests": [
            ("Antrean verifikasi menumpuk", "t3602", "answered", 1),
            ("Laporan lewat batas", "t3671", "closed", 1),
        ],
    }
    seed_reports()
    assert between_cities() == once
    assert verification.verify() == []


def interrupt(*arguments, **named) -> None:
    raise KeyboardInterrupt


def between_cities() -> dict[str, list[tuple]]:
    requests = Request.objects.order_by("subject")
    handed = []
    for tenant in cities():
        with seated(tenant):
            received = Report.objects.exclude(received_from="").values_list("received_from", flat=True)
            handed += [(former, tenant.schema_name) for former in received]
    return {
        "handed over": handed,
        "requests": [(one.subject, one.tenant, one.state, one.replies.count()) for one in requests],
    }


def test_a_refused_step_ends_the_story_of_its_report_alone(owner):
    """A report closed before it was answered, one in a category that is none, and one as it should be."""
    seed_people()
    tangerang = Tenant.objects.get(schema_name="t3671")
    start = timezone.now().astimezone(tangerang.zone) - timedelta(days=9)
    draft = {
        "kind": "complaint", "category": "jalan-rusak", "description": "Lubang di depan pasar.",
        "identity": "anonymous", "visibility": "public", "area": "36.71.01.1001",
    }  # fmt: skip
    steps = [plans.Step(action, start + timedelta(days=n)) for n, action in enumerate(("verify", "close", "note"), 1)]
    with seated(tangerang), backdated(), capture_logs() as lines:
        office = samples.office_of_city(tangerang)
        for changes, taken in (({}, steps), ({"category": "tidak-ada"}, []), ({}, steps[:1])):
            samples.carry_out(plans.Plan(start, draft | changes, None, tuple(taken)), office, timezone.now())
        assert [report.state for report in Report.objects.all()] == ["verified", "verified"]
    assert [(line["step"], line["code"], line["tenant"]) for line in lines if "step" in line] == [
        ("close", "wrong_state", "t3671"),
        ("submit", "invalid", "t3671"),
    ]
    assert verification.verify() == []


def test_people(owner, settings):
    seed_people()
    before = [contents.digests(tenant) for tenant in Tenant.objects.all() if not tenant.is_province]
    seed_people()
    assert [contents.digests(tenant) for tenant in Tenant.objects.all() if not tenant.is_province] == before
    for tenant in cities():
        with seated(tenant):
            actors = {user.username: actor_of(user) for user in User.objects.exclude(username="admin")}
            held = {name: (set(actor.roles), len(actor.unit_roles)) for name, actor in actors.items()}
            officers = {name: held.pop(name) for name in sorted(held) if name.startswith("petugas-")}
            assert held == {
                "koordinator": ({"coordinator"}, 0), "koordinator2": ({"coordinator"}, 0), "petugas": (set(), 1),
                "kepala": (set(), 1), "lapangan": (set(), 1), "pimpinan": ({"leader"}, 0), "pengelola": ({"admin"}, 0),
            }  # fmt: skip
            assert Counter(map(repr, officers.values())) == {"(set(), 1)": len(officers)}
            assert "petugas-dlh" in officers
            assert User.objects.get(username="koordinator").check_password(people.PASSWORD)

    settings.DEMO = True
    lebak = Tenant.objects.get(schema_name="t3602")
    code = people.code("koordinator@kab-lebak")
    assert code != people.code("koordinator")  # another city, another secret
    with seated(lebak):
        assert one_time_codes.accept(Authenticator.objects.get(user__username="koordinator"), code)
    assert people.code("koordinator@kab-lebak") != code  # each works once
    for nobody in ("koordinator@kab-tidak-ada", "siapa", "ombudsman@kab-lebak", ""):
        with pytest.raises(NotFound, match="There is no demo account"):
            people.code(nobody)
    settings.DEMO = False
    with pytest.raises(NotFound):
        people.code("koordinator")


def test_sandbox_takes_reports_and_is_in_no_figure(owner):
    sandbox.make()
    sandbox.make()
    uji = Tenant.objects.get(slug="uji")
    assert (uji.schema_name, uji.is_sandbox) == ("t3699", True)
    named = [(kecamatan.name, [area.name for area in kecamatan.areas]) for kecamatan in lookup.areas_of("36.99")]
    assert named == [("Uji Barat", ["Contoh Dua", "Contoh Satu"]), ("Uji Timur", ["Contoh Empat", "Contoh Tiga"])]
    draft = Draft(
        kind="complaint", category="jalan-rusak", description="Lubang di depan pasar.", identity="anonymous",
        visibility="public", lat=-6.2, lon=106.6, area="36.99.01.1001",
    )  # fmt: skip
    with seated(uji), backdated():
        report = actions.submit(draft, is_synthetic=True).report
    assert (report.area_code, report.area_check) == ("36.99.01.1001", "unchecked")
    assert "36.99" not in [city.code for city in sites.cities()]
    with province_seat():
        now = timezone.now() + timedelta(days=100)
        compared = oversight.comparison(now, period(ALL, now, uji.zone))
        assert (compared.whole.received, compared.overdue) == (0, 0)
        assert not lists.reports(now, lists.Wanted()).reports
        assert oversight.find_areas("Contoh") == []
