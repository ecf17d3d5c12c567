"""The rules for migrations (decision 22) as far as a machine can look: what breaks them, in sentences."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.contrib.postgres.operations import AddIndexConcurrently as DjangosAddIndexConcurrently
from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED

from tenants.operations import AddIndexConcurrently

OURS = ("config", "web", "oversight", "tenants", "core", "api", "demo")
MAY_IMPORT = "tenants.operations"
# Tables that grow with the reports: whoever locks one of them stops a city, or all.
BIG = frozenset(
    {
        "audit.entry",
        "deadlines.deadline",
        "deadlines.escalation",
        "ledger.entry",
        "ledger.fact",
        "ledger.witness",
        "notifications.mail",
        "notifications.notice",
        "oversight.delta",
        "oversight.tally",
        "reports.attachment",
        "reports.followup",
        "reports.identity",
        "reports.message",
        "reports.report",
        "reports.support",
        "routing.dispatch",
        "routing.note",
    }
)
_INDEX = re.compile(
    r"CREATE\s+(UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)(IF NOT EXISTS\s+)?\S+\s+ON\s+(ONLY\s+)?(\S+)", re.I
)


def imports(source: str) -> Iterator[str]:
    """Modules of ours that a migration imports and may not."""
    for node in ast.walk(ast.parse(source)):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            if name.split(".")[0] in OURS and name != MAY_IMPORT:
                yield f"it imports {name}"


def source_of(migration: migrations.Migration) -> str:
    return Path(inspect.getfile(type(migration))).read_text("utf-8")


def faults(migration: migrations.Migration) -> list[str]:
    """What is against the rules in what a migration does. What an app begins with runs on empty tables: there all is
    quick."""
    if migration.initial:
        return []
    found = []
    for operation in migration.operations:
        found += _of_operation(migration, operation)
    if len(migration.operations) > 1 and any(isinstance(each, AddIndexConcurrently) for each in migration.operations):
        found.append("it makes an index concurrently, which is a migration of its own")
    return found


def _of_operation(migration: migrations.Migration, operation: Operation) -> Iterator[str]:
    what = operation.describe()
    if isinstance(operation, migrations.RenameField | migrations.RenameModel | migrations.AlterModelTable):
        yield f"{what}: the code of the release before still asks for the old name"
    if isinstance(operation, migrations.AddField):
        yield from (f"{what}: {fault}" for fault in _of_new_field(migration, operation))
    if isinstance(operation, DjangosAddIndexConcurrently) and not isinstance(operation, AddIndexConcurrently):
        yield f"{what}: take the operation of {MAY_IMPORT}, which can be repeated"
    if isinstance(operation, migrations.RunSQL):
        yield from (
            f"an index on {table}: not concurrently" for table in _tables_indexed(operation) if table in _big()
        )
    if not _is_big(migration, operation):
        return
    if isinstance(operation, migrations.AddIndex) and not isinstance(operation, DjangosAddIndexConcurrently):
        yield f"{what}: not concurrently, on a big table"
    if isinstance(operation, migrations.AlterField) and (operation.field.db_index or operation.field.unique):
        yield f"{what}: its index is not made concurrently, on a big table"
    if type(operation) is migrations.AddConstraint:
        yield f"{what}: looks at every row of a big table; add it NOT VALID, then validate it"


def _of_new_field(migration: migrations.Migration, operation: migrations.AddField) -> Iterator[str]:
    field = operation.field
    if not field.many_to_many and not field.null and field.db_default is NOT_PROVIDED:
        yield "neither null nor db_default, so that the code of the release before cannot write a row"
    if not field.null and field.db_default is NOT_PROVIDED and callable(field.default):
        yield "one value of its default for all rows there are"
    if _is_big(migration, operation) and (field.unique or field.db_index):
        yield "its index is not made concurrently, on a big table"


def _is_big(migration: migrations.Migration, operation: Operation) -> bool:
    model = getattr(operation, "model_name", "")
    return f"{migration.app_label}.{model}".lower() in BIG


def _big() -> set[str]:
    return {apps.get_model(label)._meta.db_table for label in BIG}


def _tables_indexed(operation: migrations.RunSQL) -> Iterator[str]:
    text = operation.sql if isinstance(operation.sql, str) else "\n".join(map(str, operation.sql))
    for match in _INDEX.finditer(text):
        yield match.group(4).split("(")[0].strip('"').removeprefix("public.")
