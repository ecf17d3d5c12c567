"""A new city's schema as a copy of the migrated template schema: tables, rows, constraints, indexes, triggers.

Names of constraints and indexes are kept (`CREATE TABLE … LIKE … INCLUDING INDEXES` would invent new ones), because
later migrations look them up by name.
"""

from django.db import connection

# Definitions printed without schema names: the pretty form leaves the schema out of what the search path can see.
_DEFINITIONS = """
SELECT 1, format('CREATE TABLE %%I (LIKE %%I.%%I INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING GENERATED
         INCLUDING CONSTRAINTS INCLUDING STORAGE INCLUDING COMMENTS)', relname, %(source)s::text, relname)
  FROM pg_class WHERE relnamespace = %(source)s::regnamespace AND relkind = 'r'
UNION ALL
SELECT 2, format('INSERT INTO %%I SELECT * FROM %%I.%%I', relname, %(source)s::text, relname)
  FROM pg_class WHERE relnamespace = %(source)s::regnamespace AND relkind = 'r'
UNION ALL
SELECT 3, format('SELECT setval(pg_get_serial_sequence(%%L, %%L), max(%%I)) FROM %%I HAVING max(%%I) IS NOT NULL',
         format('%%I', c.relname), a.attname, a.attname, c.relname, a.attname)
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
 WHERE c.relnamespace = %(source)s::regnamespace AND c.relkind = 'r' AND a.attidentity <> ''
UNION ALL
SELECT CASE contype WHEN 'f' THEN 6 ELSE 4 END,
       format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s', c.relname, k.conname, pg_get_constraintdef(k.oid, true))
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
 WHERE k.connamespace = %(source)s::regnamespace AND k.contype IN ('p', 'u', 'x', 'f')
UNION ALL
SELECT 5, pg_get_indexdef(i.indexrelid, 0, true)
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
 WHERE c.relnamespace = %(source)s::regnamespace
   AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 7, pg_get_triggerdef(t.oid, true)
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE c.relnamespace = %(source)s::regnamespace AND NOT t.tgisinternal
ORDER BY 1, 2
"""


def clone(source: str, target: str) -> None:
    """Create schema `target` as a copy of `source`. Runs inside the caller's transaction, as the owner."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('search_path')")
        (before,) = cursor.fetchone()
        cursor.execute(f"SET search_path = {quote(source)}")
        cursor.execute(_DEFINITIONS, {"source": source})
        statements = [definition for _, definition in cursor.fetchall()]
        script = [f"CREATE SCHEMA {quote(target)}", f"SET search_path = {quote(target)}", *statements]
        cursor.execute(";\n".join(script).replace("%", "%%"), [])
        cursor.execute("SELECT set_config('search_path', %s, false)", [before])
