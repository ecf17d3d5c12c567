"""Jobs: work for later that names its tenant. The first argument of every task is the tenant's schema; a row policy
lets a city enqueue only its own, and the task runs in that city's seat.

Tasks are idempotent: after a crash a job may run again. Arguments are ids, never personal data.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend

from tenants.connection import connection
from tenants.models import Tenant
from tenants.seats import gate, seated
from tenants.sql import execute

# How often a job is tried before it is left to the operator (`laksa check`).
MOST_ATTEMPTS = 5
JOBS = "public.django_tasks_database_dbtaskresult"
# The columns that code which enqueues may fill; all else in the row is the database's and the worker's (decision 15).
COLUMNS = ("id", "task_path", "args_kwargs", "run_after")
# Priority of what the worker enqueues by itself. Nobody else can give one, so it is never behind a city's own jobs.
PERIODIC_PRIORITY = 50
# How large the arguments of a job may be, in bytes as PostgreSQL keeps them: they are ids.
MOST_BYTES = 2_000
# Whether a row has the shape a worker can run. CHECKs keep others out; they do not ask for what was there before.
WHOLE = f"""(
  CASE WHEN pg_column_size(args_kwargs) <= {MOST_BYTES} AND jsonb_typeof(args_kwargs) = 'object' THEN
    jsonb_typeof(args_kwargs -> 'args') = 'array' AND jsonb_typeof(args_kwargs #> '{{args,0}}') = 'string'
    AND args_kwargs -> 'kwargs' = '{{}}' AND jsonb_typeof(worker_ids) = 'array'
  END) IS TRUE"""
# The schema of the tenant a job is for.
TENANT = "args_kwargs #>> '{args,0}'"


class Backend(DatabaseBackend):
    """django-tasks' database backend, naming only the columns that its role may fill: the ORM names all of them."""

    def _task_to_db_task(self, task: Any, args: Any, kwargs: Any) -> Any:
        from django_tasks_db.models import DBTaskResult, get_date_max

        fields = {field.column: field for field in DBTaskResult._meta.concrete_fields}
        job: DBTaskResult[Any, Any] = DBTaskResult(
            id=self._get_id(),
            task_path=task.module_path,
            args_kwargs={"args": list(args), "kwargs": dict(kwargs)},
            run_after=task.run_after or get_date_max(),
            enqueued_at=timezone.now(),
            backend_name=self.alias,
        )
        values = [fields[column].get_db_prep_save(getattr(job, column), connection) for column in COLUMNS]
        execute(f"INSERT INTO {JOBS} ({', '.join(COLUMNS)}) VALUES (%s, %s, %s, %s)", values)  # noqa: S608
        return job


def tenant_task(function: Callable) -> Task:
    """Make a function a task of one tenant. `enqueue(name, …)` below adds the tenant; the worker runs it there.

    It also has to be listed in `config.tasks`, or nobody can enqueue it.
    """

    @task()
    @wraps(function)
    def run(schema: str, *arguments: Any) -> Any:
        with gate():
            tenant = Tenant.objects.get(schema_name=schema)
        with seated(tenant), timezone.override(tenant.zone):
            return function(*arguments)

    return run


def enqueue(job: Task, *arguments: Any) -> None:
    """Enqueue a tenant's task in the present transaction, for the tenant of the present seat."""
    job.enqueue(connection.schema_name, *arguments)
