"""Everything in the database that makes the walls, compared with a list: row security and policies, triggers, rules,
defaults, CHECKs, functions and who may call them, owners, default privileges.

The list is `walls.txt`: what a freshly migrated database has, one wall a line, the cities' schemas once under the name
`city`. After a migration that changes walls, `python -m tests.support.walls` writes it anew; a test compares both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from tenants import migration
from tenants.checks.catalogue import existing, rows
from tenants.models import Tenant
from tenants.seats import PUBLIC, TEMPLATE_SCHEMA

LIST = Path(__file__).with_name("walls.txt")
# How a city's schema and the installation's own roles are called in the list.
CITY, PREFIX = "city", "laksa"


@dataclass(frozen=True, order=True)
class Wall:
    """One of them: `what` it is in words, with its name; `how` it was made, as PostgreSQL tells it."""

    schema: str
    what: str
    how: str

    def __str__(self) -> str:
        return f"{self.schema}\t{self.what}\t{self.how}"


_OWNER_OF = """CASE WHEN pg_get_userbyid({0}) IN (current_user, 'pg_database_owner') THEN 'owner'
                    ELSE pg_get_userbyid({0})::text END"""
_MAY_CALL = """(SELECT coalesce(string_agg(coalesce(g.rolname::text, 'everybody'), ', ' ORDER BY g.rolname), 'nobody')
    FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a LEFT JOIN pg_roles g ON g.oid = a.grantee
   WHERE a.grantee <> p.proowner)"""
_WALLS = f"""
WITH relations AS (
  SELECT c.*, n.nspname AS schema FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = ANY(%(schemas)s)
)
SELECT nspname::text, 'the schema', 'of ' || {_OWNER_OF.format("nspowner")}
  FROM pg_namespace WHERE nspname = ANY(%(schemas)s)
UNION ALL
SELECT schema, 'the table ' || relname, 'of ' || {_OWNER_OF.format("relowner")} || ', row security '
       || CASE WHEN relrowsecurity THEN 'on' ELSE 'off' END
       || CASE WHEN relforcerowsecurity THEN ', forced' ELSE '' END
  FROM relations WHERE relkind IN ('r', 'p', 'v', 'm', 'f')
UNION ALL
SELECT schema, 'the policy ' || polname || ' of ' || relname,
       polcmd::text || CASE WHEN polpermissive THEN '' ELSE ' restrictive' END || ' to '
       || coalesce((SELECT string_agg(rolname, ', ' ORDER BY rolname) FROM pg_roles r WHERE r.oid = ANY(polroles)),
                   'all')
       || ' using ' || coalesce(pg_get_expr(polqual, polrelid), '-')
       || ' check ' || coalesce(pg_get_expr(polwithcheck, polrelid), '-')
  FROM pg_policy JOIN relations c ON c.oid = polrelid
UNION ALL
SELECT schema, 'the trigger ' || tgname || ' of ' || relname,
       pg_get_triggerdef(t.oid) || ', enabled ' || tgenabled::text
  FROM pg_trigger t JOIN relations c ON c.oid = tgrelid WHERE NOT tgisinternal
UNION ALL
SELECT schema, 'the keys of ' || relname, 'switched off'
  FROM relations c WHERE EXISTS (
    SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgisinternal AND tgenabled NOT IN ('O', 'A'))
UNION ALL
SELECT schema, 'the rule ' || rulename || ' of ' || relname, pg_get_ruledef(r.oid)
  FROM pg_rewrite r JOIN relations c ON c.oid = ev_class
UNION ALL
SELECT schema, 'the default of ' || relname || '.' || attname, pg_get_expr(adbin, adrelid)
  FROM pg_attrdef JOIN relations c ON c.oid = adrelid JOIN pg_attribute a ON attrelid = c.oid AND attnum = adnum
UNION ALL
SELECT schema, 'the check ' || conname || ' of ' || relname, replace(pg_get_constraintdef(k.oid), ' NOT VALID', '')
  FROM pg_constraint k JOIN relations c ON c.oid = conrelid WHERE contype = 'c'
UNION ALL
SELECT nspname::text, 'the function ' || p.oid::regprocedure::text,
       'of ' || {_OWNER_OF.format("proowner")} || CASE WHEN prosecdef THEN ', with the rights of its owner' ELSE '' END
       || ', ' || provolatile::text || ', ' || coalesce(array_to_string(proconfig, '; '), 'no settings')
       || ', gives ' || pg_get_function_result(p.oid)
       || ', body ' || left(encode(sha256(convert_to(prosrc, 'UTF8')), 'hex'), 16)
       || ', called by ' || {_MAY_CALL}
  FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
 WHERE nspname = ANY(%(schemas)s) AND prokind IN ('f', 'p')
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')
UNION ALL
SELECT coalesce(nspname::text, '{PUBLIC}'), 'default privileges of ' || defaclobjtype::text || ' by '
       || {_OWNER_OF.format("defaclrole")}, defaclacl::text
  FROM pg_default_acl LEFT JOIN pg_namespace n ON n.oid = defaclnamespace
"""  # noqa: S608 (constants)


def found(schemas: list[str]) -> set[Wall]:
    """The walls of these schemas as they stand; schema and role names are the installation's."""
    return {Wall(schema, what, " ".join(how.split())) for schema, what, how in rows(_WALLS, schemas=schemas)}


def neutral(wall: Wall) -> Wall:
    """The same as the list calls it."""
    if wall.schema == PUBLIC:
        name, former, called = PUBLIC, f"{settings.ROLE_PREFIX}_", f"{PREFIX}_"
    else:
        name, former, called = CITY, f"{wall.schema}.", f"{CITY}."
    return Wall(name, wall.what.replace(former, called), wall.how.replace(former, called))


@cache
def listed() -> frozenset[Wall]:
    """What the list says."""
    return frozenset(Wall(*line.split("\t")) for line in LIST.read_text("utf-8").splitlines())


def walls(cities: list[Tenant]) -> Iterator[str]:
    """Each wall that is missing, changed or not ours. Of schemas that are migrated: others differ for good reason."""
    schemas = [PUBLIC, TEMPLATE_SCHEMA, *existing(cities)]
    schemas = [schema for schema in schemas if not migration.pending(schema) and not migration.unknown(schema)]
    standing: dict[str, dict[str, str]] = {schema: {} for schema in schemas}
    for wall in found(schemas):
        same = neutral(wall)
        standing.setdefault(wall.schema, {})[same.what] = same.how
    for schema, there in standing.items():
        name = PUBLIC if schema == PUBLIC else CITY
        wanted = {wall.what: wall.how for wall in listed() if wall.schema == name}
        for what in sorted(wanted.keys() | there.keys()):
            if what not in wanted and what.startswith("the table "):
                continue  # `tenants.checks.rights` names it
            yield from _compared(f"In {schema} {what}", wanted.get(what), there.get(what))


def _compared(what: str, wanted: str | None, there: str | None) -> Iterator[str]:
    if there is None:
        yield f"{what} is missing."
    elif wanted is None:
        yield f"{what} was added by somebody: {there}."
    elif _form(there) != _form(wanted):
        yield f"{what} was changed: it is {there}, but was made {wanted}."


def _form(how: str) -> str:
    """A CHECK without what PostgreSQL writes otherwise after a dump is loaded: casts between kinds of text, and the
    brackets of what is joined by AND alone. With an OR in it brackets mean something and stay."""
    if not how.startswith("CHECK") or " OR " in how:
        return how
    return re.sub(r"::(character varying|text)(\[\])?|[()]", "", how)
