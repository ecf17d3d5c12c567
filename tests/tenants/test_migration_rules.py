"""Every migration of ours keeps the rules of decision 22; each rule is one that can be broken."""

import django.contrib.postgres.operations as postgres
import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from tenants.operations import AddIndexConcurrently
from tests.support.migration_rules import BIG, OURS, faults, imports, source_of

INDEX = models.Index(fields=["address"], name="report_address")


def test_every_migration_keeps_the_rules():
    ours = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in OURS}
    found = {
        f"{label}.{name}": broken
        for (label, name), migration in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items()
        if label in ours and (broken := [*imports(source_of(migration)), *faults(migration)])
    }
    assert found == {}


def test_every_app_begins_with_one_migration():
    on_disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    first = [key for key, migration in on_disk.items() if migration.initial]
    ours = [config for config in apps.get_app_configs() if config.name.split(".")[0] in OURS]
    with_tables = {config.label for config in ours if list(config.get_models())}
    assert sorted(key for key in first if key[0] in with_tables) == sorted(
        (label, "0001_initial") for label in with_tables
    )


def test_the_big_tables_are_there():
    assert {apps.get_model(label)._meta.label_lower for label in BIG} == BIG


def later(*operations) -> migrations.Migration:
    """A migration of a release to come."""
    migration = migrations.Migration("0002_later", "reports")
    migration.operations = list(operations)
    return migration


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        (migrations.AddIndex("report", INDEX), "not concurrently, on a big table"),
        (postgres.AddIndexConcurrently("report", INDEX), "take the operation of tenants.operations"),
        (
            migrations.AddField("counter", "more", models.IntegerField(default=0)),
            "neither null nor db_default, so that the code of the release before cannot write a row",
        ),
        (
            migrations.AddField("counter", "salt", models.BinaryField(default=bytes)),
            "one value of its default for all rows there are",
        ),
        (
            migrations.AddField("report", "place", models.CharField(max_length=9, null=True, db_index=True)),
            "its index is not made concurrently",
        ),
        (
            migrations.AddField(
                "report", "other", models.ForeignKey("reports.report", null=True, on_delete=models.PROTECT)
            ),
            "its index is not made concurrently",
        ),
        (
            migrations.AlterField("report", "address", models.CharField(max_length=300, db_index=True)),
            "its index is not made concurrently",
        ),
        (
            migrations.AddConstraint("report", models.CheckConstraint(condition=models.Q(lat__lt=90), name="north")),
            "looks at every row of a big table",
        ),
        (migrations.RenameField("counter", "last", "latest"), "still asks for the old name"),
        (migrations.RenameModel("Counter", "Serial"), "still asks for the old name"),
        (migrations.RunSQL("CREATE INDEX x ON reports_report (address)"), "an index on reports_report"),
        (migrations.RunSQL("create unique index x on public.ledger_fact(number)"), "an index on ledger_fact"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else None,
)
def test_what_breaks_a_rule(operation, fault):
    assert any(fault in sentence for sentence in faults(later(operation)))


@pytest.mark.parametrize(
    "operation",
    [
        AddIndexConcurrently("report", INDEX),
        migrations.AddIndex("counter", models.Index(fields=["last"], name="counter_last")),
        migrations.AddField("report", "more", models.IntegerField(default=0, db_default=0)),
        migrations.AddField("report", "more", models.IntegerField(null=True)),
        migrations.AddField("counter", "more", models.IntegerField(null=True, db_index=True)),
        migrations.AlterField("report", "address", models.CharField(max_length=400)),
        postgres.AddConstraintNotValid("report", models.CheckConstraint(condition=models.Q(lat__lt=90), name="north")),
        postgres.ValidateConstraint("report", "north"),
        migrations.RunSQL("CREATE INDEX CONCURRENTLY x ON reports_report (address)"),
        migrations.RunSQL("CREATE INDEX x ON reports_counter (last)"),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_keeps_them(operation):
    assert faults(later(operation)) == []


def test_an_index_made_concurrently_stands_alone():
    more = migrations.AddField("counter", "more", models.IntegerField(null=True))
    assert faults(later(AddIndexConcurrently("report", INDEX), more)) == [
        "it makes an index concurrently, which is a migration of its own"
    ]


def test_what_an_app_begins_with_may_do_all_of_it():
    migration = later(migrations.AddIndex("report", INDEX))
    migration.initial = True
    assert faults(migration) == []


@pytest.mark.parametrize("line", ["from core.reports.models import new_salt", "import core.reports.models, os"])
def test_models_and_functions_of_ours_are_not_imported(line):
    assert list(imports(line)) == ["it imports core.reports.models"]


@pytest.mark.parametrize(
    "line",
    ["from tenants.operations import run_sql", "import functools, secrets", "from django_tenants import models"],
)
def test_everything_else_is(line):
    assert list(imports(line)) == []
