"""What PostgreSQL writes into its own log: never the text of a statement, a parameter or the row that broke a rule.

A statement that fails holds what somebody typed (psycopg2 fills the values in), so does the DETAIL of many errors, and
some messages quote the value itself. Most of these parameters only a superuser may set, for the server or by `ALTER
DATABASE … SET`; so the embedded cluster and deploy/compose.yaml set them, and `laksa check` says where they are not
as they should be. What failed is in our own log, with its SQLSTATE and the rule's name.
"""

from collections.abc import Iterator

from django.db import connection

# Errors of statements are below the level "log" (PostgreSQL's manual, 19.8.2); what the server has to say is not.
QUIET = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
# Those that log statements which do not fail, as they come with PostgreSQL.
DEFAULTS = {
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
}
# Stricter than wanted is as good.
_AS_GOOD = {"log_min_messages": ("log", "fatal", "panic")}


def problems() -> Iterator[str]:
    """A sentence for each parameter that lets values into the server's log. One query."""
    wanted = {**QUIET, **DEFAULTS}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(wanted)])
        found = dict(cursor.fetchall())
    for name, value in wanted.items():
        # Without the right to see a parameter there is nothing to say about it.
        if name in found and found[name] not in _AS_GOOD.get(name, (value,)):
            yield (
                f"PostgreSQL's log may hold what people wrote: {name} is {found[name]}; "
                f"set it to {value} for the server (as in deploy/compose.yaml)."
            )
