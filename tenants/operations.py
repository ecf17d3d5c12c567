"""What migrations are made of beside Django's own operations. The only module of ours that a migration imports: models
and functions of an app change, and what a migration did must not change with them."""

from pathlib import Path

from django.db import migrations


def run_sql(migration: str, *names: str) -> list[migrations.RunSQL]:
    """Run files `<app>/sql/<name>.sql` of the app that a migration (its `__file__`) belongs to.

    A function, trigger or policy stands in one file, as it is now, and its file can be run again. Who changes it edits
    the file and adds a migration that runs it; an older migration then runs the newer text too, on its way through an
    empty database. So a body is not checked when its function is made: it may name what a later migration brings.
    """
    folder = Path(migration).parent.parent / "sql"
    return [
        migrations.RunSQL(f"SET LOCAL check_function_bodies = off;\n{(folder / f'{name}.sql').read_text('utf-8')}")
        for name in names
    ]
