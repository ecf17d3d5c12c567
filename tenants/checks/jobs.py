"""Jobs that are stuck, and rows that are no jobs."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from tenants.checks.catalogue import rows
from tenants.jobs import JOBS, MOST_ATTEMPTS, TENANT, WHOLE
from tenants.models import Tenant

STUCK_AFTER = timedelta(hours=1)  # a living worker takes a job back or up long before


def jobs(cities: list[Tenant]) -> Iterator[str]:
    """Jobs that failed for good, whose worker died, or that nobody takes up."""
    long_ago = timezone.now() - STUCK_AFTER
    attempts = "CASE WHEN jsonb_typeof(worker_ids) = 'array' THEN jsonb_array_length(worker_ids) ELSE 0 END"
    [(failed, again, running, waiting)] = rows(
        f"SELECT count(*) FILTER (WHERE status = 'FAILED' AND {attempts} >= %(most)s), "  # noqa: S608
        f"count(*) FILTER (WHERE status = 'FAILED' AND {attempts} < %(most)s), "
        "count(*) FILTER (WHERE status = 'RUNNING' AND started_at < %(long_ago)s), "
        "count(*) FILTER (WHERE status = 'READY' AND enqueued_at < %(long_ago)s "
        "AND (run_after < %(long_ago)s OR run_after > '9000-01-01')) "
        "FROM public.django_tasks_database_dbtaskresult",
        long_ago=long_ago,
        most=MOST_ATTEMPTS,
    )
    hours = int(STUCK_AFTER.total_seconds() // 3600)
    if failed:
        yield f"{failed} jobs have failed {MOST_ATTEMPTS} times and are not tried again."
    if again:
        yield f"{again} jobs have failed and will be tried again."
    if running:
        yield f"{running} jobs have been running for more than {hours} h; their worker has died."
    if waiting:
        yield f"{waiting} jobs have been waiting for more than {hours} h; is `laksa worker` running?"
    strays = rows(
        f"SELECT id, left(task_path, 100), coalesce(left({TENANT}, 20), 'nobody') FROM {JOBS} "  # noqa: S608 (constants)
        f"WHERE status <> 'SUCCESSFUL' AND NOT coalesce(status IN ('READY', 'RUNNING', 'FAILED') AND {WHOLE} "
        "AND EXISTS (SELECT FROM public.tenants_taskpath p WHERE p.path = task_path "
        f"AND (NOT p.is_of_province OR {TENANT} = 'public')) "
        f"AND EXISTS (SELECT FROM public.tenants_tenant t WHERE t.schema_name = {TENANT}), false) ORDER BY 1 LIMIT 20"
    )
    for key, task, tenant in strays:
        yield f"The job {key} (task {task}, for {tenant}) cannot be run by any worker; delete it."
