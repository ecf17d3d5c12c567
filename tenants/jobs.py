"""Jobs: work for later that names its tenant. The first argument of every task is the tenant's schema; a row policy
lets a city enqueue only its own, and the task runs in that city's seat.

Tasks are idempotent: after a crash a job may run again. Arguments are ids, never personal data.
"""

from collections.abc import Callable
from functools import wraps

from django.db import connection
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

from tenants.models import Tenant
from tenants.seats import gate, seated

# How often a job is tried before it is left to the operator (`laksa check`).
MOST_ATTEMPTS = 5


def tenant_task(function: Callable) -> Task:
    """Make a function a task of one tenant. `enqueue(name, …)` below adds the tenant; the worker runs it there."""

    @task()
    @wraps(function)
    def run(schema: str, *arguments):
        with gate():
            tenant = Tenant.objects.get(schema_name=schema)
        with seated(tenant), timezone.override(tenant.zone):
            return function(*arguments)

    return run


def enqueue(job: Task, *arguments) -> None:
    """Enqueue a tenant's task in the present transaction, for the tenant of the present seat."""
    job.enqueue(connection.schema_name, *arguments)
