"""Tasks for the tests of the worker."""

from django.db import connection
from django.utils import timezone

from tenants.context import current
from tenants.jobs import tenant_task


@tenant_task
def tell_seat(*arguments: str) -> dict[str, object]:
    """Where the job runs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_schema()")
        role, schema = cursor.fetchone()
    return {
        "role": role,
        "schema": schema,
        "tenant": current().name,
        "zone": timezone.get_current_timezone_name(),
        "arguments": list(arguments),
    }


@tenant_task
def fail() -> None:
    raise RuntimeError("this job fails every time")


@tenant_task
def end_process() -> None:
    raise SystemExit(1)


@tenant_task
def answer_unreadably() -> object:
    return object()
