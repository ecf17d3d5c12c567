"""What migrations are made of beside Django's own operations. The only module of ours that a migration imports: models
and functions of an app change, and what a migration did must not change with them (decision 22)."""

from pathlib import Path
from typing import Any

from django.contrib.postgres import operations
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


class AddIndexConcurrently(operations.AddIndexConcurrently):
    """Django's, made safe to repeat. For a table that grows with the reports, in a migration of its own that is not
    `atomic`: everybody goes on writing meanwhile.

    What a broken-off run has left is an index that nobody uses and that is kept up to date all the same: it is made
    anew. It waits for transactions that are older than itself, and holds up nobody in doing so.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [self.index.name])
            row = cursor.fetchone()
            if row == (True,):
                return
            cursor.execute("SELECT current_setting('lock_timeout')")
            [before] = cursor.fetchone()
            cursor.execute("SET lock_timeout = 0")
            try:
                if row:
                    schema_editor.remove_index(model, self.index, concurrently=True)
                super().database_forwards(app_label, schema_editor, from_state, to_state)
            finally:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [before])
