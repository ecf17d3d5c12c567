"""Django's schema editor, and the end of its transaction where the last statements of a migration fail."""

from typing import Any

from django.db.backends.postgresql.schema import DatabaseSchemaEditor


class SchemaEditor(DatabaseSchemaEditor):
    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None:
        """Django runs keys and indexes here, after everything else, and leaves the transaction open when one of them
        fails: whatever the connection did next would fail as well."""
        if exc_type is None:
            try:
                while self.deferred_sql:
                    self.execute(self.deferred_sql.pop(0), None)
            except BaseException as error:
                super().__exit__(type(error), error, error.__traceback__)
                raise
        super().__exit__(exc_type, exc_value, traceback)
