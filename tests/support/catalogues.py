"""What PostgreSQL's catalogs say of a schema, as rows that can be compared with another's."""

import re
from collections.abc import Callable, Iterable

# What a schema consists of, without its name. Kinds a clone would not copy are in OTHER_KINDS below.
CATALOGS = {
    "tables": "SELECT relname, relpersistence, relrowsecurity, reloptions FROM pg_class "
    "WHERE relnamespace = %(schema)s::regnamespace AND relkind = 'r'",
    "columns": "SELECT c.relname, row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum), a.attname, "
    "format_type(a.atttypid, a.atttypmod), a.attnotnull, "
    "a.attidentity, a.attgenerated, a.attstorage, a.attcollation, "
    "replace(pg_get_expr(d.adbin, d.adrelid), %(schema)s || '.', '') "
    "FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
    "LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
    "WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped",
    "constraints": "SELECT c.relname, k.conname, k.contype, k.condeferrable, k.condeferred, k.convalidated, "
    "replace(pg_get_constraintdef(k.oid), %(schema)s || '.', '') "
    "FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE k.connamespace = %(schema)s::regnamespace",
    "indexes": "SELECT i.relname, x.indisunique, x.indisprimary, x.indisvalid, "
    "replace(pg_get_indexdef(x.indexrelid), %(schema)s || '.', '') "
    "FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid WHERE i.relnamespace = %(schema)s::regnamespace",
    "sequences": "SELECT s.relname, t.relname, a.attname, q.seqstart, q.seqincrement, q.seqmax, "
    "q.seqmin, q.seqcache, q.seqcycle FROM pg_sequence q JOIN pg_class s ON s.oid = q.seqrelid "
    "JOIN pg_depend d ON d.objid = s.oid AND d.deptype = 'i' JOIN pg_class t ON t.oid = d.refobjid "
    "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid "
    "WHERE s.relnamespace = %(schema)s::regnamespace",
    "triggers": "SELECT c.relname, t.tgname, t.tgenabled, replace(pg_get_triggerdef(t.oid), %(schema)s || '.', '') "
    "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE c.relnamespace = %(schema)s::regnamespace AND NOT t.tgisinternal",
}
OTHER_KINDS = {
    "relations": "SELECT relname FROM pg_class WHERE relnamespace = %(schema)s::regnamespace "
    "AND relkind NOT IN ('r', 'i', 'S', 't')",
    "functions": "SELECT proname FROM pg_proc WHERE pronamespace = %(schema)s::regnamespace",
    "types": "SELECT t.typname FROM pg_type t WHERE t.typnamespace = %(schema)s::regnamespace AND t.typrelid = 0 "
    "AND t.typelem = 0",
    "policies": "SELECT p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid "
    "WHERE c.relnamespace = %(schema)s::regnamespace",
    "statistics": "SELECT stxname FROM pg_statistic_ext WHERE stxnamespace = %(schema)s::regnamespace",
    "loose sequences": "SELECT s.relname FROM pg_class s WHERE s.relkind = 'S' "
    "AND s.relnamespace = %(schema)s::regnamespace "
    "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = s.oid AND d.deptype = 'i')",
    "generated columns": "SELECT a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
    "WHERE c.relnamespace = %(schema)s::regnamespace AND a.attgenerated <> ''",
}


_CASTS = re.compile(r"::(text|character varying)(\[\])?|[()]")


def described(sql, query: str, schema: str) -> list[tuple]:
    """Rows of the catalogs in a fixed order. PostgreSQL prints a definition and reads it again with its casts and
    brackets elsewhere, so those are left out."""
    rows = sql(query, {"schema": schema})
    plain = [tuple(_CASTS.sub("", value) if isinstance(value, str) else value for value in row) for row in rows]
    return sorted(plain, key=repr)


# Only `public` has these; a schema of a city has none.
_OF_PUBLIC = {
    "functions": "SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid) FROM pg_proc p "
    "WHERE p.pronamespace = %(schema)s::regnamespace AND p.prokind IN ('f', 'p')",
    "policies": "SELECT c.relname, p.polname, p.polcmd, p.polpermissive, pg_get_expr(polqual, polrelid), "
    "pg_get_expr(polwithcheck, polrelid) FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid "
    "WHERE c.relnamespace = %(schema)s::regnamespace",
}


def schemas_described(sql: Callable[..., list[tuple]], schemas: Iterable[str]) -> set[str]:
    """Everything the schemas consist of, one thing a line. The order of columns is no part of it: a column that a
    later release adds comes last, and in a new installation where the model has it."""
    found = set()
    for schema in schemas:
        for kind, query in (CATALOGS | OTHER_KINDS | _OF_PUBLIC).items():
            for row in described(sql, query, schema):
                parts = (*row[:1], *row[2:]) if kind == "columns" else row
                found.add(f"{schema} {kind}: {' | '.join(map(str, parts))}")
    return found
