"""`/metrics`: figures for Prometheus, for whoever has the token of LAKSA_METRICS_TOKEN; without one there is no such
address.

The processes of the web server count together in files of PROMETHEUS_MULTIPROC_DIR, which `laksa serve` empties when
it starts. Of tenants nothing is told but the schema; of visitors nothing.
"""

import hmac

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from tenants import worker_heartbeat
from tenants.backend.pool import pool
from tenants.seats import gate

# The first part of a path, by which pages are told apart; everything else is the citizens'.
_SURFACES = {"api": "api", "petugas": "desk", "ombudsman": "province", "platform": "province", "static": "static"}
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

_requests = Counter(
    "laksa_requests", "Answers by surface, tenant and class of status.", ("surface", "tenant", "status")
)
_seconds = Histogram("laksa_request_seconds", "Time to an answer, by surface.", ("surface",), buckets=_SECONDS)
# Of all processes of the web server together; each tells its own after every answer.
_connections = Gauge(
    "laksa_database_connections",
    "Database connections of the web server, by state; limit is LAKSA_CONNECTIONS times the processes.",
    ("state",),
    multiprocess_mode="livesum",
)


def count(path: str, tenant: str | None, status: int, seconds: float) -> None:
    """Count one answer."""
    surface = _SURFACES.get(path.split("/", 2)[1], "citizen")
    _requests.labels(surface, tenant or "", f"{status // 100}xx").inc()
    _seconds.labels(surface).observe(seconds)
    idle, at_work = pool().count()
    for state, value in (("idle", idle), ("at_work", at_work), ("limit", settings.CONNECTIONS)):
        _connections.labels(state).set(value)


def answer(request: HttpRequest) -> HttpResponse:
    """What Prometheus asks for; 404 for whoever does not know the token."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return HttpResponse(status=404)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    text = generate_latest(registry) + generate_latest(_of_work())
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _of_work() -> CollectorRegistry:
    """What the newest sign of a worker tells. `laksa_database_up` is 0 when nobody could be asked."""
    registry = CollectorRegistry()
    up = Gauge("laksa_database_up", "Whether the database answers.", registry=registry)
    try:
        with gate():
            sign = worker_heartbeat.latest()
    except Error:
        return registry
    up.set(1)
    if sign is not None:
        age = (timezone.now() - sign.seen_at).total_seconds()
        for name, about, value in (
            ("laksa_worker_sign_age_seconds", "Since the last sign of any worker.", age),
            ("laksa_jobs_waiting", "Jobs that are due and not begun.", sign.jobs_waiting),
            ("laksa_oldest_job_seconds", "How long the oldest of them has waited.", sign.oldest_job_seconds),
        ):
            Gauge(name, about, registry=registry).set(value)
    return registry
