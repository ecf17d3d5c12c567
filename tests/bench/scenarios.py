"""What is measured over HTTP, as a target file of the load generator, and the sessions of its staff."""

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from core.accounts.models import SECOND_FACTOR, User
from core.catalogue.models import Category
from core.reports.kinds import State, Visibility
from core.reports.models import Report
from demo import people
from tenants.models import Tenant
from tenants.seats import seated
from tests.bench import table
from web.site.middleware import SESSION_TENANT

BACKEND = "core.accounts.backends.ModelBackend"
_MOST_NUMBERS = 2000
# So many of the newest public reports are what people read again and again.
_READ = 50


def sign_in(tenant: Tenant, username: str) -> dict[str, str]:
    """Request headers of a signed-in person of a city: a session row of its own, and the CSRF token."""
    with seated(tenant):
        user = User.objects.get(username=username)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = BACKEND
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session[SESSION_TENANT] = tenant.schema_name
        session[SECOND_FACTOR] = user.pk  # as every session has it after its first page
        session.save()
    token = secrets.token_hex(16)
    cookies = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
    return {"Cookie": cookies, "X-CSRFToken": token}


def target(tenant: Tenant, port: int, folder: Path) -> dict[str, Any]:
    """The target file's content; lists of numbers are written beside it."""
    with seated(tenant):
        opened = Report.objects.exclude(state=State.CLOSED).order_by("pk")
        published = Report.objects.filter(visibility=Visibility.PUBLIC, verified_at__isnull=False).order_by("-pk")
        verified = Report.objects.filter(state=State.VERIFIED).order_by("pk")
        category = Category.objects.select_related("lead_unit").get(code="jalan-rusak")
        sample = published.exclude(lat=None).first() or published[0]
        for name, rows in (("open", opened), ("published", published), ("verified", verified)):
            _write(folder / f"{name}.txt", rows.values_list("number", flat=True)[:_MOST_NUMBERS])
        _write(folder / "read.txt", published.values_list("number", flat=True)[:_READ])
    host = f"{tenant.slug}.{settings.BASE_DOMAIN}:{port}"
    page = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    staff = sign_in(tenant, "koordinator")
    officer = sign_in(tenant, people.unit_officer(category.lead_unit.code))
    changed = "/api/v1/desk/reports/{{verified}}/"

    def get(name: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
        return {"name": name, "method": "GET", "path": path, "headers": headers}

    return {
        "name": "laksa",
        "base_url": f"http://127.0.0.1:{port}",
        "headers": {"Host": host},
        "vars": {
            "open": {"kind": "file", "path": "open.txt"},
            "published": {"kind": "file", "path": "published.txt", "mode": "cycle"},
            "read": {"kind": "file", "path": "read.txt"},
            "verified": {"kind": "file", "path": "verified.txt", "mode": "cycle"},
            "words": {"kind": "words", "min": 8, "max": 30},
            "serial": {"kind": "seq"},
            "address": {"kind": "ip"},
        },
        "scenarios": [
            {
                "name": "create",
                "method": "POST",
                "path": "/api/v1/reports/",
                "headers": {"X-Forwarded-For": "{{address}}"},
                "expect": [201],
                "body": {
                    "kind": "complaint",
                    "category": category.code,
                    "description": "{{json:words}} {{serial}}",
                    "location": {"lat": sample.lat, "lon": sample.lon, "address": "Jalan Melati"},
                    "area": sample.area_code,
                    "identity": "named",
                    "visibility": "public",
                    "contact": {"name": "Warga Contoh", "phone": "081200000000"},
                },
            },
            get("staff list", "/petugas/antrean/all/", {**page, **staff}),
            get("staff list (API)", "/api/v1/desk/reports/", staff),
            get("staff detail", "/petugas/laporan/{{open}}/", {**page, **staff}),
            get("staff detail (API)", "/api/v1/desk/reports/{{open}}/", staff),
            {
                "name": "state change",
                "steps": [
                    _post(f"{changed}dispatch/", {"unit": category.lead_unit.code}, staff),
                    _post(f"{changed}send_back/", {"note": "Bukan wewenang kami."}, officer),
                ],
            },
            get("public report", "/laporan/{{read}}/", page),
            get("public report (API)", "/api/v1/reports/{{read}}/", {}),
            get("public report, first time", "/laporan/{{published}}/", page),
            get("public report (API), first time", "/api/v1/reports/{{published}}/", {}),
            get("public list", "/laporan/", page),
            get("map points", "/peta/laporan.json", {"Accept-Encoding": "gzip"}),
            get("home", "/", page),
            get("province dashboard", "/", {**page, "Host": f"{settings.BASE_DOMAIN}:{port}"}),
        ],
    }


def yardstick(target: dict[str, Any], port: int) -> dict[str, Any]:
    """The target file of the bare server: the body of a new report, sent to the one address it has."""
    create = next(scenario for scenario in target["scenarios"] if scenario["name"] == "create")
    return {
        **target,
        "name": "yardstick",
        "base_url": f"http://127.0.0.1:{port}",
        "headers": {},
        "scenarios": [{**create, "name": table.YARDSTICK, "path": "/", "headers": {}}],
    }


def _post(path: str, body: dict[str, str], headers: dict[str, str]) -> dict[str, Any]:
    return {"method": "POST", "path": path, "body": body, "headers": headers}


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("\n".join(lines))
